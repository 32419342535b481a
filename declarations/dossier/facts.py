"""The facts of a filing, and of an enterprise without one, as a standard wants them.

Both are read from the enterprise's own rows, so a declaration and 申报体检 agree; a declaration adds only what it claims.
"""

import datetime as dt
from collections.abc import Iterable, Mapping

from declarations.dossier.loading import Dossier
from declarations.facts.of_enterprise import Background, background_facts, load_background
from declarations.facts.of_rows import product_facts, right_facts, statement_facts, year_facts
from declarations.standards.facts import Facts
from enterprises.enums import RecordKind
from enterprises.models import Enterprise, IntellectualProperty, ProductProfile, YearlyFigures
from enterprises.years import complete_years


def facts_from(dossier: Dossier, claims: Mapping[RecordKind, bool | None] | None = None) -> Facts:
    """Facts of a loaded filing on its day. What is not filled in is unknown.

    ``claims``: the lists of direct conditions, as ``Dossier.claims``, which is used unless it is given. A list that is
    not claimed has no entries; one nobody has claimed or not is unknown.
    """
    facts = _facts(
        dossier.background, dossier.year, dossier.as_of, dossier.figures, dossier.product, dossier.rights
    )
    for kind, claimed in (dossier.claims if claims is None else claims).items():
        if not claimed:
            facts[kind.value] = None if claimed is None else ()
    return Facts(**facts)


def facts_of(enterprise: Enterprise, today: dt.date, background: Background | None = None) -> Facts:
    """The facts of ``enterprise`` on ``today``; what nobody has filled in or denied is unknown.

    The years are the last three complete ones. Three queries, and those of ``load_background`` unless it is given.
    """
    background = background or load_background(enterprise)
    years = complete_years(today)
    figures = {row.year: row for row in enterprise.figures.filter(year__in=years)}
    product = ProductProfile.objects.filter(enterprise=enterprise).first() or ProductProfile()
    rights = enterprise.intellectual_property.all()
    return Facts(**_facts(background, years[0], today, figures, product, rights))


def _facts(
    background: Background,
    year: int,
    as_of: dt.date,
    figures: Mapping[int, YearlyFigures],
    product: ProductProfile,
    rights: Iterable[IntellectualProperty],
) -> dict:
    listed = tuple(right_facts(right) for right in rights)
    has_none = RecordKind.INTELLECTUAL_PROPERTY in background.none
    return {
        **background_facts(background, as_of),
        "year": year,
        "as_of": as_of,
        "figures": {each: year_facts(row) for each, row in figures.items()},
        "main_product": product_facts(product),
        "statements": statement_facts(product),
        # An empty list is unknown until the enterprise says that it has none.
        "intellectual_property": listed if listed or has_none else None,
    }
