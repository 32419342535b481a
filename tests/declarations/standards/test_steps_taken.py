"""The way to a standard, taken literally: every step is accepted and moves its line, all together arrive."""

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from declarations.standards import Facts, Verdict, all_standards, evaluate
from declarations.standards.contradictions import consistent
from declarations.standards.facts import (
    FIGURE_LABELS,
    Award,
    ContestResult,
    EquityRound,
    Honour,
    Institution,
    IntellectualProperty,
    MainProduct,
    QualityEvidence,
    Statements,
    TechnicalStandard,
    Title,
    YearFigures,
)
from declarations.standards.gaps import gaps, shifted
from declarations.standards.planner import Effort, Gap
from enterprises.enums import (
    Acquisition,
    HighValueReason,
    HonourKind,
    IntellectualPropertyKind,
    ProductField,
    QualityKind,
    RecognitionLevel,
    StandardScope,
    TitleKind,
)
from tests.examples import tried

AS_OF = date(2026, 6, 1)
YEAR = 2025
LATER = date(2030, 1, 1)
OWN_LISTS = ("awards", "contests", "honours", "institutions", "quality_evidence", "technical_standards")


def money(most: int):
    return st.integers(0, most * 100).map(lambda cents: Decimal(cents) / 100)


@st.composite
def figures(draw) -> YearFigures:
    """A year as an audit could have it: no part exceeds its whole."""
    revenue = draw(
        st.sampled_from([Decimal(900), Decimal(1400), Decimal(4800), Decimal(9900), Decimal(20000)])
    )
    employees = draw(st.integers(1, 300))
    staff = draw(st.integers(0, employees))
    return YearFigures(
        revenue=revenue + draw(money(300)),
        main_revenue=(revenue * draw(st.integers(30, 100)) / 100).quantize(Decimal("0.01")),
        rd_expense=(revenue * draw(st.integers(0, 120)) / 1000).quantize(Decimal("0.01")),
        net_profit=draw(st.integers(-200, 2000).map(Decimal)),
        total_cost=revenue * draw(st.integers(50, 110)) / 100,
        total_assets=Decimal(1000) + draw(money(3000)),
        total_liabilities=draw(money(3600)),
        employees=employees,
        rd_staff=staff,
        tech_staff=draw(st.integers(0, staff)),
    )


RIGHTS = st.lists(
    st.builds(
        IntellectualProperty,
        kind=st.sampled_from(
            [
                IntellectualPropertyKind.INVENTION,
                IntellectualPropertyKind.SOFTWARE,
                IntellectualPropertyKind.UTILITY_MODEL,
            ]
        ),
        granted_on=st.dates(date(2015, 1, 1), AS_OF),
        acquisition=st.just(Acquisition.OWN),
        related_to_main_product=st.booleans(),
        high_value_reasons=st.just(()),
        owner_rank=st.integers(1, 4),
        produces_benefit=st.booleans(),
    ),
    max_size=4,
).map(tuple)
ROUNDS = st.lists(
    st.builds(
        EquityRound,
        received_on=st.dates(date(2023, 1, 1), AS_OF),
        paid_in=money(4000),
        share_given_up=st.just(Decimal("0.1")),
        qualified_investor=st.booleans(),
    ),
    max_size=2,
).map(tuple)
FLAG = st.booleans()


@st.composite
def enterprises(draw) -> Facts:
    """An enterprise of which everything is known."""
    return Facts(
        year=YEAR,
        as_of=AS_OF,
        figures={year: draw(figures()) for year in (2025, 2024, 2023)},
        main_product=MainProduct(
            in_strategic_emerging=draw(FLAG),
            segment_years=Decimal(draw(st.integers(0, 12))),
            chain_role=draw(FLAG),
            fields=draw(st.sampled_from([(), (ProductField.SIX_BASES,), (ProductField.UPGRADING,)])),
            domestic_share=Decimal(draw(st.integers(0, 30))) / 100,
            international_share=Decimal(draw(st.integers(0, 12))) / 100,
            domestic_rank=draw(st.integers(1, 20)),
        ),
        statements=Statements(**{name: draw(FLAG) for name in Statements.__slots__}),
        digital_level=draw(st.integers(0, 4)),
        development_scores={year: Decimal(draw(st.integers(30, 90))) for year in (2025, 2026)},
        intellectual_property=draw(RIGHTS),
        equity_rounds=draw(ROUNDS),
        titles=tuple(Title(kind, None, LATER) for kind in TitleKind if draw(FLAG)),
        **dict.fromkeys(OWN_LISTS, ()),
    )


# One entry of each list that serves any condition that asks for one.
_ENTRIES = {
    "awards": [
        Award("奖", RecognitionLevel.NATIONAL, AS_OF, 1),
        Award("奖", RecognitionLevel.PROVINCIAL, AS_OF, 1),
    ],
    "contests": [ContestResult("赛", 1, AS_OF)],
    "honours": [Honour("誉", HonourKind.HIGH_TECH, None, LATER)],
    "institutions": [
        Institution("院", level, AS_OF) for level in (RecognitionLevel.NATIONAL, RecognitionLevel.PROVINCIAL)
    ],
    "quality_evidence": [
        QualityEvidence(kind, "证", RecognitionLevel.PROVINCIAL, None, LATER) for kind in QualityKind
    ],
    "technical_standards": [TechnicalStandard("标", StandardScope.NATIONAL, AS_OF, 1)],
    "titles": [Title(kind, None, LATER) for kind in TitleKind],
}


def granted(text: str, count: int) -> tuple[IntellectualProperty, ...]:
    """Rights of the kind a step names, granted today."""
    return (
        IntellectualProperty(
            kind=IntellectualPropertyKind.INVENTION if "Ⅰ类" in text else IntellectualPropertyKind.SOFTWARE,
            granted_on=AS_OF,
            acquisition=Acquisition.OWN,
            related_to_main_product=True,
            high_value_reasons=(HighValueReason.OVERSEAS,) if "高价值" in text else (),
            owner_rank=1,
            produces_benefit=True,
        ),
    ) * count


def take(facts: Facts, step) -> Facts:
    """``facts`` (of the year the step is for) after one step that is no figure."""
    head, _, name = step.key.partition(".")
    match head:
        case "intellectual_property":
            count = int(step.text.split()[1])
            return replace(
                facts, intellectual_property=(*facts.intellectual_property, *granted(step.text, count))
            )
        case "equity_rounds":
            new = EquityRound("基金", date(YEAR, 12, 31), step.amount, Decimal("0.1"), True)
            return replace(facts, equity_rounds=(*facts.equity_rounds, new))
        case "digital_level":
            return replace(facts, digital_level=facts.digital_level + int(step.amount))
        case "development_scores":
            score = facts.development_scores[int(name)] + step.amount
            return replace(facts, development_scores={**facts.development_scores, int(name): score})
        case "statements":
            return replace(facts, statements=replace(facts.statements, **{name: True}))
        case "main_product":
            return replace(facts, main_product=product_after(facts.main_product, name, step))
        case "":
            quality = (*facts.quality_evidence, *_ENTRIES["quality_evidence"])
            return replace(facts, quality_evidence=quality)
        case _:
            return replace(facts, **{head: (*(getattr(facts, head)), *_ENTRIES[head])})


def product_after(product: MainProduct, name: str, step) -> MainProduct:
    if name == "fields":
        return replace(product, fields=(*product.fields, ProductField.SIX_BASES))
    if step.amount is None:
        return replace(product, **{name: True})
    sign = -1 if name == "domestic_rank" else 1
    moved = getattr(product, name) + sign * step.amount
    return replace(product, **{name: int(moved) if name == "domestic_rank" else moved})


def horizon(steps: tuple[Gap, ...]) -> int:
    """How many years later the enterprise stands where the steps lead."""
    years = [
        int(gap.key.split(".")[1]) if gap.key else YEAR + 1 for gap in steps if gap.effort is Effort.REACH
    ]
    later = any(step.key == "equity_rounds" for gap in steps for step in gap.steps)
    return max([*(year - YEAR for year in years), int(later)])


def reach(facts: Facts, targets: list[Gap], years: int) -> Facts:
    """``facts`` shifted, with the figures their targets name."""
    rows = dict(facts.figures)
    for gap in targets:
        if not gap.key:
            continue
        _, year, name = gap.key.split(".")
        words = gap.text.split("，或者")[0].removeprefix(f"{year}年度{FIGURE_LABELS[name]}")
        number = words.removeprefix("达到 ").removeprefix("不超过 ").split(" ")[0].replace(",", "")
        value = int(number) if "人" in words else Decimal(number)
        shown = int(year) - years
        rows[shown] = replace(rows[shown], **{name: value})
    return replace(facts, figures=rows)


def all_taken(facts: Facts, steps: tuple[Gap, ...], years: int | None = None) -> Facts:
    years = horizon(steps) if years is None else years
    after = reach(shifted(facts, years), [gap for gap in steps if gap.effort is Effort.REACH], years)
    for gap in steps:
        for step in gap.steps:
            after = take(after, step)
    return after


def said_to_arrive(steps: tuple[Gap, ...]) -> bool:
    """Whether nothing in the list is left to an authority or said to fall short."""
    return all(gap.codes and (gap.steps or gap.effort is Effort.REACH) for gap in steps)


@given(facts=enterprises(), number=st.integers(0, len(all_standards()) - 1))
@tried(200)
def test_all_steps_together_arrive_and_no_figure_is_in_vain(facts, number):
    """No figure of a year that is over is to change, and without any one of the targets the rest does not arrive."""
    standard = all_standards()[number]
    steps = gaps(standard, evaluate(standard, facts), facts)
    targets = [gap for gap in steps if gap.effort is Effort.REACH]
    assert all(int(gap.key.split(".")[1]) > YEAR for gap in steps if gap.key.startswith("figures."))
    if not steps or not said_to_arrive(steps):
        return
    after = all_taken(facts, steps)
    assert consistent(after) is after
    assert evaluate(standard, after).verdict is Verdict.MET, steps
    for gap in targets:
        if gap.key and not gap.others:
            less = all_taken(facts, tuple(each for each in steps if each is not gap), years=horizon(steps))
            assert consistent(less) is not less or evaluate(standard, less).verdict is not Verdict.MET, gap


@given(facts=enterprises(), number=st.integers(0, len(all_standards()) - 1))
@tried(200)
def test_every_step_is_accepted_and_moves_its_line(facts, number):
    """Steps that are taken now, each by itself; equity counts in the year it comes in."""
    standard = all_standards()[number]
    steps = gaps(standard, evaluate(standard, facts), facts)
    years = horizon(steps)
    targets = [gap for gap in steps if gap.effort is Effort.REACH]
    start = reach(shifted(facts, years), targets, years)
    before = evaluate(standard, start)
    for gap in steps:
        after = start
        for step in gap.steps:
            after = take(after, step)
        assert consistent(after) is after, gap
        if gap.steps:
            assert any(moved(before, evaluate(standard, after), code) for code in gap.codes), gap


_MOVES = re.compile(r"再(?P<verb>增加|减少) (?P<amount>[\d,.]+) (?:万元|人)")
_FOLLOWS = re.compile(r"（同时(?:\d+年)?(?P<label>\D+?)再增加 (?P<amount>[\d,.]+) (?:万元|人)）")


def said(facts: Facts, step) -> Facts:
    """``facts`` after what the words of one step say, to the letter."""
    if not step.key.startswith("figures."):
        return take(facts, step)
    _, year, name = step.key.split(".")
    row = facts.figures[int(year)]
    match = _MOVES.search(step.text)
    amount = Decimal(match["amount"].replace(",", ""))
    figures = {name: getattr(row, name) + (amount if match["verb"] == "增加" else -amount)}
    follows = _FOLLOWS.search(step.text)
    if follows:
        whole = next(key for key, label in FIGURE_LABELS.items() if label == follows["label"])
        figures[whole] = getattr(row, whole) + Decimal(follows["amount"].replace(",", ""))
    return replace(facts, figures={**facts.figures, int(year): replace(row, **figures)})


@given(facts=enterprises(), number=st.integers(0, len(all_standards()) - 1))
@tried(200)
def test_what_a_single_line_says_can_be_done_and_gives_what_it_promises(facts, number):
    """Each by itself, as the pages of an evaluation show it beside a line or a condition."""
    standard = all_standards()[number]
    before = evaluate(standard, facts)
    for line in before.lines:
        if line.next_step is None or not line.next_step.key:
            continue
        after = said(facts, line.next_step)
        assert consistent(after) is after, line
        new = next(each for each in evaluate(standard, after).lines if each.code == line.code)
        assert new.points >= line.points + line.next_step.gain, line
    for condition in before.conditions:
        for step in condition.next_steps:
            if step.key:
                after = said(facts, step)
                assert consistent(after) is after, condition
        if len(condition.next_steps) == 1 and condition.next_steps[0].key:
            assert moved(before, evaluate(standard, after), condition.code), condition


def moved(before, after, code: str) -> bool:
    lines = {line.code: line.points for line in before.lines}
    if code in lines:
        return next(line.points for line in after.lines if line.code == code) > lines[code]
    return next(each for each in after.conditions if each.code == code).verdict is Verdict.MET
