"""Importing 专精特新发展评价得分 from a table."""

import re
from decimal import Decimal
from typing import Any, ClassVar

from django import forms

from enterprises.forms.accounts import CreditCodeField
from enterprises.kit.forms.fields import CountField, DayField, NumberField
from enterprises.kit.forms.sectioned import say_what_is_required
from enterprises.kit.sheets.spreadsheets import Unreadable, read_table
from enterprises.models import DevelopmentScore
from enterprises.services.scores import Line

HIGHEST_SCORE = 100
SHOWN_CHARACTERS = 30
MOST_BYTES = 2 * 1024 * 1024
# Column of the table → field of a row.
COLUMNS = {
    "统一社会信用代码": "credit_code",
    "年度": "year",
    "得分": "score",
    "公布日期": "published_on",
    "来源": "source",
}


class YearField(CountField):
    default_error_messages: ClassVar = {"invalid": "请填写四位年度，例如 2025。"}

    def to_python(self, value):
        return super().to_python(value.strip().removesuffix("年度").removesuffix("年"))


class ScoreField(NumberField):
    """Points of a hundred. The rules publish no scale: that it is one of a hundred is this platform's own choice."""

    default_error_messages: ClassVar = {"invalid": "请填写数字，例如 61.35。"}

    def __init__(self, **kwargs) -> None:
        super().__init__(**({"label": "得分", "min_value": 0, "max_digits": 6, "decimal_places": 2} | kwargs))

    def validate(self, value: Decimal | None) -> None:
        super().validate(value)
        if value is not None and value > HIGHEST_SCORE:
            raise forms.ValidationError(f"得分应在0到{HIGHEST_SCORE}之间（按百分制登记，本平台自定）。")


class DevelopmentScoreForm(forms.ModelForm):
    """One score, entered by hand."""

    score = ScoreField()


class ScoreRowForm(forms.Form):
    """One row of the table. The enterprise is looked up later, for all rows at once."""

    # No ModelForm: that asks the database about the constraints, row by row.
    credit_code = CreditCodeField()
    year = YearField(label="年度")
    score = ScoreField()
    published_on = DayField(label="公布日期")
    source = forms.CharField(label="来源", max_length=DevelopmentScore._meta.get_field("source").max_length)
    instance: DevelopmentScore

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        say_what_is_required(self)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        self.instance = DevelopmentScore(
            **{name: value for name, value in cleaned.items() if name != "credit_code"}
        )
        try:
            self.instance.clean()
        except forms.ValidationError as error:
            self.add_error(None, error)
        return cleaned

    def line(self, row: int) -> Line:
        """What was read, and what is wrong with it, each fault with its column and what stands there."""
        faults = [
            f"{column}：{message}{self._standing(name)}"
            for column, name in COLUMNS.items()
            for message in self.errors.get(name, [])
        ]
        faults += self.non_field_errors()
        return Line(row, self.cleaned_data.get("credit_code", ""), self.instance, faults)

    def _standing(self, name: str) -> str:
        text = str(self.data.get(name, ""))
        if not text:
            return ""
        shown = text if len(text) <= SHOWN_CHARACTERS else f"{text[:SHOWN_CHARACTERS]}…"
        # Days in a sheet are numbers until their cells are told to show days.
        unformatted = name == "published_on" and re.fullmatch(r"[34]\d{4}", text)
        return f"表格中是“{shown}”{'，可能是没有设为日期格式的日期' if unformatted else ''}。"


class ScoreImportForm(forms.Form):
    """The file. ``lines`` are its rows once it could be read."""

    file = forms.FileField(
        label="得分表格",
        help_text=f".xlsx，第一行为表头：{'、'.join(COLUMNS)}。",
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
        error_messages={"required": "请选择文件。", "empty": "文件是空的，请重新选择。"},
    )
    lines: list[Line]

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(f"文件不能大于{MOST_BYTES // (1024 * 1024)} MB。")
        try:
            table = read_table(file, list(COLUMNS))
        except Unreadable as error:
            raise forms.ValidationError(str(error)) from error
        self.lines = [
            ScoreRowForm({COLUMNS[column]: text for column, text in row.items()}).line(number)
            for number, row in table
        ]
        return file
