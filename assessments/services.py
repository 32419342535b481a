"""What happens to assessments: questionnaires are loaded, an attempt is begun, saved step by step and submitted.

Every function here may be called twice with the same arguments and does its work once.
"""

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from assessments import questionnaire_files
from assessments.enums import AssessmentState, Category
from assessments.matching import category_of
from assessments.models import Assessment, Questionnaire
from assessments.results import AssessmentResult
from assessments.scoring import score
from enterprises.models import Enterprise

Answers = dict[str, Any]


class AssessmentRefused(Exception):
    """Something cannot be done now; `str()` says why, in words for the user."""


class StaleAnswers(AssessmentRefused):
    """Somebody saved other answers meanwhile; `saved` holds them."""

    def __init__(self, saved: Answers):
        super().__init__("这些题目已在另一个页面或设备上保存了不同的答案。")
        self.saved = saved


class NotSubmittable(AssessmentRefused):
    """Answers are missing or wrong; `result` lists them."""

    def __init__(self, result: AssessmentResult):
        super().__init__("还有题目没有完成，请按提示补充或更正后再提交。")
        self.result = result


class AlreadySubmitted(AssessmentRefused):
    """A submitted assessment is never changed."""

    def __init__(self):
        super().__init__("这次评测已经提交，不能再修改；如需更新，请重新评测。")


@dataclass(frozen=True)
class Match:
    """The questionnaire an enterprise takes now; without one, `reason` tells the user why."""

    category: Category | None
    questionnaire: Questionnaire | None
    reason: str = ""


def load_questionnaires() -> list[Questionnaire]:
    """Publish the questionnaires delivered as files. Those already there stay as they are.

    A file that was corrected replaces its row while no assessment refers to it, and becomes a row of its own after.
    """
    return [_publish(parsed) for parsed in questionnaire_files.load_all()]


@transaction.atomic
def _publish(parsed) -> Questionnaire:
    known = Questionnaire.objects.filter(digest=parsed.digest).first()
    if known:
        return known
    unused = Questionnaire.objects.filter(
        edition=parsed.edition, category=parsed.category, assessments__isnull=True
    ).first()
    row = unused or Questionnaire()
    row.edition, row.category, row.title = parsed.edition, parsed.category, parsed.title
    row.content, row.digest, row.published_from = parsed.as_dict(), parsed.digest, parsed.issued
    row.save()
    return row


def questionnaire_for(enterprise: Enterprise, on: dt.date | None = None) -> Match:
    """The questionnaire in force on a day for the enterprise's 所属行业 (M1.3, M3.1)."""
    if enterprise.industry_id is None:
        return Match(None, None, "请先在“企业信息”中填写所属行业，系统据此选择评测表。")
    category = category_of(enterprise.industry_id)
    row = (
        Questionnaire.objects.filter(category=category, published_from__lte=on or timezone.localdate())
        .order_by("-published_from", "-id")
        .first()
    )
    if row:
        return Match(category, row)
    return Match(
        category,
        None,
        f"贵企业的所属行业为“{enterprise.industry}”。目前的评测表（2024年版，工信厅企业〔2024〕56号）只有一张，"
        "按设备、工艺和产品合格率设计，仅适用于制造业（国民经济行业分类 13 至 43 大类），"
        "其他行业的评测表尚未开放。如所属行业填写有误，请在“企业信息”中更正。",
    )


@transaction.atomic
def start(enterprise: Enterprise) -> Assessment:
    """The enterprise's draft, or a new one. Raises AssessmentRefused when no questionnaire fits."""
    Enterprise.objects.select_for_update(no_key=True).get(pk=enterprise.pk)
    draft = current_draft(enterprise)
    if draft:
        return draft
    match = questionnaire_for(enterprise)
    if match.questionnaire is None:
        raise AssessmentRefused(match.reason)
    return Assessment.objects.create(enterprise=enterprise, questionnaire=match.questionnaire)


def _locked(assessment: Assessment) -> Assessment:
    """The row of an assessment, held until the transaction ends; its questionnaire, which others share, is not."""
    mine = Assessment.objects.select_for_update(of=("self",), no_key=True)
    return mine.select_related("questionnaire").get(pk=assessment.pk)


@transaction.atomic
def save_step(assessment: Assessment, dimension: str, answers: Mapping[str, Any], seen: str) -> Assessment:
    """Keep `answers` (by question code; None clears one) of questions of one dimension of a draft.

    `seen` is the `fingerprint` of the dimension the page was made from. Raises AlreadySubmitted, and StaleAnswers when
    the dimension was saved with other answers meanwhile.
    """
    locked = _locked(assessment)
    if not locked.is_draft:
        raise AlreadySubmitted
    after = {code: answer for code, answer in answers.items() if answer is not None}
    if after == {code: answer for code, answer in locked.answers.items() if code in answers}:
        return locked
    if fingerprint(locked, dimension) != seen:
        raise StaleAnswers(locked.answers)
    locked.answers = {code: answer for code, answer in locked.answers.items() if code not in answers} | after
    locked.saved_at = timezone.now()
    locked.save(update_fields=["answers", "saved_at"])
    return locked


@transaction.atomic
def submit(assessment: Assessment, *, pledged: bool, seen: str) -> Assessment:
    """Score a draft for good (工信厅企业〔2022〕32号: a truth pledge gives the result at once).

    `seen` is the `fingerprint` of all answers the pledge was given for. Submitting again returns what was submitted.
    Raises AssessmentRefused without a pledge, StaleAnswers, NotSubmittable.
    """
    locked = _locked(assessment)
    if not locked.is_draft:
        return locked
    if not pledged:
        raise AssessmentRefused("请勾选真实性承诺。")
    if fingerprint(locked) != seen:
        raise StaleAnswers(locked.answers)
    result = score(locked.questionnaire.parsed, locked.answers)
    if not result.submittable:
        raise NotSubmittable(result)
    locked.state = AssessmentState.SUBMITTED
    locked.result, locked.level, locked.total = result.as_dict(), result.level, result.total
    locked.submitted_at = locked.saved_at = timezone.now()
    locked.save()
    return locked


def current_draft(enterprise: Enterprise) -> Assessment | None:
    return Assessment.objects.filter(enterprise=enterprise, state=AssessmentState.DRAFT).first()


def latest_submitted(enterprise: Enterprise) -> Assessment | None:
    """The assessment that counts: the latest one submitted (M4.6). One query."""
    return (
        Assessment.objects.submitted()
        .filter(enterprise=enterprise)
        .select_related("questionnaire")
        .order_by("-submitted_at", "-id")
        .first()
    )


def fingerprint(assessment: Assessment, dimension: str | None = None) -> str:
    """Short mark of the answers to a dimension (None: to all): it differs when an answer differs."""
    answers = assessment.answers
    if dimension is not None:
        asked = assessment.questionnaire.parsed.questions_of(dimension)
        answers = {question.code: answers[question.code] for question in asked if question.code in answers}
    return hashlib.sha256(json.dumps(answers, sort_keys=True).encode()).hexdigest()[:16]
