"""Draft-valid forms: whatever can be read is kept, whatever cannot is named at its field (design 5)."""

import copy
from typing import Any

from enterprises.kit.forms.fields import readable_field
from enterprises.kit.forms.parted import PartedForm
from enterprises.kit.forms.sectioned import say_what_is_required


class DraftForm(PartedForm):
    """A form whose ``changes()`` hold every readable value, also when ``is_valid()`` is False."""

    class Meta:
        formfield_callback = readable_field

    def __init__(self, *args, instance, **kwargs) -> None:
        # Validation writes on the instance; the caller's stays as it is stored.
        kwargs["instance"] = copy.copy(instance)
        super().__init__(*args, **kwargs)
        self.stored = instance
        say_what_is_required(self)

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
