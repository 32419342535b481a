"""批次: approved filings that are publicised and certified together, and what was put right afterwards."""

import uuid_utils.compat as uuid
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from declarations.enums import DECIDED_IN_BATCH, BatchState, FilingKind
from enterprises.belonging import of_office
from enterprises.enums import Capability, Tier


class Batch(models.Model):
    """A batch of one tier and business, decided by one authority: 公示 with its dates and objection channel, then 认定."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid7, editable=False)
    name = models.CharField("批次名称", max_length=100)
    kind = models.CharField("业务", max_length=12, choices=FilingKind, default=FilingKind.DECLARATION)
    tier = models.CharField("称号", max_length=15, choices=Tier)
    authority = models.ForeignKey(
        "enterprises.Authority", models.PROTECT, related_name="batches", verbose_name="组批部门"
    )
    state = models.CharField(
        "状态", max_length=10, choices=BatchState, default=BatchState.OPEN, editable=False
    )
    publicity_starts_at = models.DateTimeField("公示开始", null=True, blank=True)
    publicity_ends_at = models.DateTimeField(
        "公示结束", null=True, blank=True, help_text="到此刻为止（不含）。"
    )
    objection_channel = models.TextField(
        "异议受理方式", blank=True, help_text="部门、电话、邮箱、地址；以实名受理。"
    )
    publicity_notice = models.OneToOneField(
        "notices.Notice",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
        verbose_name="公示",
    )
    document_number = models.CharField("文号", max_length=60, blank=True)
    certified_on = models.DateField("认定日期", null=True, blank=True)
    valid_from = models.DateField("有效期起", null=True, blank=True)
    valid_until = models.DateField("有效期止", null=True, blank=True)
    announcement = models.OneToOneField(
        "notices.Notice",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
        verbose_name="公告",
    )
    # Two of before the numbers were unique.
    repeats_number = models.BooleanField(default=False, editable=False)
    created_at = models.DateTimeField("创建于", default=timezone.now)

    belongs = of_office(Capability.CERTIFY)

    class Meta:
        verbose_name = verbose_name_plural = "批次"
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(
                name="batch_of_what_is_certified",
                condition=Q(kind__in=DECIDED_IN_BATCH),
            ),
            models.CheckConstraint(
                name="batch_publicity_is_complete",
                condition=Q(state=BatchState.OPEN)
                | (
                    Q(publicity_starts_at__isnull=False, publicity_ends_at__gt=F("publicity_starts_at"))
                    & ~Q(objection_channel="")
                    & Q(publicity_notice__isnull=False)
                ),
            ),
            models.CheckConstraint(
                name="batch_certification_is_complete",
                condition=~Q(state=BatchState.CERTIFIED)
                | (
                    ~Q(document_number="")
                    & Q(certified_on__isnull=False, valid_from__isnull=False, valid_until__gt=F("valid_from"))
                    & Q(announcement__isnull=False)
                ),
            ),
            models.UniqueConstraint(
                name="batch_document_number_once",
                fields=["authority", "document_number"],
                condition=Q(state=BatchState.CERTIFIED, repeats_number=False),
                violation_error_message="本单位的另一批次已使用这个文号。",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class BatchChange(models.Model):
    """What was changed of a batch or taken back: old and new in words, who, when, why. Rows are only added."""

    class What(models.TextChoices):
        NAME = "name", "批次名称"
        PUBLICITY_END = "publicity_ends_at", "公示结束"
        DOCUMENT_NUMBER = "document_number", "文号"
        CERTIFIED_ON = "certified_on", "认定日期"
        VALID_FROM = "valid_from", "有效期起"
        VALID_UNTIL = "valid_until", "有效期止"
        PUBLICITY = "publicity", "撤回公示"
        CERTIFICATION = "certification", "撤回认定公告"
        # Of one enterprise; so may be the dates.
        ENTERPRISE_NAME = "enterprise_name", "企业名称"
        TITLE = "title", "撤回认定"

    # A name nobody has read yet needs no reason to change.
    batch = models.ForeignKey(Batch, models.CASCADE, related_name="changes", verbose_name="批次")
    what = models.CharField("项目", max_length=20, choices=What)
    old = models.CharField("原来", max_length=100)
    new = models.CharField("现在", max_length=100, blank=True)
    reason = models.CharField("原因", max_length=300, blank=True)
    # Null when it is about the whole batch.
    filing = models.ForeignKey(
        "declarations.Filing", models.PROTECT, null=True, related_name="+", verbose_name="申报"
    )
    notice = models.ForeignKey(
        "notices.Notice", models.PROTECT, null=True, related_name="+", verbose_name="公告"
    )
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="办理人"
    )
    at = models.DateTimeField("时间", default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = "批次的变更"
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                name="batch_change_has_reason",
                condition=Q(what="name") | ~Q(reason=""),
                violation_error_message="变更须写明原因。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_what_display()}：{self.old} → {self.new}"
