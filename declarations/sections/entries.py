"""The enterprise's entries of a list, as a section of a filing shows them to be edited."""

from dataclasses import dataclass, field

from django.urls import reverse

from declarations.dossier.loading import Dossier
from enterprises.models import IntellectualProperty, Record
from enterprises.records import RIGHTS, Cell, Column, RecordList


@dataclass
class Entry:
    """A line of the table, and where it is changed and deleted."""

    name: str
    cells: list[Cell]
    edit: str
    delete: str


@dataclass
class Entries:
    """A list, its lines, and where one is added."""

    list: RecordList
    columns: list[Column]
    add: str
    rows: list[Entry] = field(default_factory=list)


def records_of(dossier: Dossier, found: RecordList) -> list[Record] | list[IntellectualProperty]:
    """The enterprise's entries of a list, in their order."""
    return dossier.rights if found is RIGHTS else dossier.background.records[found.kind]


def entries_of(dossier: Dossier, section: str, found: RecordList) -> Entries:
    """The entries of a list with addresses within ``section`` of the filing."""

    def at(name: str, *keys: object) -> str:
        return reverse(f"declarations:{name}", args=[dossier.filing.pk, section, found.slug, *keys])

    return Entries(
        found,
        found.columns,
        at("entry_new"),
        [
            Entry(str(row), found.cells(row), at("entry_edit", row.pk), at("entry_delete", row.pk))
            for row in records_of(dossier, found)
        ],
    )
