"""Who may open the pages of an enterprise, and send what they ask for (M4.2)."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from enterprises.acting import acting_for, may
from enterprises.enums import Capability
from enterprises.models import Enterprise

# What a view asks for; or a function of the request and the arguments of its address, where that depends on them.
Asked = Capability | Callable[..., Capability]
View = Callable[..., HttpResponse]


def member_may(to_open: Asked, to_send: Asked | None = None) -> Callable[[View], View]:
    """Open a page for those who act for an enterprise and have the capability ``to_open`` it, for a POST ``to_send``
    (the same unless given). Everybody else is told why and where to go instead (403).

    Loads ``request.user.enterprise`` with its region, industry and authority, in one query.
    """
    asks = (to_open, to_send or to_open)

    def decorate(view: View) -> View:
        @wraps(view)
        def opened(request: HttpRequest, *args, **kwargs) -> HttpResponse:
            asked = asks[request.method not in ("GET", "HEAD")]
            capability = asked if isinstance(asked, Capability) else asked(request, *args, **kwargs)
            acting = acting_for(request)
            if not acting.is_member or not may(acting, capability):
                return member_needed(request)
            request.user.enterprise = Enterprise.objects.select_related(
                "region", "industry", "authority"
            ).get(pk=acting.enterprise_id)
            return view(request, *args, **kwargs)

        opened.member_may = asks
        return opened

    return decorate


def member_needed(request: HttpRequest) -> HttpResponse:
    """The page that tells a natural person, an official or a member without the capability why it stays closed (M4.2)."""
    context = {"acting": acting_for(request)}
    return render(request, "enterprises/member_needed.html", context, status=403)
