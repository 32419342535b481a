"""2号 附件1: what is not known of an enterprise, what it can do next, and what never turns a verdict round."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from declarations.standards.facts import Facts
from enterprises.enums import IntellectualPropertyKind, RecognitionLevel, TitleKind
from tests.declarations.standards.builders_conditions import (
    MET,
    NOT_MET,
    UNKNOWN,
    award,
    enterprise,
    equity,
    found,
    institution,
    judge,
    missing_keys,
    moved,
    right,
    rights,
    title,
    unmet,
    without,
)
from tests.declarations.standards.cases_r2026_specialized import (
    BOTH,
    CODES,
    NEW,
    RENEWAL,
    bought,
    small,
    without_right,
)


@BOTH
def test_nothing_known(standard):
    result = judge(standard, Facts())
    assert result.verdict is UNKNOWN
    assert unmet(result) == dict.fromkeys(CODES, UNKNOWN)
    assert all(each.missing for each in result.conditions)


@BOTH
@pytest.mark.parametrize(
    ("facts", "key", "codes"),
    [
        (enterprise(), "titles", {"1.1"}),
        (enterprise(titles=(title(TitleKind.INNOVATIVE),)), "titles.0.kind", {"1.1"}),
        (enterprise(titles=(title(TitleKind.INNOVATIVE),)), "titles.0.valid_until", {"1.1"}),
        (enterprise(), "main_product.segment_years", {"1.2"}),
        (enterprise(), "figures.2025.revenue", {"2.1", "2.2", "3.1"}),
        (small(), "equity_rounds", {"2.1"}),
        (bought(), "equity_rounds.0.paid_in", {"2.1"}),
        (bought(), "equity_rounds.0.received_on", {"2.1"}),
        (bought(), "equity_rounds.0.qualified_investor", {"2.1"}),
        (enterprise(), "figures.2025.main_revenue", {"2.2"}),
        (enterprise(), "figures.2025.total_assets", {"2.3"}),
        (enterprise(), "figures.2025.total_liabilities", {"2.3"}),
        (enterprise(), "figures.2025.rd_expense", {"3.1"}),
        (enterprise(), "figures.2024.rd_expense", {"3.2"}),
        (enterprise(), "figures.2024.revenue", {"3.2"}),
        (without_right(), "intellectual_property", {"4.1"}),
        (without_right(), "awards", {"4.1"}),
        (without_right(), "institutions", {"4.1"}),
        *(
            (enterprise(intellectual_property=rights(1)), f"intellectual_property.0.{name}", {"4.1"})
            for name in (
                "kind",
                "granted_on",
                "acquisition",
                "related_to_main_product",
                "owner_rank",
                "produces_benefit",
            )
        ),
        *(
            (without_right(awards=(award(),)), f"awards.0.{name}", {"4.1"})
            for name in ("level", "awarded_on", "rank")
        ),
        (
            without_right(institutions=(institution(RecognitionLevel.PROVINCIAL),)),
            "institutions.0.level",
            {"4.1"},
        ),
        (enterprise(), "statements.leading_position", {"5.1"}),
    ],
)
def test_one_fact_unknown(standard, facts, key, codes):
    result = judge(standard, without(facts, key))
    assert result.verdict is UNKNOWN
    assert unmet(result) == dict.fromkeys(codes, UNKNOWN)
    for each in result.conditions:
        assert missing_keys(each) == ({key} if each.code in codes else set())


@BOTH
@pytest.mark.parametrize(
    "key",
    [
        "figures.2023.revenue",
        "figures.2023.rd_expense",
        "figures.2024.main_revenue",
        "figures.2024.total_assets",
        "figures.2025.net_profit",
        "figures.2025.employees",
        "figures.2025.rd_staff",
        "main_product.domestic_share",
        "main_product.chain_role",
        "main_product.fields",
        "statements.high_reputation",
        "statements.competitive_brand",
        "quality_evidence",
        "contests",
        "honours",
        "equity_rounds",
        "institutions",
        "awards",
        "technical_standards",
        "digital_level",
    ],
)
def test_what_annex_1_does_not_need_may_be_unknown(standard, key):
    assert judge(standard, without(enterprise(), key)).verdict is MET


@BOTH
@pytest.mark.parametrize(
    ("facts", "code", "key"),
    [
        (enterprise(last={"total_assets": "0"}), "2.3", "figures.2025.total_assets"),
        (enterprise(before={"revenue": "0", "main_revenue": "0"}), "3.2", "figures.2024.revenue"),
    ],
)
def test_zero_denominator_cannot_be_computed(standard, facts, code, key):
    result = judge(standard, facts)
    assert (result.verdict, unmet(result)) == (UNKNOWN, {code: UNKNOWN})
    [gap] = found(standard, code, facts).missing
    assert (gap.key, gap.reason) == (key, "为 0，不能作分母")


@BOTH
def test_without_revenue_the_ratios_cannot_be_computed(standard):
    facts = enterprise(last={"revenue": "0", "main_revenue": "0"})
    assert unmet(judge(standard, facts)) == {"2.1": NOT_MET, "2.2": UNKNOWN, "3.1": UNKNOWN}
    assert missing_keys(found(standard, "2.2", facts)) == {"figures.2025.revenue"}


@BOTH
@pytest.mark.parametrize(
    ("facts", "code", "key", "amount"),
    [
        pytest.param(
            enterprise(product={"segment_years": "2.5"}),
            "1.2",
            "main_product.segment_years",
            "0.5",
            id="3-2.5=0.5",
        ),
        pytest.param(
            enterprise(last={"main_revenue": "9500"}),
            "2.2",
            "figures.2025.main_revenue",
            "100",
            id="0.8x12000-9500=100",
        ),
        pytest.param(
            enterprise(last={"total_liabilities": "8765.43"}),
            "2.3",
            "figures.2025.total_liabilities",
            "-765.43",
            id="8765.43-0.8x10000=765.43",
        ),
        pytest.param(
            enterprise(last={"rd_expense": "312.34"}),
            "3.1",
            "figures.2025.rd_expense",
            "47.66",
            id="0.03x12000-312.34=47.66",
        ),
        pytest.param(
            enterprise(before={"rd_expense": "0"}),
            "3.2",
            "figures.2024.rd_expense",
            "330",
            id="0.03x11000-0=330",
        ),
        pytest.param(
            enterprise(scores={2025: 0, 2026: "41.5"}),
            "6.1",
            "development_scores.2026",
            "8.5",
            id="50-41.5=8.5",
        ),
    ],
)
def test_the_next_step_meets_the_condition_and_a_cent_less_does_not(standard, facts, code, key, amount):
    steps = {step.key: step for step in found(standard, code, facts).next_steps}
    step = steps[key]
    down = Decimal(amount) < 0
    assert (step.gain, step.amount) == (0, abs(Decimal(amount)))
    sign, cent = (-1 if down else 1), Decimal("0.01")
    assert found(standard, code, moved(facts, key, sign * step.amount)).verdict is MET
    assert found(standard, code, moved(facts, key, sign * (step.amount - cent))).verdict is NOT_MET


@BOTH
def test_either_way_to_meet_the_revenue_is_a_next_step(standard):
    facts = bought("1900.01")
    steps = {step.key: step.amount for step in found(standard, "2.1", facts).next_steps}
    assert steps == {"figures.2025.revenue": Decimal("0.01"), "equity_rounds": Decimal("99.99")}
    assert found(standard, "2.1", moved(facts, "figures.2025.revenue", Decimal("0.01"))).verdict is MET
    more = (*facts.equity_rounds, equity("99.99"))
    assert found(standard, "2.1", small(equity_rounds=more)).verdict is MET
    less = (*facts.equity_rounds, equity("99.98"))
    assert found(standard, "2.1", small(equity_rounds=less)).verdict is NOT_MET


@BOTH
def test_the_authority_judges_what_has_no_number(standard):
    assert [each.code for each in judge(standard, enterprise()).conditions if each.judged] == ["5.1"]


# --- monotone rules ---

MONEY = st.decimals(0, 20000, places=2)
SMALL = st.decimals(0, 800, places=2)
ORDER = {NOT_MET: 0, UNKNOWN: 1, MET: 2}


@given(SMALL, SMALL, SMALL, st.sampled_from([NEW, RENEWAL]))
def test_more_research_never_unmeets(last, before, more, standard):
    def verdict(added):
        facts = enterprise(last={"rd_expense": last + added}, before={"rd_expense": before + added})
        return ORDER[judge(standard, facts).verdict]

    assert verdict(0) <= verdict(more)


@given(MONEY, MONEY, st.sampled_from([NEW, RENEWAL]))
def test_more_debt_never_meets(debt, more, standard):
    def verdict(added):
        return ORDER[judge(standard, enterprise(last={"total_liabilities": debt + added})).verdict]

    assert verdict(0) >= verdict(more)


@given(st.decimals(0, 100, places=2), st.decimals(0, 100, places=2))
def test_a_renewal_is_never_harder_than_a_new_recognition(last, this):
    facts = enterprise(scores={2025: last, 2026: this})
    assert ORDER[judge(NEW, facts).verdict] <= ORDER[judge(RENEWAL, facts).verdict]


@given(st.integers(0, 3), st.sampled_from(list(IntellectualPropertyKind)))
def test_one_more_right_never_unmeets(count, kind):
    held = rights(count, kind=kind)
    before = found(NEW, "4.1", without_right(intellectual_property=held)).verdict
    after = found(NEW, "4.1", without_right(intellectual_property=(*held, right()))).verdict
    assert ORDER[before] <= ORDER[after]
    assert after is MET
