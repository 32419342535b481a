"""Whose 申报时间 it is: every office its own, inside its superior's; who is made the last one to decide (M5.1)."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from declarations.models import Window
from declarations.services.windows import window_for
from tests import factories
from tests.admin.windows import ADD, change, every_title_has_a_form, form, lists_of_evidence, problems, soon

__all__ = ["every_title_has_a_form", "lists_of_evidence"]


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


def test_windows_above_are_read_and_those_below_too(browse, places, window):
    own = factories.make_window(places.tianhe, name="天河区申报")
    assert (
        change(own)
        in browse("guangdong").get(reverse("admin:declarations_window_changelist")).content.decode()
    )
    shown = browse("tianhe").get(change(window)).content.decode()
    assert window.name in shown
    assert 'name="_save"' not in shown


def test_a_window_with_another_inside_stays(browse, window, places):
    factories.make_window(places.guangzhou, opens_at=window.opens_at, closes_at=window.closes_at)
    page = reverse("admin:declarations_window_withdrawal", args=[window.pk])
    assert "下级有1个申报时间" in browse("guangdong").post(page, {"reason": "误设"}).content.decode()
    assert Window.objects.count() == 2
