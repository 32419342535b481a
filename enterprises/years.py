"""The accounting years a form asks for."""

import datetime as dt

from django.utils import timezone

COUNT = 3


def complete_years(today: dt.date | None = None) -> list[int]:
    """The last three complete years as of ``today``, newest first: Y1, Y2, Y3 of the application forms."""
    this_year = (today or timezone.localdate()).year
    return [this_year - ago for ago in range(1, COUNT + 1)]
