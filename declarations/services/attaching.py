"""Attaching and removing evidence."""

import datetime as dt
from collections.abc import Mapping

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from declarations.dossier.checklist import PACKAGE, EvidenceItem, checklist, item_by_name
from declarations.dossier.editing import lock_for_edit
from declarations.dossier.loading import load
from declarations.models import ArchiveEntry, Attachment, Filing
from enterprises.kit.files.archives import Packed, entries_of
from enterprises.kit.files.downloads import being_kept, delete_after_commit
from enterprises.kit.files.inspection import UploadRefused, judged
from enterprises.kit.files.uploads import megabytes, visible
from enterprises.models import User


def attach(
    filing: Filing, item: str, uploaded_file: UploadedFile, user: User, at: dt.datetime | None = None
) -> Attachment:
    """Check a file and keep it as evidence for ``item`` of the checklist.

    The same file sent again for the same item is the attachment there already is.

    Raises:
        UploadRefused: with every fault, each naming the file.
        FilingRefused: the filing cannot be changed now.
    """
    known = _item(filing, item)
    found = judged(uploaded_file, uploaded_file.name, uploaded_file.size, known.accepted)
    if found.size > known.most_bytes:
        raise UploadRefused(
            f"“{visible(found.name)}”超过“{known.title}”的上限{megabytes(known.most_bytes)}，请压缩或分开后上传。"
        )
    packed = entries_of(uploaded_file) if item == PACKAGE else []
    attachment = Attachment(filing=filing, item=item, uploaded_by=user, uploaded_at=at or timezone.now())
    with being_kept(attachment, found.name), transaction.atomic():
        locked = lock_for_edit(filing, at)
        here = list(locked.attachments.filter(item=item, removed_at=None))
        same = next((each for each in here if each.sha256 == found.sha256), None)
        if same is not None:
            return same.again(found.name)
        if len(here) >= known.most:
            raise UploadRefused(
                f"“{known.title}”最多{known.most}个文件，请合并后上传“{visible(found.name)}”。"
            )
        attachment.keep(uploaded_file, found)
        _note_entries(attachment, packed)
        return attachment


def _note_entries(package: Attachment, packed: list[Packed]) -> None:
    """Note what is in a package, each beside the item its name says."""
    items = checklist(load(package.filing))
    ArchiveEntry.objects.bulk_create(
        ArchiveEntry(
            attachment=package,
            position=number,
            path=each.path[:1000],
            size=each.size,
            item=item_by_name(each.path, items),
        )
        for number, each in enumerate(packed, start=1)
    )


@transaction.atomic
def assign(filing: Filing, choices: Mapping[int, str], at: dt.datetime | None = None) -> int:
    """Say which item each entry of the filing's packages is evidence for (entry's key → item; ``""``: none).

    Returns how many were changed. Unknown entries and items are passed over.

    Raises:
        FilingRefused: the filing cannot be changed now.
    """
    locked = lock_for_edit(filing, at)
    allowed = {"", *(item.key for item in checklist(load(locked)) if item.key != PACKAGE)}
    entries = ArchiveEntry.objects.filter(
        attachment__filing=locked, attachment__removed_at=None, pk__in=choices
    )
    changed = [each for each in entries if choices[each.pk] in allowed and choices[each.pk] != each.item]
    for entry in changed:
        entry.item = choices[entry.pk]
    ArchiveEntry.objects.bulk_update(changed, ["item"])
    return len(changed)


def _item(filing: Filing, key: str) -> EvidenceItem:
    item = next((each for each in checklist(load(filing)) if each.key == key), None)
    if item is None:
        raise UploadRefused("没有这一项材料，请刷新页面后重新上传。")
    return item


@transaction.atomic
def remove(filing: Filing, attachment: Attachment, at: dt.datetime | None = None) -> None:
    """Take a file off the list. It is kept where a submitted revision names it. Twice is as good as once.

    Raises:
        FilingRefused: the filing cannot be changed now.
    """
    locked = lock_for_edit(filing, at)
    current = locked.attachments.filter(pk=attachment.pk, removed_at=None).first()
    if current is None:
        return
    if current.revisions.exists():
        current.removed_at = at or timezone.now()
        current.save(update_fields=["removed_at"])
        return
    name = current.file.name
    current.delete()
    delete_after_commit([name])
