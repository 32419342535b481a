"""What a reviewer does with a filing: one decision, with its comments, on the state the reviewer has seen."""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from django.db import transaction

from declarations.enums import Action
from declarations.models import Filing, FilingEvent, LineCorrection, ReviewComment
from declarations.sections.remarks import pointed
from declarations.workflow import TransitionRefused, transition, transition_each
from enterprises.models import User

REVIEW_ACTIONS = (Action.RECOMMEND, Action.APPROVE, Action.RETURN, Action.RETURN_DOWN, Action.REJECT)

_MOVED_ON = "这份申报在您打开页面之后已有新的办理记录，本次操作没有执行。请核对最新内容后再办理。"
_CORRECTED = "您打开页面之后，这份申报的得分或条件有了新的更正，本次操作没有执行。请核对更正后的结果再办理。"


class Remark(NamedTuple):
    """What is to be corrected in a section, or at one of its places (``declarations.sections.remarks``)."""

    section: str
    text: str
    place: str = ""


class StalePage(TransitionRefused):
    """The filing has moved on since the reviewer's page was shown."""


@transaction.atomic
def review(
    filing: Filing,
    action: Action,
    actor: User,
    comment: str = "",
    remarks: Iterable[Remark] = (),
    seen_event_id: int | None = None,
    seen_correction_id: int | None = None,
    *,
    internal: str = "",
    at: dt.datetime | None = None,
) -> FilingEvent:
    """Take one of ``REVIEW_ACTIONS``; a return may carry remarks, which the enterprise answers.

    ``comment`` is for the enterprise, ``internal`` for authorities.

    ``seen_event_id`` and ``seen_correction_id`` (0: none) are the newest the reviewer's page showed. A decision is
    made on what was read: when something has happened since, nothing is done, so a double click, an old tab, or a
    score that a colleague has just corrected decides nothing.

    Raises:
        StalePage: there is a newer event, or a newer correction of a line.
        TransitionRefused: the workflow table does not allow the action, or a remark is on no place of the form.
    """
    if action not in REVIEW_ACTIONS:
        raise TransitionRefused(f"【{action.label}】不在审核页面办理。")
    comments = [
        ReviewComment(filing=filing, section=each.section, place=each.place, text=each.text.strip())
        for each in remarks
        if each.text.strip()
    ]
    if comments and action != Action.RETURN:
        raise TransitionRefused("只有退回企业修改时可以填写逐栏意见。")
    about = _about(filing, comments)
    locked = Filing.objects.select_for_update(of=("self",), no_key=True).get(pk=filing.pk)
    if seen_event_id is not None and last_event_ids([locked.pk]).get(locked.pk) != seen_event_id:
        raise StalePage(_MOVED_ON)
    if (
        seen_correction_id is not None
        and last_correction_ids([locked.pk]).get(locked.pk, 0) != seen_correction_id
    ):
        raise StalePage(_CORRECTED)
    event = transition(filing, action, actor, comment=comment, internal=internal, about=about, at=at)
    for each in comments:
        each.event = event
    ReviewComment.objects.bulk_create(comments)
    return event


def _about(filing: Filing, comments: Sequence[ReviewComment]) -> list[str]:
    """What ``comments`` are about, in words, each once. Raises TransitionRefused for what the form does not have."""
    found = pointed(filing, comments)
    if any(each.section is None or (each.comment.place and each.place is None) for each in found):
        raise TransitionRefused("有一条意见所指的项目不在这份申报的表中，请重新选择。")
    return list(dict.fromkeys(each.where for each in found))


def review_each(
    filings: Sequence[Filing],
    action: Action,
    actor: User,
    seen: Mapping[uuid.UUID, tuple[int, int]],
    at: dt.datetime,
) -> dict[uuid.UUID, str]:
    """Take a favourable decision on each of ``filings``, as ``review`` does on one, in one transaction.

    ``seen`` are the newest event and correction the page showed of each; one it did not show is left alone. Returns
    why, of those on which nothing was done.
    """

    def stale(ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, str]:
        events, corrections = last_event_ids(ids), last_correction_ids(ids)
        moved_on = {each: _MOVED_ON for each in ids if events.get(each) != seen.get(each, (0, 0))[0]}
        corrected = {
            each: _CORRECTED for each in ids if corrections.get(each, 0) != seen.get(each, (0, 0))[1]
        }
        return corrected | moved_on

    return transition_each(filings, action, actor, at, stale)


def last_event_ids(filing_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, int]:
    """The newest event of each filing: what a page shows, and what a decision refers to."""
    events = FilingEvent.objects.filter(filing_id__in=filing_ids).order_by("id")
    return dict(events.values_list("filing_id", "id"))


def last_correction_ids(filing_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, int]:
    """The newest correction of a line of each filing; those without one are left out."""
    rows = LineCorrection.objects.filter(revision__filing_id__in=filing_ids).order_by("id")
    return dict(rows.values_list("revision__filing_id", "id"))
