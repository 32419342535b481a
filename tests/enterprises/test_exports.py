"""Tables of any length as xlsx files: never as a whole in memory, and every value what it was."""

import datetime as dt
import io
import itertools
import random
import tracemalloc
import zipfile
from collections.abc import Iterator
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from openpyxl import load_workbook

from enterprises.kit.sheets.exports import xlsx_response, xlsx_stream

ROWS = 50_000
# For what watches every allocation or reads every cell back: bounds are smaller in proportion.
FEWER = 20_000
COLUMNS = [("企业名称", 36), ("总分", 10), ("提交时间", 20), ("现用结果", 10), ("验证码", 16)]
AT = dt.datetime(2026, 3, 9, 16, 30, 5, tzinfo=dt.UTC)


class Source:
    """Rows made as they are asked for, as a cursor does; ``taken`` counts them."""

    def __init__(self, rows: int = ROWS) -> None:
        self.rows = rows
        self.taken = 0

    def __iter__(self) -> Iterator[list]:
        draw = random.Random(20260310)
        for number in range(self.rows):
            self.taken += 1
            code = "".join(draw.choices("ABCDEFGHJKMNPQRSTUVWXYZ23456789", k=12))
            yield [
                f"示例企业{number}有限公司",
                Decimal(draw.randrange(10**6)) / 10**4,
                AT,
                number % 2 == 0,
                code,
            ]


def book_of(*rows: list, columns=COLUMNS, read_only: bool = False):
    return load_workbook(io.BytesIO(b"".join(xlsx_stream("表", columns, rows))), read_only=read_only)


def cell_of(value: object, **how):
    return book_of([value], columns=[("值", 10)], **how).active.cell(2, 1)


# --- Of any length ------------------------------------------------------------------------------------------------
@pytest.mark.slow
def test_a_long_table_is_never_in_memory_as_a_whole():
    size = 0
    tracemalloc.start()
    try:
        for part in xlsx_stream("表", COLUMNS, Source(FEWER)):
            size += len(part)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert size > 400 * 1024, "large enough to tell"
    # All rows at once are 8 MB.
    assert peak < 3 * 1024 * 1024, peak


@pytest.mark.slow
def test_a_download_begins_before_the_source_is_exhausted():
    source = Source()
    stream = xlsx_stream("表", COLUMNS, source)
    assert source.taken == 0
    first = next(stream)
    assert first.startswith(b"PK")
    assert 0 < source.taken < ROWS // 4
    taken = [source.taken, *(source.taken for _ in stream)]
    assert len(taken) > 10
    assert max(later - earlier for earlier, later in itertools.pairwise(taken)) < ROWS // 4
    assert taken[-1] == ROWS


@pytest.mark.slow
def test_a_long_table_arrives_whole():
    content = b"".join(xlsx_stream("表", COLUMNS, Source(FEWER)))
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        assert packed.testzip() is None
    book = load_workbook(io.BytesIO(content), read_only=True)
    rows = book.active.iter_rows(min_row=2, values_only=True)
    for got, made in itertools.zip_longest(rows, Source(FEWER)):
        assert got == (made[0], float(made[1]), "2026-03-10 00:30:05", "是" if made[3] else "否", made[4])
    book.close()


@pytest.mark.parametrize("parts", [0, 1, 3])
def test_a_download_that_is_broken_off_does_no_harm(parts):
    source = Source()
    stream = xlsx_stream("表", COLUMNS, source)
    for _ in range(parts):
        next(stream)
    taken = source.taken
    stream.close()
    assert source.taken == taken < ROWS, "nothing more is read"
    assert list(stream) == []


def test_a_response_that_is_closed_early_lets_go_of_its_source(db):
    closed = []

    def rows():
        try:
            yield from Source()
        finally:
            closed.append(True)

    response = xlsx_response("表.xlsx", "表", COLUMNS, rows(), who=1)
    next(iter(response.streaming_content))
    assert not closed
    response.close()
    assert closed


def test_a_source_that_fails_is_heard():
    def rows():
        yield ["甲"]
        raise ConnectionError("the database went away")

    with pytest.raises(ConnectionError, match="went away"):
        list(xlsx_stream("表", COLUMNS, rows()))


# --- Values -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("read_only", [False, True])
@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (0, 0),
        (-7, -7),
        (10**12, 10**12),
        (Decimal("46.5000"), 46.5),
        (Decimal("-0.125"), -0.125),
        (Decimal("0"), 0),
        (Decimal("1E+3"), 1000),
        (Decimal("1E-4"), 0.0001),
        (True, "是"),
        (False, "否"),
        (AT, "2026-03-10 00:30:05"),
        (dt.datetime(2026, 3, 9, 16, 30, 5, tzinfo=ZoneInfo("Asia/Shanghai")), "2026-03-09 16:30:05"),
        (dt.date(2026, 3, 9), "2026-03-09"),
        ("0012", "0012"),
        ("440106", "440106"),
        ("=1+1", "=1+1"),
        ("+1", "+1"),
        ("-1", "-1"),
        ("@SUM(A1)", "@SUM(A1)"),
        ("#REF!", "#REF!"),
        ("TRUE", "TRUE"),
        ("<a>&amp;</a>\"'", "<a>&amp;</a>\"'"),
        ("]]>", "]]>"),
        ("  两端  ", "  两端  "),
        ("一\n二\t三", "一\n二\t三"),
        ("铃\x00\x07\x1f声", "铃声"),
        ("\ud800半\ufffe\uffff", "半"),
        ("𠮷\U0001f600", "𠮷\U0001f600"),
    ],
)  # fmt: skip
def test_values_are_numbers_or_texts_as_they_were(value, shown, read_only):
    cell = cell_of(value, read_only=read_only)
    assert cell.value == shown
    assert type(cell.value) is str or not isinstance(shown, str)
    assert (cell.data_type == "n") is not isinstance(shown, str)


def test_spaces_are_marked_as_to_be_kept():
    """Spreadsheet programs would drop them; openpyxl keeps them in any case."""
    content = b"".join(xlsx_stream("表", [("值", 10)], [["  两端  "]]))
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        assert '<t xml:space="preserve">  两端  </t>' in packed.read("xl/worksheets/sheet1.xml").decode()


@pytest.mark.parametrize("value", [None, ""])
def test_nothing_is_an_empty_cell_and_takes_its_place(value):
    [_, row] = book_of(["甲", value, 1]).active.iter_rows(values_only=True)
    assert row[:3] == ("甲", None, 1)


def test_the_head_stands_out_and_stays():
    book = book_of(["甲", 1], columns=[("名称", 36), ("数", 10)])
    assert book.sheetnames == ["表"]
    sheet = book.active
    assert [(cell.value, cell.font.bold) for cell in sheet[1]] == [("名称", True), ("数", True)]
    assert not sheet["A2"].font.bold
    assert (sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width) == (36, 10)
    assert sheet.freeze_panes == "A2"


def test_a_table_without_rows_has_its_head():
    assert list(book_of().active.iter_rows(values_only=True)) == [tuple(heading for heading, _ in COLUMNS)]


def test_a_download_is_private_and_named_in_any_script():
    response = xlsx_response("评测-20260310.xlsx", "表", COLUMNS, [], who=1)
    assert response.streaming
    assert response["Content-Type"] == "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    assert response["Content-Disposition"] == "attachment; filename*=utf-8''%E8%AF%84%E6%B5%8B-20260310.xlsx"
    assert response["Cache-Control"] == "private, no-store"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert load_workbook(io.BytesIO(b"".join(response.streaming_content))).sheetnames == ["表"]
