"""Every band border of 63号 附件2, from the facts in the rules: just below, on, just above; money in 万元."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import product

import pytest

from declarations.standards import LineStatus, evaluate
from declarations.standards.facts import Institution, QualityEvidence, TechnicalStandard
from enterprises.enums import (
    Acquisition,
    HighValueReason,
    IntellectualPropertyKind,
    ProductField,
    QualityKind,
    RecognitionLevel,
    StandardScope,
)
from tests.declarations.standards.builders import line, right
from tests.declarations.standards.builders_specialized import (
    AS_OF,
    LOCAL,
    scoring,
)
from tests.declarations.standards.cases_r2022_bands import BRAND, CERTIFICATE, OLD, lined
from tests.tables import table

CENT, HAIR = Decimal("0.01"), Decimal("0.000000000001")


def around(whole, *borders, less_is_better=False):
    """Cases about every border: on it and a hair or 0.01 to the good side ``points``, to the bad side ``worse``."""
    good = -1 if less_is_better else 1
    for border, points, worse in borders:
        for step, expected in [
            (-CENT, worse), (-HAIR, worse), (0, points), (HAIR, points), (CENT, points),
        ]:  # fmt: skip
            value = f"{Decimal(border) + good * step:f}"
            yield pytest.param(value, expected, id=f"{value}/{whole}={expected}")


# --- 专业化 -------------------------------------------------------------------------------------------------------
@table(("main", "points"), [*around(1000, (800, 5, 3), (700, 3, 1), (600, 1, 0)), ("1000", 5), ("0", 0)])
def test_indicator_1_main_share(main, points):
    assert lined("1", last={"main_revenue": main}).points == points


@table(
    ("main", "points"),
    [
        *around("1000-1+0, halved", (1200, 10, 8), (1160, 8, 6), (1120, 6, 4), (1080, 4, 2), (1000, 2, 0)),
        ("0", 0),
    ],
)
def test_indicator_2_average_growth_by_the_last_year(main, points):
    """Main revenue 1000 in Y3 and Y2: the mean is half of the growth of Y1; 10% is 1200."""
    result = lined(
        "2",
        last={"revenue": "2000", "main_revenue": main},
        before={"main_revenue": "1000"},
        first={"main_revenue": "1000"},
    )
    assert result.points == points


@table(
    ("last", "before", "first", "points"),
    [
        pytest.param("800", "700", "640", 10, id="(800/700-1+700/640-1)/2=(14.29%+9.38%)/2=11.83%"),
        pytest.param(
            "52", "39", "45", 10, id="(52/39-1+39/45-1)/2=(1/3-2/15)/2=10%-though-neither-is-finite"
        ),
        pytest.param("51.999999999999", "39", "45", 8, id="a-hair-below-that"),
        pytest.param("120", "80", "100", 10, id="(50%-20%)/2=15%"),
        pytest.param("100", "80", "100", 2, id="(25%-20%)/2=2.5%-though-100-in-both-years"),
        pytest.param("110", "110", "100", 4, id="(0%+10%)/2=5%"),
        pytest.param("80", "100", "80", 2, id="(-20%+25%)/2=2.5%"),
        pytest.param("50", "100", "80", 0, id="(-50%+25%)/2=-12.5%"),
        pytest.param("75", "100", "80", 2, id="(-25%+25%)/2=0%"),
    ],
)
def test_indicator_2_is_the_mean_of_two_growths(last, before, first, points):
    result = lined(
        "2",
        last={"main_revenue": last},
        before={"main_revenue": before},
        first={"main_revenue": first},
    )
    assert result.points == points


@table(
    ("years", "points"),
    [
        *[pytest.param(str(years), min(5, years // 2), id=f"floor({years}/2)") for years in range(13)],
        *[
            pytest.param(f"{border - CENT}", border // 2 - 1, id=f"{border - CENT}<{border}")
            for border in (2, 4, 6, 8, 10)
        ],
        ("100", 5),
    ],
)
def test_indicator_3_one_point_for_two_full_years(years, points):
    assert lined("3", product={"segment_years": Decimal(years)}).points == points


@table(
    ("chain_role", "fields", "points"),
    [
        (True, (), 5),
        (True, (ProductField.SIX_BASES,), 5),
        (False, (ProductField.SIX_BASES,), 3),
        (False, (ProductField.TIME_HONOURED,), 3),
        (False, (ProductField.SERVES_LEADER,), 3),
        (False, (ProductField.UPGRADING, ProductField.SERVES_LEADER), 3),
        (False, (ProductField.KEY_FIELDS, ProductField.NETWORK, ProductField.UPGRADING), 0),
        (False, (), 0),
        (True, None, 5),
    ],
)
def test_indicator_4_field(chain_role, fields, points):
    assert lined("4", product={"chain_role": chain_role, "fields": fields}).points == points


@table(
    ("chain_role", "fields", "least", "most", "missing"),
    [
        (None, (), 0, 5, ["main_product.chain_role"]),
        (None, (ProductField.SIX_BASES,), 3, 5, ["main_product.chain_role"]),
        (False, None, 0, 3, ["main_product.fields"]),
        (None, None, 0, 5, ["main_product.chain_role", "main_product.fields"]),
    ],
)
def test_indicator_4_unknown(chain_role, fields, least, most, missing):
    result = lined("4", product={"chain_role": chain_role, "fields": fields})
    assert (result.status, result.points) == (LineStatus.UNKNOWN, None)
    assert (result.at_least, result.at_most) == (least, most)
    assert [gap.key for gap in result.missing] == missing


# --- 精细化 -------------------------------------------------------------------------------------------------------
@table(("level", "points"), [(0, 0), (1, 0), (2, 3), (3, 5), (4, 5)])
def test_indicator_5_digital_level(level, points):
    assert lined("5", digital_level=level).points == points


AWARD = QualityEvidence(QualityKind.AWARD, "省长质量奖", RecognitionLevel.PROVINCIAL, date(2020, 1, 1))
MADE = TechnicalStandard("阀门标准", StandardScope.INDUSTRY, date(2015, 1, 1))


@table(
    ("award", "certificate", "brand", "standard"),
    [
        pytest.param(*kinds, id=f"min(5,3*{sum(kinds)})-{''.join(str(int(each)) for each in kinds)}")
        for kinds in product([False, True], repeat=4)
    ],
)
def test_indicator_6_three_points_each_at_most_five(award, certificate, brand, standard):
    evidence = tuple(
        each for each, there in ((AWARD, award), (CERTIFICATE, certificate), (BRAND, brand)) if there
    )
    made = (MADE,) if standard else ()
    expected = {0: 0, 1: 3, 2: 5, 3: 5, 4: 5}[award + certificate + brand + standard]
    assert lined("6", quality_evidence=evidence, technical_standards=made).points == expected


@table(
    ("evidence", "points"),
    [
        pytest.param([replace(AWARD, level=RecognitionLevel.NATIONAL)], 3, id="national-award"),
        pytest.param([replace(AWARD, level=RecognitionLevel.CITY)], 0, id="award-of-a-city"),
        pytest.param([replace(CERTIFICATE, valid_until=AS_OF)], 3, id="last-day-of-the-certificate"),
        pytest.param([replace(CERTIFICATE, valid_until=date(2026, 2, 28))], 0, id="expired-the-day-before"),
        pytest.param([replace(CERTIFICATE, valid_from=date(2026, 3, 2))], 0, id="in-force-the-day-after"),
        pytest.param([BRAND, replace(BRAND, name="另一牌")], 3, id="two-brands-are-one-kind"),
        pytest.param([replace(BRAND, kind=QualityKind.PRODUCT_CERTIFICATION)], 0, id="not-one-of-the-four"),
    ],
)
def test_indicator_6_what_counts(evidence, points):
    assert lined("6", quality_evidence=tuple(evidence)).points == points


@table(
    ("evidence", "standards", "least", "most", "missing"),
    [
        pytest.param(None, (), 0, 5, ["quality_evidence"], id="0..min(5,9)"),
        pytest.param(None, (MADE,), 3, 5, ["quality_evidence"], id="3..min(5,12)"),
        pytest.param((), None, 0, 3, ["technical_standards"], id="0..3"),
        pytest.param((BRAND,), None, 3, 5, ["technical_standards"], id="3..min(5,6)"),
        pytest.param((replace(AWARD, level=None),), (), 0, 3, ["quality_evidence.0.level"], id="level?"),
    ],
)
def test_indicator_6_unknown(evidence, standards, least, most, missing):
    result = lined("6", quality_evidence=evidence, technical_standards=standards)
    assert (result.status, result.points) == (LineStatus.UNKNOWN, None)
    assert (result.at_least, result.at_most) == (least, most)
    assert [gap.key for gap in result.missing] == missing


def test_indicator_6_two_kinds_need_nothing_more_to_be_known():
    result = lined("6", quality_evidence=(BRAND, CERTIFICATE), technical_standards=None)
    assert (result.status, result.points) == (LineStatus.COMPUTED, 5)


@table(
    ("profit", "points"),
    [
        *around(1000, (100, 10, 8), (80, 8, 6), (60, 6, 4), (40, 4, 2), (20, 2, 0)),
        ("0", 0),
        ("-500", 0),
    ],
)
def test_indicator_7_net_margin(profit, points):
    assert lined("7", last={"net_profit": profit}).points == points


@table(
    ("liabilities", "points"),
    [
        *around(1000, (500, 5, 3), (600, 3, 1), (700, 1, 0), less_is_better=True),
        ("0", 5),
        ("1500", 0),
    ],
)
def test_indicator_8_debt(liabilities, points):
    assert lined("8", last={"total_liabilities": liabilities}).points == points


# --- 特色化 -------------------------------------------------------------------------------------------------------
def test_indicator_9_is_open_until_a_province_has_set_it():
    result = lined("9")
    assert (result.points, result.at_least, result.at_most, result.maximum) == (None, 0, 15, 15)
    assert [gap.key for gap in result.missing] == ["provincial"]


@table("points", range(16))
def test_indicator_9_as_the_province_has_set_it(points):
    assert line(evaluate(LOCAL, scoring({9: points})), "9").points == points


# --- 创新能力 -----------------------------------------------------------------------------------------------------
@table(
    ("rights", "points"),
    [
        pytest.param([], 0, id="none"),
        pytest.param([right(granted_on=OLD)], 10, id="maintained-over-10-years"),
        pytest.param([right(high_value_reasons=(HighValueReason.OVERSEAS,))], 10, id="overseas-family"),
        pytest.param([right(high_value_reasons=(HighValueReason.PLEDGED,))], 10, id="pledged"),
        pytest.param([right(high_value_reasons=(HighValueReason.AWARDED,))], 10, id="prize"),
        pytest.param([right()], 8, id="own-invention"),
        *[
            pytest.param([right(kind)], 8, id=f"own-{kind}")
            for kind in (
                IntellectualPropertyKind.DEFENCE_INVENTION,
                IntellectualPropertyKind.PLANT_VARIETY,
                IntellectualPropertyKind.CROP_VARIETY,
                IntellectualPropertyKind.NEW_DRUG,
                IntellectualPropertyKind.TCM_PROTECTION,
                IntellectualPropertyKind.IC_LAYOUT,
            )
        ],
        pytest.param(
            [right(acquisition=Acquisition.TRANSFERRED, transferred_on=date(2025, 2, 28))],
            6,
            id="transferred-over-a-year-ago",
        ),
        pytest.param(
            [right(acquisition=Acquisition.TRANSFERRED, transferred_on=date(2025, 3, 1))],
            6,
            id="transferred-a-year-ago-to-the-day",
        ),
        pytest.param(
            [right(acquisition=Acquisition.TRANSFERRED, transferred_on=date(2025, 3, 2))],
            0,
            id="transferred-a-day-less-than-a-year-ago",
        ),
        pytest.param(
            [right(granted_on=OLD, acquisition=Acquisition.TRANSFERRED, transferred_on=date(2025, 9, 1))],
            0,
            id="high-value-but-transferred-under-a-year-ago",
        ),
        pytest.param([right(IntellectualPropertyKind.SOFTWARE)], 2, id="software"),
        pytest.param(
            [right(IntellectualPropertyKind.UTILITY_MODEL, granted_on=date(2022, 1, 1))],
            2,
            id="utility-4-years",
        ),
        pytest.param(
            [right(IntellectualPropertyKind.UTILITY_MODEL, granted_on=date(2025, 1, 1))],
            0,
            id="utility-1-year",
        ),
        pytest.param(
            [right(IntellectualPropertyKind.DESIGN, granted_on=date(2022, 1, 1))], 2, id="design-4-years"
        ),
        pytest.param(
            [right(IntellectualPropertyKind.DESIGN, granted_on=date(2025, 1, 1))], 0, id="design-1-year"
        ),
        pytest.param(
            [
                right(
                    IntellectualPropertyKind.SOFTWARE,
                    acquisition=Acquisition.TRANSFERRED,
                    transferred_on=date(2025, 9, 1),
                )
            ],
            0,
            id="software-transferred-under-a-year-ago",
        ),
        pytest.param([right(related_to_main_product=False)], 0, id="of-another-product"),
        pytest.param([right(in_force=False)], 0, id="lapsed"),
        pytest.param(
            [right(IntellectualPropertyKind.SOFTWARE)] * 5 + [right()], 8, id="the-best-counts-not-the-number"
        ),
    ],
)
def test_indicator_10_rights(rights, points):
    assert lined("10", intellectual_property=tuple(rights)).points == points


@table(
    ("rd", "points"),
    [
        *around(1000000, (500, 10, 8), (400, 8, 6), (300, 6, 4), (200, 4, 2), (100, 2, 0)),
        ("0", 0),
    ],
)
def test_indicator_11_by_the_amount(rd, points):
    """Of a revenue of 1,000,000 no amount here is 3%."""
    assert lined("11", last={"revenue": "1000000", "rd_expense": rd}).points == points


@table(
    ("rd", "points"),
    [*around(900, (90, 10, 8), (72, 8, 6), (54, 6, 4), (36, 4, 2), (27, 2, 0)), ("0", 0)],
)
def test_indicator_11_by_the_share(rd, points):
    """Of a revenue of 900 no share here is an amount of 100."""
    assert lined("11", last={"revenue": "900", "rd_expense": rd}).points == points


AMOUNTS = {10: "500", 8: "400", 6: "300", 4: "200", 2: "100", 0: "50"}
# Points of a share, and how many times the amount the revenue is: 10%, 8%, 6.25%, 4%, 3.2%, 2%.
TIMES = {10: "10", 8: "12.5", 6: "16", 4: "25", 2: "31.25", 0: "50"}


@table(
    ("by_amount", "by_share"),
    [pytest.param(*each, id=f"max{each}") for each in product(AMOUNTS, TIMES)],
)
def test_indicator_11_takes_the_better_route(by_amount, by_share):
    rd = Decimal(AMOUNTS[by_amount])
    revenue = f"{rd * Decimal(TIMES[by_share]):f}"
    result = lined("11", last={"revenue": revenue, "main_revenue": "0", "rd_expense": f"{rd:f}"})
    assert (result.status, result.points) == (LineStatus.COMPUTED, max(by_amount, by_share))


@table(
    ("revenue", "status", "reason"),
    [
        pytest.param(None, LineStatus.UNKNOWN, "未填写", id="revenue-unknown"),
        pytest.param("0", LineStatus.NOT_COMPUTABLE, "为 0，不能作分母", id="revenue-0"),
    ],
)
@table("points", AMOUNTS)
def test_indicator_11_without_the_route_by_share(points, revenue, status, reason):
    last = {"revenue": revenue, "main_revenue": "0", "rd_expense": AMOUNTS[points]}
    result = lined("11", last=last)
    if points == 10:
        assert (result.status, result.points, result.missing) == (LineStatus.COMPUTED, 10, ())
        return
    assert (result.status, result.points) == (status, None)
    assert (result.at_least, result.at_most) == (points, 10)
    assert [(gap.key, gap.reason) for gap in result.missing] == [("figures.2025.revenue", reason)]


@table("revenue", ["1000", "0", None])
def test_indicator_11_without_the_expense_nothing_is_known(revenue):
    result = lined("11", last={"revenue": revenue, "main_revenue": "0", "rd_expense": None})
    assert (result.status, result.at_least, result.at_most) == (LineStatus.UNKNOWN, 0, 10)
    assert result.missing[0].key == "figures.2025.rd_expense"


@table(
    ("staff", "points"),
    [
        pytest.param(staff, points, id=f"{staff}/10000={points}")
        for staff, points in [
            (10000, 5), (2001, 5), (2000, 5), (1999, 3), (1001, 3), (1000, 3), (999, 1), (501, 1), (500, 1),
            (499, 0), (0, 0),
        ]
    ],
)  # fmt: skip
def test_indicator_12_rd_staff(staff, points):
    assert lined("12", last={"employees": 10000, "rd_staff": staff}).points == points


@table(
    ("levels", "points"),
    [
        ([RecognitionLevel.NATIONAL], 10),
        ([RecognitionLevel.PROVINCIAL], 8),
        ([RecognitionLevel.CITY], 4),
        ([RecognitionLevel.COUNTY], 2),
        ([RecognitionLevel.SELF], 2),
        ([], 0),
        ([RecognitionLevel.SELF, RecognitionLevel.CITY, RecognitionLevel.COUNTY], 4),
        ([RecognitionLevel.CITY, RecognitionLevel.NATIONAL], 10),
        ([None, RecognitionLevel.NATIONAL], 10),
    ],
)
def test_indicator_13_institution(levels, points):
    owned = tuple(Institution("技术中心", level, date(2020, 1, 1)) for level in levels)
    assert lined("13", institutions=owned).points == points


@table(("recognised_on", "points"), [(AS_OF, 10), (date(2026, 3, 2), 0)], ids=["on-the-day", "the-day-after"])
def test_indicator_13_recognised_in_time(recognised_on, points):
    owned = (Institution("技术中心", RecognitionLevel.NATIONAL, recognised_on),)
    assert lined("13", institutions=owned).points == points


def test_indicator_13_unknown_level_leaves_the_better_levels_open():
    result = lined("13", institutions=(Institution("甲", RecognitionLevel.CITY), Institution("乙")))
    assert (result.status, result.points) == (LineStatus.UNKNOWN, None)
    assert (result.at_least, result.at_most) == (4, 10)
    assert [gap.key for gap in result.missing] == ["institutions.1.level"]
