"""2号 附件2: the seven items of “小巨人” and its 复核. Last year 2025, day of application 2026-07-01."""

from datetime import date

import pytest

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
    reasons_of,
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

FIELDS = (ProductField.SIX_BASES, ProductField.UPGRADING)


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
