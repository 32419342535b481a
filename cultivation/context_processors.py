"""What every page needs to know about the installation. Adds no query."""

from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict:
    return {
        "site_name": settings.SITE_NAME,
        "demonstration": settings.DEMONSTRATION,
        "contest_url": settings.CONTEST_URL,
    }
