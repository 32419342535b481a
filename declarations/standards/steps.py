"""The step that takes a quantity to a border, in words that can be followed to the letter."""

from decimal import ROUND_CEILING, Decimal

from declarations.standards.contradictions import WHOLE_OF
from declarations.standards.facts import FIGURE_LABELS, Facts
from declarations.standards.measures import Measure, Quantity
from declarations.standards.points import Points
from declarations.standards.result import NextStep
from declarations.standards.wording import MONEY, distance_words

_CENT = Decimal("0.01")


def step_to(
    measure: Measure, quantity: Quantity, distance: Decimal, facts: Facts, *, down: bool, gain: Points = 0
) -> NextStep:
    """What moves ``quantity`` (of ``measure`` for ``facts``) by ``distance``; ``gain`` points come of it.

    Where the fact that moves is part of a whole it would exceed, the words say how far the whole has to follow: no
    form takes a main revenue above the revenue.
    """
    key, label, unit = measure.moving(facts)
    way = quantity.way(distance, unit)
    words = distance_words(label, way, unit, down=down)
    if not down:
        words += _whole_follows(facts, key, label, way, unit)
    text = f"{words} → +{gain} 分" if gain else words
    return NextStep(text, gain, key, way, down=down)


def _whole_follows(facts: Facts, key: str, label: str, way: Decimal, unit: str) -> str:
    row, _, name = key.rpartition(".")
    whole = WHOLE_OF.get(name)
    if whole is None:
        return ""
    figures = facts.figures[int(row.partition(".")[2])]
    limit = getattr(figures, whole)
    if limit is None:
        return ""
    # The part is raised by what is written, not by what is lacking.
    written = way.quantize(_CENT, ROUND_CEILING) if unit is MONEY else way
    lacking = getattr(figures, name) + written - limit
    if lacking <= 0:
        return ""
    year = label.removesuffix(FIGURE_LABELS[name])
    return f"（同时{distance_words(year + FIGURE_LABELS[whole], lacking, unit)}）"
