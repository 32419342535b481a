"""The outcome of an evaluation: every line in words, fit to be stored for ever.

Nothing here computes a score. ``Evaluation.to_dict()`` keeps every text that was shown, so a stored evaluation
is shown again exactly as it was, whatever later versions of a standard say. A field added later needs a default.
"""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, NamedTuple

from declarations.standards.facts import Problem
from declarations.standards.points import Points


class Verdict(StrEnum):
    """Three-valued: UNKNOWN means that facts still missing could decide it either way."""

    MET = "met"
    NOT_MET = "not_met"
    UNKNOWN = "unknown"


# Looking a member up in its class takes ten times as long as a name; the engine does it a hundred times a run.
MET, NOT_MET, UNKNOWN = Verdict.MET, Verdict.NOT_MET, Verdict.UNKNOWN


def all_met(verdicts: Iterable[Verdict]) -> Verdict:
    """NOT_MET as soon as one is; else UNKNOWN as soon as one is; else MET (also for none at all)."""
    found = MET
    for verdict in verdicts:
        if verdict is NOT_MET:
            return NOT_MET
        if verdict is UNKNOWN:
            found = UNKNOWN
    return found


def any_met(verdicts: Iterable[Verdict]) -> Verdict:
    """MET as soon as one is; else UNKNOWN as soon as one is; else NOT_MET (also for none at all)."""
    found = NOT_MET
    for verdict in verdicts:
        if verdict is MET:
            return MET
        if verdict is UNKNOWN:
            found = UNKNOWN
    return found


class LineStatus(StrEnum):
    """UNKNOWN: a fact is missing. NOT_COMPUTABLE: the facts are there but the formula has no value."""

    COMPUTED = "computed"
    UNKNOWN = "unknown"
    NOT_COMPUTABLE = "not_computable"


COMPUTED = LineStatus.COMPUTED


# The parts of an evaluation are tuples: values nobody changes, and three times as quick to make as frozen classes,
# of which an evaluation makes dozens.
class Missing(NamedTuple):
    """A fact to be filled in or corrected: ``key`` is its path in ``Facts.to_dict()``, ``reason`` says why."""

    key: str
    label: str
    reason: str = "未填写"


class NextStep(NamedTuple):
    """What lifts a line to its next better band, or meets a condition (``gain`` 0).

    ``text`` is complete: ``研发费用再增加 12.50 万元 → +5 分``. ``gain`` is in points. ``key`` names the fact that
    changes and ``amount`` (exact, positive, in its unit) by how much, all other facts staying as they are, where
    the distance is a number; ``down`` when it has to become less. Of the steps marked ``either`` any one is enough.
    """

    text: str
    gain: Points
    key: str = ""
    amount: Decimal | None = None
    either: bool = False
    down: bool = False

    def __str__(self) -> str:
        return self.text


class Line(NamedTuple):
    """One indicator, explained. ``points`` is None unless computed; the points the line is already sure of and
    may still reach are ``at_least`` and ``at_most`` (both equal ``points`` when computed)."""

    code: str
    name: str
    group: str
    source: str
    formula: str
    maximum: Points
    status: LineStatus
    points: Points | None
    at_least: Points
    at_most: Points
    value: Decimal | str | None
    display: str
    working: str
    band: str
    missing: tuple[Missing, ...]
    next_step: NextStep | None


class GroupResult(NamedTuple):
    """A group's lines and subtotal; ``verdict`` says whether its minimum is met."""

    code: str
    name: str
    maximum: Points
    minimum: Points
    at_least: Points
    at_most: Points
    verdict: Verdict
    lines: tuple[Line, ...]


class ConditionResult(NamedTuple):
    """A condition without points, its verdict and why, in words; ``next_steps`` say what its numbers still lack.

    ``part`` is its heading in the annex, ``needed`` is False for one of several ways, ``judged`` says that the
    authority's judgement decides.
    """

    code: str
    name: str
    source: str
    verdict: Verdict
    explanation: str
    missing: tuple[Missing, ...]
    part: str = ""
    needed: bool = True
    judged: bool = False
    next_steps: tuple[NextStep, ...] = ()


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The whole outcome. ``total`` is the sum of the points shown (what is sure); ``total_at_most`` is what
    it can become once the unknown lines are known. ``reasons`` say in words why ``verdict`` is what it is."""

    standard_id: str
    standard_version: int
    standard_title: str
    tier: str
    year: int | None
    as_of: date | None
    verdict: Verdict
    reasons: tuple[str, ...]
    total: Points
    total_at_most: Points
    maximum: Points
    pass_mark: Points
    groups: tuple[GroupResult, ...]
    conditions: tuple[ConditionResult, ...]
    problems: tuple[Problem, ...]

    @property
    def lines(self) -> tuple[Line, ...]:
        """All lines, in the order of the annex."""
        return tuple(line for group in self.groups for line in group.lines)

    @property
    def complete(self) -> bool:
        """Whether every line has its points."""
        return all(line.status is LineStatus.COMPUTED for line in self.lines)

    def to_dict(self) -> dict:
        """JSON-safe and lossless: a decimal is ``{"decimal": "0.05"}``, so that it is not taken for text."""
        return _plain(self)

    @classmethod
    def from_dict(cls, data: dict) -> "Evaluation":
        """The stored evaluation again. Raises KeyError, TypeError or ValueError on data that ``to_dict`` did not write."""
        groups = tuple(
            GroupResult(
                **{
                    **_with_points(group, "maximum", "minimum", "at_least", "at_most"),
                    "verdict": Verdict(group["verdict"]),
                    "lines": tuple(_line(line) for line in group["lines"]),
                }
            )
            for group in data["groups"]
        )
        conditions = tuple(
            ConditionResult(
                **{
                    **each,
                    "verdict": Verdict(each["verdict"]),
                    "missing": _all_missing(each["missing"]),
                    "next_steps": tuple(_step(step) for step in each.get("next_steps", ())),
                }
            )
            for each in data["conditions"]
        )
        decoded = {
            "as_of": None if data["as_of"] is None else date.fromisoformat(data["as_of"]),
            "verdict": Verdict(data["verdict"]),
            "reasons": tuple(data["reasons"]),
            "groups": groups,
            "conditions": conditions,
            "problems": tuple(Problem(**each) for each in data["problems"]),
        }
        return cls(**{**_with_points(data, "total", "total_at_most", "maximum", "pass_mark"), **decoded})


def _line(data: dict) -> Line:
    return Line(
        **{
            **_with_points(data, "maximum", "points", "at_least", "at_most"),
            "status": LineStatus(data["status"]),
            "value": _value(data["value"]),
            "missing": _all_missing(data["missing"]),
            "next_step": _step(data["next_step"]),
        }
    )


def _step(data: dict | None) -> NextStep | None:
    return None if data is None else NextStep(**_with_points(data, "gain", "amount"))


def _with_points(data: dict, *names: str) -> dict:
    """``data`` with the numbers of these names as they were; whole points are numbers of JSON already."""
    return {**data, **{name: _value(data[name]) for name in names}}


def _all_missing(rows: list[dict]) -> tuple[Missing, ...]:
    return tuple(Missing(**each) for each in rows)


def _value(value: dict | str | int | None) -> Decimal | str | int | None:
    return Decimal(value["decimal"]) if isinstance(value, dict) else value


def _plain(value: Any) -> Any:
    match value:
        case None | bool() | int():
            return value
        case str():
            return str(value)
        case Decimal():
            return {"decimal": str(value)}
        case date():
            return value.isoformat()
        case tuple() if hasattr(value, "_fields"):
            return {name: _plain(each) for name, each in zip(value._fields, value, strict=True)}
        case tuple():
            return [_plain(each) for each in value]
        case _:
            return {each.name: _plain(getattr(value, each.name)) for each in fields(value)}
