"""Publishing notices, telling enterprises something, and what they have read of it."""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

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


@dataclass(frozen=True)
class News:
    """One message to one enterprise. ``key`` names the occasion; ``link`` is a path on this site."""

    enterprise_id: uuid.UUID
    kind: MessageKind
    title: str
    body: str
    key: str
    at: dt.datetime
    link: str = ""


def tell(news: Iterable[News]) -> None:
    """Put messages into the 我的消息 of their enterprises. The same occasion is told once, however often it is tried."""
    Message.objects.bulk_create(
        [
            Message(
                enterprise_id=each.enterprise_id,
                kind=each.kind,
                title=each.title,
                body=each.body,
                link=each.link,
                key=each.key,
                created_at=each.at,
            )
            for each in news
        ],
        batch_size=500,
        ignore_conflicts=True,
    )


def unread_count(enterprise_id: uuid.UUID) -> int:
    return Message.objects.filter(enterprise_id=enterprise_id, read_at=None).count()


def mark_read(message: Message) -> None:
    """Note that ``message`` was read now; the first time counts."""
    Message.objects.filter(pk=message.pk, read_at=None).update(read_at=timezone.now())


def mark_all_read(enterprise_id: uuid.UUID) -> int:
    """Note that an enterprise has read all its messages. Returns how many were unread."""
    return Message.objects.filter(enterprise_id=enterprise_id, read_at=None).update(read_at=timezone.now())
