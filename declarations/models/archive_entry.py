"""What is in an archive of evidence."""

from django.db import models

from declarations.models.attachment import Attachment


class ArchiveEntry(models.Model):
    """One file in the package of everything, and the item of the checklist it is evidence for (``""``: none).

    Frozen with the revision: blocks name the entries beside their items.
    """

    attachment = models.ForeignKey(Attachment, models.CASCADE, related_name="entries", verbose_name="压缩包")
    position = models.PositiveSmallIntegerField("序号")
    path = models.CharField("路径", max_length=1000)
    size = models.PositiveBigIntegerField("大小", help_text="字节")
    item = models.CharField("材料项", max_length=30, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "压缩包内的文件"
        ordering = ["attachment", "position"]
        constraints = [models.UniqueConstraint(fields=["attachment", "position"], name="archive_entry_once")]

    def __str__(self) -> str:
        return self.path
