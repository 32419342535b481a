"""The form of one right of intellectual property."""

from typing import Any

from django import forms

from enterprises.enums import Acquisition
from enterprises.forms.fields import QuickSelect, readable_field
from enterprises.forms.sections import say_what_is_required
from enterprises.models import IntellectualProperty


class IntellectualPropertyForm(forms.ModelForm):
    class Meta:
        model = IntellectualProperty
        formfield_callback = readable_field
        fields = [
            "kind",
            "number",
            "name",
            "granted_on",
            "acquisition",
            "transferred_on",
            "high_value_reason",
            "related_to_main_product",
        ]
        widgets = {"acquisition": forms.RadioSelect}

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        say_what_is_required(self)
        for name in ("kind", "high_value_reason"):
            choices = self.fields[name].choices
            self.fields[name].widget = QuickSelect()
            self.fields[name].choices = [("", "请选择" if name == "kind" else "无"), *choices[1:]]
        self.fields["acquisition"].choices = Acquisition.choices
        self.fields["number"].help_text = "专利号、登记号或品种权号，以证书为准。"
        self.fields["transferred_on"].help_text = "受让取得的填写，自主研发的留空。"
        self.fields["high_value_reason"].help_text = "属于高价值知识产权的，选择符合的一项。"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        acquisition, transferred = cleaned.get("acquisition"), cleaned.get("transferred_on")
        granted = cleaned.get("granted_on")
        if acquisition == Acquisition.TRANSFERRED and not transferred and "transferred_on" not in self.errors:
            self.add_error("transferred_on", "受让取得的，请填写受让日期。")
        if acquisition == Acquisition.OWN and transferred:
            self.add_error("transferred_on", "自主研发的不填受让日期，请清空，或把取得方式改为受让取得。")
        if transferred and granted and transferred < granted and acquisition == Acquisition.TRANSFERRED:
            self.add_error("transferred_on", "受让日期不能早于授权日期。")
        return cleaned
