"""2号 附件1: the six conditions of 专精特新中小企业 and its 复核. Last year 2025, day of application 2026-07-01."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from declarations.standards.facts import Facts
from enterprises.enums import IntellectualPropertyKind, RecognitionLevel, TitleKind
from tests.declarations.standards.builders_conditions import (
    AS_OF,
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
    reasons_of,
    right,
    rights,
    title,
    unmet,
    without,
)
from tests.tables import table

NEW, RENEWAL = "R2026-SPECIALIZED", "R2026-SPECIALIZED-RENEWAL"
BOTH = pytest.mark.parametrize("standard", [NEW, RENEWAL])
CODES = ("1.1", "1.2", "2.1", "2.2", "2.3", "3.1", "3.2", "4.1", "5.1", "6.1")


def bought(paid_in="2000", **changes):
    """Last year's revenue one cent short, and one round of equity."""
    return enterprise(
        last={"revenue": "1499.99", "main_revenue": "1400"}, equity_rounds=(equity(paid_in, **changes),)
    )


def small(**changes):
    """Revenue 1499.99 in the last year, R&D far above 3%."""
    return enterprise(last={"revenue": "1499.99", "main_revenue": "1400"}, **changes)


@BOTH
def test_everything_met(standard):
    result = judge(standard, enterprise())
    assert (result.verdict, unmet(result)) == (MET, {})
    assert tuple(each.code for each in result.conditions) == CODES
    assert result.lines == ()
    assert all(each.source.startswith("2号 附件1 第") for each in result.conditions)


@BOTH
@pytest.mark.parametrize(
    ("code", "facts", "verdict"),
    [
        pytest.param("1.1", enterprise(titles=(title(TitleKind.INNOVATIVE),)), MET, id="1.1-innovative"),
        pytest.param("1.1", enterprise(titles=(title(TitleKind.TECHNOLOGY),)), MET, id="1.1-technology"),
        pytest.param("1.1", enterprise(titles=()), NOT_MET, id="1.1-none"),
        pytest.param(
            "1.1",
            enterprise(titles=(title(TitleKind.INNOVATIVE, valid_until=date(2026, 7, 1)),)),
            MET,
            id="1.1-last-day",
        ),
        pytest.param(
            "1.1",
            enterprise(titles=(title(TitleKind.INNOVATIVE, valid_until=date(2026, 6, 30)),)),
            NOT_MET,
            id="1.1-expired-yesterday",
        ),
        pytest.param(
            "1.1",
            enterprise(titles=(title(TitleKind.INNOVATIVE, valid_from=date(2026, 7, 1)),)),
            MET,
            id="1.1-first-day",
        ),
        pytest.param(
            "1.1",
            enterprise(titles=(title(TitleKind.INNOVATIVE, valid_from=date(2026, 7, 2)),)),
            NOT_MET,
            id="1.1-starts-tomorrow",
        ),
        pytest.param(
            "1.1",
            enterprise(
                titles=(
                    title(TitleKind.INNOVATIVE, valid_until=date(2026, 6, 30)),
                    title(TitleKind.TECHNOLOGY),
                )
            ),
            MET,
            id="1.1-one-expired-one-valid",
        ),
        pytest.param("1.2", enterprise(product={"segment_years": "2.99"}), NOT_MET, id="1.2-2.99<3"),
        pytest.param("1.2", enterprise(product={"segment_years": "3"}), MET, id="1.2-3"),
        pytest.param("1.2", enterprise(product={"segment_years": "3.01"}), MET, id="1.2-3.01"),
        pytest.param("2.1", small(), NOT_MET, id="2.1-1499.99<1500"),
        pytest.param("2.1", enterprise(last={"revenue": "1500", "main_revenue": "1500"}), MET, id="2.1-1500"),
        pytest.param(
            "2.1", enterprise(last={"revenue": "1500.01", "main_revenue": "1500"}), MET, id="2.1-1500.01"
        ),
        pytest.param("2.1", bought("1999.99"), NOT_MET, id="2.1-equity-1999.99<2000"),
        pytest.param("2.1", bought("2000"), MET, id="2.1-equity-2000"),
        pytest.param("2.1", bought("2000.01"), MET, id="2.1-equity-2000.01"),
        pytest.param("2.1", bought(received_on=date(2023, 12, 31)), NOT_MET, id="2.1-equity-day-before-2024"),
        pytest.param("2.1", bought(received_on=date(2024, 1, 1)), MET, id="2.1-equity-first-day"),
        pytest.param("2.1", bought(received_on=date(2025, 12, 31)), MET, id="2.1-equity-last-day"),
        pytest.param("2.1", bought(received_on=date(2026, 1, 1)), NOT_MET, id="2.1-equity-after-2025"),
        pytest.param("2.1", bought(qualified_investor=False), NOT_MET, id="2.1-equity-not-qualified"),
        pytest.param("2.1", bought(share_given_up=Decimal("0.9")), MET, id="2.1-equity-90%-no-such-limit"),
        pytest.param("2.1", bought(share_given_up=None), MET, id="2.1-equity-share-not-asked"),
        pytest.param(
            "2.1",
            small(equity_rounds=(equity("1200"), equity("800", received_on=date(2024, 3, 1)))),
            MET,
            id="2.1-equity-1200+800=2000",
        ),
        pytest.param(
            "2.1",
            small(equity_rounds=(equity("1999.99"), equity("5000", qualified_investor=False))),
            NOT_MET,
            id="2.1-equity-1999.99+0",
        ),
        pytest.param(
            "2.2", enterprise(last={"main_revenue": "9599.99"}), NOT_MET, id="2.2-9599.99/12000<80%"
        ),
        pytest.param("2.2", enterprise(last={"main_revenue": "9600"}), MET, id="2.2-9600/12000=80%"),
        pytest.param("2.2", enterprise(last={"main_revenue": "9600.01"}), MET, id="2.2-9600.01/12000>80%"),
        pytest.param(
            "2.3", enterprise(last={"total_liabilities": "7999.99"}), MET, id="2.3-7999.99/10000<80%"
        ),
        pytest.param("2.3", enterprise(last={"total_liabilities": "8000"}), MET, id="2.3-8000/10000=80%"),
        pytest.param(
            "2.3", enterprise(last={"total_liabilities": "8000.01"}), NOT_MET, id="2.3-8000.01/10000>80%"
        ),
        pytest.param("3.1", enterprise(last={"rd_expense": "359.99"}), NOT_MET, id="3.1-359.99/12000<3%"),
        pytest.param("3.1", enterprise(last={"rd_expense": "360"}), MET, id="3.1-360/12000=3%"),
        pytest.param("3.1", enterprise(last={"rd_expense": "360.01"}), MET, id="3.1-360.01/12000>3%"),
        pytest.param("3.2", enterprise(before={"rd_expense": "329.99"}), NOT_MET, id="3.2-329.99/11000<3%"),
        pytest.param("3.2", enterprise(before={"rd_expense": "330"}), MET, id="3.2-330/11000=3%"),
        pytest.param("3.2", enterprise(before={"rd_expense": "330.01"}), MET, id="3.2-330.01/11000>3%"),
        pytest.param(
            "3.1",
            enterprise(last={"revenue": "2000", "main_revenue": "2000", "rd_expense": "99.99"}),
            NOT_MET,
            id="3.1-99.99<100-though-5%",
        ),
        pytest.param(
            "3.1",
            enterprise(last={"revenue": "2000", "main_revenue": "2000", "rd_expense": "100"}),
            MET,
            id="3.1-100-and-5%",
        ),
        pytest.param(
            "3.2",
            enterprise(before={"revenue": "2000", "main_revenue": "2000", "rd_expense": "99.99"}),
            NOT_MET,
            id="3.2-99.99<100-though-5%",
        ),
        pytest.param(
            "3.2",
            enterprise(before={"revenue": "2000", "main_revenue": "2000", "rd_expense": "100"}),
            MET,
            id="3.2-100-and-5%",
        ),
        pytest.param("4.1", enterprise(intellectual_property=()), NOT_MET, id="4.1-0<1"),
        pytest.param("4.1", enterprise(intellectual_property=rights(1)), MET, id="4.1-1"),
        pytest.param("4.1", enterprise(intellectual_property=rights(2)), MET, id="4.1-2"),
        pytest.param(
            "5.1", enterprise(statements={"leading_position": False}), NOT_MET, id="5.1-not-among-the-first"
        ),
    ],
)
def test_borders(standard, code, facts, verdict):
    assert found(standard, code, facts).verdict is verdict


def without_right(**changes):
    return enterprise(**{"intellectual_property": (), "institutions": (), **changes})


@BOTH
@pytest.mark.parametrize(
    ("facts", "verdict"),
    [
        pytest.param(without_right(awards=(award(rank=3),)), MET, id="national-rank-3"),
        pytest.param(without_right(awards=(award(rank=4),)), NOT_MET, id="national-rank-4"),
        pytest.param(
            without_right(awards=(award(level=RecognitionLevel.MINISTERIAL),)), MET, id="ministerial"
        ),
        pytest.param(
            without_right(awards=(award(level=RecognitionLevel.PROVINCIAL, rank=3),)),
            MET,
            id="provincial-rank-3",
        ),
        pytest.param(
            without_right(awards=(award(level=RecognitionLevel.PROVINCIAL, rank=4),)),
            NOT_MET,
            id="provincial-rank-4",
        ),
        pytest.param(without_right(awards=(award(level=RecognitionLevel.CITY),)), NOT_MET, id="city-award"),
        pytest.param(
            without_right(awards=(award(awarded_on=date(2022, 12, 31)),)), NOT_MET, id="day-before-2023"
        ),
        pytest.param(without_right(awards=(award(awarded_on=date(2023, 1, 1)),)), MET, id="first-day"),
        pytest.param(without_right(awards=(award(awarded_on=AS_OF),)), MET, id="day-of-application"),
        pytest.param(
            without_right(awards=(award(awarded_on=date(2026, 7, 2)),)), NOT_MET, id="day-after-application"
        ),
        *(
            pytest.param(
                without_right(institutions=(institution(level),)), verdict, id=f"{level}-institution"
            )
            for level, verdict in {
                RecognitionLevel.NATIONAL: MET,
                RecognitionLevel.MINISTERIAL: MET,
                RecognitionLevel.PROVINCIAL: MET,
                RecognitionLevel.CITY: NOT_MET,
                RecognitionLevel.COUNTY: NOT_MET,
                RecognitionLevel.SELF: NOT_MET,
            }.items()
        ),
        pytest.param(
            without_right(
                awards=(award(rank=4),),
                institutions=(institution(RecognitionLevel.CITY), institution(RecognitionLevel.PROVINCIAL)),
            ),
            MET,
            id="one-of-two-institutions",
        ),
        pytest.param(without_right(awards=(award(), award(rank=9))), MET, id="one-of-two-awards"),
        pytest.param(without_right(), NOT_MET, id="no-exemption"),
    ],
)
def test_exemptions_from_the_right(standard, facts, verdict):
    result = judge(standard, facts)
    assert result.verdict is verdict
    assert unmet(result) == ({} if verdict is MET else {"4.1": NOT_MET})


BROKEN = {
    "1.1": enterprise(titles=(title(TitleKind.SPECIALIZED),)),
    "1.2": enterprise(product={"segment_years": "2.5"}),
    "2.1": small(),
    "2.2": enterprise(last={"main_revenue": "9000"}),
    "2.3": enterprise(last={"total_liabilities": "9000"}),
    "3.1": enterprise(last={"rd_expense": "300"}),
    "3.2": enterprise(before={"rd_expense": "300"}),
    "4.1": enterprise(intellectual_property=rights(1, kind=IntellectualPropertyKind.SOFTWARE)),
    "5.1": enterprise(statements={"leading_position": False}),
    "6.1": enterprise(scores={2025: "49.99", 2026: "49.99"}),
}


@BOTH
@pytest.mark.parametrize("code", CODES)
def test_one_condition_broken(standard, code):
    result = judge(standard, BROKEN[code])
    assert (result.verdict, unmet(result)) == (NOT_MET, {code: NOT_MET})
    assert result.reasons == reasons_of(standard, code)


@BOTH
def test_all_broken_at_once_are_all_named(standard):
    facts = enterprise(
        titles=(),
        product={"segment_years": "1"},
        last={
            "revenue": "1000",
            "main_revenue": "700",
            "rd_expense": "29",
            "total_liabilities": "9999",
        },
        before={"revenue": "1000", "main_revenue": "700", "rd_expense": "29"},
        intellectual_property=(),
        institutions=(),
        statements={"leading_position": False},
        scores={2025: 0, 2026: 0},
    )
    result = judge(standard, facts)
    assert result.verdict is NOT_MET
    assert result.reasons == reasons_of(standard, *CODES)


@table(
    ("standard", "last", "this", "verdict"),
    [
        (NEW, 0, "49.99", NOT_MET),
        (NEW, 0, "50", MET),
        (NEW, 0, "50.01", MET),
        (NEW, 100, "49.99", NOT_MET),
        (NEW, None, "50", MET),
        (NEW, 100, None, UNKNOWN),
        (RENEWAL, "49.99", "49.99", NOT_MET),
        (RENEWAL, "50", "49.99", MET),
        (RENEWAL, "49.99", "50", MET),
        (RENEWAL, "50", None, MET),
        (RENEWAL, None, "50", MET),
        (RENEWAL, None, "49.99", UNKNOWN),
        (RENEWAL, "49.99", None, UNKNOWN),
        (RENEWAL, None, None, UNKNOWN),
    ],
)
def test_development_score(standard, last, this, verdict):
    scores = {year: score for year, score in ((2025, last), (2026, this)) if score is not None}
    result = judge(standard, enterprise(scores={2024: 100, **scores}))
    assert result.verdict is verdict
    condition = found(standard, "6.1", enterprise(scores={2024: 100, **scores}))
    assert condition.verdict is verdict
    if verdict is UNKNOWN:
        asked = {2026} if standard == NEW else {2025, 2026}
        assert missing_keys(condition) == {f"development_scores.{year}" for year in asked - set(scores)}


def test_the_name_of_the_renewal_speaks_of_either_year():
    assert "近两年任意一年" in found(RENEWAL, "6.1", enterprise()).name
    assert "本年度" in found(NEW, "6.1", enterprise()).name


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
