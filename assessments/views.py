"""Pages of the digital-maturity assessment (M1.3, M2.2, M4.6). Only legal accounts; each sees its own enterprise's."""

import uuid
from decimal import Decimal

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments.charts import radar
from assessments.enums import ProblemKind
from assessments.forms import PledgeForm, StepForm, in_words
from assessments.models import Assessment
from assessments.progress import REVIEW, marks, step_codes, to_mend
from assessments.questionnaire_checks import plain
from assessments.questionnaires import Item
from assessments.results import AssessmentResult, ItemScore
from assessments.scoring import score
from assessments.services import matching, taking
from enterprises.access import legal_account_required

PER_PAGE = 20
HUNDREDTH = Decimal("0.01")


@require_safe
@legal_account_required
def assessment_list(request: HttpRequest) -> HttpResponse:
    """What to take, what was begun, and the history of attempts."""
    enterprise = request.user.enterprise
    history = (
        Assessment.objects.of(request.user)
        .submitted()
        .select_related("questionnaire")
        .defer("answers", "result", "questionnaire__content")
        .order_by("-submitted_at", "-id")
    )
    latest = matching.latest_submitted(enterprise)
    context = {
        "match": matching.match_for(enterprise),
        "industry": enterprise.industry,
        "draft": taking.current_draft(enterprise),
        "latest_id": latest and latest.pk,
        "page_obj": Paginator(history, PER_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "assessments/list.html", context)


@require_POST
@legal_account_required
def start(request: HttpRequest) -> HttpResponse:
    """【去自评】: continue the draft, or begin a new attempt."""
    try:
        assessment = taking.start(request.user.enterprise)
    except taking.AssessmentRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("assessments:list")
    return redirect(_take_url(assessment, step_codes(assessment)[0]))


@require_http_methods(["GET", "HEAD", "POST"])
@legal_account_required
def take(request: HttpRequest, assessment_id: uuid.UUID, step: str) -> HttpResponse:
    """One page of a draft: a dimension, or the review with the pledge."""
    mine = Assessment.objects.of(request.user).select_related("questionnaire")
    assessment = get_object_or_404(mine, pk=assessment_id)
    if step not in step_codes(assessment):
        raise Http404
    if not assessment.is_draft:
        if request.method == "POST":
            messages.warning(request, str(taking.AlreadySubmitted()))
        return redirect("assessments:detail", assessment.pk)
    return _review(request, assessment) if step == REVIEW else _dimension(request, assessment, step)


@require_safe
@legal_account_required
def detail(request: HttpRequest, assessment_id: uuid.UUID) -> HttpResponse:
    """The result of a submitted attempt; a draft leads to where it is taken."""
    mine = Assessment.objects.of(request.user).select_related("questionnaire")
    assessment = get_object_or_404(mine, pk=assessment_id)
    if assessment.is_draft:
        return redirect(_take_url(assessment, step_codes(assessment)[0]))
    questionnaire = assessment.questionnaire.parsed
    result = assessment.parsed_result
    context = {
        "assessment": assessment,
        "questionnaire": questionnaire,
        "result": result,
        "rule": questionnaire.rule(result.level),
        "by_score": questionnaire.level_label(result.level_by_score),
        "by_scenes": result.level_by_scenes is not None and questionnaire.level_label(result.level_by_scenes),
        "scene_counts": [(questionnaire.rule(count.level), count) for count in result.scene_counts],
        "scenes": [(scene, questionnaire.level_label(scene.level).split("（")[0]) for scene in result.scenes],
        "items": [(item, _scored_answer(questionnaire.by_code[item.code], item)) for item in result.items],
        "radar": radar(result.scenes, len(questionnaire.levels)) if result.scenes else None,
    }
    return render(request, "assessments/detail.html", context)


def _scored_answer(question: Item, scored: ItemScore) -> str:
    """The options that counted, in words, and the percentage they followed from."""
    words = "；".join(f"{code} {question.option(code).text}" for code in scored.options)
    rate = "" if scored.rate is None else f"（{plain(scored.rate.quantize(HUNDREDTH))}%）"
    return f"{words}{rate}{'，由填写的数字算得' if scored.computed else ''}"


def _dimension(request: HttpRequest, assessment: Assessment, step: str) -> HttpResponse:
    questionnaire = assessment.questionnaire.parsed
    stale = False
    if request.method == "POST":
        form = StepForm(questionnaire, step, {}, request.POST)
        try:
            assessment = taking.save_step(
                assessment, step, form.readable_answers(), request.POST.get("seen", "")
            )
        except taking.AlreadySubmitted as refusal:
            messages.warning(request, str(refusal))
            return redirect("assessments:detail", assessment.pk)
        except taking.StaleAnswers as conflict:
            assessment.answers = conflict.saved
            form.show_saved_elsewhere(conflict.saved)
            stale = True
        if form.is_valid() and not stale:
            return _after_saving(request, assessment, step)
    else:
        form = StepForm(questionnaire, step, assessment.answers)
    result = score(questionnaire, assessment.answers)
    if not stale:
        form.problems = to_mend(assessment, step, result)
    rows = list(form.questions)
    codes = step_codes(assessment)
    context = {
        "assessment": assessment,
        "questionnaire": questionnaire,
        "dimension": next(entry for entry in questionnaire.dimensions if entry.code == step),
        "steps": marks(assessment, result, current=step),
        "rows": rows,
        "problems": [
            {"where": row.title, "message": message, "href": f"#{row.code}"}
            for row in rows
            for message in row.complaints
        ],
        "stale": stale,
        "unsaved": stale or (form.is_bound and not form.is_valid()),
        "seen": taking.fingerprint(assessment),
        "next_is_review": codes[codes.index(step) + 1] == REVIEW,
    }
    return render(request, "assessments/take.html", context)


def _after_saving(request: HttpRequest, assessment: Assessment, step: str) -> HttpResponse:
    result = score(assessment.questionnaire.parsed, assessment.answers)
    codes = step_codes(assessment)
    open_ends = [problem for problem in to_mend(assessment, step, result) if problem.blocking]
    if open_ends:
        messages.warning(request, f"已保存，其中 {len(open_ends)} 处需要更正，请看标红的题目。")
    else:
        messages.success(request, "已保存，尚未提交。")
    if "stay" in request.POST or any(problem.kind is ProblemKind.WRONG for problem in open_ends):
        return redirect(_take_url(assessment, step))
    return redirect(_take_url(assessment, codes[codes.index(step) + 1]))


def _review(request: HttpRequest, assessment: Assessment) -> HttpResponse:
    form = PledgeForm(request.POST or None)
    result = score(assessment.questionnaire.parsed, assessment.answers)
    if request.method == "POST":
        pledged = form.is_valid()
        try:
            taking.submit(assessment, pledged=pledged, seen=request.POST.get("seen", ""))
        except taking.StaleAnswers:
            messages.warning(request, "答案刚刚在另一个页面或设备上改动过，请核对下面的最新答案后再提交。")
            return redirect(_take_url(assessment, REVIEW))
        except taking.NotSubmittable as refusal:
            result = refusal.result
        except taking.AssessmentRefused:
            pass  # the pledge is missing, which the form says at its place
        else:
            messages.success(request, "提交成功，评测结果已生成。")
            return redirect("assessments:detail", assessment.pk)
    context = {
        "assessment": assessment,
        "questionnaire": assessment.questionnaire.parsed,
        "steps": marks(assessment, result, current=REVIEW),
        "result": result,
        "answered": _answered(assessment),
        "blocking": _linked(assessment, result, blocking=True),
        "notices": _linked(assessment, result, blocking=False),
        "form": form,
        "seen": taking.fingerprint(assessment),
    }
    return render(request, "assessments/review.html", context)


def _answered(assessment: Assessment) -> list[dict]:
    """Every question with its saved answer in words."""
    return [
        {
            "title": question.title,
            "starred": getattr(question, "starred", False),
            "answer": in_words(question, assessment.answers.get(question.code)),
            "href": f"{_take_url(assessment, question.dimension)}#{question.code}",
        }
        for question in assessment.questionnaire.parsed.by_code.values()
    ]


def _linked(assessment: Assessment, result: AssessmentResult, *, blocking: bool) -> list[dict]:
    """Problems for the summary, each linking to its question."""
    questions = assessment.questionnaire.parsed.by_code
    return [
        {
            "where": questions[problem.where].title,
            "message": problem.message,
            "href": f"{_take_url(assessment, questions[problem.where].dimension)}#{problem.where}",
        }
        for problem in result.problems
        if problem.blocking is blocking and problem.where in questions
    ]


def _take_url(assessment: Assessment, step: str) -> str:
    return reverse("assessments:take", args=[assessment.pk, step])
