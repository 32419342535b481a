"""One enterprise under one standard, while it is evaluated."""

from collections.abc import Mapping

from declarations.standards.facts import Facts
from declarations.standards.measures import Gap, Measure, Quantity, shown
from declarations.standards.periods import Period


class Case:
    """The facts, what the standard means by 近三年, and the quantities read so far.

    Several lines of an annex ask for the same quantity (研发费用占比 is scored, and is a basic condition): it is read
    and put into words once.
    """

    __slots__ = ("_readings", "_shown", "facts", "periods")

    def __init__(self, facts: Facts, periods: Mapping[str, Period]) -> None:
        self.facts = facts
        self.periods = periods
        self._readings: dict[int, Quantity | Gap] = {}
        self._shown: dict[int, str] = {}

    def read(self, measure: Measure) -> Quantity | Gap:
        """What ``measure`` reads of the facts."""
        key = id(measure)
        found = self._readings.get(key)
        if found is None:
            found = self._readings[key] = measure.read(self.facts)
        return found

    def shown(self, measure: Measure, quantity: Quantity, *, up: bool) -> str:
        """What ``measure`` has read, as it is written; ``up`` as in ``wording.percent``."""
        key = -id(measure) if up else id(measure)
        words = self._shown.get(key)
        if words is None:
            words = self._shown[key] = shown(quantity, measure.unit, up=up)
        return words
