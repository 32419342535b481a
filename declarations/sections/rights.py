"""知识产权: the enterprise's list. Whether a right is class Ⅰ or Ⅱ is derived and shown, never typed in."""

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from crispy_forms.helper import FormHelper
from django import forms

from declarations.dossier.loading import Dossier
from declarations.facts.of_rows import right_facts
from declarations.forms import declared
from declarations.forms.base import SectionForm
from declarations.models import ChecklistItem
from declarations.sections.base import FormSection, Place, Problem
from declarations.sections.entries import entries_of
from declarations.sections.parts import NoneParts
from declarations.standards import Verdict
from declarations.standards.facts import Facts
from declarations.standards.intellectual_property import Standing
from declarations.words.blocks import Block, Column, Table
from enterprises import records
from enterprises.enums import RecordKind
from enterprises.models import IntellectualProperty
from enterprises.records import RIGHTS, Cell

_CAPTION = "知识产权清单"
_CLASS = records.Column("class", "类别")


@dataclass(frozen=True)
class RightLine:
    """A right with what it counts as, and why."""

    right: IntellectualProperty
    standing: str
    why: str


class NoRightsForm(SectionForm):
    """What is asked beside the list itself: the tick of who has none."""

    none = forms.BooleanField(required=False)

    def __init__(self, *args, label: str, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["none"].label = label
        self.helper = FormHelper()
        self.helper.form_tag, self.helper.disable_csrf = False, True


class RightsSection(FormSection):
    template = "declarations/sections/rights.html"
    declared: ClassVar[declared.Rights]

    def form(self, dossier: Dossier, data: Mapping[str, Any] | None = None) -> NoRightsForm:
        return NoRightsForm(data, initial=self.answers(dossier), label=self.declared.none)

    def answers(self, dossier: Dossier) -> dict[str, Any]:
        return {"none": self._has_none(dossier)}

    def parts(self, dossier: Dossier, form: NoRightsForm) -> NoneParts:
        return NoneParts(dossier, self, form)

    def context(self, dossier: Dossier) -> dict[str, Any]:
        entries = entries_of(dossier, self.key, RIGHTS)
        for entry, line in zip(entries.rows, self.lines(dossier), strict=True):
            entry.cells = [
                dataclasses.replace(cell, small=tuple(line.right.notes))
                if cell.column.name == "name"
                else cell
                for cell in entry.cells
            ]
            entry.cells.append(Cell(_CLASS, line.standing, (line.why,)))
        entries.columns = [*entries.columns, _CLASS]
        (kind,) = self.declared.lists
        return {"entries": entries, "remark": dossier.remarked(self.key).get(kind.value, "")}

    def _has_none(self, dossier: Dossier) -> bool:
        return not dossier.rights and RecordKind.INTELLECTUAL_PROPERTY in dossier.background.none

    def lines(self, dossier: Dossier) -> list[RightLine]:
        facts = Facts(
            as_of=dossier.as_of, intellectual_property=tuple(right_facts(right) for right in dossier.rights)
        )
        return [
            RightLine(right, class_of(standing), standing.words.partition("：")[2])
            for right, standing in zip(dossier.rights, dossier.standard.assess_rights(facts), strict=True)
        ]

    def problems(self, dossier: Dossier) -> list[Problem]:
        if dossier.rights or dossier.is_direct or self._has_none(dossier):
            return []
        return [self.problem(dossier, "", "请逐项填写知识产权；没有的，请勾选“没有”。", "#id_none")]

    def places(self, year: int, items: Sequence[ChecklistItem]) -> dict[str, Place]:
        (kind,) = self.declared.lists
        return {kind.value: Place(_CAPTION, f"#{kind.value}", (_CAPTION,))}

    def columns(self, year: int) -> list[str]:
        return [_CAPTION]

    def block(self, dossier: Dossier) -> Block:
        columns = [
            Column(label)
            for label in ("类型", "编号", "名称", "授权日期", "取得方式", "与主导产品相关", "类别")
        ]
        rows = [
            [
                line.right.get_kind_display(),
                line.right.number,
                line.right.name,
                line.right.granted_on.isoformat(),
                "；".join([_acquired(line.right), *line.right.notes]),
                "是" if line.right.related_to_main_product else "否",
                line.why,
            ]
            for line in self.lines(dossier)
        ]
        if rows:
            return Block(self.key, self.title, tables=[Table(_CAPTION, columns, rows)])
        note = "企业声明没有知识产权。" if self._has_none(dossier) else "未填写。"
        return Block(self.key, self.title, note=note)


def class_of(standing: Standing) -> str:
    """The class of a right in a word, for a badge."""
    if standing.high_value is Verdict.MET:
        return "Ⅰ类高价值"
    if standing.class_one is Verdict.MET:
        return "Ⅰ类"
    if standing.class_two is Verdict.MET:
        return "Ⅱ类"
    return "不计"


def _acquired(right: IntellectualProperty) -> str:
    if right.transferred_on:
        return f"{right.get_acquisition_display()}（{right.transferred_on.isoformat()}）"
    return right.get_acquisition_display()
