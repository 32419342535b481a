"""申报时间 through the admin: validated at the field, only prolonged once used, shown as typed (M4.4, M5.1)."""

import datetime as dt
import html
import re

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse
from django.utils import timezone

from declarations.models import Window
from enterprises.kit.times.deadlines import deadline_text
from tests import factories
from tests.admin import filings
from tests.admin.windows import ADD, change, every_title_has_a_form, form, lists_of_evidence, problems, soon

__all__ = ["every_title_has_a_form", "lists_of_evidence"]


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"closes_at": 0}, "closes_at", "须晚于开始时间"),
        ({"corrections_close_at": 10}, "corrections_close_at", "不得早于企业提交截止"),
        ({"county_closes_at": 10}, "county_closes_at", "不得早于企业提交截止"),
        ({"city_closes_at": 10}, "city_closes_at", "不得早于企业提交截止"),
        ({"province_closes_at": 10}, "province_closes_at", "不得早于企业提交截止"),
    ],
)
@pytest.mark.dated
def test_deadlines_out_of_order_are_named_at_the_field(changes, field, words, browse):
    dates = {"opens_at": 1, "closes_at": 20} | changes
    response = browse("guangdong").post(
        ADD,
        form(
            **{"opens": soon(dates.pop("opens_at")), "closes": soon(dates.pop("closes_at"))},
            **{name: soon(days) for name, days in dates.items()},
        ),
    )
    found = problems(response)
    assert list(found) == [field]
    assert words in found[field]


@pytest.mark.parametrize(
    "junk",
    [
        {"closes_at_0": "昨天"},
        {"closes_at_1": "25:61"},
        {"opens_at_0": "0001-01-01"},
        {"closes_at_0": "9999-12-31"},
        {"year": "一九"},
        {"year": "-5"},
        {"year": "99999999999999999999"},
        {"year": "1"},
        {"year": "1999"},
        {"year": "2101"},
        {"year": "99999"},
        {"standard": "R1999"},
        {"tier": "giant"},
        {"final_level": "village"},
        {"name": ""},
        {"name": "长" * 100},
        {"name": "\x00"},
    ],
)
def test_unreadable_input_is_answered_in_the_form(junk, browse):
    response = browse("guangdong").post(ADD, form(soon(1), soon(20)) | junk)
    assert response.status_code == 200
    assert problems(response)
    assert not Window.objects.exists()


@pytest.mark.dated
def test_overlapping_windows_are_refused(browse, window):
    response = browse("guangdong").post(ADD, form(soon(1), soon(30)))
    assert "重叠" in problems(response)["opens_at"]
    assert f"“{window}”（{window.period}）" in problems(response)["opens_at"]
    summary = html.unescape(response.content.decode()).split('class="error-list"')[1].split("</ul>")[0]
    assert 'href="#id_opens_at_0"' in summary and "重叠" in summary and change(window) in summary


@pytest.mark.dated
def test_a_window_in_use_can_only_be_prolonged(browse, window, filing):
    client = browse("guangdong")
    page = client.get(change(window)).content.decode()
    for name in ("tier", "kind", "standard", "final_level"):
        assert re.search(rf'<select name="{name}"[^>]*disabled', page), name
    other = form(
        window.opens_at, window.closes_at + dt.timedelta(days=5), tier="specialized", final_level="county"
    )
    refused = client.post(change(window), other)
    assert list(problems(refused)) == ["reason"]
    other["reason"] = "应各地要求延长"
    before = window.closes_at
    assert client.post(change(window), other).status_code == 302
    window.refresh_from_db()
    assert (window.tier, window.final_level) == ("innovative", "province")
    closes = window.closes_at
    noted = window.changes.get(field="closes_at")
    assert (noted.old, noted.new, noted.reason) == (before, closes, "应各地要求延长")
    assert noted.actor.authority == window.authority
    history = client.get(change(window)).content.decode()
    assert deadline_text(before) in history and "应各地要求延长" in history
    response = client.post(change(window), form(window.opens_at, closes - dt.timedelta(days=10)))
    assert "只能延长" in problems(response)["closes_at"]
    window.refresh_from_db()
    assert window.closes_at == closes


@pytest.mark.dated
def test_prolonging_into_another_window_is_refused(browse, window, filing, places):
    factories.make_window(
        places.guangdong,
        opens_at=window.closes_at + dt.timedelta(days=5),
        closes_at=window.closes_at + dt.timedelta(days=30),
    )
    response = browse("guangdong").post(
        change(window), form(window.opens_at, window.closes_at + dt.timedelta(days=10))
    )
    assert response.status_code == 200
    assert "重叠" in problems(response)["opens_at"]


def test_a_window_nobody_used_may_be_changed(browse, window):
    response = browse("guangdong").post(
        change(window), form(soon(2), soon(12), final_level="city", reason="改期")
    )
    assert response.status_code == 302
    window.refresh_from_db()
    assert (window.final_level, window.closes_at) == ("city", soon(12))


SHOWN_AGAIN = ("opens_at_1", "closes_at_0", "closes_at_1")


@pytest.mark.dated
def test_24_o_clock_is_typed_and_shown_again(browse, places):
    """20: "to 31 March" became 30 March 24:00."""
    data = form(soon(1), soon(5)) | {"closes_at_0": f"{soon(5):%Y年%m月%d日}24：00", "closes_at_1": ""}
    client = browse("guangdong")
    assert client.post(ADD, data).status_code == 302
    window = Window.objects.get()
    assert window.closes_at == soon(6)
    page = client.get(change(window)).content.decode()
    shown = {name: re.search(rf'<input[^>]*name="{name}"[^>]*>', page)[0] for name in SHOWN_AGAIN}
    assert f'value="{soon(5):%Y-%m-%d}"' in shown["closes_at_0"] and 'value="24:00"' in shown["closes_at_1"]
    assert 'value="00:00"' in shown["opens_at_1"]
    assert deadline_text(soon(6)) in browse("tianhe").get(change(window)).content.decode()
    again = data | {"closes_at_0": f"{soon(5):%Y-%m-%d}", "closes_at_1": ""}
    assert client.post(change(window), again).status_code == 302
    window.refresh_from_db()
    assert window.closes_at == soon(6)


@pytest.mark.dated
def test_24_o_clock_is_shown_as_people_read_it(browse, places):
    factories.make_window(places.guangdong, opens_at=soon(-1), closes_at=soon(5))
    day = timezone.localdate() + dt.timedelta(days=4)
    assert (
        f"{day.year}年{day.month}月{day.day}日24:00"
        in browse("guangdong").get(reverse("admin:declarations_window_changelist")).content.decode()
    )


@pytest.mark.parametrize(
    ("phase", "shown"), [("open", True), ("coming", False), ("closed", False), ("x", True)]
)
@pytest.mark.dated
def test_windows_by_phase(phase, shown, browse, window):
    page = (
        browse("guangdong")
        .get(reverse("admin:declarations_window_changelist") + f"?phase={phase}")
        .content.decode()
    )
    assert (change(window) in page) == shown


def test_filings_are_filtered_by_window(browse, filing, window, places):
    inbox = reverse("admin:declarations_filing_changelist")
    other = factories.make_window(places.tianhe, name="另一申报时间")
    assert filing.enterprise.name in browse("tianhe").get(f"{inbox}?window={window.pk}").content.decode()
    assert filing.enterprise.name not in browse("tianhe").get(f"{inbox}?window={other.pk}").content.decode()
    assert browse("tianhe").get(f"{inbox}?window=abc").status_code == 200


def test_drafts_count_as_use(browse, window, enterprise):
    filings.make_draft(enterprise, window)
    assert re.search(
        r'<select name="tier"[^>]*disabled', browse("guangdong").get(change(window)).content.decode()
    )


@pytest.mark.parametrize(
    ("junk", "field", "words"),
    [
        ({"name": ""}, "name", "请填写名称。"),
        ({"name": "长" * 100}, "name", "最多填写80个字，现在是100个字。"),
        ({"tier": ""}, "tier", "请选择称号。"),
        ({"tier": "giant"}, "tier", "请从列出的选项中选择。"),
        ({"year": "1999"}, "year", "不能小于2000。"),
        ({"year": "2101"}, "year", "不能大于2100。"),
        ({"year": "一九"}, "year", "请填写整数。"),
        ({"opens_at_0": ""}, "opens_at", "请填写日期。"),
        ({"opens_at_0": "", "opens_at_1": ""}, "opens_at", "请填写开始时间。"),
        ({"closes_at_0": "2026-02-30"}, "closes_at", "2026年2月没有30日。"),
        ({"closes_at_1": "24:01"}, "closes_at", "时间请写成 08:30 的格式。"),
        ({"opens_at_0": "昨天"}, "opens_at", "日期请写成 2026-01-31 的格式。"),
        ({"opens_at_1": "25:61"}, "opens_at", "时间请写成 08:30 的格式。"),
    ],
)
def test_what_is_wrong_is_said_in_our_own_words(junk, field, words, browse):
    response = browse("guangdong").post(ADD, form(soon(1), soon(20)) | junk)
    assert problems(response)[field].strip() == words
    assert "---------" not in response.content.decode()


def test_a_window_nobody_used_is_withdrawn_with_a_reason_the_log_keeps(browse, window, enterprise):
    page = reverse("admin:declarations_window_withdrawal", args=[window.pk])
    for office in ("tianhe", "hunan", "ministry"):
        browse(office).post(page, {"reason": "x"})
    official, name = browse("guangdong"), str(window)
    assert page in official.get(change(window)).content.decode()
    assert "请写明撤销的原因" in official.post(page, {"reason": " "}).content.decode()
    draft = filings.make_draft(enterprise, window)
    assert "已有1份申报" in official.post(page, {"reason": "误设"}).content.decode()
    draft.delete()
    assert f"已撤销“{name}”" in html.unescape(
        official.post(page, {"reason": "误设"}, follow=True).content.decode()
    )
    assert not Window.objects.exists()
    assert "误设" in LogEntry.objects.get().change_message


def test_an_open_window_is_renamed_with_a_reason(browse, window):
    official, old = browse("guangdong"), window.name
    data = form(window.opens_at, window.closes_at, name="2026年度申报", year=str(window.year))
    data |= {"final_level": window.final_level, "standard": window.standard}
    assert "reason" in problems(official.post(change(window), data))
    answer = official.post(change(window), data | {"reason": "与通知一致"})
    assert answer.status_code == 302, problems(answer)
    noted = window.changes.get()
    assert (noted.field, noted.old_name, noted.new_name, noted.reason) == (
        "name",
        old,
        "2026年度申报",
        "与通知一致",
    )
    shown = official.get(change(window)).content.decode()
    assert old in shown and "与通知一致" in shown
