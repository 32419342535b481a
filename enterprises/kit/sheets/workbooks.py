"""xlsx workbooks as people see them: the text each cell shows, which sheets, rows and columns are hidden. Bounded.

A reader of its own because what is seen is what counts: number formats, hidden rows and filters, both dialects of the
format (Transitional and Strict), and files whose styles or properties other readers stumble over. Only the parts that
say what is shown are read; nothing is calculated.
"""

import datetime as dt
import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import IO, BinaryIO
from xml.etree import ElementTree
from xml.parsers import expat

MOST_SHEETS = 20
MOST_ROWS = 2100
MOST_COLUMNS = 50
# Bounds on what is opened at all: a table of thousands of rows needs a fraction of each.
MOST_UNPACKED = 8 * 1024 * 1024
MOST_ELEMENTS = 300_000
MOST_CELLS_IN_ROW = 1000
# Digits a spreadsheet keeps of a number; a longer one lost its end when it was typed.
KEPT_DIGITS = 15

# Built-in formats by number (ECMA-376 18.8.30), those of Chinese programs among them: dates, then percentages.
_DATES = {*range(14, 18), 22, *range(27, 32), 36, *range(50, 59)}
_FIXED = {
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    9: "0%",
    10: "0.00%",
    **{number: "y-m-d" for number in _DATES},
}
_SIMPLE_NUMBER = re.compile(r"(#,##)?(0+)(?:\.(0+))?(%?)")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_QUOTES = "'‘’`"


class UnreadableWorkbook(Exception):
    """Carries the sentence that tells what is wrong with the file as a whole."""


@dataclass(frozen=True)
class Row:
    """A row by its number in the sheet. ``spoiled``: cell → why what it shows is not what was meant."""

    number: int
    hidden: bool
    cells: list[str]
    spoiled: dict[int, str]


@dataclass(frozen=True)
class Sheet:
    name: str
    hidden: bool
    rows: list[Row] = field(default_factory=list)
    hidden_columns: set[int] = field(default_factory=set)


def read_workbook(file: BinaryIO) -> list[Sheet]:
    """The sheets in their order, the first ``MOST_SHEETS``; of each the first rows and columns.

    Raises:
        UnreadableWorkbook: no xlsx file, or larger than the bounds of this module.
    """
    _refuse_other_formats(file)
    try:
        with zipfile.ZipFile(file) as packed:
            _refuse_oversized(packed)
            return list(_Package(packed).sheets())
    except UnreadableWorkbook:
        raise
    except Exception as error:
        # A file from anywhere breaks a reader in many ways; to the person who chose it they are all one.
        raise UnreadableWorkbook(
            "文件无法读取。请上传 .xlsx 格式的表格；已损坏的，请用表格软件打开后另存，再重新上传。"
        ) from error


def _refuse_other_formats(file: BinaryIO) -> None:
    file.seek(0)
    head = file.read(8)
    file.seek(0)
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        raise UnreadableWorkbook("这是 .xls 格式或加了密码的文件。请取消密码，另存为 .xlsx 格式后重新上传。")
    if not head.startswith(b"PK"):
        raise UnreadableWorkbook(
            "文件无法读取。请上传 .xlsx 格式的表格（不是 .xls、.csv 或改了扩展名的文件）。"
        )


def _refuse_oversized(packed: zipfile.ZipFile) -> None:
    """Look through everything before anything is built of it."""
    if sum(entry.file_size for entry in packed.infolist()) > MOST_UNPACKED:
        raise UnreadableWorkbook("文件解压后过大，请只保留需要导入的内容。")
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
            raise UnreadableWorkbook("表格的内容过多，请只保留需要导入的行和列。")
        match name.rpartition(" ")[2]:
            case "row":
                self.cells = 0
            case "c":
                self.cells += 1
                if self.cells > MOST_CELLS_IN_ROW:
                    raise UnreadableWorkbook(f"表格有一行超过{MOST_CELLS_IN_ROW}格，请只保留需要导入的列。")

    def _refuse_doctype(self, *_declaration: object) -> None:
        # No program writes one into a table; entities declared in it could unfold without end.
        raise UnreadableWorkbook("文件无法读取。请用表格软件另存为 .xlsx 后重新上传。")


class _Package:
    """The parts of one workbook that say what is shown."""

    def __init__(self, packed: zipfile.ZipFile) -> None:
        self.packed = packed
        main = next(iter(self._related("", "officeDocument").values()))
        self.related = {kind: self._related(main, kind) for kind in ("worksheet", "sharedStrings", "styles")}
        self.workbook = self._tree(main)
        properties = self.workbook.find("{*}workbookPr")
        self.since_1904 = properties is not None and _is_on(properties.get("date1904"))
        self.texts = [
            _text_of(each) for part in self._parts("sharedStrings") for each in part.iterfind("{*}si")
        ]
        self.formats = [each for part in self._parts("styles") for each in _formats(part)]

    def sheets(self) -> Iterator[Sheet]:
        for entry in self.workbook.findall("{*}sheets/{*}sheet")[:MOST_SHEETS]:
            link = next(value for name, value in entry.attrib.items() if name.endswith("}id"))
            path = self.related["worksheet"].get(link)
            if path is None:
                # A chart or a dialogue has a sheet of its own.
                continue
            hidden = entry.get("state", "visible") != "visible"
            yield self._sheet(entry.get("name", ""), hidden, self._tree(path))

    def _sheet(self, name: str, hidden: bool, tree: ElementTree.Element) -> Sheet:
        sheet = Sheet(name, hidden)
        for columns in tree.iterfind("{*}cols/{*}col"):
            if _is_on(columns.get("hidden")):
                last = min(int(columns.get("max", "")), MOST_COLUMNS)
                sheet.hidden_columns.update(range(int(columns.get("min", "")) - 1, last))
        number = 0
        for row in tree.iterfind("{*}sheetData/{*}row"):
            number = int(row.get("r", number + 1))
            if len(sheet.rows) >= MOST_ROWS:
                break
            sheet.rows.append(self._row(number, row))
        return sheet

    def _row(self, number: int, row: ElementTree.Element) -> Row:
        cells: list[str] = []
        spoiled: dict[int, str] = {}
        for cell in row.iterfind("{*}c"):
            place = _column(cell.get("r"), len(cells))
            if not len(cells) <= place < MOST_COLUMNS:
                continue
            text, reason = self._shown(cell)
            cells += [""] * (place - len(cells)) + [text]
            if reason:
                spoiled[place] = reason
        return Row(number, _is_on(row.get("hidden")), cells, spoiled)

    def _shown(self, cell: ElementTree.Element) -> tuple[str, str]:
        """What a cell shows, and why that is not what was meant (usually empty)."""
        value = cell.findtext("{*}v", "")
        match cell.get("t", "n"):
            case "s":
                return _typed(self.texts[int(value)]), ""
            case "inlineStr":
                inline = cell.find("{*}is")
                return "" if inline is None else _typed(_text_of(inline)), ""
            case "str":
                return _typed(_unescaped(value)), ""
            case "b":
                return ("TRUE" if _is_on(value) else "FALSE"), ""
            case "d":
                return value[:10], ""
            case "e":
                return value, f"单元格显示错误值“{value}”，请改正公式或直接填写内容"
        return self._number(value, self._format(cell)) if value else ("", "")

    def _format(self, cell: ElementTree.Element) -> str:
        place = int(cell.get("s", 0))
        return self.formats[place] if place < len(self.formats) else ""

    def _number(self, value: str, pattern: str) -> tuple[str, str]:
        number = Decimal(value)
        if _is_date(pattern):
            return _day(number, pattern, self.since_1904), ""
        shown = _formatted(number, pattern)
        if number == number.to_integral_value() and abs(number) >= 10**KEPT_DIGITS:
            reason = f"表格软件把号码变成了数字（只保留{KEPT_DIGITS}位，末几位已丢失），请把该列设为文本格式后重新填写"
            return f"{number:.0f}", reason
        return shown, ""

    def _related(self, part: str, kind: str) -> dict[str, str]:
        """Path by id of the parts of ``kind`` that ``part`` names (the package itself: the empty part)."""
        folder, name = posixpath.split(part)
        path = posixpath.join(folder, "_rels", f"{name}.rels")
        return {
            link.get("Id", ""): posixpath.normpath(
                posixpath.join("/", folder, link.get("Target", ""))
            ).lstrip("/")
            for link in self._tree(path).iterfind("{*}Relationship")
            if link.get("Type", "").rpartition("/")[2] == kind
        }

    def _parts(self, kind: str) -> Iterator[ElementTree.Element]:
        return (self._tree(path) for path in self.related[kind].values())

    def _tree(self, path: str) -> ElementTree.Element:
        with self.packed.open(path.replace("\\", "/")) as part:
            # Doctypes were refused and elements counted before.
            return ElementTree.parse(part).getroot()  # noqa: S314


def _formats(styles: ElementTree.Element) -> Iterator[str]:
    """The number format of each cell style."""
    own = {
        each.get("numFmtId"): each.get("formatCode", "") for each in styles.iterfind("{*}numFmts/{*}numFmt")
    }
    for style in styles.iterfind("{*}cellXfs/{*}xf"):
        number = style.get("numFmtId", "0")
        yield own.get(number) or _FIXED.get(int(number), "")


def _is_date(pattern: str) -> bool:
    """Whether a format shows a day: it names a year, or month and day, outside quotes and brackets."""
    bare = re.sub(r'"[^"]*"|\\.|\[[^\]]*\]|_.', "", pattern.split(";")[0]).lower()
    return "y" in bare or ("m" in bare and "d" in bare)


def _day(number: Decimal, pattern: str, since_1904: bool) -> str:
    # Day 60 of the older system is a 29 February 1900 that never was; nobody's table goes back there.
    start = dt.date(1904, 1, 1) if since_1904 else dt.date(1899, 12, 30)
    try:
        day = start + dt.timedelta(days=int(number))
    except (OverflowError, ValueError):
        return f"{number:f}"
    shows_day = "d" in pattern.lower() or "日" in pattern
    if not shows_day and "m" not in pattern.lower():
        return str(day.year)
    return day.isoformat()


def _formatted(number: Decimal, pattern: str) -> str:
    """A number in the format of its cell, where that is one of the plain ones; else as many digits as are kept."""
    simple = _SIMPLE_NUMBER.fullmatch(pattern.split(";")[0].strip().removesuffix("_ ").removesuffix("_)"))
    try:
        if simple is None:
            return f"{float(number):.{KEPT_DIGITS}g}" if "%" not in pattern else f"{_short(number * 100)}%"
        _thousands, whole, places, percent = simple.groups()
        scaled = number * 100 if percent else number
        rounded = scaled.quantize(Decimal(1).scaleb(-len(places or "")), ROUND_HALF_UP)
    except (InvalidOperation, OverflowError):
        return f"{number:f}"
    sign, digits = ("-", f"{-rounded:f}") if rounded < 0 else ("", f"{rounded:f}")
    before, dot, after = digits.partition(".")
    return f"{sign}{before.rjust(len(whole), '0')}{dot}{after}{percent}"


def _short(number: Decimal) -> str:
    return f"{float(number):.{KEPT_DIGITS}g}"


def _text_of(item: ElementTree.Element) -> str:
    """The text of a string: plain, or its runs one after the other; readings beside characters are left out."""
    return _unescaped(
        "".join(part.text or "" for part in [*item.iterfind("{*}t"), *item.iterfind("{*}r/{*}t")])
    )


def _unescaped(text: str) -> str:
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)


def _typed(text: str) -> str:
    """A text without what surrounds it: blanks, and the sign that keeps a number from becoming one."""
    text = text.strip()
    return text[1:].strip() if len(text) > 1 and text[0] in _QUOTES and text[-1] not in _QUOTES else text


def _column(reference: str | None, following: int) -> int:
    """Index of a cell's column; without a reference it is the ``following`` one."""
    if not reference:
        return following
    place = 0
    for letter in reference.rstrip("0123456789").upper():
        place = place * 26 + ord(letter) - ord("A") + 1
    return place - 1


def _is_on(value: str | None) -> bool:
    return value in ("1", "true", "on")
