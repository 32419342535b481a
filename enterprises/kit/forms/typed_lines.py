"""What somebody typed into a form, in words, for a page that can only show it."""

from collections.abc import Iterable

from django.forms import BaseForm, BoundField


def typed_lines(forms: Iterable[BaseForm]) -> list[tuple[str, str]]:
    """(label, text) of every filled-in field of bound ``forms``; choices by their words, ticks as 是."""
    lines = []
    for form in forms:
        place = getattr(form, "place", str)
        for bound in form.visible_fields():
            if not bound.field.disabled and (text := typed_text(bound)):
                lines.append((place(bound.label), text))
    return lines


def typed_text(bound: BoundField) -> str:
    """What was typed into one field, in words."""
    values = bound.data if isinstance(bound.data, list) else [bound.data]
    words = _words(getattr(bound.field, "choices", ()))
    said = ["是" if value is True else str(value) for value in values if value not in (None, "", False)]
    return "、".join(words.get(text, text) for text in said)


def _words(choices) -> dict[str, str]:
    """Value → words; groups are opened."""
    found: dict[str, str] = {}
    for value, label in choices:
        if isinstance(label, list | tuple):
            found |= _words(label)
        else:
            found[str(value)] = str(label)
    return found
