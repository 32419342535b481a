"""What the remarks on a filing are about: a place of its form, or a section as a whole."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from declarations.models import ChecklistItem, Filing, ReviewComment
from declarations.sections import Section, sections_for
from declarations.sections.base import Place


@dataclass(frozen=True)
class Pointed:
    """A remark and what it is about; ``section`` is None when the form has no such section any more.

    ``place`` is None for the section as a whole.
    """

    comment: ReviewComment
    section: Section | None
    place: Place | None
    href: str

    @property
    def title(self) -> str:
        """The section; empty when it is not known."""
        return self.section.title if self.section else ""

    @property
    def label(self) -> str:
        """The place; empty for the section as a whole."""
        return self.place.label if self.place else ""

    @property
    def where(self) -> str:
        """Section and place in words."""
        return " · ".join(filter(None, (self.title, self.label)))


def places_of(filing: Filing) -> dict[str, dict[str, Place]]:
    """Everything a remark on ``filing`` can be about: section → key → place. Reads ``Filing.checklist_rows``."""
    return _places(filing, filing.checklist_rows)


def _places(filing: Filing, items: Sequence[ChecklistItem]) -> dict[str, dict[str, Place]]:
    sections = sections_for(filing.tier, filing.kind)
    return {section.key: section.places(filing.window.year - 1, items) for section in sections}


def pointed(filing: Filing, comments: Iterable[ReviewComment]) -> list[Pointed]:
    """``comments`` with what they are about. Reads ``Filing.checklist_rows`` where one is about evidence."""
    comments = list(comments)
    if not comments:
        return []
    sections = {section.key: section for section in sections_for(filing.tier, filing.kind)}
    on_evidence = any(
        each.place and each.section in sections and sections[each.section].takes_files for each in comments
    )
    places = _places(filing, filing.checklist_rows if on_evidence else ())
    found = []
    for comment in comments:
        section = sections.get(comment.section)
        place = places[section.key].get(comment.place) if section else None
        href = section.href(filing, place.anchor if place else "") if section else ""
        found.append(Pointed(comment, section, place, href))
    return found
