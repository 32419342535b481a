"""A reviewer corrects a line of the evaluation; the total follows, and what was filed stays beside it."""

import datetime as dt
import uuid
from collections.abc import Collection, Iterable
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from declarations.dossier.evaluation import standard_of_revision
from declarations.enums import Action, FilingState
from declarations.models import Filing, LineCorrection, Revision
from declarations.services.review import StalePage, last_event_ids
from declarations.standards import Evaluation, Verdict
from declarations.standards.corrections import corrected
from declarations.standards.points import Points
from declarations.workflow import Attempt, Role, TransitionRefused, plays_role
from declarations.workflow.table import level_open
from enterprises.models import User

Value = Points | Verdict | None


class CorrectionRefused(TransitionRefused):
    """Not now, not by this official, or nothing to correct; ``str()`` is a sentence for the page."""


class AlreadyCorrected(CorrectionRefused):
    """The other half of a double click: this very correction is the only thing that happened since."""

    def __init__(self):
        super().__init__("这一项已经更正，没有重复执行。")


def can_correct(filing: Filing, actor: User) -> bool:
    """Whether ``actor`` may correct lines of ``filing`` as it stands; see ``refusal_to_correct``."""
    return refusal_to_correct(filing, actor) is None


def refusal_to_correct(filing: Filing, actor: User, at: dt.datetime | None = None) -> str | None:
    """Why ``actor`` may not correct lines of ``filing`` as it stands, as a sentence; None when nothing forbids it.

    The office that has it corrects while it reviews, and as long as it may pass filings on.
    """
    if filing.state != FilingState.IN_REVIEW or not plays_role(Role.REVIEWER, filing, actor):
        return f"现在的状态是“{filing.status_label}”，只有审核中的申报可以由当前处理层级更正得分。"
    closed = level_open(Attempt(filing, Action.RECOMMEND, actor, at or timezone.now()))
    return f"{closed}截止后不能更正得分。" if closed else None


def seen_token(filing: Filing) -> str:
    """The newest event and the newest correction of ``filing``: what a page shows, and what a correction refers to."""
    return _token(filing, _newest(filing))


@transaction.atomic
def correct_line(
    filing: Filing,
    actor: User,
    code: str,
    value: Value,
    reason: str,
    seen: str,
    at: dt.datetime | None = None,
) -> LineCorrection:
    """Give the line ``code`` of the latest revision other points, or the condition another verdict.

    ``value`` None, or the value that was filed, takes earlier corrections back. ``seen`` is the ``seen_token`` of
    the page the value was chosen on. ``filing.review_score`` follows in the same transaction.

    Raises:
        AlreadyCorrected: done by the first half of a double click.
        StalePage: something else happened since the page was shown.
        CorrectionRefused: not in review, another office's filing, the level's deadline has passed, no reason, or no
            change.
        ValueError: the evaluation has no such line, or its standard cannot give this value.
    """
    locked = _locked(filing)
    refusal = refusal_to_correct(locked, actor, at)
    if refusal:
        raise CorrectionRefused(refusal)
    reason = reason.strip()
    if not reason:
        raise CorrectionRefused("请写明更正理由。")
    revision = locked.revisions.order_by("-number").first()
    filed = Evaluation.from_dict(revision.evaluation)
    filed_value = value_of(filed, code)
    value = None if value == filed_value else value
    _check_seen(locked, seen, code, value, actor)
    rows = corrections_of([revision])
    row = _row(revision, code, filed_value, value)
    row.reason, row.actor, row.authority = reason, actor, locked.current_authority
    now = reviewed_evaluation(revision, filed, [*rows, row])
    if value_of(now, code) == value_of(reviewed_evaluation(revision, filed, rows), code):
        raise CorrectionRefused("与现在的审核结果相同，没有需要更正的内容。")
    row.save()
    locked.review_score = Decimal(now.total) if standing_by_code([*rows, row]) else None
    locked.save(update_fields=["review_score"])
    filing.review_score = locked.review_score
    return row


def corrections_of(revisions: Iterable[Revision]) -> list[LineCorrection]:
    """Everything that was corrected in these revisions, oldest first, with who did it."""
    found = LineCorrection.objects.filter(revision__in=revisions)
    return list(found.select_related("actor", "authority").order_by("id"))


def standing_by_code(rows: Iterable[LineCorrection]) -> dict[str, LineCorrection]:
    """The row that holds for each corrected line; lines taken back are left out. ``rows`` oldest first."""
    last = {row.code: row for row in rows}
    return {code: row for code, row in last.items() if not row.takes_back}


def reviewed_evaluation(revision: Revision, filed: Evaluation, rows: Iterable[LineCorrection]) -> Evaluation:
    """``filed``, the evaluation of ``revision``, with ``rows``, oldest first. Raises as ``corrected``."""
    return corrected(standard_of_revision(revision), filed, [row.plain for row in rows])


def reviewed_verdicts(filing_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, Verdict]:
    """What the latest revision of each filing comes to as reviewed; those never submitted are left out. Two queries."""
    revisions = Revision.objects.filter(filing_id__in=filing_ids).defer("content", "facts").order_by("number")
    latest = {revision.filing_id: revision for revision in revisions}
    rows: dict[uuid.UUID, list[LineCorrection]] = {}
    for row in corrections_of(latest.values()):
        rows.setdefault(row.revision_id, []).append(row)
    return {key: _reviewed_verdict(revision, rows.get(revision.pk)) for key, revision in latest.items()}


def _reviewed_verdict(revision: Revision, rows: list[LineCorrection] | None) -> Verdict:
    filed = Evaluation.from_dict(revision.evaluation)
    return reviewed_evaluation(revision, filed, rows).verdict if rows else filed.verdict


def value_of(evaluation: Evaluation, code: str) -> Value:
    """The points of the line, or the verdict of the condition, that is called ``code``; None: not computed.

    Raises ValueError when the evaluation has no such line.
    """
    for line in evaluation.lines:
        if line.code == code:
            return line.points
    for condition in evaluation.conditions:
        if condition.code == code:
            return condition.verdict
    raise ValueError(f"{evaluation.standard_id}: nothing is called {code}")


def _locked(filing: Filing) -> Filing:
    locked = Filing.objects.select_for_update(of=("self",), no_key=True)
    return locked.select_related("current_authority", "window").get(pk=filing.pk)


def _newest(filing: Filing) -> LineCorrection | None:
    return LineCorrection.objects.filter(revision__filing=filing).order_by("-id").first()


def _token(filing: Filing, newest: LineCorrection | None) -> str:
    return f"{last_event_ids([filing.pk]).get(filing.pk, 0)}.{newest.pk if newest else 0}"


def _check_seen(filing: Filing, seen: str, code: str, value: Value, actor: User) -> None:
    newest = _newest(filing)
    if seen == _token(filing, newest):
        return
    if newest is not None and (newest.code, _value(newest), newest.actor_id) == (code, value, actor.pk):
        earlier = LineCorrection.objects.filter(revision__filing=filing, pk__lt=newest.pk)
        if seen == _token(filing, earlier.order_by("-id").first()):
            raise AlreadyCorrected
    raise StalePage(
        "这份申报在您打开页面之后已有新的更正或办理记录，本次更正没有执行。请核对最新内容后再更正。"
    )


def _value(row: LineCorrection) -> Value:
    return Verdict(row.verdict) if row.verdict else row.points


def _row(revision: Revision, code: str, filed: Value, value: Value) -> LineCorrection:
    """The unsaved row. A verdict filed makes it a condition's."""
    row = LineCorrection(revision=revision, code=code)
    if isinstance(filed, Verdict):
        row.filed_verdict = filed
    else:
        row.filed_points = filed
    if isinstance(value, Verdict):
        row.verdict = value
    else:
        row.points = value
    return row
