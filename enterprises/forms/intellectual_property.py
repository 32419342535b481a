"""The form of one right of intellectual property."""

from typing import Any

from django import forms

from enterprises.enums import Acquisition
from enterprises.forms.fields import QuickSelect, readable_field
from enterprises.forms.sections import say_what_is_required
from enterprises.models import IntellectualProperty
from enterprises.services.rights import token_of


class IntellectualPropertyForm(forms.ModelForm):
    """A right is complete or not there at all. ``token`` proves which state of it the page had shown."""

    use_required_attribute = False
    token = forms.CharField(required=False, widget=forms.HiddenInput)

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
        self.initial["token"] = token_of(self.instance)
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
        if acquisition == Acquisition.TRANSFERRED and not transferred and "transferred_on" not in self.errors:
            self.add_error("transferred_on", "受让取得的，请填写受让日期。")
        if acquisition == Acquisition.OWN and transferred:
            self.add_error("transferred_on", "自主研发的不填受让日期，请清空，或把取得方式改为受让取得。")
        # No order with granted_on: an application may change hands before the grant.
        return cleaned

    def refuse_listed(self) -> None:
        """Say that another right has this kind and number."""
        self.add_error("number", "这个类型和编号的知识产权已经填写过，请核对编号。")

    def refuse_stale(self, stored: IntellectualProperty | None) -> None:
        """Say what another page made of the right (None: deleted it). What was typed stays; saving again overrides."""
        if stored is None:
            self.add_error(None, "这项知识产权已在另一个页面删除，没有保存。如仍需要，请返回清单重新添加。")
            return
        changed = [
            f"{field.label}现为“{_shown(stored, field.name)}”"
            for field in self.visible_fields()
            if _shown(stored, field.name) != _shown(self.instance, field.name)
        ]
        self.add_error(
            None,
            f"没有保存：另一个页面刚刚改动了这项知识产权，{'；'.join(changed)}。"
            "您填写的内容仍在下面，再次保存将以您填写的为准。",
        )
        self.data = self.data.copy()
        self.data["token"] = token_of(stored)


def _shown(right: IntellectualProperty, name: str) -> str:
    display = getattr(right, f"get_{name}_display", None)
    value = display() if display else getattr(right, name)
    if isinstance(value, bool):
        return "是" if value else "否"
    return "空" if value in (None, "") else str(value)
