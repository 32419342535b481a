"""Which evidence proves which line of a standard: items of the filing's lists, and the files given for them."""

from collections.abc import Iterable

from declarations.models import Attachment, ChecklistItem, Revision
from declarations.models.checklist import PACKAGE, in_year
from declarations.words.blocks import Block, FileLine


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
