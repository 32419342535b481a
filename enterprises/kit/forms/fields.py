"""Form fields that read what people really type, and say what to type when they cannot."""

import datetime as dt
import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Any, ClassVar, cast

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.forms.utils import flatatt
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from enterprises.kit.text import typed

# ASCII digits: what else counts as a digit somewhere has been made one before.
_PLAIN_NUMBER = re.compile(r"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)")
# The most a count of people can sensibly be, and what every database stores.
_MOST_PEOPLE = 9_999_999
# Beyond these nobody means what was typed.
_MOST_RANK = 9_999
_MOST_YEARS = 200


def _number_text(field: forms.Field, value: object) -> object:
    """A typed number without separators, blanks and the unit that stands behind the field.

    Raises:
        ValidationError: it is not written in plain digits (``1e3``, ``1,2``).
    """
    if not isinstance(value, str):
        return value
    text = typed.number(value, field.widget.attrs.get("data-unit", ""))
    if text and not _PLAIN_NUMBER.fullmatch(text):
        raise ValidationError(field.error_messages["invalid"], code="invalid")
    return text


class NumberField(forms.DecimalField):
    """An amount: accepts 1,234.50, full-width digits and spaces; keeps exact decimals."""

    widget: forms.Widget | type[forms.Widget] = forms.TextInput
    default_error_messages = {
        "invalid": "请填写数字，例如 1234.56。",
        "min_value": "不能为负数。",
        "max_digits": "数字过大，请检查单位是否为万元。",
        "max_decimal_places": "小数最多 %(max)s 位。",
        "max_whole_digits": "数字过大，请检查单位是否为万元。",
    }

    def to_python(self, value):
        return super().to_python(_number_text(self, value))

    def widget_attrs(self, widget) -> dict:
        return {"inputmode": "decimal", "autocomplete": "off"}


class CountField(forms.IntegerField):
    """A number of people."""

    widget: forms.Widget | type[forms.Widget] = forms.TextInput
    default_error_messages = {
        "invalid": "请填写整数，例如 120。",
        "min_value": "不能为负数。",
        "max_value": f"不能大于 {_MOST_PEOPLE:,}，请检查。",
    }

    limits: ClassVar[dict[str, int]] = {"min_value": 0, "max_value": _MOST_PEOPLE}

    def __init__(self, **kwargs) -> None:
        super().__init__(**(kwargs | self.limits))

    def to_python(self, value):
        return super().to_python(_number_text(self, value))

    def widget_attrs(self, widget) -> dict:
        return {"inputmode": "numeric", "autocomplete": "off"}


class DayField(forms.DateField):
    """A past day, however it is written (``typed.day``); a year of two digits is asked about."""

    def __init__(self, *, since: dt.date = dt.date(1949, 10, 1), **kwargs) -> None:
        self.since = since
        kwargs.setdefault("widget", forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
        super().__init__(**kwargs)

    def to_python(self, value):
        if value in self.empty_values or isinstance(value, dt.date):
            return super().to_python(value)
        day = typed.day(str(value))
        if asked := typed.day_asked(str(value)):
            raise ValidationError(
                f"年份请写四位：如果是{asked:%Y年%-m月%-d日}，请填写 {asked}。", code="short_year"
            )
        if day is None:
            raise ValidationError("请填写日期，例如 2015-05-01。", code="invalid")
        return day

    def validate(self, value) -> None:
        super().validate(value)
        if value is None:
            return
        if value > timezone.localdate():
            raise ValidationError("日期不能晚于今天。", code="future")
        if value < self.since:
            raise ValidationError(f"日期不能早于 {self.since:%Y-%m-%d}。", code="past")


class AnyDayField(DayField):
    """A day that may lie ahead."""

    def validate(self, value: dt.date | None) -> None:
        forms.Field.validate(self, value)
        if value is not None and not 1949 <= value.year <= 2200:
            raise ValidationError("请检查年份。", code="year")


def choices_of(field: forms.ChoiceField) -> list[tuple[Any, Any]]:
    """(value, words) of a field, (heading, entries) where they are grouped."""
    return list(cast(Iterable[tuple[Any, Any]], field.choices))


def without_zeros(value: Decimal) -> str:
    """A number without the zeros that only fill its places: 11.500 is 11.5."""
    return f"{value.normalize():f}"


class ShareField(NumberField):
    """A share in percent, from 0 to 100."""

    widget = forms.TextInput(attrs={"data-unit": "%", "data-width": "short"})
    default_error_messages = {
        "invalid": "请填写数字，例如 12.3。",
        "max_value": "不能大于100%%。",
        "max_digits": "不能大于100%%。",
        "max_whole_digits": "不能大于100%%。",
    }

    def __init__(self, **kwargs) -> None:
        super().__init__(**(kwargs | {"min_value": 0, "max_value": 100}))

    def prepare_value(self, value):
        return without_zeros(value) if isinstance(value, Decimal) else value


class YearsField(NumberField):
    """How many years something has lasted."""

    widget = forms.TextInput(attrs={"data-unit": "年", "data-width": "short"})
    default_error_messages = {
        "invalid": "请填写数字，例如 8.5。",
        "max_value": "不能大于 %(limit_value)s 年。",
        "max_digits": "数字过大，请检查。",
        "max_whole_digits": "数字过大，请检查。",
    }

    def __init__(self, **kwargs) -> None:
        super().__init__(**(kwargs | {"min_value": 0, "max_value": _MOST_YEARS}))

    def prepare_value(self, value):
        return without_zeros(value) if isinstance(value, Decimal) else value


class RankField(CountField):
    """A place in an order, from 1."""

    widget = forms.TextInput(attrs={"data-unit": "位", "data-width": "short"})
    default_error_messages = {
        "invalid": "请填写整数，例如 1。",
        "min_value": "名次从1起。",
        "max_value": f"不能大于 {_MOST_RANK:,}，请检查。",
    }
    limits: ClassVar[dict[str, int]] = {"min_value": 1, "max_value": _MOST_RANK}


class AnswerField(forms.TypedChoiceField):
    """是 or 否, or no answer: ``True``, ``False``, ``None``."""

    def __init__(self, **kwargs) -> None:
        fixed = {
            "choices": [("", "未填写"), ("yes", "是"), ("no", "否")],
            "coerce": lambda value: value == "yes",
            "empty_value": None,
            "widget": QuickSelect(attrs={"data-width": "short"}),
        }
        super().__init__(**(kwargs | fixed))

    def prepare_value(self, value):
        return {True: "yes", False: "no", None: ""}.get(value, value)


class EnterpriseNameField(forms.CharField):
    """企业名称 in the form it is stored and looked up in; what is empty then is empty."""

    def __init__(self, **kwargs) -> None:
        own: dict[str, Any] = {"label": "企业名称", "max_length": 100}
        super().__init__(**(own | kwargs))

    def to_python(self, value) -> str:
        return typed.name(super().to_python(value) or "")


class QuickSelect(forms.Select):
    """A select written in one go: the stock widget renders one template per choice."""

    def render(self, name, value, attrs=None, renderer=None) -> SafeString:
        chosen = "" if value is None else str(value)
        final = self.build_attrs(self.attrs, {**(attrs or {}), "name": name})
        groups = []
        for label, entry in self.choices:
            if isinstance(entry, (list, tuple)):
                groups.append(
                    format_html('<optgroup label="{}">{}</optgroup>', label, _options(entry, chosen))
                )
            else:
                groups.append(_options([(label, entry)], chosen))
        return format_html("<select{}>{}</select>", flatatt(final), SafeString("".join(groups)))


def _options(choices, chosen: str) -> SafeString:
    return format_html_join(
        "",
        '<option value="{}"{}>{}</option>',
        (
            (
                "" if value is None else value,
                SafeString(" selected") if str(value or "") == chosen else "",
                label,
            )
            for value, label in choices
        ),
    )


def readable_field(field: models.Field, **kwargs) -> forms.Field | None:
    """``formfield_callback`` of the forms here: the model's field, read generously.

    A class named in ``Meta.field_classes`` is taken as it is.
    """
    if "form_class" in kwargs:
        return field.formfield(**kwargs)
    if isinstance(field, models.DecimalField):
        if any(isinstance(validator, MinValueValidator) for validator in field.validators):
            kwargs["min_value"] = 0
        kwargs |= {
            "widget": forms.TextInput(attrs={"data-unit": "万元", "data-width": "short"}),
            "help_text": "",
        }
        return field.formfield(form_class=NumberField, **kwargs)
    if isinstance(field, models.BooleanField) and field.null:
        return field.formfield(form_class=AnswerField, **kwargs)
    if isinstance(field, models.IntegerField):
        kwargs["widget"] = forms.TextInput(attrs={"data-unit": "人", "data-width": "short"})
        return field.formfield(form_class=CountField, **kwargs)
    if isinstance(field, models.DateField):
        return field.formfield(form_class=DayField, **kwargs)
    return field.formfield(**kwargs)
