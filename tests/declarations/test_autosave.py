"""Parts of the sections saved in the background, as the script of the page does it."""

import re

import pytest
import time_machine
from django.urls import reverse

from declarations.dossier.loading import load
from declarations.enums import Action
from declarations.forms.declared import Asked
from declarations.forms.innovative import INNOVATIVE
from declarations.models import Filing, FilingSection
from declarations.workflow import transition
from enterprises.kit.forms.saving import read_marks
from enterprises.models import ProductProfile, YearlyFigures
from tests import factories
from tests.admin.filings import make_draft
from tests.declarations.conftest import YEAR, operations_data, product_data, section_url, url

REVENUE = f"y{YEAR}-revenue"


def seen_on(client, address: str) -> dict[str, str]:
    return read_marks(re.search(r'name="seen" value="([^"]*)"', client.get(address).text)[1])


def send(client, filing, key: str, part: str, seen: dict[str, str], **typed):
    """What the script sends after one part was touched: the whole page, and the mark of that part."""
    data = {"product": product_data, "operations": operations_data}[key]()
    return client.post(
        section_url(filing, key), data | typed | {"part": part, "seen": f"{part}:{seen.get(part, '')}"}
    )


def content(filing) -> dict:
    return load(Filing.objects.get(pk=filing.pk)).answers(INNOVATIVE.of_type(Asked)[0])


def note(response, part: str) -> str:
    return re.sub(r"<[^>]*>", "", response.json()["notes"][part])


def test_only_the_part_that_was_touched_is_saved(filing, owner_client):
    response = send(owner_client, filing, "product", "name", {}, name="主轴")
    assert response.status_code == 200, response.content
    assert {name: value for name, value in content(filing).items() if value} == {"name": "主轴"}
    assert seen_on(owner_client, section_url(filing, "product")) == {"name": response.json()["token"]}
    assert send(owner_client, filing, "operations", REVENUE, {}, **{REVENUE: "５,000"}).status_code == 200
    row = YearlyFigures.objects.get(year=YEAR)
    assert (row.revenue, row.main_revenue) == (5000, None)
    assert not YearlyFigures.objects.exclude(year=YEAR).exists()


def test_what_the_enterprise_keeps_is_changed_where_it_was_touched(filing, owner_client, enterprise):
    factories.make_product(enterprise)
    address = section_url(filing, "product")
    seen = seen_on(owner_client, address)
    carried = {"name": "高精度主轴", "description": "", "strategic_code": "", "segment_years": "8"}
    typed = carried | {"description": "一段说明"}
    assert send(owner_client, filing, "product", "description", seen, **typed).status_code == 200
    assert (content(filing)["name"], content(filing)["description"]) == ("高精度主轴", "一段说明")
    renamed = send(owner_client, filing, "product", "name", seen, **typed | {"name": "主轴乙"})
    assert renamed.status_code == 200
    assert (ProductProfile.objects.get().name, content(filing)["description"]) == ("主轴乙", "一段说明")


def test_what_cannot_be_read_is_named_and_kept_as_it_was(filing, owner_client):
    for key, part, words in (
        ("product", "segment_years", "请填写数字"),
        ("operations", REVENUE, "请填写数字"),
    ):
        response = send(owner_client, filing, key, part, {}, **{part: "八"})
        assert (response.status_code, response.json()["token"], response.json()["invalid"]) == (
            422,
            None,
            [part],
        )
        assert words in note(response, part)
    assert not YearlyFigures.objects.filter(revenue__isnull=False).exists()


@pytest.mark.parametrize(
    ("key", "part", "texts"),
    [("product", "name", ("甲轴", "乙轴")), ("operations", REVENUE, ("5100", "5200"))],
)
def test_what_another_tab_saved_stays_and_both_are_shown(filing, owner_client, key, part, texts):
    first, second = texts
    address = section_url(filing, key)
    seen = seen_on(owner_client, address)
    assert send(owner_client, filing, key, part, seen, **{part: first}).status_code == 200
    response = send(owner_client, filing, key, part, seen, **{part: second})
    assert response.status_code == 409 and f"已保存的内容：{first}" in note(response, part)
    whole = {"product": product_data, "operations": operations_data}[key]() | {part: second, "seen": ""}
    page = owner_client.post(address, whole)
    assert page.status_code == 409 and "您填写的" in page.text and second in page.text
    again = re.search(r'name="seen" value="([^"]*)"', page.text)[1]
    assert owner_client.post(address, whole | {"seen": again}).status_code == 302, "it is decided"
    assert second in owner_client.get(address).text


def test_the_button_of_an_older_tab_overwrites_nothing_it_did_not_change(filing, owner_client):
    owner_client.post(section_url(filing, "product"), product_data())
    seen = " ".join(":".join(pair) for pair in seen_on(owner_client, section_url(filing, "product")).items())
    owner_client.post(section_url(filing, "product"), product_data(seen, name="另一种产品"))
    late = product_data(seen, description="新的说明")
    assert owner_client.post(section_url(filing, "product"), late).status_code == 302
    assert (content(filing)["name"], content(filing)["description"]) == ("另一种产品", "新的说明")


@pytest.mark.parametrize("part", ["", "nothing", "\x00"])
def test_a_part_that_is_not_on_the_page_is_not_found(filing, owner_client, part):
    assert send(owner_client, filing, "product", part, {}).status_code == 404
    assert not FilingSection.objects.filter(filing=filing).exists()


def test_a_filing_closed_meanwhile_is_explained(filing, owner_client):
    transition(filing, Action.LAPSE, None, at=filing.window.closes_at)
    response = send(owner_client, filing, "product", "name", {}, name="主轴")
    assert response.status_code == 410 and response.json()["href"] == url(filing, "filing")
    assert reverse("declarations:filing", args=[filing.pk]) == response.json()["href"]
    assert not FilingSection.objects.filter(filing=filing).exists()


def test_saving_a_part_is_not_submitting(filing, owner_client):
    send(owner_client, filing, "product", "name", {}, name="主轴")
    page = owner_client.get(section_url(filing, "product")).text
    assert "尚未提交" in page and 'data-words="，尚未提交"' in page
    filing.refresh_from_db()
    assert filing.submitted_at is None


def test_the_marks_of_the_steps_follow(filing, owner_client):
    """The mark of the page itself, and of pages that are computed from it."""

    def steps(response) -> dict[str, str]:
        found = re.findall(r'class="steps__item ([^"]*)"[^>]*>\s*<span><a[^>]*>([^<]*)<', response)
        return {label: state for state, label in found}

    address = section_url(filing, "product")
    before = steps(owner_client.get(address).text)
    assert before["专业化"] == "steps__item--current"
    typed = product_data()
    del typed["seen"]
    for part in typed:
        response = send(owner_client, filing, "product", part, {}, **typed)
    after = steps(response.json()["shown"]["steps"])
    assert after == before | {"专业化": "steps__item--current steps__item--complete"}
    assert after == steps(owner_client.get(address).text), "as the page made later says"


def test_a_page_opened_on_the_last_day_of_a_year_is_saved_on_the_first_of_the_next(
    enterprise, owner, places, login
):
    """The years of a filing are those of its window."""
    with time_machine.travel("2025-12-31T23:50:00+08:00", tick=False):
        filing = make_draft(enterprise, factories.make_window(places.guangdong))
        client = login(owner)
        page = client.get(section_url(filing, "operations")).text
        assert 'name="y2024-revenue"' in page
    with time_machine.travel("2026-01-01T00:10:00+08:00", tick=False):
        client = login(owner)
        sent = {"y2024-revenue": "5000", "part": "y2024-revenue", "seen": "", "version": ""}
        assert client.post(section_url(filing, "operations"), sent).status_code == 200
        assert 'name="y2024-revenue"' in client.get(section_url(filing, "operations")).text
    assert YearlyFigures.objects.get(year=2024).revenue == 5000
