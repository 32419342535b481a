"""Points by bands over a quantity, as most indicators of the annexes give them."""

from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise
from operator import attrgetter

from declarations.standards.case import Case
from declarations.standards.measures import Gap, Measure, Quantity, shown
from declarations.standards.result import COMPUTED, LineStatus, NextStep
from declarations.standards.scoring import Score, known, undecided
from declarations.standards.steps import step_to
from declarations.standards.wording import border_of, border_words

_NOTHING = Decimal(0)


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

    def score(self, case: Case) -> Score:
        reading = case.read(self.measure)
        if isinstance(reading, Gap):
            return undecided(self.choices[-1], self.choices[0], reading.missing, reading.status)
        band, better, lacking = self.place(reading)
        points = band.points
        limit = step = None
        if better is not None:
            limit = better.border
            step = self.step_to(better, lacking, points, reading, case)
        return Score(
            COMPUTED,
            points,
            points,
            points,
            reading.value,
            shown(reading, self.measure.unit, limit=limit, up=self.less_is_better),
            reading.working,
            band.words,
            (),
            step,
        )

    def place(self, quantity: Quantity) -> tuple[Band, Band | None, Decimal]:
        """The band the quantity falls in, the next better one (None in the best), and what it lacks to it."""
        better, lacking = None, _NOTHING
        for band in self.bands:
            if band.border is None:
                return band, better, lacking
            distance = quantity.distance_to(band.border)
            if self.less_is_better:
                distance = -distance
            if distance <= 0:
                return band, better, lacking
            better, lacking = band, distance
        raise AssertionError("the last band has no border")

    def step_beyond(self, quantity: Quantity, case: Case, points: int) -> NextStep | None:
        """The way to the nearest band that gives more than ``points``; None from the best."""
        if points >= self.choices[0]:
            return None
        better = next(band for band in reversed(self.bands) if band.points > points)
        if better.border is None:
            raise AssertionError("the band without a border gives the fewest points")
        distance = quantity.distance_to(better.border)
        return self.step_to(better, -distance if self.less_is_better else distance, points, quantity, case)

    def step_to(
        self, better: Band, lacking: Decimal, points: int, quantity: Quantity, case: Case
    ) -> NextStep:
        gain = better.points - points
        return step_to(self.measure, quantity, lacking, case.facts, down=self.less_is_better, gain=gain)


def band_ge(measure: Measure, *steps: tuple[str, int], below: int = 0) -> Banded:
    """More is better: the first step whose border is reached, from above; ``below`` every border otherwise.

    A border is written with its unit where that is a percentage: ``"5%"``, ``"500"``.
    """
    words = [border_words(border_of(text), measure.unit) for text, _ in steps]
    between = [f"{low}（含）至{high}" for high, low in pairwise(words)]
    texts = [f"{words[0]}以上", *between, f"低于{words[-1]}"]
    return Banded(measure, _bands(steps, below, texts), less_is_better=False)


def band_le(measure: Measure, *steps: tuple[str, int], above: int = 0) -> Banded:
    """Less is better: the first step whose border is not exceeded; ``above`` every border otherwise."""
    words = [border_words(border_of(text), measure.unit) for text, _ in steps]
    between = [f"{low}至{high}（含）" for low, high in pairwise(words)]
    texts = [f"{words[0]}以下（含）", *between, f"高于{words[-1]}"]
    return Banded(measure, _bands(steps, above, texts), less_is_better=True)


def _bands(steps: tuple[tuple[str, int], ...], otherwise: int, texts: list[str]) -> tuple[Band, ...]:
    borders = [*(border_of(text) for text, _ in steps), None]
    points = [*(points for _, points in steps), otherwise]
    return tuple(Band(*each) for each in zip(borders, points, texts, strict=True))


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

    def score(self, case: Case) -> Score:
        readings = [(route, case.read(route.measure)) for route in self.routes]
        gaps = [(route, reading) for route, reading in readings if isinstance(reading, Gap)]
        computed = [(route, reading) for route, reading in readings if not isinstance(reading, Gap)]
        places = [route.place(reading) for route, reading in computed]
        bands = [band for band, _better, _lacking in places]
        at_least = max([*(band.points for band in bands), *(route.choices[-1] for route, _ in gaps)])
        at_most = max([at_least, *(route.choices[0] for route, _ in gaps)])
        display = "；".join(
            [
                shown(
                    reading,
                    route.measure.unit,
                    limit=better.border if better else None,
                    up=route.less_is_better,
                )
                for (route, reading), (_band, better, _lacking) in zip(computed, places, strict=True)
            ]
        )
        working = "；".join([reading.working for _, reading in computed])
        if at_least < at_most:
            unknown = any(gap.status is LineStatus.UNKNOWN for _, gap in gaps)
            status = LineStatus.UNKNOWN if unknown else LineStatus.NOT_COMPUTABLE
            missing = {each.key: each for _, gap in gaps for each in gap.missing}
            return undecided(
                at_least, at_most, tuple(missing.values()), status, display=display, working=working
            )
        # All routes move the same fact: the shortest way counts.
        steps = [route.step_beyond(reading, case, at_least) for route, reading in computed]
        return known(
            at_least,
            value=display,
            display=display,
            working=working,
            band=next(band.words for band in bands if band.points == at_least),
            next_step=min([step for step in steps if step], key=attrgetter("amount"), default=None),
        )


def best_of(*routes: Banded) -> BestOf:
    """The better of several ways to be measured."""
    return BestOf(routes)
