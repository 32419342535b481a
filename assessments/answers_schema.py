"""The JSON Schema of the answers to one questionnaire. Pure."""

from typing import Any

from assessments.enums import ItemKind
from assessments.questionnaires import Item, NumberField, Questionnaire, Scene
from assessments.scoring import MOST_DIGITS


def answers_schema(questionnaire: Questionnaire) -> dict[str, Any]:
    """What `scoring.score` takes. A question may be left out or null: not answered."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": questionnaire.title,
        "description": f"{questionnaire.note} 没有作答的题目可以省略或写 null；小数可以写成文本，以免丢失位数。".strip(),
        "type": "object",
        "properties": {
            code: {"anyOf": [_question(question), {"type": "null"}]}
            for code, question in questionnaire.by_code.items()
        },
        "additionalProperties": False,
    }


def _question(question: Item | Scene) -> dict[str, Any]:
    if isinstance(question, Scene):
        levels = "；".join(f"{level} {text}" for level, text in enumerate(question.levels, start=1))
        return _object(
            f"{question.title}：达到的最高等级，0 为未达到一级；{levels}",
            {"level": {"type": "integer", "minimum": 0, "maximum": len(question.levels)}},
        )
    options = "；".join(f"{option.code} {option.text}" for option in question.options)
    single = question.kind is ItemKind.SINGLE
    properties: dict[str, Any] = {
        "options": {
            "type": "array",
            "items": {"type": "string", "enum": [option.code for option in question.options]},
            **({"maxItems": 1} if single else {}),
        }
    }
    properties["numbers"] = _object("", {number.code: _number(number) for number in question.numbers})
    return _object(f"{question.title}：{question.text}{options}", properties)


def _object(description: str, properties: dict[str, Any]) -> dict[str, Any]:
    described = {"description": description} if description else {}
    return {**described, "type": "object", "properties": properties, "additionalProperties": False}


def _number(number: NumberField) -> dict[str, Any]:
    kind = "integer" if number.whole else "number"
    bounds: dict[str, Any] = {"minimum": 0}
    if number.maximum is not None:
        whole = number.maximum == number.maximum.to_integral_value()
        bounds["maximum"] = int(number.maximum) if whole else float(number.maximum)
    digits = rf"[0-9]{{1,{MOST_DIGITS}}}"
    fraction = "" if number.whole else rf"(\.{digits})?"
    needed = "必填" if number.required else "选填"
    return {
        "description": f"{number.label}（{needed}）",
        "unit": number.unit,
        "anyOf": [
            {"type": kind, **bounds},
            {"type": "string", "pattern": f"^({digits}{fraction})?$"},
            {"type": "null"},
        ],
    }
