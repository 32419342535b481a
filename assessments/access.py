"""Which assessments somebody may see."""

import uuid

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from assessments.models import Assessment
from assessments.models.assessment import AssessmentQuerySet
from enterprises.acting import acting_for, visible
from enterprises.kit.text.typed import code as typed_code
from enterprises.models import User


def own_assessment(request: HttpRequest, assessment_id: uuid.UUID) -> Assessment:
    """An assessment of the logged-in enterprise, with its questionnaire. Raises Http404."""
    mine = Assessment.objects.of(request.user).with_questionnaire().select_related("industry", "choice")
    assessment = get_object_or_404(mine, pk=assessment_id)
    assessment.enterprise = request.user.enterprise
    return assessment


def result_by_code(code: str) -> Assessment | None:
    """The submitted assessment with this verification code, however it was typed. One query."""
    typed = typed_code(code)
    if not typed.isascii() or not typed.isalnum():
        return None
    known = Assessment.objects.submitted().with_questionnaire().select_related("enterprise")
    return known.defer("answers", "result").filter(code=typed).first()


def visible_assessments(user: User) -> AssessmentQuerySet:
    """Assessments ``user`` may read: the enterprise's own, an official's jurisdiction (M5.1), all for the administrator
    of the platform. A draft is its enterprise's alone.
    """
    return visible(acting_for(user), Assessment.objects.all())
