"""63号 附件1: the pass rule, the four direct conditions, and whole enterprises worked out by hand."""

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from declarations.standards import Verdict, evaluate
from declarations.standards.facts import Award, EquityRound, Facts, Honour, Institution, MainProduct
from enterprises.enums import Acquisition, HonourKind, IntellectualPropertyKind, RecognitionLevel
from tests.declarations.standards.builders import INNOVATIVE, condition, facts, judged, line, right
from tests.tables import table

RIGHTS = {
    20: (right(granted_on=date(2010, 1, 1)),),
    15: (right(),),
    10: (right(acquisition=Acquisition.TRANSFERRED, transferred_on=date(2024, 1, 1)),),
    5: (right(IntellectualPropertyKind.SOFTWARE),),
    0: (),
}
RD = {20: "50", 15: "30", 10: "20", 5: "10", 0: "0"}
MAIN = {20: "700", 15: "600", 10: "550", 5: "500", 0: "400"}
# Main revenue of the year before, as a part of the last year's: growth of 100%, 11.1%, 5.3%, 0%, −50%.
BEFORE = {20: "0.5", 15: "0.9", 10: "0.95", 5: "1", 0: "2"}
DEBT = {10: "550", 5: "750", 0: "800"}


def scoring(rights, rd, growth, debt, field, main, **changes):
    """Facts that get exactly these points, indicator by indicator; revenue and assets are 1000."""
    return facts(
        last={"rd_expense": RD[rd], "main_revenue": MAIN[main], "total_liabilities": DEBT[debt]},
        before={"main_revenue": Decimal(MAIN[main]) * Decimal(BEFORE[growth])},
        intellectual_property=RIGHTS[rights],
        main_product=MainProduct("阀门", in_strategic_emerging=field == 10),
        **changes,
    )


@table(
    ("points", "total", "passes"),
    [
        pytest.param((20, 20, 20, 10, 10, 20), 100, True, id="40+30+30=100"),
        pytest.param((15, 5, 10, 5, 5, 20), 60, True, id="20+15+25=60-on-the-mark-two-minima-on-the-border"),
        pytest.param((0, 20, 15, 10, 5, 10), 60, True, id="20+25+15=60-all-from-R&D"),
        pytest.param((15, 5, 10, 5, 5, 15), 55, False, id="20+15+20=55<60"),
        pytest.param((10, 5, 20, 10, 10, 20), 75, False, id="15<20-innovation-though-15+30+30=75"),
        pytest.param((20, 20, 5, 5, 10, 20), 80, False, id="10<15-growth-though-40+10+30=80"),
        pytest.param((20, 20, 20, 10, 5, 5), 80, False, id="10<15-specialisation-though-40+30+10=80"),
        pytest.param((0, 0, 0, 0, 5, 0), 5, False, id="0+0+5=5"),
    ],
)
def test_score_route(points, total, passes):
    result = evaluate(INNOVATIVE, scoring(*points))
    assert tuple(each.points for each in result.lines) == points
    assert (result.total, result.total_at_most, result.maximum) == (total, total, 100)
    assert result.verdict is (Verdict.MET if passes else Verdict.NOT_MET)


def test_reasons_of_a_pass_by_score():
    assert evaluate(INNOVATIVE, scoring(15, 5, 10, 5, 5, 20)).reasons == (
        "总分 60 分，达到 60 分",
        "创新能力 20 分，达到 20 分",
        "成长性 15 分，达到 15 分",
        "专业化 25 分，达到 15 分",
    )


def test_reasons_of_a_failure_name_only_what_failed():
    """D1 to D4 and the score are ways of which one is enough, and read as such."""
    [reason] = evaluate(INNOVATIVE, scoring(20, 20, 5, 5, 10, 20)).reasons
    assert reason.startswith("以下满足其一即可，目前均未满足：（1）不满足条件 D1：")
    assert re.findall(r"（(\d)）不满足条件 (D\d)：", reason) == [
        (str(number), f"D{number}") for number in range(1, 5)
    ]
    assert reason.endswith("；（5）成长性 10 分，未达到 15 分")


PROVINCIAL_AWARD = Award("省科技进步奖", RecognitionLevel.PROVINCIAL, date(2024, 5, 1))
DIRECT = {
    "D1": {"awards": (PROVINCIAL_AWARD,)},
    "D2": {"honours": (Honour("高企", HonourKind.HIGH_TECH, valid_until=date(2027, 1, 1)),)},
    "D3": {"institutions": (Institution("省重点实验室", RecognitionLevel.PROVINCIAL),)},
    "D4": {"equity_rounds": (EquityRound("基金", date(2025, 3, 1), Decimal(500), Decimal("0.1"), True),)},
}


@table("code", DIRECT)
def test_each_direct_condition_passes_without_the_score(code):
    result = evaluate(INNOVATIVE, scoring(0, 0, 0, 0, 5, 0, **DIRECT[code]))
    assert (result.verdict, result.total) == (Verdict.MET, 5)
    assert len(result.reasons) == 1
    assert result.reasons[0].startswith(f"满足条件 {code}：")


@table("code", DIRECT)
def test_each_direct_condition_passes_whatever_else_is_unknown(code):
    known = facts(**DIRECT[code])
    result = evaluate(INNOVATIVE, Facts(year=2025, as_of=known.as_of, **DIRECT[code]))
    assert result.verdict is Verdict.MET


@table(
    ("level", "awarded_on", "verdict"),
    [
        pytest.param("national", date(2023, 1, 1), Verdict.MET, id="first-day-of-Y1-2"),
        pytest.param("provincial", date(2022, 12, 31), Verdict.NOT_MET, id="day-before-Y1-2"),
        pytest.param("provincial", date(2026, 7, 1), Verdict.MET, id="day-of-application"),
        pytest.param("provincial", date(2026, 7, 2), Verdict.NOT_MET, id="after-application"),
        pytest.param("city", date(2025, 1, 1), Verdict.NOT_MET, id="city-level"),
        pytest.param("ministerial", date(2025, 1, 1), Verdict.NOT_MET, id="ministerial-level"),
        pytest.param("national", None, Verdict.UNKNOWN, id="no-date"),
        pytest.param(None, date(2025, 1, 1), Verdict.UNKNOWN, id="no-level"),
        pytest.param("city", None, Verdict.NOT_MET, id="wrong-level-settles-it"),
    ],
)
def test_d1_award(level, awarded_on, verdict):
    award = Award("科技奖", level and RecognitionLevel(level), awarded_on)
    assert condition(judged(awards=(award,)), "D1").verdict is verdict


@table(
    ("kind", "valid_from", "valid_until", "verdict"),
    [
        pytest.param("high_tech", None, date(2026, 7, 1), Verdict.MET, id="last-day-of-validity"),
        pytest.param("high_tech", None, date(2026, 6, 30), Verdict.NOT_MET, id="expired-the-day-before"),
        pytest.param("innovation_demonstration", None, date(2027, 1, 1), Verdict.MET, id="demonstration"),
        pytest.param("ip_advantage", None, date(2027, 1, 1), Verdict.MET, id="ip-advantage"),
        pytest.param("ip_demonstration", None, date(2027, 1, 1), Verdict.MET, id="ip-demonstration"),
        pytest.param("high_tech", date(2026, 7, 2), date(2029, 7, 1), Verdict.NOT_MET, id="not-yet-valid"),
        pytest.param("high_tech", None, None, Verdict.UNKNOWN, id="validity-unknown"),
        pytest.param(None, None, date(2027, 1, 1), Verdict.UNKNOWN, id="kind-unknown"),
        pytest.param("other", None, date(2027, 1, 1), Verdict.UNKNOWN, id="other-honour-is-for-the-reviewer"),
        pytest.param("other", None, date(2026, 6, 30), Verdict.NOT_MET, id="other-honour-expired"),
    ],
)
def test_d2_honour(kind, valid_from, valid_until, verdict):
    honour = Honour("荣誉", kind and HonourKind(kind), valid_from, valid_until)
    assert condition(judged(honours=(honour,)), "D2").verdict is verdict


@table(
    ("level", "recognised_on", "verdict"),
    [
        ("national", None, Verdict.MET),
        ("ministerial", None, Verdict.MET),
        ("provincial", date(2026, 7, 1), Verdict.MET),
        ("provincial", date(2026, 7, 2), Verdict.NOT_MET),
        ("city", None, Verdict.NOT_MET),
        ("county", None, Verdict.NOT_MET),
        ("self", None, Verdict.NOT_MET),
        (None, None, Verdict.UNKNOWN),
    ],
)
def test_d3_institution(level, recognised_on, verdict):
    institution = Institution("技术中心", level and RecognitionLevel(level), recognised_on)
    assert condition(judged(institutions=(institution,)), "D3").verdict is verdict


def equity(paid_in="500", received_on=date(2024, 6, 1), share="0.30", qualified=True):
    amounts = [None if each is None else Decimal(each) for each in (paid_in, share)]
    return EquityRound("基金", received_on, *amounts, qualified)


@table(
    ("rounds", "verdict"),
    [
        pytest.param([equity("500")], Verdict.MET, id="500>=500"),
        pytest.param([equity("499.99")], Verdict.NOT_MET, id="499.99<500"),
        pytest.param([equity("300"), equity("200")], Verdict.MET, id="300+200=500"),
        pytest.param([equity(received_on=date(2023, 1, 1))], Verdict.MET, id="first-day-of-Y3"),
        pytest.param([equity(received_on=date(2022, 12, 31))], Verdict.NOT_MET, id="day-before-Y3"),
        pytest.param([equity(received_on=date(2025, 12, 31))], Verdict.MET, id="last-day-of-Y1"),
        pytest.param([equity(received_on=date(2026, 1, 1))], Verdict.NOT_MET, id="after-Y1"),
        pytest.param([equity(share="0.3001")], Verdict.NOT_MET, id="30.01%>30%"),
        pytest.param([equity(qualified=False)], Verdict.NOT_MET, id="not-qualified"),
        pytest.param([equity(qualified=None)], Verdict.UNKNOWN, id="qualified-unknown"),
        pytest.param([equity("499", qualified=None)], Verdict.NOT_MET, id="unknown-but-too-little-anyway"),
        pytest.param([equity("300"), equity("200", share=None)], Verdict.UNKNOWN, id="300+200?"),
        pytest.param([equity("500"), equity(None)], Verdict.MET, id="500+?>=500"),
        pytest.param([equity("1"), equity(None)], Verdict.UNKNOWN, id="1+?"),
        pytest.param(
            [equity(None, qualified=False)], Verdict.NOT_MET, id="amount-of-a-round-that-never-counts"
        ),
    ],
)
def test_d4_equity(rounds, verdict):
    assert condition(judged(equity_rounds=tuple(rounds)), "D4").verdict is verdict


def test_d4_says_how_much_is_lacking():
    result = condition(judged(equity_rounds=(equity("480"),)), "D4")
    assert result.explanation == "符合要求的新增股权融资合计 480.00 万元，标准为 500.00 万元，还差 20.00 万元"


@table(
    ("code", "listed"), [("D1", "awards"), ("D2", "honours"), ("D3", "institutions"), ("D4", "equity_rounds")]
)
def test_unknown_list_is_unknown_and_empty_list_is_not_met(code, listed):
    unknown = condition(judged(**{listed: None}), code)
    assert (unknown.verdict, [gap.key for gap in unknown.missing]) == (Verdict.UNKNOWN, [listed])
    assert condition(judged(**{listed: ()}), code).verdict is Verdict.NOT_MET


def test_missing_fact_of_an_entry_is_named_with_its_place():
    result = condition(
        judged(awards=(Award("旧奖", RecognitionLevel.CITY), Award("新奖", RecognitionLevel.NATIONAL))), "D1"
    )
    assert [(gap.key, gap.label) for gap in result.missing] == [("awards.1.awarded_on", "“新奖”的获奖日期")]


@table("code", ["D1", "D2", "D4"])
def test_missing_day_of_application_is_named_once(code):
    twice = {listed: entries * 2 for listed, entries in DIRECT[code].items()}
    result = condition(judged(as_of=None, **twice), code)
    assert (result.verdict, [gap.key for gap in result.missing]) == (Verdict.UNKNOWN, ["as_of"])


@table("code", ["D1", "D4"])
def test_missing_accounting_year_is_named(code):
    result = condition(judged(year=None, **DIRECT[code]), code)
    assert (result.verdict, [gap.key for gap in result.missing]) == (Verdict.UNKNOWN, ["year"])


def test_unknown_line_that_cannot_save_the_enterprise_leaves_a_failure():
    known = scoring(0, 20, 5, 5, 10, 20)
    result = evaluate(INNOVATIVE, _without_rights(known))
    assert (result.total, result.total_at_most, result.verdict) == (60, 80, Verdict.NOT_MET)
    assert result.reasons[-1].endswith("；（5）成长性 10 分，未达到 15 分")


def test_unknown_line_that_cannot_harm_the_enterprise_leaves_a_pass():
    result = evaluate(INNOVATIVE, _without_rights(scoring(0, 20, 15, 5, 5, 15)))
    assert (result.total, result.total_at_most, result.verdict) == (60, 80, Verdict.MET)
    assert not result.complete


def test_unknown_line_that_decides_leaves_it_open_and_says_so():
    result = evaluate(INNOVATIVE, _without_rights(scoring(0, 10, 15, 5, 5, 15)))
    assert (result.total, result.total_at_most, result.verdict) == (50, 70, Verdict.UNKNOWN)
    assert result.reasons == (
        "总分目前 50 分，资料补齐后最高 70 分，能否达到 60 分尚不能判断",
        "创新能力目前 10 分，资料补齐后最高 30 分，能否达到 20 分尚不能判断",
    )


def test_a_way_that_fails_in_two_things_names_both():
    [reason] = evaluate(INNOVATIVE, scoring(0, 0, 0, 0, 5, 0)).reasons
    assert "；（5）总分 5 分，未达到 60 分，且创新能力 0 分，未达到 20 分" in reason


def test_several_ways_that_are_open_are_one_reason():
    [reason] = evaluate(INNOVATIVE, scoring(0, 0, 0, 0, 5, 0, awards=None, honours=None)).reasons
    assert re.fullmatch(
        "以下满足其一即可，尚不能判断：（1）尚不能判断条件 D1：.*；（2）尚不能判断条件 D2：.*", reason
    )


def test_unknown_direct_condition_keeps_a_failing_score_open():
    result = evaluate(INNOVATIVE, scoring(0, 0, 0, 0, 5, 0, awards=None))
    assert result.verdict is Verdict.UNKNOWN
    assert len(result.reasons) == 1
    assert result.reasons[0].startswith("尚不能判断条件 D1：")


def test_a_whole_enterprise_by_hand():
    """A valve maker: revenue 8000, R&D 320 (4%), main revenue 7200 after 6400 (+12.5%, 90%), debt 3000/5000 (60%),
    one own invention patent: 15 + 15 + 15 + 5 + 5 + 20 = 75."""
    maker = facts(
        last={
            "revenue": "8000",
            "rd_expense": "320",
            "main_revenue": "7200",
            "total_assets": "5000",
            "total_liabilities": "3000",
        },
        before={"main_revenue": "6400"},
        intellectual_property=(right(), right(IntellectualPropertyKind.SOFTWARE)),
    )
    result = evaluate(INNOVATIVE, maker)
    assert [each.points for each in result.lines] == [15, 15, 15, 5, 5, 20]
    assert [each.display for each in result.lines[1:4]] == ["4.00%", "12.50%", "60.00%"]
    assert [(group.at_least, group.minimum) for group in result.groups] == [(30, 20), (20, 15), (25, 15)]
    assert (result.total, result.verdict) == (75, Verdict.MET)
    assert [str(each.next_step) for each in result.lines[1:5]] == [
        "研发费用再增加 80.00 万元 → +5 分",
        "主营业务收入再增加 160.00 万元 → +5 分",
        "负债总额再减少 250.00 万元 → +5 分",
        "属于《战略性新兴产业分类》 → +5 分",
    ]


def test_contradicting_figures_give_no_points_and_are_named():
    """Main revenue above revenue would be 120% and full points; negative R&D would be a band of its own."""
    result = judged(last={"main_revenue": "1200", "rd_expense": "-1"})
    assert [problem.key for problem in result.problems] == [
        "figures.2025.rd_expense",
        "figures.2025.main_revenue",
    ]
    assert [line(result, code).points for code in "236"] == [None] * 3
    assert line(result, "6").missing[0].reason == "填写有误：不能大于营业收入（1000）。"
    assert line(result, "4").points == 5


def _without_rights(known):
    return replace(known, intellectual_property=None)
