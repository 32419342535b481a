"""申报体检: where the enterprise stands between the three tiers."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from declarations.check_up.checks import check_up as checked_up
from enterprises.access import member_may
from enterprises.enums import Capability


@require_safe
@member_may(Capability.READ)
def check_up(request: HttpRequest) -> HttpResponse:
    """All three tiers side by side, the next one's gaps, and every line."""
    return _page(request, "declarations/check_up.html")


@require_safe
@member_may(Capability.READ)
def check_up_print(request: HttpRequest) -> HttpResponse:
    """The same as a document on A4."""
    return _page(request, "declarations/check_up_print.html")


def _page(request: HttpRequest, template: str) -> HttpResponse:
    enterprise = request.user.enterprise
    context = {
        "menu": "check_up",
        "enterprise": enterprise,
        "check_up": checked_up(enterprise, timezone.localdate()),
    }
    return render(request, template, context)
