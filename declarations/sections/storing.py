"""Storing what a section says. Right when done twice, and told when two tabs meet."""

import datetime as dt
from typing import Any

from django.db import transaction

from declarations.dossier.editing import lock_for_edit
from declarations.models import Filing, FilingSection
from enterprises.kit.forms.concurrency import StaleVersion
from enterprises.services.profile import save_figures


class StaleSection(Exception):
    """Somebody saved other content meanwhile."""


@transaction.atomic
def save_section(
    filing: Filing, key: str, data: dict, version: str, at: dt.datetime | None = None
) -> FilingSection:
    """Store ``data`` as the content of a section. ``version`` is that of the content the page had shown.

    Saving the same content again does nothing, whatever the version.

    Raises:
        StaleSection: another page saved other content meanwhile.
        FilingRefused: the filing cannot be changed now.
    """
    locked = lock_for_edit(filing, at)
    section = FilingSection.objects.filter(filing=locked, key=key).first()
    if section is not None and section.data == data:
        return section
    if version != str(section.version if section else 0):
        raise StaleSection
    if section is None:
        section = FilingSection(filing=locked, key=key, version=0)
    section.data = data
    section.version += 1
    section.save()
    return section


@transaction.atomic
def save_filed_figures(
    filing: Filing,
    changes: dict[int, dict[str, Any]],
    versions: dict[int, int],
    at: dt.datetime | None = None,
) -> None:
    """Store the figures of some years (year → field → value) in the enterprise's 年度经营数据.

    ``versions`` are those of the rows the page had shown, 0 for a year without one.

    Raises:
        StaleSection: another page saved other figures meanwhile. No year is stored then.
        FilingRefused: the filing cannot be changed now.
    """
    locked = lock_for_edit(filing, at)
    try:
        for year, values in changes.items():
            save_figures(locked.enterprise_id, year, values, version=versions.get(year, 0), in_filing=True)
    except StaleVersion as stale:
        raise StaleSection from stale
