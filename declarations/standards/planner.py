"""Which facts, lines and conditions an evaluation still needs, by its pass rule, least effort first.

What is chosen here may be a figure of a year that is over: ``gaps.py`` turns that into what later years have to
reach. Pure.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import IntEnum

from declarations.standards.engine import Standard
from declarations.standards.facts import Facts
from declarations.standards.pass_rules import (
    AllOf,
    AnyOf,
    ConditionMet,
    GroupMinimaReached,
    LineScored,
    Rule,
    Tally,
)
from declarations.standards.points import LEAST, Points, exact, total
from declarations.standards.result import ConditionResult, Evaluation, Line, Missing, NextStep, Verdict


class Effort(IntEnum):
    """Least first. ``REACH``: figures of a year that is not over yet."""

    FILL_IN = 1
    CHANGE = 2
    REACH = 3
    OBTAIN = 4
    TIME = 5
    AWAIT = 6


@dataclass(frozen=True, slots=True)
class Gap:
    """One thing to do. ``codes`` are the lines and conditions it is for, ``key`` the fact that changes (or none).

    ``reason`` says why a fact is missing, and is empty when none is. ``change`` is the change of a number relative to what it
    is now (0.1: by a tenth; infinite from zero), ``gain`` the points a line gains. ``steps`` are what has to happen;
    ``others`` are words for what would do instead of the one of them that is an alternative.
    """

    effort: Effort
    text: str
    codes: tuple[str, ...]
    key: str = ""
    reason: str = ""
    change: Decimal | None = None
    gain: Points = 0
    steps: tuple[NextStep, ...] = ()
    others: tuple[str, ...] = ()


INFINITE = Decimal("Infinity")
_NOTHING = Decimal(0)
# Facts that are numbers an enterprise works on; amounts of other facts count what has to be obtained.
FIGURES = "figures."
_NUMBERS = (FIGURES, "main_product.", "digital_level")
_ONLY_TIME = "main_product.segment_years"
# Facts that authorities register or publish; an enterprise can only wait for them.
_OF_AUTHORITIES = frozenset({"development_scores", "provincial"})


def awaits_authority(key: str) -> bool:
    """Whether the fact at this path is entered by an authority, never by the enterprise."""
    return key.partition(".")[0] in _OF_AUTHORITIES


def plan(standard: Standard, evaluation: Evaluation, facts: Facts) -> tuple[Gap, ...]:
    """What takes ``evaluation`` (of ``facts``, checked, by ``standard``) to MET, taking any number for changeable.

    Every fact, line and condition is named once. Of several ways the easiest is shown (all that are equally easy),
    and beside it those that only wait for facts nobody has filled in: they may lead there at once. Where points are
    lacking, the easiest steps to the mark; every step takes a line one band further.
    """
    found = _Planner(standard, evaluation, facts).plan(standard.passes, _Plan())
    return tuple(sorted(found.gaps.values(), key=order))


def order(gap: Gap) -> tuple:
    """Within one effort: facts that open the most first, numbers by their relative change, then the most points."""
    opened = -len(gap.codes) if gap.reason else 0
    return gap.effort, opened, gap.change or _NOTHING, -gap.gain


@dataclass
class _Plan:
    """Gaps by what they are about; a thing wanted twice is planned once."""

    gaps: dict[str, Gap] = field(default_factory=dict)

    def add(self, name: str, gap: Gap) -> None:
        known = self.gaps.get(name)
        if known is None:
            self.gaps[name] = gap
            return
        codes = tuple(dict.fromkeys((*known.codes, *gap.codes)))
        self.gaps[name] = replace(known, codes=codes)

    def fill_in(self, missing: Iterable[Missing], code: str) -> None:
        for each in missing:
            effort = Effort.AWAIT if awaits_authority(each.key) else Effort.FILL_IN
            self.add(f"fact {each.key}", Gap(effort, each.label, (code,), key=each.key, reason=each.reason))

    def join(self, other: "_Plan") -> None:
        for name, gap in other.gaps.items():
            self.add(name, gap)

    def takes(self, code: str) -> bool:
        """Whether the step of this line is planned already."""
        return f"line {code}" in self.gaps

    @property
    def only_wants_facts(self) -> bool:
        return all(gap.reason for gap in self.gaps.values())

    @property
    def cost(self) -> tuple:
        """Of two ways the one with the lesser is easier: its hardest effort, then all changes together where numbers
        are the hardest; else how many things are to be obtained, one more band of a line being less than any other.
        """
        hardest = max(gap.effort for gap in self.gaps.values())
        changes = sum((gap.change or _NOTHING for gap in self.gaps.values()), _NOTHING)
        if hardest is Effort.CHANGE:
            return hardest, changes
        hard = [gap for gap in self.gaps.values() if gap.effort is hardest]
        return hardest, sum(not gap.gain for gap in hard), len(hard), changes


class _Planner:
    """Walks a pass rule over an evaluation."""

    def __init__(self, standard: Standard, evaluation: Evaluation, facts: Facts) -> None:
        self.facts = facts
        self.evaluation = evaluation
        self.tally = Tally(
            total=evaluation.total,
            total_at_most=evaluation.total_at_most,
            pass_mark=standard.pass_mark,
            groups=evaluation.groups,
            conditions={each.code: each for each in evaluation.conditions},
        )

    def plan(self, rule: Rule, known: _Plan) -> _Plan:
        """The gaps of one rule. ``known`` is planned anyhow: its points count, and it is not repeated."""
        plan = _Plan()
        if rule.verdict(self.tally) is Verdict.MET:
            return plan
        match rule:
            case ConditionMet(code):
                self._condition(self.tally.conditions[code], plan)
            case AllOf(rules):
                # Points gained for a group count for the total as well, so groups come first.
                for each in sorted(rules, key=lambda rule: not isinstance(rule, GroupMinimaReached)):
                    plan.join(self.plan(each, plan))
            case AnyOf(rules):
                plan = self._easiest([self.plan(each, known) for each in rules])
            case GroupMinimaReached():
                for group in self.tally.groups:
                    if group.verdict is not Verdict.MET:
                        self._points(group.name, group.lines, group.minimum, known, plan)
            case LineScored(code):
                lines = tuple(line for line in self.evaluation.lines if line.code == code)
                self._points(lines[0].name, lines, LEAST, known, plan)
            case _:
                self._points("总分", self.evaluation.lines, self.tally.pass_mark, known, plan)
        return plan

    @staticmethod
    def _easiest(ways: list[_Plan]) -> _Plan:
        chosen = _Plan()
        for way in ways:
            if way.only_wants_facts:
                chosen.join(way)
        others = [way for way in ways if not way.only_wants_facts]
        least = min((way.cost for way in others), default=None)
        for way in others:
            if way.cost == least:
                chosen.join(way)
        return chosen

    def _condition(self, condition: ConditionResult, plan: _Plan) -> None:
        if condition.verdict is Verdict.UNKNOWN and condition.missing:
            plan.fill_in(condition.missing, condition.code)
            return
        plan.add(f"condition {condition.code}", self._gap_of(condition))

    def _gap_of(self, condition: ConditionResult) -> Gap:
        """What meets a condition by other means than filling in: all its steps, and one of the alternatives."""
        if not condition.next_steps:
            standing = "由主管部门判断" if condition.verdict is Verdict.UNKNOWN else "尚未满足"
            return Gap(Effort.OBTAIN, f"{condition.name}：{standing}", (condition.code,))
        ranked = [(*self._effort(step), step) for step in condition.next_steps]
        needed = [each for each in ranked if not each[2].either]
        ways = [each for each in ranked if each[2].either]
        easiest = [min(ways, key=_rank)] if ways else []
        effort, change, step = max([*needed, *easiest], key=_rank)
        words = [each[2].text for each in needed]
        if ways:
            words.append("，或者".join(each[2].text for each in ways))
        return Gap(
            effort,
            "；".join(words),
            (condition.code,),
            key=step.key,
            change=change or None,
            steps=tuple(each[2] for each in (*needed, *easiest)),
            others=tuple(each[2].text for each in ways if each not in easiest),
        )

    def _points(self, name: str, lines: tuple[Line, ...], mark: Points, known: _Plan, plan: _Plan) -> None:
        """Facts of open lines, then the cheapest steps of the others until the mark can be reached."""
        before = len(plan.gaps)
        for line in lines:
            if line.at_least < line.at_most:
                plan.fill_in(line.missing, line.code)
        stepping = [(line, line.next_step) for line in lines if line.next_step is not None]
        reached = total(line.at_most for line in lines)
        reached += total(step.gain for line, step in stepping if known.takes(line.code))
        steps = [self._step(line, step) for line, step in stepping if not known.takes(line.code)]
        for gap in sorted(steps, key=order):
            if reached >= mark:
                break
            plan.add(f"line {gap.codes[0]}", gap)
            reached += gap.gain
        if reached < mark:
            words = f"{name}：各项都提升一档后，仍差 {exact(mark - reached)} 分"
            plan.add(f"points {name}", Gap(Effort.OBTAIN, words, ()))
        elif len(plan.gaps) == before and total(line.at_least for line in lines) < mark and not known.gaps:
            plan.add(f"points {name}", Gap(Effort.OBTAIN, f"{name}：能否达到 {mark} 分尚不能判断", ()))

    def _step(self, line: Line, step: NextStep) -> Gap:
        effort, change = self._effort(step)
        return Gap(
            effort,
            step.text,
            (line.code,),
            key=step.key,
            change=change or None,
            gain=step.gain,
            steps=(step,),
        )

    def _effort(self, step: NextStep) -> tuple[Effort, Decimal]:
        if awaits_authority(step.key):
            return Effort.AWAIT, _NOTHING
        if step.key == _ONLY_TIME:
            return Effort.TIME, _NOTHING
        if step.amount is None or not step.key.startswith(_NUMBERS):
            return Effort.OBTAIN, _NOTHING
        size = number_at(self.facts, step.key)
        return Effort.CHANGE, step.amount / abs(size) if size else INFINITE


def _rank(each: tuple[Effort, Decimal, NextStep]) -> tuple[Effort, Decimal]:
    return each[:2]


def number_at(facts: Facts, key: str) -> Decimal | None:
    """The number at a path in the facts, e.g. ``figures.2025.revenue``; None where there is none."""
    found: object = facts
    for part in key.split("."):
        if isinstance(found, dict):
            found = found.get(int(part)) if part.isdigit() else None
        else:
            found = getattr(found, part, None)
    return Decimal(found) if isinstance(found, int | Decimal) else None
