"""The list of intellectual property, edited within a filing. Right when done twice."""

import datetime as dt
import hashlib

from django.db import transaction

from declarations.models import Filing
from declarations.services.editing import lock_for_edit
from declarations.services.filings import StaleSection
from enterprises.forms.intellectual_property import IntellectualPropertyForm
from enterprises.models import IntellectualProperty
from enterprises.services.profile import save_intellectual_property

_FIELDS = IntellectualPropertyForm.Meta.fields


class AlreadyListed(Exception):
    """Another right of the enterprise has this kind and number."""


def token_of(right: IntellectualProperty) -> str:
    """A fingerprint of a stored right; empty for a new one."""
    if right.pk is None:
        return ""
    return hashlib.sha256(repr(_values(right)).encode()).hexdigest()[:16]


def _values(right: IntellectualProperty) -> list[str]:
    return [str(getattr(right, name)) for name in _FIELDS]


@transaction.atomic
def save_right(
    filing: Filing, right: IntellectualProperty, token: str, at: dt.datetime | None = None
) -> None:
    """Add ``right`` to the enterprise's list or change it. ``token`` is that of the state the page had shown.

    Raises:
        AlreadyListed: this kind and number stands in the list with other content.
        StaleSection: somebody changed or deleted the right meanwhile.
        FilingRefused: the filing cannot be changed now.
    """
    locked = lock_for_edit(filing, at)
    right.enterprise = locked.enterprise
    own = IntellectualProperty.objects.filter(enterprise=locked.enterprise)
    if right.pk is not None:
        stored = own.filter(pk=right.pk).first()
        if stored is None or token_of(stored) != token and _values(stored) != _values(right):
            raise StaleSection
    if not save_intellectual_property(right):
        twin = own.get(kind=right.kind, number=right.number)
        # The other half of a double click was quicker.
        if right.pk is not None or _values(twin) != _values(right):
            raise AlreadyListed
    _count(locked)


@transaction.atomic
def delete_right(filing: Filing, right_id: int, at: dt.datetime | None = None) -> bool:
    """Take a right off the list. Returns whether it was there; twice is as good as once.

    Raises:
        FilingRefused: the filing cannot be changed now.
    """
    locked = lock_for_edit(filing, at)
    deleted, _ = IntellectualProperty.objects.filter(enterprise_id=locked.enterprise_id, pk=right_id).delete()
    _count(locked)
    return bool(deleted)


def _count(filing: Filing) -> None:
    filing.version += 1
    filing.save(update_fields=["version"])
