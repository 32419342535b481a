"""Questionnaires as files: both formats say the same, and each mistake is named with the line or row it stands in."""

import copy
import io
import re
import zipfile

import pytest
from openpyxl import Workbook, load_workbook

from assessments.questionnaire_files import loads
from assessments.questionnaire_reader import parse
from assessments.questionnaire_sheets import read_workbook, workbook
from tests import tables
from tests.assessments.questionnaire_cases import (
    COLUMN,
    DELIVERED,
    TEXT,
    faults,
    faults_of,
    head_of,
    put,
    row_of,
    saved,
    table,
    told,
)
from tests.assessments.sheets import manufacturing_2024

# --- The same in both formats -------------------------------------------------------------------------------------


@tables.table("name", DELIVERED)
def test_a_workbook_says_the_same_as_the_file_it_was_made_from(name):
    questionnaire = DELIVERED[name]
    back = read_workbook(io.BytesIO(workbook(questionnaire)))
    assert back == questionnaire
    assert back.digest == questionnaire.digest


def test_four_tables_are_delivered():
    assert len(DELIVERED) == 4
    assert len({each.digest for each in DELIVERED.values()}) == 4


def test_texts_like_formulas_numbers_and_errors_stay_texts_in_a_workbook():
    content = copy.deepcopy(manufacturing_2024().as_dict())
    texts = [
        "=1+1",
        "+86",
        "-1",
        "@x",
        "007",
        "#N/A",
        "TRUE",
        "2024-09-04",
        "1e5",
        "<&>\"'",
        "第一行\n第二行",
    ]
    for option, text in zip(content["items"][3]["options"], texts, strict=False):
        option["text"] = text
    questionnaire = parse(content)
    assert read_workbook(io.BytesIO(workbook(questionnaire))).digest == questionnaire.digest


def test_numbers_days_and_rates_a_spreadsheet_program_wrote_itself_are_read():
    """Whoever retypes a cell gets a number or a day there, not a text."""
    book = table()
    for row in book["选项"].iter_rows(min_row=2):
        row[COLUMN["选项"].index("分值")].value = float(row[COLUMN["选项"].index("分值")].value)
    for row in book["等级"].iter_rows(min_row=2):
        row[0].value = int(row[0].value)
    put(book, "基本信息", row_of(book, "基本信息", "发布日期"), "内容", manufacturing_2024().issued)
    assert read_workbook(saved(book)).digest == manufacturing_2024().digest


# --- TOML: the line -----------------------------------------------------------------------------------------------
# What may come before: nothing of it begins a table.
BEFORE = {
    "nothing": "",
    "comments": "# [[items]] \"{ '\n# options = [ { code = 1 } ]\n",
    "braces in a text": 'note = "{{{ [[items]] # \'"\n',
    "a literal text": "note = '{ \"[[items]]\" \\'\n",
    "a text of many lines": 'note = """\n[[items]]\n{ "a" = \\"""\n# {\noptions = [\n"""\n',
    "a literal text of many lines": "note = '''\n[[items]]\n{ \"\n\\\n'''\n",
}


def written(before: str = "", *changes: tuple[str, str, str]) -> str:
    """The file of 2024, with ``before`` at its head; a change is (behind which text, what, by what)."""
    text = TEXT
    if "note" in before:
        text = re.sub(r"^note = .*\n", "", text, count=1, flags=re.MULTILINE)
    text = before + text
    for behind, old, new in changes:
        place = text.index(old, text.index(behind))
        text = text[:place] + new + text[place + len(old) :]
    return text


def line_of(text: str, fragment: str, behind: str = "") -> int:
    return text.count("\n", 0, text.index(fragment, text.index(behind))) + 1


@tables.table("before", BEFORE.values(), ids=BEFORE)
def test_a_syntax_error_names_line_and_column(before):
    text = written(before, ('name = "数字化基础"', "weight = 50", "weight = 5o0"))
    place = text.index("o0")
    column = place - text.rindex("\n", 0, place)
    [(where, message)] = faults(text)
    assert where == f"第 {line_of(text, 'weight = 5o0')} 行第 {column} 列"
    assert message.startswith("不是有效的 TOML：")


@tables.table("before", BEFORE.values(), ids=BEFORE)
def test_a_wrong_value_names_the_line_of_its_table(before):
    text = written(
        before,
        ('code = "Q02"', "points = 6\n", 'points = "六"\n'),
        ('code = "Q02"', 'code = "D", text', 'cod = "D", text'),
        ('code = "Q02"', "whole = true", 'whole = "是"'),
        ('code = "Q02"', 'of = "share"', 'of = "ratio"'),
        ("[[levels]]", "score = 40", "score = -40"),
        ('code = "S02"', 'group = "', 'gruop = "'),
    )
    item = head_of(text, "items", "Q02")
    option = line_of(text, '{ cod = "D"')
    number = line_of(text, 'code = "total"')
    level = line_of(text, "[[levels]]", "level = 1")
    scene = head_of(text, "scenes", "S02")
    assert told(text) == {
        (f"第 {option} 行 options 第 4 项", "缺少 code"),
        (f"第 {option} 行 options 第 4 项", "不认识 cod，请检查拼写"),
        (f"第 {number} 行 numbers 第 2 项（total）", "whole 应是 true 或 false"),
        (f"第 {item} 行 items 第 2 项（Q02） · band", "of 应是 share 或 change"),
        (f"第 {item} 行 items 第 2 项（Q02）", "points 应是不小于 0 的数"),
        (f"第 {level} 行 levels 第 2 项", "score 应是不小于 0 的数"),
        (f"第 {scene} 行 scenes 第 2 项（S02）", "缺少 group"),
        (f"第 {scene} 行 scenes 第 2 项（S02）", "不认识 gruop，请检查拼写"),
    }


@tables.table("before", BEFORE.values(), ids=BEFORE)
def test_a_fault_of_meaning_names_the_line_of_its_table(before):
    text = written(
        before,
        ('code = "Q04"', "points = 0.9", "points = 0.8"),
        ("level = 2", "score = 40", "score = 20"),
        ('code = "S01"', '  "', '  # "'),
        ('name = "数字化成效"', "weight = 20", "weight = 21"),
    )
    places = dict(faults(text))
    assert places == {
        f"第 {head_of(text, 'items', 'Q04')} 行 Q04 数据采集": "各选项分值之和为 9.9，应等于满分 10",
        f"第 {line_of(text, '[[levels]]', 'level = 1')} 行 二级": "分数门槛应高于一级的 20 分",
        f"第 {head_of(text, 'scenes', 'S01')} 行 S01 产品设计": "应有 4 级描述，现有 3 级",
        f"第 {head_of(text, 'dimensions', 'outcome')} 行 数字化成效": "题目满分之和为 20，与权重（21）不一致",
    }


def test_options_written_as_tables_of_their_own_have_lines_too():
    start = TEXT.index("options = [", TEXT.index('code = "Q05"'))
    end = TEXT.index("\n]\n", start) + 3
    rows = re.findall(r"\{ (.*) \}", TEXT[start:end])
    rows = [re.sub(", (text|points)", r"\n\1", row) for row in rows]
    tables = "".join(f"[[items.options]]\n{row}\n" for row in rows)
    text = TEXT[:start] + tables + TEXT[end:]
    assert loads(text.encode()) == manufacturing_2024()
    wrong = text.replace("points = 7.5\n[[", "points = true\n[[", 1)
    line = line_of(wrong, "[[items.options]]", 'text = "覆盖多个业务环节（2 个及以上）"\npoints')
    assert told(wrong) == {(f"第 {line} 行 options 第 4 项（D）", "points 应是不小于 0 的数")}


def test_lines_of_windows_and_a_byte_order_mark_are_counted_alike():
    text = written("", ('code = "Q04"', "points = 10\n", 'points = "十"\n'))
    windows = b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode()
    assert faults(windows) == faults(text)
    assert faults(text)[0][0] == f"第 {head_of(text, 'items', 'Q04')} 行 items 第 4 项（Q04）"


# --- xlsx: sheet and row -----------------------------------------------------------------------------------------
@tables.table(
    ("sheet", "begins", "column", "value", "after", "message"),
    [
        ("题目", ["Q04"], "题型", "多项", "", "题型 应是 单选、多选 之一，现为“多项”"),
        ("题目", ["Q04"], "二级指标", None, " Q04", "缺少 二级指标"),
        ("题目", ["Q04"], "满分", "十", " Q04", "满分 应是不小于 0 的数，现为 '十'"),
        ("题目", ["Q02"], "算法", "平均", "", "算法 应是 比例、变化 之一，现为“平均”"),
        ("选项", ["Q04", "B"], "题目编号", "Q99", "", "“题目”中没有编号为“Q99”的题目"),
        ("选项", ["Q04", "B"], "题目编号", None, "", "“题目”中没有编号为“”的题目"),
        ("选项", ["Q04", "B"], "分值", -1, " B", "分值 应是不小于 0 的数，现为 '-1'"),
        ("选项", ["Q04", "A"], "与其他互斥", "互斥", "", "与其他互斥 应是 是、否 之一，现为“互斥”"),
        ("选项", ["Q14", "A"], "变化", "变小", "", "变化 应是 上升、持平、下降 之一，现为“变小”"),
        ("数字项", ["Q02", "total"], "题目编号", "Q98", "", "“题目”中没有编号为“Q98”的题目"),
        ("数字项", ["Q02", "total"], "单位", "", " total", "缺少 单位"),
        ("数字项", ["Q02", "total"], "整数", "对", "", "整数 应是 是、否 之一，现为“对”"),
        ("等级", ["2"], "分数线", "四十", "", "分数线 应是不小于 0 的数，现为 '四十'"),
        ("等级", ["2"], "★场景数", 2.5, "", "★场景数 应是不小于 0 的整数，现为 '2.5'"),
        ("维度", ["outcome"], "名称", None, " outcome", "缺少 名称"),
        ("场景", ["S02"], "约束性", "★", "", "约束性 应是 是、否 之一，现为“★”"),
        ("场景", ["S02"], "分组", None, " S02", "缺少 分组"),
        ("基本信息", ["版本"], "项目", "版本号", "", "不认识“版本号”，请检查拼写"),
        ("基本信息", ["适用行业类别"], "内容", "农业", "", "适用行业类别 应是 制造业、生产性服务业、其他行业 之一，现为“农业”"),
        # Of meaning:
        ("选项", ["Q04", "O"], "分值", 0.8, "Q04 数据采集", "各选项分值之和为 9.9，应等于满分 10"),
        ("题目", ["Q05"], "维度", "basis", " Q05 信息系统", "所属维度 basis 不在维度表中"),
        ("场景", ["S02"], "四级", None, " S02 工艺设计", "应有 4 级描述，现有 3 级"),
        ("等级", ["2"], "分数线", 20, " 二级", "分数门槛应高于一级的 20 分"),
        ("维度", ["outcome"], "权重", 21, " 数字化成效", "题目满分之和为 20，与权重（21）不一致"),
    ],
)  # fmt: skip
@pytest.mark.slow
def test_a_fault_of_a_workbook_names_sheet_row_and_column(sheet, begins, column, value, after, message):
    book = table()
    row = row_of(book, sheet, *begins)
    put(book, sheet, row, column, value)
    if after == "Q04 数据采集":  # what does not add up is the item's
        sheet, row, after = "题目", row_of(book, "题目", "Q04"), f" {after}"
    assert (f"“{sheet}”第 {row} 行{after}", message) in faults_of(saved(book))


def test_every_fault_of_a_workbook_is_told_at_once():
    book = table()
    put(book, "题目", row_of(book, "题目", "Q04"), "题型", "多项")
    put(book, "选项", row_of(book, "选项", "Q05", "B"), "题目编号", "Q99")
    put(book, "等级", 2, "★场景数", "三")
    put(book, "基本信息", 2, "项目", "版本号")
    assert {where for where, _ in faults_of(saved(book))} >= {
        f"“题目”第 {row_of(book, '题目', 'Q04')} 行",
        f"“选项”第 {row_of(book, '选项', 'Q99', 'B')} 行",
        "“基本信息”第 2 行",
    }


def test_rows_are_counted_as_a_spreadsheet_shows_them():
    """Empty rows above and between are nothing, but they count."""
    book = table()
    book["选项"].insert_rows(1, 2)
    book["选项"].insert_rows(10, 3)
    row = row_of(book, "选项", "Q04", "O")
    put(book, "选项", row, "分值", "多")
    assert (f"“选项”第 {row} 行 O", "分值 应是不小于 0 的数，现为 '多'") in faults_of(saved(book))


@tables.table("sheet", COLUMN)
def test_a_missing_column_is_named_with_its_sheet(sheet):
    book = table()
    gone = book[sheet].cell(1, 2)
    name, gone.value = gone.value, "其他"
    [(where, message)] = faults_of(saved(book))
    assert where == "文件"
    assert message.startswith(f"工作表“{sheet}”的表头缺少：{name}。")


@tables.table("sheet", ["基本信息", "维度", "等级", "题目", "选项"])
def test_a_missing_sheet_is_named(sheet):
    book = table()
    book.remove(book[sheet])
    assert faults_of(saved(book)) == [("文件", f"文件缺少工作表：{sheet}")]


def test_sheets_a_table_has_no_use_for_may_be_missing_or_empty():
    book = load_workbook(io.BytesIO(workbook(DELIVERED["2022-other"])))
    book.remove(book["场景"])
    assert read_workbook(saved(book)) == DELIVERED["2022-other"]
    book.create_sheet("场景")
    assert read_workbook(saved(book)) == DELIVERED["2022-other"]


def test_a_line_of_the_head_stands_there_once():
    book = table()
    book["基本信息"].append(["名称", "另一个名称"])
    row = book["基本信息"].max_row
    assert faults_of(saved(book)) == [(f"“基本信息”第 {row} 行", "“名称”出现了不止一次")]


def test_an_item_without_options_is_a_fault_like_another():
    book = table()
    book["选项"].delete_rows(2, book["选项"].max_row)
    row = row_of(book, "题目", "Q02")
    assert (f"“题目”第 {row} 行 Q02 设备数字化", "至少要有两个选项") in faults_of(saved(book))


def test_a_workbook_of_something_else_says_what_it_lacks():
    book = Workbook()
    book.active.append(["统一社会信用代码", "得分"])
    assert faults_of(saved(book)) == [("文件", "文件缺少工作表：基本信息、维度、等级、题目、选项")]


def packed(**parts: bytes) -> io.BytesIO:
    """The workbook with the first sheet replaced, or a zip of something else."""
    out = io.BytesIO()
    with zipfile.ZipFile(saved(table())) as good, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name in good.namelist():
            made.writestr(name, parts.get(name.rsplit("/")[-1].partition(".")[0], good.read(name)))
    return out


NAMESPACE = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


@tables.table(
    ("file", "message"),
    [
        (lambda: io.BytesIO(b""), "文件无法读取。请上传 .xlsx 格式的表格"),
        (lambda: io.BytesIO(TEXT.encode()), "文件无法读取。请上传 .xlsx 格式的表格"),
        (lambda: packed(workbook=b"<x>"), "文件无法读取。请上传 .xlsx 格式的表格"),
        (lambda: packed(sheet1=b" " * (8 * 1024 * 1024 + 1)), "文件解压后过大"),
        (lambda: packed(sheet1=b"<worksheet " + NAMESPACE + b">" + b"<row/>" * 300_001), "内容过多"),
        (lambda: packed(sheet1=b"<worksheet " + NAMESPACE + b"><row>" + b"<c/>" * 1001), "有一行超过1000格"),
        (lambda: packed(sheet1=b'<!DOCTYPE x [<!ENTITY a "b">]><x/>'), "文件无法读取"),
    ],
    ids=["empty", "toml", "no workbook", "unpacked", "rows", "cells", "entities"],
)
def test_what_is_no_workbook_or_a_bomb_is_refused_politely(file, message):
    [(where, told)] = faults_of(file())
    assert where == "文件"
    assert message in told
