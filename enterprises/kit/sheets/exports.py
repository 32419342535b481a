"""Tables of any length as xlsx files, sent while they are read from the database.

openpyxl makes the workbook around the rows; the rows themselves are written as they come, so that neither the table
nor the file is ever in memory as a whole and the download begins at once.
"""

import datetime as dt
import io
import re
import weakref
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from decimal import Decimal
from typing import Any
from xml.sax.saxutils import escape

from django.http import StreamingHttpResponse
from django.utils import timezone
from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from enterprises.kit.files.downloads import private
from enterprises.kit.work.turns import turn

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_SHEET = "xl/worksheets/sheet1.xml"
_CHUNK = 64 * 1024
# What XML 1.0 cannot hold; a spreadsheet program would call the file damaged.
_UNWRITABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class _Pipe(io.RawIOBase):
    """A file that is only written to, and emptied as it fills."""

    def __init__(self) -> None:
        self.waiting: list[bytes] = []
        self.size = 0

    def writable(self) -> bool:
        return True

    def write(self, content: Any) -> int:
        self.waiting.append(bytes(content))
        self.size += len(content)
        return len(content)

    def emptied(self) -> bytes:
        content = b"".join(self.waiting)
        self.waiting.clear()
        self.size = 0
        return content


def xlsx_stream(
    title: str, columns: Sequence[tuple[str, int]], rows: Iterable[Sequence[Any]]
) -> Iterator[bytes]:
    """The bytes of a workbook with one sheet ``title``: ``columns`` as (heading, width in characters), then ``rows``.

    Texts stay texts, whatever they begin with. Decimals and whole numbers become numbers, times Shanghai's.
    """
    frame = zipfile.ZipFile(_frame(title, columns))
    # Readers would believe the size it names, which is that of the headings.
    sheet = re.sub("<dimension[^>]*/>", "", frame.read(_SHEET).decode())
    before, after = sheet.split("</sheetData>")
    pipe = _Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as packed:
        for name in frame.namelist():
            if name != _SHEET:
                packed.writestr(name, frame.read(name))
        with packed.open(_SHEET, "w", force_zip64=True) as part:
            part.write(before.encode())
            for number, row in enumerate(rows, start=2):
                cells = "".join(map(_cell, row))
                part.write(f'<row r="{number}">{cells}</row>'.encode())
                if pipe.size > _CHUNK:
                    yield pipe.emptied()
            part.write(f"</sheetData>{after}".encode())
    yield pipe.emptied()


class _InTurn(StreamingHttpResponse):
    """A download that is somebody's turn until it is closed."""

    def __init__(self, who: object, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._turn = ExitStack()
        self._turn.enter_context(turn(who))
        # Also when something goes wrong on its way out and nobody closes it.
        weakref.finalize(self, self._turn.close)

    def close(self) -> None:
        super().close()
        self._turn.close()


def xlsx_response(
    name: str, title: str, columns: Sequence[tuple[str, int]], rows: Iterable[Sequence[Any]], who: object
) -> StreamingHttpResponse:
    """The workbook as a download called ``name``, in a turn of the account ``who``.

    Raises:
        NoTurn: the account has one already, or too many others have.
    """
    response = _InTurn(who, xlsx_stream(title, columns, rows), content_type=XLSX)
    return private(response, name)


def _frame(title: str, columns: Sequence[tuple[str, int]]) -> io.BytesIO:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = title
    sheet.append([heading for heading, _ in columns])
    for place, (_, width) in enumerate(columns, start=1):
        sheet.cell(1, place).font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(place)].width = width
    sheet.freeze_panes = "A2"
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer


def _cell(value: Any) -> str:
    match value:
        case None | "":
            return "<c/>"
        case bool():
            return _text("是" if value else "否")
        case int() | Decimal():
            return f"<c><v>{value:f}</v></c>" if isinstance(value, Decimal) else f"<c><v>{value}</v></c>"
        case dt.datetime():
            return _text(f"{timezone.localtime(value):%Y-%m-%d %H:%M:%S}")
    return _text(str(value))


def _text(text: str) -> str:
    written = escape(_UNWRITABLE.sub("", text))
    return f'<c t="inlineStr"><is><t xml:space="preserve">{written}</t></is></c>'
