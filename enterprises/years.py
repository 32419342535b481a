"""Years: the accounting years a form asks for, and terms of whole years."""

import datetime as dt

from django.utils import timezone

COUNT = 3


def complete_years(today: dt.date | None = None) -> list[int]:
    """The last three complete years as of ``today``, newest first: Y1, Y2, Y3 of the application forms."""
    this_year = (today or timezone.localdate()).year
    return [this_year - ago for ago in range(1, COUNT + 1)]


def last_day(first: dt.date, years: int) -> dt.date:
    """The last day of a term of whole ``years`` that begins on ``first``.

    A term ends on the day before its anniversary; in a year without a 29 February that anniversary is 1 March.
    """
    try:
        anniversary = first.replace(year=first.year + years)
    except ValueError:
        anniversary = dt.date(first.year + years, 3, 1)
    return anniversary - dt.timedelta(days=1)
