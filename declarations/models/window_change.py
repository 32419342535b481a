"""What became of a window after enterprises could rely on it: prolonged, cut, suspended, taken up again."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from declarations.models.window import Window
from enterprises.kit.times.deadlines import deadline_text


class WindowChange(models.Model):
    """One date or the name of a window, old and new, with the reason. Rows are only added."""

    class Field(models.TextChoices):
        """What of a window may change after it has opened: its dates, and its name."""

        OPENS = "opens_at", "开始时间"
        CLOSES = "closes_at", "企业提交截止"
        CORRECTIONS = "corrections_close_at", "退回修改截止"
        COUNTY = "county_closes_at", "区县级审核截止"
        CITY = "city_closes_at", "市级审核截止"
        PROVINCE = "province_closes_at", "省级审核截止"
        SUSPENDED = "suspended_at", "暂停"
        NAME = "name", "名称"

    window = models.ForeignKey(Window, models.CASCADE, related_name="changes", verbose_name="申报时间")
    field = models.CharField("项目", max_length=24, choices=Field)
    old = models.DateTimeField("原来", null=True, blank=True)
    new = models.DateTimeField("现在", null=True, blank=True)
    # Names, where it is the name that changed.
    old_name = models.CharField("原名称", max_length=80, default="")
    new_name = models.CharField("现名称", max_length=80, default="")
    reason = models.CharField("原因", max_length=200)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="办理人"
    )
    at = models.DateTimeField("时间", default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = "申报时间的变更"
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                name="window_change_has_reason",
                condition=~Q(reason=""),
                violation_error_message="变更须写明原因。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_field_display()}：{self.reason}"


def prolongation_words(window: Window) -> str:
    """``由2026年3月31日24:00延长至4月10日24:00，原因：…`` of the last change of the enterprises' deadline; else empty."""
    closings = [each for each in window.changes.all() if each.field == WindowChange.Field.CLOSES]
    if not closings or closings[-1].new != window.closes_at:
        return ""
    last = closings[-1]
    verb = "延长" if last.new > last.old else "提前"
    return f"由{deadline_text(last.old)}{verb}至{deadline_text(last.new)}，原因：{last.reason}"
