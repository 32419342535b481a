"""Reading facts from plain data: strict about types, and never stopping at the first mistake.

A value that cannot be read becomes None and is named in ``Facts.problems`` with its key and label. A list entry
that cannot be read stays in the list as an unknown entry: dropping it would turn *unknown* into *none*.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from declarations.standards.facts import (
    FIGURE_LABELS,
    Acquisition,
    Award,
    EquityRound,
    Facts,
    HighValueReason,
    Honour,
    HonourKind,
    Institution,
    IntellectualProperty,
    Level,
    MainProduct,
    Problem,
    RightKind,
    YearFigures,
)

_DIGITS = 30
_LIMIT = 10**18
_NUMBER = re.compile(r"-?[0-9]{1,18}(\.[0-9]{1,12})?")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_YEAR = re.compile(r"[0-9]{4}")


class _Unreadable(ValueError):
    """Carries the message for the person who gave the value."""


def _text(value: object) -> str:
    if isinstance(value, str):
        return value
    raise _Unreadable("应为文字。")


def _boolean(value: object) -> bool:
    if isinstance(value, bool):
        return value
    raise _Unreadable("应为 true 或 false。")


def _decimal(value: object) -> Decimal:
    # A float has already lost the number that was written, so it is refused rather than guessed at.
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < _LIMIT:
        return Decimal(value)
    if isinstance(value, Decimal) and value.is_finite() and abs(value.adjusted()) < _DIGITS:
        value = f"{value:f}"
    if isinstance(value, str) and _NUMBER.fullmatch(value.strip()):
        return Decimal(value.strip())
    raise _Unreadable('应为数字（用文本书写，例如 "1234.56"，整数不超过18位，小数不超过12位）。')


def _whole(value: object) -> int:
    number = _decimal(value)
    if number != number.to_integral_value():
        raise _Unreadable("应为整数。")
    return int(number)


def _year(value: object) -> int:
    if isinstance(value, int) and not isinstance(value, bool) and 1000 <= value <= 9999:
        return value
    if isinstance(value, str) and _YEAR.fullmatch(value):
        return int(value)
    raise _Unreadable("应为四位年份，例如 2025。")


def _date(value: object) -> date:
    if type(value) is date:
        return value
    if isinstance(value, str) and _DATE.fullmatch(value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    raise _Unreadable("应为日期，例如 2026-03-31。")


def _one_of(kind: type[StrEnum]) -> Callable[[object], StrEnum]:
    def read(value: object) -> StrEnum:
        try:
            return kind(value)
        except ValueError:
            raise _Unreadable(f"应为 {'、'.join(kind)} 之一。") from None

    return read


def _reasons(value: object) -> tuple[HighValueReason, ...]:
    if not isinstance(value, (list, tuple)):
        raise _Unreadable("应为列表。")
    return tuple(_one_of(HighValueReason)(each) for each in value)


# One row per field: key, label in words, how it is read.
_FIGURES = {
    name: (label, _whole if name in ("employees", "rd_staff") else _decimal)
    for name, label in FIGURE_LABELS.items()
}
_RIGHT = {
    "kind": ("类型", _one_of(RightKind)),
    "name": ("名称", _text),
    "number": ("编号", _text),
    "granted_on": ("授权日期", _date),
    "acquisition": ("取得方式", _one_of(Acquisition)),
    "transferred_on": ("受让日期", _date),
    "related_to_main_product": ("是否与主导产品相关", _boolean),
    "high_value_reasons": ("高价值理由", _reasons),
    "in_force": ("是否有效", _boolean),
}
_AWARD = {"name": ("名称", _text), "level": ("级别", _one_of(Level)), "awarded_on": ("获奖日期", _date)}
_HONOUR = {
    "name": ("名称", _text),
    "kind": ("种类", _one_of(HonourKind)),
    "valid_from": ("有效期起", _date),
    "valid_until": ("有效期止", _date),
}
_INSTITUTION = {
    "name": ("名称", _text),
    "level": ("级别", _one_of(Level)),
    "recognised_on": ("认定日期", _date),
}
_ROUND = {
    "investor": ("投资机构", _text),
    "received_on": ("到账日期", _date),
    "paid_in": ("实缴金额", _decimal),
    "share_given_up": ("出让股权比例", _decimal),
    "qualified_investor": ("是否合格机构投资者", _boolean),
}
_PRODUCT = {"name": ("名称", _text), "in_strategic_emerging": ("是否属于战略性新兴产业", _boolean)}
_LISTS = {
    "intellectual_property": ("知识产权", IntellectualProperty, _RIGHT),
    "awards": ("科技奖励", Award, _AWARD),
    "honours": ("荣誉", Honour, _HONOUR),
    "institutions": ("研发机构", Institution, _INSTITUTION),
    "equity_rounds": ("股权融资", EquityRound, _ROUND),
}
_TOP = {"year": ("最近一个完整会计年度", _year), "as_of": ("申报日期", _date)}


class _Reader:
    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def problem(self, key: str, label: str, message: str, value: object) -> None:
        try:
            shown = str(value)[:100]
        except ValueError:  # an integer of thousands of digits has no text in Python
            shown = "位数过多的整数"
        self.problems.append(Problem(key, label, message, shown))

    def record(self, data: object, columns: dict, key: str, label: str, make: type) -> Any:
        """``make`` filled with every column that can be read; unknown keys and unreadable values are named."""
        if not isinstance(data, Mapping):
            self.problem(key, label, "应为一组字段。", data)
            return make()
        for name in data:
            if name not in columns:
                self.problem(f"{key}.{name}", f"{label}{name}", "没有这个字段。", data[name])
        return make(**self.columns(data, columns, f"{key}.", label))

    def columns(self, data: Mapping, columns: dict, prefix: str, label: str) -> dict:
        found = {}
        for name, (column, read) in columns.items():
            if data.get(name) is None:
                continue
            try:
                found[name] = read(data[name])
            except _Unreadable as refusal:
                self.problem(f"{prefix}{name}", f"{label}{column}", str(refusal), data[name])
        return found

    def records(self, data: Mapping, name: str) -> tuple | None:
        label, make, columns = _LISTS[name]
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

    def figures(self, data: Mapping) -> dict[int, YearFigures]:
        rows = data.get("figures")
        if rows is None:
            return {}
        if not isinstance(rows, Mapping):
            self.problem("figures", "年度经营数据", "应按年份列出。", rows)
            return {}
        found = {}
        for key, row in rows.items():
            try:
                year = _year(key)
            except _Unreadable as refusal:
                self.problem(f"figures.{key}", "年度经营数据的年份", str(refusal), key)
            else:
                found[year] = self.record(row, _FIGURES, f"figures.{year}", f"{year}年", YearFigures)
        return found


def read_facts(data: object) -> Facts:
    """Facts from plain data (the shape of ``Facts.to_dict()``), with everything unreadable named. Never raises."""
    reader = _Reader()
    if not isinstance(data, Mapping):
        reader.problem("", "申报数据", "应为一组字段。", data)
        return Facts(problems=tuple(reader.problems))
    known = {*_TOP, *_LISTS, "figures", "main_product", "problems"}
    for name in data:
        if name not in known:
            reader.problem(str(name), str(name), "没有这个字段。", data[name])
    top = reader.columns(data, _TOP, "", "")
    product = data.get("main_product")
    if product is not None:
        top["main_product"] = reader.record(product, _PRODUCT, "main_product", "主导产品", MainProduct)
    lists = {name: reader.records(data, name) for name in _LISTS}
    return Facts(
        **top,
        **lists,
        figures=reader.figures(data),
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
