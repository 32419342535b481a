"""63号 附件2: the pass rule C1, C2, C3 and (60 points or an alternative), and whole enterprises worked out by hand."""

from datetime import date
from decimal import Decimal
from itertools import product

import pytest

from declarations.standards import Verdict, evaluate
from declarations.standards.facts import (
    Award,
    ContestResult,
)
from declarations.standards.provincial import localised
from enterprises.enums import RecognitionLevel
from tests.declarations.standards.builders import condition
from tests.declarations.standards.builders_conditions import none_of
from tests.declarations.standards.builders_specialized import (
    AS_OF,
    LOCAL,
    MOST,
    SPECIALIZED,
    judged,
    scheme,
    scoring,
)
from tests.declarations.standards.cases_r2022_specialized import FIFTY_NINE, SIXTY, equity
from tests.tables import table

AT_70 = localised(SPECIALIZED, scheme(pass_mark=70))


# --- The score ---------------------------------------------------------------------------------------------------
@table(
    ("points", "total", "passes"),
    [
        pytest.param(MOST, 100, True, id="25+25+15+35=100"),
        pytest.param(SIXTY, 60, True, id="25+25+0+10=60-on-the-mark"),
        pytest.param(FIFTY_NINE, 59, False, id="25+23+0+11=59"),
        pytest.param({**FIFTY_NINE, 9: 1}, 60, True, id="25+23+1+11=60-by-one-point-of-the-province"),
        pytest.param({9: 15, 10: 10, 11: 10, 12: 5, 13: 10, 1: 5, 3: 4}, 59, False, id="(5+4)+0+15+35=59"),
        pytest.param(
            {9: 15, 10: 10, 11: 10, 12: 5, 13: 10, 1: 5, 3: 5},
            60,
            True,
            id="(5+5)+0+15+35=60-no-group-has-a-minimum",
        ),
        pytest.param({}, 3, False, id="1+0+0+2=3-the-least-with-C1-and-C2"),
    ],
)
def test_score_route(points, total, passes):
    facts = scoring(points)
    result = evaluate(LOCAL, facts)
    assert (result.total, result.total_at_most) == (total, total)
    assert {each.verdict for each in result.conditions[:3]} == {Verdict.MET}
    assert result.verdict is (Verdict.MET if passes else Verdict.NOT_MET)


@table(
    ("points", "total", "passes"),
    [
        pytest.param({**SIXTY, 9: 10}, 70, True, id="25+25+10+10=70-on-the-mark"),
        pytest.param({**SIXTY, 9: 9}, 69, False, id="25+25+9+10=69"),
        pytest.param(SIXTY, 60, False, id="60-passes-only-nationally"),
        pytest.param(MOST, 100, True, id="100"),
    ],
)
def test_a_province_with_a_pass_mark_of_70(points, total, passes):
    result = evaluate(AT_70, scoring(points))
    assert (result.total, result.pass_mark) == (total, 70)
    assert result.verdict is (Verdict.MET if passes else Verdict.NOT_MET)


def test_an_alternative_passes_whatever_the_pass_mark_of_the_province():
    assert evaluate(AT_70, scoring(**ALTERNATIVES["ALT-4"])).verdict is Verdict.MET


@table(
    ("points", "verdict", "total"),
    [
        pytest.param(SIXTY, Verdict.MET, 60, id="60-without-the-province"),
        pytest.param(FIFTY_NINE, Verdict.UNKNOWN, 59, id="59..74"),
        pytest.param({**SIXTY, 2: 0, 6: 0}, Verdict.UNKNOWN, 45, id="45..60"),
        pytest.param({**FIFTY_NINE, 2: 0, 6: 0}, Verdict.NOT_MET, 44, id="44..59"),
    ],
)
def test_points_a_province_has_not_set_stay_open(points, verdict, total):
    result = evaluate(SPECIALIZED, scoring(points))
    assert (result.total, result.total_at_most, result.verdict) == (total, total + 15, verdict)


def test_reasons_of_a_pass_name_what_carried_it():
    reasons = evaluate(LOCAL, scoring(SIXTY)).reasons
    assert [each.partition("：")[0] for each in reasons] == [
        "满足条件 C1",
        "满足条件 C2",
        "满足条件 C3",
        "总分 60 分，达到 60 分",
    ]


def test_reasons_of_a_failure_name_the_score_and_every_alternative():
    reasons = evaluate(LOCAL, scoring(FIFTY_NINE)).reasons
    names = {each.code: each.name for each in LOCAL.conditions}
    alternatives = [f"不满足条件 ALT-{number}：{names[f'ALT-{number}']}" for number in range(1, 5)]
    assert reasons == (none_of(["总分 59 分，未达到 60 分"], *[[each] for each in alternatives]),)


# --- C1 ----------------------------------------------------------------------------------------------------------
@table(
    ("years", "verdict"),
    [
        ("0", Verdict.NOT_MET),
        ("1.99", Verdict.NOT_MET),
        ("2", Verdict.MET),
        ("2.01", Verdict.MET),
        (None, Verdict.UNKNOWN),
    ],
)
def test_c1_years_in_the_segment(years, verdict):
    result = condition(judged(product={"segment_years": years and Decimal(years)}), "C1")
    assert result.verdict is verdict
    missing = [] if years else ["main_product.segment_years"]
    assert [gap.key for gap in result.missing] == missing


# --- C2 ----------------------------------------------------------------------------------------------------------
@table(
    ("rd", "revenue", "verdict"),
    [
        pytest.param("100", "3333.33", Verdict.MET, id="100>=100,100/3333.33>=3%"),
        pytest.param("100", "3333.34", Verdict.NOT_MET, id="100>=100,100/3333.34<3%"),
        pytest.param("99.99", "1000", Verdict.NOT_MET, id="99.99<100,9.999%>=3%"),
        pytest.param("100", "1000", Verdict.MET, id="100>=100,10%>=3%"),
        pytest.param("300", "10000", Verdict.MET, id="300>=100,3%>=3%"),
        pytest.param("299.99", "10000", Verdict.NOT_MET, id="299.99>=100,2.9999%<3%"),
        pytest.param("99.99", "10000", Verdict.NOT_MET, id="neither"),
        pytest.param(None, "10000", Verdict.UNKNOWN, id="expense-unknown"),
        pytest.param("100", None, Verdict.UNKNOWN, id="revenue-unknown"),
        pytest.param("99.99", None, Verdict.NOT_MET, id="revenue-unknown-but-the-amount-fails"),
        pytest.param("100", "0", Verdict.UNKNOWN, id="revenue-0-no-share"),
        pytest.param("99.99", "0", Verdict.NOT_MET, id="revenue-0-but-the-amount-fails"),
    ],
)
def test_c2_both_halves(rd, revenue, verdict):
    result = condition(judged(last={"revenue": revenue, "main_revenue": "0", "rd_expense": rd}), "C2")
    assert result.verdict is verdict


@table(
    ("last", "missing"),
    [
        ({"rd_expense": None}, [("figures.2025.rd_expense", "未填写")]),
        ({"rd_expense": "200", "revenue": None}, [("figures.2025.revenue", "未填写")]),
        ({"rd_expense": "200", "revenue": "0"}, [("figures.2025.revenue", "为 0，不能作分母")]),
    ],
)
def test_c2_names_what_it_lacks(last, missing):
    result = condition(judged(last={"main_revenue": "0", **last}), "C2")
    assert [(gap.key, gap.reason) for gap in result.missing] == missing


# --- C3 ----------------------------------------------------------------------------------------------------------
@table(
    ("revenue", "rounds", "verdict"),
    [
        pytest.param("1000", (), Verdict.MET, id="1000>=1000"),
        pytest.param("999.99", (), Verdict.NOT_MET, id="999.99<1000-no-equity"),
        pytest.param("999.99", (equity(),), Verdict.MET, id="999.99-but-equity-2000"),
        pytest.param("0", (equity(),), Verdict.MET, id="0-but-equity-2000"),
        pytest.param("999.99", (equity("1999.99"),), Verdict.NOT_MET, id="999.99-equity-1999.99"),
        pytest.param(
            "999.99",
            (equity("1500"), equity("500", date(2024, 1, 1))),
            Verdict.MET,
            id="1500+500-first-day-of-Y2",
        ),
        pytest.param(
            "999.99",
            (equity("1500"), equity("500", date(2023, 12, 31))),
            Verdict.NOT_MET,
            id="500-of-it-before-Y2",
        ),
        pytest.param("999.99", (equity(share="0.3001"),), Verdict.NOT_MET, id="30.01%-of-the-shares"),
        pytest.param("999.99", (equity(qualified=False),), Verdict.NOT_MET, id="no-qualified-investor"),
        pytest.param("999.99", None, Verdict.UNKNOWN, id="999.99-equity-unknown"),
        pytest.param("1000", None, Verdict.MET, id="1000-equity-unknown"),
        pytest.param(None, (equity(),), Verdict.MET, id="revenue-unknown-equity-2000"),
        pytest.param(None, (), Verdict.UNKNOWN, id="revenue-unknown-no-equity"),
        pytest.param("999.99", (equity(qualified=None),), Verdict.UNKNOWN, id="investor-unknown"),
    ],
)
def test_c3_revenue_or_equity(revenue, rounds, verdict):
    result = condition(judged(last={"revenue": revenue, "main_revenue": "0"}, equity_rounds=rounds), "C3")
    assert result.verdict is verdict


def test_c3_names_what_it_lacks():
    result = condition(judged(last={"revenue": None}, equity_rounds=None), "C3")
    assert [gap.key for gap in result.missing] == ["figures.2025.revenue", "equity_rounds"]


# --- The basic conditions decide ---------------------------------------------------------------------------------
BROKEN = {
    "C1": {"product": {"segment_years": Decimal("1.99"), "chain_role": True, "fields": ()}},
    "C2": {"last": {"revenue": "6000", "main_revenue": "6000", "rd_expense": "179.99"}},
    "C3": {
        "last": {"revenue": "999", "main_revenue": "999", "rd_expense": "500"},
        "before": {"main_revenue": "500"},
    },
}


@table("code", BROKEN)
def test_each_basic_condition_fails_alone_whatever_the_score(code):
    result = evaluate(LOCAL, scoring(MOST, **BROKEN[code]))
    assert result.total >= 60
    assert result.verdict is Verdict.NOT_MET
    assert [each.partition("：")[0] for each in result.reasons] == [f"不满足条件 {code}"]


@table("code", BROKEN)
def test_no_alternative_saves_a_basic_condition(code):
    changes = {**BROKEN[code], "contests": (ContestResult("创客中国", 1, date(2025, 1, 1)),)}
    result = evaluate(LOCAL, scoring(MOST, **changes))
    assert condition(result, "ALT-4").verdict is Verdict.MET
    assert result.verdict is Verdict.NOT_MET


# --- The alternatives --------------------------------------------------------------------------------------------
ALTERNATIVES = {
    "ALT-1": {"awards": (Award("省科技进步奖", RecognitionLevel.PROVINCIAL, date(2024, 5, 1), 3),)},
    "ALT-2": {
        "last": {"revenue": "20000", "rd_expense": "1000", "main_revenue": "0"},
        "before": {"rd_expense": "1000"},
    },
    "ALT-3": {"equity_rounds": (equity("6000"),)},
    "ALT-4": {"contests": (ContestResult("创客中国", 500, date(2025, 9, 1)),)},
}


@table("code", ALTERNATIVES)
def test_each_alternative_passes_without_the_score(code):
    result = evaluate(LOCAL, scoring(**ALTERNATIVES[code]))
    assert result.total < 60
    assert [each.code for each in result.conditions[3:] if each.verdict is Verdict.MET] == [code]
    assert result.verdict is Verdict.MET
    assert [each.partition("：")[0] for each in result.reasons][3:] == [f"满足条件 {code}"]


@table("code", ALTERNATIVES)
def test_each_alternative_passes_whatever_lines_are_unknown(code):
    changes = {"digital_level": None, "intellectual_property": None, "quality_evidence": None}
    assert evaluate(SPECIALIZED, scoring(**{**ALTERNATIVES[code], **changes})).verdict is Verdict.MET


@table(
    ("level", "rank", "awarded_on", "verdict"),
    [
        (RecognitionLevel.PROVINCIAL, 3, date(2024, 5, 1), Verdict.MET),
        (RecognitionLevel.PROVINCIAL, 4, date(2024, 5, 1), Verdict.NOT_MET),
        (RecognitionLevel.NATIONAL, 5, date(2024, 5, 1), Verdict.MET),
        (RecognitionLevel.NATIONAL, 6, date(2024, 5, 1), Verdict.NOT_MET),
        (RecognitionLevel.CITY, 1, date(2024, 5, 1), Verdict.NOT_MET),
        (RecognitionLevel.NATIONAL, 1, date(2023, 1, 1), Verdict.MET),
        (RecognitionLevel.NATIONAL, 1, date(2022, 12, 31), Verdict.NOT_MET),
        (RecognitionLevel.NATIONAL, 1, AS_OF, Verdict.MET),
        (RecognitionLevel.NATIONAL, 1, date(2026, 3, 2), Verdict.NOT_MET),
        (RecognitionLevel.NATIONAL, None, date(2024, 5, 1), Verdict.UNKNOWN),
        (RecognitionLevel.NATIONAL, 1, None, Verdict.UNKNOWN),
        (RecognitionLevel.NATIONAL, 6, None, Verdict.NOT_MET),
        (None, 1, date(2024, 5, 1), Verdict.UNKNOWN),
        (None, 4, date(2024, 5, 1), Verdict.UNKNOWN),
        (None, 6, date(2024, 5, 1), Verdict.NOT_MET),
    ],
)
def test_alt_1_award(level, rank, awarded_on, verdict):
    """Provincial: in the top 3; national: in the top 5; from 2023 to the day of application."""
    award = Award("科技进步奖", level, awarded_on, rank)
    assert condition(judged(awards=(award,)), "ALT-1").verdict is verdict


@table(
    ("last", "before", "verdict"),
    [
        pytest.param("1000", "1000", Verdict.MET, id="(1000+1000)/2=1000"),
        pytest.param("1500", "500", Verdict.MET, id="(1500+500)/2=1000"),
        pytest.param("1500", "499.99", Verdict.NOT_MET, id="(1500+499.99)/2=999.995"),
        pytest.param("0", "2000", Verdict.MET, id="(0+2000)/2=1000"),
        pytest.param("1999.99", "0", Verdict.NOT_MET, id="(1999.99+0)/2=999.995"),
        pytest.param("5000", None, Verdict.UNKNOWN, id="Y2-unknown"),
        pytest.param(None, "5000", Verdict.UNKNOWN, id="Y1-unknown"),
    ],
)
def test_alt_2_average_rd(last, before, verdict):
    result = condition(judged(last={"rd_expense": last}, before={"rd_expense": before}), "ALT-2")
    assert result.verdict is verdict
    missing = [f"figures.{year}.rd_expense" for year, each in ((2025, last), (2024, before)) if each is None]
    assert [gap.key for gap in result.missing] == missing


@table(
    ("rounds", "verdict"),
    [
        pytest.param((equity("6000"),), Verdict.MET, id="6000>=6000"),
        pytest.param((equity("5999.99"),), Verdict.NOT_MET, id="5999.99<6000"),
        pytest.param((equity("3000"), equity("3000", date(2024, 1, 1))), Verdict.MET, id="3000+3000"),
        pytest.param((equity("6000", date(2023, 12, 31)),), Verdict.NOT_MET, id="the-day-before-Y2"),
        pytest.param((equity("6000", share="0.31"),), Verdict.NOT_MET, id="31%>30%"),
        pytest.param((equity("5000"), equity(None)), Verdict.UNKNOWN, id="5000+?"),
        pytest.param(None, Verdict.UNKNOWN, id="unknown"),
        pytest.param((), Verdict.NOT_MET, id="none"),
    ],
)
def test_alt_3_equity(rounds, verdict):
    assert condition(judged(equity_rounds=rounds), "ALT-3").verdict is verdict


@table(
    ("rank", "announced_on", "verdict"),
    [
        (1, date(2025, 9, 1), Verdict.MET),
        (500, date(2025, 9, 1), Verdict.MET),
        (501, date(2025, 9, 1), Verdict.NOT_MET),
        (500, date(2023, 1, 1), Verdict.MET),
        (500, date(2022, 12, 31), Verdict.NOT_MET),
        (None, date(2025, 9, 1), Verdict.UNKNOWN),
        (500, None, Verdict.UNKNOWN),
    ],
)
def test_alt_4_contest(rank, announced_on, verdict):
    result = judged(contests=(ContestResult("创客中国", rank, announced_on),))
    assert condition(result, "ALT-4").verdict is verdict


TOGGLES = [
    {"product": {"segment_years": Decimal(1), "chain_role": True, "fields": ()}},
    {"last": {"rd_expense": "99.99"}},
    {"last": {"revenue": "999", "main_revenue": "999"}},
    ALTERNATIVES["ALT-1"],
    ALTERNATIVES["ALT-4"],
    {"equity_rounds": (equity("6000"),)},
]


@table("points", [SIXTY, FIFTY_NINE], ids=["60", "59"])
def test_pass_rule_for_every_combination(points):
    """pass = C1 and C2 and C3 and (score >= 60 or ALT), written once more."""
    seen = set()
    for chosen in product([False, True], repeat=len(TOGGLES)):
        changes = {}
        for toggle in (each for each, on in zip(TOGGLES, chosen, strict=True) if on):
            changes = {**changes, **toggle, "last": {**changes.get("last", {}), **toggle.get("last", {})}}
        result = evaluate(LOCAL, scoring(points, **changes))
        c1, c2, c3, *alternatives = (each.verdict is Verdict.MET for each in result.conditions)
        passes = c1 and c2 and c3 and (result.total >= 60 or any(alternatives))
        assert result.verdict is (Verdict.MET if passes else Verdict.NOT_MET)
        seen.add((c1, c2, c3, any(alternatives)))
    assert len(seen) == 16
