"""One form for every code: certificates of titles and results of assessments."""

import datetime as dt

import pytest
from django.urls import reverse

from enterprises.enums import Tier
from enterprises.models import Certification
from tests import factories


@pytest.fixture
def codes(enterprise, places) -> dict[str, str]:
    """A code of each kind, by the address it leads to."""
    title = Certification.objects.create(
        enterprise=enterprise,
        tier=Tier.INNOVATIVE,
        authority=places.guangdong,
        enterprise_name=enterprise.name,
        document_number="粤工信〔2026〕9号",
        certified_on=dt.date(2026, 1, 5),
        valid_from=dt.date(2026, 1, 5),
        valid_until=dt.date(2029, 1, 4),
    )
    result = factories.make_assessment(enterprise)
    return {
        reverse("enterprises:certification_verify", args=[title.code]): title.code,
        reverse("assessments:verify", args=[result.code]): result.code,
    }


def typings(code: str) -> list[str]:
    """How people type a code."""
    wide = "".join(chr(ord(sign) + 0xFEE0) for sign in code)
    groups = [code[:4], code[4:8], code[8:]]
    return [code, code.lower(), f" {code}\n", wide, *(sign.join(groups) for sign in " -—–－\u3000\u200b")]


def test_every_code_is_found_however_it_is_typed(client, codes):
    for address, code in codes.items():
        for typed in typings(code):
            response = client.get(reverse("verify"), {"code": typed})
            assert response.status_code == 302 and response.url == address, repr(typed)
        assert client.get(address).status_code == 200


def test_an_unknown_code_stays_at_the_form(client, db):
    response = client.get(reverse("verify"), {"code": "abcd-efgh jklm"})
    assert response.status_code == 404
    assert "没有这个验证码" in response.text and 'value="abcd-efgh jklm"' in response.text


@pytest.mark.parametrize("typed", ["", "  ", "../../admin", "验证码", "a\0/", "//evil.example"])
def test_what_is_no_code_is_told(client, db, typed):
    response = client.get(reverse("verify"), {"code": typed})
    assert response.status_code == 200
    assert "请填写证书或评测结果证明上的12位字母和数字。" in response.text
    assert 'aria-describedby="code_error code_help"' in response.text


def test_the_form_is_reached_from_everywhere_a_code_is(client, codes):
    form = reverse("verify")
    for path in (reverse("home"), reverse("enterprises:certification_query"), *codes):
        assert f'href="{form}"' in client.get(path).text, path
    moved = client.get("/assessments/verify/", {"code": "ABC"})
    assert moved.status_code == 301 and moved.url == f"{form}?code=ABC"


def test_trying_codes_is_limited(client, db):
    answers = [client.get(reverse("verify"), {"code": "ABCDEFGHJKLM"}).status_code for _ in range(61)]
    assert answers[59] == 404 and answers[60] == 429
