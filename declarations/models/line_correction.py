"""What reviewers corrected in the evaluation of a revision. Rows are written once and never changed."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from declarations.models.history import Revision
from declarations.models.points import PointsField
from declarations.standards.corrections import Correction
from declarations.standards.result import Verdict


class LineCorrection(models.Model):
    """A reviewer's value for one line (points) or one condition (verdict), beside the value that was filed.

    A condition always has a ``filed_verdict``, a line never; the points of a line that could not be computed are
    null. A row without a new value takes the earlier corrections of its line back. Of several rows for one code
    the newest holds.
    """

    revision = models.ForeignKey(
        Revision, models.PROTECT, related_name="line_corrections", verbose_name="提交版本"
    )
    code = models.CharField("指标", max_length=20)
    filed_points = PointsField("自评得分", null=True)
    points = PointsField("审核得分", null=True)
    filed_verdict = models.CharField("自评结论", max_length=8, blank=True)
    verdict = models.CharField("审核结论", max_length=8, blank=True)
    reason = models.TextField("理由")
    authority = models.ForeignKey(
        "enterprises.Authority", models.PROTECT, related_name="+", verbose_name="更正部门"
    )
    actor = models.ForeignKey("enterprises.User", models.PROTECT, related_name="+", verbose_name="更正人")
    created_at = models.DateTimeField("更正时间", default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = "得分更正"
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                name="correction_of_line_or_condition",
                condition=Q(filed_verdict="", verdict="")
                | Q(
                    filed_verdict__in=[Verdict.MET.value, Verdict.NOT_MET.value, Verdict.UNKNOWN.value],
                    verdict__in=["", Verdict.MET.value, Verdict.NOT_MET.value],
                    filed_points=None,
                    points=None,
                ),
            ),
            models.CheckConstraint(
                name="correction_points_not_negative",
                condition=Q(filed_points__gte=0, points__gte=0),
            ),
            models.CheckConstraint(
                name="correction_has_reason",
                condition=~Q(reason=""),
                violation_error_message="更正必须写明理由。",
            ),
        ]

    def __str__(self) -> str:
        return f"第{self.code}项更正"

    @property
    def takes_back(self) -> bool:
        """Whether this row restores what was filed."""
        return self.points is None and not self.verdict

    @property
    def plain(self) -> Correction:
        """The row as the pure standards read it. Reads ``actor``."""
        return Correction(
            code=self.code,
            points=self.points,
            verdict=Verdict(self.verdict) if self.verdict else None,
            reason=self.reason,
            by=str(self.actor),
            at=self.created_at,
        )
