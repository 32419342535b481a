"""How long a login lasts: ``SESSION_COOKIE_AGE`` after it was last used.

Only what is posted renews it, for GET writes nothing; and at most once an hour, for each renewal is a row written. A page
that is only read says so itself (``static/js/session.js``). Without a script and without sending anything, a login ends
``SESSION_COOKIE_AGE`` after it began.
"""

import time
from collections.abc import Callable

from django.contrib.auth.signals import user_logged_in
from django.contrib.sessions.backends.base import SessionBase
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse

_KEY = "renewed-at"
_SECONDS = 60 * 60


class RenewalMiddleware:
    """Behind the one that knows who asks."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method == "POST" and request.user.is_authenticated:
            now = int(time.time())
            if now - request.session.get(_KEY, 0) >= _SECONDS:
                request.session[_KEY] = now
        return self.get_response(request)


def begin(session: SessionBase) -> None:
    """Let the login of ``session`` last from now on."""
    session[_KEY] = int(time.time())


@receiver(user_logged_in)
def _begin(request: HttpRequest, **kwargs) -> None:
    begin(request.session)
