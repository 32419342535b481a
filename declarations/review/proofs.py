"""Which evidence proves which line of a standard: the section its figures stand in, and items of the filing's lists."""

from collections.abc import Iterable

from declarations.models import Attachment, ChecklistItem, Revision
from declarations.models.checklist import PACKAGE, in_year
from declarations.words.blocks import Block, FileLine

# The section of the form the figures of each line stand in. By standard, then by line; a renewal is judged by the same annex.
_R2022_INNOVATIVE = {
    "1": "ip",
    **dict.fromkeys(("2", "3", "4", "6"), "operations"),
    "5": "product",
    **dict.fromkeys(("D1", "D2", "D3", "D4"), "direct"),
}
_SECTIONS: dict[str, dict[str, str]] = {
    "R2022-INNOVATIVE": _R2022_INNOVATIVE,
    "R2022-INNOVATIVE-RENEWAL": _R2022_INNOVATIVE,
}


def section_of(standard_id: str, code: str) -> str:
    """The section of the form the line ``code`` of a standard is filled in; empty when it is in none."""
    return _SECTIONS.get(standard_id, {}).get(code, "")


def items_proving(rows: Iterable[ChecklistItem], code: str, year: int | None) -> tuple[str, ...]:
    """The keys of the items of a filing's lists (``rows``) that prove the line ``code``, the package last.

    ``year``: the evaluation's last complete year; without one an item of a year proves nothing.
    """
    proving = [row.key if year is None else in_year(row.key, year) for row in rows if code in row.codes]
    return (*proving, PACKAGE)


def files_by_item(revision: Revision, blocks: Iterable[Block]) -> dict[str, list[FileLine]]:
    """The files a revision was submitted with, by the key of their item; ``blocks`` are the revision's. One query."""
    files = [line for block in blocks for line in block.files]
    rows = Attachment.objects.filter(filing=revision.filing_id).values_list("pk", "item")
    keys = {str(pk): item for pk, item in rows}
    found: dict[str, list[FileLine]] = {}
    for line in files:
        key = line.key or keys.get(line.id)
        if key is not None:
            found.setdefault(key, []).append(line)
    return found
