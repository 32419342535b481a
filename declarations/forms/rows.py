"""The rows of a form: what one question says about itself, and the field, the text and the fact that follow from it."""

import re
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from typing import Any

from django import forms

from declarations.facts.of_rows import PRODUCT_FACTS
from declarations.forms.base import AmountField, LineField
from declarations.words.blocks import decimal_or_none
from enterprises.kit.forms.fields import YearsField, without_zeros
from enterprises.kit.text.typed import halfwidth


class Needed(Enum):
    """When a submission needs an answer."""

    ALWAYS = "always"
    BY_SCORE = "by_score"  # not on the route of a direct condition (63号 附件1 直通条件)
    NEVER = "never"

    def holds(self, *, is_direct: bool) -> bool:
        return self is Needed.ALWAYS or self is Needed.BY_SCORE and not is_direct


@dataclass(frozen=True, kw_only=True)
class Row:
    """One question. Its answer belongs to the filing, or to the enterprise's 主导产品: ``kept`` is the column there.

    Only what the enterprise keeps is a fact of a standard, so that no declaration says otherwise than 申报体检.
    ``needed_if``: another row and its answer that make this one needed, and what is said while it lacks.
    """

    name: str
    label: str
    help: str = ""
    unit: str = ""
    needed: Needed = Needed.ALWAYS
    needed_if: tuple[str, str, str] | None = None
    kept: str = ""

    def __post_init__(self) -> None:
        if self.kept and self.kept not in PRODUCT_FACTS:
            raise ValueError(f"{self.name}: 主导产品 keeps no fact as {self.kept}")

    @property
    def fact(self) -> str:
        """The fact of a standard it gives, a path in ``Facts.to_dict()``; empty for none."""
        return PRODUCT_FACTS[self.kept] if self.kept else ""

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

    def to_kept(self, answer: Any) -> Any:
        """An answer as the enterprise's column keeps it; None (of a text: empty) for no answer."""
        return answer or ""

    def from_kept(self, value: Any) -> Any:
        """The value of the enterprise's column as an answer, JSON-safe."""
        return "" if value is None else value

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
    """One answer of a choice, and the value the enterprise's column keeps for it."""

    code: str
    label: str
    kept: Any = None


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

    def to_kept(self, answer: Any) -> Any:
        return next((each.kept for each in self.options if each.code == answer), None)

    def from_kept(self, value: Any) -> str:
        return next((each.code for each in self.options if value is not None and each.kept == value), "")

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

    def to_kept(self, answer: Any) -> Decimal | None:
        return decimal_or_none(answer)

    def from_kept(self, value: Any) -> str:
        return "" if value is None else without_zeros(value)

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
