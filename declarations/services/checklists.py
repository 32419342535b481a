"""Lists of evidence: loading those delivered, beginning the next edition, publishing it."""

import datetime as dt
from collections.abc import Iterable

from django.db import IntegrityError, transaction
from django.utils import timezone

from declarations.models import Checklist, ChecklistItem
from declarations.services.delivered_checklists import Delivered, delivered_checklists
from enterprises.models import User

_COLUMNS = [
    field.name for field in ChecklistItem._meta.concrete_fields if field.name not in ("id", "checklist")
]


@transaction.atomic
def load_checklists(at: dt.datetime | None = None) -> list[Checklist]:
    """Publish what of the delivered lists is missing, and what changed since it was delivered as the next edition.

    A list the ministry has edited, or is editing, stays as it is. Idempotent; two queries when nothing is new.
    Returns the editions made.
    """
    newest: dict[tuple[str, str, str], Checklist] = {}
    national = Checklist.objects.filter(authority=None, year=None).order_by("edition")
    for each in national.prefetch_related("items"):
        newest[each.tier, each.kind, each.standard] = each
    made = [
        Checklist(
            tier=each.tier,
            kind=each.kind,
            standard=each.standard,
            basis=each.basis,
            edition=before.edition + 1 if before else 1,
            is_delivered=True,
            published_at=at or timezone.now(),
        )
        for each in delivered_checklists()
        for before in [newest.get(each.scope)]
        if before is None or (before.is_delivered and _differs(before, each))
    ]
    by_scope = {each.scope: each for each in delivered_checklists()}
    Checklist.objects.bulk_create(made)
    ChecklistItem.objects.bulk_create(
        row for each in made for row in by_scope[each.tier, each.kind, each.standard].rows(each)
    )
    return made


def _differs(stored: Checklist, delivered: Delivered) -> bool:
    return stored.basis != delivered.basis or _contents(stored.items.all()) != _contents(delivered.rows())


def _contents(rows: Iterable[ChecklistItem]) -> list[list]:
    return [[getattr(row, name) for name in _COLUMNS] for row in rows]


def next_edition(published: Checklist) -> Checklist:
    """The draft of the edition after ``published``, with the newest published content: the one there is, or a new one."""
    draft = published.editions().filter(published_at=None).first()
    if draft:
        return draft
    newest = published.editions().order_by("-edition").first()
    try:
        with transaction.atomic():
            made = Checklist.objects.create(
                tier=newest.tier,
                kind=newest.kind,
                standard=newest.standard,
                authority=newest.authority,
                year=newest.year,
                basis=newest.basis,
                edition=newest.edition + 1,
            )
            ChecklistItem.objects.bulk_create(
                ChecklistItem(checklist=made, **{name: getattr(row, name) for name in _COLUMNS})
                for row in newest.items.all()
            )
    except IntegrityError:
        # The other half of a double click was quicker.
        return published.editions().get(published_at=None)
    return made


def publish(draft: Checklist, by: User, at: dt.datetime | None = None) -> None:
    """Make a draft the edition that new filings begin with. Twice is as good as once."""
    if draft.is_fixed():
        return
    draft.published_at, draft.published_by = at or timezone.now(), by
    draft.save(update_fields=["published_at", "published_by"])
