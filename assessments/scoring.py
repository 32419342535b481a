"""Scoring an assessment: a pure function of the questionnaire and the answers.

Answers, as stored: {"Q02": {"options": ["C"], "numbers": {"total": "100", "digital": "35"}}, "S01": {"level": 2}}.
Both parts of the level rule of 工信厅企业〔2024〕56号 must be met, points and scenes: the lower level decides.
A question whose answer is wrong earns nothing until it is corrected.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from assessments.enums import ItemKind, ProblemKind, Trend
from assessments.lifting import lift_of
from assessments.questionnaire_checks import plain
from assessments.questionnaires import ChangeBand, Item, NumberField, Questionnaire, Scene, ShareBand
from assessments.results import (
    AssessmentResult,
    DimensionScore,
    ItemScore,
    Problem,
    SceneCount,
    SceneLevel,
)

ZERO = Decimal(0)
UNANSWERED = "未作答"  # an empty sheet has no level, not even none
RATE_TOLERANCE = Decimal("0.5")  # percentage points between a stated rate and the one counted
SAME_TOLERANCE = Decimal("0.01")  # relative change that may still be called 持平
MOST_DIGITS = 15  # before the decimal point, and after it
_WRITTEN = re.compile(r"(?P<sign>[+-]?)(?=\.?[0-9])(?P<whole>[0-9]*)(?:\.(?P<fraction>[0-9]*))?")
_HALF_WIDTH = str.maketrans("０１２３４５６７８９．，％＋－", "0123456789.,%+-")
TREND_WORDS = {Trend.UP: "上升", Trend.SAME: "持平", Trend.DOWN: "下降"}

Numbers = Mapping[str, Decimal]


@dataclass(frozen=True)
class _Finding:
    """What the numbers beside a question say: the option they lead to, those they allow, and how to say it."""

    best: str
    allowed: tuple[str, ...]
    words: str
    rate: Decimal | None = None


def score(questionnaire: Questionnaire, answers: Mapping[str, Any]) -> AssessmentResult:
    """Score `answers`, complete or not; what is missing or wrong stands in `problems`. Never raises on answers."""
    problems: list[Problem] = []
    for code in answers:
        if code not in questionnaire.by_code:
            problems.append(Problem(str(code), ProblemKind.WRONG, f"评测表中没有“{str(code)[:20]}”这道题"))
    numbers = {}
    for item in questionnaire.items:
        numbers.update(_read_numbers(item, answers.get(item.code), problems))
    items = tuple(
        _score_item(item, answers.get(item.code), numbers, problems) for item in questionnaire.items
    )
    scenes = tuple(_read_scene(scene, answers.get(scene.code), problems) for scene in questionnaire.scenes)
    dimensions = tuple(
        DimensionScore(
            dimension.code,
            dimension.name,
            sum((item.points for item in items if item.dimension == dimension.code), ZERO),
            dimension.weight,
        )
        for dimension in questionnaire.dimensions
        if dimension.weight is not None
    )
    total = sum((item.points for item in items), ZERO)
    counts = count_scenes(questionnaire, scenes)
    by_score = max((rule.level for rule in questionnaire.levels if total >= rule.score), default=0)
    by_scenes = max((count.level for count in counts if count.met), default=0) if scenes else None
    level = by_score if by_scenes is None else min(by_score, by_scenes)
    order = {code: place for place, code in enumerate(questionnaire.by_code)}
    is_begun = (
        bool(numbers)
        or any(item.options for item in items)
        or any(scene.level is not None for scene in scenes)
    )
    return AssessmentResult(
        edition=questionnaire.edition,
        category=questionnaire.category,
        digest=questionnaire.digest,
        items=items,
        dimensions=dimensions,
        scenes=scenes,
        scene_counts=counts,
        total=total,
        level_by_score=by_score,
        level_by_scenes=by_scenes,
        level=level,
        label=questionnaire.level_label(level) if is_begun else UNANSWERED,
        lift=lift_of(questionnaire, level, total, items, scenes, counts),
        problems=tuple(sorted(problems, key=lambda problem: order.get(problem.where, -1))),
    )


def count_scenes(questionnaire: Questionnaire, scenes: tuple[SceneLevel, ...]) -> tuple[SceneCount, ...]:
    """For each level, the scenes at that level or above beside what the level rule asks for."""
    if not scenes:
        return ()
    counts = []
    for rule in questionnaire.levels:
        reached = [scene for scene in scenes if (scene.level or 0) >= rule.level]
        starred = sum(scene.starred for scene in reached)
        counts.append(SceneCount(rule.level, len(reached), starred, rule.scenes, rule.starred))
    return tuple(counts)


def read_number(field: NumberField, value: Any) -> Decimal:
    """The number a person wrote for `field`. Raises ValueError saying in Chinese what is wrong and what is right."""
    # Plain digits only: an exponent lets ten characters mean a number of megabytes.
    if isinstance(value, Decimal) and value.is_finite() and abs(value.adjusted()) <= MOST_DIGITS:
        value = f"{value:f}"
    text = str(value).strip().translate(_HALF_WIDTH).replace(",", "").removesuffix("%")
    written = _WRITTEN.fullmatch(text)
    if written is None:
        raise ValueError(f"{field.label}应是数字，例如 {'12' if field.whole else '12.5'}")
    whole, fraction = written["whole"].lstrip("0"), written["fraction"] or ""
    if len(whole) > MOST_DIGITS or len(fraction) > MOST_DIGITS:
        raise ValueError(f"{field.label}的位数过多，请核对单位（{field.unit}）")
    number = Decimal(f"{written['sign']}{whole or 0}.{fraction}")
    if number < 0:
        raise ValueError(f"{field.label}不能小于 0")
    if field.maximum is not None and number > field.maximum:
        raise ValueError(f"{field.label}应在 0 到 {plain(field.maximum)} 之间，现为 {plain(number)}")
    if field.whole and number != number.to_integral_value():
        raise ValueError(f"{field.label}应是整数，现为 {plain(number)}")
    return abs(number)


def _wrong(question: Item | Scene, message: str) -> Problem:
    return Problem(question.code, ProblemKind.WRONG, message)


def _missing(question: Item | Scene, message: str) -> Problem:
    return Problem(question.code, ProblemKind.MISSING, message)


def _read_numbers(item: Item, answer: Any, problems: list[Problem]) -> dict[str, Decimal]:
    """Readable numbers of one answer by full name, e.g. `Q02.total`."""
    given = answer.get("numbers") if isinstance(answer, Mapping) else None
    if given is None:
        return {}
    if not isinstance(given, Mapping):
        problems.append(_wrong(item, "数字项的格式不对"))
        return {}
    numbers = {}
    for code, value in given.items():
        field = item.number(code)
        if field is None:
            problems.append(_wrong(item, f"没有“{str(code)[:20]}”这个数字项"))
        elif value not in ("", None):
            try:
                numbers[item.path(code)] = read_number(field, value)
            except ValueError as error:
                problems.append(_wrong(item, str(error)))
    return numbers


def _score_item(item: Item, answer: Any, numbers: Numbers, problems: list[Problem]) -> ItemScore:
    chosen, found = _read_options(item, answer)
    finding, contradictions = _finding(item, numbers)
    found += contradictions
    wrong = any(problem.where == item.code for problem in problems) or bool(found)
    computed = False
    if not chosen and not wrong:
        if finding and not (isinstance(item.band, ChangeBand) and not item.band.binding):
            chosen, computed = (finding.best,), True
        elif any(item.path(field.code) in numbers for field in item.numbers):
            found.append(_missing(item, "还需填齐其余数字项，或直接选择一项"))
        else:
            found.append(_missing(item, "尚未作答"))
    elif chosen and finding and not contradictions and chosen[0] not in finding.allowed:
        found.append(_contradiction(item, chosen[0], finding))
    absent = [
        field.label for field in item.numbers if field.required and item.path(field.code) not in numbers
    ]
    if chosen and absent and not wrong:
        found.append(_missing(item, f"请填写{'、'.join(absent)}"))
    problems += found
    if any(problem.where == item.code and problem.kind is ProblemKind.WRONG for problem in problems):
        chosen, computed = (), False
    points = sum((option.points for option in item.options if option.code in chosen), ZERO)
    rate = finding.rate if finding else None
    return ItemScore(item.code, item.name, item.dimension, points, item.points, chosen, computed, rate)


def _read_options(item: Item, answer: Any) -> tuple[tuple[str, ...], list[Problem]]:
    """The chosen options in the order of the question, or none with the reason why."""
    if answer is None:
        return (), []
    given = answer.get("options", []) if isinstance(answer, Mapping) else None
    if not isinstance(given, list | tuple) or not all(isinstance(code, str) for code in given):
        return (), [_wrong(item, "答案的格式不对，请重新选择")]
    unknown = [code[:20] for code in given if item.option(code) is None]
    if unknown:
        return (), [_wrong(item, f"没有“{'、'.join(unknown[:3])}”这个选项，请重新选择")]
    chosen = tuple(option.code for option in item.options if option.code in given)
    if item.kind is ItemKind.SINGLE and len(chosen) > 1:
        return (), [_wrong(item, f"只能选择一项，现选了 {'、'.join(chosen)}")]
    alone = next((option for option in item.options if option.code in chosen and option.exclusive), None)
    if alone and len(chosen) > 1:
        others = "、".join(code for code in chosen if code != alone.code)
        return (), [_wrong(item, f"选了“{alone.text}”就不能再选其他项（{others}），请只保留一种")]
    return chosen, []


def _finding(item: Item, numbers: Numbers) -> tuple[_Finding | None, list[Problem]]:
    if isinstance(item.band, ShareBand):
        return _share(item, item.band, numbers)
    if isinstance(item.band, ChangeBand):
        return _change(item, item.band, numbers), []
    return None, []


def _share(item: Item, band: ShareBand, numbers: Numbers) -> tuple[_Finding | None, list[Problem]]:
    stated = numbers.get(item.path(band.stated)) if band.stated else None
    part = numbers.get(item.path(band.numerator)) if band.numerator else None
    whole = numbers.get(item.path(band.denominator)) if band.denominator else None
    rate, words = stated, "所填比例"
    exact: Fraction | Decimal | None = stated
    # Of nothing there is no share; where the part lies in the whole, none of none is none of it.
    if part is not None and whole is not None and (whole or not band.open):
        if part > whole and not band.open:
            label = _label(item, band.numerator, "分子")
            return None, [_wrong(item, f"{label}（{plain(part)}）多于总数（{plain(whole)}），请核对")]
        # A border belongs to the lower band, and a division may round across it.
        exact = Fraction(part) * 100 / Fraction(whole) if whole else ZERO
        rate, words = (part * 100 / whole if whole else ZERO), "按所填数量计算"
        if stated is not None and abs(stated - rate) > RATE_TOLERANCE:
            label = _label(item, band.stated, "比例")
            message = f"填写的{label}为 {plain(stated)}%，按所填数量计算为 {_short(rate)}%，请核对"
            return None, [_wrong(item, message)]
    if rate is None or exact is None:
        return None, []
    reached = (option for option in item.options if option.to is not None and exact <= option.to)
    option = next(reached, item.options[-1])
    return _Finding(option.code, (option.code,), f"{words}为 {_short(rate)}%", rate), []


def _label(item: Item, code: str | None, otherwise: str) -> str:
    field = item.number(code) if code else None
    return field.label if field else otherwise


def _change(item: Item, band: ChangeBand, numbers: Numbers) -> _Finding | None:
    """Compare exactly; a change of at most 1 % may also be called 持平 (this platform's choice)."""
    now, before = (_ratio(item, names, numbers) for names in (band.now, band.before))
    if now is None or before is None:
        return None
    trend = Trend.UP if now > before else Trend.DOWN if now < before else Trend.SAME
    allowed = {trend}
    if abs(now - before) <= Fraction(SAME_TOLERANCE) * before:
        allowed.add(Trend.SAME)
    by_trend = {option.trend: option.code for option in item.options}
    codes = tuple(option.code for option in item.options if option.trend in allowed)
    return _Finding(by_trend[trend], codes, f"按所填数据计算为{TREND_WORDS[trend]}")


def _ratio(item: Item, names: tuple[str, ...], numbers: Numbers) -> Fraction | None:
    """The first number over the second, or the only one; None where it cannot be had."""
    values = [Fraction(numbers[item.path(name)]) for name in names if item.path(name) in numbers]
    if len(values) < len(names) or not all(values[1:]):
        return None
    top, *bottom = values
    return top / bottom[0] if bottom else top


def _contradiction(item: Item, chosen: str, finding: _Finding) -> Problem:
    hint = isinstance(item.band, ChangeBand) and not item.band.binding
    texts = {option.code: option.text for option in item.options}
    message = f"{finding.words}，对应“{texts[finding.best]}”，现选“{texts[chosen]}”，请核对数据或选项"
    return Problem(item.code, ProblemKind.NOTICE if hint else ProblemKind.WRONG, message)


def _short(rate: Decimal) -> str:
    return plain(rate.quantize(Decimal("0.01")))


def _read_scene(scene: Scene, answer: Any, problems: list[Problem]) -> SceneLevel:
    level = answer.get("level") if isinstance(answer, Mapping) else None
    if answer is None or (isinstance(answer, Mapping) and level is None):
        problems.append(_missing(scene, "尚未选择等级"))
    elif isinstance(level, bool) or not isinstance(level, int) or not 0 <= level <= len(scene.levels):
        problems.append(_wrong(scene, "没有这个等级，请重新选择"))
        level = None
    return SceneLevel(scene.code, scene.name, scene.group, scene.starred, level)
