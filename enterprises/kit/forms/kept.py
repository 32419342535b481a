"""What was typed when the login had ended: kept in the browser's session until its own account is logged in again.

A view marked ``keeps_typed`` finds it in ``request.recalled`` when its page is opened afterwards, and shows it as it
shows a form with errors: typed, not saved. Its form carries ``made_for`` (template tag), so that the account a page was
made for, and no other one, gets it back. Passwords are never kept, and of files only their names, to choose them again.
A page that has no form any more (it leads elsewhere, is closed, is gone) shows what was typed to copy.
"""

import re
import time
from collections.abc import Callable
from typing import Any, cast

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.utils.html import strip_tags

from enterprises.kit.forms.saving import PART, SEEN, is_autosave, read_marks, write_marks

FIELD = "made_for"
DISCARD = "discard_recalled"
_KEY = "kept-forms"
_LONGEST = 60_000  # characters as sent: six answers of a thousand characters each
LONG = 400_000  # the same of a page with a whole notice on it
_MOST_FILES = 30
_LONGEST_NAME = 200
_MOST_PAGES = 6
_SECONDS = 24 * 60 * 60
_SIGNER = signing.Signer(salt="kept-forms")


class Recalling(HttpRequest):
    """A request behind the middleware: what was kept of its page's form, and the names of the files chosen there."""

    recalled: QueryDict | None
    recalled_files: list[str]


def keeps_typed(view: Callable[..., HttpResponse], longest: int = _LONGEST) -> Callable[..., HttpResponse]:
    """Mark a private page whose form, of up to ``longest`` characters as sent, survives the end of a login."""
    vars(view)["keeps_typed"] = longest
    return view


def typed(request: HttpRequest) -> QueryDict | None:
    """What a form is to show as typed: what was sent, or what was kept of it; None for a page that is only opened."""
    return request.POST if request.method == "POST" else cast(Recalling, request).recalled


def to_copy(request: HttpRequest, *, is_other_account: bool = False) -> HttpResponse:
    """What was kept, for a page that cannot take it any more; or was sent by a page made for another account."""
    kept = cast(Recalling, request)
    data = request.POST if is_other_account else kept.recalled
    context = {
        "texts": _texts(data or QueryDict()),
        "files": kept.recalled_files,
        "is_other_account": is_other_account,
    }
    return render(request, "recalled_to_copy.html", context, status=409)


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
    longest = _longest_of(request)
    if not longest or not request.user.is_authenticated:
        return False
    return _keep(request, longest) == str(request.user.pk)


def _longest_of(request: HttpRequest) -> int:
    """How much the page's view keeps; nothing unless it ``keeps_typed``."""
    return getattr(getattr(request.resolver_match, "func", None), "keeps_typed", 0)


class KeptFormsMiddleware:
    """Between the check of the CSRF token and the redirect to the login page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: Recalling) -> HttpResponse:
        request.recalled, request.recalled_files = None, []
        response = self.get_response(request)
        has_no_form = 300 <= response.status_code < 400 or response.status_code in (403, 404)
        return to_copy(request) if request.recalled is not None and has_no_form else response

    def process_view(self, request: Recalling, view, args, kwargs) -> HttpResponse | None:
        longest = getattr(view, "keeps_typed", 0)
        if not longest:
            return None
        if not request.user.is_authenticated:
            # A page that saves itself keeps its own text.
            if request.method == "POST" and not is_autosave(request):
                _keep(request, longest)
        elif request.method != "POST":
            _recall(request)
        elif _account_in(request) not in ("", str(request.user.pk)):
            # Somebody else logged in meanwhile, in another tab.
            return (
                HttpResponse(status=404) if is_autosave(request) else to_copy(request, is_other_account=True)
            )
        elif not is_autosave(request):
            _forget(request)
            if DISCARD in request.POST:
                return HttpResponseRedirect(request.get_full_path())
        return None


def _keep(request: HttpRequest, longest: int, sent: QueryDict | None = None) -> str:
    """Keep what was ``sent`` (as it is, unless given). Returns the account it is kept for; empty when it is not kept."""
    data = (request.POST if sent is None else sent).copy()
    for name in [name for name in data if name == "csrfmiddlewaretoken" or "password" in name]:
        del data[name]
    account = _account_in(request)
    data.pop(FIELD, None)
    text = data.urlencode()
    if not account or len(text) > longest:
        return ""
    files = [
        (file.name or "")[:_LONGEST_NAME] for name in request.FILES for file in request.FILES.getlist(name)
    ]
    pages = _fresh(request)
    pages.pop(request.path, None)
    kept = {"account": account, "at": int(time.time()), "text": text, "files": files[:_MOST_FILES]}
    pages[request.path] = kept
    request.session[_KEY] = dict(list(pages.items())[-_MOST_PAGES:])
    return account


def _account_in(request: HttpRequest) -> str:
    """The account the page was made for; empty when it does not say so."""
    try:
        return _SIGNER.unsign(request.POST.get(FIELD, ""))
    except signing.BadSignature:
        return ""


def follow(request: HttpRequest, part: str, seen: str, *, is_complete: bool) -> None:
    """A page that was shown again saved one part by itself: what is kept of it is what it says now, made from the mark
    ``seen``; nothing once it says nothing else than what is stored (``is_complete``).
    """
    before = _fresh(request).get(request.path)
    if before is None:
        return
    if is_complete:
        return _forget(request)
    marks = read_marks(QueryDict(before["text"]).get(SEEN, "")) | {part: seen}
    sent = request.POST.copy()
    sent[SEEN] = write_marks(marks)
    del sent[PART]
    _keep(request, _longest_of(request), sent)


def _recall(request: Recalling) -> None:
    kept = _fresh(request).get(request.path)
    if kept is None or kept["account"] != str(request.user.pk):
        return
    request.recalled = QueryDict(kept["text"], encoding=settings.DEFAULT_CHARSET)
    # Sessions of an older version know no names of files.
    request.recalled_files = kept.get("files", [])


def _texts(data: QueryDict) -> list[str]:
    """What somebody wrote; choices, codes and the page's own hidden values are none."""
    values = [strip_tags(value).strip() for name in data for value in data.getlist(name)]
    return [value for value in values if not value.isascii() or re.search(r"\s", value)]


def _forget(request: HttpRequest) -> None:
    """The page was sent again: what it says now is what counts."""
    pages = request.session.get(_KEY, {})
    if pages.pop(request.path, None) is not None:
        request.session[_KEY] = pages


def _fresh(request: HttpRequest) -> dict[str, dict]:
    after = time.time() - _SECONDS
    return {path: kept for path, kept in request.session.get(_KEY, {}).items() if kept["at"] > after}
