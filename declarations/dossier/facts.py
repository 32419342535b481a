"""The facts of a filing, as a standard wants them."""

from declarations.dossier.loading import Dossier
from declarations.facts.of_enterprise import background_facts
from declarations.facts.of_rows import direct_facts, filed_product_facts, right_facts, year_facts
from declarations.standards.facts import Facts, IntellectualProperty
from enterprises.enums import RecordKind


def facts_from(dossier: Dossier) -> Facts:
    """Facts of a loaded filing on its day. What is not filled in is unknown, an unticked condition is none.

    What a filing does not ask for itself comes from the enterprise (``Dossier.background``). What it asks for is
    unknown until its section is saved, even where the page is filled in beforehand.
    """
    background = dossier.background
    facts = background_facts(background, dossier.as_of, tuple(background.records))
    if dossier.lists_are_filed and "direct" in dossier.stored:
        facts |= direct_facts(dossier.data("direct"))
    return Facts(
        year=dossier.year,
        as_of=dossier.as_of,
        figures={year: year_facts(row) for year, row in dossier.figures.items()},
        main_product=filed_product_facts(
            background.product, dossier.data("product") if dossier.lists_are_filed else None
        ),
        intellectual_property=_rights(dossier),
        **facts,
    )


def _rights(dossier: Dossier) -> tuple[IntellectualProperty, ...] | None:
    """An empty list is unknown until the enterprise says that it has none."""
    none = (
        dossier.data("ip").get("none") is True or RecordKind.INTELLECTUAL_PROPERTY in dossier.background.none
    )
    if not dossier.rights and not none:
        return None
    return tuple(right_facts(right) for right in dossier.rights)
