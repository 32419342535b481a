"""The 2024 table against the facts (domain/assessment.md 2.1, 2.2): points, bands, changes, levels, borders."""

import json
import re
from copy import deepcopy
from decimal import Decimal
from functools import cache
from itertools import combinations

from assessments.enums import ProblemKind
from assessments.questionnaire_files import DATA_FOLDER, load
from assessments.results import AssessmentResult
from assessments.scoring import score
from tests.assessments.sheets import sheet_worth
from tests.assessments.tables_2022 import (
    BORDERS,
    CHANGES,
    INSIDE_THE_BAND,
    LETTERS,
    NAMED_BORDERS,
    STATED_BESIDE_30,
    Change,
    Share,
)
from tests.tables import table

Q = load(DATA_FOLDER / "2024-manufacturing.toml")

# Weight of the dimension in points; of both indicators and of the options A, B, C … in percent.
MULTI = {
    "Q01": (50, 40, 40, "0 25 25 25 25"),
    "Q04": (50, 20, 100, "0" + " 7" * 13 + " 9"),
    "Q06": (50, 20, 50, "0 25 25 25 25"),
    "Q07": (50, 20, 50, "0 25 25 25 25"),
    "Q09": (30, 50, 50, "0 25 25 25 25"),
    "Q10": (30, 50, 50, "0 20 20 20 20 20"),
}
SINGLE = {
    "Q02": (50, 40, 30, "0 25 50 75 100"),
    "Q03": (50, 40, 30, "0 25 50 75 100"),
    "Q05": (50, 20, 100, "0 25 50 75 100"),
    "Q08": (30, 50, 50, "0 20 40 60 80 100"),
    "Q11": (30, 50, 50, "0 25 50 75 100"),
    "Q12": (20, 35, 100, "0 50 100"),
    "Q13": (20, 35, 100, "0 50 100"),
    "Q14": (20, 30, 50, "0 50 100"),
    "Q15": (20, 30, 50, "0 50 100"),
}
ITEMS = dict(sorted((MULTI | SINGLE).items()))
PLACES = "产品设计 工艺设计 营销管理 售后服务 计划排程 生产管控 质量管理 设备管理 安全生产 能耗管理 采购管理 仓储物流 财务管理 人力资源"
SHARES = {
    "Q02": Share("Q02.digital", "Q02.total", "Q02.rate"),
    "Q03": Share("Q03.connected", "Q02.total", "Q03.rate"),
}
REVENUE_NOW, REVENUE_BEFORE = "Q14.revenue_now", "Q14.revenue_before"
CHANGED = {
    "Q12": Change("down", ("Q12.energy_now", REVENUE_NOW), ("Q12.energy_before", REVENUE_BEFORE)),
    "Q14": Change("up", (REVENUE_NOW, "Q14.staff_now"), (REVENUE_BEFORE, "Q14.staff_before")),
    "Q15": Change("down", ("Q15.cost_now", REVENUE_NOW), ("Q15.cost_before", REVENUE_BEFORE)),
}
REQUIRED = {"Q02.total": "9", "Q02.digital": "0", "Q03.connected": "0", "Q11.yearly": "1", "Q13.rate": "98"}

GROUPS = {  # ★ 约束性场景
    "产品生命周期数字化": "★产品设计 工艺设计 ★营销管理 售后服务",
    "生产执行数字化": "计划排程 ★生产管控 ★质量管理 ★设备管理 ★安全生产 ★能耗管理",
    "供应链数字化": "★采购管理 ★仓储物流",
    "管理决策数字化": "★财务管理 人力资源 协同办公 决策支持",
}
NAMES = [(group, name) for group, names in GROUPS.items() for name in names.split()]
SCENES = {f"S{number:02}": entry for number, entry in enumerate(NAMES, start=1)}
STARRED = [code for code, (_, name) in SCENES.items() if name.startswith("★")]
PLAIN = [code for code in SCENES if code not in STARRED]
LABELS = ("未达一级", "一级（初始级）", "二级（规范级）", "三级（集成级）", "四级（协同级）")


def points_of(code):
    """Letter and points of each option."""
    dimension, topic, name, weights = ITEMS[code]
    maximum = Decimal(dimension) * topic * name / 10_000
    return {LETTERS[place]: maximum * Decimal(share) / 100 for place, share in enumerate(weights.split())}


def measures(code):
    return "".join(points_of(code))[1:]


def sheet(code=None, letters="A", numbers=None):
    """Every item at A and every scene below 一级, but for `letters` at one item and numbers by full name."""
    answers = {item: {"options": ["A"], "numbers": {}} for item in ITEMS}
    answers |= {scene: {"level": 0} for scene in SCENES}
    if code:
        answers[code]["options"] = list(letters)
    for path, value in (REQUIRED | (numbers or {})).items():
        owner, name = path.split(".")
        answers[owner]["numbers"][name] = value
    return answers


def verdict(code, answers):
    """What counted for one item, its points and the problems; nothing else earns or is wrong."""
    result = score(Q, answers)
    item = next(item for item in result.items if item.code == code)
    assert result.total == item.points
    assert {problem.where for problem in result.problems} <= {code}
    assert result.submittable == (not result.problems or result.problems[0].kind is ProblemKind.NOTICE)
    return "".join(item.options), item.points, [str(problem.kind) for problem in result.problems]


def assert_earns(code, letters, answers, kinds=()):
    assert verdict(code, answers) == (letters, sum(points_of(code)[letter] for letter in letters), [*kinds])


def assert_refused(code, answers, *words, kind="wrong"):
    assert verdict(code, answers) == ("", 0, [kind])
    message = score(Q, answers).problems[0].message
    assert all(word in message for word in words), message


def texts(code, *letters):
    return [Q.by_code[code].option(letter).text for letter in letters]


# ---------------------------------------------------------------- options


def test_the_table_has_exactly_these_items_and_scenes():
    assert list(Q.by_code) == [*ITEMS, *SCENES]
    assert [(scene.code, scene.group, scene.name, scene.starred) for scene in Q.scenes] == [
        (code, group, name.lstrip("★"), name.startswith("★")) for code, (group, name) in SCENES.items()
    ]
    assert " ".join(texts("Q04", *measures("Q04"))) == PLACES


@table("code", ITEMS)
def test_each_option_alone_earns_its_share_of_the_weights(code):
    assert [option.code for option in Q.by_code[code].options] == list(points_of(code))
    for letter in points_of(code):
        numbers = SHARES[code].counts(INSIDE_THE_BAND[letter]) if code in SHARES else {}
        assert_earns(code, letter, sheet(code, letter, numbers))


@table("code", MULTI)
def test_measures_add_up_to_the_maximum_and_none_excludes_each_of_them(code):
    assert sum(points_of(code).values()) == Q.by_code[code].points
    for letters in [measures(code), *combinations(measures(code), 2)]:
        assert_earns(code, "".join(letters), sheet(code, letters))
    for letter in measures(code):
        assert_refused(code, sheet(code, "A" + letter), "就不能再选其他项", letter)


@table("code", SINGLE)
def test_a_single_choice_takes_no_two(code):
    assert max(points_of(code).values()) == Q.by_code[code].points
    for letters in combinations(points_of(code), 2):
        assert_refused(code, sheet(code, letters), "只能选择一项", *letters)


# ---------------------------------------------------------------- percentage bands


@table("code", ["Q02", "Q03", "Q11"])
def test_each_band_names_its_borders(code):
    assert {letter: re.findall(r"\d+", *texts(code, letter)) for letter in "ABCDE"} == NAMED_BORDERS


@table("code", SHARES)
@table(("rate", "band"), BORDERS)
def test_device_counts_decide_the_band_and_a_contradiction_names_both(code, rate, band):
    counts = SHARES[code].counts(rate)
    assert_earns(code, band, sheet(code, "", counts))
    assert_earns(code, band, sheet(code, band, counts))
    for chosen in set("ABCDE") - {band}:
        assert_refused(code, sheet(code, chosen, counts), *texts(code, chosen, band))


@table("code", SHARES)
@table(("rate", "band"), BORDERS)
def test_a_stated_rate_alone_decides_the_band_but_the_counts_are_still_asked_for(code, rate, band):
    unknown = {SHARES[code].numerator: "", SHARES[code].stated: rate}
    for chosen in ("", band):
        assert_earns(code, band, sheet(code, chosen, unknown), ["missing"])


@table("code", SHARES)
@table(("stated", "agrees"), STATED_BESIDE_30)
def test_a_stated_rate_may_differ_from_the_counts_by_half_a_point(code, stated, agrees):
    answers = sheet(code, "C", SHARES[code].counts("30") | {SHARES[code].stated: stated})
    if agrees:
        assert_earns(code, "C", answers)
    else:
        assert_refused(code, answers, f"{stated}%", "30%")


@table("code", SHARES)
@table(("part", "whole"), [("101", "100"), ("1", "0")])
def test_more_digital_or_connected_devices_than_devices_are_a_problem(code, part, whole):
    for chosen in ("", *"ABCDE"):
        answers = sheet(code, chosen, {SHARES[code].numerator: part, SHARES[code].denominator: whole})
        assert_refused(code, answers, f"（{part}）多于总数（{whole}）")


# ---------------------------------------------------------------- changes


@table("code", ["Q14", "Q15"])
@table(("now", "before", "trend", "accepted"), CHANGES)
def test_a_change_is_computed_and_must_agree_with_the_choice(code, now, before, trend, accepted):
    letters, numbers = CHANGED[code].letters, CHANGED[code].numbers(now, before)
    assert_earns(code, letters[trend], sheet(code, "", numbers))
    for chosen, letter in letters.items():
        if chosen in accepted.split():
            assert_earns(code, letter, sheet(code, letter, numbers))
        else:
            assert_refused(code, sheet(code, letter, numbers), *texts(code, letter, letters[trend]))


@table(("now", "before", "trend", "accepted"), CHANGES)
def test_energy_of_the_last_two_years_only_hints_since_the_question_is_about_the_conversion(
    now, before, trend, accepted
):
    letters, numbers = CHANGED["Q12"].letters, CHANGED["Q12"].numbers(now, before)
    assert_refused("Q12", sheet("Q12", "", numbers), kind="missing")
    for chosen, letter in letters.items():
        hint = [] if chosen in accepted.split() else ["notice"]
        assert_earns("Q12", letter, sheet("Q12", letter, numbers), hint)


@table("code", CHANGED)
def test_a_missing_number_or_a_ratio_to_nothing_leaves_the_change_to_the_enterprise(code):
    numbers = CHANGED[code].numbers("100", "50")
    _, bottom = CHANGED[code].now
    _, bottom_before = CHANGED[code].before
    gaps = [numbers | {name: ""} for name in numbers] + [{}]
    for known in [*gaps, numbers | {bottom: "0"}, numbers | {bottom_before: "0"}]:
        for letter in "ABC":
            assert_earns(code, letter, sheet(code, letter, known))
        assert_refused(code, sheet(code, "", known), kind="missing")


@table(("codes", "words"), [("Q12 Q15", "增加 持平 降低"), ("Q13 Q14", "降低 持平 增加")])
def test_which_change_earns_the_points(codes, words):
    for code in codes.split():
        assert texts(code, *"ABC") == words.split()


@table(("code", "number"), [("Q11", "Q11.yearly"), ("Q13", "Q13.rate")])
def test_a_number_with_nothing_to_compare_it_with_must_be_given_but_judges_no_choice(code, number):
    for letter in points_of(code):
        for value in ("0", "100"):
            assert_earns(code, letter, sheet(code, letter, {number: value}))
        assert_earns(code, letter, sheet(code, letter, {number: ""}), ["missing"])


# ---------------------------------------------------------------- levels

worth = cache(sheet_worth)


def scenes(level, starred, plain):
    """The last `starred` ★ scenes and the last `plain` others at `level`, the remaining below 一级."""
    chosen = STARRED[len(STARRED) - starred :] + PLAIN[len(PLAIN) - plain :]
    return {code: {"level": level if code in chosen else 0} for code in SCENES}


@table(("border", "level"), [(20, 1), (40, 2), (60, 3), (80, 4)])
def test_a_level_begins_exactly_at_its_border(border, level):
    """No total lies between, all points being multiples of 0.025."""
    for points, reached in [(f"{border - 1}.975", level - 1), (f"{border}", level)]:
        result = score(Q, worth(points) | scenes(4, 10, 6))
        assert (result.problems, result.total) == ((), Decimal(points))
        assert (result.level_by_score, result.level_by_scenes) == (reached, 4)
        assert (result.level, result.label) == (reached, LABELS[reached])


@table("code", SCENES)
def test_a_scene_takes_the_levels_0_to_4_and_no_other(code):
    for level in range(5):
        result = score(Q, sheet() | {code: {"level": level}})
        found = {scene.code: scene.level for scene in result.scenes if scene.level}
        assert (result.problems, found) == ((), {code: level} if level else {})
    for level in (5, -1):
        result = score(Q, sheet() | {code: {"level": level}})
        assert [(problem.where, problem.kind) for problem in result.problems] == [(code, ProblemKind.WRONG)]
        assert [scene.code for scene in result.scenes if scene.level is None] == [code]


@table(("level", "needed", "starred"), [(1, 6, 3), (2, 6, 3), (3, 8, 5), (4, 10, 6)])
@table("at", range(1, 5))
def test_a_level_needs_so_many_scenes_and_so_many_starred_ones(level, needed, starred, at):
    """Scenes above the level count for it as well, those below do not."""
    points, high_enough = worth("80"), at >= level
    for chosen, plain, enough in [
        (starred, needed - starred, True),
        (needed, 0, True),
        (starred, needed - starred - 1, False),
        (starred - 1, needed - starred + 1, False),
        (starred - 1, 6, False),
    ]:
        result = score(Q, points | scenes(at, chosen, plain))
        count = result.scene_counts[level - 1]
        assert (count.scenes, count.starred) == ((chosen + plain, chosen) if high_enough else (0, 0))
        assert count.met == (result.level_by_scenes >= level) == (high_enough and enough)
        if enough and at == level:
            assert (result.level_by_scenes, result.level, result.label) == (level, level, LABELS[level])


@table("by_score", range(5))
@table("by_scenes", range(5))
def test_the_lower_of_points_and_scenes_decides(by_score, by_scenes):
    result = score(Q, worth(str(20 * by_score)) | scenes(by_scenes, 10, 6))
    assert (result.level_by_score, result.level_by_scenes) == (by_score, by_scenes)
    assert result.level == min(by_score, by_scenes)
    assert result.label == LABELS[result.level]


def test_the_same_answers_give_the_same_result_and_it_survives_json():
    for answers in ({}, sheet("Q01", "AB"), worth("80") | scenes(3, 4, 2)):
        kept = deepcopy(answers)
        result = score(Q, answers)
        assert answers == kept
        assert score(Q, answers) == result
        assert AssessmentResult.from_dict(json.loads(json.dumps(result.as_dict()))) == result
