"""The assessments enterprises take."""

import uuid_utils.compat as uuid
from django.db import models
from django.db.models import Q
from django.utils import timezone

from assessments.enums import AssessmentState, DigitalLevel
from assessments.models.category import CategoryChoice
from assessments.models.questionnaire import Questionnaire
from assessments.results import AssessmentResult
from enterprises.belonging import of_enterprise
from enterprises.enums import Capability


class AssessmentQuerySet(models.QuerySet):
    def of(self, user) -> "AssessmentQuerySet":
        """What this person may see: the assessments of the enterprise whose legal account it is."""
        return self.filter(enterprise_id=user.enterprise_id) if user.enterprise_id else self.none()

    def with_questionnaire(self) -> "AssessmentQuerySet":
        """With the questionnaire's row, but not its content: every process has read that once (``parsed``)."""
        return self.select_related("questionnaire").defer("questionnaire__content")

    def drafts(self) -> "AssessmentQuerySet":
        return self.filter(state=AssessmentState.DRAFT)

    def submitted(self) -> "AssessmentQuerySet":
        return self.filter(state=AssessmentState.SUBMITTED)

    def most_recent(self) -> "AssessmentQuerySet":
        """The one of each enterprise that counts: the latest submitted (M4.6)."""
        return self.filter(is_latest=True)


class Assessment(models.Model):
    """数字化水平评测: one attempt of an enterprise. It stays with the edition it began with.

    ``answers`` and ``result`` are as `scoring` reads and writes them; ``dimension_points`` repeats the result's points
    by dimension, e.g. {"foundation": "30.5"}, for lists that must not read whole results. ``industry``,
    ``industry_class`` and ``region`` are the enterprise's at the start, and again at the submission.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid7, editable=False)
    enterprise = models.ForeignKey(
        "enterprises.Enterprise", models.PROTECT, related_name="assessments", verbose_name="企业"
    )
    questionnaire = models.ForeignKey(
        Questionnaire, models.PROTECT, related_name="assessments", verbose_name="评测表"
    )
    industry = models.ForeignKey(
        "enterprises.Industry",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="所属行业",
    )
    industry_class = models.CharField("行业小类代码", max_length=4, blank=True)
    region = models.ForeignKey(
        "enterprises.Region", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="注册地"
    )
    choice = models.ForeignKey(
        CategoryChoice, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="类别确认"
    )
    state = models.CharField("状态", max_length=10, choices=AssessmentState, default=AssessmentState.DRAFT)
    answers = models.JSONField("答案", default=dict, blank=True)
    result = models.JSONField("结果", null=True, blank=True)
    level = models.PositiveSmallIntegerField("等级", choices=DigitalLevel, null=True, blank=True)
    total = models.DecimalField("总分", max_digits=7, decimal_places=4, null=True, blank=True)
    dimension_points = models.JSONField("各维度得分", null=True, blank=True)
    is_latest = models.BooleanField("现用结果", default=False)
    code = models.CharField("验证码", max_length=12, unique=True, null=True, blank=True, editable=False)
    started_at = models.DateTimeField("开始时间", default=timezone.now)
    saved_at = models.DateTimeField("保存时间", default=timezone.now)
    submitted_at = models.DateTimeField("提交时间", null=True, blank=True)
    # The order in which the enterprise submitted: neither times nor ids tell, for clocks go back.
    number = models.PositiveIntegerField("提交序号", null=True, blank=True, editable=False)
    enterprise_name = models.CharField("提交时企业名称", max_length=100, blank=True)
    submitted_by = models.ForeignKey(
        "enterprises.User", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="承诺人"
    )

    objects = AssessmentQuerySet.as_manager()
    belongs = of_enterprise(Capability.FILL, Capability.SUBMIT, once=Q(state=AssessmentState.SUBMITTED))

    class Meta:
        verbose_name = verbose_name_plural = "数字化水平评测"
        ordering = ["-started_at", "-id"]
        indexes = [
            models.Index(fields=["enterprise", "-submitted_at"]),
            models.Index(fields=["-submitted_at", "-id"], name="assessment_by_submission"),
            models.Index(
                fields=["questionnaire", "industry", "region"],
                name="assessment_latest_of_industry",
                condition=Q(is_latest=True),
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                name="assessment_one_draft_an_enterprise",
                fields=["enterprise"],
                condition=Q(state=AssessmentState.DRAFT),
                violation_error_message="该企业已有一份未提交的评测。",
            ),
            models.UniqueConstraint(name="assessment_numbered", fields=["enterprise", "number"]),
            models.UniqueConstraint(
                name="assessment_one_latest_an_enterprise",
                fields=["enterprise"],
                condition=Q(is_latest=True),
                violation_error_message="该企业已有现用的评测结果。",
            ),
            models.CheckConstraint(
                name="assessment_submitted_has_result",
                condition=Q(
                    state=AssessmentState.SUBMITTED,
                    submitted_at__isnull=False,
                    result__isnull=False,
                    level__isnull=False,
                    total__isnull=False,
                    dimension_points__isnull=False,
                    code__isnull=False,
                    number__isnull=False,
                )
                | Q(
                    state=AssessmentState.DRAFT,
                    submitted_at=None,
                    result__isnull=True,
                    level=None,
                    total=None,
                    dimension_points__isnull=True,
                    code=None,
                    number=None,
                    is_latest=False,
                ),
                violation_error_message="已提交的评测须有提交时间、序号、总分、等级、结果和验证码；未提交的都没有。",
            ),
            models.CheckConstraint(
                name="assessment_total_in_range",
                condition=Q(total=None) | Q(total__gte=0, total__lte=100),
                violation_error_message="总分应在0到100之间。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enterprise} {timezone.localdate(self.started_at)} {self.get_state_display()}"

    def save(self, *args, **kwargs) -> None:
        """What is submitted gets the next number of its enterprise, whose row is locked by who submits."""
        if self.state == AssessmentState.SUBMITTED and self.number is None:
            earlier = Assessment.objects.filter(enterprise=self.enterprise_id)
            self.number = (earlier.aggregate(last=models.Max("number"))["last"] or 0) + 1
        super().save(*args, **kwargs)

    @property
    def is_draft(self) -> bool:
        return self.state == AssessmentState.DRAFT

    @property
    def parsed_result(self) -> AssessmentResult | None:
        return AssessmentResult.from_dict(self.result) if self.result else None

    @property
    def level_label(self) -> str:
        """`二级（规范级）` as the questionnaire names it; empty while not submitted."""
        return "" if self.level is None else self.questionnaire.parsed.level_label(self.level)
