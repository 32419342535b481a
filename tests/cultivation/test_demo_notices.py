"""The demonstration's notices."""

import io

import pytest
from openpyxl import load_workbook

from cultivation.demo.notices import create_notices
from enterprises.enums import AuthorityLevel
from enterprises.models import Authority
from notices.enums import NoticeKind, NoticeLevel
from notices.models import Notice, NoticeAttachment

PROVINCES = "110000 320000 330000 340000 370000 420000 500000 510000 610000".split()


@pytest.fixture
def all_provinces(places):
    for code in PROVINCES:
        Authority.objects.create(
            code=code,
            name=f"{code}主管部门",
            level=AuthorityLevel.PROVINCE,
            parent=places.ministry,
            path="000000" + code,
        )


def test_m1_1_both_tabs_have_notices_of_every_kind(all_provinces, client):
    made = create_notices()
    assert made == Notice.objects.published().count() >= 24
    assert set(Notice.objects.values_list("kind", flat=True)) == set(NoticeKind.values)
    for level in NoticeLevel:
        assert Notice.objects.filter(level=level).count() >= 8
    for notice in Notice.objects.all():
        page = client.get(f"/notices/{notice.pk}/").text
        assert "均为虚构" in page
        # What was written survives the sanitiser: nothing of the marks is left, nothing is lost.
        assert notice.body in page
        assert not [line for line in ("<p># ", "<p>- ", "<p>1. ") if line in notice.body]
    assert Notice.objects.filter(body__contains="<table>").exists()
    assert Notice.objects.filter(body__contains="<ol>").exists()


def test_creating_twice_adds_nothing(all_provinces):
    create_notices()
    Notice.objects.first().delete()
    assert create_notices() == 1
    assert create_notices() == 0


def test_the_attached_list_opens(all_provinces, client):
    create_notices()
    attachment = NoticeAttachment.objects.get()
    response = client.get(f"/notices/{attachment.notice_id}/attachments/{attachment.pk}/")
    content = b"".join(response.streaming_content)
    rows = list(load_workbook(io.BytesIO(content), read_only=True).active.values)
    assert rows[0] == ("序号", "企业名称", "所在地", "称号")
    assert len({row[1] for row in rows[1:]}) == 12
    assert all("示例" in row[1] for row in rows[1:])
