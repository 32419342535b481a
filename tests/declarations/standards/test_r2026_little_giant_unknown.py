"""2号 附件2: what is not known of an enterprise, what it can do next, and what never turns a verdict round."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from declarations.standards.facts import Facts
from tests.declarations.standards.builders_conditions import (
    MET,
    NOT_MET,
    UNKNOWN,
    award,
    enterprise,
    found,
    judge,
    missing_keys,
    moved,
    right,
    rights,
    unmet,
    without,
)
from tests.declarations.standards.cases_r2026_little_giant import (
    BOTH,
    CODES,
    NEW,
    RENEWAL,
    RENEWED,
    market,
    spent,
    titled,
    turnover,
)
from tests.tables import table


@table(("standard", "codes"), [(NEW, CODES), (RENEWAL, RENEWED)])
def test_nothing_known(standard, codes):
    result = judge(standard, Facts())
    assert result.verdict is UNKNOWN
    assert unmet(result) == dict.fromkeys(codes, UNKNOWN)
    assert all(each.missing for each in result.conditions)


@BOTH
@pytest.mark.parametrize(
    ("facts", "key", "codes"),
    [
        (enterprise(), "titles", {"1.1"}),
        (titled(), "titles.0.kind", {"1.1"}),
        (titled(), "titles.0.valid_until", {"1.1"}),
        (enterprise(), "main_product.segment_years", {"1.2"}),
        (enterprise(), "figures.2025.revenue", {"2.1", "2.2", "2.3", "3.2"}),
        (enterprise(), "figures.2025.main_revenue", {"2.2"}),
        (enterprise(), "figures.2023.revenue", {"2.3"}),
        (enterprise(), "figures.2025.total_assets", {"2.4"}),
        (enterprise(), "figures.2025.total_liabilities", {"2.4"}),
        (enterprise(), "figures.2025.rd_expense", {"3.1", "3.2"}),
        (enterprise(), "figures.2024.rd_expense", {"3.1", "3.2"}),
        (enterprise(), "figures.2024.revenue", {"3.2"}),
        (enterprise(), "intellectual_property", {"4.1"}),
        (enterprise(intellectual_property=rights(3)), "awards", {"4.1"}),
        *(
            (enterprise(), f"intellectual_property.3.{name}", {"4.1"})
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
            (enterprise(intellectual_property=(), awards=(award(),)), f"awards.0.{name}", {"4.1"})
            for name in ("level", "awarded_on", "rank")
        ),
        (market("0.1"), "main_product.domestic_share", {"5.1"}),
        (market("0", "0.1"), "main_product.international_share", {"5.1"}),
        (market("0", "0", 3), "main_product.domestic_rank", {"5.1"}),
        (enterprise(), "statements.high_reputation", {"5.2"}),
        (enterprise(), "main_product.fields", {"6.1"}),
        (enterprise(), "main_product.chain_role", {"6.2"}),
    ],
)
def test_one_fact_unknown(standard, facts, key, codes):
    codes = codes if standard == NEW else codes - {"2.3"}
    result = judge(standard, without(facts, key))
    assert unmet(result) == dict.fromkeys(codes, UNKNOWN)
    assert result.verdict is (UNKNOWN if codes else MET)
    for each in result.conditions:
        assert missing_keys(each) == ({key} if each.code in codes else set())


def test_known_shares_settle_the_market_whatever_else_is_unknown():
    for key in ("main_product.international_share", "main_product.domestic_rank"):
        assert judge(NEW, without(enterprise(), key)).verdict is MET


@BOTH
@pytest.mark.parametrize(
    ("facts", "code", "key"),
    [
        (enterprise(last={"total_assets": "0"}), "2.4", "figures.2025.total_assets"),
        (enterprise(before={"revenue": "0", "main_revenue": "0"}), "3.2", "figures.2024.revenue"),
    ],
)
def test_zero_denominator_cannot_be_computed(standard, facts, code, key):
    result = judge(standard, facts)
    assert (result.verdict, unmet(result)) == (UNKNOWN, {code: UNKNOWN})
    [gap] = found(standard, code, facts).missing
    assert (gap.key, gap.reason) == (key, "为 0，不能作分母")


def test_growth_from_nothing_cannot_be_computed():
    facts = enterprise(first={"revenue": "0", "main_revenue": "0"})
    assert unmet(judge(NEW, facts)) == {"2.3": UNKNOWN}
    [gap] = found(NEW, "2.3", facts).missing
    assert (gap.key, gap.reason) == ("figures.2023.revenue", "为 0，不能作分母")


@table(
    ("facts", "code", "key", "amount", "less"),
    [
        pytest.param(
            turnover("4321.09"), "2.1", "figures.2025.revenue", "678.91", "0.01", id="5000-4321.09=678.91"
        ),
        pytest.param(
            enterprise(last={"main_revenue": "10000"}),
            "2.2",
            "figures.2025.main_revenue",
            "800",
            "0.01",
            id="0.9x12000-10000=800",
        ),
        pytest.param(
            turnover("1100"), "2.3", "figures.2025.revenue", "2.5", "0.01", id="1.1025x1000-1100=2.5"
        ),
        pytest.param(
            turnover("12000", "12000"),
            "2.3",
            "figures.2025.revenue",
            "1230",
            "0.01",
            id="1.1025x12000-12000=1230",
        ),
        pytest.param(
            enterprise(last={"total_liabilities": "7600.01"}),
            "2.4",
            "figures.2025.total_liabilities",
            "-100.01",
            "0.01",
            id="7600.01-0.75x10000=100.01",
        ),
        pytest.param(
            spent("599.99", "600"), "3.1", "figures.2025.rd_expense", "0.01", "0.01", id="1200-1199.99=0.01"
        ),
        pytest.param(
            spent("300", "2000"), "3.2", "figures.2025.rd_expense", "60", "0.01", id="0.03x12000-300=60"
        ),
        pytest.param(
            spent("2000", "300"), "3.2", "figures.2024.rd_expense", "30", "0.01", id="0.03x11000-300=30"
        ),
        pytest.param(
            market("0.0725", "0"),
            "5.1",
            "main_product.domestic_share",
            "0.0275",
            "0.0001",
            id="10%-7.25%=2.75%",
        ),
        pytest.param(
            market("0", "0.09"),
            "5.1",
            "main_product.international_share",
            "0.01",
            "0.0001",
            id="10%-9%=1%",
        ),
        pytest.param(
            enterprise(scores={2026: "47.6"}),
            "7.1",
            "development_scores.2026",
            "12.4",
            "0.01",
            id="60-47.6=12.4",
        ),
    ],
)
def test_the_next_step_meets_the_condition_and_a_little_less_does_not(facts, code, key, amount, less):
    steps = {step.key: step for step in found(NEW, code, facts).next_steps}
    step = steps[key]
    down = Decimal(amount) < 0
    assert (step.gain, step.amount) == (0, abs(Decimal(amount)))
    sign = -1 if down else 1
    assert found(NEW, code, moved(facts, key, sign * step.amount)).verdict is MET
    assert found(NEW, code, moved(facts, key, sign * (step.amount - Decimal(less)))).verdict is NOT_MET


@table(("rank", "places"), [(4, 1), (10, 7)])
def test_the_next_step_of_a_rank(rank, places):
    steps = {step.key: step.amount for step in found(NEW, "5.1", market(rank=rank)).next_steps}
    assert steps["main_product.domestic_rank"] == places
    assert found(NEW, "5.1", market(rank=rank - places)).verdict is MET
    assert found(NEW, "5.1", market(rank=rank - places + 1)).verdict is NOT_MET


@table("held", range(4))
def test_the_next_step_of_the_rights(held):
    facts = enterprise(intellectual_property=rights(held))
    steps = {step.key: step for step in found(NEW, "4.1", facts).next_steps}
    assert steps["intellectual_property"].amount == 4 - held
    assert f"再取得 {4 - held} 项" in steps["intellectual_property"].text
    assert set(steps) == {"intellectual_property", "awards"}
    enough = (*facts.intellectual_property, *rights(4 - held))
    assert found(NEW, "4.1", enterprise(intellectual_property=enough)).verdict is MET
    assert found(NEW, "4.1", enterprise(intellectual_property=enough[:-1])).verdict is NOT_MET


# --- monotone rules ---

ORDER = {NOT_MET: 0, UNKNOWN: 1, MET: 2}
SPENT = st.decimals(0, 900, places=2)


@given(SPENT, SPENT, SPENT, st.sampled_from([NEW, RENEWAL]))
def test_more_research_never_unmeets(last, before, more, standard):
    less, greater = judge(standard, spent(last, before)), judge(standard, spent(last + more, before + more))
    assert ORDER[less.verdict] <= ORDER[greater.verdict]


@given(st.decimals(1, 20000, places=2), st.decimals(0, 5000, places=2), st.decimals(1, 20000, places=2))
def test_more_revenue_never_unmeets_growth(last, more, first):
    less = found(NEW, "2.3", turnover(last, first)).verdict
    assert ORDER[less] <= ORDER[found(NEW, "2.3", turnover(last + more, first)).verdict]


@given(st.decimals(1, 20000, places=2), st.decimals(1, 20000, places=2))
def test_growth_is_met_exactly_when_the_squares_say_so(last, first):
    expected = MET if last * 10000 >= first * 11025 else NOT_MET
    assert found(NEW, "2.3", turnover(last, first)).verdict is expected


@given(st.integers(0, 6), st.integers(0, 6))
def test_only_the_number_of_good_rights_counts(good, bad):
    held = (*rights(bad, owner_rank=4), *(right() for _ in range(good)))
    verdict = found(NEW, "4.1", enterprise(intellectual_property=held)).verdict
    assert verdict is (MET if good >= 4 else NOT_MET)
