"""The way to a standard: what to do, each thing once, in the order of effort."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from declarations.standards import Facts, Verdict, all_standards, evaluate, get_standard
from declarations.standards.facts import (
    Award,
    EquityRound,
    Honour,
    IntellectualProperty,
    MainProduct,
    QualityEvidence,
    Statements,
    Title,
    YearFigures,
)
from declarations.standards.gaps import gaps
from declarations.standards.pass_rules import SCORE
from declarations.standards.planner import INFINITE, Effort, awaits_authority
from enterprises.enums import HonourKind, ProductField, QualityKind, TitleKind
from tests.declarations.standards.test_properties import FACTS
from tests.examples import tried
from tests.tables import table

INNOVATIVE = get_standard("R2022-INNOVATIVE")
SPECIALIZED = get_standard("R2026-SPECIALIZED")
LITTLE_GIANT = get_standard("R2026-LITTLE-GIANT")
AS_OF = date(2026, 6, 1)
NONE = {"awards": (), "honours": (), "institutions": (), "equity_rounds": (), "intellectual_property": ()}


def year(**figures) -> YearFigures:
    values = {
        "revenue": 2000,
        "main_revenue": 1800,
        "rd_expense": 120,
        "total_assets": 3000,
        "total_liabilities": 1200,
    } | figures
    return YearFigures(**{name: None if value is None else Decimal(value) for name, value in values.items()})


def enterprise(y1: YearFigures, y2: YearFigures, **more) -> Facts:
    """An enterprise that says of every list that there is nothing in it."""
    values = {
        "main_product": MainProduct(in_strategic_emerging=True, segment_years=Decimal(5)),
        "statements": Statements(leading_position=True),
        "development_scores": {2026: Decimal(55)},
        "titles": (Title(TitleKind.INNOVATIVE, None, date(2028, 1, 1)),),
    }
    return Facts(year=2025, as_of=AS_OF, figures={2025: y1, 2024: y2}, **(NONE | values | more))


RIGHT = IntellectualProperty(
    kind="invention",
    granted_on=date(2022, 1, 1),
    acquisition="own",
    related_to_main_product=True,
    high_value_reasons=(),
    owner_rank=1,
    produces_benefit=True,
)


def found(standard, facts):
    return gaps(standard, evaluate(standard, facts), facts)


def test_nothing_lies_between_an_enterprise_and_a_standard_it_meets():
    facts = enterprise(year(), year(), intellectual_property=(RIGHT,))
    assert evaluate(SPECIALIZED, facts).verdict is Verdict.MET
    assert found(SPECIALIZED, facts) == ()


def test_order_of_effort():
    """A fact to fill in, small before large changes, what is obtained, what only time brings, what authorities enter."""
    facts = enterprise(
        year(revenue=1400, main_revenue=1100, rd_expense=120),
        year(),
        main_product=MainProduct(segment_years=Decimal(1)),
        statements=Statements(),
        development_scores={2026: Decimal(49)},
    )
    steps = found(SPECIALIZED, facts)
    assert [(gap.effort, gap.codes) for gap in steps] == [
        (Effort.FILL_IN, ("5.1",)),
        (Effort.REACH, ("2.1",)),
        (Effort.REACH, ("2.2",)),
        (Effort.OBTAIN, ("4.1",)),
        (Effort.TIME, ("1.2",)),
        (Effort.AWAIT, ("6.1",)),
    ]
    assert [gap.key for gap in steps[:3]] == [
        "statements.leading_position",
        "figures.2026.revenue",
        "figures.2026.main_revenue",
    ]
    # 80% of the revenue there has to be, not of the one there was.
    assert steps[2].text == "2026年度主营业务收入达到 1,200.00 万元以上"
    assert steps[2].change == Decimal(100) / Decimal(1100)
    # Both ways to meet 2.1 are told, and it ranks by the easier.
    first, second = steps[1].text.split("，或者")
    assert first == "2026年度营业收入达到 1,500.00 万元以上"
    assert second == "符合要求的股权投资再增加 2,000.00 万元（2026年12月31日前到账，下一年度申报时计入）"
    assert steps[1].change == Decimal(100) / Decimal(1400)
    # A low score is not a number to work on: nothing says by how much.
    assert steps[-1].key == "development_scores.2026"
    assert (steps[-1].change, steps[-1].reason) == (None, "")


def test_a_score_not_published_is_waited_for_and_not_filled_in():
    facts = enterprise(year(), year(), intellectual_property=(RIGHT,), development_scores={})
    steps = found(SPECIALIZED, facts)
    assert {gap.effort for gap in steps} == {Effort.AWAIT}
    assert all(awaits_authority(gap.key) and gap.reason for gap in steps)


@table(
    ("key", "awaited"),
    [
        ("development_scores.2026", True),
        ("provincial", True),
        ("provincial.9.1", True),
        ("provincials", False),
        ("figures.2025.revenue", False),
        ("", False),
    ],
)
def test_what_authorities_enter(key, awaited):
    assert awaits_authority(key) is awaited


def test_a_fact_wanted_by_several_conditions_is_filled_in_once():
    facts = enterprise(year(revenue=None), year(), intellectual_property=(RIGHT,))
    (gap,) = found(SPECIALIZED, facts)
    assert gap.key == "figures.2025.revenue"
    assert gap.reason == "未填写"
    assert gap.codes == ("2.1", "2.2", "3.1")


def test_a_contradiction_is_told_as_what_it_is():
    facts = enterprise(year(main_revenue=3000), year(), intellectual_property=(RIGHT,))
    (gap,) = found(SPECIALIZED, facts)
    assert gap.key == "figures.2025.main_revenue"
    assert gap.reason == "填写有误：不能大于营业收入（2000）。"


def test_the_score_takes_the_cheapest_steps_to_the_mark_and_no_more():
    """Growth 0% (5), debt 40% (10), R&D 2.9% (10), field 10, main share 90% (20) and a class Ⅱ right (5): 60, but
    innovation 15 of 20 and growth at its minimum."""
    right = replace(RIGHT, kind="software")
    facts = enterprise(year(rd_expense=58), year(rd_expense=58), intellectual_property=(right,), titles=())
    evaluation = evaluate(INNOVATIVE, facts)
    assert (evaluation.total, evaluation.groups[0].at_least) == (60, 15)
    (gap,) = found(INNOVATIVE, facts)
    assert (gap.codes, gap.key) == (("2",), "figures.2026.rd_expense")
    assert gap.text == "2026年度研发费用达到 60.00 万元以上"


def test_points_gained_for_a_group_count_for_the_total():
    """50 points: R&D 2.9% (10), a class Ⅱ right (5), growth -0.3% (0), debt 60% (5), field 10, main share 20. Growth
    lacks ten, innovation five. A year later the growth of a level revenue gives 5 and 5% of it 10: enough for the
    total as well."""
    facts = enterprise(
        year(rd_expense=58, main_revenue=1795, total_liabilities=1800),
        year(rd_expense=58),
        intellectual_property=(replace(RIGHT, kind="software"),),
    )
    evaluation = evaluate(INNOVATIVE, facts)
    assert evaluation.total == 50
    assert [(gap.codes, gap.text) for gap in found(INNOVATIVE, facts)] == [
        (("2",), "2026年度研发费用达到 60.00 万元以上"),
        (("3",), "2026年度主营业务收入达到 1,884.75 万元以上"),
    ]


def test_ways_that_wait_for_facts_stand_beside_the_cheapest_way():
    facts = enterprise(year(rd_expense=58), year(rd_expense=58), awards=None)
    steps = found(INNOVATIVE, facts)
    assert steps[0].key == "awards" and steps[0].effort is Effort.FILL_IN
    assert any(gap.codes == ("2",) for gap in steps)


def test_any_certificate_is_the_easiest_way_when_points_are_far():
    facts = enterprise(
        year(rd_expense=1, main_revenue=100, total_liabilities=2900),
        year(main_revenue=1800),
        main_product=MainProduct(in_strategic_emerging=False),
    )
    steps = found(INNOVATIVE, facts)
    assert [gap.effort for gap in steps] == [Effort.OBTAIN] * 4
    assert [gap.codes for gap in steps] == [("D1",), ("D2",), ("D3",), ("D4",)]


def test_points_that_single_steps_do_not_reach_are_said():
    """Of what is not a figure only one step is offered; the best figures there can be do not make up for the rest."""
    facts = enterprise(
        year(),
        year(),
        main_product=MainProduct(in_strategic_emerging=False),
    )
    standard = replace(INNOVATIVE, passes=SCORE, pass_mark=96)
    steps = found(standard, facts)
    assert steps[-1].text == "总分：各项都提升一档后，仍差 11 分"
    assert (steps[-1].effort, steps[-1].codes) == (Effort.OBTAIN, ())


def test_an_honour_the_authority_has_to_judge_is_no_fact_to_fill_in():
    facts = enterprise(year(rd_expense=58), year(rd_expense=58), honours=None)
    standard = replace(INNOVATIVE, passes=replace(INNOVATIVE.passes, rules=INNOVATIVE.passes.rules[1:2]))
    facts = replace(facts, honours=(Honour("省级荣誉", HonourKind.OTHER, None, date(2028, 1, 1)),))
    (gap,) = found(standard, facts)
    assert gap.effort is Effort.OBTAIN
    assert gap.text.endswith("由主管部门判断")


def test_of_two_demands_on_one_number_the_farther_is_told():
    """100万元 and 3%: of 5000 the share asks for more. Both years count, so it takes two to get there."""
    low = year(revenue=5000, main_revenue=4500, rd_expense=60)
    steps = found(SPECIALIZED, enterprise(low, year(), intellectual_property=(RIGHT,)))
    assert [(gap.codes, gap.text) for gap in steps] == [
        (("3.1",), "2027年度研发费用达到 150.00 万元以上"),
        (("3.2",), "2026年度研发费用达到 150.00 万元以上"),
    ]
    assert steps[0].change == Decimal("1.5")


def test_a_number_that_is_zero_changes_without_measure():
    facts = enterprise(year(rd_expense=0), year(), intellectual_property=(RIGHT,))
    assert {gap.change for gap in found(SPECIALIZED, facts)} == {INFINITE}


def test_a_year_that_stops_counting_only_has_to_be_waited_for():
    """Only 2024 fails: held next year by 2026 and 2025, nothing has to become better."""
    facts = enterprise(year(), year(rd_expense=20), intellectual_property=(RIGHT,))
    (gap,) = found(SPECIALIZED, facts)
    assert (gap.effort, gap.codes, gap.key) == (Effort.REACH, ("3.2",), "")
    assert gap.text == "2026年度经营数据不差于2025年度，届时即可符合"


def test_main_revenue_cannot_grow_beyond_revenue():
    """Main revenue is all there is and has to grow by 10%: revenue has to as well."""
    standard = replace(INNOVATIVE, passes=SCORE, pass_mark=75)
    facts = enterprise(year(main_revenue=2000, rd_expense=120), year(main_revenue=2000))
    texts = [gap.text for gap in found(standard, facts)]
    assert "2026年度主营业务收入达到 2,200.00 万元以上" in texts
    assert "2026年度营业收入达到 2,200.00 万元以上" in texts


def test_equity_of_this_year_counts_next_year():
    """2000万元 are asked of two accounting years. What came in this year already helps then, what came in three
    years ago no longer does."""
    came_in = [
        EquityRound("基金", day, Decimal(500), None, True) for day in (date(2024, 3, 1), date(2026, 3, 1))
    ]
    poor = year(revenue=1, main_revenue=1)
    facts = enterprise(poor, year(), equity_rounds=tuple(came_in), intellectual_property=(RIGHT,))
    steps = {code: gap for gap in found(SPECIALIZED, facts) for code in gap.codes}
    assert "再增加 1,500.00 万元（2026年12月31日前到账" in steps["2.1"].text


NUMBER = st.none() | st.integers(0, 10_000).map(Decimal)
SHARE = st.none() | st.integers(0, 100).map(lambda each: Decimal(each) / 100)
FLAG = st.none() | st.booleans()
YEARS = st.builds(YearFigures, **{name: NUMBER for name in YearFigures.__slots__ if name.startswith(("re", "ma", "rd", "ne", "to"))})  # fmt: skip
PRODUCT = st.builds(
    MainProduct,
    in_strategic_emerging=FLAG,
    segment_years=st.none() | st.integers(0, 20).map(Decimal),
    chain_role=FLAG,
    fields=st.none() | st.lists(st.sampled_from(ProductField), max_size=2).map(tuple),
    domestic_share=SHARE,
    international_share=SHARE,
    domestic_rank=st.none() | st.integers(1, 20),
)
QUALITY = st.none() | st.lists(
    st.builds(QualityEvidence, kind=st.none() | st.sampled_from(QualityKind)), max_size=2
).map(tuple)
TITLES = st.none() | st.lists(
    st.builds(
        Title,
        kind=st.none() | st.sampled_from(TitleKind),
        valid_until=st.sampled_from([None, date(2025, 1, 1), date(2030, 1, 1)]),
    ),
    max_size=2,
).map(tuple)


@st.composite
def whole_facts(draw):
    """Facts of every kind any standard asks for, known or not."""
    return replace(
        draw(FACTS),
        figures=draw(st.dictionaries(st.sampled_from([2023, 2024, 2025]), YEARS)),
        main_product=draw(PRODUCT),
        statements=Statements(**{name: draw(FLAG) for name in Statements.__slots__}),
        digital_level=draw(st.none() | st.integers(0, 4)),
        development_scores=draw(
            st.dictionaries(st.sampled_from([2025, 2026]), st.integers(0, 100).map(Decimal))
        ),
        quality_evidence=draw(QUALITY),
        titles=draw(TITLES),
    )


@pytest.mark.parametrize("standard", all_standards(), ids=lambda each: each.id)
@given(data=st.data())
@tried(60)
def test_whatever_is_known_there_is_a_way_unless_there(standard, data):
    facts = data.draw(whole_facts())
    evaluation = evaluate(standard, facts)
    steps = gaps(standard, evaluation, facts)
    assert (steps == ()) is (evaluation.verdict is Verdict.MET)
    assert all(gap.text for gap in steps)
    assert [gap.effort for gap in steps] == sorted(gap.effort for gap in steps)
    missing = [gap.key for gap in steps if gap.reason]
    assert len(set(missing)) == len(missing)
    others = [(gap.codes, gap.text) for gap in steps if not gap.reason and gap.effort is not Effort.REACH]
    targets = [gap.key for gap in steps if gap.effort is Effort.REACH]
    assert len(set(targets)) == len(targets)
    codes = [code for codes, _text in others for code in codes]
    assert len(set(codes)) == len(codes)
    assert len(set(others)) == len(others)


def test_an_award_alone_meets_the_direct_way():
    award = Award("省科学技术奖", "provincial", date(2026, 1, 1))
    facts = Facts(year=2025, as_of=AS_OF, awards=(award,))
    assert found(INNOVATIVE, facts) == ()
