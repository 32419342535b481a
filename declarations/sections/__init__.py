"""The sections of a declaration, by tier and kind."""

from collections.abc import Callable

from declarations.dossier.loading import Dossier
from declarations.enums import FilingKind
from declarations.models import Filing
from declarations.sections.base import FormSection, Problem, Section
from declarations.sections.basic import BasicSection
from declarations.sections.direct import DirectSection
from declarations.sections.evidence import EvidenceSection
from declarations.sections.operations import OperationsSection
from declarations.sections.product import ProductSection
from declarations.sections.rights import RightsSection
from declarations.sections.score import ScoreSection
from declarations.words.blocks import Block
from enterprises.enums import Tier

__all__ = [
    "FormSection",
    "Problem",
    "Section",
    "blocks_of",
    "find_section",
    "href_of_fact",
    "marks",
    "sections_for",
]

# 创新型中小企业自评表 (standards 8.1), in its order.
_INNOVATIVE: tuple[Section, ...] = (
    BasicSection(),
    DirectSection(),
    OperationsSection(),
    ProductSection(),
    RightsSection(),
    EvidenceSection(),
    ScoreSection(),
)
_SECTIONS: dict[tuple[str, str], tuple[Section, ...]] = {
    (Tier.INNOVATIVE, FilingKind.DECLARATION): _INNOVATIVE
}


def sections_for(tier: str, kind: str) -> list[Section]:
    """The sections of a filing in their order; none for a title whose form does not exist yet."""
    return list(_SECTIONS.get((tier, kind), ()))


def find_section(filing: Filing, key: str) -> Section | None:
    """The section of ``filing`` with this key."""
    return next((section for section in sections_for(filing.tier, filing.kind) if section.key == key), None)


def marks(dossier: Dossier) -> dict[str, list[Problem]]:
    """Problems of every section by its key. An empty list: the section is complete."""
    filing = dossier.filing
    return {section.key: section.problems(dossier) for section in sections_for(filing.tier, filing.kind)}


def blocks_of(dossier: Dossier) -> list[Block]:
    """What the enterprise filled in, section by section; computed sections are shown by the evaluation."""
    filing = dossier.filing
    return [each.block(dossier) for each in sections_for(filing.tier, filing.kind) if not each.is_computed]


# Where each fact of a standard is filled in: first part of its key, section, anchor of a whole list.
_FACT_PLACES = {
    "figures": "operations",
    "main_product": "product",
    "intellectual_property": "ip",
    "awards": "direct",
    "honours": "direct",
    "institutions": "direct",
    "equity_rounds": "direct",
}


def href_of_fact(filing: Filing) -> Callable[[str], str]:
    """A function from the key of a fact (``figures.2025.revenue``) to the field where it is filled in."""

    def href(key: str) -> str:
        parts = key.split(".")
        section = find_section(filing, _FACT_PLACES.get(parts[0], ""))
        return section.href(filing, _anchor(parts)) if section else ""

    return href


def _anchor(parts: list[str]) -> str:
    match parts:
        case ["figures", year, name]:
            return f"#id_y{year}-{name}"
        case ["main_product", "in_strategic_emerging"]:
            return "#div_id_in_strategic_emerging"
        case ["awards" | "honours" | "institutions" | "equity_rounds" as rows, *_]:
            return f"#{rows}"
    return ""
