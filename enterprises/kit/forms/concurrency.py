"""Two tabs, two people: who saves second is told."""

import hashlib
from typing import Any, Protocol

from django.db.models import DecimalField, Field, Model


class Versioned(Protocol):
    """A row that counts how often it was saved."""

    version: int


class StaleVersion(Exception):
    """Somebody saved after the page was opened. ``stored`` is the row as it is now."""

    def __init__(self, stored: Any) -> None:
        super().__init__(f"{stored!r} was saved meanwhile")
        self.stored = stored


def apply_changes(row: Versioned, changes: dict[str, Any], version: int) -> bool:
    """Set on the locked ``row`` what ``changes`` really change and count a version. Returns whether anything did.

    Sending the same content twice changes nothing the second time and is no conflict.

    Raises:
        StaleVersion: the row differs and its version is not the one the page was opened with.
    """
    different = {name: value for name, value in changes.items() if getattr(row, name) != value}
    if not different:
        return False
    if row.version != version:
        raise StaleVersion(row)
    for name, value in different.items():
        setattr(row, name, value)
    row.version += 1
    return True


def content_of(row: Model) -> list[str]:
    """What an entry of an enterprise's list says: every stored value except whose it is and its key."""
    return [
        stored_text(field, getattr(row, field.attname))
        for field in row._meta.concrete_fields
        if field.name not in ("id", "enterprise")
    ]


def stored_text(field: Field, value: Any) -> str:
    """A value as text, the same before and after it was stored: 500 and 500.00 are one amount."""
    if value is None:
        return ""
    if isinstance(field, DecimalField):
        return f"{value:.{field.decimal_places}f}"
    return str(value)


def token_of(row: Model) -> str:
    """A fingerprint of a stored entry, for the page that changes it; empty for a new one."""
    if row._state.adding:
        return ""
    return hashlib.sha256(repr(content_of(row)).encode()).hexdigest()[:16]


class EntryRefused(Exception):
    """An entry of a list was not saved; ``ListedForm.refuse`` says it at its place."""


class StaleRow(EntryRefused):
    """Somebody changed an entry after the page was opened. ``stored`` is the entry now; None: it was deleted."""

    def __init__(self, stored: Model | None) -> None:
        super().__init__(f"{stored!r} was saved meanwhile")
        self.stored = stored


class AlreadyListed(EntryRefused):
    """Another entry of the enterprise's list is this one already."""


class ListFull(EntryRefused):
    """The list holds as many entries as it may: ``most``."""

    def __init__(self, most: int) -> None:
        super().__init__(f"no more than {most} entries")
        self.most = most
