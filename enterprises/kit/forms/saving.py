"""What a page says, compared three ways: what it was made from, what it says now, what is stored.

A page carries a *mark* of every part it was made from (``seen``). What it did not change is passed over, whatever was
stored meanwhile; what it changed is stored where the part is as the page had shown it, and is a conflict elsewhere.
"""

import hashlib
import json
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.http import HttpRequest

from enterprises.kit.forms.concurrency import StaleVersion
from enterprises.kit.forms.draft import DraftForm

SEEN = "seen"
PART = "part"


@dataclass(frozen=True)
class Compared:
    """Parts by what becomes of them: to be stored, and left as they are because somebody else changed them, too."""

    changed: frozenset[str]
    conflicts: frozenset[str]


def is_autosave(request: HttpRequest) -> bool:
    """Whether a page sends one part by itself, and waits for JSON."""
    return PART in request.POST


def mark(value: Any) -> str:
    """Short mark of a JSON-safe value: it differs when the value differs; empty for None."""
    return "" if value is None else digest(value)[:8]


def digest(content: Any) -> str:
    """The fingerprint of JSON-safe content, in hexadecimal digits."""
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def write_marks(marks: Mapping[str, str]) -> str:
    """Marks by part, for a page: ``revenue:1a2b3c4d employees:…``. A part without a mark is an empty one."""
    return " ".join(f"{part}:{each}" for part, each in marks.items() if each)


def read_marks(text: str) -> dict[str, str]:
    """What ``write_marks`` wrote. Anything else means: nothing was seen."""
    return {part: each for part, _, each in (word.partition(":") for word in text.split())}


def compare(
    mine: Mapping[str, Any],
    seen: Mapping[str, str],
    stored: Mapping[str, Any],
    *,
    touched: Collection[str] = (),
) -> Compared:
    """Judge ``mine`` (part → value; None for nothing) against ``stored``, knowing the marks a page was made from.

    ``touched`` parts were just typed, so that a value as it was before is meant, too.
    """
    changed: set[str] = set()
    conflicts: set[str] = set()
    for part, value in mine.items():
        now, before, theirs = mark(value), seen.get(part, ""), mark(stored.get(part))
        if now == theirs or (now == before and part not in touched):
            continue
        (changed if theirs == before else conflicts).add(part)
    return Compared(frozenset(changed), frozenset(conflicts))


def marks_shown(
    stored: Mapping[str, Any], seen: Mapping[str, str], behind: Collection[str] = ()
) -> dict[str, str]:
    """The marks for a page. A part that is ``behind`` (shown, not stored, and not beside what is stored) keeps the mark
    it was made from, so that saving compares it then.
    """
    return {part: seen.get(part, "") if part in behind else mark(value) for part, value in stored.items()}


@dataclass(frozen=True)
class Saved:
    """The row as it is now, and the parts that were not saved: something else stands there, or (``held``) they read
    well and wait for others that do not. ``gone``: the row was deleted meanwhile.
    """

    row: Model
    conflicts: frozenset[str] = frozenset()
    held: frozenset[str] = frozenset()
    gone: bool = False

    @property
    def is_whole(self) -> bool:
        return not self.conflicts and not self.held

    @property
    def status(self) -> int:
        """Of the page that says so: 409 where it was made from what is not stored any more."""
        return 409 if self.conflicts or self.gone else 200


def save_draft(
    form: DraftForm, seen: Mapping[str, str], save: Callable[..., Model], parts: Iterable[str] | None = None
) -> Saved:
    """Store what a draft-valid ``form`` changed of its row, through ``save(changes, version=…)``.

    ``parts`` are those that were just typed; without them the page is sent whole. A write between reading and storing
    is compared with again.
    """
    row, changes = form.stored, form.changes()
    while True:
        mine = form.readable_parts(row)
        if parts is not None:
            mine = {part: mine[part] for part in parts if part in mine}
        verdict = compare(mine, seen, form.stored_parts(row), touched=mine if parts else ())
        names = [name for part in verdict.changed for name in form.attributes(part) if name in changes]
        try:
            stored = save({name: changes[name] for name in names}, version=row.version)
        except StaleVersion as stale:
            row = stale.stored
            continue
        return Saved(stored, verdict.conflicts)
