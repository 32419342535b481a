"""奖励与资质: the lists of an enterprise; unknown, none and some stay apart."""

import datetime as dt
import uuid
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from enterprises.enums import RecordKind
from enterprises.kit.forms.concurrency import token_of
from enterprises.models import Award, DeclaredNone, EquityRound, HeldTitle, IntellectualProperty
from enterprises.services import records as services
from tests import factories
from tests.enterprises.records import (
    KINDS,
    PAGE,
    TYPED,
    add_url,
    delete_url,
    edit_url,
    none_url,
    place,
    seen_on,
    state,
)


def test_the_lists_are_those_standards_ask_for():
    assert {*KINDS, "intellectual_property"} == set(RecordKind.values)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.dated
def test_an_entry_is_added_changed_and_deleted(owner_client, enterprise, kind):
    assert state(owner_client, kind) == "未填写"
    assert owner_client.get(add_url(kind)).status_code == 200
    assert owner_client.post(add_url(kind), TYPED[kind]).url == place(kind)
    record = getattr(enterprise, kind).get()
    assert state(owner_client, kind) == "1项"
    page = owner_client.get(PAGE).content.decode()
    assert f'id="{kind}"' in page
    assert str(record) in page
    named = "investor" if kind == "equity_rounds" else "number" if kind == "titles" else "name"
    changed = TYPED[kind] | {named: "改过的", "seen": seen_on(owner_client, record)}
    assert owner_client.post(edit_url(record), changed).url == place(kind)
    record.refresh_from_db()
    assert getattr(record, named) == "改过的"
    assert owner_client.get(delete_url(record)).status_code == 200
    assert getattr(enterprise, kind).exists(), "reading the question deletes nothing"
    assert owner_client.post(delete_url(record)).url == place(kind)
    assert state(owner_client, kind) == "未填写"


@pytest.mark.parametrize("kind", KINDS)
def test_an_unchanged_form_saves_what_is_stored(owner_client, enterprise, kind):
    record = factories.make_record(enterprise, kind)
    form = owner_client.get(edit_url(record)).context["form"]
    values = {field.html_name: "" if field.value() is None else str(field.value()) for field in form}
    before = token_of(record)
    assert owner_client.post(edit_url(record), values).url == place(kind)
    record.refresh_from_db()
    assert token_of(record) == before


@pytest.mark.dated
def test_what_people_type_is_read(owner_client, enterprise):
    owner_client.post(add_url("equity_rounds"), TYPED["equity_rounds"])
    owner_client.post(add_url("titles"), TYPED["titles"])
    row = EquityRound.objects.get()
    assert (row.received_on, row.paid_in, row.share_given_up, row.qualified_investor) == (
        dt.date(2025, 5, 1),
        Decimal(800),
        Decimal("8.125"),
        True,
    )
    assert HeldTitle.objects.get().kind == "technology"


@pytest.mark.parametrize(
    ("kind", "changed", "field", "told"),
    [
        ("awards", {"name": ""}, "name", "请填写奖项名称"),
        ("awards", {"name": " "}, "name", "请填写奖项名称"),
        ("awards", {"name": "x" * 101}, "name", "100"),
        ("awards", {"level": ""}, "level", "请选择级别"),
        ("awards", {"level": "self"}, "level", "self"),
        ("awards", {"awarded_on": ""}, "awarded_on", "请填写获奖日期"),
        ("awards", {"awarded_on": "2099-01-01"}, "awarded_on", "不能晚于今天"),
        ("awards", {"awarded_on": "去年"}, "awarded_on", "请填写日期"),
        ("awards", {"rank": "0"}, "rank", "从1起"),
        ("awards", {"rank": "1.5"}, "rank", "请填写整数"),
        ("awards", {"rank": "40000"}, "rank", "不能大于"),
        ("contests", {"rank": ""}, "rank", "请填写全国企业组名次"),
        ("contests", {"announced_on": ""}, "announced_on", "请填写公布日期"),
        ("honours", {"kind": "poem"}, "kind", "poem"),
        ("honours", {"valid_until": ""}, "valid_until", "请填写有效期止"),
        ("honours", {"valid_until": "2025-11-30"}, "valid_until", "不能早于有效期起"),
        ("honours", {"valid_until": "9999-01-01"}, "valid_until", "请检查年份"),
        ("institutions", {"level": ""}, "level", "请选择认定级别"),
        ("institutions", {"recognised_on": ""}, "recognised_on", "请填写认定日期"),
        ("institutions", {"level": "self"}, "recognised_on", "自建的没有认定日期"),
        ("institutions", {"kind": "shed"}, "kind", "shed"),
        ("equity_rounds", {"paid_in": "-1"}, "paid_in", "不能为负数"),
        ("equity_rounds", {"paid_in": ""}, "paid_in", "请填写实缴金额"),
        ("equity_rounds", {"paid_in": "9" * 20}, "paid_in", "数字过大"),
        ("equity_rounds", {"share_given_up": "100.001"}, "share_given_up", "不能大于100%"),
        ("equity_rounds", {"share_given_up": "1000"}, "share_given_up", "不能大于100%"),
        ("equity_rounds", {"share_given_up": "-1"}, "share_given_up", "不能为负数"),
        ("equity_rounds", {"share_given_up": "1.0001"}, "share_given_up", "小数最多 3 位"),
        ("equity_rounds", {"share_given_up": "NaN"}, "share_given_up", "请填写数字"),
        ("quality_evidence", {"kind": "award"}, "level", "请选择级别"),
        ("quality_evidence", {"level": "national"}, "level", "只有质量奖"),
        ("quality_evidence", {"valid_until": "2025-01-01"}, "valid_until", "不能早于有效期起"),
        ("technical_standards", {"scope": ""}, "scope", "请选择标准类型"),
        ("technical_standards", {"rank": "-1"}, "rank", "从1起"),
        ("titles", {"number": ""}, "number", "请填写入库登记编号"),
        ("titles", {"valid_from": ""}, "valid_from", "请填写有效期起"),
    ],
)
@pytest.mark.dated
def test_every_wrong_field_is_told_at_the_field(owner_client, enterprise, kind, changed, field, told):
    response = owner_client.post(add_url(kind), TYPED[kind] | changed)
    assert response.status_code == 200
    errors = response.context["form"].errors
    assert list(errors) == [field]
    assert told in "".join(errors[field])
    assert not getattr(enterprise, kind).exists()


@pytest.mark.parametrize(
    ("kind", "changed"),
    [
        ("awards", {"rank": ""}),
        ("honours", {"valid_from": ""}),
        ("institutions", {"level": "self", "recognised_on": ""}),
        ("equity_rounds", {"share_given_up": "100", "qualified_investor": ""}),
        ("equity_rounds", {"share_given_up": "0", "paid_in": "0"}),
        ("quality_evidence", {"kind": "award", "level": "provincial"}),
        ("quality_evidence", {"valid_from": "2028-01-01"}),
        ("quality_evidence", {"kind": "own_brand", "valid_from": "", "valid_until": ""}),
        ("technical_standards", {"number": "", "rank": ""}),
    ],
)
@pytest.mark.dated
def test_what_may_be_left_out_or_lies_on_the_border(owner_client, enterprise, kind, changed):
    assert owner_client.post(add_url(kind), TYPED[kind] | changed).url == place(kind)
    assert getattr(enterprise, kind).count() == 1


def test_a_title_of_the_tiers_cannot_be_smuggled_in(owner_client, enterprise):
    owner_client.post(add_url("titles"), TYPED["titles"] | {"kind": "little_giant"})
    assert HeldTitle.objects.get().kind == "technology"


# --- none, unknown, some ------------------------------------------------------------------------------------------
@pytest.mark.parametrize("kind", KINDS)
def test_none_is_declared_and_taken_back(owner_client, enterprise, kind):
    for _ in range(2):
        assert owner_client.post(none_url(kind), {"none": "yes"}).url == place(kind)
    assert state(owner_client, kind) == "没有"
    assert DeclaredNone.objects.count() == 1
    for _ in range(2):
        assert owner_client.post(none_url(kind), {"none": "no"}).url == place(kind)
    assert state(owner_client, kind) == "未填写"


@pytest.mark.parametrize("kind", KINDS)
def test_an_entry_ends_none_and_none_is_not_declared_beside_one(owner_client, enterprise, kind):
    owner_client.post(none_url(kind), {"none": "yes"})
    owner_client.post(none_url("awards" if kind != "awards" else "honours"), {"none": "yes"})
    owner_client.post(add_url(kind), TYPED[kind])
    assert kind not in DeclaredNone.objects.values_list("kind", flat=True).order_by("kind")
    assert DeclaredNone.objects.count() == 1
    owner_client.post(none_url(kind), {"none": "yes"})
    assert "不能声明没有" in owner_client.get(PAGE).content.decode()
    assert state(owner_client, kind) == "1项"
    assert DeclaredNone.objects.count() == 1


def test_none_of_intellectual_property(owner_client, enterprise):
    rights = reverse("enterprises:intellectual_property")
    assert owner_client.post(none_url("intellectual_property"), {"none": "yes"}).url == rights
    assert "本企业没有知识产权" in owner_client.get(rights).content.decode()
    owner_client.post(
        reverse("enterprises:intellectual_property_add"),
        {"kind": "software", "number": "1", "name": "软件", "granted_on": "2020-01-01", "acquisition": "own"},
    )
    assert IntellectualProperty.objects.count() == 1
    assert not DeclaredNone.objects.exists()
    owner_client.post(none_url("intellectual_property"), {"none": "yes"})
    assert not DeclaredNone.objects.exists()


def test_none_is_only_posted(owner_client, enterprise):
    assert owner_client.get(none_url("awards")).url == f"{reverse('enterprises:records')}#awards"


@pytest.mark.parametrize("kind", ["x", "intellectual-property", "equity_rounds", "declared-none"])
def test_lists_that_do_not_exist(owner_client, enterprise, kind):
    some = uuid.UUID(int=1)
    for address in (f"{PAGE}{kind}/add/", f"{PAGE}{kind}/{some}/", f"{PAGE}{kind}/{some}/delete/"):
        for send in (owner_client.get, owner_client.post):
            assert send(address).status_code == 404
    if kind != "intellectual-property":
        assert owner_client.post(f"{PAGE}{kind}/none/").status_code == 404


def test_a_list_has_an_end(owner_client, enterprise, monkeypatch):
    monkeypatch.setattr(services, "MOST_RECORDS", 1)
    factories.make_record(enterprise, "awards")
    response = owner_client.post(add_url("awards"), TYPED["awards"])
    assert "最多填写" in response.content.decode()
    assert Award.objects.count() == 1


# --- whose --------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("kind", KINDS)
def test_entries_of_another_enterprise_do_not_exist(owner_client, places, kind):
    foreign = factories.make_record(factories.make_enterprise(places.tianhe), kind)
    before = token_of(foreign)
    sent = TYPED[kind] | {"seen": ""}
    for url in (edit_url(foreign), delete_url(foreign)):
        absent = url.replace(str(foreign.pk), str(uuid.UUID(int=0)))
        for send in (owner_client.get, owner_client.post):
            answers = [send(address, sent) for address in (url, absent)]
            assert answers[0].status_code == answers[1].status_code in (302, 404, 409)
    foreign.refresh_from_db()
    assert token_of(foreign) == before
    assert state(owner_client, kind) == "未填写"


def test_an_entry_of_one_list_is_not_found_in_another(owner_client, enterprise):
    award = factories.make_record(enterprise, "awards")
    address = edit_url(award).replace("/awards/", "/honours/")
    assert owner_client.get(address).status_code == 404
    assert owner_client.post(delete_url(award).replace("/awards/", "/honours/")).status_code == 302
    assert Award.objects.exists()


def test_stored_values_are_escaped_when_shown(owner_client, enterprise):
    record = factories.make_record(enterprise, "awards", name="<script>alert(1)</script>")
    for address in (PAGE, edit_url(record), delete_url(record)):
        assert "<script>alert" not in owner_client.get(address).content.decode()


def test_the_page_takes_the_same_queries_for_3_and_30_entries(owner_client, enterprise, query_count):
    for number in range(3):
        for kind in KINDS:
            factories.make_record(enterprise, kind)
        factories.make_development_score(enterprise, 2020 + number)
    few = query_count(owner_client, PAGE)
    for _ in range(27):
        for kind in KINDS:
            factories.make_record(enterprise, kind)
    assert query_count(owner_client, PAGE) == few
    assert few <= 16


def test_scores_are_shown_with_their_source_and_not_changed(owner_client, enterprise, places):
    factories.make_development_score(enterprise, 2025, source="工信部门公布")
    factories.make_development_score(factories.make_enterprise(places.tianhe), 2025, score="99.99")
    page = owner_client.get(PAGE).content.decode()
    assert "63.50" in page
    assert "工信部门公布" in page
    assert "99.99" not in page


# --- the database itself ------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("kind", "wrong"),
    [
        ("awards", {"rank": 0}),
        ("awards", {"level": "self"}),
        ("contests", {"rank": 0}),
        ("honours", {"valid_from": dt.date(2030, 1, 1)}),
        ("institutions", {"level": "self"}),
        ("equity_rounds", {"paid_in": "-0.01"}),
        ("equity_rounds", {"share_given_up": "100.001"}),
        ("equity_rounds", {"share_given_up": "-0.001"}),
        ("quality_evidence", {"kind": "award"}),
        ("quality_evidence", {"level": "national"}),
        ("quality_evidence", {"valid_from": dt.date(2030, 1, 1)}),
        ("technical_standards", {"rank": 0}),
        ("titles", {"kind": "little_giant"}),
        ("titles", {"valid_from": dt.date(2030, 1, 1)}),
    ],
)
def test_the_database_refuses_what_cannot_be(enterprise, kind, wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        factories.make_record(enterprise, kind, **wrong)


def test_a_quality_system_is_one_kind_and_every_other_system_another(owner_client, enterprise):
    page = owner_client.get(add_url("quality_evidence")).content.decode()
    assert "质量管理体系认证证书" in page and "其他管理体系认证证书" in page
    sent = TYPED["quality_evidence"] | {"kind": "quality_system"}
    assert owner_client.post(add_url("quality_evidence"), sent).status_code == 302
    assert enterprise.quality_evidence.get().get_kind_display() == "质量管理体系认证证书"


@pytest.mark.dated
def test_a_year_of_two_digits_is_asked_about(owner_client, enterprise):
    response = owner_client.post(add_url("awards"), TYPED["awards"] | {"awarded_on": "25/3/1"})
    assert "如果是2025年3月1日，请填写 2025-03-01" in response.content.decode()
    owner_client.post(add_url("awards"), TYPED["awards"] | {"awarded_on": "二〇二五年三月一号"})
    assert enterprise.awards.get().awarded_on == dt.date(2025, 3, 1)
