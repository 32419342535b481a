"""Beside a date and a time stands what they mean, while somebody types them (issue 11)."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from playwright.sync_api import expect

from enterprises.kit.times.deadlines import meaning, read_instant
from tests import factories
from tests.enterprises.test_deadlines import MEANINGS, REFUSED, WRITTEN

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

_READ = """async ([module, rows]) => {
  const { read, words } = await import(module);
  const wall = (text) => Date.parse(text + "Z");
  return rows.map(([day, time, closing, now]) => {
    const instant = read(day, time, closing);
    return instant === null ? null : words(instant, wall(now), closing);
  });
}"""


def said_here(day: str, time: str, closing: bool, at: dt.datetime) -> str | None:
    try:
        instant = read_instant(day, time, closing=closing)
    except ValidationError:
        return None
    return meaning(instant, at, closing=closing) if instant else None


def test_the_words_follow_what_is_typed(visitor, places):
    person = visitor().log_in(factories.make_official(places.guangdong))
    page = person.open("/admin/declarations/window/add/")
    line = page.locator(".field-closes_at .deadline__words")
    expect(line).to_be_empty()
    day = timezone.localdate() + dt.timedelta(days=40)
    written = f"{day.year}年{day.month}月{day.day}日"
    page.locator("#id_closes_at_0").press_sequentially(f"{day:%Y-%m-%d}")
    expect(line).to_have_text(f"即{written}24:00截止，还有40天")
    page.locator("#id_closes_at_1").press_sequentially("18：30")
    expect(line).to_have_text(f"即{written}18:30截止，还有40天")
    page.locator("#id_closes_at_1").press_sequentially("点")
    expect(line).to_be_empty()
    # The admin's own calendar fills the box.
    page.locator(".field-opens_at").get_by_role("link", name="今天").click()
    opening = page.locator(".field-opens_at .deadline__words")
    expect(opening).to_contain_text("00:00开始，已经过去")
    for width in person.at_widths():
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    person.screenshot("deadline-words")
    # The script and the server read and say the same of everything the server's own test asks.
    moments = [at for _instant, at, _closing, _words in MEANINGS]
    rows = [
        (day, time, closing, at)
        for day, time in [*(each[:2] for each in WRITTEN), *REFUSED, ("", "")]
        for closing in (True, False)
        for at in moments
    ]
    module = page.locator("script[src*='deadline-words']").get_attribute("src")
    asked = [
        [day, time, closing, f"{timezone.localtime(at):%Y-%m-%dT%H:%M:%S}"] for day, time, closing, at in rows
    ]
    answers = page.evaluate(_READ, [module, asked])
    expected = [said_here(*row) for row in rows]
    assert {row: (a, b) for row, a, b in zip(rows, answers, expected, strict=True) if a != b} == {}
