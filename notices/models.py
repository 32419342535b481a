"""What the platform says: public notices, and messages to one enterprise."""

from html import unescape

import uuid_utils.compat as uuid
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.html import strip_tags
from django_prose_editor.fields import ProseEditorField

from enterprises.belonging import of_enterprise, of_office
from enterprises.enums import Capability
from notices.enums import MessageKind, NoticeKind, NoticeLevel

NOTICE_EXTENSIONS = {
    "Bold": True,
    "Italic": True,
    "Heading": {"levels": [2, 3]},
    "BulletList": True,
    "OrderedList": True,
    "ListItem": True,
    "Link": {"enableTarget": False, "protocols": ["http", "https"]},
    "Table": True,
    "TableRow": True,
    "TableHeader": True,
    "TableCell": True,
}


class NoticeQuerySet(models.QuerySet):
    def published(self) -> "NoticeQuerySet":
        """What the public finds in lists now."""
        return self.addressed().filter(withdrawn_at=None)

    def addressed(self) -> "NoticeQuerySet":
        """What has a public address: also a notice that was withdrawn, which says so there."""
        return self.filter(published_at__lte=timezone.now())

    def readable(self) -> "NoticeQuerySet":
        """What shows its text and attachments at its address."""
        return self.addressed().filter(Q(withdrawn_at=None) | Q(text_stays=True))


class Notice(models.Model):
    """公告 of the ministry or of a province (M1.1, M5.2). Without a publication time it is a draft."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid7, editable=False)
    level = models.CharField("级别", max_length=10, choices=NoticeLevel, editable=False)
    kind = models.CharField("类型", max_length=12, choices=NoticeKind, default=NoticeKind.NOTICE)
    authority = models.ForeignKey(
        "enterprises.Authority", models.PROTECT, related_name="notices", verbose_name="发布单位"
    )
    title = models.CharField("标题", max_length=150)
    body = ProseEditorField("正文", extensions=NOTICE_EXTENSIONS, sanitize=True)
    text = models.TextField("正文（无格式）", editable=False, help_text="供搜索，保存时由正文得出。")
    published_at = models.DateTimeField(
        "发布时间", null=True, blank=True, help_text="留空为草稿；到此时间对公众可见。"
    )
    withdrawn_at = models.DateTimeField("撤回于", null=True, editable=False)
    withdrawal_reason = models.CharField("撤回原因", max_length=300, default="", editable=False)
    text_stays = models.BooleanField("撤回后仍显示正文和附件", default=True, editable=False)
    created_at = models.DateTimeField("创建于", auto_now_add=True)
    updated_at = models.DateTimeField("更新于", auto_now=True)

    objects = NoticeQuerySet.as_manager()
    belongs = of_office(Capability.PUBLISH)

    class Meta:
        verbose_name = verbose_name_plural = "公告"
        ordering = ["-published_at", "-id"]
        indexes = [models.Index(fields=["level", "-published_at", "-id"])]
        constraints = [
            models.CheckConstraint(
                name="notice_withdrawn_with_a_reason",
                condition=Q(withdrawn_at=None, withdrawal_reason="")
                | (Q(withdrawn_at__isnull=False, published_at__isnull=False) & ~Q(withdrawal_reason="")),
                violation_error_message="撤回公告须写明原因。",
            )
        ]

    def __str__(self) -> str:
        return self.title

    def save(self, **kwargs) -> None:
        self.text = unescape(strip_tags(self.body))
        super().save(**kwargs)

    @property
    def is_readable(self) -> bool:
        """Whether its public address shows body and attachments."""
        return self.withdrawn_at is None or self.text_stays


def storage_name(attachment: "NoticeAttachment", filename: str) -> str:
    """Where the bytes lie: the name says nothing, the public name is a column."""
    return f"notices/{timezone.localdate():%Y/%m}/{attachment.id}"


class NoticeAttachment(models.Model):
    """A file beside a notice, e.g. the list of a publicity. Public with its notice.

    ``content_type`` is what the file was found to be when it was opened; empty for those of before.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid7, editable=False)
    notice = models.ForeignKey(Notice, models.CASCADE, related_name="attachments", verbose_name="公告")
    name = models.CharField("文件名", max_length=120)
    OWNER = "notice__authority"

    content_type = models.CharField("类型", max_length=100, blank=True, editable=False)
    file = models.FileField("文件", upload_to=storage_name)
    # Taken off a published notice: no longer public, kept as part of what was published.
    removed_at = models.DateTimeField("移除于", null=True, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "公告附件"
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name

    def remove(self) -> None:
        """Take it off a published notice, whose record it stays part of."""
        self.removed_at = timezone.now()
        self.save(update_fields=["removed_at"])


class NoticeRevision(models.Model):
    """How a published notice read before it was corrected or withdrawn; who did it, when, why. Rows are only added."""

    notice = models.ForeignKey(Notice, models.PROTECT, related_name="revisions", verbose_name="公告")
    old_title = models.CharField("原标题", max_length=150)
    old_body = models.TextField("原正文")
    changes = models.TextField("更改", help_text="公众看到的说明，每行一项。")
    reason = models.CharField("原因", max_length=300)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="办理人"
    )
    at = models.DateTimeField("时间", default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = "公告的更正"
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                name="notice_revision_has_reason",
                condition=~Q(reason=""),
                violation_error_message="更正须写明原因。",
            )
        ]

    def __str__(self) -> str:
        return self.reason


class Message(models.Model):
    """我的消息: one message to one enterprise (M2.1, M3.3). ``link`` is a path on this site."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid7, editable=False)
    enterprise = models.ForeignKey(
        "enterprises.Enterprise", models.CASCADE, related_name="messages", verbose_name="企业"
    )
    kind = models.CharField("类型", max_length=12, choices=MessageKind)
    title = models.CharField("标题", max_length=120)
    body = models.TextField("内容")
    link = models.CharField("链接", max_length=200, blank=True)
    # One event tells an enterprise once, however often the telling is tried.
    key = models.CharField(max_length=80, unique=True, editable=False)
    created_at = models.DateTimeField("时间", default=timezone.now)
    read_at = models.DateTimeField("阅读于", null=True, blank=True)

    belongs = of_enterprise()

    class Meta:
        verbose_name = verbose_name_plural = "消息"
        ordering = ["-created_at", "-id"]
        indexes = [
            models.Index(fields=["enterprise", "-created_at", "-id"]),
            models.Index(fields=["enterprise"], condition=Q(read_at=None), name="message_unread"),
        ]

    def __str__(self) -> str:
        return self.title
