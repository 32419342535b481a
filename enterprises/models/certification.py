"""Titles granted to enterprises."""

import datetime as dt
import secrets

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from enterprises.belonging import of_enterprise
from enterprises.enums import VOID_TITLES, CertificationState, Tier
from enterprises.models.enterprise import Enterprise

_ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"


def verification_code() -> str:
    """Twelve letters and digits nobody mistakes for one another, about 59 bits."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(12))


class Certification(models.Model):
    """认定: a title with its document number and validity. Both dates are typed in when it is announced."""

    enterprise = models.ForeignKey(
        Enterprise, models.PROTECT, related_name="certifications", verbose_name="企业"
    )
    tier = models.CharField("称号", max_length=15, choices=Tier)
    authority = models.ForeignKey(
        "enterprises.Authority", models.PROTECT, related_name="+", verbose_name="认定部门"
    )
    filing = models.ForeignKey(
        "declarations.Filing", models.PROTECT, null=True, related_name="certifications", verbose_name="申报"
    )
    enterprise_name = models.CharField("认定时企业名称", max_length=100)
    document_number = models.CharField("文号", max_length=60)
    certified_on = models.DateField("认定日期")
    valid_from = models.DateField("有效期起")
    valid_until = models.DateField("有效期止", help_text="当日仍有效。")
    state = models.CharField(
        "状态", max_length=10, choices=CertificationState, default=CertificationState.VALID
    )
    code = models.CharField("验证码", max_length=12, unique=True, default=verification_code, editable=False)

    belongs = of_enterprise()

    class Meta:
        verbose_name = verbose_name_plural = "企业认定"
        ordering = ["-certified_on", "-id"]
        constraints = [
            models.CheckConstraint(
                name="certification_dates_in_order",
                condition=Q(valid_from__lte=F("valid_until")),
                violation_error_message="有效期止不能早于有效期起。",
            ),
            models.UniqueConstraint(
                name="certification_once_per_document",
                fields=["enterprise", "tier", "document_number"],
                condition=~Q(state=CertificationState.WITHDRAWN),
                violation_error_message="该企业在同一文号下已有同一称号的认定。",
            ),
            models.UniqueConstraint(
                name="certification_once_per_filing",
                fields=["filing"],
                condition=~Q(state=CertificationState.WITHDRAWN),
                violation_error_message="这份申报已经认定。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enterprise_name} {self.get_tier_display()}"

    def status(self, today: dt.date | None = None) -> tuple[str, str]:
        """Words and tone for the page: 有效 · 复核中 · 已到期 · 已取消 · 已撤回."""
        today = today or timezone.localdate()
        if self.state in VOID_TITLES:
            return self.get_state_display(), "danger"
        if self.valid_until < today:
            return "已到期", "neutral"
        if self.state == CertificationState.RENEWING:
            return "复核中", "progress"
        return "有效", "success"
