"""申报时间 through the admin: every office its own, validated at the field, only prolonged once used (M4.4, M5.1)."""

import datetime as dt
import html
import re
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse
from django.utils import timezone

from declarations import forms
from declarations.enums import FilingKind
from declarations.forms.innovative import INNOVATIVE
from declarations.models import Checklist, Window
from declarations.services.checklists import load_checklists
from declarations.services.windows import window_for
from declarations.standards import all_standards, get_standard, registry
from enterprises.enums import Tier
from enterprises.kit.times.deadlines import deadline_text
from tests import factories
from tests.admin import filings

ADD = reverse("admin:declarations_window_add")
LAST_DAY_OF_2022 = dt.datetime(2026, 3, 31, 12, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture(autouse=True)
def _lists_of_evidence(db):
    load_checklists()


@pytest.fixture(autouse=True)
def _every_title_has_a_form(monkeypatch):
    """What a window says of standards, dates and levels holds for titles whose form is still to come, too."""
    every = [replace(INNOVATIVE, tier=tier, kind=kind) for tier in Tier for kind in FilingKind]
    monkeypatch.setattr(forms, "FORMS", every)


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
@pytest.mark.dated
def test_every_level_opens_its_own_window(office, browse, officials, places):
    if office in ("tianhe", "guangzhou"):
        factories.make_window(places.guangdong, opens_at=soon(0), closes_at=soon(20))
    response = browse(office).post(ADD, form(soon(1), soon(20)))
    assert response.status_code == 302, problems(response)
    window = Window.objects.latest("pk")
    assert window.authority == getattr(officials, office).authority
    assert window.closes_at == soon(20)


def test_the_authority_cannot_be_posted(browse, places):
    browse("hunan").post(ADD, form(soon(1), soon(20), authority=str(places.guangdong.pk)))
    assert Window.objects.get().authority == places.hunan


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


# --- Who decides ---------------------------------------------------------------------------------------------------
OFFICES = ["guangdong", "ministry"]
LEVELS = ["county", "city", "province", "ministry"]
DECIDE = {
    "little_giant": {"ministry"},
    "specialized": {"ministry", "province"},
    "innovative": {"county", "city", "ministry", "province"},
}


@pytest.mark.parametrize("tier", DECIDE)
@pytest.mark.parametrize("office", OFFICES)
def test_no_office_makes_itself_the_last_one(office, tier, browse):
    """小巨人 the ministry, 专精特新 the province; 创新型 wherever province or ministry delegate."""
    client = browse(office)
    for level in LEVELS:
        Window.objects.all().delete()
        problem = problems(client.post(ADD, form(soon(1), soon(20), tier=tier, final_level=level)))
        assert ("final_level" in problem) == (level not in DECIDE[tier]), level
        if "standard" not in problem:
            assert Window.objects.exists() == ("final_level" not in problem), level


def test_the_reason_names_who_decides(browse):
    found = problems(browse("guangdong").post(ADD, form(soon(1), soon(20), tier="little_giant")))
    assert "须由部级最终审核" in found["final_level"]
    lower = form(soon(1), soon(20), tier="specialized", final_level="city")
    found = problems(browse("guangdong").post(ADD, lower))
    assert "须由省级或部级最终审核" in found["final_level"]


def test_levels_are_offered_to_those_who_may_delegate(browse, places):
    assert 'value="county"' in browse("guangdong").get(ADD).content.decode()
    for office in ("guangzhou", "tianhe"):
        page = browse(office).get(ADD).content.decode()
        assert not re.search(r'name="(final_level|standard|year)"', page)
        assert 'value="little_giant"' not in page
        assert "与上级的申报时间相同" in page


# --- Inside a superior's window ------------------------------------------------------------------------------------
@pytest.fixture
def province(places):
    return factories.make_window(
        places.guangdong, name="全省申报", opens_at=soon(0), closes_at=soon(20), county_closes_at=soon(25)
    )


@pytest.mark.dated
def test_what_a_county_opens_is_its_provinces_only_shorter(browse, province):
    """17: a county opened 创新型 with final level 部级 until 2029, and 小巨人."""
    client = browse("tianhe")
    greedy = form(soon(1), soon(15), final_level="ministry", year="2029", standard="R2022-INNOVATIVE-RENEWAL")
    assert client.post(ADD, greedy).status_code == 302
    own = Window.objects.exclude(pk=province.pk).get()
    assert own.superior == province
    for name in ("year", "standard", "standard_version", "final_level", "county_closes_at"):
        assert getattr(own, name) == getattr(province, name), name
    page = client.get(change(own)).content.decode()
    assert "全省申报" in page and not re.search(r'name="(final_level|standard|year)"', page)


@pytest.mark.dated
def test_outside_the_superiors_nothing_is_opened(browse, places, province):
    client = browse("tianhe")
    cases = [
        ({"opens": soon(-1)}, "opens_at", "不得早于上级的开始时间"),
        ({"closes": soon(21)}, "closes_at", "不得晚于上级的截止时间，只能提前"),
        ({"tier": "specialized"}, "opens_at", "省级或部级还没有设置专精特新中小企业申报的申报时间"),
        ({"tier": "little_giant"}, "tier", "请从列出的选项中选择"),
        ({"kind": "renewal"}, "opens_at", "还没有设置创新型中小企业复核"),
        ({"county_closes_at": soon(26)}, "county_closes_at", "不得晚于上级设置的"),
        ({"corrections_close_at": soon(30)}, "corrections_close_at", "不得晚于上级的退回修改截止"),
    ]
    wrong = []
    for fields, field, words in cases:
        fields = dict(fields)
        data = form(fields.pop("opens", soon(1)), fields.pop("closes", soon(15)), **fields)
        found = problems(client.post(ADD, data))
        if words not in found.get(field, ""):
            wrong.append((words, found))
    assert not wrong
    own = form(soon(1), soon(30), authority=str(places.tianhe.pk), final_level="county")
    assert "只能提前" in problems(browse("superuser").post(ADD, own))["closes_at"]
    assert Window.objects.count() == 1


@pytest.mark.dated
def test_a_superior_that_closes_earlier_cuts_those_below(browse, places, province):
    late = factories.make_window(places.tianhe, opens_at=soon(10), closes_at=soon(20))
    soonest = factories.make_window(places.guangzhou, opens_at=soon(1), closes_at=soon(18))
    data = form(province.opens_at, soon(9), county_closes_at=soon(25), reason="国家统一安排")
    response = browse("guangdong").post(change(province), data)
    assert response.status_code == 302, problems(response)
    late.refresh_from_db()
    soonest.refresh_from_db()
    assert late.suspended_at and "提前" in late.suspension_reason
    assert (soonest.closes_at, soonest.suspended_at) == (soon(9), None)
    assert "上级的申报时间提前截止" in browse("guangzhou").get(change(soonest)).content.decode()


def test_a_superior_suspends_and_takes_up_again(browse, places, window, enterprise, owner_client):
    own = factories.make_window(places.tianhe, name="天河区申报", closes_at=window.closes_at)
    switch = reverse("admin:declarations_window_suspension", args=[own.pk])
    for office in ("tianhe", "hunan"):
        browse(office).post(switch, {"deed": "suspend", "reason": "x"})
        own.refresh_from_db()
        assert own.suspended_at is None, office
    city = browse("guangzhou")
    assert switch in city.get(change(own)).content.decode()
    assert "请写明原因" in city.post(switch, {"deed": "suspend", "reason": " "}).content.decode()
    twice = [city.post(switch, {"deed": "suspend", "reason": "与省级安排不符"}) for _ in range(2)]
    assert [each.status_code for each in twice] == [302, 302]
    own.refresh_from_db()
    assert own.suspension_reason == "与省级安排不符"
    assert window_for(enterprise, "innovative", timezone.now()) == window
    new = reverse("declarations:new")
    assert "与省级安排不符" in owner_client.get(f"{new}?window={own.pk}").content.decode()
    assert owner_client.post(new, {"window": own.pk}).status_code == 409
    assert "已暂停" in city.get(reverse("admin:declarations_window_changelist")).content.decode()
    city.post(switch, {"deed": "resume", "reason": "已核对"})
    assert window_for(enterprise, "innovative", timezone.now()) == own
    history = browse("tianhe").get(change(own)).content.decode()
    assert "与省级安排不符" in history and "已核对" in history


def test_a_standard_not_chosen_is_said_once(browse):
    found = problems(browse("guangdong").post(ADD, form(soon(1), soon(20), standard="")))
    assert found["standard"].count("。") + found["standard"].count("必须") == 1


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


def test_windows_above_are_read_and_those_below_too(browse, places, window):
    own = factories.make_window(places.tianhe, name="天河区申报")
    assert (
        change(own)
        in browse("guangdong").get(reverse("admin:declarations_window_changelist")).content.decode()
    )
    shown = browse("tianhe").get(change(window)).content.decode()
    assert window.name in shown
    assert 'name="_save"' not in shown


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


# --- Which standard ------------------------------------------------------------------------------------------------
def offered(page: str) -> dict[str, list[str]]:
    """The standards of the form by the heading they stand under, with their words."""
    select = re.search(r'<select name="standard".*?</select>', html.unescape(page), re.S)[0]
    groups = re.findall(r'<optgroup label="([^"]*)">(.*?)</optgroup>', select, re.S)
    return {label: re.findall(r'<option value="[^"]+"[^>]*>([^<]*)<', inner) for label, inner in groups}


@pytest.mark.dated
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


@pytest.mark.dated
def test_a_standard_out_of_force_can_be_kept_but_not_chosen(browse, places):
    kept = factories.make_window(
        places.guangdong, tier="specialized", standard="R2022-SPECIALIZED", opens_at=LAST_DAY_OF_2022
    )
    client = browse("guangdong")
    page = client.get(change(kept)).content.decode()
    assert any("（2022年）" in each for each in offered(page)["专精特新中小企业 · 申报"])
    later = form(kept.opens_at, soon(40), tier="specialized", standard="R2022-SPECIALIZED", reason="延长")
    assert client.post(change(kept), later).status_code == 302
    new = form(soon(50), soon(60), tier="specialized", standard="R2022-SPECIALIZED")
    assert "请从列出的选项中选择。" in problems(client.post(ADD, new))["standard"]


@pytest.mark.dated
def test_a_window_is_prepared_for_a_standard_to_come(browse):
    """The new 小巨人 renewals apply from 2027 on; the old standard is refused for a day on which it is none any more."""
    at = dt.datetime(2027, 3, 1, tzinfo=ZoneInfo("Asia/Shanghai"))
    data = form(at, at + dt.timedelta(days=30), tier="little_giant", kind="renewal", final_level="ministry")
    client = browse("ministry")
    old = client.post(ADD, data | {"standard": "R2022-LITTLE-GIANT-RENEWAL"})
    assert "standard" in problems(old)
    new = client.post(ADD, data | {"standard": "R2026-LITTLE-GIANT-RENEWAL"})
    assert new.status_code == 302, problems(new)


@pytest.mark.parametrize(
    ("fields", "what"),
    [
        ({"tier": "specialized", "standard": "R2026-SPECIALIZED"}, "专精特新中小企业申报"),
        ({"kind": "renewal", "standard": "R2022-INNOVATIVE-RENEWAL"}, "创新型中小企业复核"),
    ],
)
def test_a_window_without_a_form_is_refused_at_the_field(fields, what, browse, monkeypatch):
    monkeypatch.setattr(forms, "FORMS", [INNOVATIVE])
    official = browse("guangdong")
    response = official.post(ADD, form(soon(1), soon(20)) | fields)
    assert problems(response) == {"kind": f"{what}还没有在线申报表，不能设置申报时间，企业也不能申报。"}
    assert not Window.objects.exists()
    assert official.post(ADD, form(soon(1), soon(20))).status_code == 302


def test_a_window_without_a_list_of_evidence_is_refused_at_the_field(browse):
    Checklist.objects.all().delete()
    response = browse("guangdong").post(ADD, form(soon(1), soon(20)))
    words = "部级还没有发布创新型中小企业申报的佐证材料清单，不能设置申报时间，企业也不能申报。"
    assert problems(response) == {"kind": words}
    assert not Window.objects.exists()


def test_a_window_without_a_standard_is_refused_at_the_field(browse, monkeypatch):
    """Of a title that has a form and a list, and no standard that could judge what is filed."""
    others = [each for each in all_standards() if each.tier != "innovative"]
    monkeypatch.setattr(registry, "STANDARDS", tuple(others))
    official = browse("guangdong")
    words = {"R2022-INNOVATIVE": "请从列出的选项中选择。", "": "请选择适用标准。"}
    for standard, said in words.items():
        assert problems(official.post(ADD, form(soon(1), soon(20), standard=standard))) == {"standard": said}
    assert not Window.objects.exists()


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
    monkeypatch.setattr(registry, "STANDARDS", (*all_standards(), newer, changed))
    client = browse("guangdong")
    assert (
        client.post(change(window), form(window.opens_at, window.closes_at, name=window.name)).status_code
        == 302
    )
    window.refresh_from_db()
    assert window.standard_version == 1
    other = form(
        window.opens_at, window.closes_at, name=window.name, kind="renewal", standard="R2022-INNOVATIVE-RENEWAL"
    )  # fmt: skip
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


def test_a_window_with_another_inside_stays(browse, window, places):
    factories.make_window(places.guangzhou, opens_at=window.opens_at, closes_at=window.closes_at)
    page = reverse("admin:declarations_window_withdrawal", args=[window.pk])
    assert "下级有1个申报时间" in browse("guangdong").post(page, {"reason": "误设"}).content.decode()
    assert Window.objects.count() == 2


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
