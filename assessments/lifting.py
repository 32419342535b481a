"""What would lift a result to the next level: how much is missing, and the questions to begin with. Pure."""

from collections.abc import Iterator
from decimal import Decimal

from assessments.enums import ItemKind
from assessments.questionnaire_checks import plain
from assessments.questionnaires import Item, LevelRule, Questionnaire
from assessments.results import ItemScore, Lift, LiftStep, SceneCount, SceneLevel

ZERO = Decimal(0)
FEWEST_STEPS = 3  # shown even where fewer would do: not every one suits every enterprise
MOST_STEPS = 8


def lift_of(
    questionnaire: Questionnaire,
    level: int,
    total: Decimal,
    items: tuple[ItemScore, ...],
    scenes: tuple[SceneLevel, ...],
    counts: tuple[SceneCount, ...],
) -> Lift | None:
    """What the next level still needs; None at the highest."""
    rule = questionnaire.rule(level + 1)
    if rule is None:
        return None
    points = max(rule.score - total, ZERO)
    count = next((count for count in counts if count.level == rule.level), None)
    missing = max(count.scenes_needed - count.scenes, 0) if count else 0
    starred = max(count.starred_needed - count.starred, 0) if count else 0
    advice, steps = [], []
    if points:
        advice.append(
            f"评分还差 {plain(points)} 分（现为 {plain(total)} 分，{rule.label}需 {plain(rule.score)} 分）。"
        )
        steps += _item_steps(questionnaire, items, points)
    if missing or starred:
        advice.append(
            f"达到{rule.label}及以上的场景现有 {count.scenes} 个（其中★约束性场景 {count.starred} 个），"
            f"需要 {count.scenes_needed} 个（其中★ {count.starred_needed} 个）。"
        )
        steps += _scene_steps(questionnaire, scenes, rule, missing, starred)
    return Lift(
        rule.level,
        questionnaire.level_label(rule.level),
        points,
        missing,
        starred,
        tuple(advice),
        tuple(steps),
    )


def _item_steps(
    questionnaire: Questionnaire, items: tuple[ItemScore, ...], missing: Decimal
) -> Iterator[LiftStep]:
    """The next step of the questions where it brings most, until together they bring what is missing.

    Outcomes (better or worse than before) come last: they follow from the rest.
    """
    found = [step for scored in items if (step := _next(questionnaire.by_code[scored.code], scored))]
    found.sort(key=lambda step: (_is_outcome(questionnaire.by_code[step.code]), -step.points))
    together = ZERO
    for place, step in enumerate(found[:MOST_STEPS]):
        if together >= missing and place >= FEWEST_STEPS:
            return
        together += step.points
        yield step


def _is_outcome(item: Item) -> bool:
    return any(option.trend for option in item.options)


def _next(item: Item, scored: ItemScore) -> LiftStep | None:
    if item.kind is ItemKind.MULTI:
        more = [each for each in item.options if each.points and each.code not in scored.options]
        if not more:
            return None
        best = max(more, key=lambda each: each.points)
        have = sum(1 for each in item.options if each.points and each.code in scored.options)
        return LiftStep(item.code, item.name, f"已有 {have} 项", f"增加一项，例如“{best.text}”", best.points)
    higher = [each for each in item.options if each.points > scored.points]
    if not higher:
        return None
    better = min(higher, key=lambda each: each.points)
    now = item.option(scored.options[0]).text if scored.options else "未作答"
    return LiftStep(item.code, item.name, now, better.text, better.points - scored.points)


def _scene_steps(
    questionnaire: Questionnaire,
    scenes: tuple[SceneLevel, ...],
    rule: LevelRule,
    missing: int,
    starred: int,
) -> Iterator[LiftStep]:
    """The scenes nearest to the level, ★ first as long as ★ are missing."""
    near = [
        scene for scene in scenes if (scene.level or 0) < rule.level and (scene.starred or missing > starred)
    ]
    near.sort(key=lambda scene: (bool(starred) and not scene.starred, -(scene.level or 0)))
    for scene in near[: max(missing, starred)]:
        name = f"★{scene.name}" if scene.starred else scene.name
        now = questionnaire.short_level_label(scene.level)
        better = questionnaire.by_code[scene.code].levels[rule.level - 1]
        yield LiftStep(scene.code, name, now, f"{rule.label}：{better}", None)
