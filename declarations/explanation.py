"""What a page shows of an evaluation: every line, condition and gap as texts."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from declarations.standards import Evaluation, LineStatus, Verdict
from declarations.standards.result import ConditionResult, GroupResult, Line, Missing

_VERDICTS = {
    Verdict.MET: ("达到标准", "success"),
    Verdict.NOT_MET: ("未达到标准", "danger"),
    Verdict.UNKNOWN: ("尚不能判断", "warning"),
}
# A direct condition that is not met is nothing bad: any one of them is enough.
_CONDITIONS = {
    Verdict.MET: ("满足", "success"),
    Verdict.NOT_MET: ("不满足", "neutral"),
    Verdict.UNKNOWN: ("尚不能判断", "warning"),
}
_REACHED = {Verdict.MET: "达到", Verdict.NOT_MET: "未达到", Verdict.UNKNOWN: "尚不能判断是否达到"}


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
    code: str
    name: str
    source: str
    verdict: str
    tone: str
    explanation: str
    gaps: list[GapView]


@dataclass(frozen=True)
class EvaluationView:
    """An evaluation as templates show it; see ``declarations/includes/evaluation.html``."""

    title: str
    verdict: str
    tone: str
    total: int
    points: str
    maximum: int
    pass_mark: int
    reasons: tuple[str, ...]
    groups: list[GroupView]
    conditions: list[ConditionView]
    gaps: list[GapView]


def view_of(evaluation: Evaluation, href_of: Callable[[str], str] | None = None) -> EvaluationView:
    """``evaluation`` as texts. ``href_of`` maps the key of a missing fact to the page where it is filled in."""
    href_of = href_of or _nowhere
    groups = [_group_view(group, href_of) for group in evaluation.groups]
    conditions = [_condition_view(each, href_of) for each in evaluation.conditions]
    explained = [*(line for group in groups for line in group.lines), *conditions]
    gaps = {gap.label: gap for part in explained for gap in part.gaps}
    verdict, tone = _VERDICTS[evaluation.verdict]
    return EvaluationView(
        title=evaluation.standard_title,
        verdict=verdict,
        tone=tone,
        total=evaluation.total,
        points=_range(evaluation.total, evaluation.total_at_most),
        maximum=evaluation.maximum,
        pass_mark=evaluation.pass_mark,
        reasons=evaluation.reasons,
        groups=groups,
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


def _condition_view(condition: ConditionResult, href_of: Callable[[str], str]) -> ConditionView:
    verdict, tone = _CONDITIONS[condition.verdict]
    return ConditionView(
        code=condition.code,
        name=condition.name,
        source=condition.source,
        verdict=verdict,
        tone=tone,
        explanation=condition.explanation,
        gaps=_gaps(condition.missing, href_of),
    )


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
