"""A form as sections of rows of fields."""

from dataclasses import dataclass

from django.forms import BaseForm, BoundField, ChoiceField
from django.utils.functional import cached_property


@dataclass(frozen=True)
class Section:
    """``rows`` are lists of fields shown beside each other; a wide field is a row by itself."""

    title: str
    rows: list[list[BoundField]]


class SectionedForm(BaseForm):
    """Mixin: ``sections`` are (title, field names); ``wide`` names the fields that take a whole row (None: all do)."""

    sections: tuple[tuple[str, tuple[str, ...]], ...] = ()
    wide: frozenset[str] | None = None

    @cached_property
    def shown_sections(self) -> list[Section]:
        return [Section(title, self._rows(names)) for title, names in self.sections]

    def _rows(self, names: tuple[str, ...]) -> list[list[BoundField]]:
        rows: list[list[BoundField]] = []
        together = False
        for name in names:
            alone = self.wide is None or name in self.wide
            if alone or not together:
                rows.append([])
            rows[-1].append(self[name])
            together = not alone
        return rows


def say_what_is_required(form: BaseForm, *, besides: tuple[str, ...] = ()) -> None:
    """Let every empty required field name itself, ``besides`` those that have words of their own."""
    for name, field in form.fields.items():
        if name not in besides:
            verb = "选择" if isinstance(field, ChoiceField) else "填写"
            field.error_messages["required"] = f"请{verb}{field.label}。"
