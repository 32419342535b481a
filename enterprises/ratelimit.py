"""A fixed-window limit on how often one address may do something, kept in Django's cache."""

import ipaddress
import time
from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def peer_address(request: HttpRequest) -> str | None:
    """The address a request came from: the connection's, or what the outermost of our proxies wrote down."""
    address = request.META.get("REMOTE_ADDR", "")
    if settings.TRUSTED_PROXIES:
        # Each proxy appends the address it saw; what stands further left the visitor may have invented.
        seen = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
        address = seen[-settings.TRUSTED_PROXIES :][0].strip()
    try:
        return str(ipaddress.ip_address(address))
    except ValueError:
        return None


def client_address(request: HttpRequest) -> str:
    """Whom a limit counts: the peer's IPv4 address, or the /64 network an IPv6 peer may move in."""
    address = peer_address(request)
    if address is None:
        return "unknown"
    parsed = ipaddress.ip_address(address)
    if parsed.version == 6:
        return str(ipaddress.ip_network((parsed, 64), strict=False))
    return address


def seconds_to_wait(name: str, who: str, *, count: int, seconds: int) -> int:
    """Count one use of ``name`` by ``who``; 0 when allowed, else the seconds until the window of ``seconds`` ends."""
    now = int(time.time())
    key = f"limit:{name}:{who}:{now // seconds}"
    if cache.add(key, 1, seconds):
        return 0
    try:
        used = cache.incr(key)
    except ValueError:  # thrown out of the cache between the two calls
        return 0
    return 0 if used <= count else seconds - now % seconds


def limited(name: str, *, count: int, seconds: int, method: str = "POST") -> Callable:
    """Allow one address ``count`` requests of ``method`` in ``seconds``; beyond that answer 429 with Retry-After."""

    methods = {"GET", "HEAD"} if method == "GET" else {method}

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def counted(request: HttpRequest, *args, **kwargs) -> HttpResponse:
            if request.method in methods:
                wait = seconds_to_wait(name, client_address(request), count=count, seconds=seconds)
                if wait:
                    response = render(request, "429.html", {"retry_after": wait}, status=429)
                    response["Retry-After"] = str(wait)
                    response["Cache-Control"] = "no-store"
                    return response
            return view(request, *args, **kwargs)

        return counted

    return decorate
