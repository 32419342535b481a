"""What was typed when the login had ended: kept in the browser's session until it is saved.

Scripts keep it in the page; this is for browsers without one, whose form is sent to the login page.
"""

import uuid
from collections.abc import Iterable

from django.http import HttpRequest, QueryDict

from assessments.models import Assessment

_KEY = "assessment-typed"
_LONGEST = 20_000  # characters; a page full of answers has less than a tenth
_MOST_PAGES = 6


def keep(request: HttpRequest, assessment_id: uuid.UUID, step: str) -> None:
    """Keep what an anonymous visitor posted, if there is such a draft and it is no more than a page of answers."""
    text = request.POST.urlencode()
    if len(text) > _LONGEST or not Assessment.objects.drafts().filter(pk=assessment_id).exists():
        return
    pages = request.session.get(_KEY, {})
    pages[_page(assessment_id, step)] = text
    request.session[_KEY] = dict(list(pages.items())[-_MOST_PAGES:])


def recall(request: HttpRequest, assessment: Assessment, step: str) -> QueryDict | None:
    """What was kept for this page."""
    text = request.session.get(_KEY, {}).get(_page(assessment.pk, step))
    return None if text is None else QueryDict(text)


def renew(
    request: HttpRequest, assessment: Assessment, step: str, names: Iterable[str], code: str, token: str
) -> None:
    """One question of the page was answered anew: what is kept of it is the answer now, made from ``token``."""
    kept = recall(request, assessment, step)
    if kept is None:
        return
    kept = kept.copy()
    for name in names:
        kept.setlist(name, request.POST.getlist(name))
    others = [part for part in kept.get("seen", "").split() if not part.startswith(f"{code}:")]
    kept["seen"] = " ".join([*others, f"{code}:{token}"])
    request.session[_KEY] = request.session[_KEY] | {_page(assessment.pk, step): kept.urlencode()}


def forget(request: HttpRequest, assessment: Assessment, step: str) -> None:
    """The page was sent again."""
    pages = request.session.get(_KEY, {})
    if pages.pop(_page(assessment.pk, step), None) is not None:
        request.session[_KEY] = pages


def _page(assessment_id: uuid.UUID, step: str) -> str:
    return f"{assessment_id} {step}"
