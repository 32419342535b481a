"""What a page shows of an evaluation: every line, condition and gap as texts."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from declarations.standards import Evaluation, LineStatus, Verdict
from declarations.standards.result import ConditionResult, GroupResult, Line, Missing

_VERDICTS = {
    Verdict.MET: ("达到标准", "success"),
    Verdict.NOT_MET: ("未达到标准", "danger"),
    Verdict.UNKNOWN: ("尚不能判断", "warning"),
}
_CONDITIONS = {
    Verdict.MET: ("满足", "success"),
    Verdict.NOT_MET: ("不满足", "danger"),
    Verdict.UNKNOWN: ("尚不能判断", "warning"),
}
# One of several ways that is not taken is nothing bad.
_WAY_NOT_MET = ("不满足", "neutral")
_REACHED = {Verdict.MET: "达到", Verdict.NOT_MET: "未达到", Verdict.UNKNOWN: "尚不能判断是否达到"}


def verdict_words(verdict: Verdict) -> tuple[str, str]:
    """A verdict on a whole standard as text, and the tone of its badge."""
    return _VERDICTS[verdict]


@dataclass(frozen=True)
class GapView:
    """Something that is missing, and where it is filled in (empty: nowhere from here)."""

    label: str
    reason: str
    href: str


@dataclass(frozen=True)
class LineView:
    """One indicator as texts."""

    code: str
    name: str
    source: str
    formula: str
    value: str
    working: str
    band: str
    points: str
    maximum: int
    next_step: str
    gaps: list[GapView]


@dataclass(frozen=True)
class GroupView:
    name: str
    points: str
    maximum: int
    minimum: int
    verdict: str
    tone: str
    lines: list[LineView]


@dataclass(frozen=True)
class ConditionView:
    """One condition as texts. ``judged``: the authority's judgement decides; ``next_steps``: what the explanation
    does not say already about what is lacking.
    """

    code: str
    name: str
    source: str
    verdict: str
    tone: str
    explanation: str
    gaps: list[GapView]
    judged: bool
    next_steps: list[str]


@dataclass(frozen=True)
class PartView:
    """Conditions under one heading of the annex; ``hint`` says when not all of them are needed."""

    title: str
    hint: str
    conditions: list[ConditionView]


class Counts(NamedTuple):
    """How many conditions there are, and of each verdict."""

    total: int
    met: int
    not_met: int
    unknown: int

    def __str__(self) -> str:
        return f"{self.total}项条件：满足{self.met}，不满足{self.not_met}，待补充{self.unknown}"


@dataclass(frozen=True)
class EvaluationView:
    """An evaluation as templates show it; see ``declarations/includes/evaluation.html``.

    ``maximum`` 0: the standard gives no points, and ``counts`` says how many conditions are met instead.
    ``conditions`` are those of all ``parts`` in their order.
    """

    title: str
    verdict: str
    tone: str
    total: int
    points: str
    maximum: int
    pass_mark: int
    counts: Counts
    reasons: tuple[str, ...]
    groups: list[GroupView]
    parts: list[PartView]
    conditions: list[ConditionView]
    gaps: list[GapView]


def view_of(evaluation: Evaluation, href_of: Callable[[str], str] | None = None) -> EvaluationView:
    """``evaluation`` as texts. ``href_of`` maps the key of a missing fact to the page where it is filled in."""
    href_of = href_of or _nowhere
    groups = [_group_view(group, href_of) for group in evaluation.groups]
    parts = _parts(evaluation.conditions, href_of)
    conditions = [condition for part in parts for condition in part.conditions]
    explained = [*(line for group in groups for line in group.lines), *conditions]
    gaps = {gap.label: gap for each in explained for gap in each.gaps}
    verdict, tone = _VERDICTS[evaluation.verdict]
    return EvaluationView(
        title=evaluation.standard_title,
        verdict=verdict,
        tone=tone,
        total=evaluation.total,
        points=_range(evaluation.total, evaluation.total_at_most),
        maximum=evaluation.maximum,
        pass_mark=evaluation.pass_mark,
        counts=_counts(evaluation.conditions),
        reasons=evaluation.reasons,
        groups=groups,
        parts=parts,
        conditions=conditions,
        gaps=list(gaps.values()),
    )


def _group_view(group: GroupResult, href_of: Callable[[str], str]) -> GroupView:
    minimum = f"最低{group.minimum}分"
    return GroupView(
        name=group.name,
        points=_range(group.at_least, group.at_most),
        maximum=group.maximum,
        minimum=group.minimum,
        verdict=f"{_REACHED[group.verdict]}{minimum}",
        tone=_VERDICTS[group.verdict][1],
        lines=[_line_view(line, href_of) for line in group.lines],
    )


def _line_view(line: Line, href_of: Callable[[str], str]) -> LineView:
    return LineView(
        code=line.code,
        name=line.name,
        source=line.source,
        formula=line.formula,
        value=line.display,
        working=line.working,
        band=line.band,
        points=_points(line.status, line.points),
        maximum=line.maximum,
        next_step=line.next_step.text if line.next_step else "",
        gaps=_gaps(line.missing, href_of),
    )


def _parts(conditions: tuple[ConditionResult, ...], href_of: Callable[[str], str]) -> list[PartView]:
    return [
        PartView(title, hint, [_condition_view(each, href_of) for each in found])
        for title, hint, found in parts_of(conditions)
    ]


def parts_of(conditions: tuple[ConditionResult, ...]) -> list[tuple[str, str, list[ConditionResult]]]:
    """(heading, hint, conditions) in the order of the annex; the hint says when not all of them are needed."""
    all_are_ways = not any(each.needed for each in conditions)
    parts = []
    for title, found in groupby(conditions, key=_heading):
        mine = list(found)
        hint = ""
        if all_are_ways:
            hint = "满足任意一项即达到标准"
        elif len(mine) > 1 and not any(each.needed for each in mine):
            hint = "不要求全部满足"
        parts.append((title, hint, mine))
    return parts


def _heading(condition: ConditionResult) -> str:
    return condition.part or "条件"


def _counts(conditions: tuple[ConditionResult, ...]) -> Counts:
    verdicts = [each.verdict for each in conditions]
    found = [verdicts.count(each) for each in (Verdict.MET, Verdict.NOT_MET, Verdict.UNKNOWN)]
    return Counts(len(verdicts), *found)


def _condition_view(condition: ConditionResult, href_of: Callable[[str], str]) -> ConditionView:
    verdict, tone = _CONDITIONS[condition.verdict]
    if condition.verdict is Verdict.NOT_MET and not condition.needed:
        verdict, tone = _WAY_NOT_MET
    return ConditionView(
        code=condition.code,
        name=condition.name,
        source=condition.source,
        verdict=verdict,
        tone=tone,
        explanation=condition.explanation,
        gaps=_gaps(condition.missing, href_of),
        judged=condition.judged,
        next_steps=_steps(condition),
    )


def _steps(condition: ConditionResult) -> list[str]:
    """What the explanation does not say already; alternatives on one line."""
    told = condition.explanation
    needed = [step.text for step in condition.next_steps if not step.either and step.text not in told]
    ways = [step.text for step in condition.next_steps if step.either]
    return [*needed, *(["，或者".join(ways)] if any(text not in told for text in ways) else [])]


def _gaps(missing: Iterable[Missing], href_of: Callable[[str], str]) -> list[GapView]:
    return [GapView(gap.label, gap.reason, href_of(gap.key)) for gap in missing]


def _range(at_least: int, at_most: int) -> str:
    return str(at_least) if at_least == at_most else f"{at_least}–{at_most}"


def _points(status: LineStatus, points: int | None) -> str:
    if status is LineStatus.COMPUTED:
        return str(points)
    return "待补充" if status is LineStatus.UNKNOWN else "无法计算"


def _nowhere(key: str) -> str:
    return ""
