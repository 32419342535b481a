"""The captcha's picture and its renewal."""

from captcha import views as package
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from enterprises.kit.doors.ratelimit import limited


def _never_stored(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response


@login_not_required
@require_safe
@limited("captcha-image", count=120, seconds=60, method="GET")
def image(request: HttpRequest, key: str) -> HttpResponse:
    return _never_stored(package.captcha_image(request, key))


@login_not_required
@require_safe
@limited("captcha-refresh", count=40, seconds=60, method="GET")
def refresh(request: HttpRequest) -> HttpResponse:
    """A new captcha as JSON, for scripts of this site only (they send X-Requested-With)."""
    return _never_stored(package.captcha_refresh(request))
