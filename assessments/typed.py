"""What was typed when the login had ended: kept in the browser's session until somebody logs in again.

Scripts keep it in the page; this is for browsers without one, whose form is sent to the login page.
"""

import uuid

from django.http import HttpRequest, QueryDict

from assessments.models import Assessment

_KEY = "assessment-typed"
_LONGEST = 20_000  # characters; a page full of answers has less than a tenth


def keep(request: HttpRequest, assessment_id: uuid.UUID, step: str) -> None:
    """Keep what an anonymous visitor posted, if there is such a draft and it is no more than a page of answers."""
    text = request.POST.urlencode()
    if len(text) > _LONGEST or not Assessment.objects.drafts().filter(pk=assessment_id).exists():
        return
    request.session[_KEY] = {"assessment": str(assessment_id), "step": step, "data": text}


def recall(request: HttpRequest, assessment: Assessment, step: str) -> QueryDict | None:
    """What was kept for this page."""
    kept = request.session.get(_KEY)
    if not kept or (kept["assessment"], kept["step"]) != (str(assessment.pk), step):
        return None
    return QueryDict(kept["data"])


def forget(request: HttpRequest) -> None:
    """It was saved, or sent again."""
    request.session.pop(_KEY, None)
