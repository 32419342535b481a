"""2号 附件1: the six conditions of 专精特新中小企业 and its 复核. Last year 2025, day of application 2026-07-01."""

from datetime import date
from decimal import Decimal

import pytest

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
    reasons_of,
    rights,
    title,
    unmet,
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
from tests.tables import table


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
