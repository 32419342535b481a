"""Sections that save themselves, as requests ask for it."""

from collections.abc import Collection
from typing import Any

from django.http import HttpRequest, JsonResponse
from django.template.loader import render_to_string

from declarations.dossier.loading import Dossier, load
from declarations.sections import FormSection, marks
from declarations.sections.parts import Parts
from declarations.sections.storing import StaleSection
from declarations.views.frame import steps
from enterprises.kit.forms import autosave, kept
from enterprises.kit.forms.saving import (
    SEEN,
    compare,
    is_autosave,
    mark,
    marks_shown,
    read_marks,
    write_marks,
)


def seen_on(request: HttpRequest, parts: Parts, conflicts: Collection[str] = ()) -> str:
    """The marks for a page that shows these parts, as they were typed or are stored."""
    stored, data = parts.stored(), kept.typed(request)
    if data is None:
        return write_marks(marks_shown(stored, {}))
    mine = parts.mine()
    behind = {part for part in stored if mine.get(part, stored[part]) != stored[part]} | parts.faults().keys()
    return write_marks(marks_shown(stored, read_marks(data.get(SEEN, "")), behind - set(conflicts)))


def save_parts(
    request: HttpRequest, dossier: Dossier, section: FormSection, form: Any
) -> tuple[Dossier, frozenset[str]]:
    """Store what the page changed, or the one part that saves itself. Returns the dossier now, and the conflicts.

    Raises:
        FilingRefused: the filing cannot be changed now.
    """
    seen, only = read_marks(request.POST.get(SEEN, "")), None
    while True:
        parts = section.parts(dossier, form)
        mine = parts.mine()
        if is_autosave(request):
            only = autosave.part_of(request, parts.stored())
            mine = {part: value for part, value in mine.items() if part == only}
        verdict = compare(mine, seen, parts.stored(), touched=mine if only else ())
        try:
            parts.save(verdict.changed, request.arrived_at)
        except StaleSection:
            # Written between reading and storing: compared again.
            dossier = load(dossier.filing)
            continue
        return load(dossier.filing), verdict.conflicts


def answer(
    request: HttpRequest, dossier: Dossier, section: FormSection, form: Any, conflicts: Collection[str]
) -> JsonResponse:
    """What became of the part that was sent, with the whole form and the marks of all sections."""
    parts = section.parts(dossier, form)
    stored, mine, faults = parts.stored(), parts.mine(), parts.faults()
    part = autosave.part_of(request, stored)
    seen = mark(stored[part])
    notes = {name: autosave.notes_of(messages) for name, messages in faults.items()}
    if part in conflicts:
        notes[part] = autosave.notes_of(faults.get(part, []), parts.words(part))
    is_complete = not faults and all(mine[each] == stored[each] for each in mine)
    kept.follow(request, part, seen, is_complete=is_complete)
    return autosave.answer(
        seen=seen,
        is_readable=part not in faults,
        is_conflict=part in conflicts,
        notes=notes,
        wrong=sorted(faults),
        invalid=sorted(faults),
        shown={
            "steps": render_to_string(
                "declarations/includes/steps.html", {"steps": steps(dossier, marks(dossier), section.key)}
            )
        }
        | section.shown(dossier),
    )
