"""How far a draft is: the pages it is taken on and what each still needs."""

from django.urls import reverse

from assessments.enums import ProblemKind
from assessments.models import Assessment
from assessments.results import AssessmentResult, Problem

REVIEW = "review"


def step_codes(assessment: Assessment) -> list[str]:
    """Codes of the pages in order: a page per dimension, then the review."""
    return [*(dimension.code for dimension in assessment.questionnaire.parsed.dimensions), REVIEW]


def marks(assessment: Assessment, result: AssessmentResult, current: str) -> list[dict]:
    """Steps for the step bar, e.g. `数字化基础 5/7`, each a link."""
    questionnaire = assessment.questionnaire.parsed
    steps = []
    for dimension in questionnaire.dimensions:
        codes = {question.code for question in questionnaire.questions_of(dimension.code)}
        kinds = {
            problem.where: problem.kind
            for problem in result.problems
            if problem.blocking and problem.where in codes
        }
        state = "todo"
        if ProblemKind.WRONG in kinds.values():
            state = "error"
        elif not kinds:
            state = "done"
        done = len(codes) - len(kinds)
        steps.append(
            _mark(assessment, dimension.code, f"{dimension.name} {done}/{len(codes)}", state, current)
        )
    steps.append(_mark(assessment, REVIEW, "核对与提交", "todo", current))
    return steps


def to_mend(assessment: Assessment, step: str, result: AssessmentResult) -> list[Problem]:
    """Problems of the questions of one page that were answered, at least in part."""
    codes = {question.code for question in assessment.questionnaire.parsed.questions_of(step)}
    return [
        problem
        for problem in result.problems
        if problem.where in codes and problem.where in assessment.answers
    ]


def _mark(assessment: Assessment, step: str, label: str, state: str, current: str) -> dict:
    href = reverse("assessments:take", args=[assessment.pk, step])
    return {"label": label, "href": href, "state": "current" if step == current else state}
