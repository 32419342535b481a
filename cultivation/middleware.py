"""Middleware of the site."""

import codecs
from collections.abc import Callable

from django.conf import settings
from django.contrib.auth.signals import user_logged_out
from django.core.exceptions import BadRequest, RequestDataTooBig
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from cultivation.bodies import largest_body, takes_files
from cultivation.views.errors import bad_request
from enterprises.kit.times.arrival import arrival


class ArrivalMiddleware:
    """Note ``request.arrived_at``: a deadline is kept by when a request arrived, however long it then waited."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.arrived_at = arrival(
            request.META, timezone.now(), behind_proxy=bool(settings.TRUSTED_PROXIES)
        )
        return self.get_response(request)


class PrivatePagesMiddleware:
    """Keep pages of a logged-in account out of shared caches, and out of the browser's own after logging out.

    Not ``no-store``: going back to a form has to bring back what was typed. Logging out clears what the browser kept,
    so that the next person at the machine finds nothing.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        session = getattr(request, "session", None)
        # A page that never looked at the session says nothing about anybody.
        if session is None or not session.accessed:
            return response
        if getattr(request, "has_logged_out", False):
            response["Clear-Site-Data"] = '"cache"'
        if request.user.is_authenticated and not response.has_header("Cache-Control"):
            response["Cache-Control"] = "private, no-cache"
        return response


@receiver(user_logged_out)
def note_logout(sender, request: HttpRequest, **kwargs) -> None:
    """Tell ``PrivatePagesMiddleware`` that this request ended a session."""
    request.has_logged_out = True


class EncodingMiddleware:
    """Refuse a form in another encoding than UTF-8. Browsers send what the page is in; others hide half characters."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.encoding and codecs.lookup(request.encoding).name != "utf-8":
            raise BadRequest("Forms are UTF-8.")
        return self.get_response(request)


class RequestSizeMiddleware:
    """Refuse a body larger than its form takes, before anything reads it.

    Django's own limit leaves files out. The server's workers ask the same rule and hand over such a request without its
    body; the answer is given here, in words.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            length = int(request.META.get("CONTENT_LENGTH") or 0)
        except ValueError:
            length = 0
        sent = (request.META.get("CONTENT_TYPE", ""), settings.SESSION_COOKIE_NAME in request.COOKIES)
        if length <= largest_body(*sent):
            return self.get_response(request)
        if not takes_files(*sent):
            return bad_request(request, RequestDataTooBig())
        limit = settings.REQUEST_MAX_BYTES // (1024 * 1024)
        return render(request, "413.html", {"limit": limit}, status=413)
