"""``transition()``, which applies one row of the table to a filing: with its twin for many (``lists``) the only writer of a
filing's state.
"""

import datetime as dt
import uuid
from collections.abc import Sequence

from django.db import models, transaction
from django.utils import timezone

from declarations.enums import DECIDED_STATES, Action
from declarations.kinds import kind_of
from declarations.kinds.messages import tell_of
from declarations.models import Batch, Filing, FilingEvent, Revision
from declarations.workflow.table import Attempt, S, TransitionRefused, plays_role, rule_for
from enterprises.models import User

# What a transition may change of a filing.
_MOVED = (
    "state",
    "current_authority",
    "first_authority",
    "returned_by",
    "chain",
    "filed_name",
    "score",
    "review_score",
    "submitted_at",
    "decided_at",
    "batch",
)


@transaction.atomic
def transition(
    filing: Filing,
    action: Action,
    actor: User | None,
    *,
    comment: str = "",
    internal: str = "",
    about: Sequence[str] = (),
    revision: Revision | None = None,
    chain: list[str] | None = None,
    batch: Batch | None = None,
    at: dt.datetime | None = None,
) -> FilingEvent:
    """Take ``action`` on ``filing`` for ``actor`` (``None``: the system) and write one event.

    Locks the row, so of two at once the second finds the state the first left. ``comment`` is for the enterprise,
    ``internal`` for authorities; ``about`` names what is to be corrected, for the message. ``chain`` (authority codes, first reviewer to final) comes with the first submission
    and is kept, ``batch`` (held by the caller) with what is done to one of its filings. What the enterprise is told, and
    what an approval that is the decision does, is written in the same transaction.

    Raises:
        TransitionRefused: wrong state, wrong actor, or a requirement that is not met; the text says which.
    """
    locked = locked_filings().get(pk=filing.pk)
    attempt = Attempt(
        locked,
        action,
        actor,
        at or timezone.now(),
        comment=comment,
        internal=internal,
        revision=revision,
        batch=batch,
        chain=chain or locked.chain,
    )
    before = [getattr(locked, name) for name in _MOVED]
    event = advance(attempt)
    event.number = last_numbers(FilingEvent.objects.filter(filing=locked)).get(locked.pk, 0) + 1
    now = [getattr(locked, name) for name in _MOVED]
    locked.save(
        update_fields=[name for name, was, is_ in zip(_MOVED, before, now, strict=True) if was != is_]
    )
    event.save()
    decide(event)
    for name in _MOVED:
        setattr(filing, name, getattr(locked, name))
    tell_of([event], about)
    return event


def decide(event: FilingEvent) -> None:
    """Do what the decision does, if ``event`` is an approval that is one: in its transaction, with its filing saved."""
    apply = kind_of(event.filing).apply
    if event.action == Action.APPROVE and event.to_state == S.COMPLETED and apply:
        apply(event.filing, event.at)


def last_numbers(events: models.QuerySet[FilingEvent]) -> dict[uuid.UUID, int]:
    """The number of the last of ``events`` of each filing; the caller holds the filings' locks."""
    return dict(events.order_by().values_list("filing").annotate(last=models.Max("number")))


def locked_filings() -> models.QuerySet[Filing]:
    """Filings to be moved, held until the transaction ends, with what the table looks at."""
    rows = Filing.objects.select_for_update(of=("self",), no_key=True).with_window()
    return rows.select_related("current_authority", "first_authority", "returned_by", "enterprise")


def advance(attempt: Attempt) -> FilingEvent:
    """Check the table's row and set the filing's new state; both it and the event returned are still to be saved.

    The caller holds the filing's lock.
    """
    filing, action, at = attempt.filing, attempt.action, attempt.at
    rule = rule_for(filing, action)
    if filing.state not in rule.sources:
        raise TransitionRefused(
            f"现在的状态是“{filing.status_label}”，不能办理【{action.label}】。请刷新页面查看最新状态。"
        )
    if not plays_role(rule.role, filing, attempt.actor):
        raise TransitionRefused(f"只有{rule.role.words}可以办理【{action.label}】。")
    for need in rule.requires:
        problem = need(attempt)
        if problem:
            raise TransitionRefused(problem)
    if attempt.batch:
        filing.batch = attempt.batch
    event = FilingEvent(
        filing=filing,
        action=action,
        from_state=filing.state,
        to_state=rule.target,
        from_authority=filing.current_authority,
        to_authority=rule.destination(attempt),
        actor=attempt.actor,
        revision=attempt.revision,
        comment=attempt.comment.strip(),
        internal=attempt.internal.strip(),
        at=at,
    )
    filing.returned_by = filing.current_authority if rule.target == S.RETURNED else None
    filing.current_authority = event.to_authority
    filing.state = rule.target
    if action in (Action.SUBMIT, Action.RESUBMIT):
        filing.submitted_at = at
        filing.score = attempt.revision.score
        filing.filed_name = attempt.revision.content.get("enterprise", "")
        # Corrections belong to the revision they were made in.
        filing.review_score = None
    if action == Action.SUBMIT:
        filing.chain = attempt.chain
        filing.first_authority = event.to_authority
    filing.decided_at = at if rule.target in DECIDED_STATES else None
    return event
