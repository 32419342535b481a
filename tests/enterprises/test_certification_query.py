"""企业认定查询 (M1.2): answers who knows both, and never tells who is registered."""

import datetime as dt
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from enterprises.enums import CertificationState
from enterprises.models import Certification, Enterprise
from tests import factories
from tests.enterprises.pages import save_profile_page

QUERY = reverse("enterprises:certification_query")
NOTHING = "没有查询到认定结果"


@pytest.fixture
def title(enterprise, places) -> Certification:
    return Certification.objects.create(
        enterprise=enterprise,
        tier="innovative",
        authority=places.guangdong,
        enterprise_name=enterprise.name,
        document_number="粤工信企业函〔2026〕1号",
        certified_on=dt.date(2026, 3, 1),
        valid_from=dt.date(2026, 3, 1),
        valid_until=dt.date(2129, 2, 28),
    )


@pytest.fixture
def ask(client, db, captcha_answer):
    def post(name: str, credit_code: str, **changed):
        solved = captcha_answer(client.get(QUERY).content.decode())
        return client.post(QUERY, {"name": name, "credit_code": credit_code, **solved, **changed})

    return post


def test_the_same_name_in_other_characters_and_a_full_width_captcha_are_the_same(
    ask, title, enterprise, client, captcha_answer
):
    """Kangxi radicals and half-width brackets come with copied text, full-width letters from an input method."""
    Enterprise.objects.filter(pk=enterprise.pk).update(name="广州石化（集团）有限公司")
    solved = captcha_answer(client.get(QUERY).content.decode())
    wide = "".join(chr(ord(sign) + 0xFEE0) for sign in solved["captcha_1"])
    page = client.post(
        QUERY,
        {
            "name": "广州\u2f6f化(集团)有限公司",
            "credit_code": enterprise.credit_code,
            **solved,
            "captcha_1": wide,
        },
    )
    assert "粤工信企业函〔2026〕1号" in page.content.decode()


def test_who_knows_name_and_code_gets_the_title(ask, title, enterprise):
    response = ask(f" {enterprise.name} ", enterprise.credit_code.lower())
    page = response.content.decode()
    for value in (
        "创新型中小企业",
        "粤工信企业函〔2026〕1号",
        "2026-03-01",
        "2129-02-28",
        "有效",
        "广东省中小企业主管部门",
    ):
        assert value in page
    assert "no-store" in response["Cache-Control"]
    for private in (enterprise.contact_mobile, enterprise.email, enterprise.contact_name, "示例路1号"):
        assert private not in page


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({}, "有效"),
        ({"state": CertificationState.RENEWING}, "复核中"),
        ({"valid_from": dt.date(2020, 1, 1), "valid_until": dt.date(2023, 1, 1)}, "已到期"),
        ({"state": CertificationState.CANCELLED}, "已取消"),
    ],
)
def test_every_status_has_its_word(ask, title, enterprise, fields, status):
    Certification.objects.filter(pk=title.pk).update(**fields)
    page = ask(enterprise.name, enterprise.credit_code).content.decode()
    assert re.search(rf'class="status [^"]*">{status}<', page)


def test_a_renamed_enterprise_is_found_by_both_names(ask, title, enterprise):
    old_name = enterprise.name
    enterprise.name = "广州新名称（集团）有限公司"
    enterprise.save()
    for name in (old_name, "广州新名称(集团)有限公司"):
        assert "粤工信企业函" in ask(name, enterprise.credit_code).content.decode()


def test_a_name_changed_in_the_profile_is_found_however_it_is_typed(ask, title, enterprise, owner_client):
    """The title is too old to lock the profile; the profile's name is stored as the query reads it."""
    Certification.objects.filter(pk=title.pk).update(
        valid_from=dt.date(2020, 1, 1), valid_until=dt.date(2023, 1, 1)
    )
    typed = " 广州\u200b改名(集团) 有限公司"
    assert save_profile_page(owner_client, name=typed).status_code == 302
    enterprise.refresh_from_db()
    assert enterprise.name == "广州改名（集团）有限公司"
    for name in (typed, enterprise.name, "广州改名(集团)有限公司", "广州改名（集团）\ufeff有限公司"):
        assert "粤工信企业函" in ask(name, enterprise.credit_code).content.decode()


def neutral(page: str, *typed: str) -> str:
    """The page without what the visitor typed, the captcha and the token."""
    for text in typed:
        page = page.replace(text, "…")
    page = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", page)
    return re.sub(r"[0-9a-f]{40}", "", page)


def test_every_other_answer_is_the_same_in_words_status_and_work(ask, title, enterprise, places):
    uncertified = factories.make_enterprise(places.tianhe)
    asked = {
        "wrong name": ("别的有限公司", enterprise.credit_code),
        "unknown code": (enterprise.name, factories.credit_code(7_654_321)),
        "registered without a title": (uncertified.name, uncertified.credit_code),
        "nobody": ("谁也不是有限公司", factories.credit_code(7_654_322)),
    }
    ask(
        "谁也不是有限公司", factories.credit_code(7_654_323)
    )  # the first visitor in ten minutes sweeps old captchas
    pages, statuses, statements = set(), set(), set()
    for name, code in asked.values():
        with CaptureQueriesContext(connection) as captured:
            response = ask(name, code)
        statuses.add(response.status_code)
        pages.add(neutral(response.content.decode(), name, code))
        statements.add(tuple(re.sub(r"'[^']*'|_x\d+", "?", query["sql"])[:60] for query in captured))
    assert statuses == {200}
    assert len(pages) == 1
    assert NOTHING in pages.pop()
    assert len(statements) == 1


def test_a_wrong_captcha_is_told_at_its_field_and_answers_nothing(ask, title, enterprise):
    response = ask(enterprise.name, enterprise.credit_code, captcha_1="wrong")
    assert list(response.context["form"].errors) == ["captcha"]
    page = response.content.decode()
    assert "粤工信企业函" not in page
    assert NOTHING not in page


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"credit_code": "123"}, "credit_code"),
        ({"credit_code": ""}, "credit_code"),
        ({"credit_code": "x" * 100_000}, "credit_code"),
        ({"name": ""}, "name"),
        ({"name": "名" * 100_000}, "name"),
        ({"name": "\x00"}, "name"),
        ({"name": "\u200b"}, "name"),
    ],
)
def test_a_malformed_question_is_told_at_the_field(ask, enterprise, fields, field):
    response = ask(**({"name": enterprise.name, "credit_code": enterprise.credit_code} | fields))
    assert response.status_code == 200
    assert list(response.context["form"].errors) == [field]


def test_it_can_be_switched_off(client, settings, db):
    settings.CERTIFICATION_QUERY_OPEN = False
    for response in (client.get(QUERY), client.post(QUERY, {"name": "x"})):
        assert response.status_code == 200
        assert "稍后开放" in response.content.decode()


def test_a_title_is_verified_by_its_code(client, title):
    url = reverse("enterprises:certification_verify", args=[title.code.lower()])
    response = client.get(url)
    assert response.status_code == 200
    assert title.enterprise_name in response.content.decode()
    assert title.document_number in response.content.decode()


@pytest.mark.parametrize("code", ["ABCDEFGHJKLM", "x", "%00", "' or 1=1", "A" * 500, "验证码"])
def test_an_unknown_verification_code_is_told(client, title, code):
    response = client.get(f"/certifications/verify/{code}/")
    assert response.status_code == 404
    assert "没有这个验证码" in response.content.decode()
