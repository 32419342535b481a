"""What makes a questionnaire sound: sums, references and level rules. Pure; texts are for its author."""

import re
from collections import Counter
from decimal import Decimal

from assessments.enums import ItemKind, Trend
from assessments.questionnaires import ChangeBand, Item, Questionnaire, ShareBand

TOTAL_POINTS = Decimal(100)
POINT_PLACES = 4  # decimal places a stored total keeps
MOST_QUESTIONS = 200
MOST_OPTIONS = 40
MOST_LEVELS = 4  # the notices name four
# The four of both official editions; they stand in addresses and head the columns of exports.
DIMENSIONS = ("foundation", "operation", "management", "outcome")
# Codes of questions stand in addresses and are names of inputs among others on the page, e.g. Q01.
_QUESTION_CODE = re.compile(r"[A-Z]{1,3}[0-9]{1,4}")
_CODE = re.compile(r"[A-Za-z0-9_]{1,20}")
LONGEST = {"edition": ("版本（edition）", 20), "title": ("名称（title）", 100)}  # as the database keeps them

Problems = list[tuple[str, str]]


def check(questionnaire: Questionnaire) -> Problems:
    """All (where, what is wrong and how to mend it) of a questionnaire; empty when it can be published."""
    problems: Problems = []
    for field, (name, longest) in LONGEST.items():
        if len(getattr(questionnaire, field)) > longest:
            problems.append(("评测表", f"{name}最多 {longest} 个字"))
    if questionnaire.own_weights and not questionnaire.note:
        problems.append(("评测表", "题目与权重为自拟的，须在说明（note）中写明"))
    if len(questionnaire.items) + len(questionnaire.scenes) > MOST_QUESTIONS:
        problems.append(("评测表", f"题目和场景最多共 {MOST_QUESTIONS} 个"))
    _check_codes(questionnaire, problems)
    for item in questionnaire.items:
        _check_options(item, problems)
        _check_band(questionnaire, item, problems)
    for scene in questionnaire.scenes:
        if len(scene.levels) != len(questionnaire.levels):
            problems.append(
                (scene.title, f"应有 {len(questionnaire.levels)} 级描述，现有 {len(scene.levels)} 级")
            )
    if questionnaire.scenes and not questionnaire.scene_below:
        problems.append(("评测表", "有场景时须写 scene_below（未达到一级的说明）"))
    _check_dimensions(questionnaire, problems)
    _check_levels(questionnaire, problems)
    return problems


def plain(number: Decimal) -> str:
    """A number for people: 8 rather than 8.000 or 8E+0."""
    return format(number.normalize(), "f")


def _repeated(codes: list[str]) -> str:
    return "、".join(code for code, count in Counter(codes).items() if count > 1)


def _check_codes(questionnaire: Questionnaire, problems: Problems) -> None:
    groups = {
        "题目与场景": [question.code for question in (*questionnaire.items, *questionnaire.scenes)],
        "维度": [dimension.code for dimension in questionnaire.dimensions],
    }
    for item in questionnaire.items:
        groups[f"{item.title} · 选项"] = [option.code for option in item.options]
        groups[f"{item.title} · 数字项"] = [number.code for number in item.numbers]
    for where, codes in groups.items():
        pattern = _QUESTION_CODE if where == "题目与场景" else _CODE
        crooked = [code[:20] for code in codes if not pattern.fullmatch(code)]
        if crooked and pattern is _QUESTION_CODE:
            problems.append((where, f"编号应是大写字母加数字，如 Q01、S01：{'、'.join(crooked[:5])}"))
        elif crooked:
            problems.append((where, f"编号只能用字母、数字和下划线，最多 20 个：{'、'.join(crooked[:5])}"))
        if repeated := _repeated(codes):
            problems.append((where, f"编号重复：{repeated}"))
    unknown = [each.code[:20] for each in questionnaire.dimensions if each.code not in DIMENSIONS]
    if unknown:
        problems.append(("维度", f"编号应是 {'、'.join(DIMENSIONS)} 之一：{'、'.join(unknown[:5])}"))
    known = {dimension.code for dimension in questionnaire.dimensions}
    for question in (*questionnaire.items, *questionnaire.scenes):
        if question.dimension not in known:
            problems.append((question.title, f"所属维度 {question.dimension} 不在维度表中"))


def _check_options(item: Item, problems: Problems) -> None:
    positive = [option.points for option in item.options if not option.exclusive]
    exclusive = [option for option in item.options if option.exclusive]
    if len(item.options) < 2:
        problems.append((item.title, "至少要有两个选项"))
        return
    if len(item.options) > MOST_OPTIONS:
        problems.append((item.title, f"最多 {MOST_OPTIONS} 个选项"))
    if any(option.points.normalize().as_tuple().exponent < -POINT_PLACES for option in item.options):
        problems.append((item.title, f"选项分值最多 {POINT_PLACES} 位小数"))
    if item.kind is ItemKind.MULTI:
        if len(exclusive) != 1 or exclusive[0].points:
            problems.append((item.title, "多选题须有且只有一个“无”选项：exclusive = true、points = 0"))
        if sum(positive) != item.points:
            problems.append(
                (item.title, f"各选项分值之和为 {plain(sum(positive))}，应等于满分 {plain(item.points)}")
            )
        return
    if exclusive:
        problems.append((item.title, "单选题不需要 exclusive"))
    if max(positive, default=Decimal(0)) != item.points:
        highest = plain(max(positive, default=Decimal(0)))
        problems.append((item.title, f"最高选项为 {highest} 分，应等于满分 {plain(item.points)}"))


def _check_band(questionnaire: Questionnaire, item: Item, problems: Problems) -> None:
    band = item.band
    if band is None or not item.options:
        return
    if item.kind is not ItemKind.SINGLE:
        problems.append((item.title, "只有单选题可以由数字算出档位"))
    if isinstance(band, ShareBand):
        _check_share_band(band, item, problems)
    elif isinstance(band, ChangeBand):
        if sorted(option.trend or "" for option in item.options) != sorted(Trend):
            problems.append(
                (
                    item.title,
                    "按变化算档位时，选项的变化（trend）应为上升（up）、持平（same）、下降（down）各一个",
                )
            )
    for reference in item.references:
        owner, _, number = reference.partition(".")
        target = next((other for other in questionnaire.items if other.code == owner), None)
        if target is None or target.number(number) is None:
            problems.append((item.title, f"找不到数字项 {reference}"))


def _check_share_band(band: ShareBand, item: Item, problems: Problems) -> None:
    bounds = [option.to for option in item.options]
    if None in bounds:
        problems.append((item.title, "按比例算档位时，每个选项都要写档位上限（to）"))
    elif bounds != sorted(set(bounds)) or bounds[-1] != 100:
        problems.append((item.title, "各档上限（to）应从小到大且最后一档为 100"))
    if bool(band.numerator) != bool(band.denominator):
        problems.append((item.title, "分子和分母要么都写，要么都不写"))
    if band.stated and item.number(band.stated) is None:
        problems.append((item.title, f"比例数字项（stated）应是本题的数字项，找不到 {band.stated}"))
    if not item.references:
        problems.append((item.title, "按比例算档位时，至少写比例数字项（stated），或分子和分母"))


def _check_dimensions(questionnaire: Questionnaire, problems: Problems) -> None:
    for dimension in questionnaire.dimensions:
        items = [item for item in questionnaire.items if item.dimension == dimension.code]
        scenes = [scene for scene in questionnaire.scenes if scene.dimension == dimension.code]
        if items and scenes:
            problems.append((dimension.name, "同一维度要么全部计分，要么全部按场景判定"))
        elif not items and not scenes:
            problems.append((dimension.name, "没有题目"))
        points = sum((item.points for item in items), Decimal(0))
        if points != (dimension.weight or Decimal(0)):
            weight = "未写" if dimension.weight is None else plain(dimension.weight)
            problems.append((dimension.name, f"题目满分之和为 {plain(points)}，与权重（{weight}）不一致"))
    total = sum((item.points for item in questionnaire.items), Decimal(0))
    if total != TOTAL_POINTS:
        problems.append(("评测表", f"全部题目满分之和为 {plain(total)}，应为 {plain(TOTAL_POINTS)}"))


def _check_levels(questionnaire: Questionnaire, problems: Problems) -> None:
    rules = questionnaire.levels
    scenes = len(questionnaire.scenes)
    starred = sum(scene.starred for scene in questionnaire.scenes)
    if [rule.level for rule in rules] != list(range(1, len(rules) + 1)) or not rules:
        problems.append(("等级规则", "等级应从 1 开始依次编号"))
    if len(rules) > MOST_LEVELS:
        problems.append(("等级规则", f"最多 {MOST_LEVELS} 个等级"))
    for lower, rule in zip((None, *rules), rules, strict=False):
        if not 0 < rule.score <= TOTAL_POINTS:
            problems.append((rule.label, f"分数门槛 {plain(rule.score)} 应大于 0 且不超过 100"))
        if rule.scenes > scenes or rule.starred > starred:
            problems.append((rule.label, f"场景门槛超过场景数（共 {scenes} 个，其中★ {starred} 个）"))
        if rule.starred > rule.scenes:
            problems.append((rule.label, "★场景门槛不能高于场景门槛"))
        if scenes and not rule.scenes:
            problems.append((rule.label, "有场景的评测表须写场景门槛 scenes"))
        if lower and rule.score <= lower.score:
            problems.append((rule.label, f"分数门槛应高于{lower.label}的 {plain(lower.score)} 分"))
        if lower and (rule.scenes < lower.scenes or rule.starred < lower.starred):
            problems.append((rule.label, f"场景门槛不能低于{lower.label}"))
