"""Carrying over into a new draft what still fits of an earlier filing that came to nothing."""

import datetime as dt
import logging
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from declarations.dossier.checklist import EvidenceItem, checklist
from declarations.dossier.editing import lock_for_edit
from declarations.dossier.loading import load
from declarations.enums import FilingState
from declarations.models import ArchiveEntry, Attachment, Filing, FilingSection, Window
from declarations.sections import sections_for
from enterprises.kit.files.downloads import being_kept
from enterprises.kit.files.inspection import Inspected
from enterprises.models import Enterprise, User

logger = logging.getLogger(__name__)

_CAME_TO_NOTHING = (FilingState.WITHDRAWN, FilingState.LAPSED, FilingState.REJECTED)


@dataclass
class Taken:
    """What was carried over and what was not, in words for the page."""

    kept: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)


def source_for(enterprise: Enterprise, window: Window) -> Filing | None:
    """The newest filing of the same title and business, in this window or one of an earlier year, that was withdrawn,
    lapsed or rejected and in which something had been filled in. One query.
    """
    filled = Exists(FilingSection.objects.filter(filing=OuterRef("pk"))) | Exists(
        Attachment.objects.filter(filing=OuterRef("pk"), removed_at=None)
    )
    return (
        Filing.objects.filter(
            filled,
            enterprise=enterprise,
            tier=window.tier,
            kind=window.kind,
            window__year__lte=window.year,
            state__in=_CAME_TO_NOTHING,
        )
        .select_related("window", "enterprise")
        .order_by("-number")
        .first()
    )


def take_over(filing: Filing, source: Filing, user: User, at: dt.datetime | None = None) -> Taken:
    """Copy sections and evidence of ``source`` that fit ``filing``. What ``filing`` has stays; twice is as good as once.

    Files are copied, bytes and row, so that either filing may delete its own. Each is copied in a transaction of its own:
    nobody else waits for a package of 100 MB.

    Raises:
        FilingRefused: the filing cannot be changed now.
    """
    taken = Taken(kept=_take_sections(filing, source, at))
    dossier, before = load(filing), load(source)
    items = {item.key: item for item in checklist(dossier)}
    fitting = {key for key, item in items.items() if _fits(item, filing, source)}
    titles = {item.key: item.title for item in [*checklist(before), *items.values()]}
    copied = 0
    for file in before.attachments:
        if file.item not in fitting or not _is_taken(file, items[file.item]):
            taken.left.append(f"{titles.get(file.item, file.item)}“{file.name}”")
            continue
        entries = [each for each in before.packed if each.attachment_id == file.pk]
        if not _copy(file, entries, filing, fitting, user, at):
            taken.left.append(f"{titles[file.item]}“{file.name}”（原文件读不出来）")
            continue
        copied += 1
        taken.left += [
            f"压缩包内的“{each.path}”（不再归入“{titles.get(each.item, each.item)}”）"
            for each in entries
            if each.item and each.item not in fitting
        ]
    if copied:
        taken.kept.append(f"佐证材料{copied}个文件")
    return taken


@transaction.atomic
def _take_sections(filing: Filing, source: Filing, at: dt.datetime | None) -> list[str]:
    locked = lock_for_edit(filing, at)
    there = set(locked.sections.values_list("key", flat=True))
    stored = {each.key: each for each in source.sections.all()}
    wanted = [
        section
        for section in sections_for(filing.tier, filing.kind)
        if section.key in stored and section.key not in there
    ]
    FilingSection.objects.bulk_create(
        FilingSection(filing=locked, key=section.key, data=stored[section.key].data) for section in wanted
    )
    return [section.title for section in wanted]


def _fits(item: EvidenceItem, filing: Filing, source: Filing) -> bool:
    """Whether what was given for ``item`` in ``source`` proves the same in ``filing``."""
    same_year = filing.window.year == source.window.year
    return not item.made_anew and (same_year or not item.of_year)


def _is_taken(file: Attachment, item: EvidenceItem) -> bool:
    """Whether the list of the new filing takes such a file: another edition may ask for other kinds, or smaller ones."""
    return file.content_type in item.accepted and file.size <= item.most_bytes


def _copy(
    file: Attachment,
    entries: list[ArchiveEntry],
    filing: Filing,
    fitting: set[str],
    user: User,
    at: dt.datetime | None,
) -> bool:
    """Copy one file with its entries. Returns whether its bytes could be read; a copy there already is stays."""
    found = Inspected(name=file.name, content_type=file.content_type, size=file.size, sha256=file.sha256)
    copy = Attachment(filing=filing, item=file.item, uploaded_by=user, uploaded_at=at or timezone.now())
    try:
        original = file.file.open("rb")
    except FileNotFoundError:
        logger.error("Evidence %s has no bytes: not carried over", file.pk)
        return False
    with original, being_kept(copy, file.name), transaction.atomic():
        locked = lock_for_edit(filing, at)
        if locked.attachments.filter(item=file.item, sha256=file.sha256, removed_at=None).exists():
            return True
        copy.keep(original, found)
        ArchiveEntry.objects.bulk_create(
            ArchiveEntry(
                attachment=copy,
                position=each.position,
                path=each.path,
                size=each.size,
                item=each.item if each.item in fitting else "",
            )
            for each in entries
        )
    return True
