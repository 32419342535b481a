"""Choices of this room. Imports nothing of ours."""

from django.db import models


class NoticeLevel(models.TextChoices):
    """The two tabs of the portal (M1.1)."""

    MINISTRY = "ministry", "部级公告"
    PROVINCE = "province", "省级公告"


class NoticeKind(models.TextChoices):
    NOTICE = "notice", "通知"
    PUBLICITY = "publicity", "公示"
    ANNOUNCEMENT = "announcement", "公告"


class MessageKind(models.TextChoices):
    """The five kinds of messages to enterprises (M3.3)."""

    EXPIRY = "expiry", "认定到期"
    UPDATE = "update", "信息更新"
    CERTIFIED = "certified", "认定通知"
    CANCELLED = "cancelled", "取消认定"
    DECLARATION = "declaration", "申报提醒"
