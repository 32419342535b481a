"""The cities dialog (M1.5, M4.4): until when a place is open, why another is not, and which is one's own."""

import datetime as dt
import re
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from declarations import forms
from declarations.models import Checklist, Window
from declarations.services.places import NOT_SET
from declarations.services.windows_upkeep import save_window, suspend
from declarations.standards import registry
from enterprises.enums import AuthorityLevel, RegionLevel
from enterprises.models import Authority, Region
from tests import factories
from tests.conftest import client_of
from tests.tables import table

CHINA = ZoneInfo("Asia/Shanghai")
CITIES = reverse("declarations:cities")
MAY = dt.datetime(2026, 5, 1, tzinfo=CHINA)
# The first instant after 25 May 24:00.
END_OF_MAY = dt.datetime(2026, 5, 26, tzinfo=CHINA)
INSTANT = dt.timedelta(microseconds=1)


@pytest.fixture
def may(places) -> Window:
    """广东: 1 May 00:00 to 25 May 24:00."""
    return factories.make_window(
        places.guangdong, year=2026, opens_at=MAY, closes_at=END_OF_MAY, name="五月的申报"
    )


def asked(at: dt.datetime, browser: Client | None = None, **query: str):
    """The page as somebody reads it at ``at``."""
    with time_machine.travel(at, tick=False):
        response = (browser or Client()).get(CITIES, query)
    assert response.status_code == 200
    return response


def opened(response) -> dict[str, list[str]]:
    return {card["name"]: [place["name"] for place in card["places"]] for card in response.context["open"]}


def reasons(response) -> dict[str, str]:
    """Why which places are not open, as the page says it."""
    found = {line["label"]: line["value"] for line in response.context["closed"]}
    assert all(each in response.text for pair in found.items() for each in pair)
    return found


MOMENTS = [
    (MAY - dt.timedelta(days=11), "", "2026年5月1日00:00开始，还有11天"),
    (MAY - INSTANT, "", "2026年5月1日00:00开始，还有1天"),
    (MAY, "2026年5月25日24:00截止，还有24天", ""),
    (END_OF_MAY - dt.timedelta(days=1) - INSTANT, "2026年5月25日24:00截止，还有1天", ""),
    (END_OF_MAY - dt.timedelta(days=1), "今天24:00截止", ""),
    (END_OF_MAY - INSTANT, "今天24:00截止", ""),
    (END_OF_MAY, "", "已于2026年5月25日24:00截止"),
    (END_OF_MAY + dt.timedelta(days=399), "", "已于2026年5月25日24:00截止"),
    (END_OF_MAY + dt.timedelta(days=401), "", NOT_SET),
]


@table(("at", "until", "why"), MOMENTS)
def test_before_open_and_after(at, until, why, may):
    page = asked(at)
    assert opened(page) == ({"广东省": ["广州市", "东莞市"]} if until else {})
    assert f"{until}</span>" in page.text or not until
    if why == NOT_SET:
        assert reasons(page) == {NOT_SET: "湖南省、广东省、深圳市"}
    else:
        assert reasons(page) == {NOT_SET: "湖南省、深圳市"} | ({why: "广东省"} if why else {})
    assert ("暂无可以申报的地区" in page.text) != bool(until)


def test_a_time_of_the_day(places, may):
    Window.objects.update(opens_at=MAY.replace(hour=9), closes_at=END_OF_MAY - dt.timedelta(hours=6))
    assert "今天09:00开始" in reasons(asked(MAY))
    assert "今天18:00截止" in asked(END_OF_MAY - dt.timedelta(hours=7)).text
    assert "已于2026年5月25日18:00截止" in reasons(asked(END_OF_MAY - dt.timedelta(hours=6)))


def test_suspended_says_by_whom_and_what_comes_next_counts_before(places, may):
    ministry, reason = factories.make_official(places.ministry), "内部核对"
    suspend(may, ministry, reason, at=MAY)
    for at in (MAY - dt.timedelta(days=1), MAY, END_OF_MAY - INSTANT):
        page = asked(at)
        assert reasons(page) == {"已由工业和信息化部暂停": "广东省", NOT_SET: "湖南省、深圳市"}
        assert may.name not in page.text and reason not in page.text
    assert reasons(asked(END_OF_MAY)) == {NOT_SET: "湖南省、广东省、深圳市"}
    again = MAY + dt.timedelta(days=9)
    factories.make_window(places.guangdong, year=2026, opens_at=again, closes_at=END_OF_MAY)
    assert reasons(asked(MAY)) == {"2026年5月10日00:00开始，还有9天": "广东省", NOT_SET: "湖南省、深圳市"}
    assert opened(asked(again)) == {"广东省": ["广州市", "东莞市"]}


def test_a_windows_suspended_by_the_platform_names_nobody(places, may):
    Window.objects.update(suspended_at=MAY, suspension_reason="x")
    assert "已暂停" in reasons(asked(MAY))


def test_each_reason_once_with_its_places(places, may):
    """A province closed for two reasons names its cities."""
    own = {"year": 2026, "closes_at": END_OF_MAY}
    Authority.objects.filter(pk=places.dongguan.pk).update(level=AuthorityLevel.COUNTY)
    factories.make_window(places.guangzhou, opens_at=MAY, **own)
    Window.objects.filter(authority=places.guangdong).update(authority=places.hunan)
    factories.make_window(places.shenzhen, opens_at=MAY, **own)
    assert reasons(asked(MAY - dt.timedelta(days=1))) == {
        "2026年5月1日00:00开始，还有1天": "湖南省、深圳市",
        NOT_SET: "广东省",
    }


def test_lower_windows_close_earlier(places, may):
    early = MAY + dt.timedelta(days=4)
    factories.make_window(places.tianhe, year=2026, opens_at=MAY, closes_at=early)
    page = asked(MAY)
    assert opened(page) == {"广东省": ["广州市", "天河区", "东莞市"]}
    assert "各地截止时间不同" in page.text and "2026年5月4日24:00截止，还有3天" in page.text
    assert opened(asked(early)) == {"广东省": ["广州市", "东莞市"]}


# --- Never public --------------------------------------------------------------------------------------------------
NOBODY = {
    "without a form": lambda patch: patch.setattr(forms, "FORMS", []),
    "without a standard": lambda patch: patch.setattr(registry, "STANDARDS", ()),
    "without a list": lambda patch: Checklist.objects.all().delete(),
    "with a list of another year": lambda patch: Checklist.objects.update(year=2031),
    "with a province's list alone": lambda patch: Checklist.objects.update(
        authority=Authority.objects.get(code="440000")
    ),
    "by a wrong standard": lambda patch: Window.objects.update(standard="TECH-SME"),
    "suspended": lambda patch: Window.objects.update(suspended_at=MAY, suspension_reason="x"),
}


@pytest.mark.parametrize("take_away", NOBODY.values(), ids=NOBODY)
def test_a_window_nobody_can_file_in_is_never_public(take_away, places, may, login, owner, monkeypatch):
    """Whether it would be open or is to come: no link, no name, no time; nor on the enterprise's own pages."""
    with time_machine.travel(MAY, tick=False):
        browser = login(owner)
        assert may.name in browser.get(reverse("enterprise_home")).text
    take_away(monkeypatch)
    for at in (MAY - dt.timedelta(days=3), MAY):
        for page in (asked(at), asked(at, browser)):
            said = page.text
            assert reverse("declarations:new") not in said
            assert may.name not in said and "2026年5月" not in said
    with time_machine.travel(MAY, tick=False):
        assert may.name not in browser.get(reverse("enterprise_home")).text


# --- One's own place -----------------------------------------------------------------------------------------------
def test_ones_own_place_comes_first_and_others_are_explained(login, owner, enterprise, places, may):
    factories.make_window(places.shenzhen, year=2026, opens_at=MAY, closes_at=END_OF_MAY)
    factories.make_window(places.hunan, year=2026, opens_at=MAY, closes_at=END_OF_MAY)
    with time_machine.travel(MAY, tick=False):
        browser = login(owner)
    page = asked(MAY, browser)
    assert list(opened(page))[0] == "广东省" and list(opened(asked(MAY)))[0] == "湖南省"
    assert f"本企业注册在{enterprise.region}，申报只能向注册地提出，由{enterprise.authority}审核" in page.text
    assert page.text.index("还有24天") < page.text.index("广州市（本企业注册地）") < page.text.index("湖南省")
    assert "本企业" not in asked(MAY).text


def test_ones_own_place_says_why_it_is_closed(login, owner, enterprise, places, may):
    """As its own county has it, which the list does not name."""
    county = factories.make_window(places.tianhe, year=2026, opens_at=MAY, closes_at=END_OF_MAY)
    Window.objects.filter(pk=may.pk).update(opens_at=MAY + dt.timedelta(days=2))
    save_window(Window.objects.get(pk=county.pk), None)
    for at, why in [
        (MAY + dt.timedelta(days=1), "2026年5月3日00:00开始，还有1天"),
        (END_OF_MAY, "已于2026年5月25日24:00截止"),
    ]:
        with time_machine.travel(at, tick=False):
            browser = login(owner)
        page = asked(at, browser)
        assert "本企业所在地现在没有开放申报" in page.text
        assert f"{enterprise.region}：{why}。" in page.text
        assert next(iter(reasons(page).values())) == "广东省"


def test_without_a_place_of_registration_nothing_is_ones_own(places, may):
    with time_machine.travel(MAY, tick=False):
        browser = client_of(factories.make_legal_user(factories.make_enterprise()))
    page = asked(MAY, browser)
    assert "还没有填写企业注册地" in page.text and "（本企业注册地）" not in page.text


# --- Searching -----------------------------------------------------------------------------------------------------
SEARCHES = [
    ("广东", {"广东省": ["广州市", "东莞市"]}, {}),
    (" 广 州 ", {"广东省": ["广州市"]}, {}),
    ("莞", {"广东省": ["东莞市"]}, {}),
    ("天河", {"广东省": ["广州市（含天河区）"]}, {}),
    ("山区", {}, {NOT_SET: "深圳市（含南山区）"}),
    ("长沙", {}, {NOT_SET: "湖南省（长沙市）"}),
    ("湖南", {}, {NOT_SET: "湖南省（长沙市）"}),
    ("深圳市", {}, {NOT_SET: "深圳市"}),
    ("巴黎", {}, {}),
    ("%", {"广东省": ["广州市", "东莞市"]}, {NOT_SET: "湖南省、深圳市"}),
    ("\0'\"<b>", {}, {}),
    ("长" * 900, {}, {}),
]


@table(("typed", "found", "closed"), SEARCHES)
def test_a_place_is_found_by_its_name_and_its_counties(typed, found, closed, may):
    page = asked(MAY, q=typed)
    assert (opened(page), reasons(page)) == (found, closed)
    assert ("没有找到这个地区" in page.text) == (not found and not closed)
    assert "<b>" not in page.text


def test_a_search_keeps_its_title_and_says_how_many(may):
    page = asked(MAY, tier="innovative", q="市")
    assert re.search(r'name="tier" value="innovative"', page.text)
    assert 'value="市"' in page.text and "找到4个地区。" in page.text
    assert re.search(r'<p role="status">找到', page.text)


# --- What it costs -------------------------------------------------------------------------------------------------
def more_provinces(places, count: int) -> None:
    """Provinces with a city each and a window, every third of it suspended, every third to come."""
    official = factories.make_official(places.ministry)
    for number in range(count):
        code = f"{50 + number}0000"
        region = Region.objects.create(
            code=code, name=f"第{number}省", full_name=f"第{number}省", level=RegionLevel.PROVINCE
        )
        office = Authority.objects.create(
            code=code,
            name=f"第{number}省主管部门",
            level=AuthorityLevel.PROVINCE,
            region=region,
            parent=places.ministry,
            path=places.ministry.path + code,
        )
        opens = MAY + dt.timedelta(days=9) if number % 3 == 0 else MAY
        window = factories.make_window(office, year=2026, opens_at=opens, closes_at=END_OF_MAY)
        window.closes_at += dt.timedelta(days=1)
        save_window(window, official, "延长")
        if number % 3 == 1:
            suspend(window, official, "核对", at=MAY)


@pytest.mark.parametrize(
    ("query", "own"), [({}, False), ({}, True), ({"q": "省"}, False), ({"q": "天河"}, True)]
)
def test_thirty_windows_ask_the_database_as_often_as_three(query, own, places, may, login, owner):
    with time_machine.travel(MAY, tick=False):
        browser = login(owner) if own else Client()
        more_provinces(places, 3)
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(
            connection,
        ) as captured:
            asked(MAY, browser, **query)
        counts.append(len(captured))
        if len(counts) == 1:
            Window.objects.exclude(pk=may.pk).delete()
            Authority.objects.filter(name__startswith="第").delete()
            Region.objects.filter(name__startswith="第").delete()
            more_provinces(places, 30)
    assert counts[0] == counts[1] <= 10
