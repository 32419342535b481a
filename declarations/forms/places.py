"""Where on a form the lines of a standard are filled in: it follows from the facts each line asks for."""

import datetime as dt

from declarations.forms.declared import OfficialForm
from declarations.standards import Standard, evaluate
from declarations.standards.facts import Facts


def facts_asked(standard: Standard, year: int) -> dict[str, tuple[str, ...]]:
    """The facts each line and condition of ``standard`` asks for, by its code, as paths in ``Facts.to_dict()``: what it
    misses when nothing is known. ``year`` is the last complete one.
    """
    found = evaluate(standard, Facts(year=year, as_of=dt.date(year + 1, 6, 1)))
    asked = [(line.code, line.missing) for line in found.lines]
    asked += [(condition.code, condition.missing) for condition in found.conditions]
    return {code: tuple(gap.key for gap in missing) for code, missing in asked}


def sections_of_lines(form: OfficialForm, standard: Standard, year: int) -> dict[str, str]:
    """The section in which each line of ``standard`` is filled in, by its code; lines in none are left out."""
    found = {}
    for code, facts in facts_asked(standard, year).items():
        places = [place for fact in facts if (place := form.place_of(fact, year))]
        if places:
            found[code], _anchor = places[0]
    return found
