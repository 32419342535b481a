"""The list of intellectual property of an enterprise. Right when done twice, and told when two tabs meet."""

import uuid

from django.db import transaction
from django.db.models import Q

from enterprises.enums import RecordKind
from enterprises.kit.typed import patent_serial, right_number
from enterprises.models import Enterprise, IntellectualProperty
from enterprises.services.concurrency import AlreadyListed, StaleRow, content_of, token_of
from enterprises.services.records import take_back_none


@transaction.atomic
def save_right(right: IntellectualProperty, token: str) -> None:
    """Add ``right`` to its enterprise's list or change it. ``token`` is that of the state the page had shown.

    Sending the same content twice adds it once and is no conflict. Whoever adds one no longer has none.

    Raises:
        AlreadyListed: this kind and number stands in the list with other content.
        StaleRow: somebody changed or deleted the right meanwhile.
    """
    own = _locked_list(right.enterprise_id)
    if not right._state.adding:
        stored = own.filter(pk=right.pk).first()
        if stored is None or token_of(stored) != token and content_of(stored) != content_of(right):
            raise StaleRow(stored)
    twin = own.filter(_same_right(right)).exclude(pk=right.pk).first()
    if twin is None:
        right.save()
        take_back_none(right.enterprise_id, RecordKind.INTELLECTUAL_PROPERTY)
    elif not right._state.adding or content_of(twin) != content_of(right):
        # Otherwise the other half of a double click was quicker.
        raise AlreadyListed


@transaction.atomic
def delete_right(enterprise_id: uuid.UUID, right_id: uuid.UUID) -> bool:
    """Take a right off the list. Returns whether it was there; twice is as good as once."""
    deleted, _rows = _locked_list(enterprise_id).filter(pk=right_id).delete()
    return bool(deleted)


def _same_right(right: IntellectualProperty) -> Q:
    """The rows that are this very right: of its kind and number, a patent's check digit left aside."""
    number = right_number(right.number)
    serial = patent_serial(number)
    named = Q(number=serial) | Q(number__startswith=f"{serial}.") if serial else Q(number=number)
    return named & Q(kind=right.kind)


def _locked_list(enterprise_id: uuid.UUID):
    """The enterprise's rights, which change one at a time: the enterprise's row is held."""
    Enterprise.objects.select_for_update(no_key=True).get(pk=enterprise_id)
    return IntellectualProperty.objects.filter(enterprise_id=enterprise_id)
