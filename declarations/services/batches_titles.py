"""One title of a certified batch put right by itself: its name and validity, or the title withdrawn.

What concerns the whole list (number, day of certification, the announcement) is the batch's, see ``batches_upkeep``.
"""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from declarations.enums import Action, BatchState
from declarations.models import Batch, BatchChange, Filing
from declarations.services.batches import hold, refuse_bad_dates, standing_titles
from declarations.services.batches_upkeep import correct_announcement, needed_reason, note, tell_enterprises
from declarations.workflow import TransitionRefused, transition
from enterprises.enums import CertificationState
from enterprises.kit.text import typed
from enterprises.models import Certification, User
from notices.enums import MessageKind
from notices.models import Notice

What = BatchChange.What


@dataclass(frozen=True)
class Corrected:
    """What was done, in the words of the announcement, and the announcement as it reads now."""

    lines: list[str]
    notice: Notice


@transaction.atomic
def correct_title(
    batch: Batch,
    filing: Filing,
    actor: User,
    reason: str,
    *,
    enterprise_name: str,
    valid_from: dt.date,
    valid_until: dt.date,
    at: dt.datetime | None = None,
) -> Corrected:
    """勘误 of one title: the name it was granted under, its validity. Its announcement and its enterprise are told.

    A later correction of the batch leaves what was put right here.

    Raises:
        TransitionRefused: not certified in this batch, void or withdrawn; nothing changed; no name, no reason; dates
            out of order.
    """
    at = at or timezone.now()
    locked = hold(batch, actor, BatchState.CERTIFIED)
    reason, title = needed_reason(reason), _title(locked, filing)
    new = {
        What.ENTERPRISE_NAME: typed.name(enterprise_name),
        What.VALID_FROM: valid_from,
        What.VALID_UNTIL: valid_until,
    }
    if not new[What.ENTERPRISE_NAME]:
        raise TransitionRefused("请填写企业名称。")
    called = title.enterprise_name
    changed = {what: getattr(title, what) for what in new if getattr(title, what) != new[what]}
    if not changed:
        raise TransitionRefused("名称和有效期都没有改变。")
    refuse_bad_dates(title.certified_on, valid_from, valid_until)
    for what, value in new.items():
        setattr(title, what, value)
    title.save()
    lines = [f"“{called}”的{what.label}由{old}更正为{new[what]}" for what, old in changed.items()]
    rows = [
        note(
            locked, what, str(old), str(new[what]), reason, actor, at,
            notice=locked.announcement, filing=title.filing,
        )
        for what, old in changed.items()
    ]  # fmt: skip
    correct_announcement(locked, actor, reason, lines, at)
    tell_enterprises(
        [title.filing], rows[-1], MessageKind.CERTIFIED, f"{title.get_tier_display()}认定有更正",
        [f"{'；'.join(lines)}。", f"原因：{reason}"], at,
    )  # fmt: skip
    return Corrected(lines, Notice.objects.get(pk=locked.announcement_id))


@transaction.atomic
def withdraw_title(
    batch: Batch, filing: Filing, actor: User, reason: str, *, at: dt.datetime | None = None
) -> Corrected:
    """撤回 of one title that was granted by mistake: void from the beginning, its enterprise out of the list.

    The filing is 审核通过 again and in no batch: it may join another one, or be rejected.

    Raises:
        TransitionRefused: as ``correct_title``; the only title of its batch; one that was cancelled or is under
            renewal: others relied on it.
    """
    at = at or timezone.now()
    locked = hold(batch, actor, BatchState.CERTIFIED)
    reason, title = needed_reason(reason), _title(locked, filing)
    if title.state != CertificationState.VALID:
        raise TransitionRefused("该企业的称号正在复核，不能撤回。")
    if standing_titles(locked).count() == 1:
        raise TransitionRefused("批次中只有这一家企业的认定，请使用【撤回认定公告】。")
    title.state = CertificationState.WITHDRAWN
    title.save()
    transition(title.filing, Action.REVOKE, actor, comment=reason, at=at, batch=locked)
    Filing.objects.filter(pk=title.filing_id).update(batch=None)
    lines = [f"撤回对“{title.enterprise_name}”的认定，其称号自始无效"]
    note(
        locked, What.TITLE, title.document_number, "", reason, actor, at,
        notice=locked.announcement, filing=title.filing,
    )  # fmt: skip
    correct_announcement(locked, actor, reason, lines, at)
    return Corrected(lines, Notice.objects.get(pk=locked.announcement_id))


def _title(batch: Batch, filing: Filing) -> Certification:
    """The title of ``filing`` granted with ``batch``, which is held."""
    title = (
        standing_titles(batch)
        .exclude(state=CertificationState.CANCELLED)
        .select_related("filing")
        .filter(filing=filing)
        .first()
    )
    if title is None:
        raise TransitionRefused("该企业在这个批次中没有可以更正的称号：已撤回、已取消，或不在批次中。")
    return title
