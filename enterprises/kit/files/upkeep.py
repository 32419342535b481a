"""Files in the storage and the rows that name them, brought back together after a crash."""

import datetime as dt
import logging
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.apps import apps
from django.core.files.storage import default_storage
from django.db import models
from django.db.models.functions import Now

from enterprises.kit.files.noted import NotedFile

logger = logging.getLogger(__name__)

# Between the noting of a name and the commit that clears it lies one request.
GRACE = dt.timedelta(hours=1)


@dataclass
class FileCheck:
    """What one run found: names without a row that were ``removed``, ``noted`` for a later run or ``failed`` to go,
    and names of rows that are ``missing`` in the storage."""

    removed: list[str] = field(default_factory=list)
    noted: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)


def check_files(at: dt.datetime | None = None) -> FileCheck:
    """Remove stored files no row names, and tell which rows name a file that is not there. Safe while uploads run.

    A file without row or note is noted now and removed by a run after ``GRACE``, as what was noted longer ago is.
    Age is measured by the database's clock; ``at`` stands in for its present.

    Storage is listed before notes are read, and notes before rows: a note disappears in the commit that brings the row.
    """
    present = set(_stored_names())
    old_enough = models.ExpressionWrapper(
        models.Value(at) if at else Now(), output_field=models.DateTimeField()
    )
    notes = set(NotedFile.objects.values_list("name", flat=True))
    old = set(
        NotedFile.objects.alias(present=old_enough)
        .filter(noted_at__lt=models.F("present") - GRACE)
        .values_list("name", flat=True)
    )
    named, needed = _named_by_rows()
    result = FileCheck()
    for name in sorted(old):
        _settle(name, name in named, name in present, result)
    result.noted = sorted(present - notes - named)
    NotedFile.objects.bulk_create([NotedFile(name=name) for name in result.noted], ignore_conflicts=True)
    # Deleted or replaced while this ran is not missing.
    gone = needed - present
    result.missing = (
        sorted(name for name in gone & _named_by_rows()[1] if not default_storage.exists(name))
        if gone
        else []
    )
    return result


def _settle(name: str, is_named: bool, is_present: bool, result: FileCheck) -> None:
    if is_present and not is_named:
        try:
            default_storage.delete(name)
        except OSError as error:
            logger.error("Stored file without a row could not be deleted: %s (%s)", name, error)
            result.failed.append(name)
            return
        result.removed.append(name)
    NotedFile.objects.filter(name=name).delete()


def _stored_names(folder: str = "") -> Iterator[str]:
    try:
        folders, files = default_storage.listdir(folder)
    except FileNotFoundError:
        return
    for name in files:
        yield f"{folder}{name}"
    for name in folders:
        yield from _stored_names(f"{folder}{name}/")


def _named_by_rows() -> tuple[set[str], set[str]]:
    """Names any row of any model gives, and those of them that must exist (not a file made at its first download)."""
    named: set[str] = set()
    needed: set[str] = set()
    for model in apps.get_models():
        for each in model._meta.concrete_fields:
            if isinstance(each, models.FileField):
                names = {name for name in model._base_manager.values_list(each.attname, flat=True) if name}
                named |= names
                if each.name not in getattr(model, "MADE_ON_DEMAND", ()):
                    needed |= names
    return named, needed
