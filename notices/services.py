"""Publishing notices and putting them right on the record, telling enterprises something, and what they have read of it."""

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from notices import richtext
from notices.enums import MessageKind, NoticeKind, NoticeLevel
from notices.models import Message, Notice, NoticeRevision


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


class NoticeRefused(Exception):
    """``str()`` is a sentence for the page."""


def is_public(notice: Notice) -> bool:
    """Whether somebody may have read it already: from then on it only changes on the record."""
    return notice.published_at is not None and notice.published_at <= timezone.now()


def hold_notice(notice: Notice) -> Notice:
    """The notice as it is stored, held until the transaction ends."""
    return Notice.objects.select_for_update(of=("self",), no_key=True).get(pk=notice.pk)


def corrections_between(before: Notice, now: Notice) -> list[str]:
    """What a correction changes, in sentences for the public."""
    lines = []
    if before.title != now.title:
        lines.append(f"标题由“{before.title}”更正为“{now.title}”")
    if before.kind != now.kind:
        lines.append(f"类型由“{before.get_kind_display()}”更正为“{now.get_kind_display()}”")
    if richtext.sanitise(before.body) != richtext.sanitise(now.body):
        lines.append("更正正文")
    return lines


def record_revision(
    before: Notice, actor, reason: str, changes: Sequence[str], at: dt.datetime | None = None
) -> NoticeRevision:
    """Note how a published notice read ``before``, in the transaction that changes it."""
    return NoticeRevision.objects.create(
        notice=before,
        old_title=before.title,
        old_body=before.body,
        changes="\n".join(changes),
        reason=reason,
        actor=actor,
        at=at or timezone.now(),
    )


@transaction.atomic
def correct_notice(
    notice: Notice,
    actor,
    reason: str,
    *,
    title: str = "",
    body: str = "",
    changes: Sequence[str] = (),
    at: dt.datetime | None = None,
) -> None:
    """Publish another title or body (HTML, sanitised) of ``notice`` on the record; what is empty stays.

    ``changes`` says it to the public in the words of what was changed, be it nothing the text names; otherwise the
    title and 更正正文 are named.
    """
    before, now = hold_notice(notice), hold_notice(notice)
    now.title = title or now.title
    now.body = richtext.sanitise(body) if body else now.body
    found = corrections_between(before, now)
    if not found and not changes:
        return
    now.save()
    record_revision(before, actor, reason, changes or found, at)


@transaction.atomic
def withdraw_notice(
    notice: Notice, actor, reason: str, *, text_stays: bool, at: dt.datetime | None = None
) -> None:
    """Take a published notice out of all lists; its address says that it was withdrawn, when and why.

    ``text_stays``: whether body and attachments can still be read there.

    Raises:
        NoticeRefused: a draft, or withdrawn already; no reason.
    """
    held = hold_notice(notice)
    if held.published_at is None:
        raise NoticeRefused("草稿没有发布，可以直接删除。")
    if held.withdrawn_at:
        raise NoticeRefused("这个公告已经撤回。")
    if not reason.strip():
        raise NoticeRefused("请写明撤回的原因，公众会看到。")
    held.withdrawn_at, held.withdrawal_reason = at or timezone.now(), reason.strip()
    held.text_stays = text_stays
    held.save()
    record_revision(held, actor, held.withdrawal_reason, ["撤回公告"], held.withdrawn_at)


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
