"""Columns of points (``standards.points``), and the field they are typed in."""

from decimal import Decimal
from typing import Any

from django import forms
from django.db import models

from declarations.standards.points import PLACES, Points, exact
from declarations.standards.wording import POINTS
from enterprises.kit.forms.fields import NumberField


class PointsInput(NumberField):
    """Points as people type them: 8, 8.5, ８．５ 分."""

    widget = forms.TextInput(attrs={"data-unit": POINTS, "data-width": "short"})
    default_error_messages = {
        "invalid": "请填写分值，例如 8 或 8.5。",
        "max_digits": "分值的数字过多，请检查。",
        "max_whole_digits": "分值过大，请检查。",
    }

    def to_python(self, value: Any) -> Decimal | None:
        """Zeros that only fill places are no places too many. A ``Decimal`` still: the validators ask for one."""
        found = super().to_python(value)
        return None if found is None else Decimal(exact(found))


class PointsField(models.DecimalField):
    """Points in their one form, whichever way they come: 8 is 8 and 8.5 is exactly 8.5."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **({"max_digits": 4, "decimal_places": PLACES} | kwargs))

    def deconstruct(self) -> tuple:
        # To the database it is a decimal like any other.
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.DecimalField", args, kwargs

    def from_db_value(self, value: Decimal | None, expression: Any, connection: Any) -> Points | None:
        return None if value is None else exact(value)

    def clean(self, value: Any, model_instance: models.Model | None) -> Points | None:
        found = super().clean(value, model_instance)
        return None if found is None else exact(found)

    def formfield(self, **kwargs: Any) -> forms.Field:
        return super().formfield(**({"form_class": PointsInput, "min_value": 0} | kwargs))
