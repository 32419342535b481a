"""Parts of 企业信息, 经营数据 and 主导产品 saved in the background, as the script of the page does it."""

import re
from decimal import Decimal

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from enterprises.kit.forms.saving import read_marks
from enterprises.models import IntellectualProperty, ProductProfile, YearlyFigures
from enterprises.years import complete_years
from tests import factories
from tests.enterprises.pages import form_values, profile_values
from tests.enterprises.test_profile import certify

PROFILE = reverse("enterprises:profile_edit")
PRODUCT = reverse("enterprises:product")
YEAR = complete_years()[0]
FIGURES = reverse("enterprises:figures_edit", args=[YEAR])


def send(client, url: str, page: dict, part: str, **typed):
    """What the script sends after one part was touched: the whole page, and the mark of that part."""
    token = read_marks(page["seen"]).get(part, "")
    return client.post(url, page | typed | {"part": part, "seen": f"{part}:{token}"})


def note(response, part: str) -> str:
    return re.sub(r"<[^>]*>", "", response.json()["notes"][part])


# --- Saved -------------------------------------------------------------------------------------------------------
def test_only_the_part_that_was_touched_is_saved(owner_client, enterprise):
    page = profile_values(owner_client)
    response = send(owner_client, PROFILE, page, "address", address="新址88号", fax="020-8765")
    assert response.status_code == 200, response.content
    assert response.json() == {
        "token": response.json()["token"],
        "notes": {},
        "wrong": [],
        "invalid": [],
        "saved_at": response.json()["saved_at"],
        "shown": response.json()["shown"],
    }
    before = enterprise.fax
    enterprise.refresh_from_db()
    assert (enterprise.address, enterprise.fax) == ("新址88号", before)
    assert read_marks(profile_values(owner_client)["seen"])["address"] == response.json()["token"]


def test_every_page_of_the_room_saves_a_part(owner_client, enterprise):
    figures = form_values(owner_client, FIGURES)
    assert send(owner_client, FIGURES, figures, "revenue", revenue="５,000").status_code == 200
    product = {"seen": ""}
    assert send(owner_client, PRODUCT, product, "name", name="主轴").status_code == 200
    ticked = send(owner_client, PRODUCT, product, "fields", fields=["six_bases"])
    assert ticked.status_code == 200
    assert YearlyFigures.objects.get().revenue == 5000
    row = ProductProfile.objects.get()
    assert (row.name, row.fields, row.version) == ("主轴", ["six_bases"], 2)


def test_a_region_is_one_part_and_brings_its_authority(owner_client, enterprise, places):
    page = profile_values(owner_client)
    assert send(owner_client, PROFILE, page, "region", county="440103").status_code == 200
    enterprise.refresh_from_db()
    assert (enterprise.region_id, enterprise.authority) == ("440103", places.liwan)


def test_the_same_twice_is_saved_once(owner_client, enterprise):
    """A request sent again because its response was lost."""
    page = profile_values(owner_client)
    sent = [send(owner_client, PROFILE, page, "address", address="双份") for _ in range(2)]
    assert [each.status_code for each in sent] == [200, 200]
    enterprise.refresh_from_db()
    assert enterprise.version == 2


# --- Not saved ---------------------------------------------------------------------------------------------------
def test_what_cannot_be_read_is_named_and_kept_as_it_was(owner_client, enterprise):
    page = form_values(owner_client, FIGURES)
    response = send(owner_client, FIGURES, page, "revenue", revenue="五千")
    assert (response.status_code, response.json()["token"]) == (422, None)
    assert (response.json()["wrong"], response.json()["invalid"]) == (["revenue"], ["revenue"])
    assert "请填写数字" in note(response, "revenue")
    assert not YearlyFigures.objects.filter(revenue__isnull=False).exists()


def test_fields_that_contradict_each_other_are_named_both_and_saved_once_they_agree(owner_client, enterprise):
    page = form_values(owner_client, FIGURES)
    assert send(owner_client, FIGURES, page, "revenue", revenue="100").status_code == 200
    typed = {"revenue": "100", "main_revenue": "101"}
    response = send(owner_client, FIGURES, page, "main_revenue", **typed)
    assert (response.status_code, response.json()["wrong"]) == (422, ["main_revenue", "revenue"])
    response = send(owner_client, FIGURES, page, "main_revenue", **typed | {"main_revenue": "99"})
    assert (response.status_code, response.json()["wrong"]) == (200, [])
    row = YearlyFigures.objects.get()
    assert (row.revenue, row.main_revenue) == (Decimal(100), Decimal(99))


def test_what_another_tab_saved_stays_and_both_are_shown(owner_client, enterprise):
    one, two = profile_values(owner_client), profile_values(owner_client)
    assert send(owner_client, PROFILE, one, "address", address="第一处").status_code == 200
    response = send(owner_client, PROFILE, two, "address", address="第二处")
    assert response.status_code == 409
    assert "已保存的内容：第一处（来自另一个页面或设备）" in note(response, "address")
    enterprise.refresh_from_db()
    assert enterprise.address == "第一处"
    two["seen"] = f"address:{response.json()['token']}"
    assert send(owner_client, PROFILE, two, "address", address="第三处").status_code == 200, "it is decided"


def test_the_button_of_an_older_tab_overwrites_nothing_it_did_not_change(owner_client, enterprise):
    page = form_values(owner_client, FIGURES)
    assert send(owner_client, FIGURES, page, "revenue", revenue="100").status_code == 200
    assert owner_client.post(FIGURES, page | {"employees": "7"}).status_code == 302
    row = YearlyFigures.objects.get()
    assert (row.revenue, row.employees) == (Decimal(100), 7)


@pytest.mark.parametrize("part", ["", "nothing", "province", "\x00"])
def test_a_part_that_is_not_on_the_page_is_not_found(owner_client, enterprise, part):
    page = profile_values(owner_client)
    assert owner_client.post(PROFILE, page | {"part": part, "address": "x"}).status_code == 404
    enterprise.refresh_from_db()
    assert enterprise.version == 1


def test_a_title_given_meanwhile_is_explained(owner_client, enterprise):
    pages = {FIGURES: form_values(owner_client, FIGURES), PRODUCT: {"seen": ""}}
    profile = profile_values(owner_client)
    certify(enterprise)
    for url, page in pages.items():
        part = "revenue" if url == FIGURES else "name"
        response = send(owner_client, url, page, part, **{part: "4321"})
        assert response.status_code == 410 and response.json()["message"].startswith("没有保存")
        assert owner_client.get(response.json()["href"]).status_code == 200
    refused = send(owner_client, PROFILE, profile, "address", address="仍可修改")
    assert refused.status_code == 200
    refused = send(
        owner_client, PROFILE, profile, "controlling_shareholder", controlling_shareholder="新股东"
    )
    assert refused.status_code == 422 and "取得称号后" in note(refused, "controlling_shareholder")
    assert not YearlyFigures.objects.exists()


# --- Entries of lists: complete or not there at all ---------------------------------------------------------------
def entry_of(client, record) -> tuple[str, dict]:
    url = reverse("enterprises:records_edit", args=[record.kind_of_record.slug, record.pk])
    return url, form_values(client, url)


def test_a_field_of_an_entry_is_saved_by_itself(owner_client, enterprise):
    record = factories.make_record(enterprise, "awards")
    url, page = entry_of(owner_client, record)
    # What reads well is stored, whatever the fields beside it say.
    typed = {"name": "省科学技术奖一等奖", "awarded_on": "去年"}
    response = send(owner_client, url, page, "name", **typed)
    assert (response.status_code, response.json()["wrong"]) == (200, ["awarded_on"])
    record.refresh_from_db()
    assert (record.name, record.awarded_on.year) == ("省科学技术奖一等奖", 2025)
    refused = send(owner_client, url, page, "awarded_on", **typed)
    assert refused.status_code == 422 and "请填写日期" in note(refused, "awarded_on")


def test_fields_of_an_entry_that_need_each_other_wait_and_are_saved_together(owner_client, enterprise):
    record = factories.make_record(enterprise, "quality_evidence", kind="award", level="provincial")
    url, page = entry_of(owner_client, record)
    typed = {"kind": "management_system"}
    response = send(owner_client, url, page, "kind", **typed)
    assert (response.status_code, response.json()["wrong"]) == (422, ["kind", "level"])
    assert "一起改好后" in note(response, "kind") and "只有质量奖有级别" in note(response, "level")
    record.refresh_from_db()
    assert (record.kind, record.level) == ("award", "provincial")
    # The page sends the marks of all parts.
    both = owner_client.post(url, page | typed | {"level": "", "part": "level"})
    assert (both.status_code, both.json()["wrong"]) == (200, [])
    record.refresh_from_db()
    assert (record.kind, record.level) == ("management_system", "")
    assert owner_client.post(url, page | typed | {"level": "", "part": "kind"}).status_code == 200


def test_two_tabs_on_one_entry(owner_client, enterprise):
    record = factories.make_record(enterprise, "equity_rounds")
    url, one = entry_of(owner_client, record)
    two = dict(one)
    assert send(owner_client, url, one, "investor", investor="甲").status_code == 200
    response = send(owner_client, url, two, "investor", investor="乙")
    assert response.status_code == 409 and "已保存的内容：甲" in note(response, "investor")
    # The other field of the older page is stored, and what it did not change is passed over.
    assert send(owner_client, url, two, "paid_in", paid_in="801").status_code == 200
    record.refresh_from_db()
    assert (record.investor, record.paid_in) == ("甲", 801)
    # The first tab's button sends what it shows: it did not touch the amount.
    assert owner_client.post(url, one | {"investor": "甲"}).status_code == 302
    record.refresh_from_db()
    assert (record.investor, record.paid_in) == ("甲", 801)


def test_an_entry_that_is_there_already_is_named(owner_client, enterprise):
    factories.make_record(enterprise, "awards")
    other = factories.make_record(enterprise, "awards", name="另一个奖")
    url, page = entry_of(owner_client, other)
    response = send(owner_client, url, page, "name", name="省科学技术奖二等奖")
    assert response.status_code == 422 and "清单中已有这一项" in note(response, "name")
    other.refresh_from_db()
    assert other.name == "另一个奖"


def test_the_number_of_a_right_is_read_before_it_is_compared(owner_client, enterprise):
    right = IntellectualProperty.objects.create(
        enterprise=enterprise,
        kind="software",
        number="2021SR0123456",
        name="软件",
        granted_on="2020-01-01",
        acquisition="own",
    )
    url = reverse("enterprises:intellectual_property_edit", args=[right.pk])
    page = form_values(owner_client, url)
    spaced = f" {right.number[:4]}　{right.number[4:]} "
    assert send(owner_client, url, page, "number", number=spaced).status_code == 200
    assert send(owner_client, url, page, "name", name="新名称").status_code == 200
    number = right.number
    right.refresh_from_db()
    assert (right.name, right.number) == ("新名称", number)


@pytest.mark.parametrize("gone", ["deleted", "certified"])
def test_an_entry_that_cannot_be_saved_any_more_says_so(owner_client, enterprise, gone):
    record = factories.make_record(enterprise, "awards")
    url, page = entry_of(owner_client, record)
    if gone == "deleted":
        record.delete()
    else:
        certify(enterprise)
    response = send(owner_client, url, page, "name", name="白写的名称")
    assert response.status_code == 410 and response.json()["message"].startswith("没有保存")
    assert owner_client.get(response.json()["href"]).status_code == 200


# --- What follows --------------------------------------------------------------------------------------------------
def test_the_answer_carries_what_is_missing_and_what_is_computed(owner_client, enterprise):
    page = profile_values(owner_client)
    shown = send(owner_client, PROFILE, page, "address", address="").json()["shown"]
    assert "申报前还需填写：通讯地址。" in shown["missing"]
    page = profile_values(owner_client)
    shown = send(owner_client, PROFILE, page, "address", address="新址88号").json()["shown"]
    assert " hidden" in shown["missing"]
    figures = form_values(owner_client, FIGURES)
    send(owner_client, FIGURES, figures, "revenue", revenue="100")
    shown = send(owner_client, FIGURES, figures, "rd_expense", revenue="100", rd_expense="150").json()[
        "shown"
    ]
    assert "150.00%" in shown["derived"] and "大于营业收入" in shown["doubts"]


# --- Over New Year -----------------------------------------------------------------------------------------------
def test_what_was_opened_in_december_is_saved_in_january_and_explained_later(owner, login, enterprise):
    url = "/enterprise/figures/2022/"
    with time_machine.travel("2025-12-31T23:50:00+08:00", tick=False):
        page = form_values(login(owner), url)
    with time_machine.travel("2026-01-01T00:10:00+08:00", tick=False):
        assert send(login(owner), url, page, "revenue", revenue="100").status_code == 200
    with time_machine.travel("2026-02-01T00:10:00+08:00", tick=False):
        response = send(login(owner), url, page, "taxes_paid", taxes_paid="7")
        assert response.status_code == 410 and "2022年度已经不再填写" in response.json()["message"]
    assert enterprise.figures.get(year=2022).revenue == 100


# --- Logins ------------------------------------------------------------------------------------------------------
def made_for(client, url: str) -> str:
    return re.search(r'name="made_for" value="([^"]+)"', client.get(url).text)[1]


def test_a_page_made_for_another_account_saves_nothing_for_this_one(owner_client, login, enterprise, places):
    page = form_values(owner_client, FIGURES) | {"made_for": made_for(owner_client, FIGURES)}
    other = login(factories.make_legal_user(factories.make_enterprise(places.liwan)))
    assert send(other, FIGURES, page, "revenue", revenue="100").status_code == 404
    answer = other.post(FIGURES, page | {"audit_report_code": "沪 0001"})
    assert answer.status_code == 409 and "用另一个账户打开" in answer.text and "沪 0001" in answer.text
    assert not YearlyFigures.objects.exists()


def test_without_a_login_the_script_is_led_to_it_and_the_session_keeps_nothing(owner_client, enterprise):
    page = form_values(owner_client, FIGURES) | {"made_for": made_for(owner_client, FIGURES)}
    visitor = Client()
    response = send(visitor, FIGURES, page, "revenue", revenue="100")
    assert response.status_code == 302 and response.url.startswith(reverse("enterprises:login"))
    assert not visitor.session.keys()


def test_a_page_shown_again_after_the_login_is_kept_until_all_of_it_is_saved(owner_client, owner, enterprise):
    page = form_values(owner_client, FIGURES) | {"made_for": made_for(owner_client, FIGURES)}
    browser = Client()
    typed = {"revenue": "100", "employees": "7"}
    browser.post(FIGURES, page | typed)
    kept = browser.session["kept-forms"]
    browser.force_login(owner, backend="django.contrib.auth.backends.ModelBackend")
    session = browser.session
    session["kept-forms"] = kept
    session.save()
    assert 'value="100"' in browser.get(FIGURES).text
    assert send(browser, FIGURES, page, "revenue", **typed | {"revenue": "120"}).status_code == 200
    again = browser.get(FIGURES).text
    assert 'value="120"' in again and 'value="7"' in again and "尚未保存" in again
    assert send(browser, FIGURES, page, "employees", **typed | {"revenue": "120"}).status_code == 200
    assert "尚未保存" not in browser.get(FIGURES).text
