"""The engine itself: declarations that contradict themselves, the registry, stored evaluations, periods."""

import json
from dataclasses import replace
from datetime import date

import pytest

from declarations.standards import Evaluation, UnknownStandard, Verdict, all_standards, evaluate, get_standard
from declarations.standards.bands import band_ge
from declarations.standards.engine import Group, Indicator
from declarations.standards.facts import Award, Facts
from declarations.standards.measures import share
from declarations.standards.pass_rules import all_of
from declarations.standards.periods import Period
from declarations.standards.result import all_met, any_met
from enterprises.enums import RecognitionLevel
from tests.declarations.standards.builders import INNOVATIVE, condition, facts, right
from tests.tables import table

MET, NOT_MET, UNKNOWN = Verdict.MET, Verdict.NOT_MET, Verdict.UNKNOWN


def test_registry_gives_each_standard_by_id_and_version():
    standards = all_standards()
    assert len({(each.id, each.version) for each in standards}) == len(standards)
    for each in standards:
        assert get_standard(each.id, each.version) is each
    assert get_standard("R2022-INNOVATIVE") is get_standard("R2022-INNOVATIVE", 1)


@table(("standard_id", "version"), [("R1999", None), ("R2022-INNOVATIVE", 99)])
def test_unknown_standard_is_refused(standard_id, version):
    with pytest.raises(UnknownStandard):
        get_standard(standard_id, version)


def test_annex_1_states_its_maxima_and_minima():
    """standards.md 2.2: 40/20, 30/15, 30/15; 20 20 20 10 10 20; pass mark 60."""
    assert [(group.maximum, group.minimum) for group in INNOVATIVE.groups] == [(40, 20), (30, 15), (30, 15)]
    maxima = [each.maximum for group in INNOVATIVE.groups for each in group.indicators]
    assert (maxima, INNOVATIVE.maximum, INNOVATIVE.pass_mark) == ([20, 20, 20, 10, 10, 20], 100, 60)
    assert (INNOVATIVE.tier, INNOVATIVE.kind) == ("innovative", "new")


@table(
    ("day", "until", "in_force"),
    [
        (date(2022, 7, 31), None, False),
        (date(2022, 8, 1), None, True),
        (date(2026, 7, 1), None, True),
        (date(2026, 3, 31), date(2026, 3, 31), True),
        (date(2026, 4, 1), date(2026, 3, 31), False),
    ],
)
def test_in_force(day, until, in_force):
    assert replace(INNOVATIVE, in_force_until=until).in_force_on(day) is in_force


def _indicator(code="1", maximum=20):
    scoring = band_ge(share("rd_expense", of="revenue"), ("5%", 20))
    return Indicator(code=code, name="", maximum=maximum, source="", scoring=scoring)


@table(
    "changes",
    [
        pytest.param({"groups": (Group("g", "", 0, (_indicator(), _indicator())),)}, id="code-twice"),
        pytest.param({"groups": (Group("g", "", 0, (_indicator(maximum=15),)),)}, id="points-above-maximum"),
        pytest.param({"groups": (Group("g", "", 25, (_indicator(),)),)}, id="minimum-out-of-reach"),
        pytest.param({"passes": all_of("D9")}, id="unknown-condition"),
    ],
)
def test_declaration_that_contradicts_itself_is_refused(changes):
    with pytest.raises(ValueError):
        replace(INNOVATIVE, **changes)


@table(
    ("verdicts", "all_", "any_"),
    [
        ([], MET, NOT_MET),
        ([MET, MET], MET, MET),
        ([MET, UNKNOWN], UNKNOWN, MET),
        ([MET, NOT_MET], NOT_MET, MET),
        ([UNKNOWN, NOT_MET], NOT_MET, UNKNOWN),
        ([NOT_MET], NOT_MET, NOT_MET),
    ],
)
def test_three_valued_logic(verdicts, all_, any_):
    assert (all_met(verdicts), any_met(verdicts)) == (all_, any_)


def test_nothing_known_is_unknown_throughout_and_names_where_to_begin():
    result = evaluate(INNOVATIVE, Facts())
    assert (result.verdict, result.total, result.total_at_most) == (UNKNOWN, 5, 100)
    assert [each.verdict for each in result.conditions] == [UNKNOWN] * 4
    assert [each.missing[0].key for each in result.lines] == [
        "intellectual_property",
        "year",
        "year",
        "year",
        "main_product.in_strategic_emerging",
        "year",
    ]


def test_year_missing_in_the_middle_is_named():
    known = facts()
    result = evaluate(
        INNOVATIVE, replace(known, figures={2025: known.figures[2025], 2023: known.figures[2024]})
    )
    assert [(gap.key, gap.label) for gap in result.lines[2].missing] == [
        ("figures.2024.main_revenue", "2024年主营业务收入")
    ]
    assert [each.points for each in result.lines] == [0, 5, None, 5, 5, 20]


def test_stored_evaluation_comes_back_as_it_was():
    result = evaluate(
        INNOVATIVE, facts(last={"rd_expense": "12.345", "total_assets": None, "main_revenue": "-1"})
    )
    assert Evaluation.from_dict(json.loads(json.dumps(result.to_dict()))) == result
    assert (result.standard_id, result.standard_version) == ("R2022-INNOVATIVE", 1)


def test_same_input_gives_the_same_output():
    assert evaluate(INNOVATIVE, facts()) == evaluate(INNOVATIVE, facts())


def test_reading_of_the_last_three_years_is_a_setting_of_the_standard():
    late = facts(awards=(Award("奖", RecognitionLevel.NATIONAL, date(2026, 3, 1)),))
    strict = replace(
        INNOVATIVE, periods={**INNOVATIVE.periods, "awards": Period(years=3, until_application=False)}
    )
    assert condition(evaluate(INNOVATIVE, late), "D1").verdict is MET
    assert condition(evaluate(strict, late), "D1").verdict is NOT_MET


def test_provincial_pass_mark():
    passing = facts(
        last={"rd_expense": "20", "total_liabilities": "550"},
        before={"main_revenue": "700"},
        intellectual_property=(right(),),
    )
    assert evaluate(INNOVATIVE, passing).total == 15 + 10 + 15 + 10 + 5 + 20
    assert evaluate(INNOVATIVE, passing).verdict is MET
    assert evaluate(replace(INNOVATIVE, pass_mark=76), passing).verdict is NOT_MET
