"""63号 附件3: the six dimensions of “小巨人” and its 复核. Last year 2025, day of application 2026-07-01."""

from dataclasses import replace
from datetime import date
from decimal import ROUND_CEILING, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from declarations.standards.facts import Facts, Institution
from declarations.words.explanation import view_of
from enterprises.enums import ProductField, QualityKind, RecognitionLevel
from tests.declarations.standards.builders_conditions import (
    AS_OF,
    MET,
    NOT_MET,
    UNKNOWN,
    award,
    contest,
    enterprise,
    equity,
    evidence,
    found,
    institution,
    judge,
    missing_keys,
    moved,
    none_of,
    reasons_of,
    rights,
    unmet,
    without,
)
from tests.tables import table

NEW, RENEWAL = "R2022-LITTLE-GIANT", "R2022-LITTLE-GIANT-RENEWAL"
BOTH = pytest.mark.parametrize("standard", [NEW, RENEWAL])
GENERAL = ("4.1", "4.2", "4.3")
DIRECT = ("4.P1", "4.P2")
OTHERS = ("2.1", "2.2", "2.3", "2.4", "3.1", "3.2", "3.3", "5.1", "6.1")
NEEDED = ("1.1", "1.2", "1.3", *OTHERS)
NEVER_MET = dict.fromkeys(DIRECT, NOT_MET)  # of the enterprise as it stands: it has no award and no contest
NOBODY = {"employees": 0, "rd_staff": 0, "tech_staff": 0}
BRAND = evidence(QualityKind.OWN_BRAND)
FIELDS = (ProductField.SIX_BASES, ProductField.KEY_FIELDS, ProductField.NETWORK)


def grown(first, before, last, **changes):
    """Main revenue of 2023, 2024 and 2025."""
    return enterprise(
        first={"main_revenue": first}, before={"main_revenue": before}, last={"main_revenue": last}, **changes
    )


def research(revenue, rd, before="1000000", revenue_before="11000", **changes):
    """Revenue and R&D of 2025, R&D of 2024; the other figures do not matter to 4.1."""
    return enterprise(
        last={"revenue": revenue, "main_revenue": "0", "rd_expense": rd},
        before={"revenue": revenue_before, "main_revenue": "0", "rd_expense": before},
        **changes,
    )


def young(revenue="4999.99", rd="3000", rd_staff=150, paid_in="8000", **changes):
    """An enterprise below 5000 that meets 4.1: 8000 of equity, 3000 of R&D, 150 of 300 persons."""
    return enterprise(
        last={"revenue": revenue, "main_revenue": revenue, "rd_expense": rd, "rd_staff": rd_staff},
        before={"revenue": "4500", "main_revenue": "4500", "rd_expense": "0"},
        first={"revenue": "4000", "main_revenue": "4000"},
        equity_rounds=(equity(paid_in, **changes),),
    )


def qualities(*found_):
    return enterprise(quality_evidence=(*found_, BRAND))


@table(
    ("standard", "codes"),
    [(NEW, ("0.1", *NEEDED)), (RENEWAL, tuple(code for code in NEEDED if code != "1.3"))],
)
def test_everything_met(standard, codes):
    result = judge(standard, enterprise(awards=(award(),), contests=(contest(),)))
    assert (result.verdict, unmet(result)) == (MET, {})
    assert {each.code for each in result.conditions} == {*codes, *GENERAL, *DIRECT}
    assert {each.code for each in result.conditions if not each.needed} == set(DIRECT)
    assert all(each.source.startswith("63号 ") for each in result.conditions)


@BOTH
def test_the_general_conditions_alone_are_enough(standard):
    result = judge(standard, enterprise())
    assert (result.verdict, unmet(result)) == (MET, NEVER_MET)


@BOTH
@pytest.mark.parametrize(
    ("code", "facts", "verdict"),
    [
        pytest.param("1.1", enterprise(product={"segment_years": "2.99"}), NOT_MET, id="1.1-2.99<3"),
        pytest.param("1.1", enterprise(product={"segment_years": "3"}), MET, id="1.1-3"),
        pytest.param("1.1", enterprise(product={"segment_years": "3.01"}), MET, id="1.1-3.01"),
        pytest.param(
            "1.2", enterprise(last={"main_revenue": "8399.99"}), NOT_MET, id="1.2-8399.99/12000<70%"
        ),
        pytest.param("1.2", enterprise(last={"main_revenue": "8400"}), MET, id="1.2-8400/12000=70%"),
        pytest.param("1.2", enterprise(last={"main_revenue": "8400.01"}), MET, id="1.2-8400.01/12000>70%"),
        *(
            pytest.param("2.1", enterprise(statements={name: False}), NOT_MET, id=f"2.1-not-{name}")
            for name in ("sound_governance", "leading_technology", "digital_and_green")
        ),
        pytest.param("2.2", enterprise(statements={"information_system": False}), NOT_MET, id="2.2-none"),
        pytest.param("2.3", qualities(evidence()), MET, id="2.3-management-system"),
        pytest.param("2.3", qualities(evidence(QualityKind.PRODUCT_CERTIFICATION)), MET, id="2.3-product"),
        pytest.param(
            "2.3",
            qualities(evidence(QualityKind.AWARD, level=RecognitionLevel.NATIONAL)),
            NOT_MET,
            id="2.3-award-only",
        ),
        pytest.param("2.3", qualities(), NOT_MET, id="2.3-none"),
        pytest.param("2.3", qualities(evidence(valid_until=AS_OF)), MET, id="2.3-last-day"),
        pytest.param(
            "2.3", qualities(evidence(valid_until=date(2026, 6, 30))), NOT_MET, id="2.3-expired-yesterday"
        ),
        pytest.param("2.3", qualities(evidence(valid_until=None)), MET, id="2.3-without-term"),
        pytest.param("2.3", qualities(evidence(valid_from=AS_OF)), MET, id="2.3-first-day"),
        pytest.param(
            "2.3", qualities(evidence(valid_from=date(2026, 7, 2))), NOT_MET, id="2.3-starts-tomorrow"
        ),
        pytest.param(
            "2.3",
            qualities(evidence(valid_until=date(2026, 6, 30)), evidence(QualityKind.PRODUCT_CERTIFICATION)),
            MET,
            id="2.3-one-expired-one-valid",
        ),
        pytest.param(
            "2.4", enterprise(last={"total_liabilities": "6999.99"}), MET, id="2.4-6999.99/10000<70%"
        ),
        pytest.param("2.4", enterprise(last={"total_liabilities": "7000"}), MET, id="2.4-7000/10000=70%"),
        pytest.param(
            "2.4", enterprise(last={"total_liabilities": "7000.01"}), NOT_MET, id="2.4-7000.01/10000>70%"
        ),
        pytest.param("3.1", enterprise(statements={"unique_advantage": False}), NOT_MET, id="3.1-none"),
        pytest.param("3.2", enterprise(product={"domestic_share": "0.099999"}), NOT_MET, id="3.2-9.9999%"),
        pytest.param("3.2", enterprise(product={"domestic_share": "0.1"}), MET, id="3.2-10%"),
        pytest.param("3.2", enterprise(product={"domestic_share": "0.100001"}), MET, id="3.2-10.0001%"),
        pytest.param(
            "3.2",
            enterprise(product={"domestic_share": "0.09", "international_share": "0.9", "domestic_rank": 1}),
            NOT_MET,
            id="3.2-only-the-national-share-counts",
        ),
        pytest.param("3.2", enterprise(statements={"high_reputation": False}), NOT_MET, id="3.2-not-known"),
        pytest.param("3.3", enterprise(statements={"competitive_brand": False}), NOT_MET, id="3.3-weak"),
        pytest.param("3.3", enterprise(quality_evidence=(evidence(),)), NOT_MET, id="3.3-no-brand"),
        pytest.param(
            "3.3",
            enterprise(quality_evidence=(evidence(QualityKind.OWN_BRAND, valid_until=date(2026, 6, 30)),)),
            NOT_MET,
            id="3.3-brand-expired",
        ),
        *(
            pytest.param(
                "4.2", enterprise(institutions=(institution(level),)), MET, id=f"4.2-{level}-institution"
            )
            for level in RecognitionLevel
        ),
        pytest.param("4.2", enterprise(institutions=()), NOT_MET, id="4.2-none"),
        pytest.param("4.3", enterprise(intellectual_property=rights(1)), NOT_MET, id="4.3-1<2"),
        pytest.param("4.3", enterprise(intellectual_property=rights(2)), MET, id="4.3-2"),
        pytest.param("4.3", enterprise(intellectual_property=rights(3)), MET, id="4.3-3"),
        pytest.param("5.1", enterprise(product={"chain_role": False}), NOT_MET, id="5.1-no-key-link"),
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
    ],
)
def test_borders(standard, code, facts, verdict):
    assert found(standard, code, facts).verdict is verdict


@table(
    ("first", "before", "last", "verdict"),
    [
        pytest.param("1000", "1100", "1100", MET, id="(10%+0%)/2=5%"),
        pytest.param("1000", "1100", "1099.99", NOT_MET, id="(10%-0.0009%)/2<5%"),
        pytest.param("1000", "1100", "1100.01", MET, id="(10%+0.0009%)/2>5%"),
        pytest.param("1000", "900", "1080", MET, id="(-10%+20%)/2=5%"),
        pytest.param("1000", "900", "1079.99", NOT_MET, id="(-10%+19.9989%)/2<5%"),
        pytest.param("337.5", "450", "345", MET, id="(1/3-105/450=1/10)/2=5%"),
        pytest.param("337.5", "450", "344.99", NOT_MET, id="1/3-105.01/450<1/10"),
        pytest.param("600", "700", "653.34", MET, id="1/6-46.66/700>1/10"),
        pytest.param("600", "700", "653.33", NOT_MET, id="1/6-46.67/700<1/10"),
        pytest.param("1000", "1050", "1102.5", MET, id="(5%+5%)/2=5%"),
        pytest.param("1000", "1000", "1000", NOT_MET, id="(0%+0%)/2=0%"),
        pytest.param("1000", "1100", "0", NOT_MET, id="(10%-100%)/2=-45%"),
        pytest.param("1000", "0.01", "10", MET, id="(-99.999%+99900%)/2"),
    ],
)
def test_average_growth(first, before, last, verdict):
    assert found(NEW, "1.3", grown(first, before, last)).verdict is verdict


def test_growth_is_not_tested_in_a_renewal():
    """Exempt since 2024 (standards 4.1)."""
    shrunk = grown("10000", "9500", "9000")
    assert unmet(judge(NEW, shrunk)) == {"1.3": NOT_MET, **NEVER_MET}
    assert judge(RENEWAL, shrunk).verdict is MET
    assert judge(RENEWAL, without(enterprise(), "figures.2023.main_revenue")).verdict is MET


@BOTH
@pytest.mark.parametrize(
    ("facts", "verdict"),
    [
        # 1亿元 and more: 3% in each of two years.
        pytest.param(research("10000", "300"), MET, id="10000:300/10000=3%"),
        pytest.param(research("10000", "299.99"), NOT_MET, id="10000:299.99/10000<3%"),
        pytest.param(research("10000", "300.01"), MET, id="10000:300.01/10000>3%"),
        pytest.param(research("10000.01", "300"), NOT_MET, id="10000.01:300/10000.01<3%"),
        pytest.param(research("20000", "600"), MET, id="20000:600/20000=3%"),
        pytest.param(research("10000", "300", "330"), MET, id="10000:330/11000=3%-before"),
        pytest.param(research("10000", "300", "329.99"), NOT_MET, id="10000:329.99/11000<3%-before"),
        pytest.param(
            research("10000", "300", "120", revenue_before="4000"),
            MET,
            id="10000:the-class-is-last-year's-120/4000=3%",
        ),
        # 5000万元 to 1亿元: 6% in each of two years.
        pytest.param(research("9999.99", "300"), NOT_MET, id="9999.99:300/9999.99=3%<6%"),
        pytest.param(research("9999.99", "599.9994"), MET, id="9999.99:599.9994/9999.99=6%"),
        pytest.param(research("9999.99", "599.9993"), NOT_MET, id="9999.99:599.9993/9999.99<6%"),
        pytest.param(research("9999.99", "600"), MET, id="9999.99:600/9999.99>6%"),
        pytest.param(research("9999.99", "600", "660"), MET, id="9999.99:660/11000=6%-before"),
        pytest.param(research("9999.99", "600", "659.99"), NOT_MET, id="9999.99:659.99/11000<6%-before"),
        pytest.param(research("5000", "300"), MET, id="5000:300/5000=6%"),
        pytest.param(research("5000", "299.99"), NOT_MET, id="5000:299.99/5000<6%"),
        pytest.param(
            research("5000", "299.99", equity_rounds=(equity("99999"),)), NOT_MET, id="5000:equity-is-no-way"
        ),
        # Below 5000万元: equity 8000, R&D 3000, half of the staff.
        pytest.param(research("4999.99", "4999"), NOT_MET, id="4999.99:R&D-100%-is-no-way"),
        pytest.param(young(), MET, id="4999.99:8000+3000+150/300=50%"),
        pytest.param(young(revenue="0.01"), MET, id="0.01:8000+3000+50%"),
        pytest.param(young(paid_in="7999.99"), NOT_MET, id="4999.99:equity-7999.99"),
        pytest.param(young(paid_in="8000.01"), MET, id="4999.99:equity-8000.01"),
        pytest.param(young(rd="2999.99"), NOT_MET, id="4999.99:R&D-2999.99"),
        pytest.param(young(rd="3000.01"), MET, id="4999.99:R&D-3000.01"),
        pytest.param(young(rd_staff=149), NOT_MET, id="4999.99:149/300<50%"),
        pytest.param(young(rd_staff=151), MET, id="4999.99:151/300>50%"),
        pytest.param(young(received_on=date(2023, 12, 31)), NOT_MET, id="4999.99:equity-before-2024"),
        pytest.param(young(received_on=date(2024, 1, 1)), MET, id="4999.99:equity-first-day"),
        pytest.param(young(received_on=date(2025, 12, 31)), MET, id="4999.99:equity-last-day"),
        pytest.param(young(received_on=date(2026, 1, 1)), NOT_MET, id="4999.99:equity-after-2025"),
        pytest.param(young(qualified_investor=False), NOT_MET, id="4999.99:equity-not-qualified"),
        pytest.param(young(share_given_up=Decimal("0.3")), MET, id="4999.99:equity-for-30%"),
        pytest.param(young(share_given_up=Decimal("0.300001")), NOT_MET, id="4999.99:equity-for-30.0001%"),
        pytest.param(young(revenue="5000"), NOT_MET, id="5000:3000/5000-but-0-before<6%"),
    ],
)
def test_research_by_revenue(standard, facts, verdict):
    assert found(standard, "4.1", facts).verdict is verdict


def test_equity_of_several_rounds_is_added():
    """3000 + 4999.99 count, the two of 5000 do not; one cent more is 8000."""
    rounds = (
        equity("3000", received_on=date(2024, 1, 1)),
        equity("4999.99"),
        equity("5000", qualified_investor=False),
        equity("5000", share_given_up=Decimal("0.31")),
    )
    assert found(NEW, "4.1", replace(young(), equity_rounds=rounds)).verdict is NOT_MET
    rounds = (*rounds, equity("0.01"))
    assert found(NEW, "4.1", replace(young(), equity_rounds=rounds)).verdict is MET


def test_a_whole_enterprise_below_5000():
    assert unmet(judge(NEW, young())) == NEVER_MET
    assert judge(NEW, young()).verdict is MET


def poor(**changes):
    """An enterprise that meets none of the general conditions of innovation, but all the rest."""
    return enterprise(last={"rd_expense": "0"}, institutions=(), intellectual_property=(), **changes)


@BOTH
@pytest.mark.parametrize(
    ("facts", "code", "verdict"),
    [
        pytest.param(poor(awards=(award(rank=3),)), "4.P1", MET, id="P1-rank-3"),
        pytest.param(poor(awards=(award(rank=4),)), "4.P1", NOT_MET, id="P1-rank-4"),
        *(
            pytest.param(
                poor(awards=(award(level=level),)),
                "4.P1",
                MET if level == RecognitionLevel.NATIONAL else NOT_MET,
                id=f"P1-{level}",
            )
            for level in RecognitionLevel
        ),
        *(
            pytest.param(poor(awards=(award(awarded_on=day),)), "4.P1", verdict, id=f"P1-{day}")
            for day, verdict in {
                date(2022, 12, 31): NOT_MET,
                date(2023, 1, 1): MET,
                date(2026, 7, 1): MET,
                date(2026, 7, 2): NOT_MET,
            }.items()
        ),
        pytest.param(poor(awards=(award(rank=4), award(rank=2))), "4.P1", MET, id="P1-one-of-two"),
        pytest.param(poor(contests=(contest(rank=50),)), "4.P2", MET, id="P2-rank-50"),
        pytest.param(poor(contests=(contest(rank=51),)), "4.P2", NOT_MET, id="P2-rank-51"),
        *(
            pytest.param(poor(contests=(contest(announced_on=day),)), "4.P2", verdict, id=f"P2-{day}")
            for day, verdict in {
                date(2022, 12, 31): NOT_MET,
                date(2023, 1, 1): MET,
                date(2026, 7, 1): MET,
                date(2026, 7, 2): NOT_MET,
            }.items()
        ),
    ],
)
def test_direct_routes(standard, facts, code, verdict):
    result = judge(standard, facts)
    assert found(standard, code, facts).verdict is verdict
    assert result.verdict is verdict
    if verdict is NOT_MET:
        assert result.reasons == (innovation_fails(standard, *GENERAL),)
    else:
        assert result.reasons[-1].startswith(f"满足条件 {code}：")


def innovation_fails(standard, *general):
    """4.1 to 4.3, or 4.P1, or 4.P2: one is enough (issue 9, line 8)."""
    return none_of(reasons_of(standard, *general), *[reasons_of(standard, code) for code in DIRECT])


@BOTH
def test_the_direct_routes_read_as_alternatives_on_a_page(standard):
    view = view_of(judge(standard, poor()))
    assert [part.hint for part in view.parts if "直通条件" in part.title] == ["满足其一即可"]
    [reason] = [each for each in view.reasons if "4.P1" in each]
    assert reason.startswith("以下满足其一即可，目前均未满足：（1）不满足条件 4.1：")
    assert "；（2）不满足条件 4.P1：" in reason and "；（3）不满足条件 4.P2：" in reason


@BOTH
@pytest.mark.parametrize("code", OTHERS)
@pytest.mark.parametrize("route", [{"awards": (award(),)}, {"contests": (contest(),)}], ids=["P1", "P2"])
def test_a_direct_route_replaces_innovation_only(standard, code, route):
    assert judge(standard, replace(BROKEN[code], **route)).reasons == reasons_of(standard, code)


BROKEN = {
    "1.1": enterprise(product={"segment_years": "2"}),
    "1.2": enterprise(last={"revenue": "17000"}),
    "1.3": grown("9500", "9400", "9700"),
    "2.1": enterprise(statements={"digital_and_green": False}),
    "2.2": enterprise(statements={"information_system": False}),
    "2.3": qualities(),
    "2.4": enterprise(last={"total_liabilities": "7001"}),
    "3.1": enterprise(statements={"unique_advantage": False}),
    "3.2": enterprise(product={"domestic_share": "0.09"}),
    "3.3": enterprise(statements={"competitive_brand": False}),
    "4.1": enterprise(last={"rd_expense": "359.99"}),
    "4.2": enterprise(institutions=()),
    "4.3": enterprise(intellectual_property=rights(1)),
    "5.1": enterprise(product={"chain_role": False}),
    "6.1": enterprise(product={"fields": ()}),
}


@table(
    ("standard", "code"),
    [*((NEW, code) for code in BROKEN), *((RENEWAL, code) for code in BROKEN if code != "1.3")],
)
def test_one_condition_broken(standard, code):
    result = judge(standard, BROKEN[code])
    assert (result.verdict, unmet(result)) == (NOT_MET, {code: NOT_MET, **NEVER_MET})
    fails = (innovation_fails(standard, code),) if code in GENERAL else reasons_of(standard, code)
    assert result.reasons == fails


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
