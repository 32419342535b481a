"""Beside every date and time the admin asks for stands what is meant, without a script, too (issue 11)."""

import datetime as dt
import re
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.urls import reverse

from tests import factories
from tests.admin.windows import ADD, change, form
from tests.conftest import client_of
from tests.tables import table

CHINA = ZoneInfo("Asia/Shanghai")
OPENS = dt.datetime(2026, 12, 1, 9, tzinfo=CHINA)
# The first instant after 31 March 24:00.
CLOSES = dt.datetime(2027, 4, 1, tzinfo=CHINA)
SECOND = dt.timedelta(seconds=1)


def said(page: str) -> dict[str, str]:
    """What stands beside each time, by its field."""
    rows = re.findall(
        r'id="id_(\w+?)_1".*?data-deadline-words="(\w+)" data-now="[-0-9]{10}T[:0-9]{8}">(.*?)</p>',
        page,
        re.S,
    )
    assert all(kind == ("opening" if name == "opens_at" else "closing") for name, kind, _text in rows)
    return {name: text for name, _kind, text in rows if text}


@pytest.fixture
def stored(places):
    return factories.make_window(
        places.guangdong, opens_at=OPENS, closes_at=CLOSES, province_closes_at=CLOSES + dt.timedelta(hours=18)
    )


@table(
    ("at", "opens", "closes"),
    [
        (OPENS - SECOND, "09:00开始，就在今天", "24:00截止，还有120天"),
        (OPENS, "09:00开始，已经过去", "24:00截止，还有120天"),
        (CLOSES - dt.timedelta(days=1) - SECOND, "09:00开始，已经过去", "24:00截止，还有1天"),
        (CLOSES - SECOND, "09:00开始，已经过去", "24:00截止，就在今天"),
        (CLOSES, "09:00开始，已经过去", "24:00截止，已经过去"),
    ],
)
def test_what_is_stored_is_said_back(at, opens, closes, stored, places):
    with time_machine.travel(at, tick=False):
        page = client_of(factories.make_official(places.guangdong)).get(change(stored)).text
    days = (dt.date(2027, 4, 1) - at.date()).days
    assert said(page) == {
        "opens_at": f"即2026年12月1日{opens}",
        "closes_at": f"即2027年3月31日{closes}",
        "province_closes_at": f"即2027年4月1日18:00截止，{f'还有{days}天' if days else '就在今天'}",
    }


@time_machine.travel(OPENS, tick=False)
def test_what_was_typed_is_said_back_beside_its_error(places):
    browser = client_of(factories.make_official(places.guangdong))
    empty = browser.get(ADD).text
    assert said(empty) == {} and "data-deadline-words" in empty and "js/deadline-words" in empty
    data = form(OPENS, CLOSES, name="") | {
        "closes_at_0": "2027年3月31日",
        "closes_at_1": "",
        "county_closes_at_0": "<b>",
        "city_closes_at_0": "2027-13-01",
    }
    assert said(browser.post(ADD, data).text) == {
        "opens_at": "即2026年12月1日09:00开始，已经过去",
        "closes_at": "即2027年3月31日24:00截止，还有120天",
    }


def test_a_notice_says_it_too(places):
    with time_machine.travel(OPENS, tick=False):
        browser = client_of(factories.make_official(places.guangdong))
        page = browser.post(
            reverse("admin:notices_notice_add"), {"published_at_0": "2026-12-13", "published_at_1": "8点"}
        )
    assert "即2026年12月13日08:00开始，还有12天" in page.text
