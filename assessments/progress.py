"""How far a draft is: the pages it is taken on, what each still needs, and whether it still fits."""

from dataclasses import dataclass

from django.urls import reverse

from assessments.enums import ProblemKind
from assessments.models import Assessment
from assessments.results import AssessmentResult
from assessments.services.matching import Match

REVIEW = "review"


@dataclass(frozen=True)
class DraftNotice:
    """Something about a draft as a whole. ``blocks``: it cannot be submitted any more."""

    title: str
    text: str
    blocks: bool = False


def draft_notice(draft: Assessment, match: Match) -> DraftNotice | None:
    """Whether the draft's questionnaire is still the one the enterprise would take now."""
    mine, now = draft.questionnaire, match.questionnaire
    if match.needs_confirmation:
        return DraftNotice(
            "请先确认适用的评测类别",
            "所属行业现在包含几类业务，确认适用哪一类评测表之前不能提交。请返回“数字化水平评测”页面确认；"
            "确认的类别与这张表相同的，可以接着填写和提交。",
            blocks=True,
        )
    if match.category and match.category != mine.category:
        return DraftNotice(
            f"所属行业现在适用{match.category.label}评测表",
            f"这次评测使用的是“{mine}”，不能再提交。请放弃这次评测后重新开始；"
            "如果所属行业填写有误，请先在“企业信息”中更正。",
            blocks=True,
        )
    if now and now.pk != mine.pk:
        return DraftNotice(
            f"评测表已更换为：{now}",
            f"这次评测在更换之前开始，继续使用“{mine}”，可以照常填写和提交，已填内容不受影响。"
            "想改用新表的，可以放弃这次评测后重新开始。",
        )
    return None


def step_codes(assessment: Assessment) -> list[str]:
    """Codes of the pages in order: a page per dimension, then the review."""
    return [*(dimension.code for dimension in assessment.questionnaire.parsed.dimensions), REVIEW]


def take_url(assessment: Assessment, step: str) -> str:
    """The address of one page of an attempt."""
    return reverse("assessments:take", args=[assessment.pk, step])


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


def _mark(assessment: Assessment, step: str, label: str, state: str, current: str) -> dict:
    return {
        "label": label,
        "href": take_url(assessment, step),
        "state": state if step != current else "current-done" if state == "done" else "current",
    }
