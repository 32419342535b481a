"""申报时间 through the admin: every office its own, validated at the field, only prolonged once used (M4.4, M5.1)."""

import datetime as dt
import html
import re
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone

from declarations.models import Window
from declarations.standards import all_standards, get_standard, registry
from tests import factories
from tests.admin import filings

ADD = reverse("admin:declarations_window_add")
LAST_DAY_OF_2022 = dt.datetime(2026, 3, 31, 12, tzinfo=ZoneInfo("Asia/Shanghai"))


def change(window):
    return reverse("admin:declarations_window_change", args=[window.pk])


def form(opens, closes, **fields) -> dict[str, str]:
    data = {
        "name": "2026年创新型中小企业申报",
        "kind": "declaration",
        "tier": "innovative",
        "year": "2026",
        "standard": "R2022-INNOVATIVE",
        "final_level": "province",
    }
    for name, at in {"opens_at": opens, "closes_at": closes, **fields}.items():
        if isinstance(at, dt.datetime):
            local = timezone.localtime(at)
            data |= {f"{name}_0": f"{local:%Y-%m-%d}", f"{name}_1": f"{local:%H:%M:%S}"}
        else:
            data[name] = at
    return data


def soon(days: int) -> dt.datetime:
    day = timezone.localdate() + dt.timedelta(days=days)
    return timezone.make_aware(dt.datetime.combine(day, dt.time()))


def problems(response) -> dict[str, str]:
    """Error text by field row of the admin form."""
    page = html.unescape(response.content.decode())
    found = re.findall(
        r'<div class="form-row errors field-(\w+)">\s*<ul class="errorlist"[^>]*>(.*?)</ul>', page, re.S
    )
    return {name: re.sub("<.*?>", "", text) for name, text in found}


@pytest.mark.parametrize("office", ["tianhe", "guangzhou", "guangdong", "ministry"])
def test_every_level_opens_its_own_window(office, browse, officials):
    response = browse(office).post(ADD, form(soon(1), soon(20)))
    assert response.status_code == 302, problems(response)
    window = Window.objects.get()
    assert window.authority == getattr(officials, office).authority
    assert window.closes_at == soon(20)


def test_the_authority_cannot_be_posted(browse, places):
    browse("tianhe").post(ADD, form(soon(1), soon(20), authority=str(places.guangdong.pk)))
    assert Window.objects.get().authority == places.tianhe


def test_a_superuser_names_the_authority(browse, places):
    response = browse("superuser").post(ADD, form(soon(1), soon(20)))
    assert "authority" in problems(response)
    assert (
        browse("superuser").post(ADD, form(soon(1), soon(20), authority=str(places.hunan.pk))).status_code
        == 302
    )
    assert Window.objects.get().authority == places.hunan


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


# --- Who decides ---------------------------------------------------------------------------------------------------
OFFICES = ["tianhe", "guangzhou", "guangdong", "ministry"]
LEVELS = ["county", "city", "province", "ministry"]
DECIDE = {
    "little_giant": {"ministry"},
    "specialized": {"ministry", "province"},
    "innovative": {"ministry", "province"},
}


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("tier", DECIDE)
@pytest.mark.parametrize("office", OFFICES)
def test_no_office_makes_itself_the_last_one(office, tier, level, browse):
    """小巨人 the ministry, 专精特新 the province; 创新型 below a province only where that or the ministry delegates."""
    delegated = tier == "innovative" and office in ("guangdong", "ministry")
    problem = problems(browse(office).post(ADD, form(soon(1), soon(20), tier=tier, final_level=level)))
    assert ("final_level" in problem) == (level not in DECIDE[tier] and not delegated)
    if "standard" not in problem:
        assert Window.objects.filter(final_level=level).exists() == ("final_level" not in problem)


def test_the_reason_names_who_decides(browse):
    found = problems(browse("guangdong").post(ADD, form(soon(1), soon(20), tier="little_giant")))
    assert "须由部级最终审核" in found["final_level"]
    lower = form(soon(1), soon(20), tier="specialized", final_level="city")
    found = problems(browse("guangdong").post(ADD, lower))
    assert "须由省级或部级最终审核" in found["final_level"]


def test_a_superuser_too_opens_no_window_that_ends_in_a_county(browse, places):
    client = browse("superuser")
    own = form(soon(1), soon(20), final_level="county", authority=str(places.tianhe.pk))
    assert "委托" in problems(client.post(ADD, own))["final_level"]
    assert client.post(ADD, own | {"authority": str(places.guangdong.pk)}).status_code == 302


@pytest.mark.parametrize(
    ("office", "offered"), [("tianhe", False), ("guangzhou", False), ("guangdong", True)]
)
def test_levels_are_offered_to_those_who_may_delegate(office, offered, browse):
    page = browse(office).get(ADD).content.decode()
    assert ('value="county"' in page) == offered
    assert 'value="province"' in page
    assert ("可以委托市级、区县级最终审核" in page) == offered


def test_a_window_cannot_be_changed_into_one_that_ends_lower(browse, places):
    own = factories.make_window(places.tianhe)
    response = browse("tianhe").post(change(own), form(own.opens_at, own.closes_at, final_level="county"))
    assert list(problems(response)) == ["final_level"]
    own.refresh_from_db()
    assert own.final_level == "province"


def test_a_standard_not_chosen_is_said_once(browse):
    found = problems(browse("guangdong").post(ADD, form(soon(1), soon(20), standard="")))
    assert found["standard"].count("。") + found["standard"].count("必须") == 1


def test_overlapping_windows_are_refused(browse, window):
    response = browse("guangdong").post(ADD, form(soon(1), soon(30)))
    assert "重叠" in problems(response)["opens_at"]


def test_a_window_in_use_can_only_be_prolonged(browse, window, filing):
    client = browse("guangdong")
    page = client.get(change(window)).content.decode()
    for name in ("tier", "kind", "standard", "final_level"):
        assert re.search(rf'<select name="{name}"[^>]*disabled', page), name
    other = form(
        window.opens_at, window.closes_at + dt.timedelta(days=5), tier="specialized", final_level="county"
    )
    assert client.post(change(window), other).status_code == 302
    window.refresh_from_db()
    assert (window.tier, window.final_level) == ("innovative", "province")
    closes = window.closes_at
    response = client.post(change(window), form(window.opens_at, closes - dt.timedelta(days=10)))
    assert "只能延长" in problems(response)["closes_at"]
    window.refresh_from_db()
    assert window.closes_at == closes


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
    response = browse("guangdong").post(change(window), form(soon(2), soon(12), final_level="city"))
    assert response.status_code == 302
    window.refresh_from_db()
    assert (window.final_level, window.closes_at) == ("city", soon(12))


def test_windows_above_are_read_and_those_below_too(browse, places, window):
    own = factories.make_window(places.tianhe, name="天河区申报")
    assert (
        change(own)
        in browse("guangdong").get(reverse("admin:declarations_window_changelist")).content.decode()
    )
    shown = browse("tianhe").get(change(window)).content.decode()
    assert window.name in shown
    assert 'name="_save"' not in shown


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


# --- Which standard ------------------------------------------------------------------------------------------------
def offered(page: str) -> dict[str, list[str]]:
    """The standards of the form by the heading they stand under, with their words."""
    select = re.search(r'<select name="standard".*?</select>', html.unescape(page), re.S)[0]
    groups = re.findall(r'<optgroup label="([^"]*)">(.*?)</optgroup>', select, re.S)
    return {label: re.findall(r'<option value="[^"]+"[^>]*>([^<]*)<', inner) for label, inner in groups}


def test_standards_in_force_or_to_come_are_offered_with_their_dates(browse, monkeypatch):
    monkeypatch.setattr("declarations.admin.window.timezone.localdate", lambda *args: dt.date(2026, 3, 31))
    before = offered(browse("guangdong").get(ADD).content.decode())
    monkeypatch.setattr("declarations.admin.window.timezone.localdate", lambda *args: dt.date(2026, 4, 1))
    after = offered(browse("guangdong").get(ADD).content.decode())
    assert before["专精特新中小企业 · 申报"] == [
        "专精特新中小企业认定标准（2022年）（2022年8月1日起施行，至2026年3月31日止）",
        "专精特新中小企业认定标准（2026年）（2026年4月1日起施行）",
    ]
    assert after["专精特新中小企业 · 申报"] == ["专精特新中小企业认定标准（2026年）（2026年4月1日起施行）"]
    assert "创新型中小企业 · 复核" in after
    assert not any("科技型" in each for words in after.values() for each in words)


def test_a_standard_out_of_force_can_be_kept_but_not_chosen(browse, places):
    kept = factories.make_window(
        places.guangdong, tier="specialized", standard="R2022-SPECIALIZED", opens_at=LAST_DAY_OF_2022
    )
    client = browse("guangdong")
    page = client.get(change(kept)).content.decode()
    assert any("（2022年）" in each for each in offered(page)["专精特新中小企业 · 申报"])
    later = form(kept.opens_at, soon(40), tier="specialized", standard="R2022-SPECIALIZED")
    assert client.post(change(kept), later).status_code == 302
    new = form(soon(50), soon(60), tier="specialized", standard="R2022-SPECIALIZED")
    assert "请从列出的选项中选择。" in problems(client.post(ADD, new))["standard"]


def test_a_window_is_prepared_for_a_standard_to_come(browse):
    """The new 小巨人 renewals apply from 2027 on; the old standard is refused for a day on which it is none any more."""
    at = dt.datetime(2027, 3, 1, tzinfo=ZoneInfo("Asia/Shanghai"))
    data = form(at, at + dt.timedelta(days=30), tier="little_giant", kind="renewal", final_level="ministry")
    client = browse("ministry")
    old = client.post(ADD, data | {"standard": "R2022-LITTLE-GIANT-RENEWAL"})
    assert "standard" in problems(old)
    new = client.post(ADD, data | {"standard": "R2026-LITTLE-GIANT-RENEWAL"})
    assert new.status_code == 302, problems(new)


NO_FORM = "在线申报表尚未开放，企业暂时不能填报"


@pytest.mark.parametrize(
    ("fields", "warned"),
    [
        ({}, False),
        ({"tier": "specialized", "standard": "R2026-SPECIALIZED"}, True),
        ({"kind": "renewal", "standard": "R2022-INNOVATIVE-RENEWAL"}, True),
    ],
)
def test_a_window_without_a_form_is_saved_with_a_warning(fields, warned, browse):
    response = browse("guangdong").post(ADD, form(soon(1), soon(20)) | fields, follow=True)
    page = html.unescape(response.content.decode())
    assert Window.objects.count() == 1
    assert (NO_FORM in page) == warned
    assert not warned or re.search(rf'<li class="warning">[^<]*{NO_FORM}', page)


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
        ({"opens_at_0": ""}, "opens_at", "请填写开始时间。"),
        ({"opens_at_0": "昨天"}, "opens_at", "日期请写成 2026-01-31 的格式。"),
        ({"opens_at_1": "25:61"}, "opens_at", "时间请写成 08:30 的格式。"),
    ],
)
def test_what_is_wrong_is_said_in_our_own_words(junk, field, words, browse):
    response = browse("guangdong").post(ADD, form(soon(1), soon(20)) | junk)
    assert problems(response)[field].strip() == words
    assert "---------" not in response.content.decode()


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"kind": "renewal"}, "不适用于复核"),
        ({"standard": "R2022-INNOVATIVE-RENEWAL"}, "不适用于申报"),
        ({"tier": "specialized"}, "不适用于所选称号"),
        ({"tier": "specialized", "standard": "R2026-SPECIALIZED", "opens": LAST_DAY_OF_2022},
         "该标准2026年4月1日起施行，2026年3月31日（开始时间）不在有效期内"),
    ],
)  # fmt: skip
def test_a_standard_that_does_not_fit_is_named_at_the_field(fields, words, browse):
    fields = dict(fields)
    data = form(fields.pop("opens", soon(1)), soon(20)) | fields
    assert words in problems(browse("guangdong").post(ADD, data))["standard"]
    assert not Window.objects.exists()


def test_choosing_another_standard_takes_its_newest_version(browse, window, monkeypatch):
    newer = replace(get_standard("R2022-INNOVATIVE-RENEWAL"), version=2)
    changed = replace(get_standard("R2022-INNOVATIVE"), version=2)
    monkeypatch.setattr(registry, "_STANDARDS", (*all_standards(), newer, changed))
    client = browse("guangdong")
    assert client.post(change(window), form(window.opens_at, window.closes_at)).status_code == 302
    window.refresh_from_db()
    assert window.standard_version == 1
    other = form(window.opens_at, window.closes_at, kind="renewal", standard="R2022-INNOVATIVE-RENEWAL")
    assert client.post(change(window), other).status_code == 302
    window.refresh_from_db()
    assert (window.standard, window.standard_version) == ("R2022-INNOVATIVE-RENEWAL", 2)


def test_a_window_that_cannot_open_is_shown_as_such(browse, places):
    broken = factories.make_window(places.guangdong, standard="TECH-SME")
    client = browse("guangdong")
    listing = reverse("admin:declarations_window_changelist")
    assert "标准不适用，不开放" in client.get(listing).content.decode()
    assert change(broken) not in client.get(f"{listing}?phase=open").content.decode()
    assert client.get(change(broken)).status_code == 200
