"""What fields of the admin say in this platform's words."""

import datetime as dt

from django import forms
from django.core.exceptions import ValidationError

from enterprises.kit.forms.fields import choices_of
from enterprises.kit.forms.sectioned import say_what_is_required

_WORDS = {
    "min_value": "不能小于%(limit_value)s。",
    "max_value": "不能大于%(limit_value)s。",
    "max_length": "最多填写%(limit_value)d个字，现在是%(show_value)d个字。",
    "invalid_choice": "请从列出的选项中选择。",
    "null_characters_not_allowed": "不允许含有空字符。",
}
_DAY, _TIME = "日期请写成 2026-01-31 的格式。", "时间请写成 08:30 的格式。"


def house_words(form: forms.BaseForm) -> None:
    """Let fields of the admin say in this platform's words what is empty, out of range, too long or no choice."""
    say_what_is_required(form)
    for field in form.fields.values():
        field.error_messages |= _WORDS
        # To Django a decimal field is a kind of integer field.
        if isinstance(field, forms.IntegerField) and not isinstance(field, forms.DecimalField):
            field.error_messages["invalid"] = "请填写整数。"
        if isinstance(field, forms.SplitDateTimeField):
            day, time = field.fields
            day.error_messages["invalid"], time.error_messages["invalid"] = _DAY, _TIME
        if isinstance(field, forms.ChoiceField) and not isinstance(field, forms.ModelChoiceField):
            field.choices = [(value, label if value else "请选择") for value, label in choices_of(field)]


def sensible_day(day: dt.date) -> None:
    """Raises ValidationError for a year that can only be a slip of the keyboard."""
    if not 2000 <= day.year <= 2100:
        raise ValidationError(f"请核对年份：{day.year}年。")
