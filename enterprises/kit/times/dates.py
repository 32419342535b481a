"""Whole years added to a day, 29 February included."""

import datetime as dt


def years_after(start: dt.date, years: int) -> dt.date:
    """The same day ``years`` later; 29 February falls on 28 February (the last day of that month)."""
    try:
        return start.replace(year=start.year + years)
    except ValueError:
        return dt.date(start.year + years, 2, 28)


def last_day(first: dt.date, years: int) -> dt.date:
    """The last day of a validity of whole years that begins on ``first``.

    The day before the same day; from 29 February the last day of that month, so that no year is a day short.
    """
    same = years_after(first, years)
    return same if same.day != first.day else same - dt.timedelta(days=1)
