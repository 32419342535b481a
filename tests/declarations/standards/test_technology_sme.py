"""科技型中小企业 (国科发政〔2017〕115号, standards 2.3): hard limits, three indicators, four direct confirmations.

Last year 2025, day of application 2026-07-01, so 近五年 begins on 2021-01-01.
"""

from datetime import date

import pytest

from declarations.standards.result import LineStatus
from enterprises.enums import HonourKind, IntellectualPropertyKind, RecognitionLevel, StandardScope
from tests.declarations.standards.builders_conditions import (
    AS_OF,
    MET,
    NOT_MET,
    award,
    found,
    institution,
    judge,
    right,
    rights,
)
from tests.declarations.standards.cases_technology_sme import (
    DIRECT,
    NOTHING,
    SOFTWARE,
    STANDARD,
    honour,
    led,
    line,
    spent,
    staff,
    tech,
)
from tests.tables import table

# Points of an indicator → figures that give them, of 12000 revenue, 10000 cost and 300 staff.
STAFF = {20: 90, 16: 75, 12: 60, 8: 45, 4: 30, 0: 29}
RD = {50: "720", 40: "600", 30: "480", 20: "360", 10: "240", 0: "239.99"}
RIGHTS = {30: rights(1), 24: (SOFTWARE,) * 4, 18: (SOFTWARE,) * 3, 12: (SOFTWARE,) * 2, 6: (SOFTWARE,), 0: ()}


def scoring(staff, rd, held, **changes):
    """Facts that get exactly these points."""
    return tech(
        last={"tech_staff": STAFF[staff], "rd_expense": RD[rd]}, intellectual_property=RIGHTS[held], **changes
    )


@table(
    ("tech_staff", "employees", "points"),
    [
        pytest.param(91, 300, 20, id="91/300>30%"),
        pytest.param(90, 300, 20, id="90/300=30%"),
        pytest.param(89, 300, 16, id="89/300<30%"),
        pytest.param(76, 300, 16, id="76/300>25%"),
        pytest.param(75, 300, 16, id="75/300=25%"),
        pytest.param(74, 300, 12, id="74/300<25%"),
        pytest.param(61, 300, 12, id="61/300>20%"),
        pytest.param(60, 300, 12, id="60/300=20%"),
        pytest.param(59, 300, 8, id="59/300<20%"),
        pytest.param(46, 300, 8, id="46/300>15%"),
        pytest.param(45, 300, 8, id="45/300=15%"),
        pytest.param(44, 300, 4, id="44/300<15%"),
        pytest.param(31, 300, 4, id="31/300>10%"),
        pytest.param(30, 300, 4, id="30/300=10%"),
        pytest.param(29, 300, 0, id="29/300<10%"),
        pytest.param(0, 300, 0, id="0/300=0"),
        pytest.param(300, 300, 20, id="300/300=100%"),
        pytest.param(50, 500, 4, id="50/500=10%"),
        pytest.param(49, 490, 4, id="49/490=10%"),
        pytest.param(49, 491, 0, id="49/491<10%"),
    ],
)
def test_staff(tech_staff, employees, points):
    result = line("1", staff(tech_staff, employees))
    assert (result.status, result.points) == (LineStatus.COMPUTED, points)
    # 15 points of R&D would do without it: no staff, no status.
    expected = MET if points >= 10 else NOT_MET
    assert judge(STANDARD, scoring(points, 50, 0)).verdict is expected


BORDERS_OF_RD = [("6", 50, 40), ("5", 40, 30), ("4", 30, 20), ("3", 20, 10), ("2", 10, 0)]
BORDERS_OF_COST = [("30", 50, 40), ("25", 40, 30), ("20", 30, 20), ("15", 20, 10), ("10", 10, 0)]


@table(
    ("rd", "points"),
    [
        pytest.param(amount, points, id=f"{amount}/10000-{percent}%-{points}")
        for percent, on, below in BORDERS_OF_RD
        for amount, points in (
            (f"{percent}00.01", on),
            (f"{percent}00", on),
            (f"{int(percent) - 1}99.99", below),
        )
    ],
)
def test_research_by_sales(rd, points):
    assert line("2", spent(rd)).points == points


@table(
    ("rd", "points"),
    [
        pytest.param(amount, points, id=f"{amount}/1000-{percent}%-{points}")
        for percent, on, below in BORDERS_OF_COST
        for amount, points in ((f"{percent}0.01", on), (f"{percent}0", on), (f"{int(percent)}0", on))
        + ((f"{int(percent) * 10 - 1}.99", below),)
    ],
)
def test_research_by_cost(rd, points):
    """Sales of 20000 make at most 300/20000 = 1.5% 0."""
    assert line("2", spent(rd, revenue="20000", cost="1000")).points == points


@table(
    ("rd", "revenue", "cost", "points"),
    [
        pytest.param("0", "10000", "8000", 0, id="0-by-both"),
        pytest.param("300", "10000", "1000", 50, id="3%-20-or-30%-50"),
        pytest.param("600", "10000", "6000", 50, id="6%-50-or-10%-10"),
        pytest.param("500", "10000", "2000", 40, id="5%-40-or-25%-40"),
        pytest.param("199.99", "10000", "1999.9", 10, id="1.9999%-0-or-10%-10"),
    ],
)
def test_the_better_route_of_research_counts(rd, revenue, cost, points):
    assert line("2", spent(rd, revenue, cost)).points == points


@table(
    ("held", "points"),
    [
        *(
            pytest.param((SOFTWARE,) * count, points, id=f"class-two-x{count}")
            for count, points in enumerate((0, 6, 12, 18, 24, 24))
        ),
        pytest.param(rights(1), 30, id="class-one-x1"),
        pytest.param(rights(2), 30, id="class-one-x2"),
        pytest.param((*rights(1), SOFTWARE), 30, id="class-one-and-two"),
        pytest.param((SOFTWARE,) * 3 + rights(1, in_force=False), 18, id="class-one-lapsed"),
        pytest.param(
            (SOFTWARE, right(IntellectualPropertyKind.UTILITY_MODEL), right(IntellectualPropertyKind.DESIGN)),
            18,
            id="three-kinds-of-class-two",
        ),
        pytest.param(
            (*(SOFTWARE,) * 3, right(IntellectualPropertyKind.SOFTWARE, related_to_main_product=False)),
            18,
            id="3+0",
        ),
        pytest.param(rights(1, produces_benefit=False), 30, id="class-one-without-benefit"),
        pytest.param(rights(1, owner_rank=4), 30, id="class-one-fourth-owner"),
    ],
)
def test_rights(held, points):
    result = line("3", tech(intellectual_property=held))
    assert (result.status, result.points) == (LineStatus.COMPUTED, points)


@table(
    ("points", "total", "passes"),
    [
        pytest.param((20, 50, 30), 100, True, id="20+50+30=100"),
        pytest.param((20, 40, 0), 60, True, id="20+40+0=60"),
        pytest.param((20, 10, 30), 60, True, id="20+10+30=60"),
        pytest.param((4, 50, 6), 60, True, id="4+50+6=60"),
        pytest.param((4, 50, 0), 54, False, id="4+50+0=54"),
        pytest.param((16, 20, 24), 60, True, id="16+20+24=60"),
        pytest.param((16, 10, 30), 56, False, id="16+10+30=56"),
        pytest.param((8, 40, 6), 54, False, id="8+40+6=54"),
        pytest.param((8, 40, 12), 60, True, id="8+40+12=60"),
        pytest.param((12, 30, 18), 60, True, id="12+30+18=60"),
        pytest.param((20, 20, 18), 58, False, id="20+20+18=58"),
        pytest.param((0, 50, 30), 80, False, id="0+50+30=80-but-no-staff"),
        pytest.param((0, 0, 0), 0, False, id="0+0+0=0"),
    ],
)
def test_score_route(points, total, passes):
    """Every point is even, so 58 is the nearest below the mark of 60."""
    result = judge(STANDARD, scoring(*points))
    assert tuple(each.points for each in result.lines) == points
    assert (result.total, result.total_at_most, result.maximum, result.pass_mark) == (total, total, 100, 60)
    assert result.verdict is (MET if passes else NOT_MET)


def test_reasons_of_a_failure_for_want_of_staff():
    reasons = judge(STANDARD, scoring(0, 50, 30)).reasons
    [reason] = reasons
    assert reason.startswith(
        "以下满足其一即可，目前均未满足：（1）指标 1 科技人员占职工总数比例得分为 0；（2）"
    )
    assert all(f"不满足条件 {code}：" in reason for code in DIRECT)


@table(
    ("code", "last", "verdict"),
    [
        pytest.param("L1", {"employees": 499, "tech_staff": 200}, MET, id="L1-499"),
        pytest.param("L1", {"employees": 500, "tech_staff": 200}, MET, id="L1-500"),
        pytest.param("L1", {"employees": 501, "tech_staff": 200}, NOT_MET, id="L1-501"),
        pytest.param("L2", {"revenue": "19999.99", "rd_expense": "2000"}, MET, id="L2-19999.99"),
        pytest.param("L2", {"revenue": "20000", "rd_expense": "2000"}, MET, id="L2-20000"),
        pytest.param("L2", {"revenue": "20000.01", "rd_expense": "2000"}, NOT_MET, id="L2-20000.01"),
        pytest.param("L3", {"total_assets": "19999.99"}, MET, id="L3-19999.99"),
        pytest.param("L3", {"total_assets": "20000"}, MET, id="L3-20000"),
        pytest.param("L3", {"total_assets": "20000.01"}, NOT_MET, id="L3-20000.01"),
    ],
)
@table("direct", [False, True], ids=["by-score", "confirmed-directly"])
def test_hard_limits(code, last, verdict, direct):
    """They hold for the direct confirmation too."""
    facts = tech(last=last, honours=(honour(),) if direct else ())
    result = judge(STANDARD, facts)
    assert found(STANDARD, code, facts).verdict is verdict
    assert result.verdict is verdict
    if verdict is NOT_MET:
        [reason] = result.reasons
        assert reason.startswith(f"不满足条件 {code}：")


@table(
    ("code", "changes", "verdict"),
    [
        pytest.param("K1", {"honours": (honour(),)}, MET, id="K1-high-tech"),
        *(
            pytest.param("K1", {"honours": (honour(kind),)}, NOT_MET, id=f"K1-{kind}")
            for kind in HonourKind
            if kind != HonourKind.HIGH_TECH
        ),
        pytest.param("K1", {"honours": (honour(valid_until=AS_OF),)}, MET, id="K1-last-day"),
        pytest.param(
            "K1", {"honours": (honour(valid_until=date(2026, 6, 30)),)}, NOT_MET, id="K1-expired-yesterday"
        ),
        pytest.param("K1", {"honours": (honour(valid_from=AS_OF),)}, MET, id="K1-first-day"),
        pytest.param(
            "K1", {"honours": (honour(valid_from=date(2026, 7, 2)),)}, NOT_MET, id="K1-starts-tomorrow"
        ),
        pytest.param("K2", {"awards": (award(rank=3),)}, MET, id="K2-rank-3"),
        pytest.param("K2", {"awards": (award(rank=4),)}, NOT_MET, id="K2-rank-4"),
        *(
            pytest.param(
                "K2",
                {"awards": (award(level=level),)},
                MET if level == RecognitionLevel.NATIONAL else NOT_MET,
                id=f"K2-{level}",
            )
            for level in RecognitionLevel
        ),
        pytest.param("K2", {"awards": (award(awarded_on=date(2020, 12, 31)),)}, NOT_MET, id="K2-before-2021"),
        pytest.param("K2", {"awards": (award(awarded_on=date(2021, 1, 1)),)}, MET, id="K2-first-day"),
        pytest.param("K2", {"awards": (award(awarded_on=AS_OF),)}, MET, id="K2-last-day"),
        pytest.param("K2", {"awards": (award(awarded_on=date(2026, 7, 2)),)}, NOT_MET, id="K2-tomorrow"),
        *(
            pytest.param(
                "K3",
                {"institutions": (institution(level),)},
                MET
                if level
                in (RecognitionLevel.NATIONAL, RecognitionLevel.MINISTERIAL, RecognitionLevel.PROVINCIAL)
                else NOT_MET,
                id=f"K3-{level}",
            )
            for level in RecognitionLevel
        ),
        *(
            pytest.param(
                "K4",
                {"technical_standards": (led(scope=scope),)},
                NOT_MET if scope == StandardScope.OTHER else MET,
                id=f"K4-{scope}",
            )
            for scope in StandardScope
        ),
        pytest.param("K4", {"technical_standards": (led(rank=5),)}, MET, id="K4-rank-5"),
        pytest.param("K4", {"technical_standards": (led(rank=6),)}, NOT_MET, id="K4-rank-6"),
        pytest.param(
            "K4",
            {"technical_standards": (led(published_on=date(2020, 12, 31)),)},
            NOT_MET,
            id="K4-before-2021",
        ),
        pytest.param(
            "K4", {"technical_standards": (led(published_on=date(2021, 1, 1)),)}, MET, id="K4-first-day"
        ),
        pytest.param("K4", {"technical_standards": (led(published_on=AS_OF),)}, MET, id="K4-last-day"),
        pytest.param(
            "K4", {"technical_standards": (led(published_on=date(2026, 7, 2)),)}, NOT_MET, id="K4-tomorrow"
        ),
    ],
)
def test_direct_confirmation(code, changes, verdict):
    """Without a single point."""
    facts = tech(**NOTHING, **changes)
    result = judge(STANDARD, facts)
    assert result.total == 0
    assert found(STANDARD, code, facts).verdict is verdict
    assert result.verdict is verdict
