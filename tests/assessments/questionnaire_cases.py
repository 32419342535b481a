"""Delivered questionnaires, changed and read again."""

import io

import pytest
from openpyxl import Workbook, load_workbook

from assessments.questionnaire_files import DATA_FOLDER, load_all, loads
from assessments.questionnaire_sheets import read_workbook, workbook
from assessments.questionnaires import QuestionnaireError
from tests.assessments.sheets import manufacturing_2024

DELIVERED = {f"{each.edition}-{each.category}": each for each in load_all()}
TEXT = (DATA_FOLDER / "2024-manufacturing.toml").read_text("utf-8")


def head_of(text: str, key: str, code: str) -> int:
    """The line of the ``[[key]]`` above a code."""
    return text.count("\n", 0, text.rindex(f"[[{key}]]", 0, text.index(f'\ncode = "{code}"'))) + 1


def faults(content: str | bytes) -> list[tuple[str, str]]:
    with pytest.raises(QuestionnaireError) as caught:
        loads(content if isinstance(content, bytes) else content.encode())
    return list(caught.value.problems)


def told(content: str) -> set[tuple[str, str]]:
    """The same without what stands there instead."""
    return {(where, message.partition("，现为")[0]) for where, message in faults(content)}


def table() -> Workbook:
    return load_workbook(io.BytesIO(workbook(manufacturing_2024())))


COLUMN = {sheet.title: [cell.value for cell in sheet[1]] for sheet in table()}


def row_of(book: Workbook, sheet: str, *begins: str) -> int:
    """The number of the row that begins so."""
    return next(
        number
        for number, row in enumerate(book[sheet].iter_rows(values_only=True), start=1)
        if row[: len(begins)] == begins
    )


def put(book: Workbook, sheet: str, row: int, column: str, value: object) -> None:
    book[sheet].cell(row, COLUMN[sheet].index(column) + 1).value = value


def saved(book: Workbook) -> io.BytesIO:
    out = io.BytesIO()
    book.save(out)
    return out


def faults_of(file: io.BytesIO) -> list[tuple[str, str]]:
    with pytest.raises(QuestionnaireError) as caught:
        read_workbook(file)
    return list(caught.value.problems)
