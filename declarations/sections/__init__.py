"""The sections of a filing, made from its form's declaration: what each type of section does is in a module here."""

from functools import cache

from declarations.dossier.loading import Dossier
from declarations.forms import OfficialForm, declared, form_of
from declarations.models import Filing
from declarations.sections.asked import AskedSection
from declarations.sections.base import FormSection, Problem, Section
from declarations.sections.checklist import ChecklistSection
from declarations.sections.conditions import ConditionsSection
from declarations.sections.figures import FiguresSection
from declarations.sections.profile import ProfileSection
from declarations.sections.rights import RightsSection
from declarations.sections.score import ScoreSection
from declarations.words.blocks import Block

__all__ = [
    "TYPES",
    "FormSection",
    "Problem",
    "Section",
    "blocks_of",
    "evidence_section",
    "find_section",
    "marks",
    "sections_for",
]

TYPES: dict[type[declared.Section], type[Section]] = {
    declared.Profile: ProfileSection,
    declared.Conditions: ConditionsSection,
    declared.YearlyFigures: FiguresSection,
    declared.Asked: AskedSection,
    declared.Rights: RightsSection,
    declared.Checklist: ChecklistSection,
    declared.Score: ScoreSection,
}


@cache
def _sections_of(form: OfficialForm) -> tuple[Section, ...]:
    return tuple(TYPES[type(each)](each) for each in form.sections)


def sections_for(tier: str, kind: str) -> tuple[Section, ...]:
    """The sections of a filing in their order; none for a title whose form does not exist yet."""
    form = form_of(tier, kind)
    return _sections_of(form) if form else ()


def find_section(filing: Filing, key: str) -> Section | None:
    """The section of ``filing`` with this key."""
    return next((section for section in sections_for(filing.tier, filing.kind) if section.key == key), None)


def evidence_section(filing: Filing) -> Section:
    """The section of ``filing`` that takes its evidence, which every form has (``declarations.E002``)."""
    return next(section for section in sections_for(filing.tier, filing.kind) if section.takes_files)


def marks(dossier: Dossier) -> dict[str, list[Problem]]:
    """Problems of every section by its key. An empty list: the section is complete."""
    filing = dossier.filing
    return {section.key: section.problems(dossier) for section in sections_for(filing.tier, filing.kind)}


def blocks_of(dossier: Dossier) -> list[Block]:
    """What the enterprise filled in, section by section; computed sections are shown by the evaluation."""
    filing = dossier.filing
    return [each.block(dossier) for each in sections_for(filing.tier, filing.kind) if not each.is_computed]
