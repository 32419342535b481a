"""A published notice changes and disappears only on the record: what it said, who, when, why."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from cultivation.demo.filings import one_page_pdf
from notices.enums import NoticeLevel
from notices.models import Notice, NoticeAttachment, NoticeRevision
from tests.admin.test_notices import change, form, text


@pytest.fixture
def published(places):
    return Notice.objects.create(
        title="关于组织申报的通知",
        body="<p>请各地按时报送。</p>",
        published_at=timezone.now() - dt.timedelta(days=1),
        level=NoticeLevel.PROVINCE,
        authority=places.guangdong,
    )


def public(notice) -> str:
    return reverse("notices:detail", args=[notice.pk])


def test_a_published_notice_changes_only_with_a_reason_everybody_reads(browse, client, published, officials):
    official, corrected = (
        browse("guangdong"),
        form(title="关于组织2026年申报的通知", body="<p>报送日期改为3月。</p>"),
    )
    refused = text(official.post(change(published), corrected))
    assert "更改须写明原因" in refused and "关于组织2026年申报的通知" in refused, "what was typed stays"
    assert official.post(change(published), corrected | {"reason": "日期写错。"}).status_code == 302
    revision = NoticeRevision.objects.get()
    assert (revision.old_title, revision.old_body) == ("关于组织申报的通知", "<p>请各地按时报送。</p>")
    assert (revision.actor, revision.reason) == (officials.guangdong, "日期写错。")
    page = text(client.get(public(published)))
    for words in ("更正于", "原因：日期写错。", "标题由“关于组织申报的通知”更正为", "报送日期改为3月"):
        assert words in page
    assert "请各地按时报送" not in page
    assert "请各地按时报送" in text(official.get(change(published))), "officials read what it said"


def test_nothing_changed_needs_no_reason_and_leaves_no_trace(browse, published):
    assert browse("guangdong").post(change(published), form()).status_code == 302
    assert not NoticeRevision.objects.exists()


def test_a_draft_is_free_until_it_is_published(browse, published):
    Notice.objects.update(published_at=timezone.now() + dt.timedelta(days=1))
    official = browse("guangdong")
    assert 'name="reason"' not in text(official.get(change(published)))
    moved = form(title="改题", published_at_0="2026-01-05", published_at_1="")
    assert official.post(change(published), moved).status_code == 302
    published.refresh_from_db()
    assert timezone.localtime(published.published_at) == dt.datetime(
        2026, 1, 5, tzinfo=timezone.get_current_timezone()
    ), "a day alone is its beginning"
    assert not NoticeRevision.objects.exists()


def test_attachments_of_a_published_notice_come_and_go_on_the_record(browse, client, published):
    kept = NoticeAttachment.objects.create(
        notice=published, name="名单.pdf", file=SimpleUploadedFile("a.pdf", one_page_pdf("A"))
    )
    address = reverse("notices:attachment", args=[published.pk, kept.pk])
    official = browse("guangdong")
    data = form(**{
        "attachments-TOTAL_FORMS": "2", "attachments-INITIAL_FORMS": "1",
        "attachments-0-id": str(kept.pk), "attachments-0-notice": str(published.pk),
        "attachments-0-name": "改名.pdf", "attachments-1-name": "", "attachments-1-file": "",
    })  # fmt: skip
    assert official.post(change(published), data).status_code == 302
    kept.refresh_from_db()
    assert kept.name == "名单.pdf" and not NoticeRevision.objects.exists()

    def changing():
        return data | {
            "attachments-0-DELETE": "on",
            "attachments-1-file": SimpleUploadedFile("新名单.pdf", one_page_pdf("B")),
        }

    assert "增加或删除附件请" in text(official.post(change(published), changing()))
    assert b"".join(client.get(address).streaming_content)
    assert official.post(change(published), changing() | {"reason": "名单有误。"}).status_code == 302
    assert NoticeRevision.objects.get().changes == "删除附件“名单.pdf”\n增加附件“新名单.pdf”"
    assert client.get(address).status_code == 404
    page = text(client.get(public(published)))
    assert "新名单.pdf</a>" in page and "名单有误。" in page
    kept.refresh_from_db()
    assert kept.file.storage.exists(kept.file.name), "the record keeps what was published"


@pytest.mark.parametrize("text_stays", [True, False])
def test_a_withdrawn_notice_says_so_at_its_address_and_is_listed_nowhere(
    text_stays, browse, client, published
):
    attachment = NoticeAttachment.objects.create(
        notice=published, name="名单.pdf", file=SimpleUploadedFile("a.pdf", one_page_pdf("A"))
    )
    page, official = change(published, "withdraw"), browse("guangdong")
    assert page in text(official.get(change(published)))
    assert "请写明撤回的原因" in text(official.post(page, {"reason": " "}))
    done = official.post(
        page, {"reason": "误发。"} | ({"text_stays": "on"} if text_stays else {}), follow=True
    )
    assert "已撤回“关于组织申报的通知”" in text(done)
    shown = text(client.get(public(published)))
    assert "已撤回" in shown and "原因：误发。" in shown
    assert ("请各地按时报送" in shown) is text_stays
    file = client.get(reverse("notices:attachment", args=[published.pk, attachment.pk]))
    assert file.status_code == (200 if text_stays else 404)
    assert not text_stays or b"".join(file.streaming_content)
    lists = [reverse("notices:list") + "?level=province", "/"]
    assert all(published.title not in text(client.get(each)) for each in lists)
    again = official.post(page, {"reason": "再次"}, follow=True)
    assert "不能撤回" in text(again)
    assert official.post(change(published), form(title="改写", reason="改")).status_code == 403
    assert NoticeRevision.objects.count() == 1
    listed = reverse("admin:notices_notice_changelist")
    assert published.title in text(official.get(listed + "?published=withdrawn"))
    assert published.title not in text(official.get(listed + "?published=yes"))


@pytest.mark.parametrize("office", ["ministry", "hunan", "tianhe"])
def test_only_its_office_withdraws_a_notice(office, browse, published):
    browse(office).post(change(published, "withdraw"), {"reason": "误发。"})
    published.refresh_from_db()
    assert published.withdrawn_at is None


def test_the_database_asks_for_reasons(published, officials):
    with pytest.raises(IntegrityError), transaction.atomic():
        Notice.objects.update(withdrawn_at=timezone.now())
    with pytest.raises(IntegrityError), transaction.atomic():
        NoticeRevision.objects.create(
            notice=published, old_title="甲", old_body="", changes="", reason="", actor=officials.guangdong
        )
