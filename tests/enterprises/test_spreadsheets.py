"""Tables as people see them: files of real programs, with everything that was once refused or read in silence."""

import datetime as dt
import io
from pathlib import Path

import pytest
from openpyxl import Workbook

from enterprises.kit.sheets.spreadsheets import Unreadable, read_sheets, read_table

CASES = Path(__file__).resolve().parent.parent / "cases" / "xlsx"
HEAD = ("统一社会信用代码", "年度", "得分", "公布日期", "来源")
ROW = ("91440106MA00000037", "2025", "61.35", "2026-03-01", "示例来源")

# What comes out of a file: the rows, or words of the refusal.
READ = {
    "bad-fill": [(2, ROW)],
    "strict-ooxml": [(2, ROW)],
    "hidden-first-sheet": [(2, ROW)],
    "builtin-zh-date-31": [(2, ROW)],
    "head-wrapped": [(2, ROW)],
    "head-star": [(2, ROW)],
    "title-row": [(3, ROW)],
    "apostrophe": [(2, ROW)],
    "dimension-a1": [(2, ROW)],
    "mac-1904": [(2, (*ROW[:2], "60", *ROW[3:]))],
    "percent-half": [(2, (*ROW[:2], "50%", *ROW[3:]))],
    "date-serial": [(2, (*ROW[:3], "46082", ROW[4]))],
    "year-as-date": [(2, (ROW[0], "2025-01-01", *ROW[2:]))],
    "hidden-row": "第3行",
    "code-as-number": "第2行“统一社会信用代码”：表格软件把号码变成了数字",
}


def rows_of(file) -> list | str:
    try:
        return [(number, tuple(row[name] for name in HEAD)) for number, row in read_table(file, HEAD)]
    except Unreadable as refusal:
        return str(refusal)


def test_files_of_real_programs_are_read_as_they_are_seen():
    wrong = {}
    for name, expected in READ.items():
        with (CASES / f"{name}.xlsx").open("rb") as file:
            found = rows_of(file)
        if found != expected if isinstance(expected, list) else expected not in found:
            wrong[name] = found
    assert not wrong


def test_cells_show_their_format():
    formats = [
        (0.5, "0%", "50%"),
        (0.12345, "0.0%", "12.3%"),
        (0.12345, "0.0#%", "12.345%"),
        (61.345, "0.00", "61.35"),
        (1234567.5, "#,##0.00", "1234567.50"),
        (-2.5, "0", "-3"),
        (4401, "000000", "004401"),
        (0.1 + 0.2, "General", "0.3"),
        (46082, "yyyy", "2026"),
        (46082, 'yyyy"年"m"月"d"日"', "2026-03-01"),
        (46082, "[$-804]yyyy年m月d日;@", "2026-03-01"),
        (46082.75, "m/d/yy h:mm", "2026-03-01"),
        (0.75, "h:mm", "0.75"),
        (12, '0"月"', "12"),
        (True, "General", "TRUE"),
        ("  甲\u3000", "@", "甲"),
        ("'001", "@", "001"),
        ("'引用'", "@", "'引用'"),
    ]
    book = Workbook()
    book.active.append(["值"])
    for place, (value, pattern, _shown) in enumerate(formats, start=2):
        cell = book.active.cell(place, 1, value)
        cell.number_format = pattern
    assert [row["值"] for _number, row in read_table(packed(book), ["值"])] == [each[2] for each in formats]


def packed(book: Workbook) -> io.BytesIO:
    out = io.BytesIO()
    book.save(out)
    return out


def test_what_is_not_seen_is_neither_read_nor_left_out_in_silence():
    book = Workbook()
    book.active.append(["甲", "乙"])
    book.active.append(["1", "2"])
    book.active.column_dimensions["B"].hidden = True
    assert [row for _number, row in read_table(packed(book), ["甲"])] == [{"甲": "1"}]
    with pytest.raises(Unreadable, match="这些列被隐藏：乙。请取消隐藏"):
        read_table(packed(book), ["甲", "乙"])
    book.active.row_dimensions[2].hidden = True
    with pytest.raises(Unreadable, match="1行被隐藏或被筛选掉"):
        read_table(packed(book), ["甲"])
    book.active.sheet_state = "hidden"
    book.create_sheet("看得见")
    with pytest.raises(Unreadable, match="是空的"):
        read_table(packed(book), ["甲"])
    with pytest.raises(Unreadable, match="工作表“Sheet”被隐藏"):
        read_sheets(packed(book), {"Sheet": ["甲"]})


def test_cells_with_an_error_are_named():
    book = Workbook()
    book.active.append(["甲"])
    book.active.append(["#REF!"])
    with pytest.raises(Unreadable, match="第2行“甲”：单元格显示错误值“#REF!”"):
        read_table(packed(book), ["甲"])


def test_other_formats_are_named():
    told = {
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600): ".xls 格式或加了密码",
        "统一社会信用代码,年度".encode(): "不是 .xls、.csv",
        b"": "不是 .xls、.csv",
        b"PK\x03\x04 and nothing more": "文件无法读取",
    }
    for content, words in told.items():
        with pytest.raises(Unreadable, match=words):
            read_table(io.BytesIO(content), HEAD)


def test_days_before_and_after_everything_stay_numbers():
    book = Workbook()
    book.active.append(["日"])
    book.active.append([dt.date(2026, 3, 1)])
    for number in (99_999_999, -5):
        book.active.cell(book.active.max_row + 1, 1, number).number_format = "yyyy-mm-dd"
    assert [row["日"] for _number, row in read_table(packed(book), ["日"])][:2] == ["2026-03-01", "99999999"]
