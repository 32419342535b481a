"""One enterprise under one standard, while it is evaluated."""

from collections.abc import Mapping
from datetime import date

from declarations.standards.facts import Facts
from declarations.standards.measures import Gap, Measure, Quantity
from declarations.standards.periods import Period
from declarations.standards.result import Missing


class Case:
    """The facts, what the standard means by 近三年, why facts were set aside, and the quantities read so far.

    Several lines of an annex ask for the same quantity (研发费用占比 is scored, and is a basic condition): it is read
    and put into words once.
    """

    __slots__ = ("_bounds", "_periods", "_readings", "_reasons", "facts")

    def __init__(
        self, facts: Facts, periods: Mapping[str, Period], reasons: Mapping[str, str] | None = None
    ) -> None:
        self.facts = facts
        self._periods = periods
        self._reasons = reasons
        self._readings: dict[int, Quantity | Gap] = {}
        self._bounds: dict[str, tuple[date, date] | None] = {}

    def bounds(self, period: str) -> tuple[date, date] | None:
        """First and last day of a period of the standard; None while the year or the day is unknown."""
        if period not in self._bounds:
            self._bounds[period] = self._periods[period].bounds(self.facts)
        return self._bounds[period]

    def read(self, measure: Measure) -> Quantity | Gap:
        """What ``measure`` reads of the facts."""
        key = id(measure)
        found = self._readings.get(key)
        if found is None:
            found = measure.read(self.facts)
            if self._reasons and isinstance(found, Gap):
                found = Gap(found.status, with_reasons(found.missing, self._reasons))
            self._readings[key] = found
        return found


def with_reasons(missing: tuple[Missing, ...], reasons: Mapping[str, str]) -> tuple[Missing, ...]:
    """A fact that was given but set aside says why, instead of seeming not to be filled in."""
    return tuple(
        gap._replace(reason=f"填写有误：{reasons[gap.key]}") if gap.key in reasons else gap for gap in missing
    )
