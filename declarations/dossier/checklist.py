"""佐证材料 of a declaration: what its lists ask for, and what of it is required (standards 8.1)."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from declarations.dossier.loading import Dossier
from declarations.models import ChecklistItem
from declarations.models.checklist import PACKAGE, Files, Requirement, in_year
from enterprises.kit.files.signatures import JPEG, PDF, PNG, ZIP
from enterprises.kit.text.nfkc import nfkc

__all__ = ["PACKAGE", "EvidenceItem", "checklist", "evidence_items", "item_by_name", "lacking"]

MOST_FILES_PER_ITEM = 20
# Each may have 500 entries, each a choice on the page.
MOST_PACKAGES = 3
_MEDIA_TYPES = {Files.ANY: (PDF, JPEG, PNG), Files.PDF: (PDF,), Files.PICTURES: (JPEG, PNG)}
# "3", "03、", "(3)", "第3项" before a name; not the beginning of a year or of another long number.
_LEADING_NUMBER = re.compile(r"[\s(\[【第]*0*(\d{1,2})(?!\d)")


@dataclass(frozen=True)
class Route:
    """What of a filing decides which items it has to give. ``year``: the last complete one."""

    year: int
    is_direct: bool
    has_rights: bool

    def requires(self, requirement: str) -> bool:
        match Requirement(requirement):
            case Requirement.ALWAYS:
                return True
            case Requirement.BY_SCORE:
                return not self.is_direct
            case Requirement.BY_DIRECT:
                return self.is_direct
            case Requirement.RIGHTS_LISTED:
                return not self.is_direct and self.has_rights
        return False


@dataclass(frozen=True)
class EvidenceItem:
    """One item of the checklist. ``archive``: a ZIP is taken as well as single files.

    ``words``: an entry of a package belongs here when its name has all words of one of them. ``made_anew`` and
    ``of_year``: what was given in an earlier filing does not fit another one, or one of another year. ``most_bytes``: what
    no file may exceed, ``is_limited`` where that is the list's own limit. ``proves``: codes of a standard.
    """

    key: str
    title: str
    hint: str
    required: bool
    accepted: tuple[str, ...]
    most_bytes: int
    is_limited: bool = False
    archive: bool = False
    example: str = ""
    words: tuple[tuple[str, ...], ...] = ()
    proves: tuple[str, ...] = ()
    made_anew: bool = False
    of_year: bool = False

    @property
    def most(self) -> int:
        """How many files can be given."""
        return MOST_PACKAGES if self.key == PACKAGE else MOST_FILES_PER_ITEM


def checklist(dossier: Dossier) -> list[EvidenceItem]:
    """The items of this filing in the order of the list, with what its route makes required."""
    route = Route(dossier.year, dossier.is_direct, bool(dossier.rights))
    return evidence_items(dossier.checklist_rows, route)


def evidence_items(rows: Iterable[ChecklistItem], route: Route) -> list[EvidenceItem]:
    """What ``rows`` ask of a filing that takes ``route``."""
    return [_item(row, route) for row in rows]


def _item(row: ChecklistItem, route: Route) -> EvidenceItem:
    required = route.requires(row.required)
    hint = row.hint if required else row.optional_hint or row.hint
    return EvidenceItem(
        key=in_year(row.key, route.year),
        title=in_year(row.title, route.year),
        hint=in_year(hint, route.year),
        required=required,
        accepted=_accepted(row),
        most_bytes=row.max_bytes,
        is_limited=row.max_megabytes is not None,
        archive=row.archive,
        example=in_year(row.example, route.year),
        words=tuple(
            tuple(nfkc(line).split()) for line in in_year(row.words, route.year).splitlines() if line.split()
        ),
        proves=tuple(row.codes),
        made_anew=row.made_anew,
        of_year=row.of_year,
    )


def _accepted(row: ChecklistItem) -> tuple[str, ...]:
    """Media types of what can be uploaded. What stands for many items has to have parts to assign."""
    if row.key == PACKAGE:
        return (ZIP,)
    single = _MEDIA_TYPES[Files(row.files)]
    return (*single, ZIP) if row.archive else single


def lacking(dossier: Dossier) -> list[EvidenceItem]:
    """Required items that neither a file nor an entry of a package was given for."""
    return [
        item
        for item in checklist(dossier)
        if item.required and not dossier.files(item.key) and not dossier.entries(item.key)
    ]


def item_by_name(path: str, items: Sequence[EvidenceItem]) -> str:
    """The key of the item an entry's name says it belongs to; empty when it says none, or several.

    The file's own name says more than its folders', words more than a number; a number is the item's place in the list.
    """
    parts = [nfkc(part) for part in reversed(path.split("/"))]
    for part in parts:
        found = [item.key for item in items if any(_stand(words, part) for words in item.words)]
        if found:
            return found[0] if len(found) == 1 else ""
    for part in parts:
        number = _LEADING_NUMBER.match(part)
        if number and 0 < int(number[1]) <= len(items) and items[int(number[1]) - 1].key != PACKAGE:
            return items[int(number[1]) - 1].key
    return ""


def _stand(words: Sequence[str], name: str) -> bool:
    """Whether all ``words`` stand in ``name``; a number by itself, not within a longer one."""
    return all(
        re.search(rf"(?<!\d){word}(?!\d)", name) is not None if word.isdecimal() else word in name
        for word in words
    )
