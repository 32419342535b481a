"""What was typed when the login had ended: kept in the browser's session until its own account is logged in again.

A view marked ``keeps_typed`` finds it in ``request.recalled`` when its page is opened afterwards, and shows it as it
shows a form with errors: typed, not saved. Its form carries ``made_for`` (template tag), so that the account a page was
made for, and no other one, gets it back. Files, and pages of passwords, which are not marked, are never kept.
"""

import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict

FIELD = "made_for"
DISCARD = "discard_recalled"
_KEY = "kept-forms"
_LONGEST = 60_000  # characters as sent: six answers of a thousand characters each
_MOST_PAGES = 6
_SECONDS = 24 * 60 * 60
_SIGNER = signing.Signer(salt="kept-forms")


def keeps_typed(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Mark a private page whose form survives the end of a login."""
    view.keeps_typed = True
    return view


def made_for(user: Any) -> str:
    """The value of the hidden field ``made_for``."""
    return _SIGNER.sign(str(user.pk))


def keeps_something(request: HttpRequest) -> bool:
    """Whether this visitor's browser left a form to be shown after the login."""
    return bool(_fresh(request))


def keep_of_page(request: HttpRequest) -> bool:
    """Keep a form whose CSRF token is not the browser's any more, for the account that is logged in. Returns whether.

    The mark of the page is as secret as the token was: no other site can send it.
    """
    view = getattr(request.resolver_match, "func", None)
    if not getattr(view, "keeps_typed", False) or not request.user.is_authenticated:
        return False
    return _keep(request) == str(request.user.pk)


class KeptFormsMiddleware:
    """Between the check of the CSRF token and the redirect to the login page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.recalled = None
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view, args, kwargs) -> HttpResponse | None:
        if not getattr(view, "keeps_typed", False):
            return None
        if not request.user.is_authenticated:
            if request.method == "POST":
                _keep(request)
        elif request.method != "POST":
            request.recalled = _recall(request)
        else:
            _forget(request)
            if DISCARD in request.POST:
                return HttpResponseRedirect(request.get_full_path())
        return None


def _keep(request: HttpRequest) -> str:
    """Keep what was sent. Returns the account it is kept for; empty when it is not kept."""
    data = request.POST.copy()
    data.pop("csrfmiddlewaretoken", None)
    try:
        account = _SIGNER.unsign((data.pop(FIELD, None) or [""])[-1])
    except signing.BadSignature:
        return ""
    text = data.urlencode()
    if len(text) > _LONGEST:
        return ""
    pages = _fresh(request)
    pages.pop(request.path, None)
    pages[request.path] = {"account": account, "at": int(time.time()), "text": text}
    request.session[_KEY] = dict(list(pages.items())[-_MOST_PAGES:])
    return account


def _recall(request: HttpRequest) -> QueryDict | None:
    kept = _fresh(request).get(request.path)
    if kept is None or kept["account"] != str(request.user.pk):
        return None
    return QueryDict(kept["text"], encoding=settings.DEFAULT_CHARSET)


def _forget(request: HttpRequest) -> None:
    """The page was sent again: what it says now is what counts."""
    pages = request.session.get(_KEY, {})
    if pages.pop(request.path, None) is not None:
        request.session[_KEY] = pages


def _fresh(request: HttpRequest) -> dict[str, dict]:
    after = time.time() - _SECONDS
    return {path: kept for path, kept in request.session.get(_KEY, {}).items() if kept["at"] > after}
