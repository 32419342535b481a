"""What is said to those whose turn has not come."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from enterprises.kit.work.turns import NoTurn, turn

SECONDS = 4


def come_back(request: HttpRequest, problem: NoTurn) -> HttpResponse:
    """429 to an account that has a turn already, 503 when all are taken. The page of a download asks again by itself."""
    is_download = request.method != "POST"
    context = {"seconds": SECONDS, "is_own": problem.is_own, "is_download": is_download}
    response = render(request, "turn.html", context, status=429 if problem.is_own else 503)
    response["Retry-After"] = str(SECONDS)
    if is_download:
        response["Refresh"] = str(SECONDS)
    response["Cache-Control"] = "no-store"
    return response


def posted_in_turn(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """What is posted to ``view`` is read in a turn of its account: for uploads that cost much to read."""

    @wraps(view)
    def in_turn(request: HttpRequest, *args, **kwargs) -> HttpResponseBase:
        if request.method != "POST":
            return view(request, *args, **kwargs)
        try:
            with turn(request.user.pk):
                return view(request, *args, **kwargs)
        except NoTurn as problem:
            return come_back(request, problem)

    return in_turn
