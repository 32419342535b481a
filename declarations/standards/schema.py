"""The JSON Schema (draft 2020-12) of the facts, made from the very rows they are read by."""

from declarations.standards.columns import (
    DEVELOPMENT_SCORE,
    FIGURES,
    LISTS,
    PRODUCT,
    PROVINCIAL_ANSWER,
    STATEMENTS,
    TOP,
    Column,
)

_DRAFT = "https://json-schema.org/draft/2020-12/schema"
_YEAR = "^[0-9]{4}$"


def facts_schema() -> dict:
    """The schema of ``Facts.to_dict()``; ``unit`` names a field's unit. Every field may be left out or null: unknown."""
    properties = {name: _column(column) for name, column in TOP.items()}
    properties["figures"] = _by_year("按年份的经营数据", _record(FIGURES))
    properties["main_product"] = _nullable(_record(PRODUCT) | {"description": "主导产品"})
    properties["statements"] = _nullable(_record(STATEMENTS) | {"description": "企业自述，由主管部门判断"})
    properties["development_scores"] = _by_year(
        "按公布年份的专精特新发展评价得分", _column(DEVELOPMENT_SCORE)
    )
    properties |= {
        name: _nullable({"type": "array", "items": _record(columns), "description": label})
        for name, (label, _make, columns) in LISTS.items()
    }
    properties["provincial"] = _nullable(
        {
            "type": "object",
            "additionalProperties": _column(PROVINCIAL_ANSWER),
            "description": "省级特色化指标的答案，按指标代码列出",
        }
    )
    properties["problems"] = {"type": "array", "description": "已经发现的错误，一般不填"}
    return {
        "$schema": _DRAFT,
        "title": "企业申报数据",
        "description": (
            "空缺或 null 为不知道；空列表为没有。金额为万元，人数为年末人数，比例 0.3 即 30%。"
            '小数可以写成文本，例如 "1234.56"，以免丢失位数。'
        ),
        "type": "object",
        "properties": properties,
        "additionalProperties": False,
    }


def _column(column: Column) -> dict:
    described = {**column.schema, "description": column.label}
    if column.unit:
        described["unit"] = column.unit
    return _nullable(described)


def _record(columns: dict[str, Column]) -> dict:
    return {
        "type": "object",
        "properties": {name: _column(column) for name, column in columns.items()},
        "additionalProperties": False,
    }


def _by_year(label: str, each: dict) -> dict:
    return _nullable(
        {
            "type": "object",
            "patternProperties": {_YEAR: each},
            "additionalProperties": False,
            "description": label,
        }
    )


def _nullable(schema: dict) -> dict:
    kept = {name: schema[name] for name in ("description", "unit") if name in schema}
    rest = {name: value for name, value in schema.items() if name not in kept}
    return {**kept, "anyOf": [*(rest["anyOf"] if set(rest) == {"anyOf"} else [rest]), {"type": "null"}]}
