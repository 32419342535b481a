"""The list of intellectual property of an enterprise. Right when done twice, and told when two tabs meet."""

import uuid

from django.db import transaction
from django.db.models import Q, QuerySet

from enterprises.enums import RecordKind
from enterprises.kit.forms.concurrency import AlreadyListed, StaleRow, content_of, token_of
from enterprises.kit.text.typed import patent_serial, repeats, right_key, right_number
from enterprises.models import Enterprise, IntellectualProperty
from enterprises.services.locks import refuse_locked
from enterprises.services.records import forget_none


@transaction.atomic
def save_right(right: IntellectualProperty, token: str, *, in_filing: bool = False) -> None:
    """Add ``right`` to its enterprise's list or change it. ``token`` is that of the state the page had shown.

    Sending the same content twice adds it once and is no conflict. Whoever adds one no longer has none. ``in_filing``:
    on a page of a filing whose lock the caller holds.

    Raises:
        ContentLocked: the enterprise holds a title.
        AlreadyListed: this right stands in the list with other content.
        StaleRow: somebody changed or deleted the right meanwhile.
    """
    own = _locked_list(right.enterprise_id, in_filing)
    if not right._state.adding:
        stored = own.filter(pk=right.pk).first()
        if stored is None or token_of(stored) != token and content_of(stored) != content_of(right):
            raise StaleRow(stored)
    twin = own.filter(_same_right(right)).exclude(pk=right.pk).first()
    if twin is None:
        right.save()
        forget_none(right.enterprise_id, RecordKind.INTELLECTUAL_PROPERTY)
    elif not right._state.adding or content_of(twin) != content_of(right):
        # Otherwise the other half of a double click was quicker.
        raise AlreadyListed


def repeated_places(rights: QuerySet[IntellectualProperty]) -> dict[int, dict[str, int | str]]:
    """Places of ``rights`` that an earlier one says already, with the row (from 1) and name of that. One query.

    Such twins were stored before numbers had one form; which of them is true only the enterprise knows.
    """
    rows = list(rights.values_list("kind", "number", "name"))
    again = repeats(right_key(kind, number) for kind, number, _name in rows)
    return {place: {"row": first + 1, "name": rows[first][2]} for place, first in again.items()}


def _same_right(right: IntellectualProperty) -> Q:
    """The rows that are this very right, as ``right_key`` tells."""
    number = right_number(right.number)
    serial = patent_serial(number)
    if serial:
        return Q(number=serial) | Q(number__startswith=f"{serial}.")
    return Q(number=number, kind=right.kind)


def _locked_list(enterprise_id: uuid.UUID, in_filing: bool):
    """The enterprise's rights, which change one at a time: the enterprise's row is held."""
    enterprise = Enterprise.objects.select_for_update(no_key=True).get(pk=enterprise_id)
    if not in_filing:
        refuse_locked(enterprise)
    return IntellectualProperty.objects.filter(enterprise_id=enterprise_id)
