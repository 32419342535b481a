"""我的消息 (M2.1, M3.3)."""

import datetime as dt
import uuid

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from notices.enums import MessageKind
from notices.models import Message
from notices.services import News, tell
from tests import factories

LIST = reverse("notices:messages")
READ_ALL = reverse("notices:messages_read")
SHANGHAI = dt.timezone(dt.timedelta(hours=8))


def address(message) -> str:
    return reverse("notices:message", args=[message.pk])


def read_address(message) -> str:
    return reverse("notices:message_read", args=[message.pk])


@pytest.fixture
def stranger(places, make_message):
    """A message of another enterprise."""
    return make_message(factories.make_enterprise(places.yuelu), "别家的消息")


def test_m3_3_five_kinds_each_with_its_own_list(owner_client, enterprise, make_message, stranger):
    for kind in MessageKind:
        make_message(enterprise, f"关于{kind.label}", kind)
    everything = owner_client.get(LIST).text
    assert "别家的消息" not in everything
    for kind in MessageKind:
        assert f"[{kind.label}]" in everything
        page = owner_client.get(LIST, {"kind": kind.value})
        assert [message.title for message in page.context["page_obj"]] == [f"关于{kind.label}"]
        assert f'<a href="?kind={kind.value}" aria-current="page">{kind.label}</a>' in page.text
    assert len(owner_client.get(LIST, {"kind": "nonsense"}).context["page_obj"]) == 5


def test_m2_1_dates_without_times_newest_first(owner_client, enterprise, make_message):
    # 16:30 UTC on the 12th is the 13th in Shanghai.
    make_message(enterprise, "新", created_at=dt.datetime(2022, 7, 12, 16, 30, tzinfo=dt.UTC))
    make_message(enterprise, "旧", created_at=dt.datetime(2022, 7, 1, 12, 0, tzinfo=SHANGHAI))
    page = owner_client.get(LIST)
    assert [message.title for message in page.context["page_obj"]] == ["新", "旧"]
    assert ">2022-07-13</time>" in page.text


def test_m3_3_a_title_opens_the_content_and_reading_writes_nothing(owner_client, enterprise, make_message):
    message = make_message(enterprise, "申报被退回", body="第一行\n第二行<b>", link="/filings/")
    page = owner_client.get(LIST).text
    assert f'<a href="{address(message)}">申报被退回</a>' in page
    assert "is-unread" in page
    content = owner_client.get(address(message)).text
    assert "<p>第一行<br>第二行&lt;b&gt;</p>" in content
    assert 'href="/filings/"' in content
    message.refresh_from_db()
    assert message.read_at is None


@pytest.mark.parametrize(
    "link", ["//evil.example", "https://evil.example", "javascript:alert(1)", "/\\evil.example", ""]
)
def test_a_message_links_to_this_site_only(owner_client, enterprise, make_message, link):
    page = owner_client.get(address(make_message(enterprise, "消息", link=link))).text
    assert "查看相关内容" not in page


def test_marking_as_read_counts_the_first_time(owner_client, enterprise, make_message, time_machine):
    message, other = make_message(enterprise, "一"), make_message(enterprise, "二")
    first = timezone.now()
    time_machine.move_to(first, tick=False)
    assert owner_client.post(read_address(message)).url == address(message)
    time_machine.move_to(first + dt.timedelta(hours=1), tick=False)
    owner_client.post(read_address(message))
    message.refresh_from_db()
    other.refresh_from_db()
    assert message.read_at == first
    assert other.read_at is None
    assert "标为已读" not in owner_client.get(address(message)).text


def test_marking_all_as_read_leaves_other_enterprises_alone(owner_client, enterprise, make_message, stranger):
    for number in range(3):
        make_message(enterprise, f"消息 {number}")
    assert "全部标为已读" in owner_client.get(LIST).text
    response = owner_client.post(READ_ALL, {"kind": "expiry"})
    assert response.url == f"{LIST}?kind=expiry"
    page = owner_client.get(LIST).text
    assert "已将3条消息标为已读" in page
    assert "is-unread" not in page
    assert "全部标为已读" not in page
    stranger.refresh_from_db()
    assert stranger.read_at is None
    assert owner_client.post(READ_ALL, {"kind": "//evil"}).url == LIST
    assert "没有未读消息" in owner_client.get(LIST).text


def test_another_enterprises_message_does_not_exist(owner_client, stranger):
    for target in (address(stranger), reverse("notices:message", args=[uuid.uuid4()])):
        assert owner_client.get(target).status_code == 404
    assert owner_client.post(read_address(stranger)).status_code == 404
    stranger.refresh_from_db()
    assert stranger.read_at is None


def test_reading_is_a_get_and_marking_a_post(owner_client, enterprise, make_message):
    message = make_message(enterprise, "消息")
    assert owner_client.get(read_address(message)).url == address(message)
    assert owner_client.get(READ_ALL).url == LIST
    assert owner_client.post(LIST).status_code == 405
    message.refresh_from_db()
    assert message.read_at is None


def test_marking_needs_a_token(owner, enterprise, make_message):
    message = make_message(enterprise, "消息")
    client = Client(enforce_csrf_checks=True)
    client.force_login(owner, backend="django.contrib.auth.backends.ModelBackend")
    assert client.post(read_address(message)).status_code == 403
    message.refresh_from_db()
    assert message.read_at is None


def test_who_has_no_enterprise_is_told_why(client, places, login, stranger):
    """M4.2."""
    assert client.get(LIST).url.startswith(reverse("enterprises:login"))
    for user in (factories.make_natural_user(), factories.make_official(places.guangdong)):
        browser = login(user)
        for target in (LIST, address(stranger)):
            response = browser.get(target)
            assert response.status_code == 403
            assert "法人账户" in response.text and "enterprise/profile" not in response.text
        assert browser.post(READ_ALL).status_code == 403


def test_the_number_of_queries_does_not_grow(owner_client, enterprise, make_message, query_count):
    for number in range(3):
        make_message(enterprise, f"消息 {number}")
    few = query_count(owner_client, LIST)
    for number in range(30):
        make_message(enterprise, f"更多 {number}")
    assert query_count(owner_client, LIST) == few <= 6
    assert len(owner_client.get(LIST).context["page_obj"]) == 20
    assert len(owner_client.get(LIST, {"page": "2"}).context["page_obj"]) == 13


def test_the_same_occasion_is_told_once(enterprise):
    for _ in range(2):
        tell(
            [News(enterprise.pk, MessageKind.EXPIRY, "即将到期", "请复核", key="expiry-1", at=timezone.now())]
        )
    assert Message.objects.count() == 1
