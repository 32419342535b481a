"""Notices through the admin: the ministry and provinces publish (M1.1, M5.2)."""

import datetime as dt
import html
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from cultivation.demo.filings import one_page_pdf
from declarations.models import Batch
from enterprises.enums import Tier
from enterprises.kit.forms.rows import MOST_ROWS
from notices.enums import NoticeLevel
from notices.models import Notice, NoticeAttachment

ADD = reverse("admin:notices_notice_add")


def text(response) -> str:
    return html.unescape(response.content.decode())


def change(notice, page="change"):
    return reverse(f"admin:notices_notice_{page}", args=[notice.pk])


def form(**changes) -> dict:
    return {
        "kind": "notice",
        "title": "关于组织申报的通知",
        "body": "<p>请各地按时报送。</p>",
        "published_at_0": "",
        "published_at_1": "",
        "attachments-TOTAL_FORMS": "1",
        "attachments-INITIAL_FORMS": "0",
        "attachments-0-name": "",
        "attachments-0-file": "",
    } | changes


@pytest.mark.parametrize(
    ("office", "level"), [("ministry", NoticeLevel.MINISTRY), ("guangdong", NoticeLevel.PROVINCE)]
)
def test_an_office_publishes_in_its_own_name(office, level, browse, officials):
    response = browse(office).post(ADD, form(published_at_0="2026-11-01", published_at_1="09:00:00"))
    assert response.status_code == 302, text(response)
    notice = Notice.objects.get()
    assert (notice.authority, notice.level) == (getattr(officials, office).authority, level)


def test_a_claim_of_endless_attachments_builds_no_more_than_a_page_takes(browse):
    response = browse("guangdong").post(ADD, form(**{"attachments-TOTAL_FORMS": "99999999"}))
    assert response.status_code == 200
    assert f"最多{MOST_ROWS}项" in text(response)
    assert len(response.context["inline_admin_formsets"][0].formset.forms) == MOST_ROWS


def test_the_authority_cannot_be_posted(browse, places):
    browse("guangdong").post(ADD, form(authority=str(places.ministry.pk)))
    assert Notice.objects.get().authority == places.guangdong


def test_a_superuser_names_the_authority(browse, places):
    assert browse("superuser").post(ADD, form(authority=str(places.tianhe.pk))).status_code == 200
    assert browse("superuser").post(ADD, form(authority=str(places.hunan.pk))).status_code == 302
    assert Notice.objects.get().level == NoticeLevel.PROVINCE


@pytest.mark.parametrize("office", ["tianhe", "guangzhou"])
def test_cities_and_counties_publish_nothing(office, browse):
    assert browse(office).get(ADD).status_code == 403
    assert browse(office).get(reverse("admin:notices_notice_changelist")).status_code == 403
    assert "公告</a>" not in text(browse(office).get(reverse("admin:index")))


def test_scripts_do_not_survive(browse):
    browse("guangdong").post(
        ADD, form(body='<p onclick="x()">正文</p><script>alert(1)</script><a href="javascript:x">点</a>')
    )
    body = Notice.objects.get().body
    assert "正文" in body
    assert not re.search("script|onclick", body)


def upload(name: str, content: bytes, called: str = "") -> dict:
    return {"attachments-0-name": called, "attachments-0-file": SimpleUploadedFile(name, content)}


GOOD = one_page_pdf("List")
# What is chosen, how it is to be called, and as what the public may save it; or why not.
ATTACHMENTS = [
    ("名单.pdf", GOOD, "", ("名单.pdf", "application/pdf")),
    ("evil.pdf", GOOD, "报告.html", ("报告.html.pdf", "application/pdf")),
    ("evil.pdf", GOOD, "名单", ("名单.pdf", "application/pdf")),
    ("evil.pdf", GOOD, "名单.xlsx", ("名单.pdf", "application/pdf")),
    ("假.pdf", b"%PDF-1.4" + b"x" * 52, "", "无法打开"),
    ("run.exe", b"MZ" + b"x" * 60, "名单.pdf", "实际是程序"),
    ("网页.pdf", b"<!doctype html><script>", "", "实际是网页"),
    ("名单.pdf", GOOD, "a|b", "不允许的字符：|"),
    ("名单.pdf", GOOD, "长" * 118, "加上扩展名后有122个字，最多120个字"),
]


def test_attachments_are_opened_and_called_what_they_are(browse, client):
    client, wrong = browse("guangdong"), []
    for name, content, called, wanted in ATTACHMENTS:
        response = client.post(ADD, form(**upload(name, content, called)))
        kept = NoticeAttachment.objects.values_list("name", "content_type").first()
        if isinstance(wanted, str):
            right = response.status_code == 200 and wanted in text(response) and kept is None
        else:
            right = response.status_code == 302 and kept == wanted
        if not right:
            wrong.append((name, called, kept))
        Notice.objects.all().delete()
    assert wrong == []


def test_an_attachment_that_is_too_large_is_refused_by_name(browse, settings):
    settings.EVIDENCE_MAX_BYTES = 100
    page = text(browse("guangdong").post(ADD, form(**upload("名单.pdf", GOOD))))
    assert "“名单.pdf”有" in page and "上限" in page


def kept_in(response) -> str:
    found = re.search(r'name="attachments-0-kept" value="([^"]+)"', text(response))
    return found[1] if found else ""


def test_an_attachment_outlives_a_mistake_elsewhere_in_the_form(browse):
    client = browse("guangdong")
    page = client.post(ADD, form(title="", **upload("名单.pdf", GOOD)))
    assert "“名单.pdf”已经收到，不必重新选择" in text(page)
    page = client.post(ADD, form(title="", **{"attachments-0-kept": kept_in(page)}))
    token = kept_in(page)
    assert client.post(ADD, form(**{"attachments-0-kept": token})).status_code == 302
    attachment = NoticeAttachment.objects.get()
    with attachment.file.open() as stored:
        assert (attachment.name, stored.read()) == ("名单.pdf", GOOD)
    assert "List" not in attachment.file.name and attachment.file.name.startswith("notices/")
    # Nobody else's, and nothing made up.
    for office, made_up in (("ministry", token), ("guangdong", "x"), ("guangdong", token[:-2])):
        page = text(browse(office).post(ADD, form(**{"attachments-0-kept": made_up})))
        assert "请重新选择" in page, office


def test_the_name_of_an_attachment_keeps_its_ending(browse, places):
    client = browse("guangdong")
    client.post(ADD, form(**upload("名单.pdf", GOOD)))
    notice, attachment = Notice.objects.get(), NoticeAttachment.objects.get()
    renamed = {
        "attachments-INITIAL_FORMS": "1",
        "attachments-0-id": str(attachment.pk),
        "attachments-0-notice": str(notice.pk),
        "attachments-0-name": "第二批名单.html",
    }
    assert client.post(change(notice), form(**renamed)).status_code == 302
    attachment.refresh_from_db()
    assert attachment.name == "第二批名单.html.pdf"


def test_a_draft_may_be_thrown_away_a_published_notice_stays(browse, places):
    values = {"level": NoticeLevel.PROVINCE, "authority": places.guangdong, "body": "<p>正文</p>"}
    draft = Notice.objects.create(title="草稿", **values)
    published = Notice.objects.create(title="已发布", published_at=timezone.now(), **values)
    client = browse("guangdong")
    assert client.post(change(draft, "delete"), {"post": "yes"}).status_code == 302
    assert client.post(change(published, "delete"), {"post": "yes"}).status_code == 403
    assert list(Notice.objects.values_list("title", flat=True)) == ["已发布"]


def test_the_editor_s_import_map_is_allowed_by_its_nonce(browse):
    response = browse("guangdong").get(ADD)
    nonce = re.search(r'<script type="importmap" nonce="([^"]+)"', text(response))[1]
    policy = response.headers["Content-Security-Policy"]
    assert f"'nonce-{nonce}'" in policy
    assert "unsafe" not in policy


def test_lists_by_publication(browse, places):
    values = {"level": NoticeLevel.PROVINCE, "authority": places.guangdong, "body": "<p>正文</p>"}
    Notice.objects.create(title="还是草稿", **values)
    Notice.objects.create(title="早已发布", published_at=timezone.now(), **values)
    page = reverse("admin:notices_notice_changelist")
    drafts = text(browse("guangdong").get(page + "?published=no"))
    assert "还是草稿" in drafts and "早已发布" not in drafts


# --- What the public may have read ---------------------------------------------------------------------------------
@pytest.fixture
def published(places):
    return Notice.objects.create(
        title="已发布的通知",
        body="<p>正文</p>",
        published_at=timezone.now() - dt.timedelta(days=1),
        level=NoticeLevel.PROVINCE,
        authority=places.guangdong,
    )


@pytest.mark.parametrize("when", [("", ""), ("2030-01-01", "00:00:00"), ("2020-01-01", "00:00:00")])
@pytest.mark.parametrize("office", ["guangdong", "superuser"])
def test_the_time_of_a_published_notice_stays(office, when, browse, published):
    client, before = browse(office), published.published_at
    data = form(
        published_at_0=when[0],
        published_at_1=when[1],
        title="更正错字",
        reason="标题有错字。",
        authority=str(published.authority_id),
    )
    assert client.post(change(published), data).status_code == 302
    assert client.post(change(published, "delete"), {"post": "yes"}).status_code == 403
    published.refresh_from_db()
    assert (published.title, published.published_at) == ("更正错字", before)
    assert 'name="published_at_0"' not in text(client.get(change(published)))


def test_a_notice_to_be_published_later_can_still_be_put_off(browse, published):
    Notice.objects.update(published_at=timezone.now() + dt.timedelta(days=2))
    assert browse("guangdong").post(change(published), form()).status_code == 302
    published.refresh_from_db()
    assert published.published_at is None


def test_a_draft_stays_a_draft_while_its_form_has_errors(browse, published):
    """The time that was typed is not taken for a publication."""
    Notice.objects.update(published_at=None)
    typed = form(title="", published_at_0="2026-01-01", published_at_1="08:30:00")
    page = text(browse("guangdong").post(change(published), typed))
    assert re.search(
        'name="published_at_0"[^>]*value="2026-01-01"|value="2026-01-01"[^>]*name="published_at_0"', page
    )
    assert change(published, "delete") in page


def batch_of(notice, field) -> Batch:
    return Batch.objects.create(
        name="第一批", tier=Tier.INNOVATIVE, authority=notice.authority, **{field: notice}
    )


@pytest.mark.parametrize("field", ["publicity_notice", "announcement"])
@pytest.mark.parametrize("office", ["guangdong", "superuser"])
@pytest.mark.parametrize("days", [-1, 1])
def test_the_notice_of_a_batch_is_only_read(field, office, days, browse, published):
    Notice.objects.update(published_at=timezone.now() + dt.timedelta(days=days))
    attachment = NoticeAttachment.objects.create(
        notice=published, name="名单", file=SimpleUploadedFile("名单.pdf", b"x")
    )
    batch_of(published, field)
    client = browse(office)
    page = text(client.get(change(published)))
    assert "<p>正文</p>" in page, "as the public reads it"
    assert 'name="_save"' not in page and 'name="title"' not in page and 'type="file"' not in page
    removing = {
        "attachments-INITIAL_FORMS": "1",
        "attachments-0-id": str(attachment.pk),
        "attachments-0-notice": str(published.pk),
        "attachments-0-DELETE": "on",
    }
    changed = form(title="改写", authority=str(published.authority_id), **removing)
    assert client.post(change(published), changed).status_code == 403
    assert client.post(change(published, "delete"), {"post": "yes"}).status_code == 403
    published.refresh_from_db()
    assert published.title == "已发布的通知"
    assert published.attachments.count() == 1


def test_what_is_only_read_is_sanitised(browse, published):
    Notice.objects.update(body="<p>正文</p><script>alert(1)</script>")
    batch_of(published, "announcement")
    assert "alert(1)" not in text(browse("guangdong").get(change(published)))


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "1999-12-31", "2101-01-01"])
def test_a_time_of_publication_out_of_this_world(day, browse):
    response = browse("guangdong").post(ADD, form(published_at_0=day, published_at_1="00:00:00"))
    assert response.status_code == 200
    assert "请核对年份" in text(response)
    assert not Notice.objects.exists()
