"""2号 附件2: the seven items of “小巨人” and its 复核. Last year 2025, day of application 2026-07-01."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from declarations.standards.facts import Facts
from enterprises.enums import ProductField, RecognitionLevel, TitleKind
from tests.declarations.standards.builders_conditions import (
    AS_OF,
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
    reasons_of,
    right,
    rights,
    title,
    unmet,
    without,
)
from tests.tables import table

NEW, RENEWAL = "R2026-LITTLE-GIANT", "R2026-LITTLE-GIANT-RENEWAL"
BOTH = pytest.mark.parametrize("standard", [NEW, RENEWAL])
RENEWED = ("1.1", "1.2", "2.1", "2.2", "2.4", "3.1", "3.2", "4.1", "5.1", "5.2", "6.1", "6.2", "7.1")
CODES = (*RENEWED[:4], "2.3", *RENEWED[4:])
FIELDS = (ProductField.SIX_BASES, ProductField.UPGRADING)


def titled(kind=TitleKind.SPECIALIZED, **changes):
    return enterprise(titles=(title(kind, **changes),))


def market(share="0.0999", international="0.0999", rank=4):
    return enterprise(
        product={"domestic_share": share, "international_share": international, "domestic_rank": rank}
    )


def turnover(last, first="1000", **changes):
    """Revenue of 2025 and 2023 (main revenue the same), with R&D that does not matter."""
    return enterprise(
        last={"revenue": last, "main_revenue": last},
        first={"revenue": first, "main_revenue": first},
        **changes,
    )


def spent(last, before, **changes):
    return enterprise(last={"rd_expense": last}, before={"rd_expense": before}, **changes)


@table(("standard", "codes"), [(NEW, CODES), (RENEWAL, RENEWED)])
def test_everything_met(standard, codes):
    result = judge(standard, enterprise())
    assert (result.verdict, unmet(result)) == (MET, {})
    assert tuple(each.code for each in result.conditions) == codes
    assert all(each.needed for each in result.conditions)
    assert all(each.source.startswith("2号 附件2 第") for each in result.conditions)


@BOTH
@pytest.mark.parametrize(
    ("code", "facts", "verdict"),
    [
        pytest.param("1.1", titled(), MET, id="1.1-specialized"),
        pytest.param("1.1", titled(TitleKind.INNOVATIVE), NOT_MET, id="1.1-innovative-only"),
        pytest.param("1.1", titled(TitleKind.TECHNOLOGY), NOT_MET, id="1.1-technology-only"),
        pytest.param("1.1", enterprise(titles=()), NOT_MET, id="1.1-none"),
        pytest.param("1.1", titled(valid_until=AS_OF), MET, id="1.1-last-day"),
        pytest.param("1.1", titled(valid_until=date(2026, 6, 30)), NOT_MET, id="1.1-expired-yesterday"),
        pytest.param("1.1", titled(valid_from=AS_OF), MET, id="1.1-first-day"),
        pytest.param("1.1", titled(valid_from=date(2026, 7, 2)), NOT_MET, id="1.1-starts-tomorrow"),
        pytest.param("1.2", enterprise(product={"segment_years": "2.99"}), NOT_MET, id="1.2-2.99<3"),
        pytest.param("1.2", enterprise(product={"segment_years": "3"}), MET, id="1.2-3"),
        pytest.param("1.2", enterprise(product={"segment_years": "3.01"}), MET, id="1.2-3.01"),
        pytest.param("2.1", turnover("4999.99"), NOT_MET, id="2.1-4999.99<5000"),
        pytest.param("2.1", turnover("5000"), MET, id="2.1-5000"),
        pytest.param("2.1", turnover("5000.01"), MET, id="2.1-5000.01"),
        pytest.param(
            "2.1", turnover("4999.99", equity_rounds=(equity("9999"),)), NOT_MET, id="2.1-equity-is-no-way"
        ),
        pytest.param(
            "2.2", enterprise(last={"main_revenue": "10799.99"}), NOT_MET, id="2.2-10799.99/12000<90%"
        ),
        pytest.param("2.2", enterprise(last={"main_revenue": "10800"}), MET, id="2.2-10800/12000=90%"),
        pytest.param("2.2", enterprise(last={"main_revenue": "10800.01"}), MET, id="2.2-10800.01/12000>90%"),
        pytest.param(
            "2.4", enterprise(last={"total_liabilities": "7499.99"}), MET, id="2.4-7499.99/10000<75%"
        ),
        pytest.param("2.4", enterprise(last={"total_liabilities": "7500"}), MET, id="2.4-7500/10000=75%"),
        pytest.param(
            "2.4", enterprise(last={"total_liabilities": "7500.01"}), NOT_MET, id="2.4-7500.01/10000>75%"
        ),
        pytest.param("3.1", spent("700", "499.99"), NOT_MET, id="3.1-700+499.99<1200"),
        pytest.param("3.1", spent("700", "500"), MET, id="3.1-700+500=1200"),
        pytest.param("3.1", spent("700", "500.01"), MET, id="3.1-700+500.01>1200"),
        pytest.param("3.1", spent("1200", "0"), MET, id="3.1-1200+0=1200"),
        pytest.param("3.2", spent("359.99", "2000"), NOT_MET, id="3.2-359.99/12000<3%"),
        pytest.param("3.2", spent("360", "2000"), MET, id="3.2-360/12000=3%"),
        pytest.param("3.2", spent("360.01", "2000"), MET, id="3.2-360.01/12000>3%"),
        pytest.param("3.2", spent("2000", "329.99"), NOT_MET, id="3.2-329.99/11000<3%"),
        pytest.param("3.2", spent("2000", "330"), MET, id="3.2-330/11000=3%"),
        pytest.param("3.2", spent("2000", "330.01"), MET, id="3.2-330.01/11000>3%"),
        pytest.param("4.1", enterprise(intellectual_property=rights(3)), NOT_MET, id="4.1-3<4"),
        pytest.param("4.1", enterprise(intellectual_property=rights(4)), MET, id="4.1-4"),
        pytest.param("4.1", enterprise(intellectual_property=rights(5)), MET, id="4.1-5"),
        pytest.param("5.1", market("0.099999", "0", 4), NOT_MET, id="5.1-9.9999%-rank-4"),
        pytest.param("5.1", market("0.1", "0", 4), MET, id="5.1-domestic-10%"),
        pytest.param("5.1", market("0.100001", "0", 4), MET, id="5.1-domestic-10.0001%"),
        pytest.param("5.1", market("0", "0.099999", 4), NOT_MET, id="5.1-international-9.9999%"),
        pytest.param("5.1", market("0", "0.1", 4), MET, id="5.1-international-10%"),
        pytest.param("5.1", market("0", "0", 3), MET, id="5.1-rank-3"),
        pytest.param("5.1", market("0", "0", 1), MET, id="5.1-rank-1"),
        pytest.param("5.1", market("0.05", "0.05", 4), NOT_MET, id="5.1-5%+5%-are-not-added"),
        pytest.param("5.2", enterprise(statements={"high_reputation": False}), NOT_MET, id="5.2-unknown"),
        *(
            pytest.param(
                "6.1",
                enterprise(product={"fields": (field,)}),
                MET if field in FIELDS else NOT_MET,
                id=f"6.1-{field}",
            )
            for field in ProductField
        ),
        pytest.param("6.1", enterprise(product={"fields": ()}), NOT_MET, id="6.1-none"),
        pytest.param(
            "6.1",
            enterprise(product={"fields": (ProductField.TIME_HONOURED, ProductField.UPGRADING)}),
            MET,
            id="6.1-one-of-two",
        ),
        pytest.param("6.2", enterprise(product={"chain_role": False}), NOT_MET, id="6.2-no-key-link"),
    ],
)
def test_borders(standard, code, facts, verdict):
    assert found(standard, code, facts).verdict is verdict


@table(
    ("last", "first", "verdict"),
    [
        pytest.param("1102.5", "1000", MET, id="sqrt(1102.5/1000)=1.05"),
        pytest.param("1102.49", "1000", NOT_MET, id="1102.49<1.1025x1000"),
        pytest.param("1102.51", "1000", MET, id="1102.51>1.1025x1000"),
        pytest.param("367.5", "333.3333", MET, id="367.5>1.1025x333.3333=367.49996"),
        pytest.param("367.4999", "333.3333", NOT_MET, id="367.4999<367.49996"),
        pytest.param("11025", "10000", MET, id="sqrt(11025/10000)=1.05"),
        pytest.param("11024.99", "10000", NOT_MET, id="11024.99<11025"),
        pytest.param("1100", "1000", NOT_MET, id="10%-in-2-years-is-4.88%-a-year"),
        pytest.param("10", "1000", NOT_MET, id="shrunk"),
        pytest.param("0", "1000", NOT_MET, id="sqrt(0)-1=-100%"),
    ],
)
def test_compound_growth(last, first, verdict):
    assert found(NEW, "2.3", turnover(last, first)).verdict is verdict


def test_growth_is_that_of_revenue_whatever_the_year_between():
    """63号 looked at the main revenue of three years; here only the revenue of 2025 and 2023 counts."""
    facts = enterprise(
        last={"revenue": "11025", "main_revenue": "10000"},
        before={"revenue": "50000", "main_revenue": "50000"},
        first={"revenue": "10000", "main_revenue": "10000"},
    )
    assert found(NEW, "2.3", facts).verdict is MET


def test_growth_is_not_tested_in_a_renewal():
    shrunk = enterprise(first={"revenue": "20000", "main_revenue": "20000"})
    assert unmet(judge(NEW, shrunk)) == {"2.3": NOT_MET}
    assert judge(RENEWAL, shrunk).verdict is MET
    assert judge(RENEWAL, without(enterprise(), "figures.2023.revenue")).verdict is MET


@BOTH
@pytest.mark.parametrize(
    ("facts", "verdict"),
    [
        pytest.param(enterprise(intellectual_property=(), awards=(award(rank=3),)), MET, id="rank-3"),
        pytest.param(enterprise(intellectual_property=(), awards=(award(rank=4),)), NOT_MET, id="rank-4"),
        *(
            pytest.param(
                enterprise(intellectual_property=rights(3), awards=(award(level=level),)),
                MET if level == RecognitionLevel.NATIONAL else NOT_MET,
                id=f"{level}-award",
            )
            for level in RecognitionLevel
        ),
        *(
            pytest.param(
                enterprise(intellectual_property=(), awards=(award(awarded_on=day),)),
                verdict,
                id=f"award-{day}",
            )
            for day, verdict in {
                date(2022, 12, 31): NOT_MET,
                date(2023, 1, 1): MET,
                date(2026, 7, 1): MET,
                date(2026, 7, 2): NOT_MET,
            }.items()
        ),
        pytest.param(
            enterprise(
                intellectual_property=rights(3), institutions=(institution(RecognitionLevel.NATIONAL),)
            ),
            NOT_MET,
            id="an-institution-does-not-exempt",
        ),
        pytest.param(
            enterprise(intellectual_property=rights(3), contests=(contest(),)),
            NOT_MET,
            id="a-contest-does-not-exempt",
        ),
    ],
)
def test_exemption_from_the_rights(standard, facts, verdict):
    result = judge(standard, facts)
    assert result.verdict is verdict
    assert unmet(result) == ({} if verdict is MET else {"4.1": NOT_MET})


BROKEN = {
    "1.1": titled(TitleKind.INNOVATIVE),
    "1.2": enterprise(product={"segment_years": "2"}),
    "2.1": turnover("4999.99"),
    "2.2": enterprise(last={"main_revenue": "10000"}),
    "2.3": enterprise(first={"revenue": "11500", "main_revenue": "11000"}),
    "2.4": enterprise(last={"total_liabilities": "7600"}),
    "3.1": spent("600", "599.99"),
    "3.2": spent("359.99", "2000"),
    "4.1": enterprise(intellectual_property=rights(3)),
    "5.1": market(),
    "5.2": enterprise(statements={"high_reputation": False}),
    "6.1": enterprise(product={"fields": ()}),
    "6.2": enterprise(product={"chain_role": False}),
    "7.1": enterprise(scores={2025: "59.99", 2026: "59.99"}),
}


@table(("standard", "code"), [*((NEW, code) for code in CODES), *((RENEWAL, code) for code in RENEWED)])
def test_one_condition_broken(standard, code):
    result = judge(standard, BROKEN[code])
    assert (result.verdict, unmet(result)) == (NOT_MET, {code: NOT_MET})
    assert result.reasons == reasons_of(standard, code)


@BOTH
def test_what_r2022_asked_for_is_no_longer_needed(standard):
    """No certificate, own brand, R&D institution or information system (standards 4.2)."""
    facts = enterprise(
        quality_evidence=(),
        institutions=(),
        statements={"information_system": False, "competitive_brand": False, "unique_advantage": False},
    )
    assert judge(standard, facts).verdict is MET


@table(
    ("standard", "last", "this", "verdict", "lacking"),
    [
        (NEW, None, "59.99", NOT_MET, set()),
        (NEW, None, "60", MET, set()),
        (NEW, None, "60.01", MET, set()),
        (NEW, "100", "59.99", NOT_MET, set()),
        (NEW, "100", None, UNKNOWN, {2026}),
        (RENEWAL, "59.99", "59.99", NOT_MET, set()),
        (RENEWAL, "60", "59.99", MET, set()),
        (RENEWAL, "59.99", "60", MET, set()),
        (RENEWAL, "60", None, MET, set()),
        (RENEWAL, None, "60", MET, set()),
        (RENEWAL, "59.99", None, UNKNOWN, {2026}),
        (RENEWAL, None, "59.99", UNKNOWN, {2025}),
        (RENEWAL, None, None, UNKNOWN, {2025, 2026}),
    ],
)
def test_development_score(standard, last, this, verdict, lacking):
    scores = {year: score for year, score in ((2025, last), (2026, this)) if score is not None}
    facts = enterprise(scores={2024: 100, **scores})
    assert judge(standard, facts).verdict is verdict
    assert missing_keys(found(standard, "7.1", facts)) == {f"development_scores.{year}" for year in lacking}


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
