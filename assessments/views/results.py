"""The result of a submitted attempt, its certificate, and the public check of a certificate."""

import uuid

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from assessments.access import own_assessment, result_by_code
from assessments.pdf import certificate_pdf
from assessments.presentation import dimension_rows, radar_of, result_view
from assessments.progress import step_codes, take_url
from assessments.services import matching
from assessments.services.comparison import FEWEST_PEERS, earlier_attempts, peers_of
from enterprises.access import member_may
from enterprises.enums import Capability
from enterprises.kit.doors.ratelimit import limited
from enterprises.kit.files.downloads import private
from enterprises.kit.papers.problems import PDF_PROBLEMS, pdf_problem


@require_safe
@member_may(Capability.READ)
def detail(request: HttpRequest, assessment_id: uuid.UUID) -> HttpResponse:
    """The result of a submitted attempt; a draft leads to where it is taken."""
    assessment = own_assessment(request, assessment_id)
    if assessment.is_draft:
        return redirect(take_url(assessment, step_codes(assessment)[0]))
    view = result_view(assessment)
    earlier = earlier_attempts(assessment)
    peers = peers_of(assessment)
    enterprise = request.user.enterprise
    latest = matching.latest_submitted(enterprise)
    context = {
        "menu": "assessments",
        "assessment": assessment,
        "view": view,
        "dimensions": dimension_rows(view, earlier[0] if earlier else None, peers),
        "radar": radar_of(view, peers),
        "earlier": earlier,
        "peers": peers,
        "fewest_peers": FEWEST_PEERS - 1,
        "files": assessment.evidence.all(),
        "can_repeat": latest == assessment
        and matching.match_for(enterprise).questionnaire == assessment.questionnaire,
        "is_outdated": latest == assessment and matching.is_outdated(latest, enterprise),
    }
    return render(request, "assessments/detail.html", context)


@require_safe
@member_may(Capability.READ)
def certificate(request: HttpRequest, assessment_id: uuid.UUID) -> HttpResponseBase:
    """评测结果证明, with a code anybody can check."""
    assessment = own_assessment(request, assessment_id)
    if assessment.is_draft:
        return redirect(take_url(assessment, step_codes(assessment)[0]))
    address = request.build_absolute_uri(reverse("assessments:verify", args=[assessment.code]))
    try:
        document = certificate_pdf(assessment, address, request.user.pk)
    except PDF_PROBLEMS as problem:
        return pdf_problem(request, problem)
    day = timezone.localdate(assessment.submitted_at)
    name = f"{assessment.enterprise_name}-数字化水平评测结果-{day:%Y%m%d}.pdf"
    return private(HttpResponse(document, content_type="application/pdf"), name)


@login_not_required
@never_cache
@require_safe
@limited("assessment-verify", count=60, seconds=600, method="GET")
def verify(request: HttpRequest, code: str) -> HttpResponse:
    """The result behind the code on a certificate."""
    found = result_by_code(code)
    return render(request, "assessments/verify.html", {"found": found}, status=200 if found else 404)
