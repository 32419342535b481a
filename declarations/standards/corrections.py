"""An evaluation as a reviewer reads it: what was filed, with the lines that were corrected.

Pure, like the engine: the filed evaluation is never changed, a new one comes out, and its subtotals, total and
verdict follow by the standard's own rule.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from declarations.standards.engine import Standard, tallied
from declarations.standards.points import Points, exact
from declarations.standards.result import ConditionResult, Evaluation, Line, LineStatus, Verdict


@dataclass(frozen=True, slots=True)
class Correction:
    """What one line (``points``) or one condition (``verdict``) is corrected to; neither: back to what was filed.

    Raises ValueError for both at once, and for a verdict that decides nothing.
    """

    code: str
    points: Points | None = None
    verdict: Verdict | None = None
    reason: str = ""
    by: str = ""
    at: datetime | None = None

    def __post_init__(self) -> None:
        if self.points is not None and self.verdict is not None:
            raise ValueError(f"{self.code}: points and a verdict at once")
        if self.verdict is Verdict.UNKNOWN:
            raise ValueError(f"{self.code}: a correction decides")
        if self.points is not None:
            object.__setattr__(self, "points", exact(self.points))

    @property
    def takes_back(self) -> bool:
        return self.points is None and self.verdict is None


def possible_points(standard: Standard, code: str) -> tuple[Points, ...]:
    """The points the line ``code`` can be given, most first. Raises ValueError when the standard has no such line."""
    for group in standard.groups:
        for indicator in group.indicators:
            if indicator.code == code:
                return tuple(dict.fromkeys(indicator.scoring.choices))
    raise ValueError(f"{standard.id}: no line {code}")


def corrected(standard: Standard, evaluation: Evaluation, corrections: Iterable[Correction]) -> Evaluation:
    """``evaluation`` with ``corrections``, oldest first: of several for one code the last one holds.

    Raises:
        ValueError: the evaluation has no such line or condition, the standard cannot give these points, or points
            are given to a condition or a verdict to a line.
    """
    last = {each.code: each for each in corrections}
    _check(standard, evaluation, last.values())
    standing = {code: each for code, each in last.items() if not each.takes_back}
    if not standing:
        return evaluation
    groups = tuple(
        group._replace(lines=tuple(_line(line, standing.get(line.code)) for line in group.lines))
        for group in evaluation.groups
    )
    conditions = tuple(_condition(each, standing.get(each.code)) for each in evaluation.conditions)
    return tallied(standard, evaluation, groups, conditions)


def _check(standard: Standard, evaluation: Evaluation, corrections: Iterable[Correction]) -> None:
    lines = {line.code for line in evaluation.lines}
    conditions = {each.code for each in evaluation.conditions}
    for each in corrections:
        if each.code not in lines | conditions:
            raise ValueError(f"{evaluation.standard_id}: nothing is called {each.code}")
        if each.points is not None and (
            each.code in conditions or each.points not in possible_points(standard, each.code)
        ):
            raise ValueError(f"{each.code} cannot be given {each.points} points")
        if each.verdict is not None and each.code in lines:
            raise ValueError(f"{each.code} is a line and takes points")


def _line(line: Line, correction: Correction | None) -> Line:
    """The points are the reviewer's; value and working stay what was filed."""
    if correction is None or correction.points is None:
        return line
    points = correction.points
    return line._replace(
        status=LineStatus.COMPUTED,
        points=points,
        at_least=points,
        at_most=points,
        band="审核更正",
        missing=(),
        next_step=None,
    )


def _condition(condition: ConditionResult, correction: Correction | None) -> ConditionResult:
    if correction is None or correction.verdict is None:
        return condition
    return condition._replace(
        verdict=correction.verdict,
        explanation=f"审核更正：{correction.reason}",
        missing=(),
        next_steps=(),
    )
