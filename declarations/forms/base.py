"""Two levels of validity in one form: a draft keeps whatever is readable, a submission wants it complete.

A field's ``required`` only marks it on the page; emptiness is judged at submission, by the section.
"""

import datetime as dt
from decimal import Decimal
from typing import Any

from django import forms

from enterprises.kit.forms.fields import NumberField


class AmountField(NumberField):
    """A number with its unit behind it: 万元 with two places unless said otherwise. Not negative."""

    def __init__(self, *, unit: str = "万元", **kwargs):
        super().__init__(**({"max_digits": 16, "decimal_places": 2, "min_value": 0} | kwargs))
        self.widget.attrs |= {"data-unit": unit, "data-width": "short"}


class LineField(forms.CharField):
    """Text. Line ends count as one character, as in the browser."""

    default_error_messages = {"max_length": "最多填写%(limit_value)d个字，现在是%(show_value)d个字。"}

    def to_python(self, value: Any) -> str:
        return (super().to_python(value) or "").replace("\r\n", "\n")


class UnfinishedMixin(forms.BaseForm):
    """A form whose ``required`` fields are marked on the page but may stay empty in a draft."""

    use_required_attribute = False

    def full_clean(self) -> None:
        marked = [field for field in self.fields.values() if field.required]
        for field in marked:
            field.required = False
        try:
            super().full_clean()
        finally:
            for field in marked:
                field.required = True

    def forms(self) -> list[forms.BaseForm]:
        """The forms it is made of: itself."""
        return [self]

    def faults(self) -> list[dict[str, str]]:
        """Errors as lines for includes/error_summary.html."""
        found = []
        for name, messages in self.errors.items():
            if name == "__all__":
                found += [{"message": str(message)} for message in messages]
                continue
            field = self[name]
            href = f"#{field.id_for_label or f'div_{field.auto_id}'}"
            found += [
                {"where": self.place(str(field.label)), "message": str(message), "href": href}
                for message in messages
            ]
        return found

    def place(self, label: str) -> str:
        """How an error summary names a field."""
        return str(label)


class SectionForm(UnfinishedMixin, forms.Form):
    """A section, or a part of one, that may be left unfinished. ``readable`` gives what can be stored of it.

    ``carried_over``: it shows what the enterprise keeps elsewhere, and nothing of it is stored yet.
    """

    carried_over = False

    def readable(self, previous: dict) -> dict:
        """What was typed, JSON-safe; a field with an error keeps its ``previous`` value. Binds first."""
        errors = self.errors
        return {
            name: previous.get(name, "") if name in errors else plain(self.cleaned_data.get(name))
            for name in self.fields
        }


def is_empty(data: dict, name: str) -> bool:
    return data.get(name) in (None, "")


def plain(value: Any) -> Any:
    """A cleaned value as JSON keeps it: decimals and days as text, nothing as the empty text."""
    match value:
        case None:
            return ""
        case bool() | int() | str():
            return value
        case Decimal():
            return f"{value:f}"
        case dt.date():
            return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no plain form")
