"""The 16 rows of the size standard of 2011 (工信部联企业〔2011〕300号), standards.md section 7."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enterprises.sizing import ROWS, Listing, classify
from tests.tables import table

# Division and class that lead to each row, then (measure, 大型, 中型, 小型) as the annex states them.
# X staff, Y revenue, Z assets; the other measures of a row are set to the large bound.
ANNEX = {
    1: (("01", ""), [("Y", 20000, 500, 50)]),
    2: (("35", ""), [("X", 1000, 300, 20), ("Y", 40000, 2000, 300)]),
    3: (("47", ""), [("Y", 80000, 6000, 300), ("Z", 80000, 5000, 300)]),
    4: (("51", ""), [("X", 200, 20, 5), ("Y", 40000, 5000, 1000)]),
    5: (("52", ""), [("X", 300, 50, 10), ("Y", 20000, 500, 100)]),
    6: (("54", ""), [("X", 1000, 300, 20), ("Y", 30000, 3000, 200)]),
    7: (("59", "5920"), [("X", 200, 100, 20), ("Y", 30000, 1000, 100)]),
    8: (("60", ""), [("X", 1000, 300, 20), ("Y", 30000, 2000, 100)]),
    9: (("61", ""), [("X", 300, 100, 10), ("Y", 10000, 2000, 100)]),
    10: (("62", ""), [("X", 300, 100, 10), ("Y", 10000, 2000, 100)]),
    11: (("64", ""), [("X", 2000, 100, 10), ("Y", 100000, 1000, 100)]),
    12: (("65", ""), [("X", 300, 100, 10), ("Y", 10000, 1000, 50)]),
    13: (("70", "7010"), [("Y", 200000, 1000, 100), ("Z", 10000, 5000, 2000)]),
    14: (("70", "7020"), [("X", 1000, 300, 100), ("Y", 5000, 1000, 500)]),
    15: (("72", ""), [("X", 300, 100, 10), ("Z", 120000, 8000, 100)]),
    16: (("75", ""), [("X", 300, 100, 10)]),
}
STEP = {"X": 1, "Y": Decimal("0.01"), "Z": Decimal("0.01")}


def size_of(industry, values):
    return classify(*industry, values.get("X"), values.get("Y"), values.get("Z"))


def borders():
    for number, (industry, measures) in ANNEX.items():
        large = {measure: bounds[0] for measure, *bounds in measures}
        for measure, *bounds in measures:
            for bound, on, below in zip(
                bounds, ("large", "medium", "small"), ("medium", "small", "micro"), strict=True
            ):
                for shift, expected in ((-1, below), (0, on), (1, on)):
                    value = bound + shift * STEP[measure]
                    yield pytest.param(
                        number,
                        industry,
                        {**large, measure: value},
                        expected,
                        id=f"row{number}-{measure}={value}-{expected}",
                    )


@table(("number", "industry", "values", "expected"), list(borders()))
def test_every_border_of_every_row(number, industry, values, expected):
    result = size_of(industry, values)
    assert (result.row_number, result.size) == (number, expected)


def test_annex_has_sixteen_rows():
    assert set(ROWS) == set(ANNEX) == set(range(1, 17))


DIVISION_ROWS = {
    **dict.fromkeys(range(1, 6), 1),
    **dict.fromkeys(range(6, 47), 2),
    **dict.fromkeys(range(47, 51), 3),
    51: 4,
    52: 5,
    **dict.fromkeys(range(54, 59), 6),
    60: 8,
    61: 9,
    62: 10,
    63: 11,
    64: 11,
    65: 12,
    71: 15,
    72: 15,
    **dict.fromkeys(range(73, 91), 16),
}


@table("division", range(1, 98))
def test_every_division_has_its_row_or_says_why_not(division):
    result = classify(f"{division:02}", "", 50, Decimal(600), Decimal(600))
    assert result.row_number == DIVISION_ROWS.get(division)
    if result.row_number is None:
        assert result.size is None
        assert result.explanation


@table(
    ("division", "class_code", "row"),
    [
        ("59", "5910", 6),
        ("59", "5930", 7),
        ("59", "5990", 7),
        ("70", "7010", 13),
        ("70", "7020", 14),
        ("70", "7030", 16),
        ("70", "7090", 16),
        ("51", "5110", 4),
    ],
)
def test_class_decides_the_row_where_a_division_is_split(division, class_code, row):
    assert classify(division, class_code, 50, Decimal(600), Decimal(600)).row_number == row


@table("division", ["59", "70"])
def test_split_division_without_class_names_the_class_as_missing(division):
    result = classify(division, None, 50, Decimal(600), Decimal(600))
    assert result.size is None
    assert result.missing == (("class_code", "所属行业小类"),)


@table("division", ["53", "66", "69", "91", "97"])
def test_industry_outside_the_standard_is_not_sized(division):
    result = classify(division, "", 5, Decimal(1), Decimal(1))
    assert (result.size, result.listing, result.missing) == (None, Listing.OUTSIDE, ())


def test_real_estate_beside_development_and_property_management():
    """国统字〔2017〕213号: agents and other real estate are 其他未列明行业 by name, letting of own property is none."""
    for class_code in ("7030", "7090"):
        result = classify("70", class_code, 50, Decimal(1), Decimal(1))
        assert (result.row_number, result.listing, result.size) == (16, Listing.LISTED, "small")
    result = classify("70", "7040", 50, Decimal(1), Decimal(1))
    assert (result.size, result.listing, result.missing) == (None, Listing.OUTSIDE, ())
    assert "不包括自有房地产经营活动" in result.explanation[0]


@table("division", [*range(73, 83), 85, *range(86, 91)])
def test_what_the_notes_name_among_other_industries_is_listed(division):
    """国统字〔2017〕213号, note on 其他未列明行业: sections M, N, O, 社会工作 of Q, and R."""
    result = classify(str(division), "", 50, None, None)
    assert (result.row_number, result.listing) == (16, Listing.LISTED)


@table(("division", "class_code"), [("83", ""), ("84", "")])
def test_industry_sized_by_analogy_says_so(division, class_code):
    result = classify(division, class_code, 50, None, None)
    assert (result.size, result.listing) == ("small", Listing.BY_ANALOGY)
    assert "以主管部门认定为准" in "".join(result.explanation)


@table(
    ("division", "class_code", "missing"),
    [
        ("", "", "division"),
        (None, None, "division"),
        ("98", "", "division"),
        ("x", "", "division"),
        ("35", "5110", "class_code"),
    ],
)
def test_unusable_industry_is_named(division, class_code, missing):
    result = classify(division, class_code, 50, Decimal(600), None)
    assert result.size is None
    assert [key for key, _ in result.missing] == [missing]


def test_missing_measure_leaves_the_size_open_and_is_named():
    result = classify("35", "", 50, None, None)
    assert (result.size, result.label, result.missing) == (None, "", (("revenue", "营业收入"),))


def test_one_micro_measure_decides_whatever_is_missing():
    result = classify("35", "", 19, None, None)
    assert (result.size, result.missing) == ("micro", (("revenue", "营业收入"),))


def test_negative_measure_is_not_used():
    result = classify("35", "", 50, Decimal("-0.01"), None)
    assert result.size is None
    assert "营业收入不能为负数，请更正。" in result.explanation


def test_measure_of_another_row_is_not_asked_for():
    assert classify("01", "", None, Decimal(50), None).size == "small"


def test_explanation_names_value_bounds_and_class():
    result = classify("35", "3511", 120, Decimal("2500.50"), None)
    assert (result.size, result.label, result.row_name) == ("small", "小型", "工业")
    assert result.explanation == (
        "按《中小企业划型标准规定》第2行“工业”划分。",
        "从业人员 120 人：20人及以上、300人以下，达到小型。",
        "营业收入 2,500.50 万元：2000万元及以上、40000万元以下，达到中型。",
        "各项指标须同时达到下限，否则下划一档，企业规模：小型。",
    )


ORDER = ["micro", "small", "medium", "large"]
MONEY = st.decimals(0, 300000, places=2)


@given(st.integers(1, 97), st.integers(0, 3000), MONEY, MONEY, st.integers(0, 500), MONEY, MONEY)
def test_size_never_falls_when_measures_grow(
    division, staff, revenue, assets, more_staff, more_revenue, more_assets
):
    code = f"{division:02}"
    before = classify(code, "", staff, revenue, assets).size
    after = classify(code, "", staff + more_staff, revenue + more_revenue, assets + more_assets).size
    assert (before is None) == (after is None)
    if before is not None:
        assert ORDER.index(before) <= ORDER.index(after)


@given(st.sampled_from(["35", "47", "72", "75"]), st.integers(0, 3000), MONEY, MONEY, st.sampled_from("XYZ"))
def test_a_size_given_despite_a_gap_is_the_size_without_the_gap(division, staff, revenue, assets, hidden):
    whole = classify(division, "", staff, revenue, assets)
    values = {"X": staff, "Y": revenue, "Z": assets, hidden: None}
    partial = classify(division, "", values["X"], values["Y"], values["Z"])
    assert partial.size in (None, whole.size)
