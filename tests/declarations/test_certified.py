"""With a title, figures, product and lists are read-only, but while a filing can be filled in (M3.2)."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from declarations.enums import Action
from declarations.services.filings import start_filing
from declarations.workflow import transition
from enterprises.enums import RecordKind
from enterprises.forms.records import AwardForm
from enterprises.kit.forms.saving import marks_shown, write_marks
from enterprises.models import Award, DeclaredNone, IntellectualProperty
from enterprises.services import products, profile, records
from enterprises.services.locks import ContentLocked
from tests import factories
from tests.declarations.conftest import YEAR, entry_url, operations_data, right_data, save
from tests.enterprises.test_profile import certify

WHY = "取得称号后通过信息更新修改"


@pytest.fixture
def certified(enterprise):
    factories.make_record(enterprise, "awards")
    certify(enterprise)
    return enterprise


def pages(enterprise) -> dict[str, dict]:
    """Every page that changes what an enterprise keeps, and what is sent there."""
    award = Award.objects.get()
    return {
        reverse("enterprises:figures_edit", args=[YEAR]): {"version": "0", "revenue": "4321"},
        reverse("enterprises:product"): {"version": "0", "name": "绕过4321"},
        reverse("enterprises:records_add", args=["awards"]): {
            "name": "绕过4321",
            "level": "provincial",
            "awarded_on": "2025-01-01",
        },
        reverse("enterprises:records_edit", args=["awards", award.pk]): {
            "seen": write_marks(marks_shown(AwardForm(instance=award).stored_parts(award), {})),
            "name": "绕过4321",
            "level": "provincial",
            "awarded_on": "2025-01-01",
        },
        reverse("enterprises:records_delete", args=["awards", award.pk]): {},
        reverse("enterprises:records_none", args=["contests"]): {"none": "yes"},
        reverse("enterprises:intellectual_property_add"): right_data(name="绕过4321"),
    }


def kept(enterprise) -> list:
    return [
        enterprise.figures.count(),
        enterprise.awards.get().name,
        enterprise.contests.count(),
        enterprise.intellectual_property.count(),
        DeclaredNone.objects.count(),
    ]


def test_nothing_is_changed_and_the_reason_is_said(certified, owner_client):
    before, wrong = kept(certified), []
    for address, data in pages(certified).items():
        response = owner_client.post(address, data)
        page = response.content.decode()
        typed = "4321" in page or not any("4321" in value for value in data.values())
        if response.status_code != 409 or WHY not in page or not typed:
            wrong.append((address, response.status_code))
    assert not wrong
    assert kept(certified) == before


def test_pages_show_without_buttons(certified, owner_client):
    buttons = (">编辑<", "添加", "删除", "本企业没有</", "保存</button>", "> 填写")
    found = []
    for name in ("figures", "product", "records", "intellectual_property"):
        page = owner_client.get(reverse(f"enterprises:{name}")).content.decode()
        main = page.split('<main id="main"')[1].split("</main>")[0]
        found += [(name, text) for text in buttons if text in main]
        found += [(name, "no reason")] if WHY not in main else []
    assert not found
    leading = [address for address in pages(certified) if "none" not in address and "product" not in address]
    assert {owner_client.get(address).status_code for address in leading} == {302}


def test_the_services_refuse_by_themselves(certified):
    right = IntellectualProperty(enterprise=certified)
    attempts = (
        lambda: profile.save_figures(certified.pk, YEAR, {"revenue": 1}, version=0),
        lambda: products.save_product(certified.pk, {"name": "甲"}, version=0),
        lambda: records.delete_record(Award.objects.get()),
        lambda: records.declare_none(certified.pk, RecordKind.CONTESTS),
        lambda: records.take_back_none(certified.pk, RecordKind.CONTESTS),
        lambda: records.delete_record(right),
    )
    for attempt in attempts:
        with pytest.raises(ContentLocked):
            attempt()


def test_an_open_filing_opens_them_and_its_end_closes_them(certified, owner_client, owner, window):
    filing, _ = start_filing(certified, window, owner)
    assert save(owner_client, filing, "operations", operations_data()).status_code == 302
    assert owner_client.post(entry_url(filing), right_data()).status_code == 302
    product = reverse("enterprises:product")
    assert owner_client.post(product, {"version": "0", "name": "申报期间"}).status_code == 302
    assert WHY not in owner_client.get(reverse("enterprises:records")).content.decode()
    transition(filing, Action.LAPSE, None, at=window.closes_at)
    assert owner_client.post(product, {"version": "1", "name": "申报之后"}).status_code == 409


def test_a_draft_whose_time_is_over_opens_nothing(certified, login, owner, window):
    start_filing(certified, window, owner)
    with time_machine.travel(window.closes_at + dt.timedelta(seconds=1), tick=False):
        response = login(owner).post(reverse("enterprises:product"), {"version": "0", "name": "甲"})
    assert response.status_code == 409
