"""Hypothesis strategies for facts: every field of every record, known or not, usable or not."""

from datetime import date

from hypothesis import strategies as st

from declarations.standards import Facts
from declarations.standards.facts import (
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

# Facts of all records take long to draw, and every standard looks at each of them.
THOROUGH = tried(60)
YEARS = [2022, 2023, 2024, 2025]
MONEY = st.decimals(0, 100000, places=2)
SIGNED_MONEY = st.decimals(-10, 100000, places=4)
SHARES = st.decimals(0, 2, places=3)
STAFF = st.integers(-1, 5000)
RANKS = st.integers(0, 600)
DAYS = st.dates(date(2010, 1, 1), date(2027, 12, 31))
NAMES = st.text(max_size=5)


def optional(strategy):
    return st.none() | strategy


def some(strategy):
    """A list that is unknown, empty, or short."""
    return optional(st.lists(strategy, max_size=3).map(tuple))


def several(enum, most):
    return st.lists(st.sampled_from(enum), max_size=most, unique=True).map(tuple)


FIGURES = st.builds(
    YearFigures,
    revenue=optional(SIGNED_MONEY),
    main_revenue=optional(MONEY),
    rd_expense=optional(MONEY),
    net_profit=optional(st.decimals(-1000, 100000, places=2)),
    total_cost=optional(MONEY),
    total_assets=optional(MONEY),
    total_liabilities=optional(MONEY),
    employees=optional(STAFF),
    rd_staff=optional(STAFF),
    tech_staff=optional(STAFF),
)
PRODUCTS = st.builds(
    MainProduct,
    name=NAMES,
    in_strategic_emerging=optional(st.booleans()),
    segment_years=optional(st.decimals(-1, 30, places=1)),
    chain_role=optional(st.booleans()),
    fields=optional(several(ProductField, 3)),
    domestic_share=optional(SHARES),
    international_share=optional(SHARES),
    domestic_rank=optional(st.integers(0, 20)),
)
STATEMENTS = st.builds(Statements, **{name: optional(st.booleans()) for name in Statements.__slots__})
RIGHTS = st.builds(
    IntellectualProperty,
    kind=optional(st.sampled_from(IntellectualPropertyKind)),
    name=NAMES,
    granted_on=optional(DAYS),
    acquisition=optional(st.sampled_from(Acquisition)),
    transferred_on=optional(DAYS),
    related_to_main_product=optional(st.booleans()),
    high_value_reasons=optional(several(HighValueReason, 2)),
    in_force=st.booleans(),
    owner_rank=optional(st.integers(0, 5)),
    produces_benefit=optional(st.booleans()),
)
LEVELS = optional(st.sampled_from(RecognitionLevel))
LISTS = {
    "intellectual_property": RIGHTS,
    "awards": st.builds(
        Award, name=NAMES, level=LEVELS, awarded_on=optional(DAYS), rank=optional(st.integers(0, 7))
    ),
    "contests": st.builds(ContestResult, name=NAMES, rank=optional(RANKS), announced_on=optional(DAYS)),
    "honours": st.builds(
        Honour,
        name=NAMES,
        kind=optional(st.sampled_from(HonourKind)),
        valid_from=optional(DAYS),
        valid_until=optional(DAYS),
    ),
    "institutions": st.builds(Institution, name=NAMES, level=LEVELS, recognised_on=optional(DAYS)),
    "equity_rounds": st.builds(
        EquityRound,
        investor=NAMES,
        received_on=optional(DAYS),
        paid_in=optional(st.decimals(-1, 9000, places=2)),
        share_given_up=optional(SHARES),
        qualified_investor=optional(st.booleans()),
    ),
    "quality_evidence": st.builds(
        QualityEvidence,
        kind=optional(st.sampled_from(QualityKind)),
        name=NAMES,
        level=LEVELS,
        valid_from=optional(DAYS),
        valid_until=optional(DAYS),
    ),
    "technical_standards": st.builds(
        TechnicalStandard,
        name=NAMES,
        scope=optional(st.sampled_from(StandardScope)),
        published_on=optional(DAYS),
        rank=optional(st.integers(0, 7)),
    ),
    "titles": st.builds(
        Title,
        kind=optional(st.sampled_from(TitleKind)),
        valid_from=optional(DAYS),
        valid_until=optional(DAYS),
    ),
}
ANSWERS = st.sampled_from(["none", "1", "8", "15", "99", "-1", "x", ""]) | st.tuples(st.just("1"))
FACTS = st.builds(
    Facts,
    year=optional(st.sampled_from([2024, 2025, 2026])),
    as_of=optional(st.sampled_from([date(2026, 3, 1), date(2026, 7, 1)])),
    figures=st.dictionaries(st.sampled_from(YEARS), FIGURES),
    main_product=PRODUCTS,
    statements=STATEMENTS,
    digital_level=optional(st.integers(-1, 5)),
    development_scores=st.dictionaries(st.sampled_from([2025, 2026]), st.decimals(-1, 100, places=2)),
    provincial=st.dictionaries(st.just("9"), ANSWERS),
    **{name: some(entries) for name, entries in LISTS.items()},
)

# Anything that could stand in a JSON file, and what could not.
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.decimals() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
