"""Attaching and removing evidence."""

import datetime as dt

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from declarations.dossier import load
from declarations.evidence import MOST_FILES_PER_ITEM, EvidenceItem, checklist
from declarations.models import Attachment, Filing
from declarations.services.editing import lock_for_edit
from enterprises.downloads import being_kept, delete_after_commit
from enterprises.inspection import UploadRefused, inspect
from enterprises.models import User
from enterprises.uploads import visible


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
    name = uploaded_file.name
    found = inspect(uploaded_file, name, uploaded_file.size, archive=known.archive)
    attachment = Attachment(filing=filing, item=item, uploaded_by=user, uploaded_at=at or timezone.now())
    with being_kept(attachment, name), transaction.atomic():
        locked = lock_for_edit(filing, at)
        here = list(locked.attachments.filter(item=item, removed_at=None))
        same = next((each for each in here if each.sha256 == found.sha256), None)
        if same is not None:
            return same.again(name)
        if len(here) >= MOST_FILES_PER_ITEM:
            raise UploadRefused(
                f"“{known.title}”最多{MOST_FILES_PER_ITEM}个文件，请合并后上传“{visible(name)}”。"
            )
        attachment.keep(uploaded_file, found)
        return attachment


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
    submitted = locked.submitted_at
    if submitted is None or current.uploaded_at > submitted:
        name = current.file.name
        current.delete()
        delete_after_commit([name])
    else:
        current.removed_at = at or timezone.now()
        current.save(update_fields=["removed_at"])
