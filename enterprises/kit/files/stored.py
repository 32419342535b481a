"""What is kept of an uploaded file, whatever it is evidence of."""

import uuid_utils.compat as uuid
from django.core.files.uploadedfile import UploadedFile
from django.db import models
from django.utils import timezone

from enterprises.kit.files.inspection import Inspected, UploadRefused
from enterprises.kit.files.noted import NotedFile
from enterprises.kit.files.uploads import visible


class StoredFile(models.Model):
    """One file, private, served through an authorised view only. A model of its own brings ``file`` and whose it is."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid7, editable=False)
    name = models.CharField("文件名", max_length=150)
    content_type = models.CharField("类型", max_length=60)
    size = models.PositiveBigIntegerField("大小", help_text="字节")
    sha256 = models.CharField("校验值", max_length=64)
    uploaded_by = models.ForeignKey(
        "enterprises.User", models.PROTECT, related_name="+", verbose_name="上传人"
    )
    uploaded_at = models.DateTimeField("上传时间", default=timezone.now)

    # Of a model of its own; the name its bytes were noted by while they are kept (``downloads.being_kept``).
    file: models.FileField
    noted_name: str

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    def again(self, name: str) -> "StoredFile":
        """This very file was sent again as ``name``.

        Raises:
            UploadRefused: under another name, which nobody would find.
        """
        if self.name == name:
            return self
        raise UploadRefused(f"“{visible(name)}”与已上传的“{visible(self.name)}”内容相同，没有重复保存。")

    def keep(self, uploaded_file: UploadedFile, found: Inspected) -> None:
        """Store a file that was found good, and this row, within ``downloads.being_kept``."""
        self.name = found.name
        self.content_type, self.size, self.sha256 = found.content_type, found.size, found.sha256
        self.file.save(self.name, uploaded_file, save=False)
        self.save()
        NotedFile.objects.filter(name=self.noted_name).delete()
