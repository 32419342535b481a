"""Who may open the pages of an enterprise (M4.2)."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from enterprises.acting import acting_for, may
from enterprises.enums import Capability
from enterprises.models import Enterprise


def legal_account_required(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Open the page for legal accounts only; everybody else is told why and where to go instead (403).

    Loads ``request.user.enterprise`` with its region, industry and authority, in one query.
    """

    @wraps(view)
    def opened(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        acting = acting_for(request)
        if not may(acting, Capability.FILL):
            return legal_account_needed(request)
        request.user.enterprise = Enterprise.objects.select_related("region", "industry", "authority").get(
            pk=acting.enterprise_id
        )
        return view(request, *args, **kwargs)

    return opened


def legal_account_needed(request: HttpRequest) -> HttpResponse:
    """The page that tells a natural person or an official why enterprises' pages stay closed (M4.2)."""
    official = acting_for(request).is_official
    return render(request, "enterprises/legal_account_needed.html", {"official": official}, status=403)
