"""Reading facts from plain data: strict about types, and never stopping at the first mistake.

A value that cannot be read becomes None and is named in ``Facts.problems`` with its key and label. A list entry
that cannot be read stays in the list as an unknown entry: dropping it would turn *unknown* into *none*.
"""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from declarations.standards.columns import (
    DEVELOPMENT_SCORE,
    FIGURES,
    LISTS,
    PRODUCT,
    PROVINCIAL_ANSWER,
    STATEMENTS,
    TOP,
    Column,
    Unreadable,
    year_of,
)
from declarations.standards.contradictions import consistent
from declarations.standards.facts import Facts, MainProduct, Problem, Statements, YearFigures


class _Reader:
    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def problem(self, key: str, label: str, message: str, value: object) -> None:
        try:
            shown = str(value)[:100]
        except ValueError:  # an integer of thousands of digits has no text in Python
            shown = "位数过多的整数"
        self.problems.append(Problem(key, label, message, shown))

    def record(self, data: object, columns: dict[str, Column], key: str, label: str, make: type) -> Any:
        """``make`` filled with every column that can be read; unknown keys and unreadable values are named."""
        if not isinstance(data, Mapping):
            self.problem(key, label, "应为一组字段。", data)
            return make()
        for name in data:
            if name not in columns:
                self.problem(f"{key}.{name}", f"{label}{name}", "没有这个字段。", data[name])
        return make(**self.columns(data, columns, f"{key}.", label))

    def cell(self, value: object, column: Column, key: str, label: str) -> Any:
        """One value as it is read; None when it is unknown, or unreadable and now named."""
        if value is None:
            return None
        try:
            return column.read(value)
        except Unreadable as refusal:
            self.problem(key, label, str(refusal), value)
            return None

    def columns(self, data: Mapping, columns: dict[str, Column], prefix: str, label: str) -> dict:
        read = {
            name: self.cell(data.get(name), column, f"{prefix}{name}", f"{label}{column.label}")
            for name, column in columns.items()
        }
        return {name: value for name, value in read.items() if value is not None}

    def records(self, data: Mapping, name: str) -> tuple | None:
        label, make, columns = LISTS[name]
        rows = data.get(name)
        if rows is None:
            return None
        if not isinstance(rows, (list, tuple)):
            self.problem(name, label, "应为列表。", rows)
            return None
        return tuple(
            self.record(row, columns, f"{name}.{index}", f"第{index + 1}项{label}", make)
            for index, row in enumerate(rows)
        )

    def by_year(self, data: Mapping, name: str, label: str, read: Callable[[int, object], Any]) -> dict:
        """A mapping from years. ``read`` gives what stands for a year, or None where it named a problem."""
        rows = data.get(name)
        if rows is None:
            return {}
        if not isinstance(rows, Mapping):
            self.problem(name, label, "应按年份列出。", rows)
            return {}
        found = {}
        for key, row in rows.items():
            try:
                year = year_of(key)
            except Unreadable as refusal:
                self.problem(f"{name}.{key}", f"{label}的年份", str(refusal), key)
                continue
            value = read(year, row)
            if value is not None:
                found[year] = value
        return found

    def figures(self, year: int, row: object) -> YearFigures:
        return self.record(row, FIGURES, f"figures.{year}", f"{year}年", YearFigures)

    def development_score(self, year: int, value: object) -> Decimal | None:
        key, label = f"development_scores.{year}", f"{year}年{DEVELOPMENT_SCORE.label}"
        return self.cell(value, DEVELOPMENT_SCORE, key, label)

    def provincial(self, data: Mapping) -> dict:
        answers = data.get("provincial")
        if answers is None:
            return {}
        if not isinstance(answers, Mapping):
            self.problem("provincial", "地方特色指标", "应按指标代码列出。", answers)
            return {}
        columns = {str(code): PROVINCIAL_ANSWER for code in answers}
        return self.columns({str(code): each for code, each in answers.items()}, columns, "provincial.", "")


def read_facts(data: object) -> Facts:
    """Facts from plain data (the shape of ``Facts.to_dict()``), read back or from anywhere. Never raises.

    What cannot be read, and what contradicts itself, is unknown and named in ``problems``.
    """
    return consistent(_read(data))


def _read(data: object) -> Facts:
    reader = _Reader()
    if not isinstance(data, Mapping):
        reader.problem("", "申报数据", "应为一组字段。", data)
        return Facts(problems=tuple(reader.problems))
    known = {
        *TOP, *LISTS, "figures", "main_product", "statements", "development_scores", "provincial", "problems",
    }  # fmt: skip
    for name in data:
        if name not in known:
            reader.problem(str(name), str(name), "没有这个字段。", data[name])
    found = reader.columns(data, TOP, "", "")
    if data.get("main_product") is not None:
        found["main_product"] = reader.record(
            data["main_product"], PRODUCT, "main_product", "主导产品", MainProduct
        )
    if data.get("statements") is not None:
        found["statements"] = reader.record(
            data["statements"], STATEMENTS, "statements", "企业自述", Statements
        )
    found |= {name: reader.records(data, name) for name in LISTS}
    return Facts(
        **found,
        figures=reader.by_year(data, "figures", "年度经营数据", reader.figures),
        development_scores=reader.by_year(
            data, "development_scores", "发展评价得分", reader.development_score
        ),
        provincial=reader.provincial(data),
        problems=_earlier_problems(data) + tuple(reader.problems),
    )


def _earlier_problems(data: Mapping) -> tuple[Problem, ...]:
    """Problems that a stored snapshot already carries; entries of another shape are not problems of ours."""
    rows = data.get("problems")
    if not isinstance(rows, (list, tuple)):
        return ()
    return tuple(
        Problem(**row)
        for row in rows
        if isinstance(row, Mapping)
        and {"key", "label", "message"} <= set(row) <= {"key", "label", "message", "value"}
        and all(isinstance(each, str) for each in row.values())
    )
