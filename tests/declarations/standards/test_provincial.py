"""The 15 points of annex 2 a province fills: its indicators, its scheme, and the standard they make."""

import json
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from declarations.standards import Evaluation, Facts, LineStatus, Verdict, evaluate, get_standard
from declarations.standards.case import Case
from declarations.standards.corrections import Correction, corrected, possible_points
from declarations.standards.engine import Indicator
from declarations.standards.pass_rules import SCORE, LineScored
from declarations.standards.planner import plan
from declarations.standards.points import exact
from declarations.standards.provincial import (
    ProvincialIndicator,
    ProvincialKind,
    ProvincialOption,
    ProvincialScheme,
    ToBeSetByProvince,
    localised,
)
from declarations.standards.provincial_text import UnreadableOptions, read_options, written
from declarations.standards.reading import read_facts
from tests.tables import table

SPECIALIZED = get_standard("R2022-SPECIALIZED", 1)
NO_POINTS = "应为不小于0、最多一位小数的数字，例如 8 或 8.5。"
CHOICE = ProvincialIndicator(
    code="9.1",
    name="所属产业集群",
    kind=ProvincialKind.CHOICE,
    maximum=6,
    options=(
        ProvincialOption("a", "省级重点产业集群", 6),
        ProvincialOption("b", "市级重点产业集群", 4),
        ProvincialOption("c", "县级重点产业集群", 1),
    ),
    evidence="集群名单",
)
SEVERAL = ProvincialIndicator(
    code="9.2",
    name="创新活动",
    kind=ProvincialKind.SEVERAL,
    maximum=5,
    options=tuple(ProvincialOption(key, f"活动{key}", 2) for key in "abcd"),
)
BANDS = ProvincialIndicator(
    code="9.3",
    name="国内市场占有率",
    kind=ProvincialKind.BANDS,
    maximum=4,
    options=(
        ProvincialOption("10", "10以上", 4, Decimal(10)),
        ProvincialOption("5", "5以上", 2, Decimal(5)),
        ProvincialOption("0.5", "0.5以上", 1, Decimal("0.5")),
    ),
    unit="%",
)
SCHEME = ProvincialScheme("广东省", 2025, 70, (CHOICE, SEVERAL, BANDS))
LOCAL = localised(SPECIALIZED, SCHEME)
# Halves: 8.5 + 4 + 2.5 = 15.
HALVES = ProvincialScheme(
    "广东省",
    2025,
    70,
    (
        ProvincialIndicator(
            "9.1",
            "所属产业集群",
            ProvincialKind.CHOICE,
            8.5,
            (ProvincialOption("a", "省级", Decimal("8.5")), ProvincialOption("b", "市级", Decimal("3.5"))),
        ),
        ProvincialIndicator(
            "9.2",
            "创新活动",
            ProvincialKind.SEVERAL,
            4,
            tuple(ProvincialOption(key, f"活动{key}", Decimal("1.5")) for key in "abc"),
        ),
        ProvincialIndicator(
            "9.3",
            "国内市场占有率",
            ProvincialKind.BANDS,
            Decimal("2.5"),
            (
                ProvincialOption("10", "10以上", Decimal("2.5"), Decimal(10)),
                ProvincialOption("5", "5以上", Decimal("0.5"), Decimal(5)),
            ),
            unit="%",
        ),
    ),
)
HALF_LOCAL = localised(SPECIALIZED, HALVES)


def score(indicator, answer):
    return indicator.scoring.score(Case(Facts(provincial={indicator.code: answer}), {}))


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


# --- A scheme that contradicts itself ----------------------------------------------------------------------------
@table(
    ("indicator", "changes", "words"),
    [
        (CHOICE, {"options": ()}, "没有选项"),
        (CHOICE, {"name": ""}, "须有代码和名称"),
        (CHOICE, {"maximum": 0}, "至少1分"),
        (CHOICE, {"maximum": 5}, "须在0至5分之间"),
        (CHOICE, {"maximum": 7}, "最多只能得6分，达不到最高分7分"),
        (CHOICE, {"options": (ProvincialOption("none", "无", 6),)}, "也不能是 none"),
        (CHOICE, {"options": (ProvincialOption("a", "甲", 6),) * 2}, "不能重复"),
        (CHOICE, {"options": (ProvincialOption("a", "甲", 6, Decimal(1)),)}, "才有界限"),
        (SEVERAL, {"maximum": 9}, "最多只能得8分"),
        (BANDS, {"maximum": 5}, "应等于最高分5分"),
        (BANDS, {"options": (ProvincialOption("a", "甲", 4),)}, "须写明界限"),
        (BANDS, {"options": BANDS.options[::-1]}, "从高到低"),
    ],
)
def test_an_indicator_gives_its_maximum_and_no_more(indicator, changes, words):
    with pytest.raises(ValueError, match=words):
        replace(indicator, **changes)


def test_a_scheme_has_indicators_of_different_codes():
    with pytest.raises(ValueError, match="不能为空"):
        replace(SCHEME, indicators=())
    with pytest.raises(ValueError, match="不能重复"):
        replace(SCHEME, indicators=(CHOICE, CHOICE))
    with pytest.raises(ValueError, match="不在0至100之间"):
        replace(SCHEME, pass_mark=101)


# --- Stored and read again ---------------------------------------------------------------------------------------
def test_a_scheme_goes_to_json_and_back():
    assert ProvincialScheme.from_dict(json.loads(json.dumps(SCHEME.to_dict()))) == SCHEME
    assert ProvincialScheme.from_dict(replace(SCHEME, pass_mark=None).to_dict()).pass_mark is None


def _changed(path, value):
    data = json.loads(json.dumps(SCHEME.to_dict()))
    place = data
    for step in path[:-1]:
        place = place[step]
    if value is KeyError:
        del place[path[-1]]
    else:
        place[path[-1]] = value
    return data


@table(
    ("data", "words"),
    [
        (None, "应为一组字段"),
        ([], "应为一组字段"),
        ({}, "缺少字段"),
        (_changed(["year"], KeyError), r"缺少字段\['year'\]"),
        (_changed(["colour"], "red"), r"多出字段\['colour'\]"),
        (_changed(["year"], "2025"), "年度应为整数"),
        (_changed(["year"], True), "年度应为整数"),
        (_changed(["pass_mark"], 70.5), "合格分应为整数"),
        (_changed(["province"], 44), "省份应为文字"),
        (_changed(["indicators"], {}), "指标应为列表"),
        (_changed(["indicators", 0], "9.1"), "指标应为一组字段"),
        (_changed(["indicators", 0, "kind"], "dice"), "没有这种计分方式"),
        (_changed(["indicators", 0, "kind"], []), "没有这种计分方式"),
        (_changed(["indicators", 0, "options"], None), "选项应为列表"),
        (_changed(["indicators", 0, "options", 0], None), "选项应为一组字段"),
        *(
            (
                _changed(["indicators", 0, "options", 0, "points"], value),
                "分值应为不小于0、最多一位小数的数字",
            )
            for value in (
                None,
                True,
                False,
                "六",
                "６",
                "",
                "1e0",
                "5.55",
                5.55,
                -1,
                -0.5,
                "-1",
                [],
                "NaN",
                float("nan"),
                float("inf"),
                Decimal("NaN"),
                Decimal("sNaN"),
                Decimal("-Infinity"),
                Decimal("1E+999999"),
                Decimal("1E-999999"),
                10**400,
            )
        ),
        (_changed(["indicators", 0, "maximum"], True), "最高分应为不小于0、最多一位小数的数字"),
        (_changed(["indicators", 0, "maximum"], 6.25), "最高分应为不小于0、最多一位小数的数字"),
        (_changed(["indicators", 2, "options", 0, "border"], 10), "界限应为数字文本"),
        (_changed(["indicators", 2, "options", 0, "border"], "NaN"), "界限应为数字文本"),
        (_changed(["indicators", 2, "options", 0, "points"], 5), "须在0至4分之间"),
    ],
)
def test_anything_else_is_refused_with_what_is_wrong(data, words):
    with pytest.raises(ValueError, match=words):
        ProvincialScheme.from_dict(data)


# --- Options as lines of text ------------------------------------------------------------------------------------
def test_options_are_typed_one_a_line():
    text = "省级重点产业集群 | 6\n\n  市级 | 重点｜４ 分  \n其他|0"
    options = read_options(text, ProvincialKind.CHOICE, 6)
    assert [(each.words, each.points, each.border) for each in options] == [
        ("省级重点产业集群", 6, None),
        ("市级 | 重点", 4, None),
        ("其他", 0, None),
    ]
    assert len({each.key for each in options}) == 3
    assert read_options(written(options), ProvincialKind.CHOICE, 6) == options


@table("typed", ["8.5", "８．５", "8.5分", "８．５ 分", " 8.50 ", "8.5\u200b", "08.5"])
def test_half_points_are_typed_as_people_type_numbers(typed):
    (option,) = read_options(f"省级 | {typed}", ProvincialKind.CHOICE, Decimal("8.5"))
    assert (option.points, type(option.points)) == (Decimal("8.5"), Decimal)
    assert written((option,)) == "省级 | 8.5"
    assert option.to_dict()["points"] == "8.5"


def test_a_border_is_typed_with_separators():
    options = read_options("１，０００ | 4\n-0.5|2", ProvincialKind.BANDS, 4)
    assert [each.border for each in options] == [Decimal(1000), Decimal("-0.5")]


def test_bands_are_put_in_order():
    options = read_options("5|2\n10.0|4\n-1.5 ｜1", ProvincialKind.BANDS, 4)
    assert [(each.key, each.words, each.points, each.border) for each in options] == [
        ("10", "10以上", 4, Decimal(10)),
        ("5", "5以上", 2, Decimal(5)),
        ("-1.5", "-1.5以上", 1, Decimal("-1.5")),
    ]
    assert read_options(written(options), ProvincialKind.BANDS, 4) == options


def test_the_same_words_keep_their_key_wherever_they_stand():
    first, second = read_options("甲|1\n乙|2", ProvincialKind.CHOICE, 2)
    again, other = read_options("乙|1\n丙|2", ProvincialKind.CHOICE, 2)
    assert again.key == second.key
    assert other.key not in (first.key, second.key)


@table(
    ("kind", "text", "messages"),
    [
        ("choice", "甲|1\n乙\n丙|", ["第2行：应写成“选项文字 | 分值”。", f"第3行：分值“”{NO_POINTS}"]),
        ("choice", "|3", ["第1行：应写成“选项文字 | 分值”。"]),
        ("choice", "甲|1.55", [f"第1行：分值“1.55”{NO_POINTS}"]),
        ("choice", "甲|-1", [f"第1行：分值“-1”{NO_POINTS}"]),
        ("choice", "甲|1,5", [f"第1行：分值“1,5”{NO_POINTS}"]),
        ("choice", "甲|1e1", [f"第1行：分值“1e1”{NO_POINTS}"]),
        ("choice", "甲|inf", [f"第1行：分值“inf”{NO_POINTS}"]),
        ("choice", f"甲|{'9' * 5000}", [f"第1行：分值“{'9' * 20}”{NO_POINTS}"]),
        ("choice", "甲|6.1", ["第1行：6.1分超过了最高分6分。"]),
        ("choice", "\n甲|7", ["第2行：7分超过了最高分6分。"]),
        ("choice", "甲|1\n乙|2\n甲|3", ["第3行：与第1行重复。"]),
        ("several", f"{'长' * 101}|1", ["第1行：选项文字最多100字，现有101字。"]),
        ("several", "\n".join(f"{n}|1" for n in range(31)), ["最多30行选项，现有31行。"]),
        ("bands", "10", ["第1行：应写成“数值 | 分值”。"]),
        ("bands", "10%|4", ["第1行：“10%”应为数字，不带单位。"]),
        ("bands", "10|4\n10.0|2", ["第2行：与第1行重复。"]),
        ("bands", "5|4\n10|2", ["第1行：5以上的分值（4分）须低于10以上的分值（2分）。"]),
        ("bands", "5|4\n10|4", ["第1行：5以上的分值（4分）须低于10以上的分值（4分）。"]),
    ],
)
def test_each_line_that_is_wrong_is_named(kind, text, messages):
    with pytest.raises(UnreadableOptions) as refusal:
        read_options(text, ProvincialKind(kind), 6)
    assert refusal.value.messages == messages


# --- Whatever is answered ----------------------------------------------------------------------------------------
ANSWERS = st.none() | st.text(max_size=6) | st.lists(st.sampled_from(["a", "b", "c", "d", "x"])).map(tuple)


@st.composite
def indicators(draw):
    kind = draw(st.sampled_from(ProvincialKind))
    tenths = draw(st.lists(st.integers(10, 150), min_size=1, max_size=5, unique=True).map(sorted))[::-1]
    points = [exact(Decimal(each) / 10) for each in tenths]
    borders = draw(
        st.lists(st.decimals(-100, 100, places=2), min_size=len(points), max_size=len(points), unique=True)
    )
    options = tuple(
        ProvincialOption(key, key, each, border if kind is ProvincialKind.BANDS else None)
        for key, each, border in zip("abcde", points, sorted(borders)[::-1], strict=False)
    )
    most = sum(tenths) if kind is ProvincialKind.SEVERAL else tenths[0]
    maximum = Decimal(draw(st.integers(tenths[0], most))) / 10
    return ProvincialIndicator("9.1", "指标", kind, maximum, options)


@given(indicators(), ANSWERS | st.decimals(-200, 200, places=3).map(str))
def test_points_never_exceed_the_maximum_and_nothing_raises(indicator, answer):
    found = score(indicator, answer)
    assert 0 <= found.at_least <= found.at_most <= indicator.maximum
    assert indicator.scoring.choices[0] == indicator.maximum
    assert indicator.scoring.choices[-1] == 0
    if found.status is LineStatus.COMPUTED:
        assert found.points in indicator.scoring.choices
        gain = found.next_step.gain if found.next_step else 0
        assert gain >= 0
        assert found.points + gain <= indicator.maximum
        assert (gain == 0) == (found.points == indicator.maximum)
    else:
        assert found.missing


@given(indicators(), st.decimals(-200, 200, places=3), st.decimals(0, 50, places=3))
def test_a_higher_number_never_gives_fewer_points(indicator, number, more):
    if indicator.kind is ProvincialKind.BANDS:
        assert score(indicator, str(number + more)).points >= score(indicator, str(number)).points


@given(indicators())
def test_every_indicator_goes_to_json_and_back(indicator):
    assert ProvincialIndicator.from_dict(json.loads(json.dumps(indicator.to_dict()))) == indicator


@given(st.lists(indicators(), min_size=1, max_size=4), st.data())
def test_totals_are_exact_sums(drawn, data):
    """Whatever halves and tenths a province gives: no point is lost in a subtotal, a total, a correction or JSON."""
    parts = tuple(replace(each, code=f"9.{number}") for number, each in enumerate(drawn, start=1))
    group = next(each for each in SPECIALIZED.groups if each.code == "distinctive")
    lines = tuple(Indicator(each.code, each.name, each.maximum, "", each.scoring) for each in parts)
    others = [each for each in SPECIALIZED.groups if each.code != "distinctive"]
    standard = replace(SPECIALIZED, groups=(*others, replace(group, indicators=lines)))
    answers = {each.code: data.draw(ANSWERS | st.decimals(-200, 200, places=2).map(str)) for each in parts}
    evaluation = evaluate(standard, Facts(provincial=answers))
    assert exact_sums(evaluation)
    assert Fraction(standard.maximum) == sum(Fraction(each.maximum) for each in standard.groups)
    chosen = [
        Correction(each.code, points=data.draw(st.sampled_from(possible_points(standard, each.code))))
        for each in parts
    ]
    after = corrected(standard, evaluation, chosen)
    assert exact_sums(after)
    for found in (evaluation, after):
        assert Evaluation.from_dict(json.loads(json.dumps(found.to_dict()))) == found
        assert Evaluation.from_dict(found.to_dict()).to_dict() == found.to_dict()


def exact_sums(evaluation: Evaluation) -> bool:
    sums = [
        (evaluation.total, [group.at_least for group in evaluation.groups]),
        (evaluation.total_at_most, [group.at_most for group in evaluation.groups]),
        *((group.at_least, [line.at_least for line in group.lines]) for group in evaluation.groups),
        *((group.at_most, [line.at_most for line in group.lines]) for group in evaluation.groups),
    ]
    return all(
        Fraction(whole) == sum(map(Fraction, parts)) and str(exact(whole)) == str(whole)
        for whole, parts in sums
    )


@given(st.text(max_size=40), st.sampled_from(ProvincialKind), st.integers(1, 15))
def test_any_text_is_read_or_refused_line_by_line(text, kind, maximum):
    try:
        options = read_options(text, kind, maximum)
    except UnreadableOptions as refusal:
        assert refusal.messages
    else:
        assert all(0 <= option.points <= maximum for option in options)
