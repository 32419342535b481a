"""Reading facts: strict about types, never stopping at the first mistake, nothing lost on the way to JSON."""

import json
from dataclasses import fields
from datetime import date
from decimal import Decimal
from typing import get_args, get_type_hints

import pytest

from declarations.standards import facts as standard_facts
from declarations.standards.contradictions import consistent
from declarations.standards.facts import Award, EquityRound, Facts, Honour, Institution, YearFigures
from declarations.standards.reading import read_facts
from enterprises import enums
from enterprises.enums import HighValueReason, HonourKind, RecognitionLevel
from enterprises.models import Enterprise, ProductProfile
from tests.declarations.standards.builders import facts, right
from tests.tables import table


def problems_of(data):
    return {problem.key: problem.message for problem in read_facts(data).problems}


def test_round_trip_through_json_loses_nothing():
    whole = facts(
        intellectual_property=(
            right(high_value_reasons=(HighValueReason.PLEDGED,)),
            right(high_value_reasons=None),
        ),
        awards=(Award("奖", RecognitionLevel.NATIONAL, date(2024, 2, 29)),),
        honours=(Honour("高企", HonourKind.HIGH_TECH, date(2024, 1, 1), date(2026, 12, 31)),),
        institutions=(Institution("中心", RecognitionLevel.PROVINCIAL, None),),
        equity_rounds=(EquityRound("基金", date(2025, 1, 1), Decimal("500.10"), Decimal("0.3"), None),),
    )
    assert read_facts(json.loads(json.dumps(whole.to_dict()))) == whole


def test_unknown_and_empty_lists_stay_apart():
    read = read_facts({"awards": None, "honours": []})
    assert (read.awards, read.honours, read.institutions, read.problems) == (None, (), None, ())


def test_problems_survive_the_round_trip():
    read = read_facts({"year": "soon", "figures": {"2025": {"revenue": "-1"}}})
    assert len(read.problems) == 2
    assert read_facts(json.loads(json.dumps(read.to_dict()))) == read


@table(
    "value",
    [
        "12,5",
        "",
        "abc",
        "1e5",
        "NaN",
        "Infinity",
        "１２",
        "1_000",
        "9" * 19,
        "0." + "1" * 13,
        1.5,
        True,
        [],
        {},
        pytest.param(10**5000, id="5001-digits"),
    ],
)
def test_unreadable_amount_is_named_and_the_rest_is_read(value):
    data = {"figures": {"2025": {"revenue": value, "rd_expense": "12.50"}}}
    read = read_facts(data)
    assert [problem.key for problem in read.problems] == ["figures.2025.revenue"]
    assert read.figures[2025] == YearFigures(rd_expense=Decimal("12.50"))


@table("value", ["1234.56", " 1234.56 ", Decimal("1234.56")])
def test_readable_amounts(value):
    assert read_facts({"figures": {2025: {"revenue": value}}}).figures[2025].revenue == Decimal("1234.56")


@table("value", ["2026-2-1", "20260201", "2026-02-30", "2026-W01-1", 20260201, "tomorrow"])
def test_unreadable_date_is_named(value):
    assert set(problems_of({"as_of": value})) == {"as_of"}


@table(
    ("data", "key"),
    [
        (None, ""),
        ([], ""),
        ({"figures": []}, "figures"),
        ({"figures": {"last": {}}}, "figures.last"),
        ({"figures": {"2025": 5}}, "figures.2025"),
        ({"figures": {"2025": {"revenues": "1"}}}, "figures.2025.revenues"),
        ({"figures": {"2025": {"employees": "1.5"}}}, "figures.2025.employees"),
        ({"year": 25}, "year"),
        ({"main_product": "阀门"}, "main_product"),
        ({"main_product": {"in_strategic_emerging": "yes"}}, "main_product.in_strategic_emerging"),
        ({"awards": {}}, "awards"),
        ({"awards": [{"level": "world"}]}, "awards.0.level"),
        (
            {"intellectual_property": [{"high_value_reasons": "pledged"}]},
            "intellectual_property.0.high_value_reasons",
        ),
        (
            {"intellectual_property": [{"high_value_reasons": ["?"]}]},
            "intellectual_property.0.high_value_reasons",
        ),
        ({"honors": []}, "honors"),
    ],
)
def test_wrong_shape_is_named(data, key):
    assert list(problems_of(data)) == [key]


def test_unreadable_entry_stays_as_an_unknown_one():
    assert read_facts({"awards": ["奖"]}).awards == (Award(),)


@table(
    ("row", "dropped"),
    [
        ({"revenue": "-0.01"}, "revenue"),
        ({"rd_expense": "-1"}, "rd_expense"),
        ({"total_assets": "-1"}, "total_assets"),
        ({"total_liabilities": "-1"}, "total_liabilities"),
        ({"employees": -1}, "employees"),
        ({"revenue": "100", "main_revenue": "100.01"}, "main_revenue"),
        ({"employees": 10, "rd_staff": 11}, "rd_staff"),
    ],
)
def test_contradiction_is_named_and_only_that_figure_is_set_aside(row, dropped):
    read = read_facts({"figures": {"2025": row}})
    assert [problem.key for problem in read.problems] == [f"figures.2025.{dropped}"]
    assert getattr(read.figures[2025], dropped) is None
    for name in set(row) - {dropped}:
        assert getattr(read.figures[2025], name) == Decimal(row[name])


@table(
    "row", [{"revenue": "100", "main_revenue": "100"}, {"employees": 10, "rd_staff": 10}, {"revenue": "0"}]
)
def test_borders_of_consistency_are_allowed(row):
    assert problems_of({"figures": {"2025": row}}) == {}


@table(("row", "key"), [({"paid_in": "-1"}, "paid_in"), ({"share_given_up": "30"}, "share_given_up")])
def test_impossible_equity_round(row, key):
    assert list(problems_of({"equity_rounds": [row]})) == [f"equity_rounds.0.{key}"]


def test_accounting_year_must_be_over():
    assert list(problems_of({"year": 2026, "as_of": "2026-07-01"})) == ["year"]
    assert problems_of({"year": 2025, "as_of": "2026-01-01"}) == {}


def test_checking_twice_changes_nothing():
    checked = consistent(facts(last={"revenue": "-1"}))
    assert consistent(checked) is checked


def test_every_list_of_the_facts_has_a_home():
    lists = {name for name, hint in Facts.__annotations__.items() if "tuple[" in str(hint)} - {
        "problems",
        "provincial",
    }
    assert lists == set(enums.RecordKind.values)


def test_every_statement_and_answer_about_the_product_has_a_home():
    stored = {field.name: str(field.verbose_name) for field in ProductProfile._meta.fields}
    asked = [each.name for each in fields(standard_facts.MainProduct)]
    assert set(asked) <= set(stored)
    assert {
        name: stored.get(name) for name in standard_facts.STATEMENT_LABELS
    } == standard_facts.STATEMENT_LABELS


@table("kind", [each for each in enums.RecordKind.values if each != "titles"])
def test_records_are_stored_under_the_names_of_the_facts(kind):
    model = getattr(Enterprise, kind).rel.related_model
    stored = {field.name for field in model._meta.fields}
    ours = get_args(get_args(get_type_hints(Facts)[kind])[0])[0]
    derived = {"in_force", "high_value_reasons"}
    assert {each.name for each in fields(ours)} - derived <= stored
