"""Tables people fill in with a spreadsheet program: read as people see them, row by row."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import BinaryIO

from enterprises.kit.sheets.workbooks import Row, Sheet, UnreadableWorkbook, read_workbook
from enterprises.kit.text.typed import halfwidth

MOST_ROWS = 2000
# Titles and notes may stand above the head, so far.
_HEAD_WITHIN = 10
_NAMED = 5


class Unreadable(Exception):
    """Carries the sentence that tells what is wrong with the file as a whole."""


def read_table(file: BinaryIO, columns: Sequence[str]) -> list[tuple[int, dict[str, str]]]:
    """The rows of the first visible sheet below its head as (row number, text by column); empty rows are left out.

    The head may name the columns in any order and others beside them, and titles may stand above it.

    Raises:
        Unreadable: not an xlsx file, too large, a column is missing or named twice, no rows, too many rows, hidden
            rows or columns, or cells that do not show what was meant.
    """
    shown = [sheet for sheet in _book(file) if not sheet.hidden]
    if not shown:
        raise Unreadable("文件中没有可见的工作表，请取消隐藏后重新上传。")
    return _rows(shown[0], columns, "表格的第一个工作表")


def read_sheets(
    file: BinaryIO, sheets: Mapping[str, Sequence[str]], *, optional: Collection[str] = ()
) -> dict[str, list[tuple[int, dict[str, str]]]]:
    """The rows of each named sheet, as `read_table` gives them. One of ``optional`` may be missing; none needs rows.

    Raises:
        Unreadable: as `read_table`; of a sheet it names the sheet. A sheet is missing or hidden.
    """
    book = {sheet.name: sheet for sheet in _book(file)}
    missing = [name for name in sheets if name not in book and name not in optional]
    if missing:
        raise Unreadable(f"文件缺少工作表：{'、'.join(missing)}。")
    found: dict[str, list[tuple[int, dict[str, str]]]] = {}
    for name, columns in sheets.items():
        sheet = book.get(name)
        if sheet is None or not any(map(_is_filled, sheet.rows)):
            found[name] = []
            continue
        if sheet.hidden:
            raise Unreadable(f"工作表“{name}”被隐藏，请取消隐藏或删除后重新上传。")
        found[name] = _rows(sheet, columns, f"工作表“{name}”", may_be_empty=True)
    return found


def _book(file: BinaryIO) -> list[Sheet]:
    try:
        return read_workbook(file)
    except UnreadableWorkbook as error:
        raise Unreadable(str(error)) from error


def _rows(
    sheet: Sheet, columns: Sequence[str], shown: str, *, may_be_empty: bool = False
) -> list[tuple[int, dict[str, str]]]:
    filled = [row for row in sheet.rows if _is_filled(row)]
    if not filled:
        raise Unreadable(f"{shown}是空的。")
    head = max(filled[:_HEAD_WITHIN], key=lambda row: len(_named(row, columns)))
    places = _places(head, columns, shown)
    below = [row for row in filled if row.number > head.number]
    below = [row for row in below if any(_cell(row, place) for place in places.values())]
    _refuse_unseen(sheet, below, places, shown)
    _refuse_spoiled(below, places, shown)
    if not below and not may_be_empty:
        raise Unreadable("表头下面没有内容。")
    if len(below) > MOST_ROWS:
        if may_be_empty:
            raise Unreadable(f"{shown}最多{MOST_ROWS}行。")
        raise Unreadable(f"一次最多导入{MOST_ROWS}行，请分成几个文件。")
    return [(row.number, {name: _cell(row, place) for name, place in places.items()}) for row in below]


def _is_filled(row: Row) -> bool:
    return any(row.cells)


def _cell(row: Row, place: int) -> str:
    return row.cells[place] if place < len(row.cells) else ""


def _title(text: str) -> str:
    """The head of a column without line breaks, stars and what stands in brackets behind it."""
    return re.sub(r"[\s*※:]|\([^()]*\)$", "", halfwidth(text))


def _named(head: Row, columns: Sequence[str]) -> list[tuple[str, int]]:
    """The columns that ``head`` names, each with its place; a column named twice stands twice."""
    titles = {_title(name): name for name in columns}
    # A head written out in full counts before one that only begins like it.
    exact = [(cell, place) for place, cell in enumerate(head.cells) if cell in columns]
    known = {name for name, _place in exact}
    loose = [(titles.get(_title(cell), ""), place) for place, cell in enumerate(head.cells) if cell]
    return exact + [(name, place) for name, place in loose if name and name not in known]


def _places(head: Row, columns: Sequence[str], shown: str) -> dict[str, int]:
    named = _named(head, columns)
    found = dict(named)
    missing = [name for name in columns if name not in found]
    if missing:
        raise Unreadable(f"{shown}的表头缺少：{'、'.join(missing)}。表头应为：{'、'.join(columns)}。")
    names = [name for name, _place in named]
    twice = [name for name in columns if names.count(name) > 1]
    if twice:
        raise Unreadable(f"{shown}的表头中“{twice[0]}”出现了不止一次。")
    return {name: found[name] for name in columns}


def _refuse_unseen(sheet: Sheet, rows: Sequence[Row], places: Mapping[str, int], shown: str) -> None:
    """What a person does not see is neither imported nor left out without a word."""
    hidden = [row.number for row in rows if row.hidden]
    if hidden:
        raise Unreadable(
            f"{shown}有{len(hidden)}行被隐藏或被筛选掉（{_some(f'第{number}行' for number in hidden)}）。"
            "请取消隐藏和筛选，或删除这些行后重新上传。"
        )
    columns = [name for name, place in places.items() if place in sheet.hidden_columns]
    if columns:
        raise Unreadable(f"{shown}的这些列被隐藏：{'、'.join(columns)}。请取消隐藏后重新上传。")


def _refuse_spoiled(rows: Sequence[Row], places: Mapping[str, int], shown: str) -> None:
    spoiled = [
        f"第{row.number}行“{name}”：{row.spoiled[place]}"
        for row in rows
        for name, place in places.items()
        if place in row.spoiled
    ]
    if spoiled:
        raise Unreadable(f"{shown}有{len(spoiled)}处不能导入。{_some(spoiled, '；')}。")


def _some(words: Iterable[str], mark: str = "、") -> str:
    """The first of ``words``; that there are more is said."""
    listed = list(words)
    return mark.join(listed[:_NAMED]) + ("等" if len(listed) > _NAMED else "")
