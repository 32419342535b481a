"""Counting in the database, so that every worker sees the same: measures that fill and empty (leaky buckets).

A measure holds ``free`` uses. Beyond them each further one waits twice as long as the one before, up to ``longest``.
One use is forgotten every ``leak`` seconds. Nothing is ever locked: the wait has a bound, and who waits is not counted.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.core.cache import cache
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Greatest
from django.utils import timezone

from enterprises.kit.doors.remembered import Tally

_SWEEP_SECONDS = 3600
_KEPT = dt.timedelta(days=2)
# After an attack the way back to ordinary is not longer than this many uses.
_MOST_BEYOND = 8


@dataclass(frozen=True)
class Measure:
    """How much is free, and what the rest costs. ``leak`` and ``longest`` in seconds."""

    free: int
    leak: float
    longest: float

    def level(self, tally: Tally, now: dt.datetime) -> float:
        """How full ``tally`` is now; a clock that went back empties nothing."""
        return max(0.0, tally.level - _seconds(tally.at, now) / self.leak)

    def is_full(self, tally: Tally, now: dt.datetime) -> bool:
        return self.level(tally, now) > self.free - 1

    def wait(self, tally: Tally, now: dt.datetime) -> float:
        """Seconds until the next use; 0: now."""
        if not self.is_full(tally, now):
            return 0.0
        whole = min(self.longest, 2.0 ** (tally.level - self.free + 1))
        # After a clock went back nobody waits longer than the whole.
        return max(0.0, whole - _seconds(tally.at, now))

    def filled(self, tally: Tally, now: dt.datetime) -> float:
        return min(self.level(tally, now) + 1, self.free + _MOST_BEYOND)


def _seconds(since: dt.datetime, now: dt.datetime) -> float:
    return max(0.0, (now - since).total_seconds())


def standing(measures: Mapping[str, Measure]) -> tuple[bool, float]:
    """Whether one of the measures (by key) has nothing free left, and the seconds to wait. Counts nothing. One query."""
    now = timezone.now()
    tallies = list(Tally.objects.filter(key__in=measures))
    full = any(measures[each.key].is_full(each, now) for each in tallies)
    return full, max((measures[each.key].wait(each, now) for each in tallies), default=0.0)


@transaction.atomic
def use(measures: Mapping[str, Measure]) -> float:
    """Count one use in every measure and return 0, or count nothing and return the seconds to wait.

    It is counted before what it stands for happens: a hundred tries at once are a hundred.
    """
    now = timezone.now()
    keys = sorted(measures)
    Tally.objects.bulk_create([Tally(key=key, level=0, at=now) for key in keys], ignore_conflicts=True)
    tallies = list(Tally.objects.select_for_update().filter(key__in=keys).order_by("key"))
    waiting = max(measures[each.key].wait(each, now) for each in tallies)
    if waiting:
        return waiting
    for each in tallies:
        each.level, each.at = measures[each.key].filled(each, now), now
    Tally.objects.bulk_update(tallies, ["level", "at"])
    _sweep(now)
    return 0.0


def give_back(keys: list[str]) -> None:
    """Take back one use: it was no guess."""
    for key in sorted(keys):
        Tally.objects.filter(key=key).update(level=Greatest(F("level") - 1.0, 0.0))


def forget(keys: list[str]) -> None:
    Tally.objects.filter(key__in=keys).delete()


def _sweep(now: dt.datetime) -> None:
    """Remove what has long been empty, about once an hour in each worker."""
    if cache.add("tally-sweep", 1, _SWEEP_SECONDS):
        Tally.objects.filter(at__lt=now - _KEPT).delete()
