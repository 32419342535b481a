"""Questions whose answers belong to the filing, from the rows their form declares."""

from collections.abc import Mapping
from typing import Any, ClassVar

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Field, Layout

from declarations.dossier.loading import Dossier
from declarations.forms import declared
from declarations.forms.base import SectionForm, is_empty
from declarations.sections.base import FormSection, Problem
from declarations.sections.parts import SectionParts
from declarations.words.blocks import Block, Row


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

    def form(self, dossier: Dossier, data: Mapping[str, Any] | None = None, extra: str = "") -> AskedForm:
        if data is not None or self.key in dossier.stored:
            return self._form(dossier, data, dossier.data(self.key))
        carried = self._kept(dossier)
        form = self._form(dossier, None, carried)
        form.carried_over = any(carried.values())
        return form

    def _form(self, dossier: Dossier, data: Mapping[str, Any] | None, initial: dict) -> AskedForm:
        return AskedForm(data, initial=initial, section=self.declared, is_direct=dossier.is_direct)

    def _kept(self, dossier: Dossier) -> dict[str, Any]:
        """What the section begins with: what 主导产品 says. Nothing of it is stored, nor counts before it is saved."""
        product = dossier.background.product
        if product is None:
            return {}
        return {row.name: row.begin(getattr(product, row.kept)) for row in self.declared.rows if row.kept}

    def parts(self, dossier: Dossier, form: AskedForm) -> SectionParts:
        return SectionParts(dossier, self, form)

    def problems(self, dossier: Dossier) -> list[Problem]:
        data = dossier.data(self.key)
        return [
            self.problem(dossier, row.label, lacks, row.anchor)
            for row in self.declared.rows
            if (lacks := _lacks(row, data, is_direct=dossier.is_direct))
        ]

    def block(self, dossier: Dossier) -> Block:
        return Block(self.key, self.title, rows=self._rows(dossier.data(self.key)))

    def describe(self, dossier: Dossier, data: dict) -> dict[str, str]:
        return {row.label: row.value for row in self._rows(data)}

    def _rows(self, data: dict) -> list[Row]:
        return [Row(row.label, row.text(data.get(row.name, "")), row.unit) for row in self.declared.rows]


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
