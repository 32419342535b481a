"""Sections that save themselves: the parts of their forms, compared three ways (``enterprises/kit/README.md``)."""

import datetime as dt
from collections.abc import Collection, Iterator
from typing import Any

from django.http import HttpRequest, JsonResponse

from declarations.dossier.loading import Dossier, load
from declarations.forms.base import SectionForm
from declarations.forms.operations import OperationsForm, YearForm
from declarations.sections import FormSection
from declarations.sections.operations import OperationsSection
from declarations.services.filings import StaleSection, save_operations, save_section
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
from enterprises.models import YearlyFigures


class SectionParts:
    """The fields of a section that ``FilingSection`` keeps."""

    def __init__(self, dossier: Dossier, section: FormSection, form: SectionForm):
        self.dossier, self.section, self.form = dossier, section, form
        is_stored = section.key in dossier.stored
        # What is carried over from 企业信息 is stored with the first part that is.
        data = dossier.data(section.key) if is_stored else section.form(dossier).initial
        self.data = {name: data.get(name, "") for name in form.fields}

    def stored(self) -> dict[str, Any]:
        return {name: value or None for name, value in self.data.items()}

    def mine(self) -> dict[str, Any]:
        return {name: value or None for name, value in self.form.readable(self.data).items()}

    def faults(self) -> dict[str, list[str]]:
        return {name: list(messages) for name, messages in self.form.errors.items() if name in self.data}

    def words(self, part: str) -> str:
        return self._described(self.data, part)

    def conflict(self, part: str) -> dict[str, str]:
        """A line of the table that shows both values."""
        label = str(self.form.fields[part].label)
        return {
            "label": label,
            "stored": self.words(part),
            "typed": self._described(self.form.readable(self.data), part),
        }

    def _described(self, data: dict, part: str) -> str:
        words = dict(getattr(self.form.fields[part], "choices", ()))
        return str(words.get(data[part], data[part]))

    def save(self, parts: Collection[str], at: dt.datetime) -> None:
        typed = self.form.readable(self.data)
        data = self.data | {part: typed[part] for part in parts}
        save_section(self.dossier.filing, self.section.key, data, self.section.version(self.dossier), at)


class FiguresParts:
    """The fields of two years' figures, which the enterprise's rows keep."""

    def __init__(self, dossier: Dossier, section: OperationsSection, form: OperationsForm):
        self.dossier, self.section, self.form = dossier, section, form

    def _years(self) -> Iterator[tuple[YearForm, YearlyFigures]]:
        for year, form in self.form.years.items():
            yield form, self.dossier.figures.get(year) or YearlyFigures(year=year)

    def stored(self) -> dict[str, Any]:
        return {
            form.add_prefix(name): value
            for form, row in self._years()
            for name, value in form.stored_parts(row).items()
        }

    def mine(self) -> dict[str, Any]:
        return {
            form.add_prefix(name): value
            for form, row in self._years()
            for name, value in form.readable_parts(row).items()
        }

    def faults(self) -> dict[str, list[str]]:
        return {
            form.add_prefix(name): form.complaints(name)
            for form, _ in self._years()
            for name in form.fields
            if form.faulty(name)
        }

    def words(self, part: str) -> str:
        form, row, name = self._place(part)
        return form.stored_words(name, row)

    def conflict(self, part: str) -> dict[str, str]:
        """A line of the table that shows both values."""
        form, row, name = self._place(part)
        year = form.stored.year
        mine, theirs = (
            self.section.describe(self.dossier, {year: {name: value}})
            for value in (form.changes()[name], getattr(row, name))
        )
        label = form.place(form.fields[name].label)
        return {"label": label, "stored": "".join(theirs.values()), "typed": "".join(mine.values())}

    def _place(self, part: str) -> tuple[YearForm, YearlyFigures, str]:
        return next(
            (form, row, name)
            for form, row in self._years()
            for name in form.fields
            if form.add_prefix(name) == part
        )

    def save(self, parts: Collection[str], at: dt.datetime) -> None:
        changes = {
            year: {name: value for name, value in form.changes().items() if form.add_prefix(name) in parts}
            for year, form in self.form.years.items()
        }
        versions = self.section.versions(self.dossier, self.section.version(self.dossier))
        save_operations(self.dossier.filing, changes, versions, at)


Parts = SectionParts | FiguresParts


def parts_of(dossier: Dossier, section: FormSection, form: Any) -> Parts | None:
    """The parts of a section's form; None for lists, which are sent whole."""
    if isinstance(form, OperationsForm):
        return FiguresParts(dossier, section, form)
    return SectionParts(dossier, section, form) if isinstance(form, SectionForm) else None


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
        parts = parts_of(dossier, section, form)
        mine = parts.mine()
        if is_autosave(request):
            only = autosave.part_of(request, parts.stored())
            mine = {part: value for part, value in mine.items() if part == only}
        verdict = compare(mine, seen, parts.stored(), are_touched=only is not None)
        try:
            parts.save(verdict.changed, request.arrived_at)
        except StaleSection:
            # Written between reading and storing: compared again.
            dossier = load(dossier.filing)
            continue
        return load(dossier.filing), verdict.conflicts


def answer(request: HttpRequest, parts: Parts, conflicts: Collection[str]) -> JsonResponse:
    """What became of the part that was sent, with the whole form."""
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
    )
