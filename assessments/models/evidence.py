"""Evidence an enterprise may put beside an answer."""

import uuid_utils.compat as uuid
from django.db import models
from django.utils import timezone

from assessments.models.assessment import Assessment


def storage_name(evidence: "Evidence", filename: str) -> str:
    """Where the bytes lie: the name says nothing, the original name is a column."""
    return f"assessments/{timezone.localdate():%Y/%m}/{evidence.id}"


class Evidence(models.Model):
    """佐证材料 of one question: private, optional, as final as the assessment once that is submitted."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid7, editable=False)
    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="evidence", verbose_name="评测")
    question = models.CharField("题目", max_length=20)
    file = models.FileField("文件", upload_to=storage_name)
    name = models.CharField("文件名", max_length=150)
    content_type = models.CharField("类型", max_length=60)
    size = models.PositiveBigIntegerField("大小", help_text="字节")
    sha256 = models.CharField("校验值", max_length=64)
    uploaded_by = models.ForeignKey(
        "enterprises.User", models.PROTECT, related_name="+", verbose_name="上传人"
    )
    uploaded_at = models.DateTimeField("上传时间", default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = "评测佐证材料"
        ordering = ["question", "id"]
        constraints = [
            models.UniqueConstraint(
                name="evidence_once_a_question",
                fields=["assessment", "question", "sha256"],
                violation_error_message="这个文件已经上传过。",
            )
        ]

    def __str__(self) -> str:
        return self.name
