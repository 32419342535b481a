"""The accounting years a form asks for."""

import datetime as dt

from django.utils import timezone

COUNT = 3
# How long a page that was opened before New Year may be saved.
GRACE = dt.timedelta(days=31)


def complete_years(today: dt.date | None = None) -> list[int]:
    """The last three complete years as of ``today``, newest first: Y1, Y2, Y3 of the application forms."""
    this_year = (today or timezone.localdate()).year
    return [this_year - ago for ago in range(1, COUNT + 1)]


def years_to_save(today: dt.date | None = None) -> list[int]:
    """The years whose figures can be saved, newest first: the complete ones of today and, in January, of last year."""
    today = today or timezone.localdate()
    return sorted({*complete_years(today), *complete_years(today - GRACE)}, reverse=True)
