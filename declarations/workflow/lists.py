"""One action on many filings: what ``transition`` does to one, in queries that do not grow with the list but by
the thousand. Lists of ten thousand enterprises exist."""

import datetime as dt
import uuid
from collections.abc import Callable, Sequence

from django.db import models, transaction
from django.utils import timezone

from declarations.enums import Action
from declarations.kinds.messages import tell_of
from declarations.models import Batch, Filing, FilingEvent
from declarations.workflow.table import RULES, Attempt, TransitionRefused
from declarations.workflow.taking import advance, decide, last_numbers, locked_filings
from enterprises.models import Authority, User

_CHUNK = 500


@transaction.atomic
def transition_batch(
    batch: Batch, action: Action, actor: User, at: dt.datetime | None = None, *, comment: str = ""
) -> list[Filing]:
    """Take ``action`` on every filing of ``batch`` that is in its source state: all of them or none.

    Raises:
        TransitionRefused: the table refuses one of them.
    """
    at = at or timezone.now()
    sources = RULES[action].sources
    filings = list(locked_filings().filter(batch=batch, state__in=sources).order_by("enterprise__name", "id"))
    events = [advance(Attempt(filing, action, actor, at, comment=comment, batch=batch)) for filing in filings]
    _write(events, FilingEvent.objects.filter(filing__batch=batch))
    return filings


@transaction.atomic
def transition_each(
    filings: Sequence[Filing],
    action: Action,
    actor: User,
    at: dt.datetime,
    stale: Callable[[Sequence[uuid.UUID]], dict[uuid.UUID, str]],
) -> dict[uuid.UUID, str]:
    """Take ``action`` on each of ``filings`` that lets it.

    ``stale`` is asked with the rows locked, and says of which filings the page is out of date, and why. Returns why
    nothing was done, of those left alone.
    """
    ids, sources = [filing.pk for filing in filings], RULES[action].sources
    locked = {each.pk: each for each in locked_filings().filter(pk__in=ids, state__in=sources).order_by("id")}
    refused, events = stale(ids), []
    codes = {code for filing in locked.values() for code in filing.chain}
    offices = {office.code: office for office in Authority.objects.filter(code__in=codes)}
    for filing in filings:
        if filing.pk in refused:
            continue
        if filing.pk not in locked and filing.state in sources:
            refused[filing.pk] = "刚刚已有新的办理，本次操作没有执行。"
            continue
        attempt = Attempt(locked.get(filing.pk, filing), action, actor, at, offices=offices)
        try:
            events.append(advance(attempt))
        except TransitionRefused as refusal:
            refused[filing.pk] = str(refusal)
    _write(events, FilingEvent.objects.filter(filing__in=ids))
    return refused


def _write(events: Sequence[FilingEvent], earlier: models.QuerySet[FilingEvent]) -> None:
    """Store what ``advance`` made of locked filings, with the messages; ``earlier`` are the events they had."""
    last = last_numbers(earlier)
    for event in events:
        event.number = last.get(event.filing_id, 0) + 1
    # What decisions on many move; the rest belongs to submitting.
    moved = ["state", "current_authority", "returned_by", "decided_at"]
    Filing.objects.bulk_update([event.filing for event in events], moved, batch_size=_CHUNK)
    written = FilingEvent.objects.bulk_create(events, batch_size=_CHUNK)
    for event in written:
        decide(event)
    tell_of(written)
