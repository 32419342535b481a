"""Points by bands over a quantity, as most indicators of the annexes give them."""

from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise
from operator import attrgetter

from declarations.standards.facts import Facts
from declarations.standards.measures import Gap, Measure, Quantity, shown
from declarations.standards.result import LineStatus, NextStep
from declarations.standards.scoring import Score, known, undecided
from declarations.standards.wording import border_of, border_words, distance_words


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
    formula: str = field(init=False)
    choices: tuple[int, ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "formula", self.measure.formula)
        object.__setattr__(self, "choices", tuple(band.points for band in self.bands))

    def score(self, facts: Facts) -> Score:
        reading = self.measure.read(facts)
        if isinstance(reading, Gap):
            return undecided(self.choices[-1], self.choices[0], reading.missing, reading.status)
        band = self.bands[self.place(reading)]
        return known(
            band.points,
            value=reading.value,
            display=shown(reading, self.measure.unit, up=self.less_is_better),
            working=reading.working,
            band=band.words,
            next_step=self.step_beyond(reading, facts, band.points),
        )

    def place(self, quantity: Quantity) -> int:
        """Index of the band the quantity falls in."""
        for index, band in enumerate(self.bands):
            if band.border is None or self._lacking(quantity, band.border) <= 0:
                return index
        raise AssertionError("the last band has no border")

    def step_beyond(self, quantity: Quantity, facts: Facts, points: int) -> NextStep | None:
        """The way to the nearest band that gives more than ``points``; None from the best."""
        better = next((band for band in reversed(self.bands) if band.points > points), None)
        if better is None:
            return None
        key, label, unit = self.measure.moving(facts)
        lacking = quantity.way(self._lacking(quantity, better.border))
        gain = better.points - points
        words = distance_words(label, lacking, unit, down=self.less_is_better)
        return NextStep(f"{words} → +{gain} 分", gain, key, lacking)

    def _lacking(self, quantity: Quantity, border: Decimal) -> Decimal:
        distance = quantity.distance_to(border)
        return -distance if self.less_is_better else distance


def band_ge(measure: Measure, *steps: tuple[str, int], below: int = 0) -> Banded:
    """More is better: the first step whose border is reached, from above; ``below`` every border otherwise.

    A border is written with its unit where that is a percentage: ``"5%"``, ``"500"``.
    """
    borders = [border_of(text) for text, _ in steps]
    words = [border_words(border, measure.unit) for border in borders]
    texts = [
        f"{words[0]}以上",
        *(f"{low}（含）至{high}" for high, low in pairwise(words)),
        f"低于{words[-1]}",
    ]
    points = [*(each for _, each in steps), below]
    bands = tuple(Band(*each) for each in zip([*borders, None], points, texts, strict=True))
    return Banded(measure, bands, less_is_better=False)


def band_le(measure: Measure, *steps: tuple[str, int], above: int = 0) -> Banded:
    """Less is better: the first step whose border is not exceeded; ``above`` every border otherwise."""
    borders = [border_of(text) for text, _ in steps]
    words = [border_words(border, measure.unit) for border in borders]
    texts = [
        f"{words[0]}以下（含）",
        *(f"{low}至{high}（含）" for low, high in pairwise(words)),
        f"高于{words[-1]}",
    ]
    points = [*(each for _, each in steps), above]
    bands = tuple(Band(*each) for each in zip([*borders, None], points, texts, strict=True))
    return Banded(measure, bands, less_is_better=True)


@dataclass(frozen=True, slots=True)
class BestOf:
    """Several routes to the same points; the better one counts. A route that cannot be computed keeps the line open
    only while it could still give more."""

    routes: tuple[Banded, ...]
    formula: str = field(init=False)
    choices: tuple[int, ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "formula", "；或 ".join(route.formula for route in self.routes))
        points = {each for route in self.routes for each in route.choices}
        object.__setattr__(self, "choices", tuple(sorted(points, reverse=True)))

    def score(self, facts: Facts) -> Score:
        scores = [route.score(facts) for route in self.routes]
        computed = [each for each in scores if each.status is LineStatus.COMPUTED]
        at_least, at_most = max(each.at_least for each in scores), max(each.at_most for each in scores)
        texts = {
            "display": "；".join(each.display for each in computed),
            "working": "；".join(each.working for each in computed),
        }
        if at_least < at_most:
            open_ones = [each for each in scores if each.status is not LineStatus.COMPUTED]
            unknown = any(each.status is LineStatus.UNKNOWN for each in open_ones)
            status = LineStatus.UNKNOWN if unknown else LineStatus.NOT_COMPUTABLE
            missing = {gap.key: gap for each in open_ones for gap in each.missing}
            return undecided(at_least, at_most, tuple(missing.values()), status, **texts)
        best = next(each for each in computed if each.points == at_least)
        return known(
            at_least,
            value=texts["display"],
            band=best.band,
            next_step=self._step(facts, at_least),
            **texts,
        )

    def _step(self, facts: Facts, points: int) -> NextStep | None:
        """The shorter of the ways to more points, when they move the same fact; else the first."""
        steps = []
        for route in self.routes:
            reading = route.measure.read(facts)
            step = None if isinstance(reading, Gap) else route.step_beyond(reading, facts, points)
            if step is not None:
                steps.append(step)
        return min(steps, key=attrgetter("amount"), default=None)


def best_of(*routes: Banded) -> BestOf:
    """The better of several ways to be measured."""
    return BestOf(routes)
