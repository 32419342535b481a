"""The form about the main product and what the enterprise states about itself. Every answer may be left out."""

from typing import Any, ClassVar

from django import forms

from enterprises.enums import ProductField
from enterprises.kit.forms.draft import DraftForm
from enterprises.kit.forms.fields import RankField, ShareField, YearsField
from enterprises.kit.forms.listed import shown
from enterprises.kit.forms.sectioned import SectionedForm
from enterprises.models import ProductProfile

NO_FIELD = "none"
STATEMENTS = (
    "sound_governance",
    "leading_technology",
    "digital_and_green",
    "information_system",
    "unique_advantage",
    "high_reputation",
    "competitive_brand",
    "leading_position",
)
SECTIONS = (
    ("主导产品", ("name", "in_strategic_emerging", "chain_role", "fields")),
    ("细分市场", ("segment_years", "domestic_rank", "domestic_share", "international_share")),
    ("企业自述", STATEMENTS),
)
_HELP = {
    "name": "核心技术在产品中发挥重要作用，且产品收入之和超过同期营业收入的50%。",
    "in_strategic_emerging": "按国家统计局《战略性新兴产业分类》对照。",
    "fields": "可选多项；都不属于的，选最后一项。一项都不选表示还没有填写。",
    "segment_years": "截至最近一个完整会计年度末，可填一位小数。",
    "domestic_rank": "在国内细分市场中的名次。",
    "domestic_share": "上一年度，占国内细分市场的比例，如实填写。",
    "international_share": "上一年度，占国际细分市场的比例，没有的留空。",
}


class FieldsField(forms.TypedMultipleChoiceField):
    """The fields of a product: None when nothing is ticked, an empty list when it is said that none applies."""

    def __init__(self, **kwargs) -> None:
        choices = [*ProductField.choices, (NO_FIELD, "以上都不属于")]
        fixed = {"choices": choices, "widget": forms.CheckboxSelectMultiple, "required": False}
        super().__init__(**(kwargs | fixed))

    def clean(self, value: Any) -> list[str] | None:
        ticked = super().clean(value)
        if not ticked:
            return None
        if NO_FIELD not in ticked:
            return [key for key in ProductField.values if key in ticked]
        if len(set(ticked)) > 1:
            raise forms.ValidationError("选择了“以上都不属于”，就不能再选其他领域，请取消其中一方。")
        return []

    def bound_data(self, data: Any, initial: Any) -> Any:
        # Nothing ticked on the page is no answer; only a stored empty list says that none applies.
        return data or None

    def prepare_value(self, value: Any) -> Any:
        return [NO_FIELD] if value == [] else value


class ProductForm(SectionedForm, DraftForm):
    sections = SECTIONS
    wide = frozenset({"name", "fields", *STATEMENTS})

    fields = FieldsField(label="所属领域")

    class Meta(DraftForm.Meta):
        model = ProductProfile
        fields: ClassVar = [name for _title, names in SECTIONS for name in names]
        field_classes: ClassVar = {
            "segment_years": YearsField,
            "domestic_rank": RankField,
            "domestic_share": ShareField,
            "international_share": ShareField,
        }

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for name, text in _HELP.items():
            self.fields[name].help_text = text

    def stored_text(self, name: str, stored: ProductProfile) -> str | None:
        if name == "fields":
            return fields_text(stored)
        return shown(stored, name, empty="")


def fields_text(product: ProductProfile) -> str:
    """The fields of a product in words; empty while not answered."""
    if product.fields is None:
        return ""
    return "、".join(ProductField(key).label for key in product.fields) or "以上都不属于"
