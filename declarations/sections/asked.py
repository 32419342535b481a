"""Questions, from the rows their form declares."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Field, Layout

from declarations.dossier.loading import Dossier
from declarations.forms import declared
from declarations.forms.base import SectionForm, is_empty
from declarations.models import ChecklistItem
from declarations.sections.base import FormSection, Place, Problem
from declarations.sections.parts import AskedParts
from declarations.words.blocks import Block, Row, heading


class AskedForm(SectionForm):
    """The rows of a section as one form. ``is_direct``: on that route less is needed."""

    def __init__(self, *args: Any, section: declared.Asked, is_direct: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for row in section.rows:
            self.fields[row.name] = row.field()
            self.fields[row.name].required = row.needed.holds(is_direct=is_direct)
        self.helper = FormHelper()
        self.helper.form_tag, self.helper.disable_csrf = False, True
        self.helper.layout = Layout(*(Field(row.name) for row in section.rows))


class AskedSection(FormSection):
    declared: ClassVar[declared.Asked]

    def form(self, dossier: Dossier, data: Mapping[str, Any] | None = None) -> AskedForm:
        return AskedForm(
            data, initial=self.answers(dossier), section=self.declared, is_direct=dossier.is_direct
        )

    def answers(self, dossier: Dossier) -> dict[str, Any]:
        return dossier.answers(self.declared)

    def parts(self, dossier: Dossier, form: AskedForm) -> AskedParts:
        return AskedParts(dossier, self, form)

    def problems(self, dossier: Dossier) -> list[Problem]:
        answers = dossier.answers(self.declared)
        return [
            self.problem(dossier, row.label, lacks, row.anchor)
            for row in self.declared.rows
            if (lacks := _lacks(row, answers, is_direct=dossier.is_direct))
        ]

    def places(self, year: int, items: Sequence[ChecklistItem]) -> dict[str, Place]:
        return {
            row.name: Place(row.label, row.anchor, (heading(row.label, row.unit),))
            for row in self.declared.rows
        }

    def columns(self, year: int) -> list[str]:
        return [heading(row.label, row.unit) for row in self.declared.rows]

    def block(self, dossier: Dossier) -> Block:
        answers = dossier.answers(self.declared)
        rows = [Row(row.label, row.text(answers[row.name]), row.unit) for row in self.declared.rows]
        return Block(self.key, self.title, rows=rows)


def _lacks(row: Any, data: dict, *, is_direct: bool) -> str:
    """What is said when the answer to ``row`` is needed and missing; empty when nothing lacks."""
    if not is_empty(data, row.name):
        return ""
    if row.needed.holds(is_direct=is_direct):
        return f"请填写{row.label}。"
    if row.needed_if is not None:
        other, answer, message = row.needed_if
        return message if data.get(other) == answer else ""
    return ""
