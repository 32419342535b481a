"""63号 附件2: what is not known or makes no sense, and whole enterprises worked out by hand."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from declarations.standards import Facts, Verdict, evaluate
from declarations.standards.facts import (
    Award,
    Institution,
    QualityEvidence,
    TechnicalStandard,
    YearFigures,
)
from declarations.standards.reading import read_facts
from enterprises.enums import IntellectualPropertyKind, ProductField, QualityKind, RecognitionLevel
from tests.declarations.standards.builders import line, right
from tests.declarations.standards.builders_specialized import (
    LOCAL,
    MOST,
    SPECIALIZED,
    known,
    scoring,
)
from tests.declarations.standards.cases_r2022_specialized import FIFTY_NINE, SIXTY, equity
from tests.tables import table


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
