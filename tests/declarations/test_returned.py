"""After the submission: returning, answering, resubmitting, withdrawing, deleting (M4.7)."""

import datetime as dt

import pytest
import time_machine
from django.utils import timezone

from declarations.enums import Action, FilingState
from declarations.models import Attachment, Batch, Filing, FilingEvent, ReviewComment, Revision
from declarations.sections.presentation import changes
from declarations.services import batches
from declarations.services.submission import resubmit
from declarations.workflow import transition
from enterprises.kit.times.dates import last_day
from tests import factories
from tests.declarations.conftest import PDF, pdf_file, product_data, save, section_url, seen_of, submit, url


@pytest.fixture
def official(places):
    return factories.make_official(places.tianhe)


@pytest.fixture
def returned(complete, owner_client, official):
    """A filing returned by the county, with one comment on the product."""
    submit(owner_client, complete)
    event = transition(complete, Action.RETURN, official, comment="请修改后重新提交")
    ReviewComment.objects.create(event=event, filing=complete, section="product", text="说明过于简单")
    return complete


def answers(filing, text="已补充应用领域"):
    return {f"answer-{comment.pk}": text for comment in filing.comments.all()}


def test_comments_stand_beside_their_section(returned, owner_client):
    page = owner_client.get(section_url(returned, "product")).content.decode()
    assert "说明过于简单" in page and "天河区中小企业主管部门的意见" in page
    assert "steps__item--error" in owner_client.get(section_url(returned, "basic")).content.decode()
    assert "说明过于简单" not in owner_client.get(section_url(returned, "direct")).content.decode()
    detail = owner_client.get(url(returned, "filing")).content.decode()
    assert "退回修改" in detail and "请修改后重新提交" in detail and "前修改并重新提交" in detail


@pytest.mark.dated
def test_correct_and_resubmit(returned, owner_client):
    """M4.7: the enterprise corrects and resubmits to who returned it; the reviewer sees old and new."""
    save(
        owner_client,
        returned,
        "product",
        product_data(seen_of(owner_client, returned, "product"), description="用于数控机床和机器人关节。"),
    )
    response = submit(owner_client, returned, **answers(returned))
    assert response.status_code == 302
    returned.refresh_from_db()
    assert returned.state == FilingState.IN_REVIEW and returned.current_authority.code == "440106"
    assert returned.comments.get().answer == "已补充应用领域"
    new, old = Revision.objects.filter(filing=returned).order_by("-number")
    (change,) = changes(old, new)
    assert (change.label, change.old, change.new) == (
        "主导产品所属领域说明",
        "用于数控机床的精密主轴单元。",
        "用于数控机床和机器人关节。",
    )
    assert "第2版" in owner_client.get(url(returned, "filing")).content.decode()


def test_nothing_changed_is_said_and_has_to_be_confirmed(returned, owner_client):
    tick = "没有修改任何内容，仍要重新提交"
    assert tick in owner_client.get(url(returned, "submit")).content.decode()
    response = submit(owner_client, returned, **answers(returned))
    assert response.status_code == 422
    assert "与退回前提交的完全一样" in response.content.decode()
    returned.refresh_from_db()
    assert returned.state == FilingState.RETURNED
    assert submit(owner_client, returned, **answers(returned), accepts_unchanged="on").status_code == 302


def test_one_other_file_is_a_change(returned, owner_client):
    """A file put in the place of another says something else, under the same name."""
    Attachment.objects.filter(item="licence").update(removed_at=returned.created_at)
    owner_client.post(
        section_url(returned, "evidence"),
        {"item": "licence", "file": pdf_file("营业执照.pdf", PDF + b"newer")},
    )
    assert "没有修改任何内容" not in owner_client.get(url(returned, "submit")).content.decode()
    assert submit(owner_client, returned, **answers(returned)).status_code == 302


def test_every_return_stays_on_the_page_with_remarks_and_answers(returned, owner_client, official):
    """After the resubmission, after the next return, and after the decision."""
    said = ("请修改后重新提交", "说明过于简单", "已补充应用领域")
    submit(owner_client, returned, **answers(returned), accepts_unchanged="on")
    pages = [owner_client.get(url(returned, "filing")).content.decode()]
    again = transition(Filing.objects.get(pk=returned.pk), Action.RETURN, official, comment="再补充一次")
    ReviewComment.objects.create(event=again, filing=returned, section="ip", text="缺少证书")
    pages.append(owner_client.get(url(returned, "filing")).content.decode())
    submit(owner_client, returned, **answers(returned, "证书已补"), accepts_unchanged="on")
    transition(Filing.objects.get(pk=returned.pk), Action.REJECT, official, comment="不符合条件")
    pages.append(owner_client.get(url(returned, "filing")).content.decode())
    missing = [(number, text) for number, page in enumerate(pages) for text in said[:2] if text not in page]
    assert not missing
    assert said[2] in pages[0] and said[2] in pages[1]
    assert "证书已补" in pages[2] and "缺少证书" in pages[2] and "不符合条件" in pages[2]


def test_every_comment_must_be_answered(returned, owner_client):
    response = submit(owner_client, returned)
    assert response.status_code == 422
    assert "请填写修改说明" in response.content.decode()
    returned.refresh_from_db()
    assert returned.state == FilingState.RETURNED


def test_answers_survive_a_refusal(returned, owner_client):
    """Refused for another reason, the typed answer is kept."""
    Attachment.objects.filter(item="licence").update(removed_at=returned.created_at)
    assert submit(owner_client, returned, **answers(returned)).status_code == 422
    assert "已补充应用领域" in owner_client.get(url(returned, "submit")).content.decode()


def test_answers_can_be_saved_without_submitting(returned, owner_client):
    owner_client.post(url(returned, "submit"), {"save": "1"} | answers(returned))
    assert returned.comments.get().answer == "已补充应用领域"
    owner_client.post(url(returned, "submit"), {"save": "1"} | answers(returned, ""))
    assert returned.comments.get().answer == ""
    returned.refresh_from_db()
    assert returned.state == FilingState.RETURNED


def test_long_answer_is_refused_with_its_text(returned, owner_client):
    response = submit(owner_client, returned, **answers(returned, "长" * 1001))
    page = response.content.decode()
    assert response.status_code == 422
    assert "答复最多1000个字，现在是1001个字" in page and "长" * 1001 in page


def test_resubmitting_twice_is_resubmitting_once(returned, owner_client):
    data = answers(returned) | {"accepts_unchanged": "on"}
    submit(owner_client, returned, **data)
    response = owner_client.post(url(returned, "submit"), {"pledge": "on"} | data, follow=True)
    assert "该申报已提交" in response.content.decode()
    assert FilingEvent.objects.filter(filing=returned, action=Action.RESUBMIT).count() == 1


@pytest.mark.dated
def test_corrections_end_at_their_own_deadline(returned, owner, login, window):
    with time_machine.travel(window.closes_at, tick=False):
        browser = login(owner)
        response = submit(browser, returned, **answers(returned))
        assert response.status_code == 409
        page = response.content.decode()
        assert "截止" in page and "已补充应用领域" in page, "what was typed can be copied"
        assert "截止" in browser.get(url(returned, "filing")).content.decode()
        assert browser.get(section_url(returned, "product")).status_code == 302
    returned.refresh_from_db()
    assert returned.state == FilingState.RETURNED


def test_comment_ids_of_others_are_passed_over(returned, owner_client, places, login):
    other = Filing.objects.get(pk=returned.pk).comments.get()
    stranger = login(factories.make_legal_user(factories.make_enterprise(places.tianhe)))
    assert stranger.post(url(returned, "submit"), {f"answer-{other.pk}": "假的"}).status_code == 404
    other.refresh_from_db()
    assert other.answer == ""


# --- Withdrawing -------------------------------------------------------------------------------------------------
@pytest.mark.dated
def test_withdraw_before_any_decision(complete, owner_client):
    submit(owner_client, complete)
    assert "撤回" in owner_client.get(url(complete, "filing")).content.decode()
    assert "将撤回" in owner_client.get(url(complete, "withdraw")).content.decode()
    for _ in range(2):
        assert owner_client.post(url(complete, "withdraw")).status_code == 302
    complete.refresh_from_db()
    assert complete.state == FilingState.WITHDRAWN
    assert FilingEvent.objects.filter(filing=complete, action=Action.WITHDRAW).count() == 1


def test_no_withdrawing_after_a_decision(complete, owner_client, official):
    submit(owner_client, complete)
    transition(complete, Action.RECOMMEND, official)
    assert owner_client.get(url(complete, "withdraw")).url == url(complete, "filing")
    response = owner_client.post(url(complete, "withdraw"))
    assert response.status_code == 409 and "不能撤回" in response.content.decode()


# --- Deleting ----------------------------------------------------------------------------------------------------
def test_delete_a_draft_with_its_files(filing, owner_client, enterprise):
    owner_client.post(section_url(filing, "evidence"), {"item": "licence", "file": pdf_file()})
    assert "不能恢复" in owner_client.get(url(filing, "delete")).content.decode()
    for _ in range(2):
        assert owner_client.post(url(filing, "delete")).status_code == 302
    assert not Filing.objects.exists() and not Attachment.objects.exists()


def test_a_submitted_filing_is_not_deleted(complete, owner_client):
    submit(owner_client, complete)
    response = owner_client.post(url(complete, "delete"))
    assert response.status_code == 409 and "只有未提交的草稿可以删除" in response.content.decode()
    assert Filing.objects.filter(pk=complete.pk).exists()


# --- Rejected ----------------------------------------------------------------------------------------------------
def test_rejection_shows_level_and_reason(complete, owner_client, official):
    submit(owner_client, complete)
    transition(complete, Action.REJECT, official, comment="主导产品属于限制类")
    page = owner_client.get(url(complete, "filing")).content.decode()
    assert "不通过" in page and "主导产品属于限制类" in page and "天河区中小企业主管部门的意见" in page


# --- The outcome -------------------------------------------------------------------------------------------------
@pytest.mark.dated
def test_the_newest_reason_is_that_of_the_last_return_whatever_the_clock_said(complete, owner_client, places):
    submit(owner_client, complete)
    official = factories.make_official(places.tianhe)
    now = timezone.now()
    transition(complete, Action.RETURN, official, comment="先前的意见", at=now + dt.timedelta(hours=1))
    resubmit(
        complete,
        complete.revisions.get().submitted_by,
        {},
        pledge=True,
        accepts_shortfall=True,
        accepts_unchanged=True,
    )
    transition(complete, Action.RETURN, official, comment="最新的意见", at=now + dt.timedelta(minutes=1))
    for page in (url(complete, "filing"), url(complete, "submit")):
        shown = owner_client.get(page).content.decode()
        assert "最新的意见" in shown, page
    assert [event.number for event in complete.events.order_by("id")] == [1, 2, 3, 4]
    assert "先前的意见" not in owner_client.get(url(complete, "submit")).content.decode()


@pytest.mark.dated
def test_publicity_and_title_are_shown(complete, owner_client, official, places):
    submit(owner_client, complete)
    transition(complete, Action.RECOMMEND, official)
    transition(complete, Action.RECOMMEND, factories.make_official(places.guangzhou))
    province = factories.make_official(places.guangdong)
    transition(complete, Action.APPROVE, province)
    batch = Batch.objects.create(name="2026年第一批", tier="innovative", authority=places.guangdong)
    batches.add_filings(batch, [complete], province)
    now = timezone.now()
    batches.publicise(
        batch, province, starts_at=now, ends_at=now + dt.timedelta(days=14), objection_channel="020-12345678"
    )
    page = owner_client.get(url(complete, "filing")).content.decode()
    assert "公示中：2026年第一批" in page and "异议受理：020-12345678" in page
    today = timezone.localdate()
    batches.certify(
        batch,
        province,
        document_number="粤工信〔2026〕1号",
        certified_on=today + dt.timedelta(days=15),
        valid_from=today,
        valid_until=last_day(today, 3),
        at=now + dt.timedelta(days=15),
    )
    page = owner_client.get(url(complete, "filing")).content.decode()
    assert "已认定：创新型中小企业" in page and "粤工信〔2026〕1号" in page


def test_the_overall_words_of_a_return_stand_where_it_is_answered(complete, owner_client, places):
    submit(owner_client, complete)
    transition(complete, Action.RETURN, factories.make_official(places.tianhe), comment="请补充产品用途。")
    assert "请补充产品用途。" in owner_client.get(url(complete, "submit")).content.decode()
