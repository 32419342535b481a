"""Evidence an enterprise may put beside an answer."""

from django.db import models
from django.utils import timezone

from assessments.models.assessment import Assessment
from enterprises.kit.files.stored import StoredFile


def storage_name(evidence: "Evidence", filename: str) -> str:
    """Where the bytes lie: the name says nothing, the original name is a column."""
    return f"assessments/{timezone.localdate():%Y/%m}/{evidence.id}"


class Evidence(StoredFile):
    """佐证材料 of one question: private, optional, as final as the assessment once that is submitted."""

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="evidence", verbose_name="评测")
    question = models.CharField("题目", max_length=20)
    OWNER = "assessment__enterprise"

    file = models.FileField("文件", upload_to=storage_name)

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
