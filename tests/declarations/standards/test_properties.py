"""What must hold for every enterprise, however little or contradictory is known about it."""

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from declarations.standards import Evaluation, Facts, LineStatus, Verdict, evaluate
from declarations.standards.facts import (
    Acquisition,
    Award,
    EquityRound,
    HighValueReason,
    Honour,
    HonourKind,
    Institution,
    IntellectualProperty,
    Level,
    MainProduct,
    RightKind,
    YearFigures,
)
from tests.declarations.standards.builders import AS_OF, INNOVATIVE, facts, line

MONEY = st.decimals(0, 100000, places=2)
DAYS = st.dates(date(2010, 1, 1), date(2027, 12, 31))
NAMES = st.text(max_size=5)


def optional(strategy):
    return st.none() | strategy


FIGURES = st.builds(
    YearFigures,
    revenue=optional(st.decimals(-10, 100000, places=4)),
    main_revenue=optional(MONEY),
    rd_expense=optional(MONEY),
    total_assets=optional(MONEY),
    total_liabilities=optional(MONEY),
    employees=optional(st.integers(-1, 5000)),
    rd_staff=optional(st.integers(-1, 5000)),
)
RIGHTS = st.builds(
    IntellectualProperty,
    kind=optional(st.sampled_from(RightKind)),
    name=NAMES,
    granted_on=optional(DAYS),
    acquisition=optional(st.sampled_from(Acquisition)),
    transferred_on=optional(DAYS),
    related_to_main_product=optional(st.booleans()),
    high_value_reasons=optional(st.lists(st.sampled_from(HighValueReason), max_size=2).map(tuple)),
    in_force=st.booleans(),
)
AWARDS = st.builds(Award, name=NAMES, level=optional(st.sampled_from(Level)), awarded_on=optional(DAYS))
HONOURS = st.builds(
    Honour,
    name=NAMES,
    kind=optional(st.sampled_from(HonourKind)),
    valid_from=optional(DAYS),
    valid_until=optional(DAYS),
)
INSTITUTIONS = st.builds(
    Institution, name=NAMES, level=optional(st.sampled_from(Level)), recognised_on=optional(DAYS)
)
ROUNDS = st.builds(
    EquityRound,
    investor=NAMES,
    received_on=optional(DAYS),
    paid_in=optional(st.decimals(-1, 2000, places=2)),
    share_given_up=optional(st.decimals(0, 2, places=3)),
    qualified_investor=optional(st.booleans()),
)


def some(strategy):
    return optional(st.lists(strategy, max_size=3).map(tuple))


FACTS = st.builds(
    Facts,
    year=optional(st.sampled_from([2024, 2025, 2026])),
    as_of=optional(st.just(AS_OF)),
    figures=st.dictionaries(st.sampled_from([2023, 2024, 2025]), FIGURES),
    main_product=st.builds(MainProduct, in_strategic_emerging=optional(st.booleans())),
    intellectual_property=some(RIGHTS),
    awards=some(AWARDS),
    honours=some(HONOURS),
    institutions=some(INSTITUTIONS),
    equity_rounds=some(ROUNDS),
)


@given(FACTS)
def test_points_stay_within_their_bounds_and_totals_are_the_sums_shown(known):
    result = evaluate(INNOVATIVE, known)
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
    assert result.total == sum(each.at_least for each in result.lines)
    assert result.total_at_most == sum(each.at_most for each in result.lines)
    assert result.reasons


@given(FACTS)
def test_verdict_is_the_rule_of_the_annex(known):
    """standards.md 2.1, written once more and independently, for enterprises about which everything is decided."""
    result = evaluate(INNOVATIVE, known)
    direct = [each.verdict for each in result.conditions]
    if Verdict.MET in direct:
        assert result.verdict is Verdict.MET
    elif result.complete and Verdict.UNKNOWN not in direct:
        innovation, growth, special = (group.at_least for group in result.groups)
        passes = result.total >= 60 and innovation >= 20 and growth >= 15 and special >= 15
        assert result.verdict is (Verdict.MET if passes else Verdict.NOT_MET)


@given(FACTS)
def test_round_trips_lose_nothing(known):
    result = evaluate(INNOVATIVE, known)
    assert Evaluation.from_dict(json.loads(json.dumps(result.to_dict()))) == result
    again = Facts.from_dict(json.loads(json.dumps(known.to_dict())))
    assert again == known.checked()
    assert evaluate(INNOVATIVE, again) == result


LISTS = ["intellectual_property", "awards", "honours", "institutions", "equity_rounds"]


@given(FACTS, st.sets(st.sampled_from(LISTS)), st.sets(st.sampled_from(YearFigures.__slots__)), st.booleans())
def test_learning_more_only_narrows_what_was_said(known, hidden_lists, hidden_figures, hide_field):
    known = known.checked()
    hidden = replace(
        known,
        **dict.fromkeys(hidden_lists),
        main_product=MainProduct() if hide_field else known.main_product,
        figures={year: replace(row, **dict.fromkeys(hidden_figures)) for year, row in known.figures.items()},
    )
    before, after = evaluate(INNOVATIVE, hidden), evaluate(INNOVATIVE, known)
    for less, more in zip(before.lines, after.lines, strict=True):
        assert less.at_least <= more.at_least
        assert more.at_most <= less.at_most
    for less, more in zip(before.conditions, after.conditions, strict=True):
        assert less.verdict in (Verdict.UNKNOWN, more.verdict)
    assert before.verdict in (Verdict.UNKNOWN, after.verdict)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@given(
    st.dictionaries(st.sampled_from([*LISTS, "year", "as_of", "figures", "main_product", "problems"]), JSON)
    | JSON
)
def test_no_input_whatever_raises(data):
    evaluate(INNOVATIVE, Facts.from_dict(data)).to_dict()


@given(st.dictionaries(st.sampled_from(YearFigures.__slots__), JSON))
def test_no_figure_whatever_raises(row):
    read = Facts.from_dict({"year": 2025, "as_of": "2026-07-01", "figures": {"2025": row, "2024": row}})
    evaluate(INNOVATIVE, read)


@given(
    st.sampled_from([("2", "rd_expense", 1), ("3", "main_revenue", 1), ("4", "total_liabilities", -1)]),
    MONEY,
    MONEY,
)
def test_points_are_monotone(rule, amount, more):
    code, name, direction = rule
    base = {"revenue": "300000", "total_assets": "100000"}
    low = line(
        evaluate(INNOVATIVE, facts(last={**base, name: amount}, before={"main_revenue": "50000"})), code
    )
    high = line(
        evaluate(INNOVATIVE, facts(last={**base, name: amount + more}, before={"main_revenue": "50000"})),
        code,
    )
    assert (high.points - low.points) * direction >= 0


CENT = Decimal("0.01")


@given(
    st.sampled_from(
        [("2", "rd_expense"), ("3", "main_revenue"), ("4", "total_liabilities"), ("6", "main_revenue")]
    ),
    st.decimals(1, 100000, places=2),
    st.decimals(1, 100000, places=2),
)
def test_going_the_next_step_reaches_the_better_band_and_less_does_not(rule, amount, whole):
    code, name = rule
    last = {"revenue": whole + 100000, "total_assets": whole, name: amount}
    before = {"main_revenue": whole}

    def points(value):
        return line(evaluate(INNOVATIVE, facts(last={**last, name: value}, before=before)), code)

    start = points(amount)
    step = start.next_step
    if step is None:
        assert start.points == start.maximum
        return
    sign = -1 if code == "4" else 1
    assert points(amount + sign * step.amount).points == start.points + step.gain
    assert points(amount + sign * (step.amount - Decimal("0.000001"))).points == start.points
    shown = Decimal(step.text.split("再")[1][2:].split(" ")[1].replace(",", ""))
    assert 0 <= shown - step.amount < CENT
