"""Evidence an enterprise attached."""

from django.db import models
from django.utils import timezone

from declarations.models.filing import Filing
from enterprises.kit.files.stored import StoredFile


def storage_name(attachment: "Attachment", filename: str) -> str:
    """Where the bytes lie: the name says nothing, the original name is a column."""
    return f"evidence/{timezone.localdate():%Y/%m}/{attachment.id}"


class Attachment(StoredFile):
    """佐证材料: one file, attached at once, private, served through an authorised view only.

    Removing one hides it (``removed_at``): a frozen revision may name it.
    """

    filing = models.ForeignKey(Filing, models.PROTECT, related_name="attachments", verbose_name="申报")
    item = models.CharField("材料项", max_length=30)
    OWNER = "filing__enterprise"

    file = models.FileField("文件", upload_to=storage_name)
    removed_at = models.DateTimeField("移除时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "佐证材料"
        ordering = ["item", "id"]
        constraints = [
            models.UniqueConstraint(
                name="attachment_once_per_item",
                fields=["filing", "item", "sha256"],
                condition=models.Q(removed_at=None),
                violation_error_message="这个文件已经上传过。",
            )
        ]
