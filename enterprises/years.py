"""The accounting years a form asks for."""

import datetime as dt

from django.utils import timezone

COUNT = 3


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


def complete_years(today: dt.date | None = None) -> list[int]:
    """The last three complete years as of ``today``, newest first: Y1, Y2, Y3 of the application forms."""
    this_year = (today or timezone.localdate()).year
    return [this_year - ago for ago in range(1, COUNT + 1)]
