"""The 15 points of annex 2 a province fills: what an answer is worth, and the standard the indicators make."""

import json
from dataclasses import replace
from decimal import Decimal

import pytest

from declarations.standards import Evaluation, Facts, LineStatus, Verdict, evaluate, get_standard
from declarations.standards.case import Case
from declarations.standards.corrections import Correction, corrected, possible_points
from declarations.standards.pass_rules import SCORE, LineScored
from declarations.standards.planner import plan
from declarations.standards.provincial import ToBeSetByProvince, localised
from declarations.standards.reading import read_facts
from tests.declarations.standards.provincial import (
    BANDS,
    CHOICE,
    HALF_LOCAL,
    HALVES,
    SCHEME,
    SEVERAL,
    SPECIALIZED,
    score,
)
from tests.tables import table

LOCAL = localised(SPECIALIZED, SCHEME)


# --- Borders -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("number", "points", "band", "step"),
    [
        pytest.param("10.000000000001", 4, "10%以上", None, id="just-above-10"),
        pytest.param("10", 4, "10%以上", None, id="on-10"),
        pytest.param(
            "9.999999999999", 2, "5%（含）至10%", "再提高 0.000000000001 个百分点 → +2 分", id="just-below-10"
        ),
        pytest.param("5.1", 2, "5%（含）至10%", "再提高 4.9 个百分点 → +2 分", id="above-5"),
        pytest.param("5.0", 2, "5%（含）至10%", "再提高 5 个百分点 → +2 分", id="on-5"),
        pytest.param("4.99", 1, "0.5%（含）至5%", "再提高 0.01 个百分点 → +1 分", id="just-below-5"),
        pytest.param("0.5", 1, "0.5%（含）至5%", "再提高 4.5 个百分点 → +1 分", id="on-0.5"),
        pytest.param("0.49", 0, "低于0.5%", "再提高 0.01 个百分点 → +1 分", id="just-below-0.5"),
        pytest.param("0", 0, "低于0.5%", "再提高 0.5 个百分点 → +1 分", id="nothing"),
        pytest.param("-1", 0, "低于0.5%", "再提高 1.5 个百分点 → +1 分", id="below-nothing"),
        pytest.param(" 5 ", 2, "5%（含）至10%", "再提高 5 个百分点 → +2 分", id="blanks-around"),
    ],
)
def test_bands(number, points, band, step):
    found = score(BANDS, number)
    assert (found.status, found.points, found.at_least, found.at_most) == (
        LineStatus.COMPUTED, points, points, points,
    )  # fmt: skip
    assert found.band == band
    assert (found.next_step.text if found.next_step else None) == (step and f"国内市场占有率{step}")


def test_a_distance_has_its_unit_and_is_exact():
    step = score(replace(BANDS, unit="项"), "7.25").next_step
    assert (step.text, step.gain, step.key, step.amount) == (
        "国内市场占有率再增加 2.75 项 → +2 分", 2, "provincial.9.3", Decimal("2.75"),
    )  # fmt: skip


@table(
    ("answer", "points", "words", "step"),
    [
        ("a", 6, "省级重点产业集群", None),
        ("b", 4, "市级重点产业集群", "省级重点产业集群 → +2 分"),
        ("c", 1, "县级重点产业集群", "市级重点产业集群 → +3 分"),
        ("none", 0, "以上都不是", "县级重点产业集群 → +1 分"),
    ],
)
def test_choice(answer, points, words, step):
    found = score(CHOICE, answer)
    assert (found.status, found.points, found.display, found.band) == (
        LineStatus.COMPUTED,
        points,
        words,
        words,
    )
    assert (found.next_step.text if found.next_step else None) == step


@table(
    ("answer", "points", "words", "step"),
    [
        ((), 0, "无", "再符合“活动a” → +2 分"),
        (("b",), 2, "活动b", "再符合“活动a” → +2 分"),
        (("b", "b"), 2, "活动b", "再符合“活动a” → +2 分"),
        (("b", "a"), 4, "活动a、活动b", "再符合“活动c” → +1 分"),
        (("a", "b", "c"), 5, "活动a、活动b、活动c", None),
        (("a", "b", "c", "d"), 5, "活动a、活动b、活动c、活动d", None),
    ],
)
def test_several_add_up_to_the_maximum(answer, points, words, step):
    found = score(SEVERAL, answer)
    assert (found.status, found.points, found.display) == (LineStatus.COMPUTED, points, words)
    assert (found.next_step.text if found.next_step else None) == step


@pytest.mark.parametrize(
    ("indicator", "answer", "reason"),
    [
        (CHOICE, None, "未填写"),
        (CHOICE, "", "未填写"),
        (CHOICE, "x", "没有选项“x”"),
        (CHOICE, "长" * 100, f"没有选项“{'长' * 40}”"),
        (CHOICE, ("a", "b"), "只能选择一个选项"),
        (SEVERAL, None, "未填写"),
        (SEVERAL, "a", "应为符合的各项的列表"),
        (SEVERAL, ("a", "x"), "没有选项“x”"),
        (SEVERAL, ("none",), "没有选项“none”"),
        (BANDS, None, "未填写"),
        (BANDS, "", "未填写"),
        (BANDS, "十", "应为数字"),
        (BANDS, "NaN", "应为数字"),
        (BANDS, "1e9", "应为数字"),
        (BANDS, "５", "应为数字"),
        (BANDS, "10%", "应为数字"),
        (BANDS, ("10",), "应为数字"),
    ],
)
def test_an_answer_that_is_none_or_makes_no_sense_keeps_every_point_open(indicator, answer, reason):
    found = score(indicator, answer)
    assert (found.status, found.points, found.at_least, found.at_most) == (
        LineStatus.UNKNOWN, None, 0, indicator.maximum,
    )  # fmt: skip
    (missing,) = found.missing
    assert (missing.key, missing.label, missing.reason) == (
        f"provincial.{indicator.code}", indicator.name, reason,
    )  # fmt: skip


def test_an_answer_that_was_never_asked_for_is_not_there():
    assert CHOICE.scoring.score(Case(Facts(), {})).missing[0].reason == "未填写"


def test_what_each_can_give():
    assert CHOICE.scoring.choices == (6, 4, 1, 0)
    assert SEVERAL.scoring.choices == (5, 4, 2, 0)
    assert BANDS.scoring.choices == (4, 2, 1, 0)


def test_how_each_reads():
    assert CHOICE.scoring.formula == (
        "按所属情形计分：省级重点产业集群 6分；市级重点产业集群 4分；县级重点产业集群 1分；以上都不是 0分"
    )
    assert SEVERAL.scoring.formula.startswith("符合的各项分值相加，最高5分：活动a 2分；")
    assert BANDS.scoring.formula == (
        "按数值分档计分：10%以上 4分；5%（含）至10% 2分；0.5%（含）至5% 1分；低于0.5% 0分"
    )


# --- The standard of a province ----------------------------------------------------------------------------------
def test_a_scheme_fills_the_standard():
    group = next(each for each in LOCAL.groups if each.code == "distinctive")
    assert [(each.code, each.maximum) for each in group.indicators] == [("9.1", 6), ("9.2", 5), ("9.3", 4)]
    assert [each.source for each in group.indicators] == [
        f"广东省2025年 特色化指标第{number}项" for number in (1, 2, 3)
    ]
    assert (LOCAL.maximum, LOCAL.pass_mark) == (SPECIALIZED.maximum, 70)
    assert (LOCAL.id, LOCAL.version) == (SPECIALIZED.id, SPECIALIZED.version)


def test_the_points_of_a_province_count():
    facts = Facts(provincial={"9.1": "b", "9.2": ("a", "b", "c"), "9.3": "12"})
    evaluation = evaluate(LOCAL, facts)
    group = next(each for each in evaluation.groups if each.code == "distinctive")
    assert [line.points for line in group.lines] == [4, 5, 4]
    assert (group.at_least, group.at_most) == (13, 13)
    assert evaluation.pass_mark == 70


def test_what_was_given_but_cannot_be_read_says_so():
    facts = read_facts({"provincial": {"9.1": {"no": "answer"}, "9.3": 5}})
    lines = {line.code: line for line in evaluate(LOCAL, facts).lines}
    assert lines["9.1"].missing[0].reason.startswith("填写有误")
    assert lines["9.3"].points == 2


def test_without_a_pass_mark_that_of_the_standard_stays():
    assert localised(SPECIALIZED, replace(SCHEME, pass_mark=None)).pass_mark == SPECIALIZED.pass_mark


def test_while_no_scheme_applies_all_points_are_open():
    assert localised(SPECIALIZED, None) is SPECIALIZED
    scoring = ToBeSetByProvince(15)
    assert scoring.choices == (15, 0)
    found = scoring.score(Case(Facts(provincial={"9.1": "a"}), {}))
    assert (found.status, found.points, found.at_least, found.at_most) == (LineStatus.UNKNOWN, None, 0, 15)
    (missing,) = found.missing
    assert (missing.key, missing.label, missing.reason) == (
        "provincial",
        "本省特色化指标",
        "省级主管部门尚未公布",
    )


def test_standards_without_such_a_group_ignore_a_scheme():
    for standard_id in ("R2022-INNOVATIVE", "R2026-SPECIALIZED"):
        standard = get_standard(standard_id)
        assert localised(standard, SCHEME) is standard


def test_a_scheme_shares_out_exactly_the_points_of_the_group():
    with pytest.raises(ValueError, match="合计11分，应为15分"):
        localised(SPECIALIZED, replace(SCHEME, indicators=(CHOICE, SEVERAL)))


def test_a_standard_names_a_group_it_has():
    with pytest.raises(ValueError, match="no group nowhere"):
        replace(SPECIALIZED, provincial_group="nowhere")


# --- Halves ------------------------------------------------------------------------------------------------------
@table(
    ("number", "answer", "points", "gain"),
    [
        (0, "a", "8.5", None),
        (0, "b", "3.5", "5"),
        (0, "none", "0", "3.5"),
        (1, ("a",), "1.5", "1.5"),
        (1, ("a", "b"), "3", "1"),
        (1, ("a", "b", "c"), "4", None),
        (2, "10", "2.5", None),
        (2, "5", "0.5", "2"),
        (2, "4", "0", "0.5"),
    ],
)
def test_half_points_are_scored_and_written_without_a_zero_too_many(number, answer, points, gain):
    found = score(HALVES.indicators[number], answer)
    assert str(found.points) == points
    if gain is None:
        assert found.next_step is None
    else:
        assert str(found.next_step.gain) == gain
        assert found.next_step.text.endswith(f" → +{gain} 分")


def test_what_halves_can_give_and_how_they_read():
    choices = [[str(each) for each in indicator.scoring.choices] for indicator in HALVES.indicators]
    assert choices == [["8.5", "3.5", "0"], ["4", "3", "1.5", "0"], ["2.5", "0.5", "0"]]
    assert HALVES.indicators[0].scoring.formula == "按所属情形计分：省级 8.5分；市级 3.5分；以上都不是 0分"
    assert (str(HALVES.maximum), str(HALF_LOCAL.maximum)) == ("15", "100")


def test_halves_add_up_and_the_whole_is_a_whole_number_again():
    facts = Facts(provincial={"9.1": "a", "9.2": ("a", "b"), "9.3": "12"})
    evaluation = evaluate(HALF_LOCAL, facts)
    group = next(each for each in evaluation.groups if each.code == "distinctive")
    assert [str(line.points) for line in group.lines] == ["8.5", "3", "2.5"]
    assert (str(group.at_least), type(group.at_least), str(evaluation.total)) == ("14", int, "14")
    lower = evaluate(HALF_LOCAL, Facts(provincial={**facts.provincial, "9.3": "1"}))
    assert str(lower.total) == "11.5"
    assert Evaluation.from_dict(json.loads(json.dumps(lower.to_dict()))) == lower


def test_a_line_is_corrected_to_what_it_can_give_and_the_total_follows():
    evaluation = evaluate(HALF_LOCAL, Facts(provincial={"9.1": "a", "9.2": (), "9.3": "5"}))
    assert str(evaluation.total) == "9"
    assert Decimal("3.5") in possible_points(HALF_LOCAL, "9.1")
    after = corrected(HALF_LOCAL, evaluation, [Correction("9.1", points=Decimal("3.50"))])
    assert (str(after.total), [str(line.points) for line in after.lines if line.code == "9.1"]) == (
        "4",
        ["3.5"],
    )
    with pytest.raises(ValueError, match="cannot be given 3 points"):
        corrected(HALF_LOCAL, evaluation, [Correction("9.1", points=3)])


def test_half_a_point_is_not_nothing():
    """A rule that asks for more than 0 points is met by 0.5."""
    only = replace(HALF_LOCAL, passes=LineScored("9.3"))
    verdicts = [evaluate(only, Facts(provincial={"9.3": number})).verdict for number in ("5", "4")]
    assert verdicts == [Verdict.MET, Verdict.NOT_MET]


def test_what_is_lacking_to_a_mark_is_told_in_halves():
    """Nothing but the province's points is known, and every band is walked once."""
    facts = Facts(provincial={"9.1": "none", "9.2": (), "9.3": "1"})
    groups = tuple(each for each in HALF_LOCAL.groups if each.code == "distinctive")
    only = replace(HALF_LOCAL, groups=groups, pass_mark=14, passes=SCORE)
    evaluation = evaluate(only, facts)
    texts = [gap.text for gap in plan(only, evaluation, facts)]
    assert "总分：各项都提升一档后，仍差 8.5 分" in texts
