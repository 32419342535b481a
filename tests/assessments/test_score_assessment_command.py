"""``manage.py score_assessment``: sheets of answers from files and streams, as JSON."""

import io
import json
import sys
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command

from assessments.answers_schema import answers_schema
from assessments.models import Questionnaire
from assessments.questionnaire_files import load_all
from cultivation.demo.assessments import STRONGEST, answers_of
from tests.assessments.sheets import answer, highest_sheet, lowest_sheet, scenes_at, sheet_worth
from tests.json_schema import accepts

TABLES = {f"{each.edition}/{each.category}": each for each in load_all()}


@pytest.fixture
def score(tmp_path):
    """``score(name, content, *options)``: what the command prints for a file with ``content``."""

    def run(name: str, content: object, *options: str, suffix: str = ".json") -> str:
        path = tmp_path / f"answers{suffix}"
        text = content if isinstance(content, str) else json.dumps(content)
        path.write_text(text, encoding="utf-8")
        out = io.StringIO()
        call_command("score_assessment", name, str(path), *options, stdout=out)
        return out.getvalue()

    return run


def test_the_outcome_of_a_whole_sheet(score):
    printed = json.loads(score("2024/manufacturing", sheet_worth("56") | scenes_at(3)))
    points = {each["code"]: (Decimal(each["points"]), each["maximum"]) for each in printed["dimensions"]}
    assert [maximum for _, maximum in points.values()] == ["50", "30", "20"]
    assert sum(value for value, _ in points.values()) == Decimal(printed["total"]) == 56
    assert (printed["level_by_score"], printed["level_by_scenes"], printed["level"]) == (2, 3, 2)
    assert (printed["label"], printed["submittable"], printed["problems"]) == ("二级（规范级）", True, [])


@pytest.mark.parametrize("name", [name for name in TABLES if name.startswith("2022")])
def test_tables_without_scenes_have_no_level_by_scenes(score, name):
    printed = json.loads(score(name, answers_of(TABLES[name], STRONGEST)))
    assert (printed["level_by_scenes"], printed["level"]) == (None, 4)
    assert len(printed["dimensions"]) == 4


def test_numbers_may_be_numbers(score):
    counts = '{"Q02": {"numbers": {"total": 1e2, "digital": 35}}, "Q11": {"options": ["B"], "numbers": {"yearly": 12.50}}}'
    printed = json.loads(score("2024/manufacturing", counts))
    items = {item["code"]: item for item in printed["items"]}
    assert (items["Q02"]["options"], items["Q02"]["rate"], items["Q02"]["points"]) == (["C"], "35", "3")
    assert items["Q11"]["points"] == "1.875"


def test_what_is_wrong_is_named_and_the_rest_counts(score):
    sheet = highest_sheet() | {
        "Q01": answer("A", "B"),
        "Q05": answer("B", "C"),
        "Q99": answer("A"),
        "Q02": {"options": ["E"], "numbers": {"rate": "130", "total": "100", "digital": "95"}},
        "S01": {"level": 7},
        "Q04": "B",
    }
    printed = json.loads(score("2024/manufacturing", sheet))
    assert not printed["submittable"]
    messages = {problem["where"]: problem["message"] for problem in printed["problems"]}
    assert set(messages) == {"Q99", "Q01", "Q02", "Q04", "Q05", "S01"}
    assert "就不能再选其他项" in messages["Q01"]
    assert "应在 0 到 100 之间，现为 130" in messages["Q02"]
    assert "没有“Q99”这道题" in messages["Q99"]
    assert Decimal(printed["total"]) == 100 - 8 - 6 - 10 - 10


def test_lines_give_a_line_each_and_broken_ones_are_named(score):
    lines = "\n".join([json.dumps(highest_sheet()), "{", json.dumps(lowest_sheet())])
    with pytest.raises(CommandError, match="1 of 3 lines could not be read"):
        score("2024/manufacturing", lines, "--lines")


def test_json_lines_are_scored_one_by_one(score):
    lines = "\n".join(json.dumps(sheet) for sheet in (highest_sheet(), lowest_sheet()))
    totals = [
        json.loads(line)["total"] for line in score("2024/manufacturing", lines, suffix=".jsonl").splitlines()
    ]
    assert totals == ["100", "0"]


def test_standard_input(monkeypatch):
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(b'{"Q05": {"options": ["E"]}}')))
    out = io.StringIO()
    call_command("score_assessment", "2024/manufacturing", "-", stdout=out)
    assert json.loads(out.getvalue())["total"] == "10"


@pytest.mark.parametrize(
    ("name", "message"),
    [(None, "Which questionnaire"), ("2021/manufacturing", "no questionnaire 2021/manufacturing"), ("2024", "Known are: 2022/manufacturing")],
)  # fmt: skip
def test_an_unknown_questionnaire_names_the_known_ones(db, name, message):
    with pytest.raises(CommandError, match=message):
        call_command("score_assessment", *([name] if name else []), stdout=io.StringIO())


def test_an_uploaded_questionnaire_is_known_by_its_name(db, score):
    content = TABLES["2022/other"].as_dict() | {"edition": "2031"}
    Questionnaire.objects.create(
        edition="2031", category="other", title="新表", content=content, digest="1" * 64
    )
    printed = json.loads(score("2031/other", {}))
    assert (printed["edition"], printed["total"]) == ("2031", "0")


def test_the_delivered_ones_are_listed():
    out = io.StringIO()
    call_command("score_assessment", "--list", stdout=out)
    assert [line.split()[0] for line in out.getvalue().splitlines()] == list(TABLES)


@pytest.mark.parametrize("name", TABLES)
def test_the_schema_takes_good_sheets_and_refuses_crooked_ones(name):
    schema = answers_schema(TABLES[name])
    for strength in range(STRONGEST + 1):
        assert accepts(schema, answers_of(TABLES[name], strength))
    assert accepts(schema, {"Q01": None})
    for crooked in (
        {"Q99": answer("A")},
        {"Q01": answer("Z")},
        {"Q01": {"level": 2}},
        {"Q01": ["A"]},
        {"Q01": answer("A") | {"note": "x"}},
    ):
        assert not accepts(schema, crooked)


@pytest.mark.parametrize(
    ("code", "crooked"),
    [
        ("Q05", answer("A", "B")),
        ("S01", {"level": 5}),
        ("S01", {"level": "2"}),
        ("Q02", answer(rate="x")),
        ("Q02", {"numbers": {"rate": 130}}),
        ("Q02", {"numbers": {"total": -1}}),
        ("Q02", {"numbers": {"total": Decimal("1.5")}}),
        ("Q02", {"numbers": {"sum": 1}}),
    ],
)
def test_the_schema_knows_the_bounds(code, crooked):
    assert not accepts(answers_schema(TABLES["2024/manufacturing"]), {code: crooked})
