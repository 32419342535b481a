"""What must hold of every standard for every enterprise, however little or contradictory is known about it."""

import json
from dataclasses import fields, replace
from datetime import date
from decimal import Decimal
from operator import attrgetter

import pytest
from hypothesis import assume, given, note
from hypothesis import strategies as st

from declarations.standards import Evaluation, Facts, LineStatus, Verdict, all_standards, evaluate
from declarations.standards.contradictions import consistent
from declarations.standards.facts import MainProduct, Statements, YearFigures
from declarations.standards.reading import read_facts
from declarations.standards.schema import facts_schema
from tests.declarations.standards.builders_specialized import LOCAL, moved
from tests.declarations.standards.strategies import FACTS, JSON, LISTS, THOROUGH
from tests.json_schema import accepts
from tests.tables import table

# Every standard, and annex 2 as a province has completed it.
STANDARDS = [*all_standards(), LOCAL]
# From worst to best.
ORDER = [Verdict.NOT_MET, Verdict.UNKNOWN, Verdict.MET]


def by_every_standard(*all_facts):
    """Evaluations of the same facts, side by side, by each standard."""
    for standard in STANDARDS:
        note(standard.id)
        yield [evaluate(standard, each) for each in all_facts]


@THOROUGH
@given(FACTS)
def test_points_stay_within_their_bounds_and_totals_are_the_sums_shown(known):
    for (result,) in by_every_standard(known):
        for each in result.lines:
            assert 0 <= each.at_least <= each.at_most <= each.maximum
            if each.status is LineStatus.COMPUTED:
                assert each.points == each.at_least == each.at_most
                assert not each.missing
                assert each.display
                assert each.band
            else:
                assert each.points is None
                assert each.missing
        for group in result.groups:
            assert group.at_least == sum(each.at_least for each in group.lines)
            assert group.at_most == sum(each.at_most for each in group.lines)
            assert group.maximum == sum(each.maximum for each in group.lines)
        assert result.total == sum(each.at_least for each in result.lines)
        assert result.total_at_most == sum(each.at_most for each in result.lines)
        assert result.maximum == sum(each.maximum for each in result.lines)
        assert result.reasons


@THOROUGH
@given(FACTS)
def test_what_is_open_names_what_it_lacks_and_what_fails_says_why(known):
    for (result,) in by_every_standard(known):
        for each in result.conditions:
            assert each.explanation
            if each.verdict is not Verdict.UNKNOWN:
                assert not each.missing
            else:
                assert each.missing or "主管部门判断" in each.explanation
        gaps = [gap for each in (*result.lines, *result.conditions) for gap in each.missing]
        assert all(gap.key and gap.label and gap.reason for gap in gaps)


@THOROUGH
@given(FACTS)
def test_a_gain_is_never_more_than_is_left(known):
    for (result,) in by_every_standard(known):
        for each in result.lines:
            if each.next_step is not None:
                assert each.status is LineStatus.COMPUTED
                assert 0 < each.next_step.gain <= each.maximum - each.points
                assert each.next_step.text


@THOROUGH
@given(FACTS)
def test_round_trips_lose_nothing_and_the_same_facts_give_the_same(known):
    again = read_facts(json.loads(json.dumps(known.to_dict())))
    assert again == consistent(known)
    for first, second, third in by_every_standard(known, known, again):
        assert first == second == third
        stored = json.loads(json.dumps(first.to_dict()))
        assert Evaluation.from_dict(stored) == first
        assert stored == second.to_dict()


@THOROUGH
@given(FACTS)
def test_the_schema_accepts_what_facts_write(known):
    assert accepts(facts_schema(), json.loads(json.dumps(known.to_dict())))
    assert accepts(facts_schema(), json.loads(json.dumps(consistent(known).to_dict())))


# --- Learning more -----------------------------------------------------------------------------------------------
# Fields of entries in which None is *unknown*; where it says something (a certificate without a term), it is not here.
HIDEABLE = {
    "intellectual_property": ["kind", "granted_on", "acquisition", "related_to_main_product", "high_value_reasons",
                              "owner_rank", "produces_benefit"],
    "awards": ["level", "awarded_on", "rank"],
    "contests": ["rank", "announced_on"],
    "honours": ["kind", "valid_until"],
    "institutions": ["level"],
    "equity_rounds": ["received_on", "paid_in", "share_given_up", "qualified_investor"],
    "quality_evidence": ["kind", "level"],
    "technical_standards": ["scope", "published_on", "rank"],
    "titles": ["kind", "valid_until"],
}  # fmt: skip
FIELDS = [
    *[("list", name, "") for name in HIDEABLE],
    *[("entries", name, each) for name, names in HIDEABLE.items() for each in names],
    *[("figures", each.name, "") for each in fields(YearFigures)],
    *[("main_product", each.name, "") for each in fields(MainProduct) if each.name != "name"],
    *[("statements", each.name, "") for each in fields(Statements)],
    ("digital_level", "", ""),
    ("development_scores", "", ""),
    ("provincial", "", ""),
]


def hidden(facts, field):
    """``facts`` with one field unknown everywhere."""
    place, name, inner = field
    match place:
        case "list":
            return replace(facts, **{name: None})
        case "entries":
            entries = getattr(facts, name)
            made = entries and tuple(replace(each, **{inner: None}) for each in entries)
            return replace(facts, **{name: made})
        case "figures":
            rows = {year: replace(row, **{name: None}) for year, row in facts.figures.items()}
            return replace(facts, figures=rows)
        case "main_product" | "statements":
            return replace(facts, **{place: replace(getattr(facts, place), **{name: None})})
        case "digital_level":
            return replace(facts, digital_level=None)
        case _:
            return replace(facts, **{place: {}})


@THOROUGH
@given(FACTS, st.sets(st.sampled_from(FIELDS), min_size=1, max_size=12))
def test_learning_more_only_narrows_what_was_said(known, hide):
    known = consistent(known)
    little = known
    for field in sorted(hide):
        little = hidden(little, field)
    for before, after in by_every_standard(little, known):
        for less, more in zip(before.lines, after.lines, strict=True):
            assert less.at_least <= more.at_least
            assert more.at_most <= less.at_most
        for less, more in zip(before.conditions, after.conditions, strict=True):
            assert less.verdict in (Verdict.UNKNOWN, more.verdict)
        assert before.total <= after.total <= after.total_at_most <= before.total_at_most
        assert before.verdict in (Verdict.UNKNOWN, after.verdict)


# --- Monotone ----------------------------------------------------------------------------------------------------
# Numbers of which more (or, -1, less) never harms by any standard. Revenue, assets, staff and cost are not among
# them: they are denominators, and limits of 科技型中小企业.
BETTER = [
    ("figures.2025.main_revenue", 1),
    ("figures.2025.rd_expense", 1),
    ("figures.2024.rd_expense", 1),
    ("figures.2025.net_profit", 1),
    ("figures.2025.total_liabilities", -1),
    ("figures.2025.rd_staff", 1),
    ("figures.2025.tech_staff", 1),
    ("main_product.segment_years", 1),
    ("main_product.domestic_share", 1),
    ("main_product.international_share", 1),
    ("main_product.domestic_rank", -1),
    ("digital_level", 1),
]
# Those that go in steps of one, not of thousands.
SMALL = {"main_product.segment_years", "main_product.domestic_rank", "digital_level"}


def value_at(facts, key):
    place, _, name = key.rpartition(".")
    if place.startswith("figures."):
        row = facts.figures.get(int(place.partition(".")[2]))
        return row and getattr(row, name)
    return getattr(getattr(facts, place) if place else facts, name)


def assert_no_worse(before, after):
    for low, high in zip(before.lines, after.lines, strict=True):
        assert low.at_least <= high.at_least
        assert low.at_most <= high.at_most
    for low, high in zip(before.conditions, after.conditions, strict=True):
        assert ORDER.index(low.verdict) <= ORDER.index(high.verdict)
    assert ORDER.index(before.verdict) <= ORDER.index(after.verdict)


@THOROUGH
@given(FACTS, st.decimals(0, 2000, places=2), st.integers(0, 3), st.data())
def test_more_of_what_is_good_never_harms(known, much, little, data):
    known = consistent(replace(known, year=2025))
    # Drawn among the numbers that are there: hardly an input is thrown away.
    there = [each for each in BETTER if value_at(known, each[0]) is not None]
    assume(there)
    key, sign = data.draw(st.sampled_from(there))
    value = value_at(known, key)
    step = much
    if key in SMALL:
        step = Decimal(little)
    elif "share" in key:
        step = much / 2000
    changed = moved(known, key, sign * (int(step) if isinstance(value, int) else step))
    assume(consistent(changed) == changed)
    for before, after in by_every_standard(known, changed):
        assert_no_worse(before, after)


@pytest.mark.parametrize("name", LISTS)
@THOROUGH
@given(st.data())
def test_one_entry_more_never_harms(name, data):
    known = consistent(data.draw(FACTS))
    entries = getattr(known, name) or ()
    known = replace(known, **{name: entries})
    changed = replace(known, **{name: (*entries, data.draw(LISTS[name]))})
    for before, after in by_every_standard(known, changed):
        assert_no_worse(before, after)


@THOROUGH
@given(FACTS)
def test_going_the_next_step_gains_what_it_says(known):
    known = consistent(known)
    for standard in STANDARDS:
        note(standard.id)
        for each in evaluate(standard, known).lines:
            step = each.next_step
            if step is None or step.amount is None or step.key.startswith("provincial"):
                continue
            sign = -1 if step.key.endswith("total_liabilities") else 1
            changed = moved(known, step.key, sign * step.amount)
            if consistent(changed) == changed:
                lines = {line.code: line for line in evaluate(standard, changed).lines}
                assert lines[each.code].points == each.points + step.gain


# --- Any input ---------------------------------------------------------------------------------------------------
TOP = [each.name for each in fields(Facts)]


@THOROUGH
@given(st.dictionaries(st.sampled_from(TOP) | st.text(max_size=5), JSON) | JSON)
def test_no_input_whatever_raises(data):
    known = read_facts(data)
    for (result,) in by_every_standard(known):
        json.dumps(result.to_dict())


RECORDS = {
    **HIDEABLE,
    "main_product": [each.name for each in fields(MainProduct)],
    "statements": [each.name for each in fields(Statements)],
    "figures": [each.name for each in fields(YearFigures)],
}


@THOROUGH
@given(st.data(), st.sampled_from(sorted(RECORDS)))
def test_no_field_whatever_raises(data, name):
    record = data.draw(st.dictionaries(st.sampled_from(RECORDS[name]), JSON))
    shaped = {"figures": {"2025": record, "2024": record}, "main_product": record, "statements": record}
    written = {"year": 2025, "as_of": "2026-03-01", name: shaped.get(name, [record])}
    known = read_facts(written)
    for (result,) in by_every_standard(known):
        assert result.problems == known.problems


@table("standard", STANDARDS, ids=attrgetter("id"))
def test_nothing_known_decides_nothing_and_names_something(standard):
    result = evaluate(standard, Facts())
    assert result.verdict is Verdict.UNKNOWN
    assert any(each.missing for each in (*result.lines, *result.conditions))


@table("standard", STANDARDS, ids=attrgetter("id"))
def test_a_day_before_the_year_has_ended_is_named(standard):
    result = evaluate(standard, Facts(year=2025, as_of=date(2025, 12, 31)))
    assert [problem.key for problem in result.problems] == ["year"]
