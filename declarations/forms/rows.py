"""The rows of a form: what one question says about itself, and the field, the text and the fact that follow from it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from typing import Any

from django import forms

from declarations.forms.base import AmountField, LineField
from declarations.standards.facts import MainProduct, Statements
from declarations.words.blocks import decimal_or_none
from enterprises.kit.forms.fields import YearsField, without_zeros
from enterprises.kit.text.typed import halfwidth

# The parts of a standard's facts a question can answer: ``main_product.name``.
ANSWERED = {"main_product": MainProduct, "statements": Statements}


class Needed(Enum):
    """When a submission needs an answer."""

    ALWAYS = "always"
    BY_SCORE = "by_score"  # not on the route of a direct condition (63号 附件1 直通条件)
    NEVER = "never"

    def holds(self, *, is_direct: bool) -> bool:
        return self is Needed.ALWAYS or self is Needed.BY_SCORE and not is_direct


@dataclass(frozen=True, kw_only=True)
class Row:
    """One question whose answer belongs to the filing.

    ``fact``: the fact of a standard it gives, one of ``ANSWERED`` (a path in ``Facts.to_dict()``). ``kept``: the column of 主导产品 it begins
    with. ``needed_if``: another row and its answer that make this one needed, and what is said while it lacks.
    """

    name: str
    label: str
    help: str = ""
    unit: str = ""
    needed: Needed = Needed.ALWAYS
    needed_if: tuple[str, str, str] | None = None
    fact: str = ""
    kept: str = ""

    def __post_init__(self) -> None:
        part, _, name = self.fact.partition(".")
        if self.fact and name not in getattr(ANSWERED.get(part), "__dataclass_fields__", ()):
            raise ValueError(f"{self.name}: no question answers the fact {self.fact}")

    @property
    def anchor(self) -> str:
        """Where an error or a remark leads."""
        return f"#id_{self.name}"

    def field(self) -> forms.Field:
        """A new form field; ``required`` marks it on the page."""
        raise NotImplementedError

    def text(self, stored: Any) -> str:
        """A stored answer for reading; empty when there is none."""
        return str(stored or "")

    def fact_value(self, stored: Any) -> Any:
        """A stored answer as the fact it gives; None (of a text: empty) while unknown."""
        return stored or ""

    def begin(self, kept: Any) -> Any:
        """What the enterprise keeps, in the form in which this row would store it."""
        return "" if kept is None else kept

    def schema(self) -> dict[str, Any]:
        """The JSON Schema of a stored answer; an empty text is none."""
        return {"type": "string", "title": self.label}

    def _asked(self) -> dict[str, Any]:
        return {"label": self.label, "help_text": self.help, "required": self.needed is not Needed.NEVER}


@dataclass(frozen=True, kw_only=True)
class Line(Row):
    """A line of text of at most ``most`` characters; ``pattern``: what a code looks like, with what is said otherwise."""

    most: int
    pattern: tuple[str, str] | None = None
    is_short: bool = False

    def field(self) -> forms.Field:
        attrs = {"data-width": "short"} if self.is_short else {}
        widget = forms.TextInput(attrs=attrs)
        if self.pattern is None:
            return LineField(max_length=self.most, widget=widget, **self._asked())
        field = _CodeField(max_length=self.most, widget=widget, **self._asked())
        field.validators.append(_Looks(*self.pattern))
        return field

    def schema(self) -> dict[str, Any]:
        return super().schema() | {"maxLength": self.most}


@dataclass(frozen=True, kw_only=True)
class Text(Line):
    """Several lines of text."""

    lines: int = 6

    def field(self) -> forms.Field:
        widget = forms.Textarea(attrs={"rows": self.lines, "data-most": self.most})
        return LineField(max_length=self.most, widget=widget, **self._asked())


@dataclass(frozen=True)
class Option:
    """One answer of a choice, and the value of the fact it gives."""

    code: str
    label: str
    fact: Any = None


@dataclass(frozen=True, kw_only=True)
class Choice(Row):
    """One of a few answers, all of them in view."""

    options: tuple[Option, ...]

    @property
    def anchor(self) -> str:
        return f"#div_id_{self.name}"

    def field(self) -> forms.Field:
        choices = [(each.code, each.label) for each in self.options]
        return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, **self._asked())

    def text(self, stored: Any) -> str:
        return next((each.label for each in self.options if each.code == stored), "")

    def fact_value(self, stored: Any) -> Any:
        return next((each.fact for each in self.options if each.code == stored), None)

    def begin(self, kept: Any) -> str:
        return next((each.code for each in self.options if kept is not None and each.fact == kept), "")

    def schema(self) -> dict[str, Any]:
        return super().schema() | {"enum": ["", *(each.code for each in self.options)]}


@dataclass(frozen=True, kw_only=True)
class Number(Row):
    """A number, not negative; stored as its digits."""

    digits: int = 16
    places: int = 2

    def field(self) -> forms.Field:
        return AmountField(
            unit=self.unit, max_digits=self.digits, decimal_places=self.places, **self._asked()
        )

    def fact_value(self, stored: Any) -> Decimal | None:
        return decimal_or_none(stored)

    def begin(self, kept: Any) -> str:
        return "" if kept is None else without_zeros(kept)

    def schema(self) -> dict[str, Any]:
        return super().schema() | {"pattern": r"^(\d+(\.\d+)?)?$"}


@dataclass(frozen=True, kw_only=True)
class Years(Number):
    """A number of years."""

    def field(self) -> forms.Field:
        return YearsField(max_digits=self.digits, decimal_places=self.places, **self._asked())


class _CodeField(LineField):
    """Text with a form of its own, read however its digits and points were typed."""

    def to_python(self, value: Any) -> str:
        return halfwidth(super().to_python(value)).strip()


class _Looks:
    """A validator: the whole text matches a pattern."""

    def __init__(self, pattern: str, message: str) -> None:
        self._pattern, self._message = re.compile(pattern), message

    def __call__(self, text: str) -> None:
        if not self._pattern.fullmatch(text):
            raise forms.ValidationError(self._message)


def facts_of(rows: tuple[Row, ...], stored: Mapping[str, Any]) -> dict[str, Any]:
    """Path of a fact → what ``stored`` says of it, for every row that gives one."""
    return {row.fact: row.fact_value(stored.get(row.name, "")) for row in rows if row.fact}
