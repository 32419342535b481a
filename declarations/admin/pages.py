"""Pages of our own inside the admin: what every one of them needs."""

import datetime as dt

from django.core.exceptions import ValidationError

from enterprises.admin.pages import page

__all__ = ["page", "sensible_day", "sensible_time"]


def sensible_day(day: dt.date) -> None:
    """Raises ValidationError for a year that can only be a slip of the keyboard."""
    if not 2000 <= day.year <= 2100:
        raise ValidationError(f"请核对年份：{day.year}年。")


def sensible_time(at: dt.datetime) -> None:
    sensible_day(at.date())
