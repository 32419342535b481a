"""Every band border of 63号 附件1: just below, on, just above. Money in 万元, revenue and assets 1000."""

from decimal import Decimal

import pytest

from declarations.standards import LineStatus
from declarations.standards.facts import MainProduct
from tests.declarations.standards.builders import INNOVATIVE, judged, line
from tests.tables import table

# R&D ÷ revenue 1000: the border 5% is 50.
RD_SHARE = [
    ("50.01", 20),
    ("50", 20),
    ("49.99", 15),
    ("30.01", 15),
    ("30", 15),
    ("29.99", 10),
    ("20.01", 10),
    ("20", 10),
    ("19.99", 5),
    ("10.01", 5),
    ("10", 5),
    ("9.99", 0),
    ("0", 0),
    ("1500", 20),
]
# Main revenue against 200 the year before: the border 15% is 230.
MAIN_GROWTH = [
    ("230.01", 20),
    ("230", 20),
    ("229.99", 15),
    ("220.01", 15),
    ("220", 15),
    ("219.99", 10),
    ("210.01", 10),
    ("210", 10),
    ("209.99", 5),
    ("200.01", 5),
    ("200", 5),
    ("199.99", 0),
    ("0", 0),
]
# Liabilities ÷ assets 1000: the border 55% is 550; less is better.
DEBT = [
    ("0", 10),
    ("549.99", 10),
    ("550", 10),
    ("550.01", 5),
    ("749.99", 5),
    ("750", 5),
    ("750.01", 0),
    ("1000", 0),
    ("1200", 0),
]
# Main revenue ÷ revenue 1000: the border 70% is 700.
MAIN_SHARE = [
    ("1000", 20),
    ("700.01", 20),
    ("700", 20),
    ("699.99", 15),
    ("600.01", 15),
    ("600", 15),
    ("599.99", 10),
    ("550.01", 10),
    ("550", 10),
    ("549.99", 5),
    ("500.01", 5),
    ("500", 5),
    ("499.99", 0),
    ("0", 0),
]


def cases(table, sum_):
    return [pytest.param(value, points, id=f"{value}{sum_}={points}") for value, points in table]


@table(("value", "points"), cases(RD_SHARE, "/1000"))
def test_indicator_2_rd_share(value, points):
    assert line(judged(last={"rd_expense": value}), "2").points == points


@table(("value", "points"), cases(MAIN_GROWTH, "/200-1"))
def test_indicator_3_growth(value, points):
    assert line(judged(last={"main_revenue": value}, before={"main_revenue": "200"}), "3").points == points


@table(("value", "points"), cases(DEBT, "/1000"))
def test_indicator_4_debt(value, points):
    assert line(judged(last={"total_liabilities": value}), "4").points == points


@table(("answer", "points"), [(True, 10), (False, 5)])
def test_indicator_5_field(answer, points):
    assert line(judged(main_product=MainProduct("阀门", answer)), "5").points == points


@table(("value", "points"), cases(MAIN_SHARE, "/1000"))
def test_indicator_6_main_share(value, points):
    assert line(judged(last={"main_revenue": value}), "6").points == points


def test_nothing_is_rounded_before_it_is_compared():
    """1/3 of a trillionth below 5%: a quotient rounded to any usual precision would sit on the border."""
    short = {"revenue": "999999999999999999.999999999999", "rd_expense": "49999999999999999.999999999999"}
    rd_line = line(judged(last=short), "2")
    assert (rd_line.points, rd_line.display) == (15, "4.99%")


@table(
    ("code", "last", "display"),
    [
        pytest.param("2", {"rd_expense": "49.9999"}, "4.99999%", id="more-is-better-shows-more-places"),
        pytest.param(
            "4", {"total_liabilities": "550.0001"}, "55.00001%", id="less-is-better-shows-more-places"
        ),
    ],
)
def test_shown_number_never_shows_a_border_not_reached(code, last, display):
    assert line(judged(last=last), code).display == display


@table(
    ("code", "last", "text", "amount"),
    [
        pytest.param("2", {"rd_expense": "37.5"}, "研发费用再增加 12.50 万元 → +5 分", "12.5", id="50-37.5"),
        pytest.param("2", {"rd_expense": "0"}, "研发费用再增加 10.00 万元 → +5 分", "10", id="1%of1000"),
        pytest.param(
            "2",
            {"revenue": "1000.01", "rd_expense": "50"},
            "研发费用再增加 0.01 万元 → +5 分",
            "0.0005",
            id="up",
        ),
        pytest.param(
            "3", {"main_revenue": "810"}, "主营业务收入再增加 30.00 万元 → +5 分", "30", id="840-810"
        ),
        pytest.param(
            "4", {"total_liabilities": "600"}, "负债总额再减少 50.00 万元 → +5 分", "50", id="600-550"
        ),
        pytest.param(
            "6", {"main_revenue": "640"}, "主营业务收入再增加 60.00 万元 → +5 分", "60", id="700-640"
        ),
    ],
)
def test_next_step_is_the_exact_distance_rounded_up_only_to_be_shown(code, last, text, amount):
    step = line(judged(last=last), code).next_step
    assert (str(step), step.amount, step.gain) == (text, Decimal(amount), 5)


def test_best_band_has_no_next_step():
    best = judged(
        last={"rd_expense": "50", "main_revenue": "920", "total_liabilities": "1"},
        main_product=MainProduct("阀门", in_strategic_emerging=True),
    )
    assert [line(best, code).next_step for code in "23456"] == [None] * 5


@table(
    ("code", "last", "before", "missing"),
    [
        ("2", {"revenue": "0", "main_revenue": "0"}, {}, "figures.2025.revenue"),
        ("6", {"revenue": "0", "main_revenue": "0"}, {}, "figures.2025.revenue"),
        ("3", {}, {"main_revenue": "0"}, "figures.2024.main_revenue"),
        ("4", {"total_assets": "0"}, {}, "figures.2025.total_assets"),
    ],
)
def test_zero_denominator_cannot_be_computed_and_is_named(code, last, before, missing):
    result = line(judged(last=last, before=before), code)
    assert (result.status, result.points, result.value) == (LineStatus.NOT_COMPUTABLE, None, None)
    assert [(gap.key, gap.reason) for gap in result.missing] == [(missing, "为 0，不能作分母")]
    assert (result.at_least, result.at_most) == (0, result.maximum)


@table(
    ("code", "last", "before", "missing"),
    [
        ("2", {"revenue": None}, {}, ["figures.2025.revenue"]),
        ("2", {"rd_expense": None, "revenue": None}, {}, ["figures.2025.rd_expense", "figures.2025.revenue"]),
        ("3", {"main_revenue": None}, {}, ["figures.2025.main_revenue"]),
        ("3", {}, {"main_revenue": None}, ["figures.2024.main_revenue"]),
        ("4", {"total_liabilities": None}, {}, ["figures.2025.total_liabilities"]),
        ("6", {"main_revenue": None}, {}, ["figures.2025.main_revenue"]),
    ],
)
def test_missing_figure_makes_the_line_unknown_and_is_named(code, last, before, missing):
    result = line(judged(last=last, before=before), code)
    assert (result.status, result.points) == (LineStatus.UNKNOWN, None)
    assert [gap.key for gap in result.missing] == missing


def test_unknown_field_is_sure_of_the_points_both_answers_give():
    result = line(judged(main_product=MainProduct("阀门")), "5")
    assert (result.status, result.points, result.at_least, result.at_most) == (
        LineStatus.UNKNOWN,
        None,
        5,
        10,
    )
    assert [gap.key for gap in result.missing] == ["main_product.in_strategic_emerging"]


def test_a_line_explains_itself():
    result = line(judged(last={"rd_expense": "37.5"}), "2")
    assert result.source == "63号 附件1 第2项"
    assert result.formula == "上年度研发费用 ÷ 上年度营业收入"
    assert result.working == "2025年研发费用 37.50 万元 ÷ 2025年营业收入 1,000.00 万元"
    assert (result.value, result.display, result.band) == (Decimal("0.0375"), "3.75%", "3%（含）至5%")


@table(
    ("code", "words"),
    [
        ("2", ["5%以上", "3%（含）至5%", "2%（含）至3%", "1%（含）至2%", "低于1%"]),
        ("3", ["15%以上", "10%（含）至15%", "5%（含）至10%", "0%（含）至5%", "低于0%"]),
        ("4", ["55%以下（含）", "55%至75%（含）", "高于75%"]),
        ("6", ["70%以上", "60%（含）至70%", "55%（含）至60%", "50%（含）至55%", "低于50%"]),
    ],
)
def test_bands_in_words(code, words):
    indicators = {each.code: each for group in INNOVATIVE.groups for each in group.indicators}
    assert [band.words for band in indicators[code].scoring.bands] == words
