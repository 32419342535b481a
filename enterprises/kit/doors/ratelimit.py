"""A limit on how often one address may do something.

What is sent is counted in the database, where every worker sees it; what is only read in Django's cache, as reading
writes nothing.
"""

import math
import time
from collections.abc import Callable
from functools import wraps

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from enterprises.kit.doors import tallies
from enterprises.kit.doors.addresses import client_address
from enterprises.kit.doors.tallies import Measure


def seconds_to_wait(name: str, who: str, *, count: int, seconds: int) -> int:
    """Count one use of ``name`` by ``who``, in the cache; 0 when allowed, else the seconds until the window of
    ``seconds`` ends."""
    now = int(time.time())
    key = f"limit:{name}:{who}:{now // seconds}"
    if cache.add(key, 1, seconds):
        return 0
    try:
        used = cache.incr(key)
    except ValueError:  # thrown out of the cache between the two calls
        return 0
    return 0 if used <= count else seconds - now % seconds


def seconds_to_wait_here(name: str, who: str, *, count: int, seconds: int) -> int:
    """The same, in the database: ``count`` at once, and one more each time its share of ``seconds`` has passed."""
    share = seconds / count
    return math.ceil(tallies.use({f"{name}:{who}": Measure(free=count, leak=share, longest=share)}))


def limited(name: str, *, count: int, seconds: int, method: str = "POST") -> Callable:
    """Allow one address ``count`` requests of ``method`` in ``seconds``; beyond that answer 429 with Retry-After."""

    methods = {"GET", "HEAD"} if method == "GET" else {method}
    counted_wait = seconds_to_wait if method == "GET" else seconds_to_wait_here

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def counted(request: HttpRequest, *args, **kwargs) -> HttpResponse:
            if request.method in methods:
                wait = counted_wait(name, client_address(request), count=count, seconds=seconds)
                if wait:
                    response = render(request, "429.html", {"retry_after": wait}, status=429)
                    response["Retry-After"] = str(wait)
                    response["Cache-Control"] = "no-store"
                    return response
            return view(request, *args, **kwargs)

        return counted

    return decorate
