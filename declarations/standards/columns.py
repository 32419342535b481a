"""The fields of the facts, one row each: what it is called, how it is read, its JSON Schema and unit."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from declarations.standards.facts import (
    CHAIN_ROLE,
    FIGURE_LABELS,
    LIST_LABELS,
    STATEMENT_LABELS,
    Award,
    ContestResult,
    EquityRound,
    Honour,
    Institution,
    IntellectualProperty,
    QualityEvidence,
    TechnicalStandard,
    Title,
)
from enterprises.enums import (
    Acquisition,
    HighValueReason,
    HonourKind,
    IntellectualPropertyKind,
    ProductField,
    QualityKind,
    RecognitionLevel,
    StandardScope,
    TitleKind,
)

_DIGITS = 30
_LIMIT = 10**18
# How a number is written, wherever facts are read.
NUMBER = re.compile(r"-?[0-9]{1,18}(\.[0-9]{1,12})?")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_YEAR = re.compile(r"[0-9]{4}")


class Unreadable(ValueError):
    """Carries the message for the person who gave the value."""


def _text(value: object) -> str:
    if isinstance(value, str):
        return value
    raise Unreadable("应为文字。")


def _boolean(value: object) -> bool:
    if isinstance(value, bool):
        return value
    raise Unreadable("应为 true 或 false。")


def _decimal(value: object) -> Decimal:
    # A float has already lost the number that was written, so it is refused rather than guessed at.
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < _LIMIT:
        return Decimal(value)
    if isinstance(value, Decimal) and value.is_finite() and abs(value.adjusted()) < _DIGITS:
        value = f"{value:f}"
    if isinstance(value, str) and NUMBER.fullmatch(value.strip()):
        return Decimal(value.strip())
    raise Unreadable('应为数字（用文本书写，例如 "1234.56"，整数不超过18位，小数不超过12位）。')


def _whole(value: object) -> int:
    number = _decimal(value)
    if number != number.to_integral_value():
        raise Unreadable("应为整数。")
    return int(number)


def year_of(value: object) -> int:
    if isinstance(value, int) and not isinstance(value, bool) and 1000 <= value <= 9999:
        return value
    if isinstance(value, str) and _YEAR.fullmatch(value):
        return int(value)
    raise Unreadable("应为四位年份，例如 2025。")


def _date(value: object) -> date:
    if type(value) is date:
        return value
    if isinstance(value, str) and _DATE.fullmatch(value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    raise Unreadable("应为日期，例如 2026-03-31。")


def _member(kind: type[StrEnum]) -> Callable[[object], StrEnum]:
    known = {each.value: each for each in kind}

    def read(value: object) -> StrEnum:
        if isinstance(value, str) and value in known:
            return known[value]
        raise Unreadable(f"应为 {'、'.join(kind)} 之一。")

    return read


def _members(kind: type[StrEnum]) -> Callable[[object], tuple[StrEnum, ...]]:
    member = _member(kind)

    def read(value: object) -> tuple[StrEnum, ...]:
        if not isinstance(value, (list, tuple)):
            raise Unreadable("应为列表。")
        return tuple(member(each) for each in value)

    return read


def _answer(value: object) -> str | tuple[str, ...]:
    if isinstance(value, (list, tuple)):
        if all(isinstance(each, str) for each in value):
            return tuple(value)
        raise Unreadable("应为选项代码的列表。")
    if isinstance(value, str):
        return value
    try:
        return f"{_decimal(value):f}"
    except Unreadable:
        raise Unreadable("应为选项代码、选项代码的列表或数字。") from None


# The same shapes as JSON Schema. A number may be written as text, which keeps every digit.
_NUMBER_SCHEMA = {
    "anyOf": [{"type": "number"}, {"type": "string", "pattern": r"^\s*-?[0-9]{1,18}(\.[0-9]{1,12})?\s*$"}]
}
_WHOLE_SCHEMA = {
    "anyOf": [{"type": "integer"}, {"type": "string", "pattern": r"^\s*-?[0-9]{1,18}(\.0{1,12})?\s*$"}]
}
_ANSWER_SCHEMA = {
    "anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}, {"type": "number"}]
}


@dataclass(frozen=True, slots=True)
class Column:
    """One field: what it is called, how it is read (``read`` raises ``Unreadable``), its JSON Schema and unit."""

    label: str
    read: Callable[[object], Any]
    schema: Mapping[str, object]
    unit: str = ""


def _words(label: str) -> Column:
    return Column(label, _text, {"type": "string"})


def _flag(label: str) -> Column:
    return Column(label, _boolean, {"type": "boolean"})


def _number(label: str, unit: str) -> Column:
    return Column(label, _decimal, _NUMBER_SCHEMA, unit)


def _count(label: str, unit: str) -> Column:
    return Column(label, _whole, _WHOLE_SCHEMA, unit)


def _day(label: str) -> Column:
    return Column(label, _date, {"type": "string", "format": "date"})


def _one_of(label: str, kind: type[StrEnum]) -> Column:
    return Column(label, _member(kind), {"type": "string", "enum": [each.value for each in kind]})


def _several_of(label: str, kind: type[StrEnum]) -> Column:
    items = {"type": "string", "enum": [each.value for each in kind]}
    return Column(label, _members(kind), {"type": "array", "items": items})


_RATIO = "比例（0.3 即 30%）"

# One row per field. The JSON Schema is made from the same rows.
FIGURES = {
    name: _count(label, "人") if name in ("employees", "rd_staff", "tech_staff") else _number(label, "万元")
    for name, label in FIGURE_LABELS.items()
}
PRODUCT = {
    "name": _words("名称"),
    "in_strategic_emerging": _flag("所属领域是否在《战略性新兴产业分类》中"),
    "segment_years": _number("从事特定细分市场年限（截至上年末）", "年"),
    "chain_role": _flag(f"是否{CHAIN_ROLE}"),
    "fields": _several_of("所属领域", ProductField),
    "domestic_share": _number("国内细分市场占有率", _RATIO),
    "international_share": _number("国际细分市场占有率", _RATIO),
    "domestic_rank": _count("国内细分市场位次", "名"),
}
STATEMENTS = {name: _flag(label) for name, label in STATEMENT_LABELS.items()}
LISTS: dict[str, tuple[str, type, dict[str, Column]]] = {
    "intellectual_property": (
        LIST_LABELS["intellectual_property"],
        IntellectualProperty,
        {
            "kind": _one_of("类型", IntellectualPropertyKind),
            "name": _words("名称"),
            "number": _words("编号"),
            "granted_on": _day("授权日期"),
            "acquisition": _one_of("取得方式", Acquisition),
            "transferred_on": _day("受让日期"),
            "related_to_main_product": _flag("是否与主导产品相关"),
            "high_value_reasons": _several_of("高价值理由", HighValueReason),
            "in_force": _flag("是否有效"),
            "owner_rank": _count("权利人排名", "名"),
            "produces_benefit": _flag("是否实际应用并产生经济效益"),
        },
    ),
    "awards": (
        LIST_LABELS["awards"],
        Award,
        {
            "name": _words("名称"),
            "level": _one_of("级别", RecognitionLevel),
            "awarded_on": _day("获奖日期"),
            "rank": _count("获奖单位排名", "名"),
        },
    ),
    "contests": (
        LIST_LABELS["contests"],
        ContestResult,
        {"name": _words("名称"), "rank": _count("名次", "名"), "announced_on": _day("公布日期")},
    ),
    "honours": (
        LIST_LABELS["honours"],
        Honour,
        {
            "name": _words("名称"),
            "kind": _one_of("种类", HonourKind),
            "valid_from": _day("有效期起"),
            "valid_until": _day("有效期止"),
        },
    ),
    "institutions": (
        LIST_LABELS["institutions"],
        Institution,
        {
            "name": _words("名称"),
            "level": _one_of("级别", RecognitionLevel),
            "recognised_on": _day("认定日期"),
        },
    ),
    "equity_rounds": (
        LIST_LABELS["equity_rounds"],
        EquityRound,
        {
            "investor": _words("投资机构"),
            "received_on": _day("到账日期"),
            "paid_in": _number("实缴金额", "万元"),
            "share_given_up": _number("出让股权比例", _RATIO),
            "qualified_investor": _flag("是否合格机构投资者"),
        },
    ),
    "quality_evidence": (
        LIST_LABELS["quality_evidence"],
        QualityEvidence,
        {
            "kind": _one_of("种类", QualityKind),
            "name": _words("名称"),
            "level": _one_of("级别", RecognitionLevel),
            "valid_from": _day("有效期起"),
            "valid_until": _day("有效期止"),
        },
    ),
    "technical_standards": (
        LIST_LABELS["technical_standards"],
        TechnicalStandard,
        {
            "name": _words("名称"),
            "scope": _one_of("标准类别", StandardScope),
            "published_on": _day("发布日期"),
            "rank": _count("起草单位排名", "名"),
        },
    ),
    "titles": (
        LIST_LABELS["titles"],
        Title,
        {
            "kind": _one_of("称号", TitleKind),
            "valid_from": _day("有效期起"),
            "valid_until": _day("有效期止"),
        },
    ),
}
TOP = {
    "year": Column("最近一个完整会计年度", year_of, {"type": ["integer", "string"], "pattern": "^[0-9]{4}$"}),
    "as_of": _day("申报日期"),
    "digital_level": _count("数字化水平等级（0 为未达一级）", "级"),
}
DEVELOPMENT_SCORE = _number("发展评价得分", "分")
PROVINCIAL_ANSWER = Column("地方特色指标的答案", _answer, _ANSWER_SCHEMA)
