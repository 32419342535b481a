"""How values look in the admin's lists and read-only fields."""

import datetime as dt

from django.db.models import Model
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from enterprises.kit.admin.pages import address_of


def badge(label: str, tone: str) -> SafeString:
    """A state as the coloured badge of the visual language."""
    return format_html('<span class="status status--{}">{}</span>', tone, label)


def second(at: dt.datetime | None) -> str:
    """A time as records show it, ``2022-08-31 21:33:05``; empty when there is none."""
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M:%S}" if at else "—"


def minute(at: dt.datetime | None) -> str:
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}" if at else "—"


def admin_link(obj: Model | None, words: str = "") -> SafeString | str:
    """A link to an object's own page in the admin, in ``words`` or as the object is called."""
    if obj is None:
        return "—"
    return format_html('<a href="{}">{}</a>', address_of(obj), words or str(obj))
