"""What is said to those whose turn has not come."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from enterprises.kit.turns import NoTurn

SECONDS = 4


def come_back(request: HttpRequest, problem: NoTurn) -> HttpResponse:
    """A page that asks again by itself: 429 to an account that has a turn already, 503 when all are taken."""
    context = {"seconds": SECONDS, "is_own": problem.is_own}
    response = render(request, "turn.html", context, status=429 if problem.is_own else 503)
    response["Retry-After"] = response["Refresh"] = str(SECONDS)
    response["Cache-Control"] = "no-store"
    return response
