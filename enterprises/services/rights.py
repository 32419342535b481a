"""The list of intellectual property of an enterprise. Right when done twice, and told when two tabs meet."""

import hashlib
import uuid

from django.db import transaction

from enterprises.models import Enterprise, IntellectualProperty

_CONTENT = tuple(
    field.name
    for field in IntellectualProperty._meta.concrete_fields
    if field.name not in ("id", "enterprise")
)


class AlreadyListed(Exception):
    """Another right of the enterprise has this kind and number."""


class StaleRight(Exception):
    """Somebody changed the right after the page was opened. ``stored`` is the right now; None: it was deleted."""

    def __init__(self, stored: IntellectualProperty | None) -> None:
        super().__init__(f"{stored!r} was saved meanwhile")
        self.stored = stored


def token_of(right: IntellectualProperty) -> str:
    """A fingerprint of a stored right, for the page that changes it; empty for a new one."""
    if right._state.adding:
        return ""
    return hashlib.sha256(repr(_values(right)).encode()).hexdigest()[:16]


def _values(right: IntellectualProperty) -> list[str]:
    return [str(getattr(right, name)) for name in _CONTENT]


@transaction.atomic
def save_right(right: IntellectualProperty, token: str) -> None:
    """Add ``right`` to its enterprise's list or change it. ``token`` is that of the state the page had shown.

    Sending the same content twice adds it once and is no conflict.

    Raises:
        AlreadyListed: this kind and number stands in the list with other content.
        StaleRight: somebody changed or deleted the right meanwhile.
    """
    own = _locked_list(right.enterprise_id)
    if not right._state.adding:
        stored = own.filter(pk=right.pk).first()
        if stored is None or token_of(stored) != token and _values(stored) != _values(right):
            raise StaleRight(stored)
    twin = own.filter(kind=right.kind, number=right.number).exclude(pk=right.pk).first()
    if twin is None:
        right.save()
    elif not right._state.adding or _values(twin) != _values(right):
        # Otherwise the other half of a double click was quicker.
        raise AlreadyListed


@transaction.atomic
def delete_right(enterprise_id: uuid.UUID, right_id: uuid.UUID) -> bool:
    """Take a right off the list. Returns whether it was there; twice is as good as once."""
    deleted, _rows = _locked_list(enterprise_id).filter(pk=right_id).delete()
    return bool(deleted)


def _locked_list(enterprise_id: uuid.UUID):
    """The enterprise's rights, which change one at a time: the enterprise's row is held."""
    Enterprise.objects.select_for_update(no_key=True).get(pk=enterprise_id)
    return IntellectualProperty.objects.filter(enterprise_id=enterprise_id)
