"""``manage.py evaluate_standard``: facts in JSON in, the explained evaluation out. No test here has a database."""

import io
import json
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from declarations.standards import all_standards, evaluate, get_standard
from declarations.standards.reading import read_facts
from declarations.standards.schema import facts_schema
from tests.declarations.standards.builders import facts
from tests.json_schema import accepts
from tests.tables import table

ROOT = Path(__file__).parents[2]
STANDARD = "R2022-INNOVATIVE"
SCHEME = {
    "province": "某省",
    "year": 2025,
    "pass_mark": 70,
    "indicators": [
        {
            "code": "9.1",
            "name": "重点产业领域",
            "kind": "choice",
            "maximum": 15,
            "unit": "",
            "evidence": "",
            "options": [{"key": "a", "words": "省级产业链", "points": 15, "border": None}],
        }
    ],
}


@pytest.fixture
def run(tmp_path):
    """Run the command upon facts in a file (a dict, or a text); gives what it printed, also into ``out``."""

    def run(standard, content, *args, out=None):
        path = tmp_path / "facts.json"
        path.write_text(content if isinstance(content, str) else json.dumps(content))
        out = out or io.StringIO()
        call_command("evaluate_standard", standard, str(path), *args, stdout=out)
        return out.getvalue()

    return run


@pytest.fixture
def scheme(tmp_path):
    """Write a scheme of a province; gives its path."""

    def scheme(data):
        path = tmp_path / "scheme.json"
        path.write_text(data if isinstance(data, str) else json.dumps(data))
        return str(path)

    return scheme


def lines_of(result):
    return {line["code"]: line for group in result["groups"] for line in group["lines"]}


def test_one_document_is_printed_indented_with_everything_shown(run):
    known = facts(last={"rd_expense": "37.50"}, awards=None)
    text = run(STANDARD, known.to_dict())
    result = json.loads(text)
    assert text.startswith('{\n  "standard_id": "R2022-INNOVATIVE",\n  "standard_version": 1')
    expected = evaluate(get_standard(STANDARD), known)
    assert set(result) == set(expected.to_dict())
    assert (result["verdict"], result["total"]) == (str(expected.verdict), expected.total)
    assert result["reasons"] == list(expected.reasons)
    rd = lines_of(result)["2"]
    assert (rd["value"], rd["display"], rd["band"], rd["points"], rd["maximum"]) == (
        "0.0375",
        "3.75%",
        "3%（含）至5%",
        15,
        20,
    )
    assert (rd["formula"], rd["source"], rd["missing"]) == (
        "上年度研发费用 ÷ 上年度营业收入",
        "63号 附件1 第2项",
        [],
    )
    assert rd["next_step"] == {
        "text": "研发费用再增加 12.50 万元 → +5 分",
        "gain": 5,
        "key": "figures.2025.rd_expense",
        "amount": "12.50",
        "either": False,
        "down": False,
    }
    award = result["conditions"][0]
    assert (award["code"], award["verdict"]) == ("D1", "unknown")
    assert award["missing"] == [{"key": "awards", "label": "科技奖励", "reason": "未填写"}]


@pytest.mark.parametrize("standard", [f"{each.id}@{each.version}" for each in all_standards()])
def test_every_standard_by_id_and_version(run, standard):
    result = json.loads(run(standard, {}))
    assert f"{result['standard_id']}@{result['standard_version']}" == standard
    assert result["verdict"] == "unknown"


@pytest.mark.parametrize(
    ("rd", "points"),
    [
        pytest.param("50.0", 20, id="50/1000=5%"),
        pytest.param("49.999999999999", 15, id="just-below-5%"),
        pytest.param("5e1", 20, id="5e1=50"),
    ],
)
def test_numbers_with_fractions_are_read_exactly(run, rd, points):
    written = f'{{"year": 2025, "figures": {{"2025": {{"revenue": 1000.00, "rd_expense": {rd}}}}}}}'
    assert lines_of(json.loads(run(STANDARD, written)))["2"]["points"] == points


def test_facts_that_cannot_be_used_are_named_and_the_rest_judged(run):
    data = {**facts().to_dict(), "awards": "many", "strange": 1}
    data["figures"]["2025"]["rd_expense"] = "about 10"
    result = json.loads(run(STANDARD, data))
    assert {each["key"] for each in result["problems"]} == {"awards", "strange", "figures.2025.rd_expense"}
    assert lines_of(result)["2"]["points"] is None
    assert lines_of(result)["6"]["points"] == 20


def test_json_lines_go_on_after_a_broken_line(run):
    good = json.dumps(facts().to_dict())
    out = io.StringIO()
    with pytest.raises(CommandError, match="^2 of 4 lines could not be read") as failure:
        run(STANDARD, f'{good}\n{{"year": 2025,}}\n\n{{"year": NaN}}\n{good}\n', out=out)
    assert failure.value.returncode == 1
    first, second, third, fourth = [json.loads(each) for each in out.getvalue().splitlines()]
    assert first == fourth == json.loads(run(STANDARD, good))
    assert second["line"] == 2
    assert second["error"].startswith("no JSON: ")
    assert third == {"line": 4, "error": "NaN is no number of JSON"}


def test_provincial_scheme_localises_annex_2(run, scheme):
    data = {"provincial": {"9.1": "a"}}
    result = json.loads(run("R2022-SPECIALIZED", data, "--provincial", scheme(SCHEME)))
    assert result["pass_mark"] == 70
    assert lines_of(result)["9.1"]["points"] == 15
    assert "9" not in lines_of(result)


def halved(points: str) -> str:
    """The scheme with two indicators, the first of ``points`` as the file writes them."""
    first, second = (
        {**SCHEME["indicators"][0], "code": code, "maximum": "M", "options": [{**option, "points": "M"}]}
        for code, option in zip(("9.1", "9.2"), SCHEME["indicators"][0]["options"] * 2, strict=True)
    )
    text = json.dumps({**SCHEME, "indicators": [first, second]})
    return text.replace('"M"', points, 2).replace('"M"', "6.5")


@pytest.mark.parametrize("points", ["8.5", "8.50", '"8.5"', "85e-1"])
def test_half_points_of_a_file_are_exact(run, scheme, points):
    data = {"provincial": {"9.1": "a", "9.2": "none"}}
    result = json.loads(run("R2022-SPECIALIZED", data, "--provincial", scheme(halved(points))))
    lines = lines_of(result)
    assert [(lines[code]["points"], lines[code]["maximum"]) for code in ("9.1", "9.2")] == [
        ("8.5", "8.5"),
        (0, "6.5"),
    ]
    group = next(each for each in result["groups"] if each["code"] == "distinctive")
    assert (group["at_least"], group["maximum"], result["total"]) == ("8.5", 15, "8.5")


@pytest.mark.parametrize("points", ["8.55", "true", "null", "1e999999", "-8.5", '"八"'])
def test_points_that_are_none_are_refused_in_words(run, scheme, points):
    with pytest.raises(CommandError, match="最高分应为不小于0、最多一位小数的数字|分值应为不小于0"):
        run("R2022-SPECIALIZED", {}, "--provincial", scheme(halved(points)))


@pytest.mark.parametrize("points", ["NaN", "Infinity", "-Infinity"])
def test_a_number_json_does_not_have_is_refused(run, scheme, points):
    with pytest.raises(CommandError, match=f"{points} is no number of JSON"):
        run("R2022-SPECIALIZED", {}, "--provincial", scheme(halved(points)))


@pytest.mark.parametrize(
    ("standard", "data", "message"),
    [
        pytest.param("R2026-SPECIALIZED", SCHEME, "leaves nothing to the provinces", id="other-standard"),
        pytest.param("R2022-SPECIALIZED", {"province": "某省"}, "缺少字段", id="fields-missing"),
        pytest.param("R2022-SPECIALIZED", {**SCHEME, "pass_mark": 101}, "不在0至100之间", id="pass-mark"),
        pytest.param("R2022-SPECIALIZED", {**SCHEME, "pass_mark": 70.5}, "合格分应为整数", id="half-a-point"),
        pytest.param(
            "R2022-SPECIALIZED",
            {
                **SCHEME,
                "indicators": [
                    {
                        **SCHEME["indicators"][0],
                        "maximum": 14,
                        "options": [{"key": "a", "words": "", "points": 14, "border": None}],
                    }
                ],
            },
            "合计14分，应为15分",
            id="14-of-15-points",
        ),
        pytest.param("R2022-SPECIALIZED", "{}\n{}\n", "holds several objects", id="two-schemes"),
        pytest.param("R2022-SPECIALIZED", "", "there is nothing in it", id="empty"),
    ],
)
def test_unusable_scheme_is_a_clear_message(run, scheme, standard, data, message):
    with pytest.raises(CommandError, match=message):
        run(standard, {}, "--provincial", scheme(data))


@pytest.mark.parametrize(
    ("standard", "message"),
    [
        ("R2099", "There is no standard R2099. Known are: R2022-INNOVATIVE@1, "),
        ("R2022-INNOVATIVE@99", "There is no standard R2022-INNOVATIVE@99. Known are: "),
        ("R2022-INNOVATIVE@", "A version is a number"),
        ("R2022-INNOVATIVE@x", "A version is a number"),
        ("R2022-INNOVATIVE@１", "A version is a number"),
        ("", "There is no standard"),
    ],
)
def test_unknown_standard_names_the_known_ones(run, standard, message):
    with pytest.raises(CommandError, match=message):
        run(standard, {})


@table(
    ("args", "message"),
    [
        ((), "Which standard"),
        ((STANDARD,), "Which facts"),
        ((STANDARD, "/nowhere/facts.json"), "/nowhere/facts.json: No such file or directory"),
        ((STANDARD, "--json"), "--json goes with --list"),
    ],
)
def test_what_is_not_said_is_asked_for(args, message):
    with pytest.raises(CommandError, match=message):
        call_command("evaluate_standard", *args)


def test_list_names_every_standard():
    out = io.StringIO()
    call_command("evaluate_standard", "--list", stdout=out)
    header, *rows = out.getvalue().splitlines()
    assert header.split() == ["STANDARD", "TIER", "KIND", "FROM", "UNTIL", "TITLE", "SOURCE"]
    assert [row.split()[0] for row in rows] == [f"{each.id}@{each.version}" for each in all_standards()]
    specialized = next(row for row in rows if row.startswith("R2022-SPECIALIZED@1"))
    assert specialized.split()[1:5] == ["specialized", "new", "2022-08-01", "2026-03-31"]
    assert "专精特新中小企业认定标准（2022年）" in specialized
    assert specialized.endswith("（工信部企业〔2022〕63号）附件2")


def test_list_as_json():
    out = io.StringIO()
    call_command("evaluate_standard", "--list", "--json", stdout=out)
    rows = {row["id"]: row for row in json.loads(out.getvalue())}
    assert set(rows) == {each.id for each in all_standards()}
    assert rows[STANDARD]["in_force_from"] == "2022-08-01"
    assert rows[STANDARD]["in_force_until"] is None
    assert set(rows[STANDARD]) == {
        "id", "version", "title", "tier", "kind", "in_force_from", "in_force_until", "source",
    }  # fmt: skip


def test_schema_is_that_of_the_facts():
    out = io.StringIO()
    call_command("evaluate_standard", "--schema", stdout=out)
    assert json.loads(out.getvalue()) == facts_schema()


@table(
    "data",
    [
        pytest.param({"year": "25"}, id="year-of-two-digits"),
        pytest.param({"as_of": "2026-02-30"}, id="30-february"),
        pytest.param({"figures": []}, id="figures-as-a-list"),
        pytest.param({"figures": {"last": {}}}, id="no-year"),
        pytest.param({"figures": {"2025": {"revenue": True}}}, id="true-for-an-amount"),
        pytest.param({"figures": {"2025": {"revenue": "1,000"}}}, id="a-comma"),
        pytest.param({"figures": {"2025": {"employees": Decimal("1.5")}}}, id="half-a-person"),
        pytest.param({"figures": {"2025": {"turnover": 1}}}, id="unknown-figure"),
        pytest.param({"main_product": {"chain_role": "yes"}}, id="yes-for-true"),
        pytest.param({"main_product": {"fields": ["six"]}}, id="unknown-field"),
        pytest.param({"digital_level": "three"}, id="a-word-for-a-number"),
        pytest.param({"awards": {}}, id="an-object-for-a-list"),
        pytest.param({"awards": [{"level": "world"}]}, id="unknown-level"),
        pytest.param({"awards": [1]}, id="a-number-for-an-entry"),
        pytest.param({"provincial": {"9.1": True}}, id="true-for-an-answer"),
        pytest.param({"strange": None}, id="unknown-key"),
        pytest.param([], id="no-object"),
    ],
)
def test_schema_refuses_what_the_reader_names_as_a_problem(data):
    assert not accepts(facts_schema(), data)
    assert read_facts(data).problems


def test_standard_input_and_exit_code():
    done = subprocess.run(
        [sys.executable, "manage.py", "evaluate_standard", STANDARD, "-"],
        cwd=ROOT,
        input=json.dumps(facts().to_dict()) + "\n{\n",
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 1
    first, second = [json.loads(each) for each in done.stdout.splitlines()]
    assert first["total"] == 40
    assert second["line"] == 2
    assert done.stderr == "CommandError: 1 of 2 lines could not be read.\n"
