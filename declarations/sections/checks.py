"""System checks of the official forms: what a form, its standards and their proofs have to say about each other."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.core import checks

from declarations.facts.places import is_given_elsewhere
from declarations.forms import OfficialForm, all_forms, declared
from declarations.forms.places import facts_asked
from declarations.kinds import KINDS
from declarations.models.window import kinds_of
from declarations.sections import TYPES
from declarations.standards import Standard, all_standards
from declarations.tiers import TIERS
from enterprises.enums import Tier

NO_PLACE = "declarations.E001"
NO_SECTION = "declarations.E002"
NO_TYPE = "declarations.E003"
TWO_FORMS = "declarations.E004"
NO_STANDARD = "declarations.E005"
NO_RULES = "declarations.E006"


@checks.register()
def official_forms(app_configs: Any, **kwargs: Any) -> list[checks.CheckMessage]:
    """Every form against the standards that can be filed on it."""
    return [*faults_of(all_forms(), all_standards()), *titles_without_rules()]


def titles_without_rules() -> Iterator[checks.Error]:
    """E006: nothing could be said of such a title, nor who decides it."""
    for tier in Tier:
        if tier not in TIERS:
            yield checks.Error(
                f"{tier.name} has no rules", hint="Give it a file in declarations.tiers.", id=NO_RULES
            )


def faults_of(forms: Sequence[OfficialForm], standards: Sequence[Standard]) -> Iterator[checks.Error]:
    """What is wrong, each with what mends it.

    E001: a fact a standard asks for is filled in nowhere. E002: no section takes the evidence that every business with a
    window has a list of. E003: a type of section nobody knows how to show. E004: two forms for one title and business.
    E005: a form without a standard it could be filed under. What is not scored is asked for no facts.
    """
    seen: set[tuple[str, str]] = set()
    for form in forms:
        if (form.tier, form.kind) in seen:
            yield checks.Error(f"{form.title} is a second form of {form.tier}/{form.kind}", id=TWO_FORMS)
        seen.add((form.tier, form.kind))
        for section in form.sections:
            if type(section) not in TYPES:
                yield checks.Error(
                    f"{form.title}: section {section.key} is a {type(section).__name__}",
                    hint="Name what such a section does in declarations.sections.TYPES.",
                    id=NO_TYPE,
                )
        if KINDS[form.kind].has_window and not form.of_type(declared.Checklist):
            yield checks.Error(f"{form.title}: no section takes its evidence", id=NO_SECTION)
        if not KINDS[form.kind].is_scored:
            continue
        filed = [each for each in standards if each.is_of(form.tier) and form.kind in kinds_of(each)]
        if not filed:
            yield checks.Error(f"{form.title}: no standard can be filed on it", id=NO_STANDARD)
        for standard in filed:
            yield from _unfit(form, standard)


def _unfit(form: OfficialForm, standard: Standard) -> Iterator[checks.Error]:
    year = standard.in_force_from.year - 1
    asked = {fact for facts in facts_asked(standard, year).values() for fact in facts}
    for fact in sorted(asked):
        if form.place_of(fact, year) is None and not is_given_elsewhere(fact):
            yield checks.Error(
                f"{standard.id} asks for {fact}, which {form.title} does not",
                hint="Give a row of the form this fact.",
                id=NO_PLACE,
            )
