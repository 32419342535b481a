"""科技型中小企业: what is not known of an enterprise, what it can do next, and what never takes the title."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from declarations.standards.facts import Facts
from declarations.standards.result import LineStatus
from enterprises.enums import RecognitionLevel
from tests.declarations.standards.builders_conditions import (
    MET,
    NOT_MET,
    UNKNOWN,
    award,
    found,
    institution,
    judge,
    missing_keys,
    moved,
    right,
    rights,
    without,
)
from tests.declarations.standards.cases_technology_sme import (
    DIRECT,
    NOTHING,
    SOFTWARE,
    STANDARD,
    honour,
    led,
    line,
    spent,
    staff,
    tech,
)
from tests.tables import table


def test_nothing_known():
    result = judge(STANDARD, Facts())
    assert (result.verdict, result.total, result.total_at_most) == (UNKNOWN, 0, 100)
    assert all(each.verdict is UNKNOWN and each.missing for each in result.conditions)
    assert all(each.status is LineStatus.UNKNOWN and each.missing for each in result.lines)


@table(
    ("key", "codes", "lines", "verdict"),
    [
        # 20+40+30 = 90 as it stands; without the staff 70, without R&D 50, without rights 60.
        ("figures.2025.employees", {"L1"}, {"1"}, UNKNOWN),
        ("figures.2025.revenue", {"L2"}, {"2"}, UNKNOWN),
        ("figures.2025.total_assets", {"L3"}, set(), UNKNOWN),
        ("figures.2025.tech_staff", set(), {"1"}, UNKNOWN),
        ("figures.2025.rd_expense", set(), {"2"}, UNKNOWN),
        ("figures.2025.total_cost", set(), {"2"}, MET),
        ("intellectual_property", set(), {"3"}, MET),
        ("honours", {"K1"}, set(), MET),
        ("awards", {"K2"}, set(), MET),
        ("institutions", {"K3"}, set(), MET),
        ("technical_standards", {"K4"}, set(), MET),
    ],
)
def test_one_fact_unknown(key, codes, lines, verdict):
    result = judge(STANDARD, without(tech(), key))
    assert result.verdict is verdict
    for each in result.conditions:
        assert missing_keys(each) == ({key} if each.code in codes else set())
        expected = UNKNOWN if each.code in codes else NOT_MET if each.code in DIRECT else MET
        assert each.verdict is expected
    for each in result.lines:
        assert missing_keys(each) == ({key} if each.code in lines else set())
        assert each.status is (LineStatus.UNKNOWN if each.code in lines else LineStatus.COMPUTED)


@table(
    ("changes", "code", "key"),
    [
        ({"honours": (honour(),)}, "K1", "honours.0.kind"),
        ({"honours": (honour(),)}, "K1", "honours.0.valid_until"),
        ({"awards": (award(),)}, "K2", "awards.0.level"),
        ({"awards": (award(),)}, "K2", "awards.0.awarded_on"),
        ({"awards": (award(),)}, "K2", "awards.0.rank"),
        ({"institutions": (institution(RecognitionLevel.PROVINCIAL),)}, "K3", "institutions.0.level"),
        ({"technical_standards": (led(),)}, "K4", "technical_standards.0.scope"),
        ({"technical_standards": (led(),)}, "K4", "technical_standards.0.published_on"),
        ({"technical_standards": (led(),)}, "K4", "technical_standards.0.rank"),
    ],
)
def test_one_fact_of_a_direct_confirmation_unknown(changes, code, key):
    facts = without(tech(**NOTHING, **changes), key)
    assert judge(STANDARD, facts).verdict is UNKNOWN
    result = found(STANDARD, code, facts)
    assert (result.verdict, missing_keys(result)) == (UNKNOWN, {key})


def test_cost_unknown_no_longer_matters_at_the_best_band():
    facts = without(tech(last={"rd_expense": "720"}), "figures.2025.total_cost")
    assert line("2", facts).points == 50
    assert line("2", facts).missing == ()


@table(
    ("last", "code", "key"),
    [
        ({"employees": 0, "tech_staff": 0, "rd_staff": 0}, "1", "figures.2025.employees"),
        ({"revenue": "0", "main_revenue": "0"}, "2", "figures.2025.revenue"),
        ({"total_cost": "0"}, "2", "figures.2025.total_cost"),
    ],
)
def test_zero_denominator_cannot_be_computed(last, code, key):
    result = line(code, tech(last=last))
    assert result.status is LineStatus.NOT_COMPUTABLE
    assert [(gap.key, gap.reason) for gap in result.missing] == [(key, "为 0，不能作分母")]
    assert result.points is None


@table(
    ("held", "at_least", "at_most"),
    [
        pytest.param((right(None),), 0, 30, id="kind-unknown"),
        pytest.param((SOFTWARE, replace(SOFTWARE, granted_on=None)), 6, 12, id="1-sure-1-open"),
        pytest.param((*(SOFTWARE,) * 4, replace(SOFTWARE, granted_on=None)), 24, 24, id="4-sure-1-open"),
        pytest.param((*(SOFTWARE,) * 4, right(granted_on=None)), 24, 30, id="4-sure-class-one-open"),
    ],
)
def test_rights_partly_unknown(held, at_least, at_most):
    result = line("3", tech(intellectual_property=held))
    assert (result.at_least, result.at_most) == (at_least, at_most)


@table(
    ("facts", "code", "key", "amount", "gain"),
    [
        pytest.param(staff(75, 300), "1", "figures.2025.tech_staff", 15, 4, id="30%x300-75=15"),
        pytest.param(staff(29, 300), "1", "figures.2025.tech_staff", 1, 4, id="10%x300-29=1"),
        pytest.param(spent("250"), "2", "figures.2025.rd_expense", 50, 10, id="3%x10000-250=50"),
        pytest.param(
            spent("140", "10000", "1000"),
            "2",
            "figures.2025.rd_expense",
            10,
            10,
            id="15%x1000-140=10<3%x10000-140",
        ),
    ],
)
def test_the_next_step_reaches_the_next_band_and_one_less_does_not(facts, code, key, amount, gain):
    before = line(code, facts)
    step = before.next_step
    assert (step.key, step.amount, step.gain) == (key, amount, gain)
    assert line(code, moved(facts, key, step.amount)).points == before.points + gain
    assert line(code, moved(facts, key, step.amount - 1)).points == before.points


@given(st.integers(0, 3), st.integers(0, 6))
def test_more_rights_never_take_points(ones, twos):
    def points(one, two):
        return line("3", tech(intellectual_property=(*rights(one), *(SOFTWARE,) * two))).points

    assert points(ones, twos) <= min(points(ones + 1, twos), points(ones, twos + 1))
    assert points(ones, twos) == (30 if ones else min(24, 6 * twos))


@given(
    st.decimals(0, 2000, places=2),
    st.decimals(0, 2000, places=2),
    st.decimals("0.01", 20000, places=2),
    st.decimals("0.01", 20000, places=2),
)
def test_more_research_never_takes_points_or_the_title(rd, more, revenue, cost):
    less, greater = (
        judge(STANDARD, spent(rd, revenue, cost)),
        judge(STANDARD, spent(rd + more, revenue, cost)),
    )
    assert less.total <= greater.total
    assert not (less.verdict is MET and greater.verdict is not MET)
    assert greater.total == sum(each.points for each in greater.lines) <= 100
