"""What is put right of a batch, on the record: its name, a publicity prolonged or stopped, a certification's number and
dates, an announcement taken back.

Each is one transaction: the batch, its titles, its notice, the rows that remember, the messages.
"""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Case, F, Q, Value, When
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from declarations.enums import Action, BatchState, FilingState
from declarations.models import Batch, BatchChange, Filing
from declarations.services.batches import (
    Listed,
    hold,
    notice_body,
    notice_title,
    refuse_bad_terms,
    save_certified,
    standing_titles,
)
from declarations.workflow import TransitionRefused, transition_batch
from enterprises.enums import CertificationState
from enterprises.kit.text.document_numbers import document_number as canonical_number
from enterprises.kit.times.deadlines import deadline_text
from enterprises.models import User
from notices.enums import MessageKind, NoticeKind
from notices.models import Notice
from notices.services import News, correct_notice, tell, withdraw_notice

What = BatchChange.What
_EVERY_STATE = tuple(BatchState)


def needed_reason(text: str) -> str:
    """Without blanks around. Raises TransitionRefused when there is none."""
    if not text.strip():
        raise TransitionRefused("请写明原因，企业和公众会看到。")
    return text.strip()


def note(
    batch: Batch,
    what: BatchChange.What,
    old: str,
    new: str,
    reason: str,
    actor: User,
    at: dt.datetime,
    **more,
) -> BatchChange:
    """Remember what was changed, in words; ``more``: the notice, the filing it was about."""
    return BatchChange.objects.create(
        batch=batch, what=what, old=old, new=new, reason=reason, actor=actor, at=at, **more
    )


@transaction.atomic
def rename(batch: Batch, actor: User, name: str, reason: str = "", at: dt.datetime | None = None) -> None:
    """Give the batch another name; its published notices are corrected, their titles bear the name.

    Raises:
        TransitionRefused: the name it has, or none; no reason though something was published under the old one.
    """
    at = at or timezone.now()
    locked = hold(batch, actor, *_EVERY_STATE)
    old, name = locked.name, name.strip()
    if not name or name == old:
        raise TransitionRefused("请填写新的批次名称。")
    notices = [
        (locked.publicity_notice, NoticeKind.PUBLICITY),
        (locked.announcement, NoticeKind.ANNOUNCEMENT),
    ]
    published = [(notice, kind) for notice, kind in notices if notice]
    reason = needed_reason(reason) if published else reason.strip()
    locked.name = name
    locked.save()
    note(locked, What.NAME, old, name, reason, actor, at)
    for notice, kind in published:
        # The list stays as it was published.
        correct_notice(
            notice,
            actor,
            reason,
            title=notice_title(locked, kind),
            body=notice.body.replace(f"现对{escape(old)}拟认定", f"现对{escape(name)}拟认定"),
            changes=[f"批次名称由“{old}”更正为“{name}”"],
            at=at,
        )


@transaction.atomic
def delete_empty(batch: Batch, actor: User) -> None:
    """Remove a batch nobody is in and of which nothing was published.

    Raises:
        TransitionRefused: somebody is in it, or its publicity was published once.
    """
    locked = hold(batch, actor, BatchState.OPEN)
    if locked.filings.exists():
        raise TransitionRefused("批次中还有企业，请先逐个移出。")
    if locked.changes.exclude(notice=None).exists():
        raise TransitionRefused("批次发布过公示，须保留记录，不能删除。")
    locked.delete()


@transaction.atomic
def prolong(
    batch: Batch, actor: User, ends_at: dt.datetime, reason: str, at: dt.datetime | None = None
) -> None:
    """Let a running publicity end later.

    Raises:
        TransitionRefused: it is over, or would end earlier; no reason.
    """
    at = at or timezone.now()
    locked = hold(batch, actor, BatchState.PUBLICITY)
    before, reason = locked.publicity_ends_at, needed_reason(reason)
    if at >= before:
        raise TransitionRefused(
            f"公示已于{deadline_text(before)}结束，不能延长。需要时请撤回公示后重新公示。"
        )
    if ends_at <= before:
        raise TransitionRefused(f"公示只能延长：新的结束时间须晚于{deadline_text(before)}。")
    locked.publicity_ends_at = ends_at
    locked.save()
    old, new = deadline_text(before), deadline_text(ends_at)
    notice = locked.publicity_notice
    change = note(locked, What.PUBLICITY_END, old, new, reason, actor, at, notice=notice)
    correct_notice(
        notice,
        actor,
        reason,
        body=notice.body.replace(f"至{old}。", f"至{new}。"),
        changes=[f"公示时间由至{old}延长到{new}"],
        at=at,
    )
    filings = Filing.objects.filter(batch=locked, state=FilingState.PUBLICITY)
    tell_enterprises(
        filings,
        change,
        MessageKind.DECLARATION,
        f"{locked.name}的公示延长到{new}",
        [f"原结束时间：{old}。"],
        at,
    )


@transaction.atomic
def stop_publicity(batch: Batch, actor: User, reason: str, at: dt.datetime | None = None) -> None:
    """撤回公示: the enterprises are 审核通过 again, the batch can be changed and publicised anew; the notice stays
    readable at its address and says that it was withdrawn.

    Raises:
        TransitionRefused: no publicity, or no reason.
    """
    at = at or timezone.now()
    locked = hold(batch, actor, BatchState.PUBLICITY)
    reason, notice = needed_reason(reason), locked.publicity_notice
    transition_batch(locked, Action.UNPUBLICISE, actor, at, comment=reason)
    period = f"至{deadline_text(locked.publicity_ends_at)}的公示"
    note(locked, What.PUBLICITY, period, "", reason, actor, at, notice=notice)
    withdraw_notice(notice, actor, reason, text_stays=True, at=at)
    # Whom an objection took out is decided; the next list has nothing to do with them.
    locked.filings.exclude(state=FilingState.APPROVED).update(batch=None)
    locked.state = BatchState.OPEN
    locked.publicity_notice = locked.publicity_starts_at = locked.publicity_ends_at = None
    locked.save()


@transaction.atomic
def correct_certification(
    batch: Batch,
    actor: User,
    reason: str,
    *,
    document_number: str,
    certified_on: dt.date,
    valid_from: dt.date,
    valid_until: dt.date,
    at: dt.datetime | None = None,
) -> int:
    """勘误: another document number or other dates for all titles of the batch. Returns how many values changed.

    Raises:
        TransitionRefused: nothing changed; no reason; number or dates that could not have been certified.
    """
    at = at or timezone.now()
    locked = hold(batch, actor, BatchState.CERTIFIED)
    reason = needed_reason(reason)
    new = {
        What.DOCUMENT_NUMBER: canonical_number(document_number),
        What.CERTIFIED_ON: certified_on,
        What.VALID_FROM: valid_from,
        What.VALID_UNTIL: valid_until,
    }
    if not new[What.DOCUMENT_NUMBER]:
        raise TransitionRefused("请填写文号。")
    changed = {what: getattr(locked, what) for what in new if getattr(locked, what) != new[what]}
    if not changed:
        raise TransitionRefused("文号和日期都没有改变。")
    for what, value in new.items():
        setattr(locked, what, value)
    refuse_bad_terms(locked, at)
    if What.DOCUMENT_NUMBER in changed:
        locked.repeats_number = False
    save_certified(locked)
    told = _correct_titles(locked, changed, new)
    lines = [f"{what.label}由{old}更正为{new[what]}" for what, old in changed.items()]
    rows = [
        note(locked, what, str(old), str(new[what]), reason, actor, at, notice=locked.announcement)
        for what, old in changed.items()
    ]
    correct_announcement(locked, actor, reason, lines, at)
    tell_enterprises(
        told, rows[-1], MessageKind.CERTIFIED, f"{locked.get_tier_display()}认定公告有更正",
        [f"{'；'.join(lines)}。", f"原因：{reason}"], at,
    )  # fmt: skip
    return len(changed)


def _correct_titles(batch: Batch, changed: dict[What, Any], new: dict[What, Any]) -> list[Filing]:
    """Write what changed into the titles that have the batch's old values; one put right by itself keeps its own.

    Returns the filings of those that were written.

    Raises:
        TransitionRefused: the new dates do not go with those of a title that was put right by itself.
    """
    titles, written, as_before = standing_titles(batch), {}, Q(pk__in=[])
    for what, old in changed.items():
        same = Q(**{what.value: old})
        as_before |= same
        written[what.value] = Case(When(same, then=Value(new[what])), default=F(what.value))
    touched = list(titles.filter(as_before).values_list("filing_id", flat=True))
    try:
        with transaction.atomic():
            titles.update(**written)
    except IntegrityError as error:
        raise TransitionRefused("有效期与批次中单独更正过的企业不符，请先更正该企业的有效期。") from error
    return list(Filing.objects.filter(pk__in=touched))


@transaction.atomic
def withdraw_certification(batch: Batch, actor: User, reason: str, at: dt.datetime | None = None) -> None:
    """撤回认定公告, of what was announced by mistake: the titles are void, the list is 公示中 with its time over.

    From there it is certified under the right number and dates, or one is rejected, or the publicity is taken back.
    A title that was rightly given and is taken away is cancelled, not withdrawn.

    Raises:
        TransitionRefused: no reason; a title of it has been cancelled or is under renewal: others relied on it.
    """
    at = at or timezone.now()
    locked = hold(batch, actor, BatchState.CERTIFIED)
    reason, notice = needed_reason(reason), locked.announcement
    titles = standing_titles(locked)
    moved_on = titles.exclude(state=CertificationState.VALID).count()
    if moved_on:
        raise TransitionRefused(f"其中{moved_on}家企业的称号已经取消或正在复核，不能再撤回认定公告。")
    titles.update(state=CertificationState.WITHDRAWN)
    transition_batch(locked, Action.UNCERTIFY, actor, at, comment=reason)
    note(locked, What.CERTIFICATION, locked.document_number, "", reason, actor, at, notice=notice)
    withdraw_notice(notice, actor, reason, text_stays=True, at=at)
    locked.state = BatchState.PUBLICITY
    locked.announcement = locked.certified_on = locked.valid_from = locked.valid_until = None
    locked.document_number = ""
    locked.save()


def correct_announcement(batch: Batch, actor: User, reason: str, changes: list[str], at: dt.datetime) -> None:
    """Publish the announcement of a certified batch anew, by its titles as they stand."""
    notice: Notice = batch.announcement
    titles = standing_titles(batch).select_related("enterprise", "filing")
    listed = [
        Listed(title.filing, title.enterprise_name, title.enterprise.credit_code)
        for title in titles.order_by("enterprise__name", "filing_id")
    ]
    body = notice_body(batch, listed, NoticeKind.ANNOUNCEMENT)
    correct_notice(notice, actor, reason, body=body, changes=changes, at=at)


def tell_enterprises(
    filings: Iterable[Filing],
    change: BatchChange,
    kind: MessageKind,
    title: str,
    lines: list[str],
    at: dt.datetime,
) -> None:
    """Write to the enterprises of ``filings`` what ``change`` means to them, in its transaction."""
    tell(
        News(
            filing.enterprise_id,
            kind,
            title,
            "\n".join(lines),
            key=f"batch-change-{change.pk}-{filing.pk}",
            link=reverse("declarations:filing", args=[filing.pk]),
            at=at,
        )
        for filing in filings
    )
