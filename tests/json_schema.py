"""As much of JSON Schema as our own schemas use; a keyword that is not known here is an error."""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal

# Say something about a value, demand nothing of it.
WORDS = {"$schema", "title", "description", "unit"}


def accepts(schema: Mapping, value: object) -> bool:
    """Whether ``value`` is valid. Numbers are ``int`` or ``Decimal``. Raises ValueError on a schema that is none."""
    verdicts = [
        _RULES[keyword](wanted, value, schema) for keyword, wanted in schema.items() if _is_rule(keyword)
    ]
    return all(verdicts)


def _is_rule(keyword: str) -> bool:
    if keyword in WORDS:
        return False
    if keyword not in _RULES:
        raise ValueError(f"unknown keyword {keyword}")
    return True


def _is_number(value: object) -> bool:
    return isinstance(value, (int, Decimal)) and not isinstance(value, bool)


_TYPES = {
    "null": lambda value: value is None,
    "boolean": lambda value: isinstance(value, bool),
    "string": lambda value: isinstance(value, str),
    "number": _is_number,
    "integer": lambda value: _is_number(value) and value == int(value),
    "array": lambda value: isinstance(value, list),
    "object": lambda value: isinstance(value, Mapping),
}


def _type(wanted, value, schema):
    return any(_TYPES[each](value) for each in ([wanted] if isinstance(wanted, str) else wanted))


def _any_of(ways, value, schema):
    return any([accepts(each, value) for each in ways])


def _pattern(pattern, value, schema):
    return not isinstance(value, str) or re.search(pattern, value, re.ASCII) is not None


def _format(name, value, schema):
    if name != "date":
        raise ValueError(f"unknown format {name}")
    if not isinstance(value, str):
        return True
    try:
        return date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def _properties(properties, value, schema):
    if not isinstance(value, Mapping):
        return True
    return all([accepts(each, value[name]) for name, each in properties.items() if name in value])


def _pattern_properties(patterns, value, schema):
    if not isinstance(value, Mapping):
        return True
    return all(
        [
            accepts(each, inner)
            for pattern, each in patterns.items()
            for name, inner in value.items()
            if re.search(pattern, name, re.ASCII)
        ]
    )


def _additional(allowed, value, schema):
    if not isinstance(value, Mapping):
        return True
    others = [
        inner
        for name, inner in value.items()
        if name not in schema.get("properties", {})
        and not any(re.search(each, name, re.ASCII) for each in schema.get("patternProperties", {}))
    ]
    if isinstance(allowed, bool):
        return allowed or not others
    return all([accepts(allowed, each) for each in others])


_RULES = {
    "type": _type,
    "anyOf": _any_of,
    "enum": lambda values, value, schema: value in values,
    "maxLength": lambda most, value, schema: not isinstance(value, str) or len(value) <= most,
    "pattern": _pattern,
    "format": _format,
    "minimum": lambda least, value, schema: not _is_number(value) or value >= least,
    "maximum": lambda most, value, schema: not _is_number(value) or value <= most,
    "maxItems": lambda most, value, schema: not isinstance(value, list) or len(value) <= most,
    "items": lambda each, value, schema: (
        not isinstance(value, list) or all([accepts(each, inner) for inner in value])
    ),
    "properties": _properties,
    "patternProperties": _pattern_properties,
    "additionalProperties": _additional,
}
