"""Pages for requests that were refused before any room saw them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form came from a page that is no longer valid; ``reason`` is for developers and is not shown."""
    return render(request, "403_csrf.html", status=403)
