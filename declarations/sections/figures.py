"""The enterprise's yearly figures, edited here or in 企业信息; there is one copy."""

import datetime as dt
from collections.abc import Mapping
from itertools import zip_longest
from typing import Any, ClassVar

from declarations.dossier.loading import Dossier
from declarations.forms import declared
from declarations.forms.figures import OperationsForm
from declarations.sections.base import FormSection, Problem
from declarations.sections.parts import FiguresParts
from declarations.sections.storing import save_filed_figures
from declarations.words.blocks import Block, Column, Table, money_text
from enterprises.kit.forms.conflicts import Conflict, differences
from enterprises.models import YearlyFigures


class FiguresSection(FormSection):
    template = "declarations/sections/operations.html"
    declared: ClassVar[declared.YearlyFigures]

    def years(self, dossier: Dossier) -> list[int]:
        return [dossier.year - before for before in range(self.declared.years)]

    def form(
        self, dossier: Dossier, data: Mapping[str, Any] | None = None, extra: str = ""
    ) -> OperationsForm:
        needed = self.declared.before.holds(is_direct=dossier.is_direct)
        return OperationsForm(
            data,
            enterprise=dossier.enterprise,
            years=self.years(dossier),
            optional=set() if needed else set(self.years(dossier)[1:]),
            stored=dossier.figures,
            rows=self.declared.rows,
        )

    def version(self, dossier: Dossier) -> str:
        """Versions of the years, e.g. ``3-1``; 0 for a year without figures."""
        return "-".join(map(str, self._versions(dossier).values()))

    def _versions(self, dossier: Dossier) -> dict[int, int]:
        rows = dossier.figures
        return {year: rows[year].version if year in rows else 0 for year in self.years(dossier)}

    def versions(self, dossier: Dossier, posted: str) -> dict[int, int]:
        """Year → version the page was opened with, from what it sent back; -1, which no row has, when it is another."""
        stored = self._versions(dossier)
        parts = posted.split("-")
        return {
            year: version if part == str(version) else -1
            for (year, version), part in zip_longest(stored.items(), parts[: len(stored)], fillvalue="")
        }

    def store(self, dossier: Dossier, form: OperationsForm, version: str, at: dt.datetime) -> None:
        save_filed_figures(dossier.filing, form.changes(), self.versions(dossier, version), at)

    def parts(self, dossier: Dossier, form: OperationsForm) -> FiguresParts:
        return FiguresParts(dossier, self, form)

    def problems(self, dossier: Dossier) -> list[Problem]:
        found = []
        for year, form in self.form(dossier).years.items():
            for name, field in form.fields.items():
                if field.required and getattr(form.stored, name) is None:
                    where = f"{year}年{field.label}"
                    found.append(
                        self.problem(dossier, where, "请填写；没有的填 0。", f"#{form[name].id_for_label}")
                    )
        return found

    def block(self, dossier: Dossier) -> Block:
        rows = [dossier.figures.get(year) for year in self.years(dossier)]
        lines = [
            [f"{_label(each)}（{each.unit}）", *(_text(row, each) for row in rows)]
            for each in self.declared.rows
        ]
        if any(row.audit_report_code for row in rows if row):
            lines.append(["审计报告编码", *(row.audit_report_code if row else "" for row in rows)])
        columns = [Column("指标"), *(Column(f"{year}年", numeric=True) for year in self.years(dossier))]
        return Block(self.key, self.title, tables=[Table("年度经营数据", columns, lines)])

    def describe(self, dossier: Dossier, data: dict) -> dict[str, str]:
        """``data`` maps a year to its figures: a row, or field → value."""
        return {
            f"{year}年{_label(each)}": _text(values, each)
            for year, values in data.items()
            for each in self.declared.rows
            if isinstance(values, YearlyFigures) or each.name in values
        }

    def conflicts(self, dossier: Dossier, newest: Dossier, form: OperationsForm) -> list[Conflict]:
        stored = {year: newest.figures[year] for year in self.years(newest) if year in newest.figures}
        return differences(self.describe(newest, stored), self.describe(newest, form.changes()))


def _label(figure: declared.Figure) -> str:
    return figure.label or str(YearlyFigures._meta.get_field(figure.name).verbose_name)


def _text(values: YearlyFigures | dict | None, figure: declared.Figure) -> str:
    name = figure.name
    value = values.get(name) if isinstance(values, dict) else getattr(values, name, None)
    if value is None:
        return ""
    return money_text(value) if figure.unit == "万元" else str(value)
