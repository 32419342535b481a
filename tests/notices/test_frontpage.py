"""The newest notices on the portal are kept for a moment, and forgotten when a notice changes."""

import datetime as dt

import pytest
from django.core.cache import cache
from django.db import transaction
from django.utils import timezone

from notices.enums import NoticeLevel
from notices.frontpage import LIFETIME, ROWS, newest_html
from notices.models import Notice


def ministry() -> str:
    return newest_html(NoticeLevel.MINISTRY)


def test_kept_without_a_query(make_notice, django_assert_num_queries):
    make_notice("第一则")
    with django_assert_num_queries(1):
        assert "第一则" in ministry()
    with django_assert_num_queries(0):
        assert "第一则" in ministry()


def test_the_newest_of_each_level(make_notice, places):
    for number in range(ROWS + 2):
        make_notice(f"部级{number}", published_at=timezone.now() - dt.timedelta(minutes=number))
    make_notice("省级", authority=places.hunan)
    html = ministry()
    assert html.count("<li>") == ROWS
    assert html.index("部级0") < html.index("部级1") < html.index(f"部级{ROWS - 1}")
    assert f"部级{ROWS}" not in html
    assert "省级" not in html
    assert "省级" in newest_html(NoticeLevel.PROVINCE)


def test_m1_1_saving_shows_at_once(make_notice, django_capture_on_commit_callbacks):
    assert "暂无公告" in ministry()
    with django_capture_on_commit_callbacks(execute=True):
        notice = make_notice("新的")
        # Not before the transaction is committed: nobody else can see the row yet.
        assert "暂无公告" in ministry()
    assert "新的" in ministry()
    with django_capture_on_commit_callbacks(execute=True):
        notice.title = "改过的"
        notice.save()
    assert "改过的" in ministry()
    with django_capture_on_commit_callbacks(execute=True):
        notice.delete()
    assert "暂无公告" in ministry()


@pytest.mark.django_db(transaction=True)
def test_a_rolled_back_notice_was_never_shown(places, make_notice):
    make_notice("在的")
    assert "在的" in ministry()
    with pytest.raises(RuntimeError), transaction.atomic():
        make_notice("收回的")
        raise RuntimeError
    assert "收回的" not in ministry()
    make_notice("又一则")
    assert "又一则" in ministry()


def test_a_time_that_passes_shows_soon(make_notice, time_machine):
    at = timezone.now() + dt.timedelta(minutes=5)
    make_notice("定时", published_at=at)
    make_notice("草稿", published_at=None)
    assert "暂无公告" in ministry()
    time_machine.move_to(at + dt.timedelta(seconds=LIFETIME), tick=False)
    assert "定时" in ministry()
    assert "草稿" not in ministry()


def test_what_is_kept_names_nobody(make_notice, owner_client, owner):
    make_notice("通知")
    owner_client.get("/")
    for level in NoticeLevel:
        kept = cache.get(f"portal-notices-{level}")
        assert kept is None or (owner.full_name not in kept and "csrf" not in kept)
    assert Notice.objects.count() == 1
