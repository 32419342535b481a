"""Publishing notices, telling enterprises something, and what they have read of it."""

import datetime as dt
import uuid

from django.utils import timezone

from notices import richtext
from notices.enums import MessageKind, NoticeKind, NoticeLevel
from notices.models import Message, Notice


def level_of(authority) -> NoticeLevel:
    """On which tab a notice of ``authority`` stands: the ministry's own, everybody else's (design, idea 1)."""
    return NoticeLevel.MINISTRY if authority.level == NoticeLevel.MINISTRY else NoticeLevel.PROVINCE


def publish_notice(
    authority, kind: NoticeKind, title: str, body: str, *, published_at: dt.datetime | None = None
) -> Notice:
    """Publish a notice of ``authority`` now, or at ``published_at``. ``body`` is HTML and is sanitised."""
    return Notice.objects.create(
        authority=authority,
        level=level_of(authority),
        kind=kind,
        title=title,
        body=richtext.sanitise(body),
        published_at=published_at or timezone.now(),
    )


def tell(
    enterprise_id: uuid.UUID,
    kind: MessageKind,
    title: str,
    body: str,
    *,
    key: str,
    link: str = "",
    at: dt.datetime,
) -> None:
    """Put a message into an enterprise's 我的消息. ``key`` names the occasion: the same one is told once."""
    Message.objects.get_or_create(
        key=key,
        defaults={
            "enterprise_id": enterprise_id,
            "kind": kind,
            "title": title,
            "body": body,
            "link": link,
            "created_at": at,
        },
    )


def unread_count(enterprise_id: uuid.UUID) -> int:
    return Message.objects.filter(enterprise_id=enterprise_id, read_at=None).count()


def mark_read(message: Message) -> None:
    """Note that ``message`` was read now; the first time counts."""
    Message.objects.filter(pk=message.pk, read_at=None).update(read_at=timezone.now())


def mark_all_read(enterprise_id: uuid.UUID) -> int:
    """Note that an enterprise has read all its messages. Returns how many were unread."""
    return Message.objects.filter(enterprise_id=enterprise_id, read_at=None).update(read_at=timezone.now())
