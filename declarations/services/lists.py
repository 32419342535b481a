"""The enterprise's lists, edited within a filing."""

import datetime as dt

from django.db import transaction

from declarations.dossier.editing import lock_for_edit
from declarations.models import Filing
from enterprises.models import IntellectualProperty, Record
from enterprises.records import RecordList
from enterprises.services.records import delete_record


@transaction.atomic
def save_entry(
    filing: Filing,
    found: RecordList,
    entry: Record | IntellectualProperty,
    token: str,
    at: dt.datetime | None = None,
) -> None:
    """Add ``entry`` to the enterprise's list or change it, as the list's own ``save`` does.

    Raises:
        EntryRefused: see there.
        FilingRefused: the filing cannot be changed now.
    """
    entry.enterprise = lock_for_edit(filing, at).enterprise
    found.save(entry, token, in_filing=True)


@transaction.atomic
def delete_entry(filing: Filing, entry: Record | IntellectualProperty, at: dt.datetime | None = None) -> bool:
    """Take an entry off its list. Returns whether it was there; twice is as good as once.

    Raises:
        FilingRefused: the filing cannot be changed now.
    """
    lock_for_edit(filing, at)
    return delete_record(entry, in_filing=True)
