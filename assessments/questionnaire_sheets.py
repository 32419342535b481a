"""Questionnaires as xlsx workbooks: one sheet for each kind of table, one row for each of its entries."""

import io
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, BinaryIO

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from assessments.enums import Category, ItemKind, Trend
from assessments.questionnaire_checks import plain
from assessments.questionnaire_reader import Placed, parse
from assessments.questionnaires import ChangeBand, Questionnaire, QuestionnaireError, ShareBand
from enterprises.kit.sheets.spreadsheets import Unreadable, read_sheets

HEAD, DIMENSIONS, LEVELS = "基本信息", "维度", "等级"
ITEMS, OPTIONS, NUMBERS, SCENES = "题目", "选项", "数字项", "场景"
OWNER = "题目编号"
SCENE_LEVELS = ("一级", "二级", "三级", "四级")
YES, NO = "是", "否"
SHARE, CHANGE = "比例", "变化"
# Sheet → column → key of the table.
COLUMNS: dict[str, dict[str, str]] = {
    DIMENSIONS: {"编号": "code", "名称": "name", "权重": "weight"},
    LEVELS: {
        "等级": "level", "名称": "label", "级别名称": "name", "含义": "meaning",
        "分数线": "score", "场景数": "scenes", "★场景数": "starred",
    },
    ITEMS: {
        "编号": "code", "维度": "dimension", "一级指标": "topic", "二级指标": "name", "题型": "kind", "题目": "text",
        "满分": "points", "说明": "help", "算法": "of", "比例数字项": "stated", "分子": "numerator", "分母": "denominator",
        "分子可超过分母": "open", "本期": "now", "上期": "before", "只作提示": "hint",
    },
    OPTIONS: {"编号": "code", "文字": "text", "分值": "points", "与其他互斥": "exclusive", "档位上限": "to", "变化": "trend"},
    NUMBERS: {"编号": "code", "名称": "label", "单位": "unit", "最大值": "maximum", "整数": "whole", "必填": "required"},
    SCENES: {"编号": "code", "维度": "dimension", "分组": "group", "名称": "name", "约束性": "starred"},
}  # fmt: skip
HEAD_ROWS = {
    "版本": "edition",
    "适用行业类别": "category",
    "名称": "title",
    "依据": "source",
    "发布日期": "issued",
    "未达一级的名称": "below_label",
    "未达到一级的场景说明": "scene_below",
    "说明": "note",
    "题目与权重为自拟": "own_weights",
}
_BAND = ("of", "stated", "numerator", "denominator", "open", "now", "before", "hint")
_WORDS: dict[str, dict[str, Any]] = {
    "category": {each.label: each.value for each in Category},
    "kind": {"单选": ItemKind.SINGLE.value, "多选": ItemKind.MULTI.value},
    "trend": {"上升": Trend.UP.value, "持平": Trend.SAME.value, "下降": Trend.DOWN.value},
    "of": {SHARE: "share", CHANGE: "change"},
    **dict.fromkeys(
        ("exclusive", "whole", "required", "starred_scene", "open", "hint", "own_weights"),
        {YES: True, NO: False},
    ),
}
_WHOLE = ("level", "scenes", "starred")


def read_workbook(file: BinaryIO) -> Questionnaire:
    """Read and check an xlsx workbook as `workbook` writes one. Raises QuestionnaireError naming sheet and row."""
    sheets = {HEAD: ("项目", "内容")}
    for sheet, columns in COLUMNS.items():
        owner = (OWNER,) if sheet in (OPTIONS, NUMBERS) else ()
        levels = SCENE_LEVELS if sheet == SCENES else ()
        sheets[sheet] = (*owner, *columns, *levels)
    try:
        book = read_sheets(file, sheets, optional=(NUMBERS, SCENES))
    except Unreadable as error:
        raise QuestionnaireError([("文件", str(error).removesuffix("。"))]) from None
    problems: list[tuple[str, str]] = []
    raw = _head(book[HEAD], problems)
    for sheet, key in ((DIMENSIONS, "dimensions"), (LEVELS, "levels")):
        raw[key] = [_row(sheet, number, row, problems) for number, row in book[sheet]]
    raw["items"] = [_item(number, row, problems) for number, row in book[ITEMS]]
    for sheet, key in ((OPTIONS, "options"), (NUMBERS, "numbers")):
        _hand_out(book[sheet], sheet, key, raw["items"], problems)
    raw["scenes"] = [_scene(number, row, problems) for number, row in book[SCENES]]
    if problems:
        raise QuestionnaireError(problems)
    return parse(raw)


def _head(rows: list[tuple[int, dict[str, str]]], problems: list[tuple[str, str]]) -> Placed:
    raw, places = {}, {}
    for number, row in rows:
        key = HEAD_ROWS.get(row["项目"])
        place = f"“{HEAD}”第 {number} 行"
        if key is None:
            problems.append((place, f"不认识“{row['项目'][:20]}”，请检查拼写"))
        elif key in raw:
            problems.append((place, f"“{row['项目']}”出现了不止一次"))
        elif row["内容"]:
            places[key] = place
            raw[key] = _value(key, row["项目"], row["内容"], place, problems)
    return Placed(raw, f"“{HEAD}”", {key: name for name, key in HEAD_ROWS.items()}, places)


def _row(sheet: str, number: int, row: Mapping[str, str], problems: list[tuple[str, str]]) -> Placed:
    """One row as the table the reader expects; what is not filled in is left out."""
    place = f"“{sheet}”第 {number} 行"
    raw = {}
    for column, key in COLUMNS[sheet].items():
        if row[column]:
            known = "starred_scene" if sheet == SCENES and key == "starred" else key
            raw[key] = _value(known, column, row[column], place, problems)
    return Placed(raw, place, {key: column for column, key in COLUMNS[sheet].items()})


def _value(key: str, column: str, text: str, place: str, problems: list[tuple[str, str]]) -> Any:
    words = _WORDS.get(key)
    if words is not None:
        if text not in words:
            problems.append((place, f"{column} 应是 {'、'.join(words)} 之一，现为“{text[:20]}”"))
        return words.get(text)
    if key in _WHOLE and text.isascii() and text.isdecimal() and len(text) < 10:
        return int(text)
    return text


def _item(number: int, row: Mapping[str, str], problems: list[tuple[str, str]]) -> Placed:
    raw = _row(ITEMS, number, row, problems)
    band = {key: raw.pop(key) for key in _BAND if key in raw}
    if band:
        for key in ("now", "before"):
            if key in band:
                band[key] = band[key].replace("，", ",").replace(" ", "").split(",")
        if "hint" in band:
            band["binding"] = not band.pop("hint")
        raw["band"] = Placed(band, raw.place, raw.names)
    return raw


def _hand_out(
    rows: list[tuple[int, dict[str, str]]],
    sheet: str,
    key: str,
    items: list[Placed],
    problems: list[tuple[str, str]],
) -> None:
    """Give every item its rows of ``sheet``."""
    by_code = {item.get("code"): item for item in items}
    for item in items:
        item.setdefault(key, [])
    for number, row in rows:
        item = by_code.get(row[OWNER])
        if item is None:
            problems.append((f"“{sheet}”第 {number} 行", f"“{ITEMS}”中没有编号为“{row[OWNER][:20]}”的题目"))
        else:
            item[key].append(_row(sheet, number, row, problems))


def _scene(number: int, row: Mapping[str, str], problems: list[tuple[str, str]]) -> Placed:
    raw = _row(SCENES, number, row, problems)
    raw["levels"] = [row[level] for level in SCENE_LEVELS if row[level]]
    return raw


def workbook(questionnaire: Questionnaire) -> bytes:
    """The questionnaire as an xlsx file that `read_workbook` reads back to an equal one."""
    book = Workbook()
    book.remove(book.active)
    head = [[name, _shown(key, getattr(questionnaire, key))] for name, key in HEAD_ROWS.items()]
    _write(book, HEAD, ["项目", "内容"], head)
    tables: dict[str, list[tuple[list[str], Any]]] = {
        DIMENSIONS: [([], each) for each in questionnaire.dimensions],
        LEVELS: [([], each) for each in questionnaire.levels],
        ITEMS: [([], each) for each in questionnaire.items],
        OPTIONS: [([item.code], each) for item in questionnaire.items for each in item.options],
        NUMBERS: [([item.code], each) for item in questionnaire.items for each in item.numbers],
        SCENES: [([], each) for each in questionnaire.scenes],
    }
    for sheet, entries in tables.items():
        first = [OWNER] if sheet in (OPTIONS, NUMBERS) else []
        last = list(SCENE_LEVELS) if sheet == SCENES else []
        rows = [
            [
                *owner,
                *(_cell(sheet, key, entry) for key in COLUMNS[sheet].values()),
                *(getattr(entry, "levels", ()) if sheet == SCENES else ()),
            ]
            for owner, entry in entries
        ]
        _write(book, sheet, [*first, *COLUMNS[sheet], *last], rows)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _cell(sheet: str, key: str, entry: Any) -> str:
    if sheet == ITEMS and key in _BAND:
        band = entry.band
        if key == "hint":
            return YES if isinstance(band, ChangeBand) and not band.binding else ""
        if key == "open":
            return YES if isinstance(band, ShareBand) and band.open else ""
        return _shown(key, getattr(band, key, None))
    return _shown("starred_scene" if sheet == SCENES and key == "starred" else key, getattr(entry, key))


def _shown(key: str, value: Any) -> str:
    if value is None:
        return ""
    words = _WORDS.get(key)
    if words is not None:
        return next(word for word, meant in words.items() if meant == value)
    if isinstance(value, tuple):
        return ", ".join(value)
    return plain(value) if isinstance(value, Decimal) else str(value)


def _write(book: Workbook, title: str, columns: list[str], rows: list[list[str]]) -> None:
    sheet = book.create_sheet(title)
    for row in (columns, *rows):
        sheet.append(row)
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for place in range(1, len(columns) + 1):
        longest = max(len(str(row[place - 1])) for row in (columns, *rows))
        sheet.column_dimensions[get_column_letter(place)].width = min(60, 4 + 1.8 * longest)
    for line in sheet.iter_rows():
        for cell in line:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cell.number_format = "@"
            if cell.data_type in "fe":  # a text that begins with = is no formula, and #N/A no error
                cell.data_type = "s"
    sheet.freeze_panes = "A2"
