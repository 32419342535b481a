"""Scoring: every option of every item, sums, borders of the level rule, contradictions."""

import json
from decimal import Decimal

import pytest

from assessments.enums import ItemKind, ProblemKind
from assessments.results import AssessmentResult
from assessments.scoring import score
from tests.assessments.sheets import (
    answer,
    highest_sheet,
    lowest_sheet,
    manufacturing_2024,
    scenes_at,
    scenes_with,
    sheet_worth,
)
from tests.tables import table

Q = manufacturing_2024()
EVERY_OPTION = [
    pytest.param(item, option, id=f"{item.code}-{option.code}") for item in Q.items for option in item.options
]
CONSISTENT = {
    ("Q02", "A"): {"total": "100", "digital": "10"},
    ("Q02", "B"): {"total": "100", "digital": "20"},
    ("Q02", "C"): {"total": "100", "digital": "40"},
    ("Q02", "D"): {"total": "100", "digital": "60"},
    ("Q02", "E"): {"total": "100", "digital": "61"},
    ("Q03", "A"): {"connected": "10"},
    ("Q03", "B"): {"connected": "11"},
    ("Q03", "C"): {"connected": "21"},
    ("Q03", "D"): {"connected": "41"},
    ("Q03", "E"): {"connected": "100"},
}


def item_score(result, code):
    return next(item for item in result.items if item.code == code)


def messages(result, code):
    return [problem.message for problem in result.problems if problem.where == code]


@table(("item", "option"), EVERY_OPTION)
def test_every_option_earns_its_points(item, option):
    sheet = lowest_sheet()
    numbers = CONSISTENT.get((item.code, option.code), sheet[item.code]["numbers"])
    sheet[item.code] = answer(option.code, **numbers)
    result = score(Q, sheet)
    assert result.problems == ()
    assert result.total == option.points
    assert item_score(result, item.code).options == (option.code,)
    dimension = next(entry for entry in result.dimensions if entry.code == item.dimension)
    assert dimension.points == option.points


@table("item", [item for item in Q.items if item.kind is ItemKind.MULTI], ids=lambda item: item.code)
def test_multi_options_sum_to_the_maximum_and_any_two_add(item):
    positive = [option for option in item.options if not option.exclusive]
    every = score(Q, lowest_sheet() | {item.code: answer(*[option.code for option in positive])})
    assert every.total == item.points
    first, second = positive[0], positive[-1]
    pair = score(Q, lowest_sheet() | {item.code: answer(second.code, first.code, first.code)})
    assert pair.total == first.points + second.points
    assert item_score(pair, item.code).options == (first.code, second.code)


def test_best_and_worst_sheet():
    best, worst = score(Q, highest_sheet()), score(Q, lowest_sheet())
    assert (best.total, best.level, best.label, best.lift) == (100, 4, "四级（协同级）", None)
    assert [entry.points for entry in best.dimensions] == [50, 30, 20]
    assert (worst.total, worst.level, worst.label) == (0, 0, "未达一级")
    assert best.problems == worst.problems == ()


@table(
    ("points", "level"),
    [
        ("19.95", 0), ("20", 1), ("39.95", 1), ("40", 2), ("59.95", 2), ("60", 3), ("79.95", 3), ("80", 4),
    ],
)  # fmt: skip
def test_borders_of_the_score(points, level):
    result = score(Q, sheet_worth(points) | scenes_at(4))
    assert result.problems == ()
    assert result.total == Decimal(points)
    assert result.level_by_score == result.level == level
    assert result.level_by_scenes == 4


@table(
    ("level", "starred", "others", "reached"),
    [
        (1, 5, 0, False), (1, 6, 0, True), (1, 2, 4, False), (1, 3, 3, True), (1, 2, 6, False),
        (2, 5, 0, False), (2, 6, 0, True), (2, 2, 6, False), (2, 3, 3, True),
        (3, 7, 0, False), (3, 8, 0, True), (3, 4, 6, False), (3, 5, 3, True), (3, 4, 4, False),
        (4, 9, 0, False), (4, 10, 0, True), (4, 5, 6, False), (4, 6, 4, True), (4, 6, 3, False),
    ],
)  # fmt: skip
def test_borders_of_the_scene_rule(level, starred, others, reached):
    sheet = highest_sheet() | scenes_with(level, starred=starred, others=others, rest=level - 1)
    result = score(Q, sheet)
    below = level - 1
    assert result.level_by_score == 4
    assert result.level == result.level_by_scenes == (level if reached else below)
    count = result.scene_counts[level - 1]
    assert (count.scenes, count.starred, count.met) == (starred + others, starred, reached)


def test_both_parts_must_be_met_the_lower_one_decides():
    many_points = score(Q, highest_sheet() | scenes_at(1))
    assert (many_points.level_by_score, many_points.level_by_scenes, many_points.level) == (4, 1, 1)
    many_scenes = score(Q, sheet_worth("45") | scenes_at(4))
    assert (many_scenes.level_by_score, many_scenes.level_by_scenes, many_scenes.level) == (2, 4, 2)
    assert score(Q, highest_sheet() | scenes_at(0)).label == "未达一级"


def test_what_would_lift_names_points_and_scenes():
    sheet = sheet_worth("56") | scenes_with(3, starred=4, others=2, rest=2)
    lift = score(Q, sheet).lift
    assert (lift.level, lift.label, lift.points, lift.scenes, lift.starred) == (3, "三级（集成级）", 4, 2, 1)
    text = "".join(lift.advice)
    assert "评分还差 4 分（现为 56 分，三级需 60 分）" in text
    assert "现有 6 个（其中★约束性场景 4 个），需要 8 个（其中★ 5 个）" in text
    starred = [step for step in lift.steps if step.name.startswith("★")]
    assert starred and all(step.now == "二级" and step.better.startswith("三级：") for step in starred)
    earned = [step for step in lift.steps if step.points is not None]
    assert sum(step.points for step in earned) >= 4
    outcomes = {item.code for item in Q.items if item.dimension == "outcome"} - {"Q11"}
    assert [step.code in outcomes for step in earned] == sorted(step.code in outcomes for step in earned)


def test_the_next_step_of_a_question_is_the_next_option_not_the_best():
    sheet = highest_sheet() | {"Q05": answer("B"), "Q01": answer("B"), "Q08": answer("A"), "Q10": answer("A")}
    steps = {step.code: step for step in score(Q, sheet | scenes_at(3)).lift.steps}
    assert (steps["Q05"].now, steps["Q05"].better) == ("覆盖单个业务环节", "覆盖多个业务环节（2 个及以上）")
    assert steps["Q05"].points == Decimal("2.5")
    assert (steps["Q01"].now, steps["Q01"].points) == ("已有 1 项", 2)


def test_lift_without_scenes_missing_speaks_of_points_only():
    lift = score(Q, sheet_worth("79") | scenes_at(4)).lift
    assert (lift.points, lift.scenes, lift.starred) == (1, 0, 0)
    assert not any("场景" in sentence for sentence in lift.advice)


@table(
    ("code", "wrong", "message"),
    [
        ("Q05", answer("B", "C"), "只能选择一项，现选了 B、C"),
        ("Q01", answer("A", "C"), "选了“以上均无”就不能再选其他项（C），请只保留一种"),
        ("Q05", answer("Z"), "没有“Z”这个选项，请重新选择"),
        ("Q05", "B", "答案的格式不对，请重新选择"),
        ("Q05", {"options": "B"}, "答案的格式不对，请重新选择"),
        ("Q05", {"options": [1]}, "答案的格式不对，请重新选择"),
        (
            "Q02",
            answer("E", rate="130", total="100", digital="95"),
            "生产设备数字化率应在 0 到 100 之间，现为 130",
        ),
        ("Q02", answer("E", total="100", digital="120"), "数字化生产设备数量（120）多于总数（100），请核对"),
        (
            "Q02",
            answer("D", total="100", digital="35"),
            "按所填数量计算为 35%，对应“超过 20%，至 40%”，现选“超过 40%，至 60%”，请核对数据或选项",
        ),
        (
            "Q02",
            answer("C", rate="50", total="100", digital="35"),
            "填写的生产设备数字化率为 50%，按所填数量计算为 35%，请核对",
        ),
        ("Q02", answer("E", total="一百", digital="95"), "生产设备数量应是数字，例如 12"),
        ("Q02", answer("E", total="100.5", digital="95"), "生产设备数量应是整数，现为 100.5"),
        ("Q02", answer("E", total="-3", digital="95"), "生产设备数量不能小于 0"),
        ("Q02", answer("E", total="100", digital="95", spare="1"), "没有“spare”这个数字项"),
        ("Q02", {"options": ["E"], "numbers": []}, "数字项的格式不对"),
        ("Q11", answer("A", yearly="NaN"), "近三年年均数字化投入应是数字，例如 12.5"),
        ("Q11", answer("A", yearly="9" * 20), "近三年年均数字化投入的位数过多，请核对单位（万元/年）"),
        (
            "Q11",
            answer("A", yearly="1" * 10_000_000),
            "近三年年均数字化投入的位数过多，请核对单位（万元/年）",
        ),
        ("Q11", answer("A", yearly="1e9999999"), "近三年年均数字化投入应是数字，例如 12.5"),
        ("Q11", answer("A", yearly=True), "近三年年均数字化投入应是数字，例如 12.5"),
        ("S01", {"level": 5}, "没有这个等级，请重新选择"),
        ("S01", {"level": "3"}, "没有这个等级，请重新选择"),
        ("S01", {"level": True}, "没有这个等级，请重新选择"),
        ("S01", 3, "没有这个等级，请重新选择"),
    ],
)
def test_wrong_answers_are_named_and_earn_nothing(code, wrong, message):
    result = score(Q, highest_sheet() | {code: wrong})
    assert message in messages(result, code)
    assert all(problem.kind is ProblemKind.WRONG for problem in result.problems if problem.where == code)
    assert not result.submittable
    if code.startswith("Q"):
        assert item_score(result, code).points == 0
        assert result.total == 100 - Q.by_code[code].points


def test_unknown_question_is_a_problem():
    result = score(Q, highest_sheet() | {"Q99": answer("A")})
    assert messages(result, "Q99") == ["评测表中没有“Q99”这道题"]
    assert not result.submittable


def test_nothing_answered_everything_missing():
    result = score(Q, {})
    assert [problem.where for problem in result.problems] == list(Q.by_code)
    assert {problem.kind for problem in result.problems} == {ProblemKind.MISSING}
    assert (result.total, result.level, result.level_by_scenes) == (0, 0, 0)


def test_required_numbers_are_missed_and_optional_ones_are_not():
    sheet = highest_sheet() | {"Q13": answer("C"), "Q02": answer("E", total="100"), "Q14": answer("C")}
    result = score(Q, sheet)
    assert messages(result, "Q13") == ["请填写目前月均产品合格率"]
    assert messages(result, "Q02") == ["请填写数字化生产设备数量"]
    assert messages(result, "Q14") == []
    assert not result.submittable


@table(
    ("total", "digital", "option", "rate"),
    [
        ("100", "0", "A", "0"), ("100", "10", "A", "10"), ("1000", "101", "B", "10.1"), ("5", "1", "B", "20"),
        ("10", "4", "C", "40"), ("1000", "401", "D", "40.1"), ("10", "6", "D", "60"), ("1000", "601", "E", "60.1"),
        ("7", "7", "E", "100"), ("0", "0", "A", "0"),
    ],
)  # fmt: skip
def test_band_is_computed_from_device_counts(total, digital, option, rate):
    sheet = lowest_sheet() | {"Q02": answer(total=total, digital=digital), "Q03": answer(connected="0")}
    result = score(Q, sheet)
    assert result.problems == ()
    scored = item_score(result, "Q02")
    assert (scored.options, scored.computed, scored.rate) == ((option,), True, Decimal(rate))


def test_stated_rate_may_be_rounded_and_counts_once_nothing_else_is_known():
    rounded = score(
        Q,
        lowest_sheet()
        | {"Q02": answer("C", rate="33.3", total="3", digital="1"), "Q03": answer(connected="0")},
    )
    assert rounded.problems == ()
    stated = score(Q, lowest_sheet() | {"Q02": answer(rate="61%")})
    assert item_score(stated, "Q02").options == ("E",)
    assert messages(stated, "Q02") == ["请填写生产设备数量、数字化生产设备数量"]


def test_connected_devices_are_compared_with_the_total_of_the_question_before():
    sheet = highest_sheet() | {"Q03": answer("E", connected="101")}
    assert messages(score(Q, sheet), "Q03") == ["联网生产设备数量（101）多于总数（100），请核对"]


PER_HEAD = {"staff_now": "100", "staff_before": "100", "revenue_before": "1,000"}


@table(
    ("revenue", "accepted", "computed"),
    [("1200", "C", "C"), ("1000", "B", "B"), ("900", "A", "A"), ("1010", "BC", "C"), ("1010.01", "C", "C"),
     ("990", "AB", "A"), ("989.99", "A", "A")],
)  # fmt: skip
def test_revenue_per_head_is_cross_checked(revenue, accepted, computed):
    for option in "ABC":
        result = score(Q, highest_sheet() | {"Q14": answer(option, **PER_HEAD, revenue_now=revenue)})
        assert (messages(result, "Q14") == []) == (option in accepted)
    left_open = score(Q, highest_sheet() | {"Q14": answer(**PER_HEAD, revenue_now=revenue)})
    assert item_score(left_open, "Q14").options == (computed,)


def test_cost_is_cross_checked_with_the_revenue_of_the_question_before():
    sheet = highest_sheet() | {
        "Q14": answer("C", **PER_HEAD, revenue_now="1200"),
        "Q15": answer("C", cost_now="1100", cost_before="800"),
    }
    assert messages(score(Q, sheet), "Q15") == [
        "按所填数据计算为上升，对应“增加”，现选“降低”，请核对数据或选项"
    ]
    sheet["Q15"] = answer("C", cost_now="900", cost_before="800")
    assert score(Q, sheet).problems == ()


def test_energy_is_only_a_hint_since_it_may_be_about_other_years():
    sheet = highest_sheet() | {
        "Q14": answer("C", **PER_HEAD, revenue_now="1200"),
        "Q12": answer("C", energy_now="150", energy_before="100"),
    }
    result = score(Q, sheet)
    assert [problem.kind for problem in result.problems] == [ProblemKind.NOTICE]
    assert result.submittable
    assert item_score(result, "Q12").points == 7
    sheet["Q12"] = answer(energy_now="150", energy_before="100")
    assert messages(score(Q, sheet), "Q12") == ["还需填齐其余数字项，或直接选择一项"]


def test_zero_staff_or_revenue_does_not_stop_scoring():
    zero = {"staff_now": "0", "revenue_now": "0", "staff_before": "0", "revenue_before": "0"}
    sheet = highest_sheet() | {"Q14": answer("C", **zero), "Q15": answer("C", cost_now="0", cost_before="0")}
    assert score(Q, sheet).problems == ()


def test_result_survives_json():
    sheet = sheet_worth("56") | scenes_with(3, starred=4, others=2) | {"Q05": answer("B", "C"), "Q99": 1}
    for answers in (sheet, highest_sheet(), {}):
        result = score(Q, answers)
        assert AssessmentResult.from_dict(json.loads(json.dumps(result.as_dict()))) == result
