"""The ways an annex gives points: a ladder over a list of rights, a choice, the first description that fits, a
count. Bands over a quantity are in ``bands.py``.

Each way has ``formula`` (in words), ``choices`` (the points it can give, most first) and ``score(case)``. A new
way of giving points is a new class here; the engine does not change.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from operator import attrgetter
from typing import NamedTuple, Protocol

from declarations.standards.case import Case
from declarations.standards.conditions import Finding, Test
from declarations.standards.facts import Facts
from declarations.standards.intellectual_property import Standing, open_facts, what_counts
from declarations.standards.points import Points
from declarations.standards.result import (
    MET,
    NOT_MET,
    UNKNOWN,
    LineStatus,
    Missing,
    NextStep,
    Verdict,
)


class Score(NamedTuple):
    """What one indicator comes to: the fields of ``result.Line`` that depend on the facts, in their order."""

    status: LineStatus
    points: Points | None
    at_least: Points
    at_most: Points
    value: Decimal | str | None = None
    display: str = ""
    working: str = ""
    band: str = ""
    missing: tuple[Missing, ...] = ()
    next_step: NextStep | None = None


def known(
    points: Points,
    *,
    value: Decimal | str,
    display: str,
    band: str,
    working: str = "",
    next_step: NextStep | None = None,
) -> Score:
    """The score of a line whose facts are all there."""
    return Score(LineStatus.COMPUTED, points, points, points, value, display, working, band, (), next_step)


def undecided(
    at_least: Points,
    at_most: Points,
    missing: tuple[Missing, ...],
    status: LineStatus = LineStatus.UNKNOWN,
    *,
    display: str = "",
    working: str = "",
) -> Score:
    """The score of a line that facts still missing, or a zero denominator, keep open between two numbers."""
    return Score(status, None, at_least, at_most, display=display, working=working, missing=missing)


class Scoring(Protocol):
    """``choices``: every number of points it can give, most first."""

    @property
    def formula(self) -> str: ...

    @property
    def choices(self) -> tuple[Points, ...]: ...

    def score(self, case: Case) -> Score: ...


@dataclass(frozen=True, slots=True)
class Rung:
    """``points`` as soon as ``count`` rights ``counts``; ``words`` name the kind of right."""

    counts: Callable[[Standing], Verdict]
    points: int
    words: str
    count: int = 1


@dataclass(frozen=True, slots=True)
class Ladder:
    """Rungs from best to worst over the rights of an enterprise, assessed by one rule set."""

    assess: Callable[[Facts], tuple[Standing, ...] | None]
    rungs: tuple[Rung, ...]
    formula: str
    choices: tuple[int, ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "choices", (*(rung.points for rung in self.rungs), 0))

    def score(self, case: Case) -> Score:
        standings = self.assess(case.facts)
        if standings is None:
            return undecided(0, self.choices[0], (Missing("intellectual_property", "知识产权清单"),))
        verdicts = [[rung.counts(standing) for standing in standings] for rung in self.rungs]
        display = self._display(verdicts)
        working = "；".join([standing.words for standing in standings])
        possible: Rung | None = None
        missing: dict[str, Missing] = {}
        reached = better = None
        lacking = 0
        for rung, found in zip(self.rungs, verdicts, strict=True):
            sure = found.count(MET)
            if sure >= rung.count:
                reached = rung
                break
            if sure + found.count(UNKNOWN) >= rung.count:
                possible = possible or rung
                for standing, each in zip(standings, found, strict=True):
                    if each is UNKNOWN:
                        missing.update((gap.key, gap) for gap in open_facts(standing, rung.counts))
            better, lacking = rung, rung.count - sure
        points = reached.points if reached else 0
        if possible is not None:
            return undecided(
                points, possible.points, tuple(missing.values()), display=display, working=working
            )
        step = None
        if better is not None:
            gain = better.points - points
            words = f"再取得 {lacking} 项{better.words}{what_counts(better.counts)} → +{gain} 分"
            step = NextStep(words, gain, "intellectual_property")
        band = f"{reached.words}{reached.count}项以上" if reached else "无符合要求的知识产权"
        return known(points, value=display, display=display, working=working, band=band, next_step=step)

    def _display(self, verdicts: list[list[Verdict]]) -> str:
        """How many rights there are of each kind; each right is counted once, on its best rung."""
        counts = dict.fromkeys([rung.words for rung in self.rungs], 0)
        for of_one_right in zip(*verdicts, strict=True):
            if MET in of_one_right:
                counts[self.rungs[of_one_right.index(MET)].words] += 1
        return "，".join([f"{words} {count} 项" for words, count in counts.items() if count]) or "0 项"


def ladder(assess: Callable[[Facts], tuple[Standing, ...] | None], *rungs: tuple, formula: str) -> Ladder:
    """The points of the highest rung for which there are enough rights (one unless a fourth element says how many)."""
    return Ladder(assess, tuple(Rung(*rung) for rung in rungs), formula)


@dataclass(frozen=True, slots=True)
class Choice:
    """Points for what a fact says. ``fact`` is its path in the facts; ``options`` maps its value to (words, points)."""

    fact: str
    label: str
    options: dict[object, tuple[str, int]]
    formula: str
    choices: tuple[int, ...] = field(init=False)
    _read: Callable[[Facts], object] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        points = {points for _, points in self.options.values()}
        object.__setattr__(self, "choices", tuple(sorted(points, reverse=True)))
        object.__setattr__(self, "_read", attrgetter(self.fact))

    def score(self, case: Case) -> Score:
        answer = self._read(case.facts)
        if answer is None:
            missing = (Missing(self.fact, self.label),)
            return undecided(self.choices[-1], self.choices[0], missing)
        words, points = self.options[answer]
        better = min(
            (option for option in self.options.values() if option[1] > points), key=_points, default=None
        )
        step = None
        if better is not None:
            gain = better[1] - points
            step = NextStep(f"{better[0]} → +{gain} 分", gain, self.fact)
        return known(
            points,
            value=words,
            display=words,
            band=words,
            next_step=step,
        )


def _points(option: tuple[str, int]) -> int:
    return option[1]


def choice(fact: str, label: str, options: dict[object, tuple[str, int]]) -> Choice:
    """Points by the value of one fact, e.g. ``{True: ("属于 …", 10), False: ("其他领域", 5)}``."""
    return Choice(fact, label, options, formula=label)


@dataclass(frozen=True, slots=True)
class FirstMet:
    """The points of the first test that is met, from best to worst; ``otherwise`` names the 0 points of none."""

    steps: tuple[tuple[Test, int, str], ...]
    formula: str
    otherwise: str
    choices: tuple[int, ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "choices", (*(points for _test, points, _words in self.steps), 0))

    def score(self, case: Case) -> Score:
        missing: dict[str, Missing] = {}
        possible = better = None
        reached, working = (0, self.otherwise), ""
        for test, points, words in self.steps:
            finding = test(case)
            if finding.verdict is MET:
                reached, working = (points, words), finding.explanation
                break
            if finding.verdict is UNKNOWN:
                possible = possible or points
                missing.update((gap.key, gap) for gap in finding.missing)
            better = points, words, finding
        points, words = reached
        if possible is not None:
            return undecided(points, possible, tuple(missing.values()), working=working)
        step = None
        if better is not None:
            gain = better[0] - points
            step = _step_to(better[2], better[1], gain)
        return known(
            points,
            value=words,
            display=words,
            working=working,
            band=words,
            next_step=step,
        )


def _step_to(finding: Finding, words: str, gain: int) -> NextStep:
    """The way to a description, as its test tells it; the description itself where that is more than one thing."""
    if len(finding.next_steps) == 1:
        (step,) = finding.next_steps
        return step._replace(text=f"{step.text} → +{gain} 分", gain=gain)
    return NextStep(f"{words} → +{gain} 分", gain)


def first_met(*steps: tuple[Test, int, str], formula: str, otherwise: str = "无") -> FirstMet:
    """Points by the best of several descriptions that fits."""
    return FirstMet(steps, formula, otherwise)


@dataclass(frozen=True, slots=True)
class Counted:
    """``each`` points for every test that is met, at most ``cap``."""

    tests: tuple[tuple[Test, str], ...]
    each: int
    cap: int
    formula: str
    choices: tuple[int, ...] = field(init=False)

    def __post_init__(self) -> None:
        points = {min(self.cap, self.each * count) for count in range(len(self.tests) + 1)}
        object.__setattr__(self, "choices", tuple(sorted(points, reverse=True)))

    def score(self, case: Case) -> Score:
        findings = [(test(case), words) for test, words in self.tests]
        met = _words_of(findings, MET)
        at_least = min(self.cap, self.each * len(met))
        unknown = [finding for finding, _ in findings if finding.verdict is UNKNOWN]
        at_most = min(self.cap, self.each * (len(met) + len(unknown)))
        display = "、".join(met) or "无"
        if at_least < at_most:
            missing = {gap.key: gap for finding in unknown for gap in finding.missing}
            return undecided(at_least, at_most, tuple(missing.values()), display=display)
        step = None
        gain = min(self.cap, at_least + self.each) - at_least
        if gain:
            ways = "、".join(_words_of(findings, NOT_MET))
            step = NextStep(f"再具备其中1项（{ways}）→ +{gain} 分", gain)
        return known(
            at_least,
            value=display,
            display=display,
            band=f"具备 {len(met)} 项",
            next_step=step,
        )


def _words_of(findings: list[tuple[Finding, str]], verdict: Verdict) -> list[str]:
    return [words for finding, words in findings if finding.verdict is verdict]


def counted(*tests: tuple[Test, str], each: int, cap: int, formula: str) -> Counted:
    """Points per fulfilled test, up to a cap."""
    return Counted(tests, each, cap, formula)
