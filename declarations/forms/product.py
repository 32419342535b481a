"""专业化: the main product and its field (standards 8.1)."""

import re

from django import forms

from declarations.forms.base import LineField, SectionForm
from enterprises.kit.forms.fields import YearsField

DESCRIPTION_LIMIT = 500
_CODE = re.compile(r"\d(\.\d{1,2}){1,3}")


class ProductForm(SectionForm):
    name = LineField(
        label="主导产品名称",
        max_length=100,
        help_text="核心技术在产品中发挥重要作用，且产品收入之和超过同期营业收入的50%。",
    )
    description = LineField(
        label="主导产品所属领域说明",
        max_length=DESCRIPTION_LIMIT,
        widget=forms.Textarea(attrs={"rows": 6, "data-most": DESCRIPTION_LIMIT}),
        help_text=f"不超过{DESCRIPTION_LIMIT}字。",
    )
    in_strategic_emerging = forms.ChoiceField(
        label="是否属于《战略性新兴产业分类》",
        choices=[("yes", "属于"), ("no", "不属于")],
        widget=forms.RadioSelect,
    )
    strategic_code = LineField(
        label="分类代码",
        max_length=12,
        required=False,
        widget=forms.TextInput(attrs={"data-width": "short"}),
        help_text="选择“属于”时填写，例如 2.1.1。",
    )
    segment_years = YearsField(
        label="从事特定细分市场时间",
        max_digits=5,
        decimal_places=1,
        required=False,
        help_text="选填，可填一位小数。",
    )

    def clean_strategic_code(self) -> str:
        code = self.cleaned_data["strategic_code"].replace("．", ".").strip()
        if code and not _CODE.fullmatch(code):
            raise forms.ValidationError("请填写分类代码，例如 2.1.1。")
        return code
