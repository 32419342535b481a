"""The lists an enterprise keeps beside its rights, and what it has none of.

Right when done twice, and told when two tabs meet. The enterprise's row is held while its lists change, so that
"there is none" and an entry never stand beside each other. All raise ``ContentLocked`` while a title locks them, except
``in_filing``: on a page of a filing whose lock the caller holds.
"""

import uuid

from django.db import transaction

from enterprises.enums import RecordKind
from enterprises.kit.forms.concurrency import AlreadyListed, ListFull, StaleRow, content_of, token_of
from enterprises.models import DeclaredNone, Enterprise, IntellectualProperty, Record
from enterprises.services.locks import refuse_locked

MOST_RECORDS = 100


class NotEmpty(Exception):
    """The list has entries, so the enterprise cannot have none. ``count`` says how many."""

    def __init__(self, count: int) -> None:
        super().__init__(f"{count} entries")
        self.count = count


@transaction.atomic
def save_record(record: Record, token: str, *, in_filing: bool = False) -> None:
    """Add ``record`` to its list or change it. ``token`` is that of the state the page had shown.

    Sending the same content twice adds it once and is no conflict. Whoever adds one no longer has none.

    Raises:
        AlreadyListed: the entry would say what another one says, or is the same certificate (``Record.key``).
        ListFull: there is no room for a new one.
        StaleRow: somebody changed or deleted the entry meanwhile.
    """
    _hold(record.enterprise_id, in_filing)
    others = list(type(record).objects.filter(enterprise_id=record.enterprise_id))
    stored = next((each for each in others if each.pk == record.pk), None)
    twin = any(content_of(each) == content_of(record) for each in others if each is not stored)
    known = bool(record.key) and any(each.key == record.key for each in others if each is not stored)
    if record._state.adding:
        if twin:
            # The other half of a double click was quicker.
            return
        if known:
            raise AlreadyListed
        if len(others) >= MOST_RECORDS:
            raise ListFull(MOST_RECORDS)
        record.save(force_insert=True)
        forget_none(record.enterprise_id, record.kind_of_record)
        return
    if stored is None or token_of(stored) != token and content_of(stored) != content_of(record):
        raise StaleRow(stored)
    if twin or known:
        raise AlreadyListed
    record.save(force_update=True)


@transaction.atomic
def delete_record(record: Record | IntellectualProperty, *, in_filing: bool = False) -> bool:
    """Take an entry off its list. Returns whether it was there; twice is as good as once."""
    _hold(record.enterprise_id, in_filing)
    deleted, _rows = type(record).objects.filter(pk=record.pk).delete()
    return bool(deleted)


@transaction.atomic
def declare_none(enterprise_id: uuid.UUID, kind: RecordKind, *, in_filing: bool = False) -> None:
    """Note that the enterprise has none of ``kind``. Twice is as good as once.

    Raises:
        NotEmpty: the list has entries.
    """
    enterprise = _hold(enterprise_id, in_filing)
    count = getattr(enterprise, kind.value).count()
    if count:
        raise NotEmpty(count)
    DeclaredNone.objects.get_or_create(enterprise=enterprise, kind=kind)


@transaction.atomic
def take_back_none(enterprise_id: uuid.UUID, kind: RecordKind, *, in_filing: bool = False) -> None:
    """Forget that there is none: it is unknown again. Twice is as good as once."""
    _hold(enterprise_id, in_filing)
    forget_none(enterprise_id, kind)


def forget_none(enterprise_id: uuid.UUID, kind: RecordKind) -> None:
    """What ``take_back_none`` does, for who holds the enterprise's lock."""
    DeclaredNone.objects.filter(enterprise_id=enterprise_id, kind=kind).delete()


def _hold(enterprise_id: uuid.UUID, in_filing: bool) -> Enterprise:
    enterprise = Enterprise.objects.select_for_update(no_key=True).get(pk=enterprise_id)
    if not in_filing:
        refuse_locked(enterprise)
    return enterprise
