"""Draft-valid forms: whatever can be read is kept, whatever cannot is named at its field (design 5)."""

import copy
from collections.abc import Collection
from typing import Any, ClassVar

from django import forms
from django.utils.html import format_html

from enterprises.kit.forms.concurrency import stored_text
from enterprises.kit.forms.fields import readable_field
from enterprises.kit.forms.sectioned import say_what_is_required


class DraftForm(forms.ModelForm):
    """A form whose ``changes()`` hold every readable value, also when ``is_valid()`` is False.

    ``withheld`` are fields that read well but contradict another one; they are not kept either.
    """

    # Part → names of its fields, which are compared and shown together; every other field is a part by itself.
    together: ClassVar[dict[str, tuple[str, ...]]] = {}

    # A draft may leave anything empty; what is needed is said where it is needed.
    use_required_attribute = False

    class Meta:
        formfield_callback = readable_field

    def __init__(self, *args, instance, **kwargs) -> None:
        # Validation writes on the instance; the caller's stays as it is stored.
        kwargs["instance"] = copy.copy(instance)
        super().__init__(*args, **kwargs)
        self.stored = instance
        self.withheld: set[str] = set()
        say_what_is_required(self)

    def changes(self) -> dict[str, Any]:
        """The readable values by model attribute."""
        return {
            name: value
            for name, value in self.cleaned_data.items()
            if name in (self._meta.fields or ()) and name not in self.withheld
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

    def parts(self) -> dict[str, tuple[str, ...]]:
        """The names of the fields of every part of the page."""
        grouped = {name for names in self.together.values() for name in names}
        return self.together | {name: (name,) for name in self.fields if name not in grouped}

    def attributes(self, part: str) -> tuple[str, ...]:
        """The model's attributes that keep a part."""
        return self.parts()[part]

    def stored_parts(self, row: Any) -> dict[str, list[str] | None]:
        """What ``row`` says, part by part; None for a part that is empty."""
        return {part: self._value(row, self.attributes(part), {}) for part in self.parts()}

    def readable_parts(self, row: Any) -> dict[str, list[str] | None]:
        """What was typed, for every part of which something can be kept; the rest of it is as in ``row``."""
        changes = self.changes()
        found = {part: self.attributes(part) for part in self.parts()}
        return {
            part: self._value(row, names, changes)
            for part, names in found.items()
            if any(name in changes for name in names)
        }

    def _value(self, row: Any, names: tuple[str, ...], changes: dict[str, Any]) -> list[str] | None:
        texts = [
            stored_text(row._meta.get_field(name), changes.get(name, getattr(row, name))) for name in names
        ]
        return texts if any(texts) else None

    def faulty(self, part: str) -> bool:
        """Whether something of a part cannot be kept."""
        return any(name in self.errors or name in self.withheld for name in self.parts()[part])

    def complaints(self, part: str) -> list[str]:
        """What is wrong with a part."""
        return [str(message) for name in self.parts()[part] for message in self.errors.get(name, [])]

    def stored_words(self, part: str, stored: Any) -> str:
        """What ``stored`` says in place of a part, in words."""
        texts = [self.stored_text(name, stored) for name in self.parts()[part]]
        return "，".join(text for text in texts if text)

    def unsaved_parts(self, stored: Any) -> set[str]:
        """The parts of the page that say something else than ``stored``."""
        theirs, mine = self.stored_parts(stored), self.readable_parts(stored)
        return {part for part in theirs if self.faulty(part) or mine.get(part, theirs[part]) != theirs[part]}

    def show_stored(self, stored: Any, parts: Collection[str]) -> list[str]:
        """Put the stored value beside the fields of ``parts``; returns the labels of these fields."""
        names = {name for part in parts for name in self.parts()[part]}
        differing = []
        for bound in self:
            theirs = self.stored_text(bound.name, stored) if bound.name in names else None
            if theirs is not None:
                bound.help_text = format_html("已保存的内容：<strong>{}</strong>", theirs or "（空）")
                differing.append(str(bound.label))
        return differing

    def stored_text(self, name: str, stored: Any) -> str | None:
        """The stored value in words; None for a field that is shown with another one."""
        display = getattr(stored, f"get_{name}_display", None)
        value = display() if display else getattr(stored, name)
        return "" if value is None else str(value)
