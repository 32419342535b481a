"""63号 附件3: what is not known of an enterprise, what it can do next, and what never turns a verdict round."""

from dataclasses import replace
from datetime import date
from decimal import ROUND_CEILING, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from declarations.standards.facts import Facts, Institution
from enterprises.enums import RecognitionLevel
from tests.declarations.standards.builders_conditions import (
    MET,
    NOT_MET,
    UNKNOWN,
    award,
    contest,
    enterprise,
    equity,
    found,
    institution,
    judge,
    missing_keys,
    moved,
    rights,
    unmet,
    without,
)
from tests.declarations.standards.cases_r2022_little_giant import (
    BOTH,
    BROKEN,
    NEVER_MET,
    NEW,
    NOBODY,
    RENEWAL,
    grown,
    poor,
    research,
    young,
)
from tests.tables import table


@BOTH
def test_nothing_known(standard):
    result = judge(standard, Facts())
    assert result.verdict is UNKNOWN
    assert set(unmet(result).values()) == {UNKNOWN}
    assert len(unmet(result)) == len(result.conditions)
    assert all(each.missing for each in result.conditions)


@pytest.mark.parametrize(
    ("facts", "key", "codes"),
    [
        (enterprise(), "main_product.segment_years", {"1.1"}),
        (enterprise(), "figures.2025.revenue", {"1.2", "4.1"}),
        (enterprise(), "figures.2025.main_revenue", {"1.2", "1.3"}),
        (enterprise(), "figures.2024.main_revenue", {"1.3"}),
        (enterprise(), "figures.2023.main_revenue", {"1.3"}),
        (enterprise(), "statements.sound_governance", {"2.1"}),
        (enterprise(), "statements.leading_technology", {"2.1"}),
        (enterprise(), "statements.digital_and_green", {"2.1"}),
        (enterprise(), "statements.information_system", {"2.2"}),
        (enterprise(), "quality_evidence", {"2.3", "3.3"}),
        (enterprise(), "quality_evidence.1.kind", {"3.3"}),
        (enterprise(), "quality_evidence.0.kind", {"2.3"}),
        (enterprise(), "figures.2025.total_assets", {"2.4"}),
        (enterprise(), "figures.2025.total_liabilities", {"2.4"}),
        (enterprise(), "statements.unique_advantage", {"3.1"}),
        (enterprise(), "main_product.domestic_share", {"3.2"}),
        (enterprise(), "statements.high_reputation", {"3.2"}),
        (enterprise(), "statements.competitive_brand", {"3.3"}),
        (enterprise(), "figures.2025.rd_expense", {"4.1"}),
        (enterprise(), "figures.2024.rd_expense", {"4.1"}),
        (enterprise(), "figures.2024.revenue", {"4.1"}),
        (young(), "equity_rounds", {"4.1"}),
        (young(), "equity_rounds.0.paid_in", {"4.1"}),
        (young(), "equity_rounds.0.received_on", {"4.1"}),
        (young(), "equity_rounds.0.share_given_up", {"4.1"}),
        (young(), "equity_rounds.0.qualified_investor", {"4.1"}),
        (young(), "figures.2025.rd_expense", {"4.1"}),
        (young(), "figures.2025.rd_staff", {"4.1"}),
        (young(), "figures.2025.employees", {"4.1"}),
        (enterprise(), "institutions", {"4.2"}),
        (enterprise(intellectual_property=rights(1)), "intellectual_property", {"4.3"}),
        *(
            (enterprise(intellectual_property=rights(2)), f"intellectual_property.1.{name}", {"4.3"})
            for name in ("kind", "granted_on", "acquisition", "related_to_main_product", "produces_benefit")
        ),
        (enterprise(), "main_product.chain_role", {"5.1"}),
        (enterprise(), "main_product.fields", {"6.1"}),
    ],
)
@BOTH
def test_one_fact_unknown(standard, facts, key, codes):
    codes = codes if standard == NEW else codes - {"1.3"}
    result = judge(standard, without(facts, key))
    assert unmet(result) == {**dict.fromkeys(codes, UNKNOWN), **NEVER_MET}
    assert result.verdict is (UNKNOWN if codes else MET)
    for each in result.conditions:
        assert missing_keys(each) == ({key} if each.code in codes else set())


@BOTH
@pytest.mark.parametrize(
    ("facts", "key", "code"),
    [
        (poor(awards=(award(),)), "awards", "4.P1"),
        (poor(awards=(award(),)), "awards.0.level", "4.P1"),
        (poor(awards=(award(),)), "awards.0.rank", "4.P1"),
        (poor(awards=(award(),)), "awards.0.awarded_on", "4.P1"),
        (poor(contests=(contest(),)), "contests", "4.P2"),
        (poor(contests=(contest(),)), "contests.0.rank", "4.P2"),
        (poor(contests=(contest(),)), "contests.0.announced_on", "4.P2"),
    ],
)
def test_one_fact_of_a_direct_route_unknown(standard, facts, key, code):
    facts = without(facts, key)
    assert judge(standard, facts).verdict is UNKNOWN
    result = found(standard, code, facts)
    assert (result.verdict, missing_keys(result)) == (UNKNOWN, {key})
    general = replace(enterprise(), awards=facts.awards, contests=facts.contests)
    assert judge(standard, general).verdict is MET


@BOTH
@pytest.mark.parametrize("level", RecognitionLevel)
def test_an_institution_of_any_level_counts(standard, level):
    """附件3 asks for no level."""
    assert found(standard, "4.2", enterprise(institutions=(institution(level),))).verdict is MET


@BOTH
def test_an_institution_of_which_nothing_is_known_does_not_count_yet(standard):
    """What the reader could not read stands in the list as an empty entry."""
    result = found(standard, "4.2", enterprise(institutions=(Institution(),)))
    assert (result.verdict, missing_keys(result)) == (UNKNOWN, {"institutions.0.name"})
    assert found(standard, "4.2", enterprise(institutions=(institution(None),))).verdict is MET


@BOTH
def test_an_institution_recognised_after_the_day_does_not_count(standard):
    later = institution(RecognitionLevel.PROVINCIAL, recognised_on=date(2030, 1, 1))
    assert found(standard, "4.2", enterprise(institutions=(later,))).verdict is NOT_MET


@BOTH
@pytest.mark.parametrize(
    ("facts", "code", "key"),
    [
        (enterprise(last={"total_assets": "0"}), "2.4", "figures.2025.total_assets"),
        (enterprise(before={"revenue": "0", "main_revenue": "0"}), "4.1", "figures.2024.revenue"),
    ],
)
def test_zero_denominator_cannot_be_computed(standard, facts, code, key):
    assert found(standard, code, facts).verdict is UNKNOWN
    [gap] = found(standard, code, facts).missing
    assert (gap.key, gap.reason) == (key, "为 0，不能作分母")
    assert judge(standard, facts).verdict is UNKNOWN


@table(
    ("facts", "keys"),
    [
        (grown("0", "100", "200"), {"figures.2023.main_revenue"}),
        (grown("100", "0", "200"), {"figures.2024.main_revenue"}),
        (grown("0", "0", "200"), {"figures.2023.main_revenue", "figures.2024.main_revenue"}),
    ],
)
def test_growth_from_nothing_cannot_be_computed(facts, keys):
    result = found(NEW, "1.3", facts)
    assert (result.verdict, missing_keys(result)) == (UNKNOWN, keys)
    assert {gap.reason for gap in result.missing} == {"为 0，不能作分母"}


def test_nobody_employed():
    facts = enterprise(
        last={"revenue": "1000", "main_revenue": "0", "rd_expense": "3000", **NOBODY},
        equity_rounds=(equity("8000"),),
    )
    [gap] = found(NEW, "4.1", facts).missing
    assert (gap.key, gap.reason) == ("figures.2025.employees", "为 0，不能作分母")


@table(
    ("facts", "code", "key", "amount", "less"),
    [
        pytest.param(
            enterprise(product={"segment_years": "1.75"}),
            "1.1",
            "main_product.segment_years",
            "1.25",
            "0.01",
            id="3-1.75=1.25",
        ),
        pytest.param(
            enterprise(last={"main_revenue": "8000"}),
            "1.2",
            "figures.2025.main_revenue",
            "400",
            "0.01",
            id="0.7x12000-8000=400",
        ),
        pytest.param(
            grown("1000", "1100", "1000"),
            "1.3",
            "figures.2025.main_revenue",
            "100",
            "0.01",
            id="(10%+0%)/2=5%-at-1100-1000=100",
        ),
        pytest.param(
            grown("1000", "900", "900"),
            "1.3",
            "figures.2025.main_revenue",
            "180",
            "0.01",
            id="(-10%+20%)/2=5%-at-1080-900=180",
        ),
        pytest.param(
            enterprise(last={"total_liabilities": "8000.5"}),
            "2.4",
            "figures.2025.total_liabilities",
            "-1000.5",
            "0.01",
            id="8000.5-0.7x10000=1000.5",
        ),
        pytest.param(
            enterprise(product={"domestic_share": "0.075"}),
            "3.2",
            "main_product.domestic_share",
            "0.025",
            "0.000001",
            id="10%-7.5%=2.5%",
        ),
        pytest.param(
            research("10000", "212.5"), "4.1", "figures.2025.rd_expense", "87.5", "0.01", id="3%x10000-212.5"
        ),
        pytest.param(
            research("10000", "300", "0"), "4.1", "figures.2024.rd_expense", "330", "0.01", id="3%x11000-0"
        ),
        pytest.param(
            research("5000", "212.5"), "4.1", "figures.2025.rd_expense", "87.5", "0.01", id="6%x5000-212.5"
        ),
        pytest.param(young(rd="2500"), "4.1", "figures.2025.rd_expense", "500", "0.01", id="3000-2500=500"),
        pytest.param(young(rd_staff=140), "4.1", "figures.2025.rd_staff", "10", "1", id="50%x300-140=10"),
    ],
)
def test_the_next_step_meets_the_condition_and_a_little_less_does_not(facts, code, key, amount, less):
    steps = {step.key: step for step in found(NEW, code, facts).next_steps}
    step = steps[key]
    assert (step.gain, step.amount) == (0, abs(Decimal(amount)))
    sign = -1 if Decimal(amount) < 0 else 1
    assert found(NEW, code, moved(facts, key, sign * step.amount)).verdict is MET
    assert found(NEW, code, moved(facts, key, sign * (step.amount - Decimal(less)))).verdict is NOT_MET


@given(*[st.decimals("0.01", 9000, places=2)] * 3)
def test_the_next_step_of_growth_is_enough_and_a_cent_less_is_not(first, before, last):
    """Where the distance has no end it is rounded up; a cent is far more than that."""
    facts = enterprise(
        last={"revenue": "99999", "main_revenue": last},
        before={"revenue": "99999", "main_revenue": before},
        first={"revenue": "99999", "main_revenue": first},
    )
    result = found(NEW, "1.3", facts)
    if result.verdict is MET:
        assert result.next_steps == ()
        return
    [step] = result.next_steps
    cents = step.amount.quantize(Decimal("0.01"), ROUND_CEILING)
    if last + cents > 99999:
        return

    def then(amount):
        return found(NEW, "1.3", moved(facts, "figures.2025.main_revenue", amount)).verdict

    assert then(cents) is MET
    assert then(cents - Decimal("0.01")) is (MET if step.amount <= cents - Decimal("0.01") else NOT_MET)


@given(
    st.decimals("0.01", 20000, places=2),
    *[st.decimals(0, 3500, places=2)] * 3,
    st.integers(0, 300),
    st.sampled_from([NEW, RENEWAL]),
)
def test_more_research_never_unmeets(revenue, last, before, more, staff, standard):
    order = {NOT_MET: 0, UNKNOWN: 1, MET: 2}

    def verdict(added):
        facts = enterprise(
            last={"revenue": revenue, "main_revenue": "0", "rd_expense": last + added, "rd_staff": staff},
            before={"rd_expense": before + added},
            equity_rounds=(equity("8000"),),
        )
        return order[found(standard, "4.1", facts).verdict]

    assert verdict(0) <= verdict(more)


HIDEABLE = (
    "main_product.segment_years",
    "main_product.domestic_share",
    "main_product.chain_role",
    "main_product.fields",
    "figures.2025.revenue",
    "figures.2024.revenue",
    "figures.2025.rd_expense",
    "figures.2023.main_revenue",
    "statements.high_reputation",
    "intellectual_property",
    "quality_evidence",
    "institutions",
    "awards",
    "contests",
    "equity_rounds",
    "as_of",
)


@given(
    st.sampled_from([*BROKEN.values(), young(), poor(), poor(awards=(award(),)), enterprise()]),
    st.lists(st.sampled_from(HIDEABLE), unique=True, max_size=5),
    st.sampled_from([NEW, RENEWAL, "R2026-LITTLE-GIANT", "R2026-SPECIALIZED-RENEWAL"]),
)
def test_what_is_not_known_never_turns_a_verdict_round(facts, keys, standard):
    """Hiding facts leaves every verdict as it is or makes it unknown, never the opposite."""
    before = judge(standard, facts)
    for key in keys:
        facts = without(facts, key)
    after = judge(standard, facts)
    assert after.verdict in (before.verdict, UNKNOWN)
    for old, new in zip(before.conditions, after.conditions, strict=True):
        assert new.verdict in (old.verdict, UNKNOWN)
