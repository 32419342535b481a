"""What a 申报时间 needs before it opens: a standard in force on its first day, a form, a list of evidence."""

import datetime as dt
import html
import re
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from declarations import forms
from declarations.forms.innovative import INNOVATIVE
from declarations.models import Checklist, Window
from declarations.standards import all_standards, get_standard, registry
from tests import factories
from tests.admin.windows import ADD, change, every_title_has_a_form, form, lists_of_evidence, problems, soon

__all__ = ["every_title_has_a_form", "lists_of_evidence"]
LAST_DAY_OF_2022 = dt.datetime(2026, 3, 31, 12, tzinfo=ZoneInfo("Asia/Shanghai"))


def test_a_standard_not_chosen_is_said_once(browse):
    found = problems(browse("guangdong").post(ADD, form(soon(1), soon(20), standard="")))
    assert found["standard"].count("。") + found["standard"].count("必须") == 1


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
