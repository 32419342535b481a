"""直通条件: any one of D1 to D4 replaces the score (63号 附件1). The filing keeps the ticks; the lists are the enterprise's."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.template.loader import render_to_string

from declarations.dossier.evaluation import evaluate_dossier
from declarations.dossier.facts import facts_from
from declarations.dossier.loading import Dossier
from declarations.forms import declared
from declarations.forms.base import SectionForm
from declarations.models import ChecklistItem
from declarations.sections.base import FormSection, Place, Problem
from declarations.sections.entries import Entries, entries_of, records_of
from declarations.sections.parts import SectionParts
from declarations.standards import Evaluation, Verdict
from declarations.words.blocks import Block, Column, Row, Table
from enterprises.kit.forms.listed import shown
from enterprises.records import list_of


@dataclass(frozen=True)
class Note:
    """What is to be said of a condition as it is stored: ``fault`` of its tick, or (``is_idle``) that its list has
    entries that do not count.
    """

    fault: str
    is_idle: bool


class Fold:
    """A condition on the page: what it asks, its tick, the enterprise's entries, what is to be said of them, and what a
    reviewer remarked.
    """

    template = "declarations/includes/condition.html"

    def __init__(self, condition: declared.Condition, entries: Entries, note: Note, remark: str) -> None:
        self.condition, self.entries = condition, entries
        self.note, self.remark = note, remark

    def render(self, form: SectionForm, context: Any, **kwargs: Any) -> str:
        tick = form[self.condition.tick]
        context = {
            "condition": self.condition,
            "entries": self.entries,
            "note": self.note,
            "remark": self.remark,
            "tick": tick,
            "is_used": bool(tick.value()),
        }
        return render_to_string(self.template, context)


class TicksForm(SectionForm):
    """The tick of every condition."""

    def __init__(self, *args: Any, conditions: Sequence[declared.Condition], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for condition in conditions:
            self.fields[condition.tick] = forms.BooleanField(
                label=f"符合此项（{condition.code}）", required=False
            )


class ConditionsSection(FormSection):
    declared: ClassVar[declared.Conditions]

    def form(self, dossier: Dossier, data: Mapping[str, Any] | None = None) -> TicksForm:
        conditions = self.declared.conditions
        form = TicksForm(data, initial=self.answers(dossier), conditions=conditions)
        form.carried_over = self.key not in dossier.stored and any(form.initial.values())
        notes, remarked = self._notes(dossier), dossier.remarked(self.key)
        form.helper = FormHelper()
        form.helper.form_tag, form.helper.disable_csrf = False, True
        form.helper.layout = Layout(
            *(
                Fold(
                    each,
                    entries_of(dossier, self.key, list_of(each.kind)),
                    notes[each.tick],
                    remarked.get(each.kind.value, ""),
                )
                for each in conditions
            )
        )
        return form

    def context(self, dossier: Dossier) -> dict[str, Any]:
        """``unfinished``: entries typed before lists were the enterprise's, which were never complete."""
        return {"unfinished": dossier.data(self.key).get("unfinished", [])}

    def answers(self, dossier: Dossier) -> dict[str, Any]:
        if self.key not in dossier.stored:
            return self._fitting(dossier)
        return {each.tick: dossier.claims[each.kind] for each in self.declared.conditions}

    def parts(self, dossier: Dossier, form: TicksForm) -> SectionParts:
        return SectionParts(dossier, self, form)

    def shown(self, dossier: Dossier) -> dict[str, str]:
        template = "declarations/includes/condition_note.html"
        return {
            name: render_to_string(template, {"name": name, "note": note})
            for name, note in self._notes(dossier).items()
        }

    def _notes(self, dossier: Dossier) -> dict[str, Note]:
        """By the name of the tick."""
        faults, answers = self._faults(dossier), self.answers(dossier)
        return {
            each.tick: Note(
                faults.get(each.code, ""),
                not answers[each.tick] and bool(records_of(dossier, list_of(each.kind))),
            )
            for each in self.declared.conditions
        }

    def _fitting(self, dossier: Dossier) -> dict[str, bool]:
        """The ticks a section begins with: of the lists that have entries and meet their condition as far as known.

        Nothing of it is stored, nor counts before the enterprise saves it.
        """
        filled = {
            each.tick: bool(records_of(dossier, list_of(each.kind))) for each in self.declared.conditions
        }
        if not any(filled.values()):
            return filled
        facts = facts_from(dossier, dict.fromkeys(self.declared.lists, True))
        refuted = _refuted(evaluate_dossier(dossier, facts))
        return {
            each.tick: filled[each.tick] and each.code not in refuted for each in self.declared.conditions
        }

    def problems(self, dossier: Dossier) -> list[Problem]:
        if self.key not in dossier.stored:
            return [self.problem(dossier, "", "还没有填写。一项都不符合的，打开后直接保存即可。")]
        faults = self._faults(dossier)
        return [
            self.problem(dossier, each.code, faults[each.code], f"#{each.kind.value}")
            for each in self.declared.conditions
            if each.code in faults
        ]

    def _faults(self, dossier: Dossier) -> dict[str, str]:
        """Condition's code → what is wrong with its tick."""
        claimed = [each for each in self.declared.conditions if dossier.claims[each.kind]]
        refuted = _refuted(evaluate_dossier(dossier)) if claimed else {}
        found = {}
        for each in claimed:
            if not records_of(dossier, list_of(each.kind)):
                found[each.code] = f"已勾选，但没有填写{each.unit}。请添加，或取消勾选。"
            elif each.code in refuted:
                found[each.code] = (
                    f"已勾选，但按填写的内容不满足（{refuted[each.code]}）。请修改清单，或取消勾选。"
                )
        return found

    def places(self, year: int, items: Sequence[ChecklistItem]) -> dict[str, Place]:
        return {
            each.kind.value: Place(label, f"#{each.kind.value}", (label, _caption(each)))
            for each in self.declared.conditions
            for label in [f"{each.code} {each.title}"]
        }

    def columns(self, year: int) -> list[str]:
        return [
            text
            for each in self.declared.conditions
            for text in (f"{each.code} {each.title}", _caption(each))
        ]

    def block(self, dossier: Dossier) -> Block:
        saved = self.key in dossier.stored
        rows = [
            Row(f"{each.code} {each.title}", _tick(dossier, each) if saved else "")
            for each in self.declared.conditions
        ]
        claimed = [each for each in self.declared.conditions if dossier.claims[each.kind]]
        tables = [_table(dossier, each) for each in claimed if records_of(dossier, list_of(each.kind))]
        return Block(self.key, self.title, rows=rows, tables=tables)


def _refuted(evaluation: Evaluation) -> dict[str, str]:
    """The conditions that are not met: code → why."""
    return {each.code: each.explanation for each in evaluation.conditions if each.verdict is Verdict.NOT_MET}


def _tick(dossier: Dossier, condition: declared.Condition) -> str:
    return "符合" if dossier.claims[condition.kind] else "不符合"


def _caption(condition: declared.Condition) -> str:
    return f"{condition.code} {list_of(condition.kind).title}"


def _table(dossier: Dossier, condition: declared.Condition) -> Table:
    found = list_of(condition.kind)
    return Table(
        _caption(condition),
        [Column(each.label, each.numeric) for each in found.columns_of(condition.names)],
        [[shown(row, name, empty="") for name in condition.names] for row in records_of(dossier, found)],
    )
