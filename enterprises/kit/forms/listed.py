"""The form of one entry of a list the enterprise keeps."""

from typing import ClassVar, cast

from django import forms
from django.db.models import DecimalField, Model
from django.http import QueryDict

from enterprises.kit.forms.concurrency import token_of
from enterprises.kit.forms.fields import QuickSelect, choices_of, readable_field, without_zeros
from enterprises.kit.forms.sectioned import say_what_is_required


class ListedForm(forms.ModelForm):
    """An entry is complete or not there at all. ``token`` proves which state of it the page had shown.

    ``noun`` is how the page calls an entry; ``chosen`` names the fields one chooses from a list, with the words of
    the empty choice.
    """

    use_required_attribute = False
    noun: ClassVar[str] = "记录"
    chosen: ClassVar[dict[str, str]] = {}
    token = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta:
        formfield_callback = readable_field

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.initial["token"] = token_of(self.instance)
        say_what_is_required(self)
        for name, empty in self.chosen.items():
            field = cast(forms.ChoiceField, self.fields[name])
            choices = [each for each in choices_of(field) if each[0] not in ("", None)]
            field.widget = QuickSelect()
            field.choices = [("", empty), *choices]

    def refuse_stale(self, stored: Model | None) -> None:
        """Say what another page made of the entry (None: deleted it). What was typed stays; saving again overrides."""
        if stored is None:
            self.add_error(
                None, f"这项{self.noun}已在另一个页面删除，没有保存。如仍需要，请返回清单重新添加。"
            )
            return
        changed = [
            f"{field.label}现为“{shown(stored, field.name)}”"
            for field in self.visible_fields()
            if shown(stored, field.name) != shown(self.instance, field.name)
        ]
        self.add_error(
            None,
            f"没有保存：另一个页面刚刚改动了这项{self.noun}，{'；'.join(changed)}。"
            "您填写的内容仍在下面，再次保存将以您填写的为准。",
        )
        data = cast(QueryDict, self.data).copy()
        data["token"] = token_of(stored)
        self.data = data


def shown(row: Model, name: str, *, empty: str = "空") -> str:
    """A stored value in words, amounts with their two places; ``empty`` for none."""
    display = getattr(row, f"get_{name}_display", None)
    value = display() if display else getattr(row, name)
    if isinstance(value, bool):
        return "是" if value else "否"
    if value in (None, ""):
        return empty
    field = row._meta.get_field(name)
    if not isinstance(field, DecimalField):
        return str(value)
    return f"{value:,.2f}" if field.decimal_places == 2 else without_zeros(value)
