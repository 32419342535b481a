"""Pages of our own inside the admin: what every one of them needs."""

import datetime as dt
from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.template.response import TemplateResponse


def page(
    model_admin: admin.ModelAdmin,
    request: HttpRequest,
    template: str,
    context: dict[str, Any],
    status: int = 200,
) -> TemplateResponse:
    """A page of ``model_admin`` from a template below ``admin/includes/page.html``; ``context`` brings ``title``."""
    request.current_app = model_admin.admin_site.name
    whole = {
        **model_admin.admin_site.each_context(request),
        "opts": model_admin.opts,
        "media": model_admin.media,
        **context,
    }
    return TemplateResponse(request, template, whole, status=status)


def sensible_day(day: dt.date) -> None:
    """Raises ValidationError for a year that can only be a slip of the keyboard."""
    if not 2000 <= day.year <= 2100:
        raise ValidationError(f"请核对年份：{day.year}年。")


def sensible_time(at: dt.datetime) -> None:
    sensible_day(at.date())
