"""What ``sizing.classify`` asks, read from plain data: strict about types, every mistake named with its field."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from enterprises.sizing import SizeResult, classify

_LIMIT = 10**18
_MOST_EXPONENT = 30
_NUMBER = re.compile(r"-?[0-9]{1,18}(\.[0-9]{1,12})?")
_SHOWN = 100


@dataclass(frozen=True, slots=True)
class SizeProblem:
    """A fact that was given but cannot be used."""

    key: str
    label: str
    message: str
    value: str


@dataclass(frozen=True, slots=True)
class JudgedSize:
    """The size class, and what was set aside on the way to it."""

    result: SizeResult
    problems: tuple[SizeProblem, ...]


def _code(digits: int) -> Callable[[object], str]:
    def read(value: object) -> str:
        if isinstance(value, str) and re.fullmatch(f"[0-9]{{{digits}}}", value):
            return value
        raise ValueError(f"应为{digits}位数字的代码，用文本书写。")

    return read


def _decimal(value: object) -> Decimal:
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < _LIMIT:
        return Decimal(value)
    if isinstance(value, Decimal) and value.is_finite() and abs(value.adjusted()) < _MOST_EXPONENT:
        value = f"{value:f}"
    if isinstance(value, str) and _NUMBER.fullmatch(value.strip()):
        return Decimal(value.strip())
    raise ValueError("应为数字，整数不超过18位，小数不超过12位。")


def _whole(value: object) -> int:
    number = _decimal(value)
    if number != number.to_integral_value():
        raise ValueError("应为整数。")
    return int(number)


@dataclass(frozen=True, slots=True)
class _Field:
    label: str
    read: Callable[[object], Any]
    schema: Mapping[str, object]


def _not_negative(read: Callable[[object], Any]) -> Callable[[object], Any]:
    def checked(value: object) -> Any:
        number = read(value)
        if number < 0:
            raise ValueError("不能为负数。")
        return number

    return checked


_AMOUNT = {
    "anyOf": [
        {"type": "number", "minimum": 0},
        {"type": "string", "pattern": r"^\s*[0-9]{1,18}(\.[0-9]{1,12})?\s*$"},
    ],
    "unit": "万元",
}
_FIELDS = {
    "division": _Field("所属行业大类", _code(2), {"type": "string", "pattern": "^[0-9]{2}$"}),
    "class_code": _Field("所属行业小类", _code(4), {"type": "string", "pattern": "^[0-9]{4}$"}),
    "employees": _Field(
        "从业人员",
        _not_negative(_whole),
        {
            "anyOf": [
                {"type": "integer", "minimum": 0},
                {"type": "string", "pattern": r"^\s*[0-9]{1,18}(\.0{1,12})?\s*$"},
            ],
            "unit": "人",
        },
    ),
    "revenue": _Field("营业收入", _not_negative(_decimal), _AMOUNT),
    "total_assets": _Field("资产总额", _not_negative(_decimal), _AMOUNT),
}


def judged_size(data: Mapping) -> JudgedSize:
    """The size class of the enterprise ``data`` describes. Null or left out is unknown."""
    problems = [_problem(name, name, "没有这个字段。", data[name]) for name in data if name not in _FIELDS]
    values = {}
    for name, field in _FIELDS.items():
        value = data.get(name)
        try:
            values[name] = None if value is None else field.read(value)
        except ValueError as refusal:
            values[name] = None
            problems.append(_problem(name, field.label, str(refusal), value))
    return JudgedSize(classify(**values), tuple(problems))


def _problem(key: str, label: str, message: str, value: object) -> SizeProblem:
    return SizeProblem(key, label, message, str(value)[:_SHOWN])


def size_schema() -> dict:
    """The JSON Schema of the facts; every field may be left out or null: unknown."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "企业划型数据",
        "description": "空缺或 null 为不知道。金额为万元，行业代码按 GB/T 4754-2017；小数可以写成文本，以免丢失位数。",
        "type": "object",
        "properties": {name: _nullable(field) for name, field in _FIELDS.items()},
        "additionalProperties": False,
    }


def _nullable(field: _Field) -> dict:
    rest = dict(field.schema)
    unit = {"unit": rest.pop("unit")} if "unit" in rest else {}
    ways = rest["anyOf"] if "anyOf" in rest else [rest]
    return {"description": field.label, **unit, "anyOf": [*ways, {"type": "null"}]}
