"""Which rights count as applied class Ⅰ rights: 2号 附件3 (R2026) beside 63号 附件4 第3项 (R2022).

The right is the only one of the list and one is needed (R2026-SPECIALIZED 4.1), or one of the two that are
(R2022-LITTLE-GIANT 4.3). The day of application is 2026-07-01.
"""

from datetime import date

import pytest

from enterprises.enums import Acquisition, HighValueReason, IntellectualPropertyKind
from tests.declarations.standards.builders_conditions import (
    AS_OF,
    MET,
    NOT_MET,
    UNKNOWN,
    enterprise,
    found,
    missing_keys,
    right,
    rights,
    without,
)
from tests.tables import table

R2026, R2022 = ("R2026-SPECIALIZED", "4.1", ()), ("R2022-LITTLE-GIANT", "4.3", rights(1))
BOTH_RULE_SETS = pytest.mark.parametrize("rule_set", [R2026, R2022], ids=["R2026", "R2022"])
CLASS_ONE = {
    "invention",
    "defence_invention",
    "plant_variety",
    "crop_variety",
    "new_drug",
    "tcm_protection",
    "ic_layout",
}


def verdict(rule_set, *held):
    return condition(rule_set, *held).verdict


def condition(rule_set, *held, **changes):
    standard, code, before = rule_set
    facts = enterprise(intellectual_property=(*held, *before), institutions=(), **changes)
    return found(standard, code, facts)


def transferred(day, **changes):
    return right(acquisition=Acquisition.TRANSFERRED, transferred_on=day, **changes)


@BOTH_RULE_SETS
@pytest.mark.parametrize("kind", list(IntellectualPropertyKind))
def test_kinds_of_class_one(rule_set, kind):
    assert verdict(rule_set, right(kind)) is (MET if kind in CLASS_ONE else NOT_MET)


@table(
    ("day", "r2022"),
    [
        pytest.param(date(2026, 6, 30), NOT_MET, id="yesterday"),
        pytest.param(date(2025, 7, 2), NOT_MET, id="2025-07-02+1y>2026-07-01"),
        pytest.param(date(2025, 7, 1), MET, id="2025-07-01+1y=2026-07-01"),
        pytest.param(date(2025, 6, 30), MET, id="2025-06-30+1y<2026-07-01"),
        pytest.param(date(2015, 1, 1), MET, id="11-years-ago"),
        pytest.param(None, UNKNOWN, id="day-unknown"),
    ],
)
def test_transferred(day, r2022):
    """R2022: not in the first year. R2026: never, so not even the day matters."""
    assert verdict(R2022, transferred(day)) is r2022
    assert verdict(R2026, transferred(day)) is NOT_MET
    lacking = {"intellectual_property.0.transferred_on"} if day is None else set()
    assert missing_keys(condition(R2022, transferred(day))) == lacking


def test_transferred_on_29_february_is_a_year_old_on_28_february():
    def on(day):
        standard, code, before = R2022
        held = (transferred(date(2024, 2, 29)), *before)
        return found(standard, code, enterprise(intellectual_property=held, as_of=day, year=2024)).verdict

    assert on(date(2025, 2, 27)) is NOT_MET
    assert on(date(2025, 2, 28)) is MET


@table(("rank", "r2026"), [(1, MET), (2, MET), (3, MET), (4, NOT_MET), (100, NOT_MET), (None, UNKNOWN)])
def test_place_among_the_owners(rank, r2026):
    """R2022 does not ask for it."""
    assert verdict(R2026, right(owner_rank=rank)) is r2026
    assert verdict(R2022, right(owner_rank=rank)) is MET


@BOTH_RULE_SETS
@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        pytest.param({"produces_benefit": True}, MET, id="benefit"),
        pytest.param({"produces_benefit": False}, NOT_MET, id="no-benefit"),
        pytest.param({"produces_benefit": None}, UNKNOWN, id="benefit-unknown"),
        pytest.param({"related_to_main_product": False}, NOT_MET, id="not-related"),
        pytest.param({"related_to_main_product": None}, UNKNOWN, id="relation-unknown"),
        pytest.param({"in_force": False}, NOT_MET, id="lapsed"),
        pytest.param({"granted_on": AS_OF}, MET, id="granted-today"),
        pytest.param({"granted_on": date(2026, 7, 2)}, NOT_MET, id="granted-tomorrow"),
        pytest.param({"granted_on": None}, UNKNOWN, id="grant-unknown"),
        pytest.param({"kind": None}, UNKNOWN, id="kind-unknown"),
        pytest.param({"acquisition": None}, UNKNOWN, id="acquisition-unknown"),
        pytest.param({"high_value_reasons": None}, MET, id="high-value-not-asked"),
        pytest.param({"high_value_reasons": (HighValueReason.PLEDGED,)}, MET, id="high-value"),
    ],
)
def test_what_a_right_needs(rule_set, changes, expected):
    result = condition(rule_set, right(**changes))
    assert result.verdict is expected
    lacking = {f"intellectual_property.0.{name}" for name in changes} if expected is UNKNOWN else set()
    assert missing_keys(result) == lacking


EXCLUDING = {
    "produces_benefit": False,
    "related_to_main_product": False,
    "in_force": False,
    "granted_on": date(2026, 7, 2),
    "kind": IntellectualPropertyKind.SOFTWARE,
}
UNKNOWN_FACTS = ("kind", "granted_on", "related_to_main_product", "produces_benefit")


@BOTH_RULE_SETS
@pytest.mark.parametrize(
    ("excluding", "unknown"),
    [(name, other) for name in EXCLUDING for other in UNKNOWN_FACTS if name != other],
)
def test_what_excludes_a_right_settles_it_whatever_else_is_unknown(rule_set, excluding, unknown):
    assert verdict(rule_set, right(**{excluding: EXCLUDING[excluding], unknown: None})) is NOT_MET


@BOTH_RULE_SETS
@pytest.mark.parametrize("other", ["kind", "granted_on", "acquisition", "related_to_main_product"])
def test_two_unknown_facts_of_one_right_are_both_named(rule_set, other):
    result = condition(rule_set, right(**{other: None, "produces_benefit": None}))
    assert missing_keys(result) == {
        f"intellectual_property.0.{other}",
        "intellectual_property.0.produces_benefit",
    }


@BOTH_RULE_SETS
def test_high_value_is_never_asked_for(rule_set):
    """What does not move the condition is not named as missing."""
    result = condition(rule_set, right(produces_benefit=None, high_value_reasons=None))
    assert missing_keys(result) == {"intellectual_property.0.produces_benefit"}


@BOTH_RULE_SETS
def test_day_of_application_unknown(rule_set):
    standard, code, before = rule_set
    facts = enterprise(intellectual_property=(right(), *before), institutions=())
    result = found(standard, code, without(facts, "as_of"))
    assert (result.verdict, missing_keys(result)) == (UNKNOWN, {"as_of"})


@table(
    ("standard", "code", "needed"),
    [
        ("R2022-LITTLE-GIANT", "4.3", 2),
        ("R2022-LITTLE-GIANT-RENEWAL", "4.3", 2),
        ("R2026-SPECIALIZED", "4.1", 1),
        ("R2026-SPECIALIZED-RENEWAL", "4.1", 1),
        ("R2026-LITTLE-GIANT", "4.1", 4),
        ("R2026-LITTLE-GIANT-RENEWAL", "4.1", 4),
    ],
)
@table("unknown", [0, 1, 2])
@table("good", range(6))
def test_how_many_are_needed(standard, code, needed, good, unknown):
    """Rights that are sure count; unknown ones keep the condition open as long as they could be enough."""
    held = (*rights(good), *rights(unknown, produces_benefit=None), *rights(3, produces_benefit=False))
    result = found(standard, code, enterprise(intellectual_property=held, institutions=()))
    expected = MET if good >= needed else UNKNOWN if good + unknown >= needed else NOT_MET
    assert result.verdict is expected
    assert f"{good} 项，标准为 {needed} 项以上" in result.explanation


@BOTH_RULE_SETS
@pytest.mark.parametrize("kind", sorted(CLASS_ONE))
def test_explanation_names_the_right_and_why_it_does_not_count(rule_set, kind):
    result = condition(
        rule_set, right(IntellectualPropertyKind(kind), name="甲专利", related_to_main_product=False)
    )
    assert "甲专利：不计（与主导产品无关）" in result.explanation
