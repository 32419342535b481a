"""经营指标: the enterprise's yearly figures, edited here or in 企业信息; there is one copy."""

from itertools import zip_longest
from typing import Any

from declarations.dossier.loading import Dossier
from declarations.forms.operations import MONEY, OperationsForm
from declarations.sections.base import FormSection, Problem
from declarations.words.blocks import Block, Column, Table, money_text
from enterprises.models import YearlyFigures


class OperationsSection(FormSection):
    key = "operations"
    title = "经营指标"
    lead = "与审计报告一致，单位为万元。保存后【企业信息】中的年度经营数据同时更新。"
    template = "declarations/sections/operations.html"

    def years(self, dossier: Dossier) -> list[int]:
        return [dossier.year, dossier.year - 1]

    def form(self, dossier: Dossier, data: Any = None, extra: str = "") -> OperationsForm:
        optional = {dossier.year - 1} if dossier.is_direct else set()
        return OperationsForm(
            data,
            enterprise=dossier.enterprise,
            years=self.years(dossier),
            optional=optional,
            stored=dossier.figures,
        )

    def version(self, dossier: Dossier) -> str:
        """Versions of both years, e.g. ``3-1``; 0 for a year without figures."""
        rows = dossier.figures
        return "-".join(str(rows[year].version if year in rows else 0) for year in self.years(dossier))

    def versions(self, dossier: Dossier, posted: str) -> dict[int, int]:
        """Year → version the page was opened with, from what it sent back; -1, which no row has, when it is another."""
        rows = dossier.figures
        stored = {year: rows[year].version if year in rows else 0 for year in self.years(dossier)}
        parts = posted.split("-")
        return {
            year: version if part == str(version) else -1
            for (year, version), part in zip_longest(stored.items(), parts[: len(stored)], fillvalue="")
        }

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
        lines = [[f"{label}（{unit}）", *(_text(row, name) for row in rows)] for name, label, unit in _LINES]
        if any(row.audit_report_code for row in rows if row):
            lines.append(["审计报告编码", *(row.audit_report_code if row else "" for row in rows)])
        columns = [Column("指标"), *(Column(f"{year}年", numeric=True) for year in self.years(dossier))]
        return Block(self.key, self.title, tables=[Table("年度经营数据", columns, lines)])

    def describe(self, dossier: Dossier, data: dict) -> dict[str, str]:
        """``data`` maps a year to its figures: a row, or field → value."""
        found = {}
        for year, values in data.items():
            for name, label, _ in _LINES:
                if isinstance(values, YearlyFigures) or name in values:
                    found[f"{year}年{label}"] = _text(values, name)
        return found


def _label(name: str) -> str:
    return str(YearlyFigures._meta.get_field(name).verbose_name)


_LINES = [("employees", "从业人员", "人"), *((name, _label(name), "万元") for name in MONEY)]


def _text(values: YearlyFigures | dict | None, name: str) -> str:
    value = values.get(name) if isinstance(values, dict) else getattr(values, name, None)
    if value is None:
        return ""
    return str(value) if name == "employees" else money_text(value)
