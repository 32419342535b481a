"""The parts of a section that saves itself: compared three ways and stored one by one (``enterprises/kit/README.md``)."""

import datetime as dt
from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING, Any

from django.db import transaction

from declarations.dossier.loading import Dossier
from declarations.forms.base import SectionForm
from declarations.forms.figures import OperationsForm, YearForm
from declarations.sections.storing import save_filed_figures, save_none, save_product_answers, save_section
from enterprises.models import YearlyFigures

if TYPE_CHECKING:
    from declarations.sections.asked import AskedSection
    from declarations.sections.base import FormSection
    from declarations.sections.figures import FiguresSection
    from declarations.sections.rights import RightsSection


class SectionParts:
    """The fields of a section that ``FilingSection`` keeps; the whole of it is stored with the first one that is."""

    def __init__(self, dossier: Dossier, section: "FormSection", form: SectionForm):
        self.dossier, self.section, self.form = dossier, section, form
        self.data = section.answers(dossier)

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
        value = data[part]
        if isinstance(value, bool):
            return "已勾选" if value else "未勾选"
        words = dict(getattr(self.form.fields[part], "choices", ()))
        return str(words.get(value, value))

    def save(self, parts: Collection[str], at: dt.datetime) -> None:
        typed = self.form.readable(self.data)
        self.store(self.data | {part: typed[part] for part in parts}, parts, at)

    def store(self, data: dict[str, Any], parts: Collection[str], at: dt.datetime) -> None:
        """Store ``data``, of which ``parts`` are new."""
        key = self.section.key
        # What the section keeps beside its fields stays.
        content = self.dossier.data(key) | data
        save_section(self.dossier.filing, key, content, self.dossier.version(key), at)


class AskedParts(SectionParts):
    """Answers of which the filing keeps some and the enterprise's 主导产品 the others."""

    section: "AskedSection"

    @transaction.atomic
    def store(self, data: dict[str, Any], parts: Collection[str], at: dt.datetime) -> None:
        rows = self.section.declared.rows
        kept = {row.kept: row.to_kept(data[row.name]) for row in rows if row.kept and row.name in parts}
        if kept:
            save_product_answers(self.dossier.filing, kept, self.dossier.product.version, at)
        own = {row.name: data[row.name] for row in self.section.declared.own}
        super().store(own, parts, at)


class NoneParts(SectionParts):
    """The one tick of who has no entries of a list."""

    section: "RightsSection"

    def store(self, data: dict[str, Any], parts: Collection[str], at: dt.datetime) -> None:
        if parts:
            save_none(self.dossier.filing, self.section.declared.lists[0], none=data["none"], at=at)


class FiguresParts:
    """The fields of two years' figures, which the enterprise's rows keep."""

    def __init__(self, dossier: Dossier, section: "FiguresSection", form: OperationsForm):
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
        typed, stored = self.section.texts(name, form.changes()[name], getattr(row, name))
        return {"label": form.place(form.fields[name].label), "stored": stored, "typed": typed}

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
        versions = {year: row.version for year, row in self.dossier.figures.items()}
        save_filed_figures(self.dossier.filing, changes, versions, at)


Parts = SectionParts | FiguresParts
