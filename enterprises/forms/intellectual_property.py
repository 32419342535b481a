"""The form of one right of intellectual property."""

from typing import Any, ClassVar

from django import forms

from enterprises.enums import Acquisition
from enterprises.kit.forms.fields import RankField
from enterprises.kit.forms.listed import ListedForm
from enterprises.models import IntellectualProperty


class IntellectualPropertyForm(ListedForm):
    noun = "知识产权"
    chosen: ClassVar[dict[str, str]] = {"kind": "请选择", "high_value_reason": "无"}

    class Meta(ListedForm.Meta):
        model = IntellectualProperty
        fields: ClassVar = [
            "kind",
            "number",
            "name",
            "granted_on",
            "acquisition",
            "transferred_on",
            "high_value_reason",
            "related_to_main_product",
            "owner_rank",
            "produces_benefit",
        ]
        widgets: ClassVar = {"acquisition": forms.RadioSelect}
        field_classes: ClassVar = {"owner_rank": RankField}

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["acquisition"].choices = Acquisition.choices
        self.fields["number"].help_text = "专利号、登记号或品种权号，以证书为准。"
        self.fields["transferred_on"].help_text = "受让取得的填写，自主研发的留空。"
        self.fields["high_value_reason"].help_text = "属于高价值知识产权的，选择符合的一项。"
        needed = "申报专精特新、小巨人时需要。"
        self.fields["owner_rank"].help_text = f"本企业在权利人中的位次，独有的填1。{needed}"
        self.fields["produces_benefit"].help_text = needed

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        acquisition, transferred = cleaned.get("acquisition"), cleaned.get("transferred_on")
        if acquisition == Acquisition.TRANSFERRED and not transferred and "transferred_on" not in self.errors:
            self.add_error("transferred_on", "受让取得的，请填写受让日期。")
        if acquisition == Acquisition.OWN and transferred:
            self.add_error("transferred_on", "自主研发的不填受让日期，请清空，或把取得方式改为受让取得。")
        # No order with granted_on: an application may change hands before the grant.
        return cleaned

    def refuse_listed(self) -> None:
        """Say that another right has this kind and number."""
        self.add_error("number", "这个类型和编号的知识产权已经填写过，请核对编号。")
