"""63号 附件2: the pass rule C1, C2, C3 and (60 points or an alternative), and whole enterprises worked out by hand."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import product

import pytest

from declarations.standards import Facts, Verdict, evaluate
from declarations.standards.facts import (
    Award,
    ContestResult,
    EquityRound,
    Institution,
    QualityEvidence,
    TechnicalStandard,
    YearFigures,
)
from declarations.standards.provincial import localised
from declarations.standards.reading import read_facts
from enterprises.enums import IntellectualPropertyKind, ProductField, QualityKind, RecognitionLevel
from tests.declarations.standards.builders import condition, line, right
from tests.declarations.standards.builders_conditions import none_of
from tests.declarations.standards.builders_specialized import (
    AS_OF,
    LOCAL,
    MOST,
    SPECIALIZED,
    judged,
    known,
    scheme,
    scoring,
)
from tests.tables import table

AT_70 = localised(SPECIALIZED, scheme(pass_mark=70))
# 专业化 5+10+5+5=25, 精细化 5+5+10+5=25, 创新能力 8+2+0+0=10.
SIXTY = {1: 5, 2: 10, 3: 5, 4: 5, 5: 5, 6: 5, 7: 10, 8: 5, 9: 0, 10: 8, 11: 2, 12: 0, 13: 0}
# Refinement 5+5+10+3=23 and 1 point of staff instead: 25+23+11=59.
FIFTY_NINE = {**SIXTY, 8: 3, 12: 1}


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
def equity(paid_in="2000", received_on=date(2025, 6, 1), share="0.30", qualified=True):
    amounts = [None if each is None else Decimal(each) for each in (paid_in, share)]
    return EquityRound("基金", received_on, *amounts, qualified)


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


# --- Unknowns ----------------------------------------------------------------------------------------------------
@table(
    ("changes", "missing"),
    [
        pytest.param({"product": {"segment_years": None}}, "main_product.segment_years", id="C1"),
        pytest.param({"last": {"rd_expense": None}}, "figures.2025.rd_expense", id="C2"),
        pytest.param({"last": {"revenue": None}}, "figures.2025.revenue", id="C2-and-C3"),
    ],
)
def test_unknown_basic_condition_leaves_the_verdict_open_and_is_named(changes, missing):
    facts = scoring(MOST, equity_rounds=(), **changes)
    result = evaluate(LOCAL, facts)
    assert result.verdict is Verdict.UNKNOWN
    open_ones = [each for each in result.conditions[:3] if each.verdict is Verdict.UNKNOWN]
    assert missing in {gap.key for each in open_ones for gap in each.missing}
    assert [each.partition("：")[0] for each in result.reasons][0] == f"尚不能判断条件 {open_ones[0].code}"


@table(
    ("points", "verdict"),
    [
        pytest.param(SIXTY, Verdict.UNKNOWN, id="60-8=52..62"),
        pytest.param({**SIXTY, 9: 8}, Verdict.MET, id="68-8=60..70"),
        pytest.param({**SIXTY, 5: 0}, Verdict.NOT_MET, id="55-8=47..57"),
    ],
)
def test_unknown_rights_leave_it_open_only_while_they_decide(points, verdict):
    result = evaluate(LOCAL, replace(scoring(points), intellectual_property=None))
    assert result.verdict is verdict
    assert line(result, "10").points is None


@table("name", ["awards", "contests", "equity_rounds"])
def test_unknown_alternative_keeps_a_failing_score_open(name):
    result = evaluate(LOCAL, replace(scoring(FIFTY_NINE), **{name: None}))
    assert result.verdict is Verdict.UNKNOWN
    assert name in {gap.key for each in result.conditions for gap in each.missing}


def test_nothing_known_is_nothing_decided():
    result = evaluate(SPECIALIZED, Facts())
    assert (result.verdict, result.total, result.total_at_most) == (Verdict.UNKNOWN, 0, 100)
    assert all(each.missing for each in result.lines)


# --- Bad input ---------------------------------------------------------------------------------------------------
def _dict(**changes):
    return scoring(MOST, **changes).to_dict()


def _put(data, key, value):
    *path, name = key.split(".")
    place = data
    for each in path:
        place = place[int(each)] if isinstance(place, list) else place[each]
    place[int(name) if isinstance(place, list) else name] = value
    return data


BAD = [
    ("figures.2025.revenue", "-1", "不能为负数。"),
    ("figures.2025.revenue", "many", "应为数字"),
    ("figures.2025.revenue", 1.5, "应为数字"),
    ("figures.2025.revenue", True, "应为数字"),
    ("figures.2025.main_revenue", "3000.01", "不能大于营业收入"),
    ("figures.2024.main_revenue", "-0.01", "不能为负数。"),
    ("figures.2023.main_revenue", [], "应为数字"),
    ("figures.2025.rd_expense", "-0.01", "不能为负数。"),
    ("figures.2025.net_profit", "loss", "应为数字"),
    ("figures.2025.total_assets", "-1", "不能为负数。"),
    ("figures.2025.total_liabilities", {}, "应为数字"),
    ("figures.2025.rd_staff", 101, "不能大于从业人员数量"),
    ("figures.2025.employees", "10.5", "应为整数。"),
    ("main_product.segment_years", "-1", "应在 0 与"),
    ("main_product.segment_years", "1000", "应在 0 与"),
    ("main_product.chain_role", "yes", "应为 true 或 false。"),
    ("main_product.fields", "six_bases", "应为列表。"),
    ("digital_level", 5, "应在 0 与 4 之间。"),
    ("digital_level", -1, "应在 0 与 4 之间。"),
    ("digital_level", "three", "应为数字"),
    ("intellectual_property", {}, "应为列表。"),
    ("intellectual_property.0.granted_on", "2020-02-30", "应为日期"),
    ("institutions.0.level", "world", "应为 national"),
    ("quality_evidence.0.kind", "gold", "应为 award"),
    ("technical_standards", "one", "应为列表。"),
    ("awards", 3, "应为列表。"),
    ("equity_rounds", "none", "应为列表。"),
]


@table(("key", "value", "message"), [pytest.param(*each, id=f"{each[0]}={each[1]}") for each in BAD])
def test_bad_input_is_named_and_all_else_is_as_if_it_were_unknown(key, value, message):
    bad = evaluate(LOCAL, read_facts(_put(_dict(), key, value)))
    assert [problem.key for problem in bad.problems] == [key]
    assert bad.problems[0].message.startswith(message)
    unknown = evaluate(LOCAL, read_facts(_put(_dict(), key, None)))
    assert [_without_reasons(each) for each in bad.lines] == [
        _without_reasons(each) for each in unknown.lines
    ]
    assert [each.verdict for each in bad.conditions] == [each.verdict for each in unknown.conditions]
    assert (bad.total, bad.total_at_most, bad.verdict) == (
        unknown.total,
        unknown.total_at_most,
        unknown.verdict,
    )
    named = [gap for each in (*bad.lines, *bad.conditions) for gap in each.missing if gap.key == key]
    assert all(gap.reason == f"填写有误：{bad.problems[0].message}" for gap in named)


def _without_reasons(result):
    return result._replace(missing=tuple(gap.key for gap in result.missing))


@table(
    ("key", "codes"),
    [
        ("figures.2025.revenue", ["1", "7"]),  # 11 has 300 by the amount still, see below
        ("figures.2025.main_revenue", ["1", "2"]),
        ("figures.2025.total_assets", ["8"]),
        ("figures.2025.employees", ["12"]),
        ("main_product.segment_years", ["3"]),
        ("digital_level", ["5"]),
    ],
)
def test_bad_input_reaches_only_the_lines_that_need_it(key, codes):
    bad = evaluate(LOCAL, read_facts(_put(_dict(), key, "bad")))
    open_ones = [each.code for each in bad.lines if each.points is None]
    assert open_ones == (sorted([*codes, "11"], key=int) if key == "figures.2025.revenue" else codes)


def test_all_mistakes_are_named_at_once():
    data = _dict()
    for key, value in [
        ("figures.2025.revenue", "-1"), ("figures.2025.rd_staff", 101), ("digital_level", "x"),
    ]:  # fmt: skip
        _put(data, key, value)
    bad = evaluate(LOCAL, read_facts(data))
    assert {problem.key for problem in bad.problems} == {
        "figures.2025.revenue",
        "figures.2025.rd_staff",
        "digital_level",
    }
    assert [each.code for each in bad.lines if each.points is None] == ["1", "5", "7", "11", "12"]


def test_a_year_missing_in_the_middle_is_named():
    """2024 is between two years that are there: most likely forgotten. Only the growth and ALT-2 need it."""
    full = scoring(MOST)
    without = replace(full, figures={year: row for year, row in full.figures.items() if year != 2024})
    result = evaluate(LOCAL, without)
    assert [problem.key for problem in result.problems] == ["figures.2024"]
    assert "2024" in result.problems[0].message
    assert [each.code for each in result.lines if each.points is None] == ["2"]
    assert [gap.key for gap in line(result, "2").missing] == ["figures.2024.main_revenue"]
    assert result.total == 90


# --- Whole enterprises -------------------------------------------------------------------------------------------
def test_a_whole_enterprise_by_hand():
    """A valve maker, 2025:

    1  main 7200/8000 = 90% → 5            2  (7200/6600−1 + 6600/6000−1)/2 = (9.09%+10%)/2 = 9.55% → 8
    3  floor(7.5/2) = 3 → 3                4  serves a leading firm → 3
    5  level 2 → 3                         6  brand + certificate: min(5, 6) → 5
    7  520/8000 = 6.5% → 6                 8  3300/6000 = 55% → 3
    9  by its province → 8                 10 own invention of 2020 → 8
    11 max(350 → 6, 350/8000 = 4.375% → 4) → 6
    12 24/160 = 15% → 3                    13 of the city → 4
    19 + 17 + 8 + 21 = 65
    """
    maker = known(
        last={
            "revenue": "8000",
            "main_revenue": "7200",
            "rd_expense": "350",
            "net_profit": "520",
            "total_assets": "6000",
            "total_liabilities": "3300",
            "employees": 160,
            "rd_staff": 24,
        },
        before={"main_revenue": "6600", "rd_expense": "300"},
        first={"main_revenue": "6000"},
        product={"segment_years": Decimal("7.5"), "fields": (ProductField.SERVES_LEADER,)},
        digital_level=2,
        quality_evidence=(
            QualityEvidence(QualityKind.OWN_BRAND, "阀门牌"),
            QualityEvidence(QualityKind.QUALITY_SYSTEM, "ISO9001", None, date(2024, 1, 1), date(2027, 1, 1)),
        ),
        intellectual_property=(right(), right(IntellectualPropertyKind.SOFTWARE)),
        institutions=(Institution("市企业技术中心", RecognitionLevel.CITY, date(2022, 1, 1)),),
        provincial={"9": "8"},
    )
    result = evaluate(LOCAL, maker)
    assert [each.points for each in result.lines] == [5, 8, 3, 3, 3, 5, 6, 3, 8, 8, 6, 3, 4]
    assert [group.at_least for group in result.groups] == [19, 17, 8, 21]
    assert (result.total, result.verdict) == (65, Verdict.MET)
    assert [line(result, code).display for code in ("1", "2", "7", "8", "12")] == [
        "90.00%",
        "9.55%",
        "6.50%",
        "55.00%",
        "15.00%",
    ]
    assert [str(line(result, code).next_step) for code in ("3", "7", "8", "11", "12")] == [
        "从事特定细分市场年限再增加 0.5 年 → +1 分",  # 8 − 7.5
        "净利润再增加 120.00 万元 → +2 分",  # 8000 × 8% − 520
        "负债总额再减少 300.00 万元 → +2 分",  # 3300 − 6000 × 50%
        "研发费用再增加 50.00 万元 → +2 分",  # 400 − 350, 8% of 8000 being 640
        "研发人员数量再增加 8 人 → +2 分",  # 160 × 20% − 24
    ]


def test_a_young_laboratory_by_hand():
    """Revenue 600 < 1000 but equity 1400 + 1000 = 2400 >= 2000; R&D 480/600 = 80%; a loss.

    1  570/600 = 95% → 5     2  (570/300−1 + 300/100−1)/2 = (90%+200%)/2 → 10   3  floor(3/2) → 1   4  → 5
    5  → 0     6  a standard → 3     7  −200/600 < 2% → 0     8  900/3000 = 30% → 5
    9  → 0     10 → 10     11 max(480 → 8, 80% → 10) → 10     12 30/40 = 75% → 5     13 self → 2
    21 + 8 + 0 + 27 = 56 < 60: only ALT-1 by a provincial award, third place, carries it.
    """
    laboratory = known(
        last={
            "revenue": "600",
            "main_revenue": "570",
            "rd_expense": "480",
            "net_profit": "-200",
            "total_assets": "3000",
            "total_liabilities": "900",
            "employees": 40,
            "rd_staff": 30,
        },
        before={"main_revenue": "300", "rd_expense": "400"},
        first={"main_revenue": "100"},
        product={"segment_years": Decimal(3), "chain_role": True},
        technical_standards=(TechnicalStandard("阀门标准", published_on=date(2015, 1, 1)),),
        intellectual_property=(right(granted_on=date(2012, 1, 1)),),
        institutions=(Institution("研发部", RecognitionLevel.SELF),),
        equity_rounds=(equity("1400", date(2024, 2, 1), "0.2"), equity("1000", date(2025, 2, 1), "0.1")),
    )
    alone = evaluate(LOCAL, laboratory)
    assert [each.points for each in alone.lines] == [5, 10, 1, 5, 0, 3, 0, 5, 0, 10, 10, 5, 2]
    assert (alone.total, alone.verdict) == (56, Verdict.NOT_MET)
    assert {each.verdict for each in alone.conditions[:3]} == {Verdict.MET}
    awarded = replace(
        laboratory, awards=(Award("省技术发明奖", RecognitionLevel.PROVINCIAL, date(2025, 4, 1), 3),)
    )
    assert evaluate(LOCAL, awarded).verdict is Verdict.MET


def test_figures_of_years_are_those_of_the_accounting_year_not_of_the_day():
    """Y1 is 2024 although the day is in 2026: 2025 is not looked at."""
    facts = scoring(MOST)
    shifted = replace(
        facts,
        year=2024,
        figures={**{year - 1: row for year, row in facts.figures.items()}, 2025: YearFigures()},
    )
    assert evaluate(LOCAL, shifted).total == 100
