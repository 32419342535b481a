"""Draft-valid forms: whatever can be read is kept, whatever cannot is named at its field (design 5)."""

import copy
from typing import Any

from django import forms
from django.utils.html import format_html

from enterprises.kit.forms.fields import readable_field
from enterprises.kit.forms.sectioned import say_what_is_required


class DraftForm(forms.ModelForm):
    """A form whose ``changes()`` hold every readable value, also when ``is_valid()`` is False.

    ``withheld`` are fields that read well but contradict another one; they are not kept either.
    """

    # A draft may leave anything empty; what is needed is said where it is needed.
    use_required_attribute = False

    class Meta:
        formfield_callback = readable_field

    def __init__(self, *args, instance, **kwargs) -> None:
        # Validation writes on the instance; the caller's stays as it is stored.
        super().__init__(*args, instance=copy.copy(instance), **kwargs)
        self.stored = instance
        self.withheld: set[str] = set()
        say_what_is_required(self)

    def changes(self) -> dict[str, Any]:
        """The readable values by model attribute."""
        return {
            name: value
            for name, value in self.cleaned_data.items()
            if name in self._meta.fields and name not in self.withheld
        }

    def unsaved_labels(self) -> list[str]:
        """The labels of the fields that are not kept."""
        return [
            str(self.fields[name].label)
            for name in self.fields
            if name in self.errors or name in self.withheld
        ]

    def effective(self, name: str) -> Any:
        """The value the row would have: the typed one when it could be read, else the stored one."""
        return self.cleaned_data[name] if name in self.cleaned_data else getattr(self.stored, name)

    def not_more(self, part: str, whole: str, message: str) -> None:
        """Refuse a ``part`` larger than its ``whole``; then neither of the two is kept, and both are marked."""
        smaller, larger = self.effective(part), self.effective(whole)
        if smaller is None or larger is None or smaller <= larger:
            return
        for name in (part, whole):
            if name in self.cleaned_data:
                self.withheld.add(name)
                typed = self.cleaned_data[name]
                self.add_error(name, message)
                # An error takes the value away; what else it contradicts is judged by it all the same.
                self.cleaned_data[name] = typed

    def show_stored(self, stored: Any) -> list[str]:
        """Put the stored value beside every field whose typed value differs; returns the labels of these fields."""
        differing = []
        for bound in self:
            theirs = self.stored_text(bound.name, stored)
            if theirs is None or not self.differs(bound.name, stored):
                continue
            bound.help_text = format_html("已保存的内容：<strong>{}</strong>", theirs or "（空）")
            differing.append(str(bound.label))
        return differing

    def differs(self, name: str, stored: Any) -> bool:
        return name not in self.cleaned_data or self.cleaned_data[name] != getattr(stored, name)

    def stored_text(self, name: str, stored: Any) -> str | None:
        """The stored value in words; None for a field that is shown with another one."""
        display = getattr(stored, f"get_{name}_display", None)
        value = display() if display else getattr(stored, name)
        return "" if value is None else str(value)
