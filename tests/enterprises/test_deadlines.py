"""Deadlines as people write them (issue 9, 20): a date, a time, 24:00."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from enterprises.kit.times.deadlines import (
    DeadlineField,
    DeadlineWidget,
    closing_words,
    deadline_text,
    meaning,
    opening_words,
    read_instant,
)
from tests.tables import table

CHINA = ZoneInfo("Asia/Shanghai")
END_OF_MARCH = dt.datetime(2027, 4, 1, tzinfo=CHINA)

WRITTEN = [
    ("2027-03-31", "24:00", END_OF_MARCH),
    ("2027-3-31 24:00", "", END_OF_MARCH),
    ("2027年3月31日24:00", "", END_OF_MARCH),
    ("2027 年 3 月 31 日", "24时", END_OF_MARCH),
    ("２０２７－０３－３１", "２４：００", END_OF_MARCH),
    ("2027/3/31", "24:00:00", END_OF_MARCH),
    ("2027.3.31", "24点整", END_OF_MARCH),
    ("2027-03-31", "", END_OF_MARCH),
    ("2027-03-31 24:00", "24:00", END_OF_MARCH),
    ("2027-04-01", "0:00", END_OF_MARCH),
    ("2026-12-31", "24:00", dt.datetime(2027, 1, 1, tzinfo=CHINA)),
    ("2028-02-29", "", dt.datetime(2028, 3, 1, tzinfo=CHINA)),
    ("2027-03-31T18:30", "", dt.datetime(2027, 3, 31, 18, 30, tzinfo=CHINA)),
    ("2027-03-31", "18时30分", dt.datetime(2027, 3, 31, 18, 30, tzinfo=CHINA)),
    ("2027-03-31", "8:05:09", dt.datetime(2027, 3, 31, 8, 5, 9, tzinfo=CHINA)),
]
REFUSED = [
    ("昨天", ""), ("", "24:00"), ("2027-02-29", ""), ("2027-13-01", ""), ("2027-03-31", "24:01"),
    ("2027-03-31", "25:00"), ("2027-03-31", "12:60"), ("2027-03-31 18:00", "24:00"), ("0001-01-01", ""),
    ("9999-12-31", ""), ("2027-03-31 晚上", ""), ("3月31日", ""), ("2027-03-31", "99999999999:00"), ("\0", ""),
]  # fmt: skip
SECOND = dt.timedelta(seconds=1)
EVENING = dt.datetime(2027, 3, 31, 18, 30, tzinfo=CHINA)
# An instant, when it is asked for, whether something closes, what is said.
MEANINGS = [
    (END_OF_MARCH, dt.datetime(2026, 12, 1, 9, tzinfo=CHINA), True, "即2027年3月31日24:00截止，还有120天"),
    (
        END_OF_MARCH,
        dt.datetime(2027, 3, 31, tzinfo=CHINA) - SECOND,
        True,
        "即2027年3月31日24:00截止，还有1天",
    ),
    (END_OF_MARCH, dt.datetime(2027, 3, 31, tzinfo=CHINA), True, "即2027年3月31日24:00截止，就在今天"),
    (END_OF_MARCH, END_OF_MARCH - SECOND, True, "即2027年3月31日24:00截止，就在今天"),
    (END_OF_MARCH, END_OF_MARCH, True, "即2027年3月31日24:00截止，已经过去"),
    (END_OF_MARCH, END_OF_MARCH - SECOND, False, "即2027年4月1日00:00开始，还有1天"),
    (END_OF_MARCH, END_OF_MARCH, False, "即2027年4月1日00:00开始，已经过去"),
    (EVENING, dt.datetime(2027, 2, 28, 23, 59, tzinfo=CHINA), True, "即2027年3月31日18:30截止，还有31天"),
    (EVENING, EVENING - SECOND, False, "即2027年3月31日18:30开始，就在今天"),
    # A day of the clock on the wall, wherever the instant is written.
    (END_OF_MARCH, dt.datetime(2027, 3, 30, 16, tzinfo=dt.UTC), True, "即2027年3月31日24:00截止，就在今天"),
]


@table(("instant", "at", "closing", "said"), MEANINGS)
def test_what_was_typed_is_said_back(instant, at, closing, said):
    assert meaning(instant, at, closing=closing) == said


def test_what_is_said_to_who_waits_for_it():
    day = dt.timedelta(days=1)
    assert closing_words(END_OF_MARCH, END_OF_MARCH - 2 * day) == "2027年3月31日24:00截止，还有1天"
    assert closing_words(END_OF_MARCH, END_OF_MARCH - SECOND) == "今天24:00截止"
    assert closing_words(END_OF_MARCH, END_OF_MARCH) == "已于2027年3月31日24:00截止"
    assert opening_words(END_OF_MARCH, END_OF_MARCH - SECOND) == "2027年4月1日00:00开始，还有1天"
    assert opening_words(EVENING, EVENING - SECOND) == "今天18:30开始"
    assert opening_words(EVENING, EVENING) == "已于2027年3月31日18:30开始"


def test_what_people_write_is_read():
    wrong = {}
    for day, time, expected in WRITTEN:
        try:
            found = DeadlineField().clean([day, time])
        except ValidationError as refusal:
            found = refusal
        if found != expected:
            wrong[day, time] = found
    assert not wrong


def test_what_is_no_deadline_is_refused_with_a_reason():
    read = []
    for pair in REFUSED:
        try:
            read.append((pair, DeadlineField().clean(list(pair))))
        except ValidationError as refusal:
            assert all(refusal.messages)
    assert not read


def test_a_date_alone_opens_at_its_beginning():
    field = DeadlineField(closing=False)
    assert field.clean(["2027-04-01", ""]) == END_OF_MARCH
    assert field.widget.decompress(END_OF_MARCH) == ["2027-04-01", "00:00"]
    assert DeadlineField(required=False).clean(["", ""]) is None
    with pytest.raises(ValidationError):
        field.clean(["", ""])


@given(st.integers(0, 36_888), st.integers(0, 86_399), st.booleans())
def test_what_a_page_shows_is_read_as_the_same(days, seconds, closing):
    at = dt.datetime(2000, 1, 2, tzinfo=CHINA) + dt.timedelta(days=days, seconds=seconds)
    for instant in (at, at.replace(hour=0, minute=0, second=0)):
        widget = DeadlineWidget()
        widget.closing = closing
        shown = widget.decompress(instant)
        assert read_instant(*shown, closing=closing) == instant
        assert not DeadlineField(closing=closing).has_changed(instant, shown)
        if not instant.second:
            assert read_instant(deadline_text(instant), closing=True) == instant
