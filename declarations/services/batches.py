"""Batches: 公示 and 认定 of approved filings together."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.utils import timezone

from declarations.enums import Action, BatchState, FilingKind, FilingState
from declarations.kinds import KINDS
from declarations.models import Batch, Filing, Revision
from declarations.services.windows import has_form
from declarations.workflow import TransitionRefused, transition_batch
from enterprises.acting import acting_for, may
from enterprises.enums import Capability, CertificationState, Tier
from enterprises.kit.text.document_numbers import document_number as canonical_number
from enterprises.kit.times.deadlines import deadline_text
from enterprises.models import Authority, Certification, User
from notices.enums import NoticeKind
from notices.models import Notice
from notices.services import publish_notice


def batched_kinds(authority: Authority, tiers: Iterable[Tier]) -> list[FilingKind]:
    """The businesses ``authority`` may make batches of: those of ``tiers`` that can be filed, or wait to be gathered."""
    tiers = list(tiers)
    waiting = Filing.objects.filter(state=FilingState.APPROVED, current_authority=authority, batch=None)
    there = set(waiting.order_by().values_list("kind", flat=True).distinct())
    return [
        code
        for code, kind in KINDS.items()
        if kind.ends_in_batch and (code in there or any(has_form(tier, code) for tier in tiers))
    ]


def hold(batch: Batch, actor: User, *states: BatchState) -> Batch:
    """The batch as it stands, held until the transaction ends.

    Raises:
        TransitionRefused: it is in none of ``states``, or belongs to another authority.
    """
    locked = (
        Batch.objects.select_for_update(of=("self",), no_key=True)
        .select_related("authority")
        .get(pk=batch.pk)
    )
    if not may(acting_for(actor), Capability.CERTIFY, locked):
        raise TransitionRefused("只有组批部门可以办理这个批次。")
    if locked.state not in states:
        raise TransitionRefused(f"批次现在的状态是“{locked.get_state_display()}”，不能这样办理。请刷新页面。")
    return locked


@transaction.atomic
def add_filings(batch: Batch, filings: Iterable[Filing], actor: User) -> int:
    """Put approved filings of the batch's business, tier and authority into it. Returns how many were added."""
    locked = hold(batch, actor, BatchState.OPEN)
    return Filing.objects.filter(
        pk__in=[filing.pk for filing in filings],
        state=FilingState.APPROVED,
        kind=locked.kind,
        tier=locked.tier,
        current_authority=locked.authority,
        batch=None,
    ).update(batch=locked)


@transaction.atomic
def remove_filing(batch: Batch, filing: Filing, actor: User) -> None:
    """Take a filing out of a batch that is not publicised yet."""
    locked = hold(batch, actor, BatchState.OPEN)
    Filing.objects.filter(pk=filing.pk, batch=locked, state=FilingState.APPROVED).update(batch=None)


@transaction.atomic
def publicise(
    batch: Batch,
    actor: User,
    *,
    starts_at: dt.datetime,
    ends_at: dt.datetime,
    objection_channel: str,
    at: dt.datetime | None = None,
) -> Notice:
    """公示: publish the list of the batch with its dates and objection channel. ``ends_at`` is the first instant after.

    Raises:
        TransitionRefused: empty batch, dates out of order or already over, fewer working days than the authority's setting.
    """
    at = at or timezone.now()
    locked = hold(batch, actor, BatchState.OPEN)
    if starts_at >= ends_at:
        raise TransitionRefused("公示结束时间须晚于开始时间。")
    if ends_at <= at:
        raise TransitionRefused("公示结束时间已经过去，公众无法提出异议。")
    # Days nobody could see the list do not count, whatever start is typed in.
    days = working_days(
        timezone.localdate(max(starts_at, at)), timezone.localdate(ends_at - dt.timedelta(microseconds=1))
    )
    if days < locked.authority.publicity_days:
        raise TransitionRefused(
            f"公示期只有{days}个工作日，本单位设置的最短公示期为{locked.authority.publicity_days}个工作日。"
        )
    if not objection_channel.strip():
        raise TransitionRefused("请填写异议受理方式。")
    locked.publicity_starts_at, locked.publicity_ends_at = starts_at, ends_at
    locked.objection_channel = objection_channel.strip()
    filings = transition_batch(locked, Action.PUBLICISE, actor, at)
    if not filings:
        raise TransitionRefused("批次中还没有审核通过的企业。")
    locked.publicity_notice = _publish(locked, listed(filings), NoticeKind.PUBLICITY, max(at, starts_at))
    locked.state = BatchState.PUBLICITY
    locked.save()
    return locked.publicity_notice


@transaction.atomic
def certify(
    batch: Batch,
    actor: User,
    *,
    document_number: str,
    certified_on: dt.date,
    valid_from: dt.date,
    valid_until: dt.date,
    at: dt.datetime | None = None,
) -> Notice:
    """认定: grant the title to every filing still in the batch, and announce it.

    The certification is written in the same transaction as the filing's state: one without the other would be a lie.

    Raises:
        TransitionRefused: publicity still runs, nobody left, document number or dates missing, out of order, over, or
            to come; the number belongs to another certification of the office.
    """
    at = at or timezone.now()
    locked = hold(batch, actor, BatchState.PUBLICITY)
    locked.document_number = canonical_number(document_number)
    locked.certified_on, locked.valid_from, locked.valid_until = certified_on, valid_from, valid_until
    refuse_bad_terms(locked, at)
    if valid_until < timezone.localdate(at):
        raise TransitionRefused(f"有效期到{valid_until}已经结束，不能认定。请核对有效期止。")
    locked.repeats_number = False
    filings = transition_batch(locked, Action.CERTIFY, actor, at)
    if not filings:
        raise TransitionRefused("批次中已没有可以认定的企业。")
    lines = listed(filings)
    try:
        Certification.objects.bulk_create([_certification(locked, line) for line in lines], batch_size=500)
    except IntegrityError as error:
        raise TransitionRefused(
            "批次中有企业在这个文号下或凭这份申报已有同一称号的认定，请核对文号和名单。"
        ) from error
    locked.announcement = _publish(locked, lines, NoticeKind.ANNOUNCEMENT, at)
    locked.state = BatchState.CERTIFIED
    save_certified(locked)
    return locked.announcement


def standing_titles(batch: Batch) -> QuerySet[Certification]:
    """What was granted with ``batch`` and not withdrawn since."""
    return Certification.objects.filter(filing__batch=batch).exclude(state=CertificationState.WITHDRAWN)


def save_certified(batch: Batch) -> None:
    """Store a batch under its document number; of two at once with the same one the second is refused.

    Raises:
        TransitionRefused: another batch of the office has the number.
    """
    try:
        batch.save()
    except IntegrityError as error:
        raise TransitionRefused(f"文号“{batch.document_number}”刚刚用于另一批次，请核对文号。") from error


def refuse_bad_terms(batch: Batch, at: dt.datetime) -> None:
    """Check number and dates as they are written in ``batch``, which is held.

    Raises:
        TransitionRefused: dates out of order; a day of certification before the publicity ended, or to come; a number
            that another certification of the office has.
    """
    refuse_bad_dates(batch.certified_on, batch.valid_from, batch.valid_until)
    if batch.certified_on > timezone.localdate(at):
        raise TransitionRefused("认定日期不能晚于今天。")
    if at >= batch.publicity_ends_at > _midnight_after(batch.certified_on):
        raise TransitionRefused(f"认定日期不能早于公示结束（{deadline_text(batch.publicity_ends_at)}）。")
    number = batch.document_number
    others = Batch.objects.filter(authority=batch.authority_id, document_number=number)
    other = others.filter(state=BatchState.CERTIFIED).exclude(pk=batch.pk).first()
    if other is not None:
        raise TransitionRefused(f"文号“{number}”已用于批次“{other}”，一个文号只能认定一个批次。请核对文号。")
    elsewhere = Certification.objects.filter(authority=batch.authority_id, document_number=number)
    elsewhere = elsewhere.exclude(state=CertificationState.WITHDRAWN).exclude(filing__batch=batch)
    if elsewhere.exists():
        raise TransitionRefused(f"本单位在文号“{number}”下已有认定，请核对文号。")


def refuse_bad_dates(certified_on: dt.date, valid_from: dt.date, valid_until: dt.date) -> None:
    """Raises TransitionRefused for a validity that ends before it begins, or before the day of certification."""
    if valid_from >= valid_until:
        raise TransitionRefused("有效期止须晚于有效期起。")
    if valid_until < certified_on:
        raise TransitionRefused("有效期止不能早于认定日期。")


def _midnight_after(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day + dt.timedelta(days=1), dt.time.min))


def working_days(first: dt.date, last: dt.date) -> int:
    """Days from Monday to Friday, both ends included. Public holidays are the authority's to mind."""
    days = (last - first).days + 1
    return sum((first + dt.timedelta(days=n)).weekday() < 5 for n in range(days))


@dataclass(frozen=True)
class Listed:
    """A line of a public list: a filing under the name its reviewers saw."""

    filing: Filing
    name: str
    credit_code: str


def listed(filings: list[Filing]) -> list[Listed]:
    """The lines of a public list. One query for any number of filings.

    The name is the one of the last submission: whatever the enterprise calls itself since, nobody has reviewed.
    """
    revisions = Revision.objects.filter(filing__in=filings).order_by("number")
    names = dict(revisions.values_list("filing_id", "content__enterprise"))
    return [Listed(filing, names[filing.pk], filing.enterprise.credit_code) for filing in filings]


def _certification(batch: Batch, line: Listed) -> Certification:
    return Certification(
        enterprise=line.filing.enterprise,
        tier=line.filing.tier,
        authority=batch.authority,
        filing=line.filing,
        enterprise_name=line.name,
        document_number=batch.document_number,
        certified_on=batch.certified_on,
        valid_from=batch.valid_from,
        valid_until=batch.valid_until,
    )


def notice_title(batch: Batch, kind: NoticeKind) -> str:
    return f"关于{batch.name}的{kind.label}"


def notice_body(batch: Batch, lines: Sequence[Listed], kind: NoticeKind) -> str:
    """The text of a batch's notice, HTML, with the list of enterprises by name (no contact data)."""
    ends = batch.publicity_ends_at
    return render_to_string(
        f"declarations/notices/{kind}.html",
        {"batch": batch, "lines": lines, "publicity_ends": deadline_text(ends) if ends else ""},
    )


def _publish(batch: Batch, lines: Sequence[Listed], kind: NoticeKind, published_at: dt.datetime) -> Notice:
    return publish_notice(
        batch.authority,
        kind,
        notice_title(batch, kind),
        notice_body(batch, lines, kind),
        published_at=published_at,
    )
