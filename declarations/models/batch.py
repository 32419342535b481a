"""批次: approved filings that are publicised and certified together."""

import uuid_utils.compat as uuid
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from declarations.enums import BatchState
from enterprises.enums import Tier


class Batch(models.Model):
    """A batch of one tier, decided by one authority: 公示 with its dates and objection channel, then 认定."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid7, editable=False)
    name = models.CharField("批次名称", max_length=100)
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
    created_at = models.DateTimeField("创建于", default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = "批次"
        ordering = ["-created_at", "-id"]
        constraints = [
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
        ]

    def __str__(self) -> str:
        return self.name
