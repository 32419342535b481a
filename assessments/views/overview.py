"""数字化水平评测 of an enterprise (M1.3, M2.2, M4.6): what to take, what was begun, what was submitted."""

import uuid

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from assessments.access import own_assessment
from assessments.forms import CategoryForm
from assessments.models import Assessment
from assessments.progress import draft_notice, step_codes
from assessments.services import matching, taking
from enterprises.access import member_may
from enterprises.enums import Capability
from enterprises.models import Enterprise

PER_PAGE = 20
_GIVEN_UP = "已放弃这次评测。"


@require_safe
@member_may(Capability.READ)
def assessment_list(request: HttpRequest) -> HttpResponse:
    """What to take, what was begun, and the history of attempts."""
    return _list_page(request)


def _list_page(request: HttpRequest, form: CategoryForm | None = None, status: int = 200) -> HttpResponse:
    enterprise = request.user.enterprise
    history = (
        Assessment.objects.of(request.user)
        .submitted()
        .with_questionnaire()
        .defer("answers", "result")
        .order_by("-submitted_at", "-id")
    )
    match = matching.match_for(enterprise)
    draft = taking.current_draft(enterprise)
    latest = matching.latest_submitted(enterprise)
    is_mixed = match.placement is not None and not match.placement.is_settled
    offers_choice = is_mixed and (draft is None or match.needs_confirmation)
    if form is None and offers_choice:
        chosen = match.choice
        initial = {"category": chosen.category, "reason": chosen.reason} if chosen else {}
        form = CategoryForm(match.placement.candidates, initial=initial)
    context = {
        "menu": "assessments",
        "match": match,
        "industry": enterprise.industry,
        "category_form": form if offers_choice else None,
        "draft": draft,
        "draft_notice": draft_notice(draft, match) if draft else None,
        "latest": latest,
        "is_outdated": latest is not None and matching.is_outdated(latest, enterprise, match),
        "can_repeat": latest is not None and match.questionnaire == latest.questionnaire,
        "page_obj": Paginator(history, PER_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "assessments/list.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@member_may(Capability.FILL)
def start(request: HttpRequest) -> HttpResponse:
    """【去自评】: continue the draft, or begin a new attempt, with the latest answers if asked for.

    Who had to log in first comes back with a GET, which begins nothing.
    """
    if request.method != "POST":
        return redirect("assessments:list")
    try:
        assessment = taking.start(request.user.enterprise, from_latest="from_latest" in request.POST)
    except taking.AssessmentRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("assessments:list")
    if "from_latest" in request.POST and assessment.answers:
        messages.info(request, "已填入上次的答案，请逐题核对；佐证材料不沿用，如有需要请重新上传。")
    return redirect("assessments:take", assessment.pk, step_codes(assessment)[0])


@require_http_methods(["GET", "HEAD", "POST"])
@member_may(Capability.FILL)
def category(request: HttpRequest) -> HttpResponse:
    """An enterprise of a mixed industry confirms its category, with the reason."""
    if request.method != "POST":
        return redirect("assessments:list")
    enterprise: Enterprise = request.user.enterprise
    placement = matching.match_for(enterprise).placement
    form = CategoryForm(placement.candidates if placement else (), request.POST)
    if not form.is_valid():
        return _list_page(request, form, status=422)
    try:
        choice = matching.confirm_category(enterprise, **form.cleaned_data, user=request.user)
    except matching.ChoiceRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("assessments:list")
    messages.success(request, f"已确认适用{choice.get_category_display()}评测表。")
    return redirect("assessments:list")


@require_http_methods(["GET", "HEAD", "POST"])
@member_may(Capability.FILL)
def discard(request: HttpRequest, assessment_id: uuid.UUID) -> HttpResponse:
    """Give a draft up, after a question. Who presses twice is told the same."""
    if request.method == "POST" and not Assessment.objects.of(request.user).filter(pk=assessment_id).exists():
        messages.success(request, _GIVEN_UP)
        return redirect("assessments:list")
    assessment = own_assessment(request, assessment_id)
    if request.method != "POST" and assessment.is_draft:
        files = assessment.evidence.count()
        lost = f"已保存的{len(assessment.answers)}道题的答案{f'和{files}个佐证文件' if files else ''}"
        context = {
            "menu": "assessments",
            "title": "放弃这次评测？",
            "text": f"放弃后，{lost}将被删除，不能恢复。已经提交的评测不受影响，您可以随时重新开始。",
            "action_label": "放弃这次评测",
            "back": reverse("assessments:list"),
        }
        return render(request, "confirm.html", context)
    try:
        taking.discard(assessment)
    except taking.AlreadySubmitted as refusal:
        messages.error(request, str(refusal))
        return redirect("assessments:detail", assessment.pk)
    messages.success(request, _GIVEN_UP)
    return redirect("assessments:list")
