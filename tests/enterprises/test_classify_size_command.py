"""``manage.py classify_size``: facts in JSON in, the explained size class out. No test here has a database."""

import io
import json
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from enterprises.kit.text import json_input
from enterprises.kit.text.json_input import Unreadable, documents, dumped, parsed, plain
from enterprises.size_input import judged_size, size_schema
from tests.json_schema import accepts
from tests.tables import table

ROOT = Path(__file__).parents[2]
MACHINE_MAKER = {
    "division": "35",
    "class_code": "3511",
    "employees": 400,
    "revenue": "2000.50",
    "total_assets": None,
}


@pytest.fixture
def run(tmp_path):
    """Run the command upon a text or bytes in a file; gives what it printed, also into ``out``."""

    def run(content, *args, name="facts.json", out=None):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        out = out or io.StringIO()
        call_command("classify_size", str(path), *args, stdout=out)
        return out.getvalue()

    return run


def test_one_document_is_printed_indented(run):
    text = run(json.dumps(MACHINE_MAKER))
    result = json.loads(text)
    assert text.startswith('{\n  "size": "medium"')
    assert (result["label"], result["row_number"], result["row_name"]) == ("中型", 2, "工业")
    assert [(each["key"], each["value"], each["size"]) for each in result["measures"]] == [
        ("employees", 400, "medium"),
        ("revenue", "2000.50", "medium"),
    ]
    assert result["explanation"][-1].endswith("企业规模：中型。")
    assert (result["missing"], result["problems"]) == ([], [])


@pytest.mark.parametrize(
    ("revenue", "size"),
    [
        pytest.param("300.0000000001", "small", id="just-above"),
        pytest.param("300", "small", id="on-the-bound"),
        pytest.param("299.999999999999", "micro", id="just-below-which-a-float-of-17-digits-would-round"),
        pytest.param("3e2", "small", id="3e2=300"),
    ],
)
def test_numbers_with_fractions_are_read_exactly(run, revenue, size):
    written = f'{{"division": "35", "employees": 20, "revenue": {revenue}}}'
    assert json.loads(run(written))["size"] == size


def test_unknown_measures_are_named(run):
    result = json.loads(run('{"division": "35", "employees": 500}'))
    assert (result["size"], result["missing"]) == (None, [{"key": "revenue", "label": "营业收入"}])


@pytest.mark.parametrize(
    ("key", "value", "message"),
    [
        ("division", 35, "应为2位数字的代码，用文本书写。"),
        ("division", "3", "应为2位数字的代码，用文本书写。"),
        ("division", "３５", "应为2位数字的代码，用文本书写。"),
        ("class_code", "351", "应为4位数字的代码，用文本书写。"),
        ("employees", 12.5, "应为整数。"),
        ("employees", "many", "应为数字，整数不超过18位，小数不超过12位。"),
        ("employees", True, "应为数字，整数不超过18位，小数不超过12位。"),
        ("employees", -1, "不能为负数。"),
        ("revenue", [], "应为数字，整数不超过18位，小数不超过12位。"),
        ("revenue", "1,000", "应为数字，整数不超过18位，小数不超过12位。"),
        ("revenue", 10**18, "应为数字，整数不超过18位，小数不超过12位。"),
        ("revenue", 1e300, "应为数字，整数不超过18位，小数不超过12位。"),
        ("total_assets", "-0.01", "不能为负数。"),
        ("assets", 1, "没有这个字段。"),
    ],
)
def test_what_cannot_be_used_is_named_and_the_rest_judged_as_without_it(run, key, value, message):
    result = json.loads(run(json.dumps({**MACHINE_MAKER, key: value})))
    assert [(each["key"], each["message"]) for each in result["problems"]] == [(key, message)]
    without = json.loads(run(json.dumps({name: each for name, each in MACHINE_MAKER.items() if name != key})))
    assert {**result, "problems": []} == without


def test_json_lines_go_on_after_a_broken_line(run):
    lines = [
        json.dumps(MACHINE_MAKER),
        "{",
        "",
        b"\xff{}",
        "[1]",
        '{"revenue": NaN}',
        '{"revenue": 1, "revenue": 2}',
        json.dumps({**MACHINE_MAKER, "employees": 1}),
    ]
    content = b"\n".join(each if isinstance(each, bytes) else each.encode() for each in lines)
    out = io.StringIO()
    with pytest.raises(CommandError, match="^5 of 7 lines could not be read") as failure:
        run(content, out=out)
    assert failure.value.returncode == 1
    results = [json.loads(each) for each in out.getvalue().splitlines()]
    assert [each.get("size") for each in results] == ["medium", None, None, None, None, None, "micro"]
    assert [(each["line"], each["error"]) for each in results[1:-1]] == [
        (2, "no JSON: Expecting property name enclosed in double quotes at column 2"),
        (4, "not UTF-8: byte 0xff at position 1"),
        (5, "expected an object {…}, not a list"),
        (6, "NaN is no number of JSON"),
        (7, 'the key "revenue" stands twice in one object'),
    ]


@pytest.mark.parametrize(
    ("content", "args", "name", "lines"),
    [
        pytest.param("{}\n{}", (), "a.json", 2, id="two-objects"),
        pytest.param("\n{}\n\n{}\n\n", (), "a.json", 2, id="empty-lines-between"),
        pytest.param("{}\n", ("--lines",), "a.json", 1, id="one-line-said-to-be-lines"),
        pytest.param("{}\n", (), "a.jsonl", 1, id="one-line-named-jsonl"),
        pytest.param("{}\r\n{}\r\n", (), "a.json", 2, id="windows-line-ends"),
    ],
)
def test_json_lines_give_one_compact_line_each(run, content, args, name, lines):
    printed = run(content, *args, name=name).splitlines()
    assert len(printed) == lines
    assert all(json.loads(each)["size"] is None for each in printed)


def test_a_first_line_that_is_broken_does_not_hide_the_lines_after_it(tmp_path):
    path = tmp_path / "facts.json"
    path.write_text('{"division": \n{"division": "35"}\n')
    out = io.StringIO()
    with pytest.raises(CommandError, match="^1 of 2 lines"):
        call_command("classify_size", str(path), stdout=out)
    assert [json.loads(each).get("line") for each in out.getvalue().splitlines()] == [1, None]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param("", "there is nothing in it", id="empty"),
        pytest.param(" \n\n ", "there is nothing in it", id="only-space"),
        pytest.param("{", "no JSON: Expecting property name", id="cut-off"),
        pytest.param('{\n  "revenue": 1,\n}', "line 3, column 1|line 2, column 15", id="where-in-many-lines"),
        pytest.param("[]", "expected an object {…}, not a list", id="list"),
        pytest.param("null", "expected an object {…}, not null", id="null"),
        pytest.param("1", "expected an object {…}, not a number", id="number"),
        pytest.param('"a"', "expected an object {…}, not a text", id="text"),
        pytest.param('{"revenue": Infinity}', "Infinity is no number", id="infinity"),
        pytest.param('{"revenue": -Infinity}', "-Infinity is no number", id="minus-infinity"),
        pytest.param('{"revenue": 1, "revenue": 1}', "stands twice", id="twice"),
        pytest.param('{"a": {"b": 1, "b": 1}}', '"b" stands twice', id="twice-inside"),
        pytest.param(b'{"a": "\xe4"}', "not UTF-8: byte 0xe4 at position 8", id="latin-1"),
        pytest.param("{}".encode("utf-16"), "not UTF-8: byte 0xff at position 1", id="utf-16"),
        pytest.param('{"revenue": ' + "9" * 5000 + "}", "an integer of too many digits", id="5000-digits"),
        pytest.param('{"revenue": 1e99999999999999999999}', "a number of an impossible size", id="1e10^20"),
        pytest.param('{"a": ' * 200000, "nested too deeply", id="deep"),
    ],
)
def test_unusable_input_is_a_clear_message(run, content, message):
    with pytest.raises(CommandError, match=message):
        run(content)


def test_no_depth_of_nesting_whatever_is_a_traceback(run):
    for depth in range(50, 1200, 50):
        try:
            assert json.loads(run('{"a":' * depth + "1" + "}" * depth))["problems"]
        except CommandError as refusal:
            assert "nested too deeply" in str(refusal)


def test_a_byte_order_mark_is_no_mistake(run):
    assert json.loads(run(b"\xef\xbb\xbf" + json.dumps(MACHINE_MAKER).encode()))["size"] == "medium"


def test_missing_input_is_a_clear_message(tmp_path):
    for path, message in [
        (str(tmp_path / "none.json"), "none.json: No such file or directory"),
        (str(tmp_path), "Is a directory"),
        ("a\0b", "null byte|null character"),
    ]:
        with pytest.raises(CommandError, match=message):
            call_command("classify_size", path)
    with pytest.raises(CommandError, match="Which facts"):
        call_command("classify_size")


def test_one_line_too_long_is_refused_alone(monkeypatch):
    monkeypatch.setattr(json_input, "LONGEST", 20)
    stream = io.BytesIO(b'{"a": "' + b"x" * 90 + b'"}\n{"b": 1}\n' + b"y" * 30)
    found = documents(stream, by_line=True)
    assert [(number, raw) for number, raw in found.rows] == [(1, None), (2, b'{"b": 1}\n'), (3, None)]
    with pytest.raises(Unreadable, match="longer than"):
        documents(io.BytesIO(b"x" * 30), by_line=False)
    with pytest.raises(Unreadable, match="longer than"):
        documents(io.BytesIO(b"{\n" + b'"a": 1,\n' * 9), by_line=False)


def test_lines_are_read_one_at_a_time():
    """Nothing beyond the line asked for has been taken from the stream."""
    stream = io.BytesIO(b"{}\n" * 1000)
    rows = documents(stream, by_line=True).rows
    next(rows)
    assert stream.tell() == len(b"{}\n")


def test_text_that_the_terminal_does_not_have_is_escaped():
    assert dumped({"a": "中"}, indent=None, encoding="utf-8") == '{"a": "中"}'
    assert dumped({"a": "中"}, indent=None, encoding="ascii") == '{"a": "\\u4e2d"}'
    assert dumped(parsed(b'{"a": "\\ud800"}'), indent=None, encoding="utf-8") == '{"a": "\\ud800"}'


def test_plain_refuses_what_has_no_place_in_json():
    assert plain({"a": (Decimal("1E+3"), Decimal("0.10"))}) == {"a": ["1000", "0.10"]}
    with pytest.raises(TypeError, match="float"):
        plain(0.1)


def test_schema_is_that_of_the_facts():
    out = io.StringIO()
    call_command("classify_size", "--schema", stdout=out)
    assert json.loads(out.getvalue()) == size_schema()


@table(
    ("key", "value"),
    [
        (key, value)
        for key in ["division", "class_code", "employees", "revenue", "total_assets", "other"]
        for value in [
            None, True, 0, 7, -1, 1.5, "35", "3511", "12.5", "12.0", "-1", "x", "", " 7 ", [], {}, "1" * 19,
        ]
    ],
)  # fmt: skip
def test_schema_and_reader_say_the_same(key, value):
    data = json.loads(json.dumps({key: value}), parse_float=Decimal)
    assert accepts(size_schema(), data) is not bool(judged_size(data).problems)


def test_standard_input_and_exit_code():
    done = _manage("classify_size", "-", input=json.dumps(MACHINE_MAKER) + "\n{\n")
    assert done.returncode == 1
    first, second = done.stdout.splitlines()
    assert json.loads(first)["label"] == "中型"
    assert json.loads(second)["line"] == 2
    assert done.stderr == "CommandError: 1 of 2 lines could not be read.\n"


def test_a_reader_that_leaves_early_is_no_error():
    program = subprocess.Popen(
        [sys.executable, "manage.py", "classify_size", "-"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    program.stdout.close()
    program.stdin.write("{}\n" * 100)
    program.stdin.close()
    assert (program.wait(60), program.stderr.read()) == (json_input.BROKEN_PIPE_CODE, "")
    program.stderr.close()


def _manage(*args, input):
    return subprocess.run(
        [sys.executable, "manage.py", *args],
        cwd=ROOT,
        input=input,
        capture_output=True,
        text=True,
        timeout=60,
    )
