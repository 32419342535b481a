"""The list of intellectual property, edited within a filing."""

import datetime as dt
import uuid

from django.db import transaction

from declarations.dossier.editing import lock_for_edit
from declarations.models import Filing
from enterprises.models import IntellectualProperty
from enterprises.services import rights


@transaction.atomic
def save_right(
    filing: Filing, right: IntellectualProperty, token: str, at: dt.datetime | None = None
) -> None:
    """Add ``right`` to the enterprise's list or change it, as ``enterprises.services.rights.save_right`` does.

    Raises:
        AlreadyListed, StaleRow: see there.
        FilingRefused: the filing cannot be changed now.
    """
    right.enterprise = lock_for_edit(filing, at).enterprise
    rights.save_right(right, token, in_filing=True)


@transaction.atomic
def delete_right(filing: Filing, right_id: uuid.UUID, at: dt.datetime | None = None) -> bool:
    """Take a right off the list. Returns whether it was there; twice is as good as once.

    Raises:
        FilingRefused: the filing cannot be changed now.
    """
    return rights.delete_right(lock_for_edit(filing, at).enterprise_id, right_id, in_filing=True)
