"""Evidence of one question: listed, attached, taken away, read."""

import uuid

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from assessments.access import own_assessment, visible_assessments
from assessments.forms import in_words
from assessments.models import Assessment, Evidence
from assessments.progress import take_url
from assessments.services import taking
from assessments.services.evidence import MOST_FILES, attach
from assessments.services.evidence import remove as remove_evidence
from enterprises.access import member_may
from enterprises.enums import Capability
from enterprises.kit.files.downloads import private_file
from enterprises.kit.files.inspection import UploadRefused
from enterprises.kit.files.uploads import megabytes
from enterprises.kit.forms.kept import keeps_typed


@keeps_typed
@require_http_methods(["GET", "HEAD", "POST"])
@member_may(Capability.READ, to_send=Capability.FILL)
def evidence(request: HttpRequest, assessment_id: uuid.UUID, question: str) -> HttpResponse:
    """The files beside one question of a draft, and a place for more."""
    assessment = own_assessment(request, assessment_id)
    asked = assessment.questionnaire.parsed.by_code.get(question)
    if asked is None:
        raise Http404
    if not assessment.is_draft:
        messages.warning(request, str(taking.AlreadySubmitted()))
        return redirect("assessments:detail", assessment.pk)
    faults: list[str] = []
    if request.method == "POST":
        try:
            faults = _attach_all(request, assessment, question)
        except taking.AssessmentRefused as refusal:
            messages.warning(request, str(refusal))
            return redirect("assessments:list")
        if not faults:
            return redirect("assessments:evidence", assessment.pk, question)
    context = {
        "menu": "assessments",
        "assessment": assessment,
        "question": asked,
        "answer": in_words(asked, assessment.answers.get(question)),
        "files": list(assessment.evidence.filter(question=question)),
        "faults": faults,
        "most": MOST_FILES,
        "limit": settings.EVIDENCE_MAX_BYTES,
        "limit_text": megabytes(settings.EVIDENCE_MAX_BYTES),
        "back": f"{take_url(assessment, asked.dimension)}#{question}",
    }
    return render(request, "assessments/evidence.html", context)


def _attach_all(request: HttpRequest, assessment: Assessment, question: str) -> list[str]:
    """Attach every chosen file; what is wrong with those that were refused."""
    files = request.FILES.getlist("file")
    if not files:
        return ["请先选择文件。"]
    faults: list[str] = []
    kept = []
    for file in files:
        try:
            kept.append(attach(assessment, question, file, request.user).name)
        except UploadRefused as refused:
            faults += refused.messages
    if kept:
        messages.success(request, f"已上传：{'、'.join(kept)}。")
    return faults


@require_http_methods(["GET", "HEAD", "POST"])
@member_may(Capability.FILL)
def remove(
    request: HttpRequest, assessment_id: uuid.UUID, question: str, evidence_id: uuid.UUID
) -> HttpResponse:
    """Ask, then take one file away (POST); twice is as good as once."""
    assessment = own_assessment(request, assessment_id)
    found = Evidence.objects.filter(assessment=assessment, question=question, pk=evidence_id).first()
    back = reverse("assessments:evidence", args=[assessment.pk, question])
    if found is None:
        return redirect(back)
    if request.method != "POST":
        context = {
            "menu": "assessments",
            "title": "删除材料",
            "text": f"将删除“{found.name}”，删除后需要重新上传。",
            "action_label": "删除",
            "back": back,
        }
        return render(request, "confirm.html", context)
    try:
        remove_evidence(found)
    except taking.AssessmentRefused as refusal:
        messages.warning(request, str(refusal))
        return redirect("assessments:list")
    messages.success(request, f"已删除：{found.name}。")
    return redirect(back)


@require_safe
def file(request: HttpRequest, evidence_id: uuid.UUID) -> HttpResponseBase:
    """One file: for its enterprise, and, once submitted, for the authorities above it."""
    kept = get_object_or_404(
        Evidence, pk=evidence_id, assessment__in=visible_assessments(request.user).values("pk")
    )
    return private_file(kept)
