"""Storing what a section says. Right when done twice, and told when two tabs meet."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from declarations.dossier.editing import lock_for_edit
from declarations.models import Filing, FilingSection
from enterprises.enums import RecordKind
from enterprises.kit.forms.concurrency import StaleVersion
from enterprises.services.products import save_product
from enterprises.services.profile import save_figures
from enterprises.services.records import NotEmpty, declare_none, take_back_none


class StaleSection(Exception):
    """Somebody saved other content meanwhile."""


@transaction.atomic
def save_section(
    filing: Filing, key: str, data: dict, version: int = 0, at: dt.datetime | None = None
) -> FilingSection:
    """Store ``data`` as the content of a section. ``version`` is that of the content it was made from, 0 for none.

    Saving the same content again does nothing, whatever the version.

    Raises:
        StaleSection: somebody else saved other content meanwhile.
        FilingRefused: the filing cannot be changed now.
    """
    locked = lock_for_edit(filing, at)
    section = FilingSection.objects.filter(filing=locked, key=key).first()
    if section is not None and section.data == data:
        return section
    if version != (section.version if section else 0):
        raise StaleSection
    if section is None:
        section = FilingSection(filing=locked, key=key, version=0)
    section.data = data
    section.version += 1
    section.save()
    return section


@transaction.atomic
def save_product_answers(
    filing: Filing, changes: Mapping[str, Any], version: int, at: dt.datetime | None = None
) -> None:
    """Store columns of the enterprise's 主导产品; ``version`` is that of the row they were made from, 0 for none.

    Raises:
        StaleSection: somebody else saved other answers meanwhile.
        FilingRefused: the filing cannot be changed now.
    """
    locked = lock_for_edit(filing, at)
    try:
        save_product(locked.enterprise_id, dict(changes), version=version, in_filing=True)
    except StaleVersion as stale:
        raise StaleSection from stale


@transaction.atomic
def save_filed_figures(
    filing: Filing,
    changes: Mapping[int, dict[str, Any]],
    versions: Mapping[int, int],
    at: dt.datetime | None = None,
) -> None:
    """Store the figures of some years (year → field → value) in the enterprise's 年度经营数据.

    ``versions`` are those of the rows they were made from, 0 for a year without one.

    Raises:
        StaleSection: somebody else saved other figures meanwhile. No year is stored then.
        FilingRefused: the filing cannot be changed now.
    """
    locked = lock_for_edit(filing, at)
    try:
        for year, values in changes.items():
            save_figures(locked.enterprise_id, year, values, version=versions.get(year, 0), in_filing=True)
    except StaleVersion as stale:
        raise StaleSection from stale


@transaction.atomic
def save_none(filing: Filing, kind: RecordKind, *, none: bool, at: dt.datetime | None = None) -> None:
    """Note that the enterprise has none of ``kind``, or that this is open again.

    Where there are entries after all there is nothing to note: the page shows them.

    Raises:
        FilingRefused: the filing cannot be changed now.
    """
    enterprise = lock_for_edit(filing, at).enterprise_id
    if not none:
        take_back_none(enterprise, kind, in_filing=True)
        return
    try:
        declare_none(enterprise, kind, in_filing=True)
    except NotEmpty:
        return
