"""Which evidence proves which line of a standard: items of the checklist, and the section the figures stand in."""

from collections.abc import Iterable
from dataclasses import dataclass

from declarations.dossier.checklist import PACKAGE
from declarations.models import Attachment, Revision
from declarations.words.blocks import Block, FileLine

_THIS_AUDIT, _AUDIT_BEFORE = "audit_{year}", "audit_{before}"


@dataclass(frozen=True)
class Proof:
    """Where a line is proved: a section of the form, and items of the checklist (``{year}``: the last full year)."""

    section: str
    items: tuple[str, ...]


_R2022_INNOVATIVE = {
    "1": Proof("ip", ("ip_certificates",)),
    "2": Proof("operations", (_THIS_AUDIT,)),
    "3": Proof("operations", (_THIS_AUDIT, _AUDIT_BEFORE)),
    "4": Proof("operations", (_THIS_AUDIT,)),
    "5": Proof("product", ("product_field",)),
    "6": Proof("operations", (_THIS_AUDIT,)),
    **dict.fromkeys(("D1", "D2", "D3", "D4"), Proof("direct", ("direct_proof",))),
}
# By standard, then by line. A renewal is judged by the same annex.
_PROOFS: dict[str, dict[str, Proof]] = {
    "R2022-INNOVATIVE": _R2022_INNOVATIVE,
    "R2022-INNOVATIVE-RENEWAL": _R2022_INNOVATIVE,
}
_NOWHERE = Proof("", ())


def proof_of(standard_id: str, code: str) -> Proof:
    """Where the line ``code`` of a standard is proved; a line without an entry only by the package of everything."""
    return _PROOFS.get(standard_id, {}).get(code, _NOWHERE)


def items_of(proof: Proof, year: int | None) -> tuple[str, ...]:
    """The keys of the checklist's items, the package last. ``year``: the evaluation's last complete year."""
    return (*(each.format(year=year, before=year and year - 1) for each in proof.items), PACKAGE)


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
