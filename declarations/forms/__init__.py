"""The official forms: one file each that reads like the form, and is the only place that knows its fields."""

from declarations.forms.declared import OfficialForm
from declarations.forms.innovative import INNOVATIVE

__all__ = ["FORMS", "OfficialForm", "all_forms", "form_of"]

FORMS: list[OfficialForm] = [INNOVATIVE]


def all_forms() -> list[OfficialForm]:
    """Every form this code knows."""
    return FORMS


def form_of(tier: str, kind: str) -> OfficialForm | None:
    """The form of a title and business; None while there is none."""
    return next((each for each in FORMS if (each.tier, each.kind) == (tier, kind)), None)
