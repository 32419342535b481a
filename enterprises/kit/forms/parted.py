"""Forms of a row that are compared and saved part by part (README)."""

from collections.abc import Collection
from typing import Any, ClassVar

from django import forms

from enterprises.kit.forms.concurrency import stored_text
from enterprises.kit.forms.conflicts import Conflict
from enterprises.kit.forms.typed_lines import typed_text


class PartedForm(forms.ModelForm):
    """A part is a field, or fields that say one thing together. ``stored`` is the row as it is stored.

    ``withheld`` are fields that read well but contradict another one; they are not kept either.
    """

    # Part → names of its fields, which are compared and shown together; every other field is a part by itself.
    together: ClassVar[dict[str, tuple[str, ...]]] = {}
    # What such a part is called, where the labels of its fields do not say it.
    part_labels: ClassVar[dict[str, str]] = {}

    # What is needed is said where it is needed.
    use_required_attribute = False

    # A row of the form's model, whichever that is.
    stored: Any

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.withheld: set[str] = set()

    def changes(self) -> dict[str, Any]:
        """The readable values by model attribute."""
        return {
            name: value
            for name, value in self.cleaned_data.items()
            if name in (self._meta.fields or ()) and name not in self.withheld
        }

    def parts(self) -> dict[str, tuple[str, ...]]:
        """The names of the fields of every part of the page."""
        grouped = {name for names in self.together.values() for name in names}
        single = [
            name for name, field in self.fields.items() if name not in grouped and not field.widget.is_hidden
        ]
        return self.together | {name: (name,) for name in single}

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

    def conflicts(self, stored: Any, parts: Collection[str]) -> list[Conflict]:
        """Both values of ``parts``, in the order of the page."""
        return [
            Conflict(self._label(part), self.stored_words(part, stored), self._typed(part), self._place(part))
            for part in self.parts()
            if part in parts
        ]

    def _label(self, part: str) -> str:
        labels = [str(self.fields[name].label) for name in self.parts()[part]]
        return self.part_labels.get(part, "、".join(labels))

    def _typed(self, part: str) -> str:
        texts = [typed_text(self[name]) for name in self.parts()[part]]
        return "，".join(text for text in texts if text)

    def _place(self, part: str) -> str:
        return f"#div_{self[self.parts()[part][0]].auto_id}"

    def stored_text(self, name: str, stored: Any) -> str | None:
        """The stored value in words; None for a field that is shown with another one."""
        display = getattr(stored, f"get_{name}_display", None)
        value = display() if display else getattr(stored, name)
        return "" if value is None else str(value)
