"""Taking an assessment (M1.3): a page per dimension, saved answer by answer, and the review with the pledge."""

import uuid
from collections.abc import Collection, Mapping

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from assessments.access import own_assessment
from assessments.enums import ProblemKind
from assessments.forms import AnswersForm, PledgeForm, in_words
from assessments.models import Assessment
from assessments.progress import REVIEW, draft_notice, marks, step_codes, take_url
from assessments.results import AssessmentResult
from assessments.services import evidence, taking
from assessments.services.judging import judged, known_years
from assessments.services.matching import match_for
from enterprises.access import member_may
from enterprises.enums import Capability
from enterprises.kit.forms import autosave, kept
from enterprises.kit.forms.kept import keeps_typed
from enterprises.kit.forms.saving import SEEN, is_autosave, mark, marks_shown, read_marks, write_marks


def _to_open(request: HttpRequest, assessment_id: uuid.UUID, step: str) -> Capability:
    return Capability.READ if step == REVIEW else Capability.FILL


def _to_send(request: HttpRequest, assessment_id: uuid.UUID, step: str) -> Capability:
    return Capability.SUBMIT if step == REVIEW else Capability.FILL


@keeps_typed
@member_may(_to_open, to_send=_to_send)
@require_http_methods(["GET", "HEAD", "POST"])
def take(request: HttpRequest, assessment_id: uuid.UUID, step: str) -> HttpResponse:
    """One page of a draft: a dimension, which saves itself (``kit.forms.autosave``), or the review with the pledge."""
    assessment = own_assessment(request, assessment_id)
    if step not in step_codes(assessment) or (step == REVIEW and is_autosave(request)):
        raise Http404
    if not assessment.is_draft:
        if is_autosave(request):
            return _closed(taking.AlreadySubmitted())
        if request.method == "POST":
            messages.warning(request, str(taking.AlreadySubmitted()))
        return redirect("assessments:detail", assessment.pk)
    return _review(request, assessment) if step == REVIEW else _dimension(request, assessment, step)


def _closed(refusal: taking.AssessmentRefused) -> JsonResponse:
    return autosave.closed(str(refusal), reverse("assessments:list"), "查看评测记录")


def _dimension(request: HttpRequest, assessment: Assessment, step: str) -> HttpResponse:
    questionnaire = assessment.questionnaire.parsed
    asked = questionnaire.questions_of(step)
    figures = known_years(request.user.enterprise)
    form = AnswersForm(questionnaire, asked, assessment.answers, kept.typed(request), known=figures)
    if request.method != "POST":
        return _page(request, form, taking.Saved(assessment), step, judged(assessment, figures))
    part = autosave.part_of(request, [each.code for each in asked]) if is_autosave(request) else None
    mine = form.readable_answers()
    if part:
        mine = {code: answer for code, answer in mine.items() if code == part}
    try:
        seen = read_marks(request.POST.get(SEEN, ""))
        saved = taking.save_answers(assessment, mine, seen, touched=mine if part else ())
    except taking.AssessmentRefused as refusal:
        if part:
            return _closed(refusal)
        messages.warning(request, str(refusal))
        return redirect("assessments:list")
    result = judged(saved.assessment, figures)
    if part:
        return _answer(request, form, saved, step, result)
    if form.is_valid() and not saved.conflicts:
        return _after_saving(request, saved.assessment, step, result)
    return _page(request, form, saved, step, result)


def _answer(
    request: HttpRequest, form: AnswersForm, saved: taking.Saved, step: str, result: AssessmentResult
) -> JsonResponse:
    """What became of the answer that was sent, with the whole page."""
    assessment = saved.assessment
    form.judge(result, assessment.answers)
    form.show_saved_elsewhere(assessment.answers, saved.conflicts)
    part = autosave.part_of(request, [each.code for each in form.asked])
    seen = mark(assessment.answers.get(part))
    kept.follow(request, part, seen, is_complete=not form.unsaved)
    rows = list(form.questions)
    notes = {row.code: render_to_string("assessments/question_notes.html", {"row": row}) for row in rows}
    steps = {"steps": marks(assessment, result, current=step)}
    return autosave.answer(
        seen=seen,
        is_readable=part not in form.unreadable(),
        is_conflict=bool(saved.conflicts),
        notes={code: html for code, html in notes.items() if html.strip()},
        wrong=[row.code for row in rows if row.complaints],
        invalid=list(form.errors),
        at=assessment.saved_at,
        shown={"steps": render_to_string("assessments/steps.html", steps)},
    )


def _page(
    request: HttpRequest, form: AnswersForm, saved: taking.Saved, step: str, result: AssessmentResult
) -> HttpResponse:
    """What was typed or kept is shown with what is wrong with it; 409 where it would overwrite something."""
    assessment, conflicts = saved.assessment, saved.conflicts
    form.judge(result, assessment.answers)
    form.show_saved_elsewhere(assessment.answers, conflicts)
    rows = list(form.questions)
    codes = step_codes(assessment)
    questionnaire = assessment.questionnaire.parsed
    context = {
        "menu": "assessments",
        "assessment": assessment,
        "questionnaire": questionnaire,
        "dimension": next(entry for entry in questionnaire.dimensions if entry.code == step),
        "notice": draft_notice(assessment, match_for(request.user.enterprise)),
        "steps": marks(assessment, result, current=step),
        "rows": rows,
        "problems": [
            {"where": row.title, "message": message, "href": f"#{row.code}"}
            for row in rows
            for message in row.complaints
            if row.unsaved or not form.is_bound
        ],
        "conflicts": form.conflicts(assessment.answers, conflicts),
        "unsaved": form.is_bound,
        "seen": _seen_now(form, assessment, read_marks((kept.typed(request) or {}).get(SEEN, "")), conflicts),
        "files": evidence.counts(assessment),
        "next_is_review": codes[codes.index(step) + 1] == REVIEW,
    }
    return render(request, "assessments/take.html", context, status=409 if conflicts else 200)


def _seen_now(
    form: AnswersForm, assessment: Assessment, seen: Mapping[str, str], conflicts: Collection[str]
) -> str:
    """The marks for a page. What it shows and is not stored keeps the mark it was made from, so that saving compares it
    then; unless it was shown beside what is stored.
    """
    stored = {question.code: assessment.answers.get(question.code) for question in form.asked}
    return write_marks(marks_shown(stored, seen, form.unsaved - set(conflicts)))


def _after_saving(
    request: HttpRequest, assessment: Assessment, step: str, result: AssessmentResult
) -> HttpResponse:
    questionnaire = assessment.questionnaire.parsed
    answered = {question.code for question in questionnaire.questions_of(step)} & assessment.answers.keys()
    open_ends = [problem for problem in result.problems if problem.where in answered and problem.blocking]
    wrong = [problem for problem in open_ends if problem.kind is ProblemKind.WRONG]
    if wrong:
        messages.warning(request, f"已保存，其中 {len(wrong)} 处需要更正，请看标红的题目。")
    elif open_ends:
        messages.warning(request, f"已保存，尚未提交；其中 {len(open_ends)} 题还没有填完，可以稍后补充。")
    else:
        messages.success(request, "已保存，尚未提交。")
    if "stay" in request.POST or wrong:
        return redirect(take_url(assessment, step))
    codes = step_codes(assessment)
    return redirect(take_url(assessment, codes[codes.index(step) + 1]))


def _review(request: HttpRequest, assessment: Assessment) -> HttpResponse:
    form = PledgeForm(request.POST or None)
    result = judged(assessment)
    if request.method == "POST":
        pledged = form.is_valid()
        try:
            taking.submit(assessment, request.user, pledged=pledged, seen=request.POST.get("seen", ""))
        except (taking.StaleAnswers, taking.CategoryChanged) as refusal:
            messages.warning(request, str(refusal))
            return redirect(take_url(assessment, REVIEW))
        except taking.Discarded as refusal:
            messages.warning(request, str(refusal))
            return redirect("assessments:list")
        except taking.NotSubmittable as refusal:
            result = refusal.result
        except taking.AssessmentRefused:
            pass  # the pledge is missing, which the form says at its place
        else:
            messages.success(request, "提交成功，评测结果已生成。")
            return redirect("assessments:detail", assessment.pk)
    context = {
        "menu": "assessments",
        "assessment": assessment,
        "questionnaire": assessment.questionnaire.parsed,
        "notice": draft_notice(assessment, match_for(request.user.enterprise)),
        "steps": marks(assessment, result, current=REVIEW),
        "result": result,
        "answered": _answered(assessment),
        "blocking": _linked(assessment, result, blocking=True),
        "notices": _linked(assessment, result, blocking=False),
        "form": form,
        "form_problems": [
            {"where": "真实性承诺", "message": message, "href": "#id_pledge"}
            for message in form.errors.get("pledge", [])
        ],
        "seen": taking.fingerprint(assessment),
    }
    response = render(request, "assessments/review.html", context)
    # Going back to it must not show answers as they were: nothing is typed here that could be lost.
    response["Cache-Control"] = "private, no-store"
    return response


def _answered(assessment: Assessment) -> list[dict]:
    """Every question with its saved answer in words and the number of its files."""
    files = evidence.counts(assessment)
    return [
        {
            "title": question.title,
            "starred": getattr(question, "starred", False),
            "answer": in_words(question, assessment.answers.get(question.code)),
            "files": files.get(question.code, 0),
            "href": f"{take_url(assessment, question.dimension)}#{question.code}",
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
            "href": f"{take_url(assessment, questions[problem.where].dimension)}#{problem.where}",
        }
        for problem in result.problems
        if problem.blocking is blocking and problem.where in questions
    ]
