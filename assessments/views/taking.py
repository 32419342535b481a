"""Taking an assessment (M1.3): a page per dimension, saved answer by answer, and the review with the pledge."""

import uuid
from collections.abc import Collection, Iterable, Mapping

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from assessments import typed
from assessments.access import own_assessment
from assessments.enums import ProblemKind
from assessments.forms import AnswersForm, PledgeForm, QuestionRow, in_words, input_names
from assessments.models import Assessment
from assessments.progress import REVIEW, draft_notice, marks, step_codes, take_url
from assessments.questionnaires import Item, Questionnaire, Scene
from assessments.results import AssessmentResult
from assessments.services import evidence, taking
from assessments.services.judging import judged, known_years
from assessments.services.matching import match_for
from enterprises.access import legal_account_required
from enterprises.kit.forms import autosave
from enterprises.kit.forms.saving import SEEN, mark, marks_shown, read_marks, write_marks

Question = Item | Scene


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def take(request: HttpRequest, assessment_id: uuid.UUID, step: str) -> HttpResponse:
    """One page of a draft: a dimension, or the review with the pledge.

    Who comes without a login is sent there as from every private page; answers posted so are kept meanwhile.
    """
    if not request.user.is_authenticated:
        if request.method == "POST" and step != REVIEW:
            typed.keep(request, assessment_id, step)
        return redirect_to_login(request.get_full_path())
    return _take(request, assessment_id, step)


@legal_account_required
def _take(request: HttpRequest, assessment_id: uuid.UUID, step: str) -> HttpResponse:
    assessment = own_assessment(request, assessment_id)
    if step not in step_codes(assessment):
        raise Http404
    if not assessment.is_draft:
        if request.method == "POST":
            messages.warning(request, str(taking.AlreadySubmitted()))
        return redirect("assessments:detail", assessment.pk)
    return _review(request, assessment) if step == REVIEW else _dimension(request, assessment, step)


def _dimension(request: HttpRequest, assessment: Assessment, step: str) -> HttpResponse:
    questionnaire = assessment.questionnaire.parsed
    asked = questionnaire.questions_of(step)
    conflicts: Collection[str] = ()
    seen: Mapping[str, str] = {}
    recalled = typed.recall(request, assessment, step)
    figures = known_years(request.user.enterprise)
    if request.method == "POST":
        typed.forget(request, assessment, step)
        recalled = None
        form = AnswersForm(questionnaire, asked, {}, request.POST)
        seen = read_marks(request.POST.get(SEEN, ""))
        try:
            saved = taking.save_answers(assessment, form.readable_answers(), seen)
        except taking.AssessmentRefused as refusal:
            messages.warning(request, str(refusal))
            return redirect("assessments:list")
        assessment, conflicts = saved.assessment, saved.conflicts
        if form.is_valid() and not conflicts:
            return _after_saving(request, assessment, step, judged(assessment, figures))
    else:
        form = AnswersForm(questionnaire, asked, assessment.answers, recalled, known=figures)
        seen = read_marks(recalled.get(SEEN, "")) if recalled else {}
    result = judged(assessment, figures)
    form.judge(result, assessment.answers)
    form.show_saved_elsewhere(assessment.answers, conflicts)
    rows = list(form.questions)
    codes = step_codes(assessment)
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
        "stale": bool(conflicts),
        "recalled": recalled is not None,
        "unsaved": bool(conflicts) or (form.is_bound and not form.is_valid()) or recalled is not None,
        "seen": _seen_now(form, assessment, seen, conflicts),
        "files": evidence.counts(assessment),
        "next_is_review": codes[codes.index(step) + 1] == REVIEW,
    }
    return render(request, "assessments/take.html", context)


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


@require_POST
@legal_account_required
def answer(request: HttpRequest, assessment_id: uuid.UUID, step: str) -> JsonResponse:
    """Save one answer in the background (``kit.forms.autosave``); 404: not this account's."""
    assessment = own_assessment(request, assessment_id)
    questionnaire = assessment.questionnaire.parsed
    code = autosave.part_of(
        request, [each.code for each in questionnaire.by_code.values() if each.dimension == step]
    )
    question = questionnaire.by_code[code]
    form = AnswersForm(questionnaire, [question], {}, request.POST)
    seen = read_marks(request.POST.get(SEEN, ""))
    try:
        saved = taking.save_answers(assessment, form.readable_answers(), seen, are_touched=True)
    except taking.AssessmentRefused as refusal:
        return autosave.closed(str(refusal), reverse("assessments:list"), "查看评测记录")
    now = mark(saved.assessment.answers.get(code))
    if not form.errors:
        typed.renew(request, assessment, step, input_names(question), code, now)
    result = judged(saved.assessment, known_years(request.user.enterprise))
    form.judge(result, saved.assessment.answers)
    form.show_saved_elsewhere(saved.assessment.answers, saved.conflicts)
    rows = [*form.questions, *_dependents(questionnaire, question, saved.assessment, result)]
    steps = marks(saved.assessment, result, current=step)
    return autosave.answer(
        seen=now,
        is_readable=not form.errors,
        is_conflict=bool(saved.conflicts),
        notes={row.code: render_to_string("assessments/question_notes.html", {"row": row}) for row in rows},
        wrong=[row.code for row in rows if row.complaints],
        invalid=[name for name in input_names(question) if name in form.errors],
        at=saved.assessment.saved_at,
        label=next(each["label"] for each in steps if each["state"] == "current"),
    )


def _dependents(
    questionnaire: Questionnaire, question: Question, assessment: Assessment, result: AssessmentResult
) -> Iterable[QuestionRow]:
    """Other questions of the same page that count with numbers of ``question``: what is said of them may change."""
    prefix = f"{question.code}."
    asked = [
        other
        for other in questionnaire.questions_of(question.dimension)
        if isinstance(other, Item)
        and other is not question
        and any(name.startswith(prefix) for name in other.references)
    ]
    form = AnswersForm(questionnaire, asked, assessment.answers)
    form.judge(result, assessment.answers)
    return form.questions


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
