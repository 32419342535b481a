"""What no questionnaire may say in either format; and whatever is in a file, it is read or refused."""

import copy
import io
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from assessments.questionnaire_files import DATA_FOLDER, loads
from assessments.questionnaire_reader import parse
from assessments.questionnaire_sheets import read_workbook, workbook
from assessments.questionnaires import QuestionnaireError
from tests import tables
from tests.assessments.questionnaire_cases import (
    DELIVERED,
    TEXT,
    faults,
    faults_of,
    head_of,
    put,
    row_of,
    saved,
)
from tests.assessments.sheets import manufacturing_2024
from tests.examples import tried

# --- What no file may say -----------------------------------------------------------------------------------------
CROOKED = ["a/b", "x" * 21, "题一", "a b", "Q-1", "Q.1", "../x", "?", "é"]
ANY_CODE = "编号只能用字母、数字和下划线，最多 20 个："
QUESTION_CODE = "编号应是大写字母加数字，如 Q01、S01："


def with_code(kind: str, code: str) -> dict:
    content = copy.deepcopy(manufacturing_2024().as_dict())
    rows = content[kind] if kind in content else content["items"][1][kind]
    rows[0]["code"] = code
    return content


@tables.table("code", CROOKED)
@tables.table("kind", ["items", "scenes", "dimensions", "options", "numbers"])
def test_codes_that_would_break_addresses_are_refused(kind, code):
    told = QUESTION_CODE if kind in ("items", "scenes") else ANY_CODE
    with pytest.raises(QuestionnaireError, match=told + re.escape(code[:20])):
        parse(with_code(kind, code))


@tables.table("code", ["q01", "Q", "01", "Q12345", "ABCD1", "Q01_1", "csrfmiddlewaretoken", "seen"])
def test_codes_of_questions_are_like_no_other_name_of_a_form(code):
    with pytest.raises(QuestionnaireError, match=f"{QUESTION_CODE}{code}"):
        parse(with_code("scenes", code))


@tables.table("code", ["Q0", "ABC1234", "S99"])
def test_codes_of_questions_are_letters_and_a_number(code):
    assert parse(with_code("scenes", code)).scenes[0].code == code


@tables.table("code", ["review", "Outcome", "extra"])
def test_the_dimensions_are_the_four(code):
    text = TEXT.replace('"outcome"', f'"{code}"')
    told = f"编号应是 foundation、operation、management、outcome 之一：{code}"
    assert ("维度", told) in faults(text)


ENORMOUS = ["1e9999999", "1e-9999999", "1" * 40, f"0x{'F' * 400}", "0.0000000000001"]


@tables.table("number", ENORMOUS)
@tables.table("line", ["score = 20", "weight = 50", "points = 8\n", "maximum = 100", "scenes = 6"])
def test_numbers_longer_than_anybody_writes_are_refused(line, number):
    text = TEXT.replace(line.strip(), f"{line.split()[0]} = {number}", 1)
    assert any(f"{line.split()[0]} 应是不小于 0 的" in message for _, message in faults(text))
    assert max(len(message) for _, message in faults(text)) < 120


@tables.table("sign", ["\\u0000", "\\u0007", "\\u001f", "\\uffff"])
def test_signs_nobody_sees_are_refused(sign):
    """A database or a workbook would not hold them."""
    text = TEXT.replace("企业已建成哪些网络", f"企业{sign}", 1)
    line = head_of(text, "items", "Q01")
    assert faults(text) == [(f"第 {line} 行 items 第 1 项（Q01）", "text 含有不可见的控制字符，请删去")]


def test_five_levels_are_too_many():
    text = TEXT.replace(
        "# ---------------------------------------------------------------- 数字化基础（50 分）",
        '[[levels]]\nlevel = 5\nlabel = "五级"\nscore = 90\nscenes = 12\nstarred = 7\n',
    )
    assert ("等级规则", "最多 4 个等级") in faults(text)


@tables.table("name", DELIVERED)
def test_whose_weights_they_are_is_said_in_both_formats(name):
    questionnaire = DELIVERED[name]
    assert questionnaire.own_weights == name.startswith("2022")
    book = load_workbook(io.BytesIO(workbook(questionnaire)))
    row = row_of(book, "基本信息", "题目与权重为自拟")
    assert book["基本信息"].cell(row, 2).value == ("是" if questionnaire.own_weights else "否")
    put(book, "基本信息", row, "内容", "否" if questionnaire.own_weights else "是")
    assert read_workbook(saved(book)).own_weights != questionnaire.own_weights
    put(book, "基本信息", row, "内容", "自拟")
    place = f"“基本信息”第 {row} 行"
    assert (place, "题目与权重为自拟 应是 是、否 之一，现为“自拟”") in faults_of(saved(book))


def test_whose_weights_they_are_is_yes_or_no_in_a_text_file():
    assert ("评测表", "own_weights 应是 true 或 false，现为 1") in faults("own_weights = 1\n" + TEXT)


# --- Whatever is in a file, it is read or refused -----------------------------------------------------------------
SMALL = workbook(DELIVERED["2022-other"])
SMALL_LINES = (DATA_FOLDER / "2022-other.toml").read_text("utf-8").splitlines()
SHEETS = [sheet.title for sheet in load_workbook(io.BytesIO(SMALL))]
values = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**18), 10**18),
    st.floats(allow_nan=False, allow_infinity=False),
    st.dates(),
    st.datetimes(),
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=30),
    st.sampled_from(
        ["-0", "1E9999999", "NaN", "sNaN", "Infinity", "1e3", "١", "½", "0.00001", "是", "否", "单选", "多选", "比例", "变化", "上升"]
        + ["Q01", "Q13", "A", "A,B", "，", "invested", "Q13.revenue", "foundation", "review", "一级", "=1", "#REF!"]
    ),
)  # fmt: skip
cells = st.tuples(st.sampled_from(SHEETS), st.integers(1, 90), st.integers(1, 17), values)


@tried(60)
@given(st.lists(cells, min_size=1, max_size=4))
def test_whatever_cells_hold_a_workbook_is_read_or_refused(changes):
    book = load_workbook(io.BytesIO(SMALL))
    for sheet, row, column, value in changes:
        book[sheet].cell(row, column).value = value
        if book[sheet].cell(row, column).data_type == "f":
            book[sheet].cell(row, column).data_type = "s"
    try:
        questionnaire = read_workbook(saved(book))
    except QuestionnaireError as error:
        assert error.problems
        assert all(where and message for where, message in error.problems)
    else:
        assert parse(questionnaire.as_dict()).digest == questionnaire.digest


lines = st.one_of(
    st.sampled_from(SMALL_LINES),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=30),
    st.tuples(
        st.sampled_from(sorted(set(re.findall(r"^(\w+) =", "\n".join(SMALL_LINES), re.MULTILINE)))),
        st.sampled_from(
            ["1", "-1", "0.5", "nan", "-inf", "true", "1e9999999", '""', '"x"', "[]", "{}", "[1]", '["", 1]', "2024-01-01", "[[[]]]"]
            + ["2024-01-01T00:00:00Z", "07:30:00", '{ of = "share" }', '{ of = "change", now = 1 }', "'''", '"""']
        ),
    ).map(" = ".join),
)  # fmt: skip
edits = st.tuples(
    st.integers(0, len(SMALL_LINES) - 1), st.sampled_from(["replace", "insert", "delete"]), lines
)


@tried(300)
@given(st.lists(edits, min_size=1, max_size=4))
def test_whatever_lines_hold_a_text_file_is_read_or_refused(changes):
    text = list(SMALL_LINES)
    for place, what, line in changes:
        place = min(place, len(text) - 1)
        text[place : place + (what != "insert")] = [] if what == "delete" else [line]
    try:
        questionnaire = loads("\n".join(text).encode())
    except QuestionnaireError as error:
        assert error.problems
        assert all(where and message for where, message in error.problems)
    else:
        assert parse(questionnaire.as_dict()).digest == questionnaire.digest


def test_a_fault_of_the_first_sheet_names_its_row():
    book = load_workbook(io.BytesIO(workbook(manufacturing_2024())))
    sheet = book["基本信息"]
    row = next(row for row in sheet.iter_rows() if row[0].value == "发布日期")
    row[1].value = "昨天"
    out = io.BytesIO()
    book.save(out)
    with pytest.raises(QuestionnaireError) as caught:
        read_workbook(out)
    assert caught.value.problems[0][0] == f"“基本信息”第 {row[0].row} 行"
