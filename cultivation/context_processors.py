"""What every page needs to know. Queries only when a page really shows the answer."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from notices.services import unread_count


def site(request: HttpRequest) -> dict:
    """The installation, and ``unread_messages`` of the enterprise for the left menu."""
    return {
        "site_name": settings.SITE_NAME,
        "demonstration": settings.DEMONSTRATION,
        "contest_url": settings.CONTEST_URL,
        "unread_messages": SimpleLazyObject(lambda: _unread(request)),
    }


def _unread(request: HttpRequest) -> int:
    enterprise_id = getattr(request.user, "enterprise_id", None)
    return unread_count(enterprise_id) if enterprise_id else 0
