"""What a province writes down: a scheme without contradictions, stored and read again, its options as lines of text."""

import json
from dataclasses import replace
from decimal import Decimal

import pytest

from declarations.standards.provincial import ProvincialKind, ProvincialOption, ProvincialScheme
from declarations.standards.provincial_text import UnreadableOptions, read_options, written
from tests.declarations.standards.provincial import BANDS, CHOICE, SCHEME, SEVERAL
from tests.tables import table

NO_POINTS = "应为不小于0、最多一位小数的数字，例如 8 或 8.5。"


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
