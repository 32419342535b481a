"""The facts of a filing, and of an enterprise without one, as a standard wants them."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, TypeVar

from django.db.models import Subquery

from declarations.dossier.loading import Dossier
from declarations.enums import VOID_STATES, FilingKind
from declarations.facts.of_enterprise import Background, background_facts, load_background
from declarations.facts.of_rows import RECORD_FACTS, direct_facts, product_facts, right_facts, year_facts
from declarations.forms import OfficialForm, form_of
from declarations.forms.declared import Asked, Conditions, Rights
from declarations.forms.rows import ANSWERED
from declarations.forms.rows import facts_of as facts_of_rows
from declarations.models import Filing, FilingSection
from declarations.standards.facts import Facts, MainProduct, Statements
from enterprises.enums import RecordKind
from enterprises.models import Enterprise
from enterprises.years import complete_years

_Part = TypeVar("_Part", MainProduct, Statements)


def facts_from(dossier: Dossier) -> Facts:
    """Facts of a loaded filing on its day. What is not filled in is unknown, an unticked condition is none.

    What a filing does not ask for itself comes from the enterprise (``Dossier.background``). What it asks for is
    unknown until its section is saved, even where the page is filled in beforehand.
    """
    background = dossier.background
    stored = {key: section.data for key, section in dossier.stored.items()}
    facts = background_facts(background, dossier.as_of, tuple(background.records))
    facts |= _lists(dossier.form, stored)
    has_none = RecordKind.INTELLECTUAL_PROPERTY in background.none or _says_no_rights(dossier.form, stored)
    # An empty list is unknown until the enterprise says that it has none.
    rights = tuple(right_facts(right) for right in dossier.rights) if dossier.rights or has_none else None
    answers = _answers(dossier.form, stored)
    facts["statements"] = replace(facts["statements"], **answers["statements"])
    return Facts(
        year=dossier.year,
        as_of=dossier.as_of,
        figures={year: year_facts(row) for year, row in dossier.figures.items()},
        main_product=replace(product_facts(background.product), **answers["main_product"]),
        intellectual_property=rights,
        **facts,
    )


def facts_of(enterprise: Enterprise, today: dt.date, background: Background | None = None) -> Facts:
    """The facts of ``enterprise`` on ``today``; what nobody has filled in or denied is unknown.

    The years are the last three complete ones. A list that is empty and not denied, and the product's name, field
    and years in its segment, fall back on the latest declaration that is not void, where they were filled in before
    the enterprise had pages for them. Three queries, and those of ``load_background`` unless it is given.
    """
    background = background or load_background(enterprise)
    years = complete_years(today)
    form, stored = _latest_declaration(enterprise)
    found = background_facts(background, today, tuple(RECORD_FACTS))
    for name, rows in _lists(form, stored).items():
        if found[name] is None and rows:
            found[name] = rows
    answers = _answers(form, stored)
    found["statements"] = _completed(found["statements"], answers["statements"])
    rights = tuple(right_facts(right) for right in enterprise.intellectual_property.all())
    has_none = RecordKind.INTELLECTUAL_PROPERTY in background.none or _says_no_rights(form, stored)
    return Facts(
        year=years[0],
        as_of=today,
        figures={row.year: year_facts(row) for row in enterprise.figures.filter(year__in=years)},
        main_product=_completed(product_facts(background.product), answers["main_product"]),
        intellectual_property=rights if rights or has_none else None,
        **found,
    )


def _lists(form: OfficialForm | None, stored: Mapping[str, Mapping[str, Any]]) -> dict[str, tuple]:
    """The lists a form asks for itself, once their section is saved."""
    sections = form.of_type(Conditions) if form else []
    found: dict[str, tuple] = {}
    for section in sections:
        if section.key in stored:
            ticks = {RecordKind(each.rows): each.tick for each in section.conditions}
            found |= direct_facts(stored[section.key], ticks)
    return found


def _answers(form: OfficialForm | None, stored: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    """What the form asks itself of each of ``ANSWERED``, by the name of the fact; unknown while its section is not saved."""
    found: dict[str, dict[str, Any]] = {part: {} for part in ANSWERED}
    for section in form.of_type(Asked) if form else []:
        for fact, value in facts_of_rows(section.rows, stored.get(section.key, {})).items():
            part, name = fact.split(".")
            found[part][name] = value
    return found


def _completed(facts: _Part, answers: Mapping[str, Any]) -> _Part:
    """``facts`` with the answers to what they leave unknown."""
    missing = {name: answer for name, answer in answers.items() if getattr(facts, name) in (None, "")}
    return replace(facts, **missing)


def _says_no_rights(form: OfficialForm | None, stored: Mapping[str, Mapping[str, Any]]) -> bool:
    sections = form.of_type(Rights) if form else []
    return any(stored.get(section.key, {}).get("none") is True for section in sections)


def _latest_declaration(enterprise: Enterprise) -> tuple[OfficialForm | None, dict[str, dict]]:
    """The form of the latest declaration that is not void, and what is stored of it by section. Two queries at most."""
    declared = Filing.objects.filter(enterprise=enterprise, kind=FilingKind.DECLARATION)
    latest = declared.exclude(state__in=VOID_STATES).order_by("-number")
    rows = FilingSection.objects.filter(filing=Subquery(latest.values("pk")[:1])).select_related("filing")
    stored = {row.key: row for row in rows}
    first = next(iter(stored.values()), None)
    form = form_of(first.filing.tier, first.filing.kind) if first else None
    return form, {key: row.data for key, row in stored.items()}
