"""Evidence an enterprise attached."""

import uuid_utils.compat as uuid
from django.db import models
from django.utils import timezone

from declarations.models.filing import Filing


def storage_name(attachment: "Attachment", filename: str) -> str:
    """Where the bytes lie: the name says nothing, the original name is a column."""
    return f"evidence/{timezone.localdate():%Y/%m}/{attachment.id}"


class Attachment(models.Model):
    """佐证材料: one file, attached at once, private, served through an authorised view only.

    Removing one hides it (``removed_at``): a frozen revision may name it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid7, editable=False)
    filing = models.ForeignKey(Filing, models.PROTECT, related_name="attachments", verbose_name="申报")
    item = models.CharField("材料项", max_length=30)
    file = models.FileField("文件", upload_to=storage_name)
    name = models.CharField("文件名", max_length=150)
    content_type = models.CharField("类型", max_length=60)
    size = models.PositiveBigIntegerField("大小", help_text="字节")
    sha256 = models.CharField("校验值", max_length=64)
    uploaded_by = models.ForeignKey(
        "enterprises.User", models.PROTECT, related_name="+", verbose_name="上传人"
    )
    uploaded_at = models.DateTimeField("上传时间", default=timezone.now)
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

    def __str__(self) -> str:
        return self.name
