"""Notices through the admin: the ministry and provinces publish (M1.1, M5.2)."""

import html
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from notices.enums import NoticeLevel
from notices.models import Notice

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


def upload(name, size=10) -> dict:
    return {"attachments-0-name": "名单", "attachments-0-file": SimpleUploadedFile(name, b"x" * size)}


def test_attachments_are_kept(browse):
    assert browse("guangdong").post(ADD, form(**upload("名单.pdf"))).status_code == 302
    assert Notice.objects.get().attachments.get().name == "名单"


def test_attachments_of_other_kinds_are_refused(browse):
    response = browse("guangdong").post(ADD, form(**upload("run.exe")))
    assert response.status_code == 200
    assert "exe" in text(response)
    assert not Notice.objects.exists()


def test_attachments_that_are_too_large_are_refused_by_name(browse, monkeypatch):
    monkeypatch.setattr("cultivation.admin.notice.ATTACHMENT_MAX_BYTES", 100)
    response = browse("guangdong").post(ADD, form(**upload("名单.pdf", 200)))
    assert "名单.pdf" in text(response)
    assert "上限" in text(response)


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
