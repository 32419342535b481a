"""What happens to an attempt: it is begun, saved answer by answer, submitted or given up.

Every function here may be called twice with the same arguments and does its work once.
"""

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from assessments.enums import AssessmentState
from assessments.models import Assessment
from assessments.results import AssessmentResult
from assessments.services.judging import judged, known_years
from assessments.services.matching import Match, category_of, match_for
from enterprises.kit.files.downloads import delete_after_commit
from enterprises.kit.forms.saving import compare, digest
from enterprises.models import Enterprise, User
from enterprises.models.certification import verification_code

Answers = dict[str, Any]


class AssessmentRefused(Exception):
    """Something cannot be done now; `str()` says why, in words for the user."""


class StaleAnswers(AssessmentRefused):
    """Somebody saved other answers since the page that was pledged for."""

    def __init__(self):
        super().__init__("答案刚刚在另一个页面或设备上改动过，请核对下面的最新答案后再提交。")


class NotSubmittable(AssessmentRefused):
    """Answers are missing or wrong; `result` lists them."""

    def __init__(self, result: AssessmentResult):
        super().__init__("还有题目没有完成，请按提示补充或更正后再提交。")
        self.result = result


class AlreadySubmitted(AssessmentRefused):
    """A submitted assessment is never changed."""

    def __init__(self):
        super().__init__("这次评测已经提交，不能再修改；如需更新，请重新评测。")


class Discarded(AssessmentRefused):
    """The draft was given up on another page."""

    def __init__(self):
        super().__init__("这次评测已在另一个页面放弃，请重新开始。")


class CategoryChanged(AssessmentRefused):
    """所属行业 belongs to another category than the draft's questionnaire, or has to be confirmed first."""

    def __init__(self, match: Match):
        if match.category is None:
            super().__init__(
                "所属行业现在包含几类业务，请先在“数字化水平评测”页面确认适用的评测类别，再提交。"
            )
            return
        super().__init__(
            f"企业的所属行业现在适用{match.category.label}评测表，与这次评测使用的表不同，不能提交。"
            "请放弃这次评测后重新开始；如果所属行业填写有误，请先在“企业信息”中更正。"
        )


@dataclass(frozen=True)
class Saved:
    """The draft as it is now, and the questions that were not saved because somebody else's answer stands there."""

    assessment: Assessment
    conflicts: frozenset[str] = frozenset()


@transaction.atomic
def start(enterprise: Enterprise, *, from_latest: bool = False, at: dt.datetime | None = None) -> Assessment:
    """The enterprise's draft, or a new one. ``from_latest``: begin with the answers of the latest attempt, where that
    was taken with the same questionnaire.

    Raises:
        AssessmentRefused: no questionnaire fits.
    """
    locked = _locked_enterprise(enterprise)
    draft = current_draft(locked)
    if draft:
        return draft
    at = at or timezone.now()
    match = match_for(locked, timezone.localdate(at))
    if match.questionnaire is None:
        raise AssessmentRefused(match.reason)
    answers = {}
    if from_latest:
        mine = Assessment.objects.most_recent().filter(enterprise=locked, questionnaire=match.questionnaire)
        answers = mine.values_list("answers", flat=True).first() or {}
    return Assessment.objects.create(
        enterprise=locked,
        questionnaire=match.questionnaire,
        answers=answers,
        started_at=at,
        saved_at=at,
        **_origin(locked, match),
    )


def _origin(enterprise: Enterprise, match: Match) -> dict[str, Any]:
    """What an attempt keeps of its enterprise."""
    return {
        "industry_id": enterprise.industry_id,
        "industry_class": enterprise.industry_class,
        "region_id": enterprise.region_id,
        "choice": match.choice,
    }


def _locked_enterprise(enterprise: Enterprise) -> Enterprise:
    """An enterprise's row, held until the transaction ends: one at a time begins, submits or gives up."""
    return Enterprise.objects.select_for_update(no_key=True).get(pk=enterprise.pk)


def locked_draft(assessment: Assessment) -> Assessment:
    """The row of a draft, held until the transaction ends; its questionnaire, which others share, is not.

    Raises:
        AlreadySubmitted, Discarded: it is no draft any more.
    """
    mine = Assessment.objects.select_for_update(of=("self",), no_key=True)
    locked = mine.with_questionnaire().filter(pk=assessment.pk).first()
    if locked is None:
        raise Discarded
    if not locked.is_draft:
        raise AlreadySubmitted
    return locked


@transaction.atomic
def save_answers(
    assessment: Assessment,
    answers: Mapping[str, Any],
    seen: Mapping[str, str],
    *,
    touched: Collection[str] = (),
) -> Saved:
    """Keep ``answers`` (by question code; None clears one) of a draft.

    ``seen``: the mark of each stored answer the page was made from. What the page did not change is passed over,
    whatever was saved meanwhile. What it changed and somebody else saved differently is left as it is and named in
    ``conflicts``; all others are saved. ``touched`` ones were just given, so that one as it was before is an answer, too.

    Raises:
        AlreadySubmitted, Discarded: it is no draft any more.
    """
    locked = locked_draft(assessment)
    verdict = compare(answers, seen, locked.answers, touched=touched)
    changed = {code: answers[code] for code in verdict.changed}
    if changed:
        kept = {**locked.answers, **changed}
        locked.answers = {code: answer for code, answer in kept.items() if answer is not None}
        locked.saved_at = timezone.now()
        locked.save(update_fields=["answers", "saved_at"])
    return Saved(locked, verdict.conflicts)


@transaction.atomic
def submit(
    assessment: Assessment, user: User, *, pledged: bool, seen: str, at: dt.datetime | None = None
) -> Assessment:
    """Score a draft for good (工信厅企业〔2022〕32号: a truth pledge gives the result at once). From now on it counts.

    ``user`` gave the pledge.

    ``seen`` is the ``fingerprint`` of all answers the pledge was given for. Submitting again returns what was submitted.

    Raises:
        AssessmentRefused: no pledge; StaleAnswers, NotSubmittable, CategoryChanged, Discarded.
    """
    enterprise = _locked_enterprise(assessment.enterprise)
    try:
        locked = locked_draft(assessment)
    except AlreadySubmitted:
        return Assessment.objects.with_questionnaire().get(pk=assessment.pk)
    if not pledged:
        raise AssessmentRefused("请勾选真实性承诺。")
    if fingerprint(locked) != seen:
        raise StaleAnswers
    match = category_of(enterprise)
    if match.placement and match.category != locked.questionnaire.category:
        raise CategoryChanged(match)
    result = judged(locked, known_years(enterprise))
    if not result.submittable:
        raise NotSubmittable(result)
    Assessment.objects.most_recent().filter(enterprise=enterprise).update(is_latest=False)
    locked.state = AssessmentState.SUBMITTED
    locked.result, locked.level, locked.total = result.as_dict(), result.level, result.total
    locked.dimension_points = {each.code: str(each.points) for each in result.dimensions}
    locked.is_latest, locked.code = True, verification_code()
    locked.submitted_at = locked.saved_at = at or timezone.now()
    locked.submitted_by, locked.enterprise_name = user, enterprise.name
    for name, value in _origin(enterprise, match).items():
        setattr(locked, name, value)
    locked.save()
    return locked


@transaction.atomic
def discard(assessment: Assessment) -> None:
    """Give a draft up, with its answers and evidence. Twice is as good as once.

    Raises:
        AlreadySubmitted: it is no draft any more.
    """
    _locked_enterprise(assessment.enterprise)
    try:
        locked = locked_draft(assessment)
    except Discarded:
        return
    names = [each.file.name for each in locked.evidence.all()]
    locked.delete()
    delete_after_commit(names)


def current_draft(enterprise: Enterprise) -> Assessment | None:
    """The attempt the enterprise has begun and not submitted. One query."""
    mine = Assessment.objects.drafts().filter(enterprise=enterprise)
    return mine.with_questionnaire().first()


def fingerprint(assessment: Assessment) -> str:
    """Short mark of all answers."""
    return digest(assessment.answers)[:16]
