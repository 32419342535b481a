"""Filings whose time has passed."""

import datetime as dt

from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from declarations.enums import Action, FilingState
from declarations.models import Filing
from declarations.workflow import TransitionRefused, transition
from enterprises.kit.times.arrival import LONGEST_WAIT


def lapse_overdue(at: dt.datetime | None = None) -> int:
    """End drafts and returned filings whose deadline has passed. Returns how many; a second run finds none.

    What arrived in time may still wait for its turn: nothing is ended as long as a request can wait.
    """
    at = at or timezone.now()
    waited = at - LONGEST_WAIT
    corrections_end = Coalesce(F("window__corrections_close_at"), F("window__closes_at"))
    overdue = Filing.objects.annotate(corrections_end=corrections_end).filter(
        Q(state=FilingState.DRAFT, window__closes_at__lte=waited)
        | Q(state=FilingState.RETURNED, corrections_end__lte=waited)
    )
    count = 0
    # Read at once: a cursor would stay open over the transactions of all of them.
    for filing in list(overdue.order_by("id").only("pk")):
        try:
            transition(filing, Action.LAPSE, None, at=at)
        except TransitionRefused:
            # Submitted, or its window prolonged, since the list was read.
            continue
        count += 1
    return count
