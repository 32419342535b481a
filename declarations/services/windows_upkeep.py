"""What authorities do to windows: change dates and name on the record, cut those below, suspend and take up again,
withdraw one nobody has used."""

import datetime as dt

from django.contrib.admin.models import DELETION, LogEntry
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils import timezone

from declarations.models import Window, WindowChange
from declarations.models.window import DELEGATING_LEVELS, INHERITED
from enterprises.acting import acting_for, may
from enterprises.enums import Capability
from enterprises.models import Authority, User

Fields = WindowChange.Field
DATES = tuple(each.value for each in Fields if each not in (Fields.SUSPENDED, Fields.NAME))
_CUT = "上级的申报时间提前截止，随之截止。"
_CUT_WHOLLY = "上级的申报时间提前到本申报时间开始之前截止。"


class WithdrawalRefused(Exception):
    """``str()`` is a sentence for the page."""


class SuspensionRefused(Exception):
    """``str()`` is a sentence for the page."""


def hold_for_writing(authority: Authority) -> None:
    """Let nobody else write a window of ``authority`` or of those above it until the transaction ends.

    So two that overlap, or one below and its superior's, are compared one after the other.
    """
    offices = Authority.objects.select_for_update(no_key=True).filter(code__in=authority.lineage_codes())
    list(offices.order_by("path").values_list("pk", flat=True))


@transaction.atomic
def save_window(window: Window, by: User | None, reason: str = "", at: dt.datetime | None = None) -> None:
    """Store a window that was found valid after ``hold_for_writing``; with a ``reason``, what changed of its dates.

    Those below follow: what they inherit, and an earlier closing. One that would not even have opened is suspended.
    """
    before = Window.objects.filter(pk=window.pk).first()
    window.save()
    if before is None:
        return
    if reason:
        _note_dates(before, window, reason, by, at)
        _note_name(before, window, reason, by, at)
    if window.authority.level in DELEGATING_LEVELS:
        _lead_those_below(window, by, at)


def _note_dates(before: Window, now: Window, reason: str, by: User | None, at: dt.datetime | None) -> None:
    changed = [name for name in DATES if getattr(before, name) != getattr(now, name)]
    WindowChange.objects.bulk_create(
        WindowChange(
            window=now,
            field=name,
            old=getattr(before, name),
            new=getattr(now, name),
            reason=reason,
            actor=by,
            at=at or timezone.now(),
        )
        for name in changed
    )


def _note_name(before: Window, now: Window, reason: str, by: User | None, at: dt.datetime | None) -> None:
    if before.name == now.name:
        return
    WindowChange.objects.create(
        window=now,
        field=Fields.NAME,
        old_name=before.name,
        new_name=now.name,
        reason=reason,
        actor=by,
        at=at or timezone.now(),
    )


def withdraw(window: Window, by: User, reason: str) -> None:
    """Remove a window in which nobody has begun to file, and which no other lies in. The admin's log keeps it.

    Raises:
        WithdrawalRefused: no reason; somebody filed here, or another office's window lies inside.
    """
    if not reason.strip():
        raise WithdrawalRefused("请写明撤销的原因。")
    try:
        with transaction.atomic():
            hold_for_writing(window.authority)
            filed, inside = window.filings.count(), window.inferiors.count()
            if filed:
                raise WithdrawalRefused(
                    f"已有{filed}份申报，不能撤销。可以提前各级审核截止，或请上级暂停这个申报时间。"
                )
            if inside:
                raise WithdrawalRefused(f"下级有{inside}个申报时间在它之内，请下级先撤销。")
            what = f"撤销申报时间：{window.period}，原因：{reason.strip()}"
            LogEntry.objects.log_actions(by.pk, [window], DELETION, what, single_object=True)
            window.delete()
    except (ProtectedError, IntegrityError) as error:
        # Somebody began a filing, or a window inside, this very moment.
        raise WithdrawalRefused("刚刚有企业开始申报，不能撤销。") from error


def _lead_those_below(window: Window, by: User | None, at: dt.datetime | None) -> None:
    below = Window.objects.filter(superior=window)
    below.update(**{name: getattr(window, name) for name in INHERITED})
    for lower in below.filter(closes_at__gt=window.closes_at).select_related("authority"):
        if lower.opens_at >= window.closes_at:
            _set_suspended(lower, at or timezone.now(), _CUT_WHOLLY, by)
            continue
        before = Window.objects.get(pk=lower.pk)
        lower.closes_at = window.closes_at
        lower.save()
        _note_dates(before, lower, _CUT, by, at)


def may_suspend(user: User, window: Window) -> bool:
    """An office above the one that opened the window, or the platform's administrator."""
    return may(acting_for(user), Capability.OVERSEE, window)


@transaction.atomic
def suspend(window: Window, by: User, reason: str, at: dt.datetime | None = None) -> None:
    """Close ``window`` until it is taken up again. What was submitted goes on.

    Raises:
        SuspensionRefused: not by this office; no reason; suspended already.
    """
    locked = _locked(window, by)
    if not reason.strip():
        raise SuspensionRefused("请写明暂停的原因。")
    if locked.suspended_at:
        raise SuspensionRefused("这个申报时间已经暂停。")
    _set_suspended(locked, at or timezone.now(), reason.strip(), by)


@transaction.atomic
def resume(window: Window, by: User, reason: str, at: dt.datetime | None = None) -> None:
    """Take ``window`` up again.

    Raises:
        SuspensionRefused: not by this office; no reason; not suspended; below the province and not inside a superior's;
            another of the same office has taken its place.
    """
    locked = _locked(window, by)
    if not reason.strip():
        raise SuspensionRefused("请写明恢复的原因。")
    if not locked.suspended_at:
        raise SuspensionRefused("这个申报时间没有暂停。")
    locked.inherit()
    if problem := locked.superior_problem():
        raise SuspensionRefused(f"现在不能恢复：{problem}。")
    old, locked.suspended_at, locked.suspension_reason = locked.suspended_at, None, ""
    if other := locked.overlapping().first():
        raise SuspensionRefused(f"现在不能恢复：与同一单位的“{other}”（{other.period}）重叠。")
    locked.save()
    _note_suspension(locked, old, None, reason.strip(), by, at or timezone.now())


def _locked(window: Window, by: User) -> Window:
    if not may_suspend(by, window):
        raise SuspensionRefused("只有上级主管部门可以暂停或恢复这个申报时间。")
    hold_for_writing(window.authority)
    return Window.objects.with_superior().get(pk=window.pk)


def _set_suspended(window: Window, at: dt.datetime, reason: str, by: User | None) -> None:
    if window.suspended_at:
        return
    Window.objects.filter(pk=window.pk).update(suspended_at=at, suspension_reason=reason)
    _note_suspension(window, None, at, reason, by, at)


def _note_suspension(window, old, new, reason: str, by: User | None, at: dt.datetime) -> None:
    WindowChange.objects.create(
        window=window, field=Fields.SUSPENDED, old=old, new=new, reason=reason, actor=by, at=at
    )
