"""Batches through the admin: gather, publicise, certify."""

import datetime as dt
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from declarations.admin.batch_upkeep_pages import PAGES
from declarations.enums import BatchState, FilingKind, FilingState
from declarations.models import Batch, Filing
from declarations.services.batches import certify
from enterprises.enums import AuthorityLevel, Tier
from enterprises.kit.times.dates import last_day
from enterprises.models import Certification
from notices.models import Notice
from tests import factories
from tests.admin.batches import (
    approved,
    batch,
    batch_page,
    certification,
    confirm,
    filled,
    publicity,
    put_into_publicity,
    text,
)

__all__ = ["approved", "batch", "filled"]
BATCH_ADD = reverse("admin:declarations_batch_add")


@pytest.mark.dated
def test_from_an_empty_batch_to_certified_enterprises(browse, approved, officials, places):
    client = browse("guangdong")
    made = client.post(
        reverse("admin:declarations_batch_add"), {"name": "2026年第一批", "tier": "innovative"}, follow=True
    )
    batch = Batch.objects.get()
    assert batch.authority == places.guangdong
    assert "请加入审核通过的企业" in text(made)
    offered = text(client.get(batch_page(batch, "add_filings")))
    assert approved.enterprise.name in offered
    client.post(batch_page(batch, "add_filings"), {"filing": [str(approved.pk)]})
    shown = text(client.get(batch_page(batch)))
    assert approved.enterprise.name in shown and "公示" in shown
    response = confirm(client, batch_page(batch, "publicise"), publicity())
    assert "已发布公示" in text(response)
    batch.refresh_from_db()
    assert batch.state == BatchState.PUBLICITY
    assert Notice.objects.get().title == "关于2026年第一批的公示"
    assert "此后可以认定" in text(client.get(batch_page(batch)))
    early = client.post(batch_page(batch, "certify"), certification())
    assert "此后才能认定" in text(early)
    Batch.objects.update(
        publicity_starts_at=timezone.now() - dt.timedelta(days=9), publicity_ends_at=timezone.now()
    )
    assert batch_page(batch, "certify") in text(client.get(batch_page(batch)))
    response = confirm(client, batch_page(batch, "certify"), certification())
    assert "已认定并发布公告" in text(response)
    granted = Certification.objects.get()
    assert (granted.enterprise, granted.document_number) == (approved.enterprise, "粤工信〔2026〕9号")
    assert granted.valid_until == dt.date(2029, 11, 30)
    assert Filing.objects.get().state == FilingState.COMPLETED


@pytest.mark.dated
def test_publicity_shorter_than_the_authority_s_days_is_refused_in_words(browse, filled, places):
    places.guangdong.publicity_days = 20
    places.guangdong.save()
    response = browse("guangdong").post(batch_page(filled, "publicise"), publicity())
    assert "最短公示期为20个工作日" in text(response)
    assert "020-12345678" in text(response), "what was typed stays"
    assert not Notice.objects.exists()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"ends_at_0": "2020-01-01"}, "须晚于"),
        ({"ends_at_0": "昨天"}, "日期请写成 2026-01-31 的格式"),
        ({"objection_channel": "  "}, "此项必须填写"),
        ({"starts_at_0": "0001-01-01"}, "核对年份"),
        ({"objection_channel": "长" * 1001}, "1000"),
    ],
)
@pytest.mark.dated
def test_bad_publicity_dates(changes, words, browse, filled):
    response = browse("guangdong").post(batch_page(filled, "publicise"), publicity(**changes))
    assert response.status_code == 200
    assert words in text(response)
    assert not Notice.objects.exists()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"document_number": ""}, "此项必须填写"),
        ({"valid_until": "2026-12-01"}, "须晚于有效期起"),
        ({"certified_on": "9999-99-99"}, "有效的日期"),
        ({"valid_until": "9999-12-31"}, "核对年份"),
    ],
)
@pytest.mark.dated
def test_bad_certification_data(changes, words, browse, filled, officials):
    put_into_publicity(filled, officials.guangdong, over=True)
    response = browse("guangdong").post(batch_page(filled, "certify"), certification(**changes))
    assert response.status_code == 200
    assert words in text(response)
    assert not Certification.objects.exists()


@pytest.mark.dated
def test_the_validity_offered_is_three_years(browse, filled, officials):
    put_into_publicity(filled, officials.guangdong, over=True)
    offered = browse("guangdong").get(batch_page(filled, "certify")).context["form"]
    assert offered.initial["valid_until"] == last_day(timezone.localdate(), 3)


def test_the_same_document_number_twice_is_explained(browse, filled, officials, approved, places):
    Certification.objects.create(
        enterprise=approved.enterprise, tier=Tier.INNOVATIVE, authority=places.guangdong, enterprise_name="甲",
        document_number="粤工信〔2026〕9号", certified_on="2026-01-01", valid_from="2026-01-01", valid_until="2029-01-01",
    )  # fmt: skip
    put_into_publicity(filled, officials.guangdong, over=True)
    response = browse("guangdong").post(batch_page(filled, "certify"), certification())
    assert "在文号“粤工信〔2026〕9号”下已有认定" in text(response)
    filled.refresh_from_db()
    assert filled.state == BatchState.PUBLICITY


def test_certifying_twice_certifies_once(browse, filled, officials):
    put_into_publicity(filled, officials.guangdong, over=True)
    client = browse("guangdong")
    confirm(client, batch_page(filled, "certify"), certification())
    again = client.post(batch_page(filled, "certify"), certification(document_number="另一文号"))
    assert "已认定" in text(again)
    assert Certification.objects.count() == 1


@pytest.mark.dated
def test_an_objection_during_publicity_takes_one_out(browse, filled, officials, approved):
    put_into_publicity(filled, officials.guangdong, over=True)
    client = browse("guangdong")
    page = reverse("admin:declarations_filing_review", args=[approved.pk, "reject"])
    assert page in text(client.get(batch_page(filled)))
    seen = approved.events.order_by("-id").first().pk
    client.post(page, {"seen": seen, "comment": "实名异议查实：营业收入不实。"})
    assert Filing.objects.get().state == FilingState.REJECTED
    with pytest.raises(Exception, match="没有可以认定的企业"):
        certify(
            filled, officials.guangdong, document_number="一", certified_on=timezone.localdate(),
            valid_from=dt.date(2026, 12, 1), valid_until=dt.date(2029, 11, 30),
        )  # fmt: skip


def test_taking_one_out_before_publicity(browse, filled, approved):
    client = browse("guangdong")
    response = client.post(batch_page(filled, "remove"), {"filing": str(approved.pk)}, follow=True)
    assert "移出批次" in text(response)
    assert filled.filings.count() == 0
    assert "已不在批次中" in text(
        client.post(batch_page(filled, "remove"), {"filing": str(approved.pk)}, follow=True)
    )
    assert client.post(batch_page(filled, "remove"), {"filing": "'; drop"}, follow=True).status_code == 200
    assert client.get(batch_page(filled, "remove")).status_code == 405


@pytest.mark.parametrize("page", ["add_filings", "publicise", "certify", "remove", *PAGES])
@pytest.mark.parametrize("office", ["ministry", "superuser", "hunan", "tianhe"])
@pytest.mark.slow
def test_only_the_deciding_authority_works_on_its_batch(page, office, browse, filled, approved):
    data = publicity() | certification() | {"filing": str(approved.pk), "all": "1"}
    response = browse(office).post(batch_page(filled, page), data, follow=True)
    assert response.status_code == 200
    filled.refresh_from_db()
    assert filled.state == BatchState.OPEN
    assert filled.filings.count() == 1


def test_who_may_begin_a_batch(browse, places):
    """Provinces and the ministry always; below them where a window makes their level the last one."""
    add = reverse("admin:declarations_batch_add")
    allowed = {
        name
        for name in ("tianhe", "guangzhou", "guangdong", "ministry")
        if browse(name).get(add).status_code == 200
    }
    assert allowed == {"guangdong", "ministry"}
    factories.make_window(places.guangdong, final_level=AuthorityLevel.CITY)
    assert browse("guangzhou").get(add).status_code == 200
    assert browse("changsha").get(add).status_code == 403


def test_nobody_begins_a_batch_by_a_window_of_their_own(browse, places):
    """However such a window came to be: below the province only the province or the ministry delegates."""
    for place in (places.tianhe, places.guangzhou):
        factories.make_window(place, final_level=place.level)
    add = reverse("admin:declarations_batch_add")
    for office in ("tianhe", "guangzhou"):
        assert browse(office).get(add).status_code == 403
        assert browse(office).post(add, {"name": "自批", "tier": "innovative"}).status_code == 403
    assert not Batch.objects.exists()


@pytest.mark.parametrize(
    ("office", "tiers"),
    [
        ("ministry", {"innovative", "specialized", "little_giant"}),
        ("guangdong", {"innovative", "specialized"}),
        ("guangzhou", {"innovative"}),
    ],
)
def test_a_batch_is_of_a_title_the_office_decides(office, tiers, browse, places):
    factories.make_window(places.guangdong, final_level=AuthorityLevel.CITY)
    client, add = browse(office), reverse("admin:declarations_batch_add")
    assert {tier for tier in Tier.values if f'value="{tier}"' in text(client.get(add))} == tiers
    for tier in Tier.values:
        client.post(add, {"name": tier, "tier": tier})
    assert set(Batch.objects.values_list("tier", flat=True)) == tiers


# --- Which business a batch is of ---------------------------------------------------------------------------------------
def waiting(place, kind: FilingKind, office) -> Filing:
    """An approved filing of ``kind`` that waits at ``office``."""
    window = factories.make_window(office, kind=kind)
    return Filing.objects.create(
        enterprise=factories.make_enterprise(place),
        kind=kind,
        tier=Tier.INNOVATIVE,
        window=window,
        state=FilingState.APPROVED,
        submitted_at=timezone.now(),
        first_authority=place,
        chain=[place.code, office.code],
        current_authority=office,
    )


def test_one_business_is_not_asked_for(browse):
    client = browse("guangdong")
    assert 'name="kind"' not in text(client.get(BATCH_ADD))
    data = {"name": "第一批", "tier": "innovative", "kind": "renewal"}
    assert client.post(BATCH_ADD, data).status_code == 302
    assert Batch.objects.get().kind == FilingKind.DECLARATION


def test_a_batch_is_of_the_business_that_was_chosen(browse, places):
    """Where several wait, the office says which; the batch gathers that one alone, and says so."""
    new, kept = (
        waiting(places.tianhe, kind, places.guangdong)
        for kind in (FilingKind.DECLARATION, FilingKind.RENEWAL)
    )
    client = browse("guangdong")
    page = text(client.get(BATCH_ADD))
    offered = re.search(r'<select name="kind".*?</select>', page, re.S)[0]
    assert re.findall(r'value="(\w*)"', offered) == ["", "declaration", "renewal"]
    for wrong, words in {
        "": "请选择业务。",
        "update": "请从列出的选项中选择。",
        "x": "请从列出的选项中选择。",
    }.items():
        answer = client.post(BATCH_ADD, {"name": "复核第一批", "tier": "innovative", "kind": wrong})
        field = re.search(r'errors field-kind">\s*<ul class="errorlist"[^>]*>(.*?)</ul>', text(answer), re.S)
        assert words in field[1], wrong
    assert not Batch.objects.exists()
    client.post(BATCH_ADD, {"name": "复核第一批", "tier": "innovative", "kind": "renewal"})
    batch = Batch.objects.get()
    assert batch.kind == FilingKind.RENEWAL
    assert re.search(r"业务</dt>\s*<dd[^>]*>\s*复核", text(client.get(batch_page(batch))))
    adding = text(client.get(batch_page(batch, "add_filings")))
    assert kept.enterprise.name in adding and new.enterprise.name not in adding
    client.post(batch_page(batch, "add_filings"), {"filing": [str(new.pk), str(kept.pk)]})
    assert list(batch.filings.all()) == [kept]
    listing = reverse("admin:declarations_batch_changelist")
    assert "复核第一批" in text(client.get(listing, {"kind__exact": "renewal"}))
    assert "复核第一批" not in text(client.get(listing, {"kind__exact": "declaration"}))
