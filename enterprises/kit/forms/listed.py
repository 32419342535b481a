"""The form of one entry of a list the enterprise keeps."""

import copy
from collections.abc import Collection
from typing import Any, ClassVar, Self, cast

from django import forms
from django.db.models import DecimalField, Model

from enterprises.kit.forms.concurrency import EntryRefused, ListFull
from enterprises.kit.forms.fields import QuickSelect, choices_of, readable_field, without_zeros
from enterprises.kit.forms.parted import PartedForm
from enterprises.kit.forms.sectioned import say_what_is_required


class ListedForm(PartedForm):
    """An entry is complete or not there at all.

    ``noun`` is how the page calls an entry; ``chosen`` names the fields one chooses from a list, with the words of
    the empty choice.
    """

    noun: ClassVar[str] = "记录"
    chosen: ClassVar[dict[str, str]] = {}

    class Meta:
        formfield_callback = readable_field

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.stored = copy.copy(self.instance)
        say_what_is_required(self)
        for name, empty in self.chosen.items():
            field = cast(forms.ChoiceField, self.fields[name])
            choices = [each for each in choices_of(field) if each[0] not in ("", None)]
            field.widget = QuickSelect()
            field.choices = [("", empty), *choices]

    def only(self, row: Model, parts: Collection[str]) -> Self:
        """The form of ``row`` with nothing changed but ``parts``, to be judged as a whole."""
        before = type(self)(instance=copy.copy(row), prefix=self.prefix)
        typed = {name for part in parts for name in self.attributes(part)}
        data = {
            each.html_name: (self if each.name in typed else before)[each.name].value() for each in before
        }
        return type(self)(data, instance=before.instance, prefix=self.prefix)

    def stored_text(self, name: str, stored: Any) -> str:
        return shown(stored, name, empty="")

    def refuse_gone(self) -> None:
        """Say that the entry was deleted on another page. What was typed stays."""
        self.add_error(None, f"这项{self.noun}已在另一个页面删除，没有保存。如仍需要，请返回清单重新添加。")

    def refuse(self, refused: EntryRefused) -> None:
        """Say why the entry was not saved, where it can be mended."""
        match refused:
            case ListFull():
                self.add_error(None, f"没有保存：每个清单最多填写{refused.most}项，请先删除不需要的内容。")
            case _:
                self.refuse_listed()

    def refuse_listed(self) -> None:
        """Say that another entry says this already."""
        self.add_error(None, "没有保存：清单中已有这一项（编号或名称、期限相同），请核对，不要重复填写。")


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
