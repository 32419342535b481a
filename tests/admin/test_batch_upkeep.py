"""What is put right of a batch: previewed before, prolonged, stopped, corrected, taken back after; all on the record."""

import datetime as dt
import html
import re

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from declarations.enums import Action, BatchState, FilingState
from declarations.models import Batch, BatchChange
from declarations.services.batches import add_filings, remove_filing
from declarations.workflow import transition
from enterprises.enums import CertificationState
from enterprises.models import Certification
from enterprises.services.certifications import standing_title, titles_of
from notices.models import Message, Notice
from tests import factories
from tests.admin import filings
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
from tests.browser_form import sent_from

__all__ = ["approved", "batch", "filled"]
TODAY = dt.date(2026, 12, 1)


@pytest.fixture(autouse=True)
def on_a_day():
    with time_machine.travel(dt.datetime(2026, 12, 1, 4, tzinfo=dt.UTC), tick=True):
        yield


@pytest.fixture
def client(browse):
    return browse("guangdong")


@pytest.fixture
def certified(filled, officials, client):
    put_into_publicity(filled, officials.guangdong, over=True)
    confirm(client, batch_page(filled, "certify"), certification())
    filled.refresh_from_db()
    assert filled.state == BatchState.CERTIFIED
    return filled


def public(client, notice) -> str:
    return text(client.get(reverse("notices:detail", args=[notice.pk])))


# --- Before ----------------------------------------------------------------------------------------------------------
def test_what_will_be_published_is_seen_first(client, filled, officials):
    put_into_publicity(filled, officials.guangdong, over=True)
    page, typed = (
        batch_page(filled, "certify"),
        certification(document_number="粤工信[２０２６] 9号", valid_until="2028-11-30"),
    )
    preview = client.post(page, typed)
    shown = text(preview)
    for words in ("还没有发布", "粤工信〔2026〕9号", "2028年11月30日", filled.filings.get().enterprise_name):
        assert words in shown
    assert "有效期不是通常的3年" in shown
    assert not Certification.objects.exists() and Notice.objects.count() == 1, "nothing is written"
    back = client.post(page, typed | {"confirmed": preview.context["seal"], "edit": "返回修改"})
    assert 'value="粤工信[２０２６] 9号"' in text(back)
    other = client.post(
        page, certification(document_number="粤工信〔2026〕10号") | {"confirmed": preview.context["seal"]}
    )
    assert "预览之后名单或内容有变化" in text(other)
    assert not Certification.objects.exists()
    client.post(page, typed | {"confirmed": preview.context["seal"]})
    assert Certification.objects.get().document_number == "粤工信〔2026〕9号"
    client.post(page, typed | {"confirmed": preview.context["seal"]})
    assert Certification.objects.count() == 1 and Notice.objects.count() == 2, "a second click does nothing"


def test_a_list_that_changed_since_the_preview_is_previewed_again(client, filled, approved, officials):
    page = batch_page(filled, "publicise")
    seal = client.post(page, publicity()).context["seal"]
    remove_filing(filled, approved, officials.guangdong)
    assert "还没有审核通过的企业" in text(client.post(page, publicity() | {"confirmed": seal}))
    assert not Notice.objects.exists()


def test_the_preview_carries_all_that_was_typed(client, filled):
    page, typed = batch_page(filled, "publicise"), publicity(objection_channel="电话：1\r\n地址：“甲”<乙>")
    fields = re.findall(
        r'<input type="hidden" name="(\w+)" value="([^"]*)"', client.post(page, typed).content.decode()
    )
    carried = {name: html.unescape(value) for name, value in fields if name != "csrfmiddlewaretoken"}
    own = ("confirmed", "made_for")
    assert {name: value for name, value in carried.items() if name not in own} == typed
    client.post(page, carried)
    filled.refresh_from_db()
    assert filled.state == BatchState.PUBLICITY and "“甲”<乙>" in filled.objection_channel


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"valid_from": "2023-01-01", "valid_until": "2026-11-30"}, "已经结束"),
        ({"certified_on": "2026-12-02"}, "认定日期不能晚于今天"),
        ({"certified_on": "2026-11-01"}, "认定日期不能早于公示结束"),
        ({"document_number": "粤工信【2026】7号"}, "已用于批次“旧批次”"),
    ],
)
def test_a_certification_that_could_not_be_is_not_even_previewed(
    typed, words, client, filled, officials, places
):
    put_into_publicity(filled, officials.guangdong, over=True)
    notice = Notice.objects.get()
    old = Batch.objects.create(
        name="旧批次", tier=filled.tier, authority=places.guangdong, publicity_starts_at=timezone.now() - dt.timedelta(9),
        publicity_ends_at=timezone.now(), objection_channel="电话", publicity_notice=Notice.objects.create(
            authority=places.guangdong, level="province", title="公示", body=""
        ), state=BatchState.CERTIFIED, document_number="粤工信〔2026〕7号", certified_on=TODAY, valid_from=TODAY,
        valid_until=dt.date(2029, 11, 30), announcement=Notice.objects.create(
            authority=places.guangdong, level="province", title="公告", body=""
        ),
    )  # fmt: skip
    refused = client.post(batch_page(filled, "certify"), certification(**typed))
    assert words in text(refused) and "seal" not in refused.context
    assert notice.title and not Certification.objects.exists()
    with pytest.raises(IntegrityError), transaction.atomic():
        Batch.objects.filter(pk=filled.pk).update(
            state=BatchState.CERTIFIED, document_number=old.document_number, certified_on=TODAY, valid_from=TODAY,
            valid_until=old.valid_until, announcement=notice,
        )  # fmt: skip


# --- While it is publicised ------------------------------------------------------------------------------------------
def test_a_publicity_is_prolonged_with_a_reason(client, filled, officials):
    put_into_publicity(filled, officials.guangdong, over=False)
    page = batch_page(filled, "prolong")
    sooner = client.post(page, {"ends_at_0": "2026-12-02", "ends_at_1": "", "reason": "更正"})
    assert "公示只能延长" in text(sooner)
    assert "请写明原因" in text(client.post(page, {"ends_at_0": "2026-12-31", "ends_at_1": ""}))
    client.post(page, {"ends_at_0": "2026-12-31", "ends_at_1": "24:00", "reason": "系统故障。"})
    filled.refresh_from_db()
    assert timezone.localtime(filled.publicity_ends_at).date() == dt.date(2027, 1, 1)
    shown = public(client, filled.publicity_notice)
    assert (
        "延长到2026年12月31日24:00" in shown and "至2026年12月31日24:00。" in shown and "系统故障。" in shown
    )
    assert "系统故障。" in text(client.get(batch_page(filled)))
    assert Message.objects.filter(title__contains="公示延长到").count() == 1


def test_a_stopped_publicity_gives_its_enterprises_back(client, filled, approved, officials):
    put_into_publicity(filled, officials.guangdong, over=False)
    notice, page = filled.publicity_notice, batch_page(filled, "stop")
    assert page in text(client.get(batch_page(filled)))
    assert "请写明原因" in text(client.post(page, {"reason": ""}))
    client.post(page, {"reason": "名单有误。"})
    filled.refresh_from_db()
    approved.refresh_from_db()
    assert (filled.state, filled.publicity_notice) == (BatchState.OPEN, None)
    assert (approved.state, approved.batch, approved.current_authority) == (
        FilingState.APPROVED, filled, filled.authority,
    )  # fmt: skip
    shown = public(client, notice)
    assert "已撤回" in shown and "名单有误。" in shown and approved.filed_name in shown
    assert "名单有误。" in Message.objects.get(title__contains="公示已撤回").body
    assert "状态是“组批中”" in text(client.post(page, {"reason": "再次"}))
    assert "已加入" not in text(confirm(client, batch_page(filled, "publicise"), publicity()))
    filled.refresh_from_db()
    assert filled.state == BatchState.PUBLICITY and filled.publicity_notice != notice
    # What was withdrawn stays what it was.
    assert (
        client.post(reverse("admin:notices_notice_change", args=[notice.pk]), {"title": "改写"}).status_code
        == 403
    )


# --- After -----------------------------------------------------------------------------------------------------------
def test_number_and_dates_are_corrected_on_the_record(client, certified, officials):
    page = batch_page(certified, "correct")
    assert "都没有改变" in text(client.post(page, certification(reason="看看")))
    assert "请写明原因" in text(client.post(page, certification(document_number="粤工信〔2026〕19号")))
    client.post(
        page, certification(document_number="粤工信(2026)19号", valid_until="2029-11-29", reason="录入错误。")
    )
    title, changes = Certification.objects.get(), BatchChange.objects.all()
    assert (title.document_number, title.valid_until) == ("粤工信〔2026〕19号", dt.date(2029, 11, 29))
    assert [(each.old, each.new, each.actor, each.reason) for each in changes] == [
        ("粤工信〔2026〕9号", "粤工信〔2026〕19号", officials.guangdong, "录入错误。"),
        ("2029-11-30", "2029-11-29", officials.guangdong, "录入错误。"),
    ]
    certified.refresh_from_db()
    shown = public(client, certified.announcement)
    assert "文号由粤工信〔2026〕9号更正为粤工信〔2026〕19号" in shown and "录入错误。" in shown
    assert "为创新型中小企业（粤工信〔2026〕19号）" in shown and title.enterprise_name in shown
    told = Message.objects.get(title__contains="认定公告有更正")
    assert told.enterprise == title.enterprise and "录入错误。" in told.body
    # The text of the announcement does not name the day; the correction does.
    changes = certification(
        document_number="粤工信(2026)19号",
        certified_on="2026-11-30",
        valid_until="2029-11-29",
        reason="日期有误。",
    )
    client.post(page, changes)
    assert "认定日期由2026-12-01更正为2026-11-30" in public(client, certified.announcement)


def test_a_page_opened_before_another_s_correction_takes_nothing_back(client, certified):
    """Its other three values, not touched, would have been written over the first correction."""
    page = batch_page(certified, "correct")
    opened = sent_from(client.get(page), "document_number")
    client.post(page, opened | {"document_number": "粤工信〔2026〕19号", "reason": "录入错误。"})
    late = client.post(page, opened | {"valid_until": "2029-11-29", "reason": "日期有误。"})
    assert late.status_code == 409
    assert "文号现在是“粤工信〔2026〕19号”" in text(late) and "日期有误。" in text(late)
    title = Certification.objects.get()
    assert (title.document_number, title.valid_until) == ("粤工信〔2026〕19号", dt.date(2029, 11, 30))
    again = sent_from(late, "document_number") | {"document_number": title.document_number}
    assert client.post(page, again).status_code == 302
    title.refresh_from_db()
    assert (title.document_number, title.valid_until) == ("粤工信〔2026〕19号", dt.date(2029, 11, 29))


def test_a_mistaken_certification_is_withdrawn_and_done_again(client, certified, approved, login):
    owner_client = login(filings.owner_of(approved.enterprise))
    announcement, page = certified.announcement, batch_page(certified, "withdraw")
    client.post(page, {"reason": "误发。"})
    certified.refresh_from_db()
    approved.refresh_from_db()
    void = Certification.objects.get()
    assert (certified.state, certified.document_number) == (BatchState.PUBLICITY, "")
    assert (approved.state, approved.decided_at) == (FilingState.PUBLICITY, None)
    assert void.status() == ("已撤回", "danger") and standing_title(approved.enterprise) is None
    shown = public(client, announcement)
    assert "已撤回" in shown and "误发。" in shown
    assert "误发。" in Message.objects.get(title__contains="认定公告已撤回").body
    for reader, page in [(owner_client, "declarations:filing"), (client, "admin:declarations_filing_change")]:
        told = text(reader.get(reverse(page, args=[approved.pk])))
        assert "误发。" in told and "公示中" in told
    again = confirm(client, batch_page(certified, "certify"), certification(valid_until="2029-11-29"))
    assert "已认定并发布公告" in text(again), "the number was never another's"
    assert standing_title(approved.enterprise).valid_until == dt.date(2029, 11, 29)
    assert "2029-11-29" in text(owner_client.get(reverse("declarations:filing", args=[approved.pk])))


def test_titles_that_moved_on_hold_their_announcement(client, certified):
    Certification.objects.update(state=CertificationState.CANCELLED)
    assert "不能再撤回" in text(client.post(batch_page(certified, "withdraw"), {"reason": "误发。"}))
    certified.refresh_from_db()
    assert certified.state == BatchState.CERTIFIED


# --- One of them -----------------------------------------------------------------------------------------------------
@pytest.fixture
def pair(client, filled, officials, places, window):
    """A certified batch of two: 甲 and 乙."""
    other = filings.make_submitted(factories.make_enterprise(places.tianhe, name="乙公司"), window)
    filings.pass_on(other, officials.tianhe, officials.guangzhou)
    transition(other, Action.APPROVE, officials.guangdong)
    add_filings(filled, [other], officials.guangdong)
    put_into_publicity(filled, officials.guangdong, over=True)
    confirm(client, batch_page(filled, "certify"), certification())
    filled.refresh_from_db()
    return filled, other


def title_page(batch, filing, name) -> str:
    return reverse(f"admin:declarations_batch_{name}_title", args=[batch.pk, filing.pk])


def corrected(title, **changes) -> dict[str, str]:
    return {
        "enterprise_name": title.enterprise_name,
        "valid_from": str(title.valid_from),
        "valid_until": str(title.valid_until),
        "reason": "录入错误。",
    } | changes


def test_one_title_is_corrected_and_the_others_stay(client, pair, officials, approved):
    """Issue 9, 19: a wrong validity or name of one enterprise could not be put right without the whole list."""
    certified, other = pair
    title, page = Certification.objects.get(filing=other), title_page(certified, other, "correct")
    assert page in text(client.get(batch_page(certified)))
    wrong = {
        "请写明原因": {"reason": "", "valid_until": "2028-11-30"},
        "都没有改变": {},
        "有效期止须晚于有效期起": {"valid_until": "2026-11-30"},
        "有效期止不能早于认定日期": {"valid_from": "2020-01-01", "valid_until": "2021-01-01"},
        "此字段必填": {"enterprise_name": " "},
    }
    answers = {
        words: text(client.post(page, corrected(title, **changes))) for words, changes in wrong.items()
    }
    assert [words for words, answer in answers.items() if words not in answer and "error" not in answer] == []
    assert not BatchChange.objects.exists()
    typed = corrected(title, enterprise_name="乙(广州)公司", valid_until="2028-11-30")
    preview = text(client.post(page, typed))
    assert "“乙公司”的企业名称由乙公司更正为乙（广州）公司" in preview and "还没有发布" in preview
    assert not BatchChange.objects.exists() and Message.objects.filter(title__contains="更正").count() == 0
    assert "已更正认定" in text(confirm(client, page, typed))
    title.refresh_from_db()
    assert (title.enterprise_name, title.valid_until) == ("乙（广州）公司", dt.date(2028, 11, 30))
    assert [
        (each.what, each.old, each.new, each.filing, each.actor) for each in BatchChange.objects.all()
    ] == [
        ("enterprise_name", "乙公司", "乙（广州）公司", other, officials.guangdong),
        ("valid_until", "2029-11-30", "2028-11-30", other, officials.guangdong),
    ]
    first = Certification.objects.get(filing=approved)
    assert first.valid_until == dt.date(2029, 11, 30)
    shown = public(client, certified.announcement)
    assert (
        "有效期止由2029-11-30更正为2028-11-30" in shown
        and "录入错误。" in shown
        and "乙（广州）公司" in shown
    )
    told = Message.objects.filter(title__contains="认定有更正").get()
    assert told.enterprise == other.enterprise and "录入错误。" in told.body
    assert titles_of("乙（广州）公司", other.enterprise.credit_code) == [title]
    # A validity alone is named beside the text, which does not change.
    typed = corrected(title, valid_until="2027-11-30", reason="再次核对。")
    assert "2028-11-30更正为2027-11-30" in text(client.post(page, typed))
    confirm(client, page, typed)
    assert "有效期止由2028-11-30更正为2027-11-30" in public(client, certified.announcement)
    # What is corrected for all afterwards leaves what was put right by itself.
    client.post(
        batch_page(certified, "correct"), certification(valid_until="2029-11-29", reason="日期有误。")
    )
    assert list(Certification.objects.order_by("valid_until").values_list("valid_until", flat=True)) == [
        dt.date(2027, 11, 30), dt.date(2029, 11, 29),
    ]  # fmt: skip
    assert Message.objects.filter(title__contains="认定公告有更正").get().enterprise == approved.enterprise


def test_one_title_is_withdrawn_and_the_others_stay(client, pair, approved, login, places):
    certified, other = pair
    page = title_page(certified, other, "withdraw")
    assert "请写明原因" in text(client.post(page, {"reason": " "}))
    assert "称号自始无效" in text(client.post(page, {"reason": "误发。"}))
    assert Certification.objects.filter(state=CertificationState.WITHDRAWN).count() == 0
    assert "已撤回认定" in text(confirm(client, page, {"reason": "误发。"}))
    other.refresh_from_db()
    assert (other.state, other.batch, other.current_authority) == (
        FilingState.APPROVED,
        None,
        places.guangdong,
    )
    void = Certification.objects.get(filing=other)
    assert void.status() == ("已撤回", "danger") and standing_title(other.enterprise) is None
    assert standing_title(approved.enterprise) is not None
    shown = public(client, certified.announcement)
    assert "撤回对“乙公司”的认定" in shown and "误发。" in shown and "认定下列1家企业" in shown
    told = Message.objects.get(title__contains="认定已撤回")
    assert told.enterprise == other.enterprise and "误发。" in told.body and "自始无效" in told.body
    assert "误发。" in text(login(filings.owner_of(other.enterprise)).get(
        reverse("declarations:filing", args=[other.pk])
    ))  # fmt: skip
    assert "撤回认定（乙公司）" in text(client.get(batch_page(certified)))
    assert titles_of("乙公司", other.enterprise.credit_code)[0].status()[0] == "已撤回"
    # Once; the last one goes with the announcement; and the filing may be decided anew.
    assert client.post(page, {"reason": "误发。"}).status_code == 302
    last = title_page(certified, approved, "withdraw")
    assert "请使用【撤回认定公告】" in text(client.post(last, {"reason": "误发。"}))
    reject = reverse("admin:declarations_filing_review", args=[other.pk, "reject"])
    assert client.get(reject).status_code == 200


def test_only_its_own_office_puts_a_title_right(browse, pair):
    certified, other = pair
    for name in ("correct", "withdraw"):
        for office in ("ministry", "hunan", "guangzhou", "superuser"):
            answer = browse(office).post(
                title_page(certified, other, name), {"reason": "误发。", "confirmed": "x"}
            )
            assert answer.status_code == 302, (name, office)
    assert Certification.objects.filter(state=CertificationState.VALID).count() == 2
    assert not BatchChange.objects.exists()


# --- Names -----------------------------------------------------------------------------------------------------------
def test_a_batch_is_renamed_its_notices_too(client, filled, officials):
    page = batch_page(filled, "rename")
    client.post(page, {"name": "2026年第1批<甲>", "reason": ""})
    filled.refresh_from_db()
    assert filled.name == "2026年第1批<甲>"
    put_into_publicity(filled, officials.guangdong, over=False)
    assert "请写明原因" in text(client.post(page, {"name": "2026年第二批"}))
    client.post(page, {"name": "2026年第二批", "reason": "批次写错。"})
    shown = public(client, filled.publicity_notice)
    assert "现对2026年第二批拟认定" in shown and "关于2026年第二批的公示" in shown and "批次写错。" in shown
    assert list(BatchChange.objects.values_list("old", "new")) == [
        ("2026年第一批", "2026年第1批<甲>"), ("2026年第1批<甲>", "2026年第二批"),
    ]  # fmt: skip


def test_only_an_empty_batch_is_deleted(client, filled, approved, officials):
    page = batch_page(filled, "delete_empty")
    assert page not in text(client.get(batch_page(filled)))
    assert "请先逐个移出" in text(client.post(page, {}))
    remove_filing(filled, approved, officials.guangdong)
    assert page in text(client.get(batch_page(filled)))
    assert client.get(page).status_code == 200 and Batch.objects.exists()
    assert "已删除批次" in text(client.post(page, {}, follow=True))
    assert not Batch.objects.exists()
