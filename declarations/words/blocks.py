"""What a filing shows, as plain display blocks: the same for the page, the PDF, the reviewer and the frozen revision.

Every value is the text that was shown. A frozen revision keeps its blocks, so it reads the same for ever.
"""

import hashlib
import json
from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass, field, replace
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

# The heading of the names in a table of figures, whose other columns are years.
FIGURES = "指标"


@dataclass(frozen=True)
class Row:
    """One line: label, value as text (empty: not filled in), unit."""

    label: str
    value: str
    unit: str = ""

    @property
    def heading(self) -> str:
        """What it is called in a table of many filings."""
        return heading(self.label, self.unit)


@dataclass(frozen=True)
class Column:
    label: str
    numeric: bool = False


@dataclass(frozen=True)
class Table:
    """A small table; ``rows`` hold one text per column."""

    caption: str
    columns: list[Column]
    rows: list[list[str]]

    @property
    def is_figures(self) -> bool:
        """Whether it is read by name and year; else every row is an entry of a list."""
        return self.columns[0].label == FIGURES

    def entries(self) -> dict[str, str]:
        """Every row as a line: its number → its cells with their headings."""
        return {
            f"{self.caption}第{number}项": "，".join(
                f"{column.label} {text}" for column, text in zip(self.columns, row, strict=True) if text
            )
            for number, row in enumerate(self.rows, start=1)
        }

    @property
    def labelled_rows(self) -> list[list[tuple[Column, str]]]:
        """The rows with the column beside each cell, as the phone form of a table needs it."""
        return [list(zip(self.columns, row, strict=True)) for row in self.rows]


@dataclass(frozen=True)
class FileLine:
    """One piece of evidence. ``size`` in bytes.

    ``key``: the checklist's item, empty in revisions of before entries were assigned. ``entry``: a path inside the file,
    when that is what was given for the item.
    """

    id: str
    filing_id: str
    item: str
    name: str
    size: int
    sha256: str
    uploaded_at: str
    key: str = ""
    entry: str = ""

    @property
    def query(self) -> str:
        """What asks for the entry alone, behind the file's address."""
        return f"?{urlencode({'entry': self.entry})}" if self.entry else ""

    @property
    def shown(self) -> str:
        """What it is called: the file, or the entry and the file it lies in."""
        return f"{self.entry}（在“{self.name}”内）" if self.entry else self.name


@dataclass(frozen=True)
class Block:
    """One section of a filing. ``key`` is the section's key; ``is_evidence``: it says what files were given."""

    key: str
    title: str
    rows: list[Row] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    files: list[FileLine] = field(default_factory=list)
    note: str = ""
    is_evidence: bool = False

    def lines(self) -> dict[str, str]:
        """Label → text of everything the block says, for comparing two of them."""
        found = {row.label: f"{row.value} {row.unit}".strip() for row in self.rows}
        for table in self.tables:
            found |= table.entries()
        return found | _contents(self.files)

    def lines_at(self, headings: Collection[str], item: str = "") -> dict[str, str]:
        """Label → text of what stands under some ``headings`` of ``cells``, a list by its entries, and of the files
        that were given for an ``item`` of the checklist.
        """
        lists = [table for table in self.tables if table.caption in headings and not table.is_figures]
        names = set(headings) - {table.caption for table in lists}
        found = {name: text for name, text in self.cells().items() if name in names}
        for table in lists:
            found |= table.entries()
        return found | _contents(line for line in self.files if item and line.key == item)

    def cells(self) -> dict[str, str]:
        """Heading → text of everything the block says but its files, for one line of a table of many filings.

        A table of figures is read by name and year, any other one is a single cell.
        """
        found = {row.heading: row.value for row in self.rows}
        for table in self.tables:
            if table.is_figures:
                years = table.columns[1:]
                for name, *values in table.rows:
                    for column, value in zip(years, values, strict=True):
                        found[f"{column.label}{name}"] = value
            else:
                found[table.caption] = "；".join("，".join(filter(None, row)) for row in table.rows)
        return found


def _contents(files: Iterable[FileLine]) -> dict[str, str]:
    """What each file is called → a short code of what is in it."""
    return {f"{line.item}：{line.shown}": line.sha256[:12] for line in files}


def heading(label: str, unit: str) -> str:
    """A label with its unit behind it."""
    return f"{label}（{unit}）" if unit else label


def to_plain(blocks: Iterable[Block]) -> list[dict]:
    """JSON-safe form of blocks."""
    return [asdict(block) for block in blocks]


def from_plain(data: list[dict]) -> list[Block]:
    """The blocks that ``to_plain`` wrote."""
    return [
        Block(
            key=block["key"],
            title=block["title"],
            rows=[Row(**row) for row in block["rows"]],
            tables=[
                Table(table["caption"], [Column(**each) for each in table["columns"]], table["rows"])
                for table in block["tables"]
            ],
            files=[FileLine(**line) for line in block["files"]],
            note=block["note"],
            # Revisions of before were frozen without the mark; then there was one form, and this its key.
            is_evidence=block.get("is_evidence", block["key"] == "evidence"),
        )
        for block in data
    ]


def content_code(blocks: Iterable[Block]) -> str:
    """A short code of what blocks say, files left out: the same on the form to be stamped and on what is submitted.

    The stamped form is itself a file, so no file can belong to it.
    """
    said = to_plain(replace(block, files=[], note="") for block in blocks if not block.is_evidence)
    for block in said:
        # Says nothing, and printed codes stay as they were.
        del block["is_evidence"]
    digest = hashlib.sha256(json.dumps(said, ensure_ascii=False, sort_keys=True).encode()).hexdigest().upper()
    return f"{digest[:4]}-{digest[4:8]}-{digest[8:12]}"


def money_text(value: Any) -> str:
    """An amount with two places and thousands separators; empty when unknown or unreadable."""
    number = decimal_or_none(value)
    return "" if number is None else f"{number:,.2f}"


def decimal_or_none(value: Any) -> Decimal | None:
    """A stored number (``Decimal`` or its text) as ``Decimal``."""
    return None if value in (None, "") else Decimal(value)
