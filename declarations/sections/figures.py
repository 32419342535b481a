"""The enterprise's yearly figures, edited here or in 企业信息; there is one copy."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from declarations.dossier.loading import Dossier
from declarations.forms import declared
from declarations.forms.figures import OperationsForm
from declarations.models import ChecklistItem
from declarations.sections.base import FormSection, Place, Problem
from declarations.sections.parts import FiguresParts
from declarations.words.blocks import FIGURES, Block, Column, Table, heading, money_text
from enterprises.models import YearlyFigures


class FiguresSection(FormSection):
    declared: ClassVar[declared.YearlyFigures]

    def years(self, dossier: Dossier) -> list[int]:
        return [dossier.year - before for before in range(self.declared.years)]

    def form(self, dossier: Dossier, data: Mapping[str, Any] | None = None) -> OperationsForm:
        needed = self.declared.before.holds(is_direct=dossier.is_direct)
        return OperationsForm(
            data,
            enterprise=dossier.enterprise,
            years=self.years(dossier),
            optional=set() if needed else set(self.years(dossier)[1:]),
            stored=dossier.figures,
            rows=self.declared.rows,
        )

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

    def places(self, year: int, items: Sequence[ChecklistItem]) -> dict[str, Place]:
        found = {}
        for figure in self.declared.rows:
            for before in range(1 if figure.is_latest_only else self.declared.years):
                label = f"{year - before}年{_heading(figure)}"
                key = f"y{year - before}-{figure.name}"
                found[key] = Place(label, f"#id_{key}", (label,))
        return found

    def columns(self, year: int) -> list[str]:
        years = [year - before for before in range(self.declared.years)]
        return [f"{each}年{_heading(figure)}" for figure in self.declared.rows for each in years]

    def block(self, dossier: Dossier) -> Block:
        rows = [dossier.figures.get(year) for year in self.years(dossier)]
        lines = [[_heading(each), *(_text(row, each) for row in rows)] for each in self.declared.rows]
        if any(row.audit_report_code for row in rows if row):
            lines.append(["审计报告编码", *(row.audit_report_code if row else "" for row in rows)])
        columns = [Column(FIGURES), *(Column(f"{year}年", numeric=True) for year in self.years(dossier))]
        return Block(self.key, self.title, tables=[Table("年度经营数据", columns, lines)])

    def texts(self, name: str, *values: Any) -> list[str]:
        """Values of a figure as they are shown."""
        figure = next(each for each in self.declared.rows if each.name == name)
        return [_value_text(value, figure) for value in values]


def _label(figure: declared.Figure) -> str:
    return figure.label or str(YearlyFigures._meta.get_field(figure.name).verbose_name)


def _heading(figure: declared.Figure) -> str:
    return heading(_label(figure), figure.unit)


def _text(row: YearlyFigures | None, figure: declared.Figure) -> str:
    return "" if row is None else _value_text(getattr(row, figure.name), figure)


def _value_text(value: Any, figure: declared.Figure) -> str:
    if value is None:
        return ""
    return money_text(value) if figure.unit == "万元" else str(value)
