"""The ways an annex gives points: bands over a quantity, a ladder over a list of rights, a choice.

Each way has ``formula`` (in words), ``choices`` (the points it can give, most first) and ``score(facts)``. A new
way of giving points is a new class here; the engine does not change.
"""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from operator import attrgetter
from typing import Protocol

from declarations.standards.facts import FIGURE_LABELS, Facts
from declarations.standards.intellectual_property import Standing
from declarations.standards.measures import Gap, Measure, Quantity
from declarations.standards.result import LineStatus, Missing, NextStep, Verdict, any_met
from declarations.standards.wording import money_up, percent
from declarations.standards.wording import share as share_words


@dataclass(frozen=True, slots=True)
class Score:
    """What one indicator comes to; the fields of ``result.Line`` that depend on the facts."""

    status: LineStatus
    points: int | None
    at_least: int
    at_most: int
    value: Decimal | str | None = None
    display: str = ""
    working: str = ""
    band: str = ""
    missing: tuple[Missing, ...] = ()
    next_step: NextStep | None = None


class Scoring(Protocol):
    formula: str
    choices: tuple[int, ...]

    def score(self, facts: Facts) -> Score: ...


@dataclass(frozen=True, slots=True)
class Band:
    """Points from ``border`` on, the border included; the last band has no border."""

    border: Decimal | None
    points: int
    words: str


@dataclass(frozen=True, slots=True)
class Banded:
    """Bands from best to worst. ``less_is_better`` turns 以上 into 以下. A value on a border gets the higher points."""

    measure: Measure
    bands: tuple[Band, ...]
    less_is_better: bool

    @property
    def formula(self) -> str:
        return self.measure.formula

    @property
    def choices(self) -> tuple[int, ...]:
        return tuple(band.points for band in self.bands)

    def score(self, facts: Facts) -> Score:
        reading = self.measure.read(facts)
        if isinstance(reading, Gap):
            return Score(
                reading.status, None, self.bands[-1].points, self.choices[0], missing=reading.missing
            )
        place, lacking = self._place(reading)
        band = self.bands[place]
        next_step = None
        if lacking is not None:
            verb = "减少" if self.less_is_better else "增加"
            gain = self.bands[place - 1].points - band.points
            next_step = NextStep(
                text=f"{FIGURE_LABELS[self.measure.moving]}再{verb} {money_up(lacking)} 万元 → +{gain} 分",
                gain=gain,
                key=f"figures.{facts.year - self.measure.year}.{self.measure.moving}",
                amount=lacking,
            )
        return Score(
            LineStatus.COMPUTED,
            band.points,
            band.points,
            band.points,
            value=reading.value,
            display=percent(reading.numerator / reading.denominator, up=self.less_is_better),
            working=reading.working,
            band=band.words,
            next_step=next_step,
        )

    def _place(self, quantity: Quantity) -> tuple[int, Decimal | None]:
        """Index of the band the quantity falls in, and how far it is from the better one (None in the best)."""
        lacking = None
        for index, band in enumerate(self.bands):
            if band.border is None:
                return index, lacking
            distance = quantity.distance_to(band.border)
            if self.less_is_better:
                distance = -distance
            if distance <= 0:
                return index, lacking
            lacking = distance
        raise AssertionError("the last band has no border")


def band_ge(measure: Measure, *steps: tuple[str, int], below: int = 0) -> Banded:
    """More is better: the first step whose border is reached, from above; ``below`` every border otherwise."""
    borders = [_ratio(border) for border, _ in steps]
    words = [f"{share_words(borders[0])}以上"]
    words += [f"{share_words(low)}（含）至{share_words(high)}" for high, low in pairwise(borders)]
    bands = [
        Band(border, points, text) for border, (_, points), text in zip(borders, steps, words, strict=True)
    ]
    return Banded(
        measure, (*bands, Band(None, below, f"低于{share_words(borders[-1])}")), less_is_better=False
    )


def band_le(measure: Measure, *steps: tuple[str, int], above: int = 0) -> Banded:
    """Less is better: the first step whose border is not exceeded; ``above`` every border otherwise."""
    borders = [_ratio(border) for border, _ in steps]
    words = [f"{share_words(borders[0])}以下（含）"]
    words += [f"{share_words(low)}至{share_words(high)}（含）" for low, high in pairwise(borders)]
    bands = [
        Band(border, points, text) for border, (_, points), text in zip(borders, steps, words, strict=True)
    ]
    return Banded(
        measure, (*bands, Band(None, above, f"高于{share_words(borders[-1])}")), less_is_better=True
    )


def _ratio(border: str) -> Decimal:
    """``5%`` as 0.05."""
    return Decimal(border.removesuffix("%")) / 100


@dataclass(frozen=True, slots=True)
class Rung:
    """``points`` as soon as one right ``counts``; ``words`` name the kind of right."""

    counts: Callable[[Standing], Verdict]
    points: int
    words: str


@dataclass(frozen=True, slots=True)
class Ladder:
    """Rungs from best to worst over the rights of an enterprise, assessed by one rule set."""

    assess: Callable[[Facts], tuple[Standing, ...] | None]
    rungs: tuple[Rung, ...]
    formula: str

    @property
    def choices(self) -> tuple[int, ...]:
        return (*(rung.points for rung in self.rungs), 0)

    def score(self, facts: Facts) -> Score:
        standings = self.assess(facts)
        if standings is None:
            missing = Missing("intellectual_property", "知识产权清单")
            return Score(LineStatus.UNKNOWN, None, 0, self.choices[0], missing=(missing,))
        display = self._display(standings)
        working = "；".join(standing.words for standing in standings)
        possible: Rung | None = None
        missing: dict[str, Missing] = {}
        reached, better = None, None
        for rung in self.rungs:
            verdicts = [rung.counts(standing) for standing in standings]
            verdict = any_met(verdicts)
            if verdict is Verdict.MET:
                reached = rung
                break
            if verdict is Verdict.UNKNOWN:
                possible = possible or rung
                for standing, each in zip(standings, verdicts, strict=True):
                    if each is Verdict.UNKNOWN:
                        missing.update((gap.key, gap) for gap in standing.missing)
            better = rung
        points = reached.points if reached else 0
        if possible is not None:
            return Score(
                LineStatus.UNKNOWN,
                None,
                points,
                possible.points,
                display=display,
                working=working,
                missing=tuple(missing.values()),
            )
        step = None
        if better is not None:
            gain = better.points - points
            step = NextStep(f"再取得 1 项{better.words} → +{gain} 分", gain, "intellectual_property")
        band = f"{reached.words}1项以上" if reached else "无符合要求的知识产权"
        return Score(
            LineStatus.COMPUTED,
            points,
            points,
            points,
            value=display,
            display=display,
            working=working,
            band=band,
            next_step=step,
        )

    def _display(self, standings: tuple[Standing, ...]) -> str:
        """How many rights there are of each kind; each right is counted once, on its best rung."""
        counts = dict.fromkeys((rung.words for rung in self.rungs), 0)
        for standing in standings:
            for rung in self.rungs:
                if rung.counts(standing) is Verdict.MET:
                    counts[rung.words] += 1
                    break
        return "，".join(f"{words} {count} 项" for words, count in counts.items() if count) or "0 项"


def ladder(
    assess: Callable[[Facts], tuple[Standing, ...] | None], *rungs: tuple[Callable, int, str], formula: str
) -> Ladder:
    """The points of the highest rung for which there is at least one right; none gives 0."""
    return Ladder(assess, tuple(Rung(*rung) for rung in rungs), formula)


@dataclass(frozen=True, slots=True)
class Choice:
    """Points for what a fact says. ``fact`` is its path in the facts; ``options`` maps its value to (words, points)."""

    fact: str
    label: str
    options: dict[object, tuple[str, int]]
    formula: str

    @property
    def choices(self) -> tuple[int, ...]:
        return tuple(sorted({points for _, points in self.options.values()}, reverse=True))

    def score(self, facts: Facts) -> Score:
        answer = attrgetter(self.fact)(facts)
        if answer is None:
            least = min(points for _, points in self.options.values())
            return Score(
                LineStatus.UNKNOWN, None, least, self.choices[0], missing=(Missing(self.fact, self.label),)
            )
        words, points = self.options[answer]
        better = min(
            (option for option in self.options.values() if option[1] > points), key=_points, default=None
        )
        step = None
        if better is not None:
            gain = better[1] - points
            step = NextStep(f"{better[0]} → +{gain} 分", gain, self.fact)
        return Score(
            LineStatus.COMPUTED,
            points,
            points,
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
