"""Middleware of the site."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


class RequestSizeMiddleware:
    """Refuse a body larger than any form of the platform takes, before anything reads it.

    Django's own limit leaves files out, and the server hands the body over unread.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            length = int(request.META.get("CONTENT_LENGTH") or 0)
        except ValueError:
            length = 0
        if length > settings.REQUEST_MAX_BYTES:
            return render(
                request, "413.html", {"limit": settings.REQUEST_MAX_BYTES // (1024 * 1024)}, status=413
            )
        return self.get_response(request)
