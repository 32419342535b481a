"""Tables people fill in with a spreadsheet program: read as text, row by row, whatever is in them."""

import datetime as dt
import zipfile
from collections.abc import Collection, Mapping, Sequence
from typing import IO, BinaryIO
from xml.parsers import expat

from openpyxl import load_workbook

MOST_ROWS = 2000
MOST_SHEETS = 20
# Bounds on what is opened at all: a table of ``MOST_ROWS`` rows needs a fraction of each.
MOST_UNPACKED = 8 * 1024 * 1024
MOST_ELEMENTS = 300_000
MOST_CELLS_IN_ROW = 1000
_WIDEST = 50


class Unreadable(Exception):
    """Carries the sentence that tells what is wrong with the file as a whole."""


def read_table(file: BinaryIO, columns: Sequence[str]) -> list[tuple[int, dict[str, str]]]:
    """The rows of the first sheet below its head as (row number, text by column); empty rows are left out.

    The head is the first row and may name the columns in any order and others beside them.

    Raises:
        Unreadable: not an xlsx file, too large, a column is missing or named twice, no rows, too many rows.
    """
    book = _cells(file)
    return _rows(next(iter(book.values()), []), columns, "表格的第一个工作表")


def read_sheets(
    file: BinaryIO, sheets: Mapping[str, Sequence[str]], *, optional: Collection[str] = ()
) -> dict[str, list[tuple[int, dict[str, str]]]]:
    """The rows of each named sheet, as `read_table` gives them. One of ``optional`` may be missing; none needs rows.

    Raises:
        Unreadable: as `read_table`; of a sheet it names the sheet. A sheet is missing.
    """
    book = _cells(file)
    missing = [name for name in sheets if name not in book and name not in optional]
    if missing:
        raise Unreadable(f"文件缺少工作表：{'、'.join(missing)}。")
    found = {}
    for name, columns in sheets.items():
        rows = book.get(name, [])
        found[name] = (
            _rows(rows, columns, f"工作表“{name}”", may_be_empty=True) if any(map(any, rows)) else []
        )
    return found


def _rows(
    rows: list[list[str]], columns: Sequence[str], shown: str, *, may_be_empty: bool = False
) -> list[tuple[int, dict[str, str]]]:
    head = next((number for number, row in enumerate(rows) if any(row)), None)
    if head is None:
        raise Unreadable(f"{shown}是空的。")
    places = _places(rows[head], columns, shown)
    found = [
        (number, {name: row[place] for name, place in places.items()})
        for number, row in enumerate(rows[head + 1 :], start=head + 2)
        if any(row[place] for place in places.values())
    ]
    if not found and not may_be_empty:
        raise Unreadable("表头下面没有内容。")
    if len(found) > MOST_ROWS:
        if may_be_empty:
            raise Unreadable(f"{shown}最多{MOST_ROWS}行。")
        raise Unreadable(f"一次最多导入{MOST_ROWS}行，请分成几个文件。")
    return found


def _places(head: list[str], columns: Sequence[str], shown: str) -> dict[str, int]:
    missing = [name for name in columns if name not in head]
    if missing:
        raise Unreadable(f"{shown}的表头缺少：{'、'.join(missing)}。第一行应为：{'、'.join(columns)}。")
    twice = [name for name in columns if head.count(name) > 1]
    if twice:
        raise Unreadable(f"{shown}的表头中“{twice[0]}”出现了不止一次。")
    return {name: head.index(name) for name in columns}


def _cells(file: BinaryIO) -> dict[str, list[list[str]]]:
    """Every row of every sheet by the sheet's name, padded to one width."""
    try:
        _refuse_oversized(file)
        file.seek(0)
        book = load_workbook(file, read_only=True, data_only=True)
        sheets = {}
        for sheet in book.worksheets[:MOST_SHEETS]:
            # What a file says about its size need not be true.
            sheet.reset_dimensions()
            rows = sheet.iter_rows(max_row=MOST_ROWS + 100, max_col=_WIDEST, values_only=True)
            sheets[sheet.title] = [[_text(value) for value in row] for row in rows]
        book.close()
    except Unreadable:
        raise
    except Exception as error:
        # A file from anywhere breaks the reader in many ways; to the person who chose it they are all one.
        raise Unreadable("文件无法读取。请上传 .xlsx 格式的表格（不是 .xls 或改了扩展名的文件）。") from error
    return {name: _padded(rows) for name, rows in sheets.items()}


def _padded(rows: list[list[str]]) -> list[list[str]]:
    width = max((len(row) for row in rows), default=0)
    return [row + [""] * (width - len(row)) for row in rows]


def _refuse_oversized(file: BinaryIO) -> None:
    """Look through a packed workbook before it is read: openpyxl builds every element of it, whatever it is asked for.

    Raises:
        Unreadable: too large unpacked, too many elements in all, or too many cells in a row.
    """
    with zipfile.ZipFile(file) as packed:
        if sum(entry.file_size for entry in packed.infolist()) > MOST_UNPACKED:
            raise Unreadable("文件解压后过大，请只保留需要导入的内容。")
        count = _ElementCount()
        for entry in packed.infolist():
            with packed.open(entry) as part:
                count.add(part)


class _ElementCount:
    """Elements of the parts of a workbook, and cells of the row that is being read."""

    def __init__(self) -> None:
        self.elements = self.cells = 0

    def add(self, part: IO[bytes]) -> None:
        """Count ``part``. What is not XML ends the count where a reader of the workbook would end, too."""
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.StartElementHandler = self._start
        parser.StartDoctypeDeclHandler = self._refuse_doctype
        try:
            parser.ParseFile(part)
        except expat.ExpatError:
            return

    def _start(self, name: str, _attributes: dict) -> None:
        self.elements += 1
        if self.elements > MOST_ELEMENTS:
            raise Unreadable("表格的内容过多，请只保留需要导入的行和列。")
        match name.rpartition(" ")[2]:
            case "row":
                self.cells = 0
            case "c":
                self.cells += 1
                if self.cells > MOST_CELLS_IN_ROW:
                    raise Unreadable(f"表格有一行超过{MOST_CELLS_IN_ROW}格，请只保留需要导入的列。")

    def _refuse_doctype(self, *_declaration: object) -> None:
        # No program writes one into a table; entities declared in it could unfold without end.
        raise Unreadable("文件无法读取。请用表格软件另存为 .xlsx 后重新上传。")


def _text(value: object) -> str:
    """A cell as a person reads it."""
    match value:
        case None:
            return ""
        case bool():
            return str(value)
        case float():
            # As many digits as the spreadsheet itself shows; more are noise of its arithmetic.
            return f"{value:.15g}"
        case dt.datetime():
            return value.date().isoformat()
        case dt.date():
            return value.isoformat()
    return str(value).strip()
