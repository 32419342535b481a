"""The newest notices as the portal shows them: the same for everybody, so rendered once and kept for a moment.

Kept short because each server process may have a cache of its own: the one that saves a notice forgets at once, the
others within ``LIFETIME``. The same lifetime bounds how late a notice appears whose publication time passes.
"""

from django.core.cache import cache
from django.db import transaction
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from notices.enums import NoticeLevel
from notices.models import Notice

LIFETIME = 30  # seconds
ROWS = 8


def _key(level: str) -> str:
    return f"portal-notices-{level}"


def newest_html(level: NoticeLevel) -> SafeString:
    """The list of the newest published notices of ``level`` (M1.1). At most one query."""
    html = cache.get(_key(level))
    if html is None:
        notices = Notice.objects.published().filter(level=level).only("title", "kind", "published_at")[:ROWS]
        html = render_to_string("notices/includes/newest.html", {"notices": list(notices), "level": level})
        cache.set(_key(level), html, LIFETIME)
    return html


def forget(**_signal) -> None:
    """Drop what is kept once the change of a notice is committed."""
    transaction.on_commit(lambda: cache.delete_many([_key(level) for level in NoticeLevel]))
