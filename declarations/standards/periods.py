"""Spans of time a rule speaks of: 近三年, 未满一年, 超过两年."""

from dataclasses import dataclass
from datetime import date

from declarations.standards.facts import Facts


@dataclass(frozen=True, slots=True)
class Period:
    """近 ``years`` 年: from 1 January of the first of the last ``years`` complete accounting years.

    It ends with the last accounting year, or, ``until_application``, on the day of application. The rules leave
    it open; Guangdong's list of 2026 reads awards the second way and equity the first.
    """

    years: int
    until_application: bool

    def bounds(self, facts: Facts) -> tuple[date, date] | None:
        """First and last day, both included. None while the accounting year or the day is unknown."""
        if facts.year is None or facts.as_of is None:
            return None
        end = facts.as_of if self.until_application else date(facts.year, 12, 31)
        return date(facts.year - self.years + 1, 1, 1), end
