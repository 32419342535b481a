"""Entries of lists, saved part by part: an entry is complete or not there at all (README)."""

from collections.abc import Callable, Mapping
from typing import Any

from django.db.models import Model
from django.http import HttpRequest, JsonResponse

from enterprises.kit.forms.autosave import answer_of_row, closed, part_of, seen_on
from enterprises.kit.forms.concurrency import EntryRefused, StaleRow, token_of
from enterprises.kit.forms.listed import ListedForm
from enterprises.kit.forms.saving import SEEN, Saved, compare, is_autosave, read_marks

_GONE = "没有保存：这项{}已在另一个页面删除。如仍需要，请返回清单重新添加；填写的内容仍在本页，可以复制。"
_TOGETHER = "没有保存：另一个页面改动了这项{}的其他内容，和本页的放在一起不成立。请重新打开本页核对。"


def save_sent(
    request: HttpRequest, form: ListedForm, save: Callable[[Model, str], None], *, back: str
) -> Saved | JsonResponse:
    """Store what the page of an entry sent: the button (``Saved``, for the view to go on), or the page by itself (its
    answer). ``form.stored`` may be a row that is not there any more; ``back``: where the list is.
    """
    part = part_of(request, form.parts()) if is_autosave(request) else None
    try:
        if form.stored._state.adding:
            raise StaleRow(None)
        saved = save_entry(form, read_marks(request.POST.get(SEEN, "")), save, part)
    except StaleRow:
        if part:
            return closed(_GONE.format(form.noun), back, "返回清单")
        form.refuse_gone()
        return Saved(form.stored, held=frozenset(form.parts()), gone=True)
    return answer_of_row(request, form, saved) if part else saved


def entry_context(request: HttpRequest, form: ListedForm, saved: Saved | None) -> dict[str, Any]:
    """What the page of an entry shows of its state; ``seen`` is None for one that cannot save itself: it is not there."""
    row, conflicts = (saved.row, saved.conflicts) if saved else (form.stored, frozenset())
    is_there = not row._state.adding
    return {
        "seen": seen_on(request, form, row, conflicts) if is_there else None,
        "conflicts": form.conflicts(row, conflicts),
    }


def save_entry(
    form: ListedForm, seen: Mapping[str, str], save: Callable[[Model, str], None], part: str | None = None
) -> Saved:
    """Store what a page changed of the entry ``form.stored``, through ``save(row, token)``, as far as the entry is
    complete with it.

    ``part`` was just typed and saves itself: with everything else that was changed, or alone where that cannot be.
    Without it the page is sent whole, and stored whole or not at all. A write between reading and storing is compared
    with again.

    Raises:
        StaleRow: the entry was deleted meanwhile.
    """
    row, valid = form.stored, form.is_valid()
    touched = {part} if part else set()
    while True:
        verdict = compare(form.readable_parts(row), seen, form.stored_parts(row), touched=touched)
        changed, conflicts = verdict.changed, verdict.conflicts
        tried = [changed, changed & touched] if part else [changed] if valid and not conflicts else []
        judged = [(parts, form.only(row, parts)) for parts in tried if parts]
        parts, entry = next((each for each in judged if each[1].is_valid()), (frozenset(), None))
        if entry is None:
            if judged and valid and not part:
                form.add_error(None, _TOGETHER.format(form.noun))
            return Saved(row, conflicts, changed)
        try:
            save(entry.instance, token_of(row))
        except StaleRow as stale:
            if stale.stored is None:
                raise
            row = stale.stored
            continue
        except EntryRefused as refused:
            form.refuse(refused)
            return Saved(row, conflicts, changed)
        return Saved(entry.instance, conflicts, changed - parts)
