"""63号 附件2: missing facts, zero denominators, and how far it is to the next band."""

from decimal import Decimal

import pytest

from declarations.standards import LineStatus, evaluate
from declarations.standards.facts import Institution
from declarations.standards.reading import read_facts
from enterprises.enums import (
    IntellectualPropertyKind,
    ProductField,
    RecognitionLevel,
)
from tests.declarations.standards.builders import line, right
from tests.declarations.standards.builders_specialized import (
    LOCAL,
    MOST,
    SPECIALIZED,
    judged,
    known,
    moved,
    scoring,
)
from tests.declarations.standards.cases_r2022_bands import BRAND, CERTIFICATE, OLD, lined
from tests.tables import table


# --- Missing facts and zero denominators -------------------------------------------------------------------------
@table(
    ("code", "changes", "missing"),
    [
        ("1", {"last": {"revenue": "0", "main_revenue": "0"}}, ["figures.2025.revenue"]),
        ("2", {"before": {"main_revenue": "0"}}, ["figures.2024.main_revenue"]),
        ("2", {"first": {"main_revenue": "0"}}, ["figures.2023.main_revenue"]),
        (
            "2",
            {"before": {"main_revenue": "0"}, "first": {"main_revenue": "0"}},
            ["figures.2024.main_revenue", "figures.2023.main_revenue"],
        ),
        ("7", {"last": {"revenue": "0", "main_revenue": "0"}}, ["figures.2025.revenue"]),
        ("8", {"last": {"total_assets": "0"}}, ["figures.2025.total_assets"]),
        ("12", {"last": {"employees": 0}}, ["figures.2025.employees"]),
    ],
)
def test_zero_denominator_cannot_be_computed_and_is_named(code, changes, missing):
    result = lined(code, **changes)
    assert (result.status, result.points, result.value) == (LineStatus.NOT_COMPUTABLE, None, None)
    assert [gap.key for gap in result.missing] == missing
    assert {gap.reason for gap in result.missing} == {"为 0，不能作分母"}
    assert (result.at_least, result.at_most) == (0, result.maximum)


@table(
    ("code", "changes", "missing"),
    [
        ("1", {"last": {"main_revenue": None}}, ["figures.2025.main_revenue"]),
        ("1", {"last": {"revenue": None}}, ["figures.2025.revenue"]),
        ("2", {"last": {"main_revenue": None}}, ["figures.2025.main_revenue"]),
        ("2", {"before": {"main_revenue": None}}, ["figures.2024.main_revenue"]),
        ("2", {"first": {"main_revenue": None}}, ["figures.2023.main_revenue"]),
        ("3", {"product": {"segment_years": None}}, ["main_product.segment_years"]),
        ("5", {"digital_level": None}, ["digital_level"]),
        ("7", {"last": {"net_profit": None}}, ["figures.2025.net_profit"]),
        ("8", {"last": {"total_liabilities": None}}, ["figures.2025.total_liabilities"]),
        ("10", {"intellectual_property": None}, ["intellectual_property"]),
        ("12", {"last": {"rd_staff": None}}, ["figures.2025.rd_staff"]),
        (
            "12",
            {"last": {"rd_staff": None, "employees": None}},
            ["figures.2025.rd_staff", "figures.2025.employees"],
        ),
        ("13", {"institutions": None}, ["institutions"]),
    ],
)
def test_missing_fact_makes_the_line_unknown_and_is_named(code, changes, missing):
    result = lined(code, **changes)
    assert (result.status, result.points, result.value) == (LineStatus.UNKNOWN, None, None)
    assert [gap.key for gap in result.missing] == missing
    assert (result.at_least, result.at_most) == (0, result.maximum)


# --- Distances ---------------------------------------------------------------------------------------------------
# One fact per indicator: how it is set, from which values, and whether less of it is better.
NUMBERS = {
    "1": (lambda value: {"last": {"main_revenue": value}}, "0 599.99 600 650 699.99 700 799.999999"),
    "2": (
        lambda value: {
            "last": {"revenue": "2000", "main_revenue": value},
            "before": {"main_revenue": "777"},
            "first": {"main_revenue": "900"},
        },
        "0 600 876 877 938 969 1000 1031 1038.58",
    ),
    "3": (lambda value: {"product": {"segment_years": Decimal(value)}}, "0 1.5 2 3.99 4 7 9.5"),
    "5": (lambda value: {"digital_level": int(value)}, "0 1 2"),
    "7": (lambda value: {"last": {"net_profit": value}}, "-500 0 19.99 20 39.99 50 79.999 99.99"),
    "8": (lambda value: {"last": {"total_liabilities": value}}, "500.01 600 600.01 700 700.0001 1500"),
    "11": (
        lambda value: {"last": {"revenue": "3000", "rd_expense": value}},
        "0 50 89.99 90 100 119.99 120 200 239.99 250 299.99",
    ),
    "12": (lambda value: {"last": {"employees": 101, "rd_staff": int(value)}}, "0 4 5 6 10 11 20"),
}


@table(
    ("code", "value"),
    [
        pytest.param(code, value, id=f"{code}:{value}")
        for code, (_, values) in NUMBERS.items()
        for value in values.split()
    ],
)
def test_going_the_next_step_reaches_the_next_band_and_less_does_not(code, value):
    start = known(**NUMBERS[code][0](value))
    before = line(evaluate(SPECIALIZED, start), code)
    step = before.next_step
    sign = -1 if code == "8" else 1
    after = line(evaluate(SPECIALIZED, moved(start, step.key, sign * step.amount)), code)
    assert after.points == before.points + step.gain
    assert step.gain > 0
    assert step.amount > 0
    if code not in ("5", "12"):  # whole levels and persons: less is no step at all
        short = moved(start, step.key, sign * step.amount * Decimal("0.999999"))
        assert line(evaluate(SPECIALIZED, short), code).points == before.points


@table(
    ("code", "changes", "text"),
    [
        pytest.param(
            "1", {"last": {"main_revenue": "687.50"}}, "主营业务收入再增加 12.50 万元 → +2 分", id="700-687.5"
        ),
        pytest.param(
            "2",
            {
                "last": {"main_revenue": "825"},
                "before": {"main_revenue": "750"},
                "first": {"main_revenue": "750"},
            },
            "主营业务收入再增加 15.00 万元 → +2 分",
            id="(840/750-1)/2=6%:840-825",
        ),
        pytest.param(
            "3",
            {"product": {"segment_years": Decimal("3")}},
            "从事特定细分市场年限再增加 1 年 → +1 分",
            id="4-3",
        ),
        pytest.param("5", {"digital_level": 1}, "数字化水平评测等级再提升 1 级 → +3 分", id="2-1"),
        pytest.param("7", {"last": {"net_profit": "-10"}}, "净利润再增加 30.00 万元 → +2 分", id="20+10"),
        pytest.param(
            "8", {"last": {"total_liabilities": "650"}}, "负债总额再减少 50.00 万元 → +2 分", id="650-600"
        ),
        pytest.param(
            "11",
            {"last": {"rd_expense": "67.50"}},
            "研发费用再增加 12.50 万元 → +2 分",
            id="8%of1000-67.5-shorter-than-200-67.5",
        ),
        pytest.param(
            "11",
            {"last": {"revenue": "100000", "rd_expense": "387.50"}},
            "研发费用再增加 12.50 万元 → +2 分",
            id="400-387.5-shorter-than-6%of100000",
        ),
        pytest.param("12", {"last": {"rd_staff": 7}}, "研发人员数量再增加 3 人 → +2 分", id="10%of100-7"),
        pytest.param(
            "12",
            {"last": {"employees": 101, "rd_staff": 7}},
            "研发人员数量再增加 4 人 → +2 分",
            id="10.1-7-no-part-of-a-person",
        ),
    ],
)
def test_next_step_in_words(code, changes, text):
    assert str(lined(code, **changes).next_step) == text


@table(
    ("code", "worse", "better"),
    [
        ("4", {}, {"product": {"fields": (ProductField.SIX_BASES,)}}),
        ("4", {"product": {"fields": (ProductField.SIX_BASES,)}}, {"product": {"chain_role": True}}),
        ("6", {}, {"quality_evidence": (BRAND,)}),
        ("6", {"quality_evidence": (BRAND,)}, {"quality_evidence": (BRAND, CERTIFICATE)}),
        ("10", {}, {"intellectual_property": (right(IntellectualPropertyKind.SOFTWARE),)}),
        ("10", {"intellectual_property": (right(),)}, {"intellectual_property": (right(granted_on=OLD),)}),
        ("13", {}, {"institutions": (Institution("中心", RecognitionLevel.SELF),)}),
        (
            "13",
            {"institutions": (Institution("中心", RecognitionLevel.SELF),)},
            {"institutions": (Institution("中心", RecognitionLevel.CITY),)},
        ),
        (
            "13",
            {"institutions": (Institution("中心", RecognitionLevel.CITY),)},
            {"institutions": (Institution("中心", RecognitionLevel.PROVINCIAL),)},
        ),
        (
            "13",
            {"institutions": (Institution("中心", RecognitionLevel.PROVINCIAL),)},
            {"institutions": (Institution("中心", RecognitionLevel.NATIONAL),)},
        ),
    ],
)
def test_next_step_that_is_no_number_gains_what_it_says(code, worse, better):
    before, after = lined(code, **worse), lined(code, **better)
    assert before.next_step.gain == after.points - before.points


def test_best_bands_have_no_next_step():
    best = evaluate(LOCAL, scoring(MOST))
    assert [each.points for each in best.lines] == [5, 10, 5, 5, 5, 5, 10, 5, 15, 10, 10, 5, 10]
    assert [each.next_step for each in best.lines] == [None] * 13


def test_maxima_add_up_to_a_hundred():
    """专业化 25, 精细化 25, 特色化 15, 创新能力 35."""
    result = judged()
    assert [group.maximum for group in result.groups] == [25, 25, 15, 35]
    assert [each.maximum for each in result.lines] == list(MOST.values())
    assert (result.maximum, result.total, result.total_at_most) == (100, 0, 15)


@table("entry", ["x", {}, {"published_on": "2030-01-01", "name": "未来标准"}])
def test_indicator_6_an_entry_nobody_can_read_or_of_the_future_gives_nothing_for_sure(entry):
    facts = read_facts({"year": 2025, "as_of": "2026-03-01", "technical_standards": [entry]})
    assert line(evaluate(LOCAL, facts), "6").at_least == 0
