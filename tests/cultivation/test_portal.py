"""The portal's home page and questions and answers (M1, M4)."""

import re

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from enterprises.enums import Tier
from notices.enums import NoticeKind
from notices.services import publish_notice
from tests import factories


@pytest.fixture
def notices(places):
    return [
        publish_notice(places.ministry, NoticeKind.NOTICE, "部里的通知", "<p>正文</p>"),
        publish_notice(places.guangdong, NoticeKind.PUBLICITY, "省里的公示", "<p>正文</p>"),
    ]


def test_m1_1_two_tabs_work_as_links(client, notices):
    page = client.get("/").text
    assert "部里的通知" in page and "省里的公示" not in page
    assert 'href="?level=province#notices"' in page
    page = client.get("/", {"level": "province"}).text
    assert "省里的公示" in page and "部里的通知" not in page
    assert f"{reverse('notices:list')}?level=province" in page
    assert reverse("notices:detail", args=[notices[1].pk]) in page
    assert re.search(r">\d{4}-\d\d-\d\d \d\d:\d\d</time>", page)
    assert "更多" in page


def test_m1_2_the_certification_query(client, notices, settings):
    link = f'<a class="picture-card" href="{reverse("enterprises:certification_query")}">'
    page = client.get("/").text
    assert link in page and "稍后开放" not in page
    settings.CERTIFICATION_QUERY_OPEN = False
    page = client.get("/").text
    assert link not in page and "稍后开放" in page


def test_m1_3_the_assessment_asks_anonymous_visitors_to_log_in(client, notices):
    page = client.get("/").text
    assert "去自评" in page
    address = reverse("assessments:list")
    assert f'href="{address}"' in page
    login = client.get(address)
    assert login.url == f"{reverse('enterprises:login')}?next={address}"
    assert reverse("enterprises:register") in client.get(login.url).text


def test_m1_4_the_contest_is_another_site(client, notices, settings):
    settings.CONTEST_URL = "https://contest.example/"
    page = client.get("/").text
    assert re.search(
        r'<a class="picture-card" href="https://contest.example/" rel="noopener external">', page
    )


def test_m1_5_three_tiers_open_the_cities(client, notices):
    page = client.get("/").text
    for number, tier in enumerate(Tier, start=1):
        assert f"{number:02}</span>" in page
        assert tier.label in page
        assert f'href="{reverse("declarations:cities")}?tier={tier.value}" data-dialog>申报' in page


def test_home_offers_each_visitor_its_own_entrance(client, places, login, owner_client, notices):
    assert "注册法人账户" in client.get("/").text
    assert "进入企业中心" in owner_client.get("/").text
    assert "进入企业中心" in login(factories.make_natural_user()).get("/").text
    assert "进入管理端" in login(factories.make_official(places.hunan)).get("/").text


def test_an_anonymous_visitor_of_a_warm_home_asks_the_database_nothing(client, notices, places):
    client.get("/")
    with CaptureQueriesContext(connection) as captured:
        assert client.get("/").status_code == 200
    assert len(captured) == 0
    for number in range(30):
        publish_notice(places.ministry, NoticeKind.NOTICE, f"通知{number}", "")
    cache.clear()
    with CaptureQueriesContext(connection) as captured:
        client.get("/")
    assert len(captured) == 1


def test_home_without_notices(client, db):
    assert "暂无公告" in client.get("/").text


@pytest.mark.parametrize("address", ["home", "faq"])
def test_public_pages_are_only_read(client, notices, address):
    assert client.post(reverse(address)).status_code == 405


ANSWERS = {
    "M4.1": ("phone-change", ("邮箱核验", "人工核验", "短信")),
    "M4.2": ("account-kind", ("法人账户", "自然人账户")),
    "M4.3": ("code-exists", ("统一社会信用代码已存在", "账号找回", "人工核验")),
    "M4.4": ("no-entry", ("申报时间", "主管部门")),
    "M4.5": ("order", ("同时申报", "数字化水平评测")),
    "M4.6": ("assessment-again", ("最近一次",)),
    "M4.7": ("correct", ("当前处理层级", "【退回】", "重新提交")),
    "M4.8": ("upload", ("特殊字符", "文件名")),
    "practice: words": ("return-reject", ("退回", "不通过")),
    "practice: 24:00": ("deadline", ("24:00",)),
}


@pytest.mark.parametrize("point", ANSWERS)
def test_m4_questions_are_answered(client, db, point):
    anchor, words = ANSWERS[point]
    page = client.get(reverse("faq")).text
    item = next(item for item in page.split("<details")[1:] if f'id="{anchor}"' in item)
    for word in words:
        assert word in item, (point, word)


def test_every_question_can_be_linked_to_once(client, db):
    page = client.get(reverse("faq")).text
    anchors = re.findall(r'<div class="prose" id="([a-z-]+)"', page)
    assert len(anchors) == len(set(anchors)) == page.count("<details")


def test_the_answers_promise_only_what_is_open(client, db, monkeypatch):
    page = client.get(reverse("faq")).text
    for words in (
        "目前可以在平台申报的是创新型中小企业，",
        "复核申请目前还不能",
        "信息更新目前还不能",
        "重大变更目前还不能",
    ):
        assert words in page
    monkeypatch.setattr("cultivation.views.portal.has_form", lambda tier, kind: True)
    page = client.get(reverse("faq")).text
    assert "目前还不能" not in page and "尚未开放" not in page
