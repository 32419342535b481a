"""Questionnaires as TOML files."""

import re
import tomllib
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from assessments.questionnaire_reader import Placed, parse
from assessments.questionnaires import Questionnaire, QuestionnaireError

DATA_FOLDER = Path(__file__).parent / "data"
_TABLES = ("dimensions", "levels", "items", "scenes")
_NESTED = ("options", "numbers", "band")
# What can stand in a TOML file, as far as it tells where tables begin. A text that is not closed goes on to the end
# of the file, or of its line: were it given up, the next quotation mark would be followed to the end again.
_TOKEN = re.compile(
    r"""(?P<text>\"{3}(?:\\.|[^\\])*?(?:\"{3,5}|\\?\Z)|'{3}.*?(?:'{3,5}|\Z)|"(?:\\.|[^"\\\n])*+"?|'[^'\n]*+'?)
    |(?P<comment>\#[^\n]*)
    |^[ \t]*\[\[[ \t]*(?P<table>[\w.-]+)[ \t]*\]\]
    |^[ \t]*(?P<key>[\w-]+)[ \t]*=
    |(?P<brace>[{}])""",
    re.VERBOSE | re.MULTILINE | re.DOTALL,
)


# Tables in tables in tables: what takes tomllib gigabytes to build, nobody has written.
_DEEP_KEY = re.compile(r"(?<![\w-])(?:[\w-]++[ \t]*+\.[ \t]*+){5}")


def load(path: Path) -> Questionnaire:
    """Read and check a TOML file. Raises QuestionnaireError naming every problem."""
    return loads(path.read_bytes())


def loads(content: bytes) -> Questionnaire:
    """Read and check TOML text as uploaded or stored. Raises QuestionnaireError naming every problem with its line."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise QuestionnaireError([("文件", "不是 UTF-8 编码，请另存为 UTF-8")]) from None
    _refuse_deep_keys(text)
    try:
        raw = tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        raise QuestionnaireError([(_place_of(error), f"不是有效的 TOML：{error}")]) from None
    except (RecursionError, ValueError):
        # Thousands of nested brackets, or a whole number of thousands of digits.
        raise QuestionnaireError([("文件", "不是有效的 TOML：嵌套过深或数字过长")]) from None
    return parse(_placed(raw, _lines(text)))


def load_all(folder: Path = DATA_FOLDER) -> Iterator[Questionnaire]:
    """Every questionnaire delivered with the platform, in order of file name."""
    for path in sorted(folder.glob("*.toml")):
        yield load(path)


def _refuse_deep_keys(text: str) -> None:
    """Raises QuestionnaireError for a name of many names, outside texts and comments."""
    # A text that is a name itself stays one, and no line moves.
    bare = _TOKEN.sub(
        lambda token: (
            "q" + "\n" * token[0].count("\n") if token["text"] else "" if token["comment"] else token[0]
        ),
        text,
    )
    if deep := _DEEP_KEY.search(bare):
        line = bare.count("\n", 0, deep.start()) + 1
        raise QuestionnaireError([(f"第 {line} 行", "用点号连接的名称过多")])


def _place_of(error: tomllib.TOMLDecodeError) -> str:
    found = re.search(r"line (\d+), column (\d+)", str(error))
    return f"第 {found[1]} 行第 {found[2]} 列" if found else "文件"


def _lines(text: str) -> dict[tuple, int]:
    """The line each table begins on, by its path: ("items", 2), ("items", 2, "options", 0)."""
    lines: dict[tuple, int] = {}
    counts: dict[tuple, int] = {}
    here: tuple = ()
    key, depth = "", 0

    line, counted = 1, 0

    def note(*path: Any) -> tuple:
        place = counts.get(path, 0)
        counts[path] = place + 1
        lines[(*path, place)] = line
        return (*path, place)

    for token in _TOKEN.finditer(text):
        line += text.count("\n", counted, token.end() - 1)
        counted = token.end() - 1
        if token["table"]:
            outer, _, inner = token["table"].partition(".")
            here = note(*here[:2], inner) if inner else note(outer)
        elif token["key"] and not depth:
            key = token["key"]
        elif token["brace"] == "{":
            if not depth:
                note(*here[:2], key)
            depth += 1
        elif token["brace"] == "}":
            depth -= 1
    return lines


def _placed(raw: dict[str, Any], lines: dict[tuple, int], path: tuple = ()) -> dict[str, Any]:
    """`raw` with every table that has a line knowing it."""
    for key, value in raw.items():
        if key not in (_NESTED if path else _TABLES):
            continue
        if isinstance(value, list):
            raw[key] = [_at(entry, lines, (*path, key, place)) for place, entry in enumerate(value)]
        else:
            raw[key] = _at(value, lines, (*path, key, 0))
    return raw


def _at(entry: Any, lines: dict[tuple, int], path: tuple) -> Any:
    if not isinstance(entry, dict) or path not in lines:
        return entry
    return Placed(_placed(entry, lines, path), f"第 {lines[path]} 行")
