"""Where a title can be declared now, and in which window (M1.5, M4.4)."""

import datetime as dt
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from cultivation.next_step import next_step
from declarations.dossier.editing import FilingRefused, refusal_to_edit
from declarations.enums import Action
from declarations.models import Filing, Window
from declarations.services.filings import refusal_to_start, start_filing
from declarations.services.lapse import lapse_overdue
from declarations.services.places import places as places_of
from declarations.services.windows import has_form, window_for
from declarations.services.windows_upkeep import SuspensionRefused, resume, suspend
from declarations.standards import all_standards, get_standard, registry
from declarations.workflow import Attempt
from declarations.workflow.table import window_open
from enterprises.enums import AuthorityLevel, RegionLevel, Tier
from enterprises.kit.times.deadlines import deadline_text
from enterprises.models import Authority, Region
from tests import factories
from tests.conftest import client_of

CHINA = ZoneInfo("Asia/Shanghai")


def shown(at=None) -> dict[str, list[str]]:
    return opened(Tier.INNOVATIVE, at or timezone.now())


def opened(*asked) -> dict[str, list[str]]:
    """The places where a title can be declared, by province."""
    found = places_of(*asked).provinces
    return {province.name: [place.name for place in province.open] for province in found if province.open}


@pytest.fixture
def jiyuan(places):
    """济源: a county that reports straight to its province, beside a province's cities."""
    region = Region.objects.create(
        code="439001",
        name="省直管市",
        full_name="湖南省省直管市",
        level=RegionLevel.COUNTY,
        parent_id="430000",
    )
    return Authority.objects.create(
        code="439001",
        name="省直管市中小企业主管部门",
        level=AuthorityLevel.COUNTY,
        region=region,
        parent=places.hunan,
        path=places.hunan.path + "439001",
    )


def test_a_provinces_window_opens_its_cities_and_no_other_place(places):
    factories.make_window(places.guangdong)
    assert shown() == {"广东省": ["广州市", "东莞市"]}


def test_a_single_listed_city_stands_for_itself(places):
    factories.make_window(places.shenzhen)
    assert shown() == {"深圳市": ["深圳市"]}


def test_a_county_below_the_province_is_a_place(places, jiyuan):
    factories.make_window(places.hunan)
    assert shown() == {"湖南省": ["长沙市", "省直管市"]}


def test_a_countys_own_window_is_shown(places):
    province = factories.make_window(places.guangdong)
    factories.make_window(places.tianhe, closes_at=province.closes_at)
    assert shown() == {"广东省": ["广州市", "天河区", "东莞市"]}


def test_half_open(places):
    window = factories.make_window(places.shenzhen)
    assert shown(window.opens_at - dt.timedelta(microseconds=1)) == {}
    assert shown(window.opens_at) != {}
    assert shown(window.closes_at - dt.timedelta(microseconds=1)) != {}
    assert shown(window.closes_at) == {}


def test_the_nearest_window_counts_and_the_other_is_refused(places, enterprise, owner):
    province = factories.make_window(places.guangdong)
    county = factories.make_window(places.tianhe, name="天河", closes_at=province.closes_at)
    assert window_for(enterprise, Tier.INNOVATIVE, timezone.now()) == county
    with pytest.raises(FilingRefused, match="单独的申报时间“天河”"):
        start_filing(enterprise, province, owner)
    assert start_filing(enterprise, county, owner)[1]


def test_one_declaration_per_title_and_year(places, enterprise, owner):
    now = timezone.now()
    first = factories.make_window(places.guangdong, closes_at=now + dt.timedelta(days=1))
    start_filing(enterprise, first, owner)
    second = factories.make_window(
        places.guangdong, opens_at=now + dt.timedelta(days=2), closes_at=now + dt.timedelta(days=9)
    )
    with pytest.raises(FilingRefused, match="年度已有一份创新型中小企业申报"):
        start_filing(enterprise, second, owner, at=now + dt.timedelta(days=3))


# --- Which standard a window applies ------------------------------------------------------------------------------
LAST_DAY_OF_2022 = dt.datetime(2026, 3, 31, 23, 59, 59, tzinfo=CHINA)
FIRST_DAY_OF_2026 = dt.datetime(2026, 4, 1, tzinfo=CHINA)
SPECIALIZED_2022 = {"tier": Tier.SPECIALIZED, "standard": "R2022-SPECIALIZED"}
SPECIALIZED_2026 = {"tier": Tier.SPECIALIZED, "standard": "R2026-SPECIALIZED"}
RENEWAL_2022 = {"tier": Tier.LITTLE_GIANT, "standard": "R2022-LITTLE-GIANT-RENEWAL", "kind": "renewal"}

FITTING = [
    pytest.param({}, id="innovative-2022-goes-on"),
    pytest.param(SPECIALIZED_2022 | {"opens_at": LAST_DAY_OF_2022}, id="last-moment-of-2022"),
    pytest.param(SPECIALIZED_2026 | {"opens_at": FIRST_DAY_OF_2026}, id="first-moment-of-2026"),
    pytest.param(SPECIALIZED_2026 | {"kind": "change"}, id="change-by-new"),
    pytest.param({"standard": "R2022-INNOVATIVE-RENEWAL", "kind": "change"}, id="change-by-renewal"),
    pytest.param({"standard": "R2022-INNOVATIVE-RENEWAL", "kind": "update"}, id="update-by-renewal"),
    pytest.param({"kind": "update"}, id="update-by-new"),
    pytest.param({"standard": "R2022-INNOVATIVE-RENEWAL", "kind": "renewal"}, id="renewal"),
    pytest.param(RENEWAL_2022 | {"opens_at": FIRST_DAY_OF_2026}, id="renewal-of-2026-by-2022"),
]
UNFITTING = [
    pytest.param(
        SPECIALIZED_2022 | {"opens_at": FIRST_DAY_OF_2026},
        "该标准2022年8月1日起施行，至2026年3月31日止，2026年4月1日（开始时间）不在有效期内。",
        id="2022-the-day-after",
    ),
    pytest.param(
        SPECIALIZED_2026 | {"opens_at": LAST_DAY_OF_2022},
        "该标准2026年4月1日起施行，2026年3月31日（开始时间）不在有效期内。",
        id="2026-the-day-before",
    ),
    pytest.param(
        {"kind": "renewal"}, "该标准适用于申报、重大变更、信息更新，不适用于复核。", id="renewal-by-new"
    ),
    pytest.param(
        {"standard": "R2022-INNOVATIVE-RENEWAL"},
        "该标准适用于复核、重大变更、信息更新，不适用于申报。",
        id="declaration-by-renewal",
    ),
    pytest.param({"standard": "TECH-SME"}, "该标准不能单独用于申报。", id="evidence"),
    pytest.param(
        {"standard": "TECH-SME", "kind": "update"}, "该标准不能单独用于申报。", id="update-by-evidence"
    ),
    pytest.param({"tier": Tier.SPECIALIZED}, "该标准不适用于所选称号。", id="other-title"),
    pytest.param({"standard": "R1999"}, "没有这个标准。", id="no-standard"),
]


@pytest.mark.parametrize("fields", FITTING)
def test_a_window_with_a_fitting_standard_opens(fields, places, enterprise):
    window = factories.make_window(places.guangdong, **fields)
    assert window.standard_problem() is None
    assert list(Window.objects.open_at(timezone.now())) == [window]
    # Open to the enterprise, too, as soon as there is a form.
    seen = window_for(enterprise, window.tier, timezone.now(), window.kind)
    assert seen == (window if has_form(window.tier, window.kind) else None)
    assert bool(opened(window.tier, timezone.now(), window.kind)) == bool(seen)


@pytest.mark.parametrize(("fields", "words"), UNFITTING)
def test_a_window_made_around_the_form_does_not_open_by_a_standard_that_does_not_fit(
    fields, words, places, enterprise, owner, owner_client
):
    window = factories.make_window(places.guangdong, **fields)
    assert window.standard_problem() == words
    with pytest.raises(ValidationError) as refusal:
        window.full_clean()
    assert refusal.value.message_dict["standard"] == [words]
    now = timezone.now()
    assert window_for(enterprise, window.tier, now, window.kind) is None
    assert opened(window.tier, now, window.kind) == {}
    assert not Window.objects.open_at(now).exists()
    assert window.name not in owner_client.get(reverse("home")).content.decode()
    with pytest.raises(FilingRefused):
        start_filing(enterprise, window, owner)
    assert not Filing.objects.exists()


def test_the_enterprise_reads_why(places, enterprise, owner_client):
    window = factories.make_window(places.guangdong, standard="R2022-INNOVATIVE-RENEWAL")
    page = owner_client.get(reverse("declarations:new") + f"?window={window.pk}").content.decode()
    assert "没有适用的标准" in page
    response = owner_client.post(reverse("declarations:new"), {"window": window.pk})
    assert response.status_code == 409


def test_a_window_that_does_not_fit_leaves_the_provinces_in_its_place(places, enterprise):
    province = factories.make_window(places.guangdong)
    factories.make_window(places.tianhe, standard="TECH-SME")
    assert window_for(enterprise, Tier.INNOVATIVE, timezone.now()) == province


# --- A tree of windows --------------------------------------------------------------------------------------------
def test_below_the_province_only_inside_a_superiors(places):
    """However a window was made: without a superior's that says the same it is not open."""
    now = timezone.now()
    alone = factories.make_window(places.tianhe)
    province = factories.make_window(places.guangdong)
    inside = factories.make_window(
        places.guangzhou, closes_at=now + dt.timedelta(days=1), final_level="ministry"
    )
    assert (alone.superior, inside.superior, inside.final_level) == (None, province, "province")
    assert set(Window.objects.open_at(now)) == {province, inside}
    by_hand = {
        "below": [{"final_level": "county"}, {"year": 2029}, {"standard": "R2022-INNOVATIVE-RENEWAL"},
                  {"superior": None}, {"tier": "little_giant"}, {"suspended_at": now, "suspension_reason": "x"}],
        "above": [{"closes_at": now}, {"opens_at": now + dt.timedelta(seconds=1)}, {"standard_version": 2},
                  {"suspended_at": now, "suspension_reason": "x"}, {"authority": places.hunan}],
    }  # fmt: skip
    wrong = []
    for whose, changes in by_hand.items():
        window = inside if whose == "below" else province
        for change in changes:
            kept = {name: getattr(window, name) for name in change}
            Window.objects.filter(pk=window.pk).update(**change)
            if inside in Window.objects.open_at(now):
                wrong.append((whose, change))
            Window.objects.filter(pk=window.pk).update(**kept)
    assert not wrong
    assert inside in Window.objects.open_at(now)


def test_a_lower_window_goes_on_with_its_superiors_standard(places):
    """R2022 ended between the two openings: what the province opened under it goes on."""
    at = FIRST_DAY_OF_2026 + dt.timedelta(days=9)
    dates = {"closes_at": at + dt.timedelta(days=9), "year": 2026}
    factories.make_window(places.guangdong, opens_at=LAST_DAY_OF_2022, **SPECIALIZED_2022, **dates)
    lower = factories.make_window(places.tianhe, opens_at=FIRST_DAY_OF_2026, tier=Tier.SPECIALIZED, **dates)
    assert lower.standard == "R2022-SPECIALIZED"
    assert lower.standard_problem() is None
    assert lower in Window.objects.open_at(at)


def test_a_draft_in_a_suspended_window_waits(places, enterprise, owner, officials_of_guangdong):
    province = factories.make_window(places.guangdong)
    county = factories.make_window(places.tianhe, closes_at=province.closes_at)
    filing, _ = start_filing(enterprise, county, owner)
    suspend(county, officials_of_guangdong, "与省级安排不符")
    filing.refresh_from_db()
    assert "与省级安排不符" in refusal_to_edit(filing)
    with pytest.raises(SuspensionRefused, match="已经暂停"):
        suspend(county, officials_of_guangdong, "再次")
    resume(county, officials_of_guangdong, "已核对")
    filing = Filing.objects.select_related("window").get(pk=filing.pk)
    assert refusal_to_edit(filing) == ""


@pytest.fixture
def officials_of_guangdong(places):
    return factories.make_official(places.guangdong)


def test_a_window_is_bound_to_the_newest_version_of_the_day_it_is_made(places, monkeypatch):
    old = factories.make_window(places.guangdong)
    newer = replace(get_standard("R2022-INNOVATIVE"), version=2)
    monkeypatch.setattr(registry, "STANDARDS", (*all_standards(), newer))
    new = factories.make_window(places.hunan)
    old.name = "改名"
    old.save()
    old.refresh_from_db()
    assert (old.standard_version, new.standard_version) == (1, 2)
    assert set(Window.objects.open_at(timezone.now())) == {old, new}
    monkeypatch.undo()
    # Version 2 is not known here.
    assert new.standard_problem() == "没有这个标准。"
    assert list(Window.objects.open_at(timezone.now())) == [old]


# --- Open only while the superior's is ----------------------------------------------------------------------------
DAY = dt.timedelta(days=1)
# What of a window open from ten days ago to ten days ahead is written past every service, and what is said then.
STATES = {
    "open": ({}, ""),
    "closed": ({"closes_at": -1}, "截止"),
    "coming": ({"opens_at": 1}, "还没有开始"),
    "suspended": ({"suspended_at": 0, "suspension_reason": "核对"}, "暂停"),
    "of-another-year": ({"year": 2030}, "不在省级或部级的申报时间之内"),
    "elsewhere": ({"authority": "hunan"}, "不在省级或部级的申报时间之内"),
}
OWN = ["open", "closed", "coming", "suspended"]


def put(window: Window, state: str, places, now: dt.datetime) -> None:
    changes = {
        name: now + each * DAY if isinstance(each, int) and name != "year" else each
        for name, each in STATES[state][0].items()
    }
    if "authority" in changes:
        changes["authority"] = getattr(places, changes["authority"])
    Window.objects.filter(pk=window.pk).update(**changes)


@pytest.mark.parametrize("superior", STATES)
@pytest.mark.parametrize("own", OWN)
def test_a_window_is_open_only_while_its_superiors_is(own, superior, places, enterprise, owner):
    """Issue 9, 17 and 20: submitting, filling in and the next step asked the window's own dates alone."""
    now = timezone.now()
    period = {"opens_at": now - 10 * DAY, "closes_at": now + 10 * DAY}
    province = factories.make_window(places.guangdong, **period)
    county = factories.make_window(places.tianhe, **period)
    filing, _ = start_filing(enterprise, county, owner)
    put(county, own, places, now)
    put(province, superior, places, now)
    words = {STATES[state][1] for state in (own, superior)} - {""}
    asked = Filing.objects.with_window().get(pk=filing.pk)
    answers = {
        "submit": window_open(Attempt(asked, Action.SUBMIT, owner, now)) or "",
        "edit": refusal_to_edit(asked, now),
        "start": str(refusal_to_start(enterprise, asked.window, now) or ""),
    }
    said = {name: any(each in answer for each in words) for name, answer in answers.items()}
    assert said == dict.fromkeys(answers, bool(words)), answers
    assert [bool(answer) for answer in answers.values()] == [bool(words)] * 3
    assert Window.objects.open_at(now).filter(pk=county.pk).exists() == (not words)
    step = next_step(missing=0, filings=[asked], windows=[], assessed=True, at=now)
    assert ("尚未提交" in step.text) == (not words)


def test_a_draft_lapses_with_its_superiors_end(places, enterprise, owner):
    """Its page said until when; the superior's end is the end of all below."""
    now = timezone.now()
    province = factories.make_window(places.guangdong)
    filing, _ = start_filing(
        enterprise, factories.make_window(places.tianhe, closes_at=province.closes_at), owner
    )
    Window.objects.filter(pk=province.pk).update(closes_at=now + DAY)
    page = client_of(owner).get(reverse("declarations:filing", args=[filing.pk])).content.decode()
    assert deadline_text(now + DAY) in page and deadline_text(province.closes_at) not in page
    assert lapse_overdue(now + DAY / 2) == 0
    assert lapse_overdue(now + 2 * DAY) == 1


def test_asking_whether_windows_are_open_asks_the_database_once(places, django_assert_num_queries):
    province = factories.make_window(places.guangdong)
    for office in (places.guangzhou, places.tianhe, places.liwan):
        factories.make_window(office, closes_at=province.closes_at)
    now = timezone.now()
    with django_assert_num_queries(1):
        found = [window.refusal(now, "申报") for window in Window.objects.with_superior()]
    assert found == [""] * 4


# --- One at a time ------------------------------------------------------------------------------------------------
def beside(window: Window, **changes) -> dict:
    """Fields of a second window of the same office, and the days by which its period differs."""
    days = {name: dt.timedelta(days=changes.pop(name, 0)) for name in ("opens_at", "closes_at")}
    return {name: getattr(window, name) + each for name, each in days.items()} | changes


BESIDE = [
    ({"name": "同一时间"}, True),
    ({"opens_at": 5, "closes_at": -5}, True),
    ({"opens_at": -5, "closes_at": 5}, True),
    ({"opens_at": -5, "closes_at": -5}, True),
    ({"opens_at": 29, "closes_at": 30}, True),
    ({"opens_at": 30, "closes_at": 30}, False),
    ({"opens_at": -30, "closes_at": -30}, False),
    ({"tier": "specialized"}, False),
    ({"kind": "update"}, False),
    ({"authority": "hunan"}, False),
    ({"authority": "tianhe"}, False),
    ({"suspended_at": dt.datetime(2026, 1, 1, tzinfo=CHINA), "suspension_reason": "重复"}, False),
]


@pytest.mark.parametrize(("changes", "refused"), BESIDE, ids=str)
def test_the_database_refuses_a_second_window_at_the_same_time(changes, refused, places):
    """Issue 9, 20: rows made by code overlapped. Made, moved there, taken up again: no way leads to two."""
    window = factories.make_window(places.guangdong)
    fields = beside(window, **changes)
    office = getattr(places, fields.pop("authority", "guangdong"))

    def tried(work) -> bool:
        try:
            with transaction.atomic():
                work()
        except IntegrityError as error:
            assert "window_periods_do_not_overlap" in str(error)
            return True
        return False

    assert tried(lambda: factories.make_window(office, **fields)) == refused
    Window.objects.exclude(pk=window.pk).delete()
    elsewhere = {
        "opens_at": window.opens_at - dt.timedelta(days=900),
        "closes_at": window.opens_at - dt.timedelta(days=890),
    }
    other = factories.make_window(office, **(fields | elsewhere))
    assert tried(lambda: Window.objects.filter(pk=other.pk).update(**fields)) == refused


def test_below_a_suspended_window_s_replacement_is_open(places, officials_of_guangdong):
    """What a county opens lies in the one that counts, and what lay in the other goes over when it is taken up again."""
    old = factories.make_window(places.guangdong)
    before = factories.make_window(places.guangzhou, closes_at=old.closes_at)
    Window.objects.update(suspended_at=timezone.now(), suspension_reason="更正")
    new = factories.make_window(places.guangdong, opens_at=old.opens_at, closes_at=old.closes_at)
    after = factories.make_window(places.tianhe, opens_at=old.opens_at, closes_at=old.closes_at)
    assert after.superior == new
    resume(before, officials_of_guangdong, "已核对")
    assert set(Window.objects.open_at(timezone.now())) == {new, after, before}


def test_a_suspended_window_is_not_taken_up_beside_its_replacement(places, officials_of_guangdong):
    province = factories.make_window(places.guangdong)
    county = factories.make_window(places.tianhe, closes_at=province.closes_at)
    suspend(county, officials_of_guangdong, "时间有误")
    new = factories.make_window(places.tianhe, closes_at=province.closes_at, name="更正后")
    with pytest.raises(SuspensionRefused, match="与同一单位的“更正后”"):
        resume(county, officials_of_guangdong, "再开")
    suspend(new, officials_of_guangdong, "撤下")
    resume(county, officials_of_guangdong, "再开")
    assert list(Window.objects.open_at(timezone.now())) == [county, province]
