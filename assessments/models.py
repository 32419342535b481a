"""Published questionnaires and the assessments enterprises took with them."""

import uuid_utils.compat as uuid
from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils import timezone

from assessments import questionnaire_files, questionnaires
from assessments.enums import AssessmentState, Category, DigitalLevel
from assessments.results import AssessmentResult

_FROZEN_FIELDS = ("edition", "category", "title", "content", "digest")
# The content behind a digest never changes, so reading it once per process is enough.
_parsed: dict[str, questionnaires.Questionnaire] = {}


class Questionnaire(models.Model):
    """评测表: one edition for one category, in force from a date until a later one replaces it.

    What was answered must stay what was asked: once an assessment refers to it, its content cannot change.
    """

    edition = models.CharField("版本", max_length=20)
    category = models.CharField("适用行业类别", max_length=20, choices=Category)
    title = models.CharField("名称", max_length=100)
    content = models.JSONField("内容", encoder=DjangoJSONEncoder)
    digest = models.CharField("内容摘要", max_length=64, unique=True, editable=False)
    published_from = models.DateField("启用日期")

    class Meta:
        verbose_name = verbose_name_plural = "评测表"
        ordering = ["category", "-published_from", "-id"]
        indexes = [models.Index(fields=["category", "-published_from", "-id"])]

    def __str__(self) -> str:
        return self.title

    def save(self, *args, **kwargs) -> None:
        """Raises ValidationError when the content of a questionnaire in use would change."""
        if self.pk and self.assessments.exists():
            stored = Questionnaire.objects.values(*_FROZEN_FIELDS).get(pk=self.pk)
            if any(stored[name] != getattr(self, name) for name in _FROZEN_FIELDS):
                raise ValidationError("已有企业使用该评测表，内容不能再修改；请发布新的版本。")
        super().save(*args, **kwargs)

    @property
    def parsed(self) -> questionnaires.Questionnaire:
        """The content as an object to show and score with."""
        if self.digest not in _parsed:
            _parsed[self.digest] = questionnaire_files.parse(self.content)
        return _parsed[self.digest]


class AssessmentQuerySet(models.QuerySet):
    def of(self, user) -> "AssessmentQuerySet":
        """What this person may see: the assessments of the enterprise whose legal account it is."""
        return self.filter(enterprise_id=user.enterprise_id) if user.enterprise_id else self.none()

    def submitted(self) -> "AssessmentQuerySet":
        return self.filter(state=AssessmentState.SUBMITTED)


class Assessment(models.Model):
    """数字化水平评测: one attempt of an enterprise. It stays with the edition it began with.

    ``answers`` and ``result`` are as `scoring` reads and writes them.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid7, editable=False)
    enterprise = models.ForeignKey(
        "enterprises.Enterprise", models.PROTECT, related_name="assessments", verbose_name="企业"
    )
    questionnaire = models.ForeignKey(
        Questionnaire, models.PROTECT, related_name="assessments", verbose_name="评测表"
    )
    state = models.CharField("状态", max_length=10, choices=AssessmentState, default=AssessmentState.DRAFT)
    answers = models.JSONField("答案", default=dict, blank=True)
    result = models.JSONField("结果", null=True, blank=True)
    level = models.PositiveSmallIntegerField("等级", choices=DigitalLevel, null=True, blank=True)
    total = models.DecimalField("总分", max_digits=7, decimal_places=4, null=True, blank=True)
    started_at = models.DateTimeField("开始时间", default=timezone.now)
    saved_at = models.DateTimeField("保存时间", default=timezone.now)
    submitted_at = models.DateTimeField("提交时间", null=True, blank=True)

    objects = AssessmentQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "数字化水平评测"
        ordering = ["-started_at", "-id"]
        indexes = [models.Index(fields=["enterprise", "-submitted_at"])]
        constraints = [
            models.UniqueConstraint(
                name="assessment_one_draft_an_enterprise",
                fields=["enterprise"],
                condition=Q(state=AssessmentState.DRAFT),
                violation_error_message="该企业已有一份未提交的评测。",
            ),
            models.CheckConstraint(
                name="assessment_submitted_has_result",
                condition=Q(
                    state=AssessmentState.SUBMITTED,
                    submitted_at__isnull=False,
                    result__isnull=False,
                    level__isnull=False,
                    total__isnull=False,
                )
                | Q(
                    state=AssessmentState.DRAFT,
                    submitted_at=None,
                    result__isnull=True,
                    level=None,
                    total=None,
                ),
                violation_error_message="已提交的评测须有提交时间、总分、等级和结果；未提交的都没有。",
            ),
            models.CheckConstraint(
                name="assessment_total_in_range",
                condition=Q(total=None) | Q(total__gte=0, total__lte=100),
                violation_error_message="总分应在0到100之间。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enterprise} {timezone.localdate(self.started_at)} {self.get_state_display()}"

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
