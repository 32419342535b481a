"""What every page needs to know. Queries only when a page really shows the answer."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from enterprises.acting import acting_for
from notices.services import unread_count


def site(request: HttpRequest) -> dict:
    """The installation, who acts, and ``unread_messages`` of the enterprise for the left menu."""
    return {
        "site_name": settings.SITE_NAME,
        "demonstration": settings.DEMONSTRATION,
        "contest_url": settings.CONTEST_URL,
        "acting": SimpleLazyObject(lambda: acting_for(request)),
        "unread_messages": SimpleLazyObject(lambda: _unread(request)),
    }


def _unread(request: HttpRequest) -> int:
    enterprise_id = acting_for(request).enterprise_id
    return unread_count(enterprise_id) if enterprise_id else 0
