"""63号 附件3: the six dimensions of “小巨人” and its 复核. Last year 2025, day of application 2026-07-01."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from declarations.words.explanation import view_of
from enterprises.enums import ProductField, QualityKind, RecognitionLevel
from tests.declarations.standards.builders_conditions import (
    AS_OF,
    MET,
    NOT_MET,
    award,
    contest,
    enterprise,
    equity,
    evidence,
    found,
    institution,
    judge,
    none_of,
    reasons_of,
    rights,
    unmet,
    without,
)
from tests.declarations.standards.cases_r2022_little_giant import (
    BOTH,
    BROKEN,
    DIRECT,
    NEVER_MET,
    NEW,
    RENEWAL,
    grown,
    poor,
    qualities,
    research,
    young,
)
from tests.tables import table

GENERAL = ("4.1", "4.2", "4.3")
OTHERS = ("2.1", "2.2", "2.3", "2.4", "3.1", "3.2", "3.3", "5.1", "6.1")
NEEDED = ("1.1", "1.2", "1.3", *OTHERS)
FIELDS = (ProductField.SIX_BASES, ProductField.KEY_FIELDS, ProductField.NETWORK)


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


@table(
    ("standard", "code"),
    [*((NEW, code) for code in BROKEN), *((RENEWAL, code) for code in BROKEN if code != "1.3")],
)
def test_one_condition_broken(standard, code):
    result = judge(standard, BROKEN[code])
    assert (result.verdict, unmet(result)) == (NOT_MET, {code: NOT_MET, **NEVER_MET})
    fails = (innovation_fails(standard, code),) if code in GENERAL else reasons_of(standard, code)
    assert result.reasons == fails
