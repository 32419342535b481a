"""Enterprises between the borders of 科技型中小企业 (国科发政〔2017〕115号)."""

from datetime import date

from declarations.standards.facts import Honour, TechnicalStandard
from enterprises.enums import HonourKind, IntellectualPropertyKind, StandardScope
from tests.declarations.standards.builders_conditions import (
    enterprise,
    judge,
    right,
)

STANDARD = "TECH-SME"
LIMITS, DIRECT = ("L1", "L2", "L3"), ("K1", "K2", "K3", "K4")
SOFTWARE = right(IntellectualPropertyKind.SOFTWARE)


def tech(*, last=None, **changes):
    """No direct confirmation, and the points of the builder: 90/300 = 30% 20, 700/12000 = 5.8% 40, Ⅰ类 30."""
    return enterprise(last=last, **{"institutions": (), **changes})


def honour(kind=HonourKind.HIGH_TECH, **changes):
    values = {"name": "荣誉", "valid_from": date(2024, 1, 1), "valid_until": date(2026, 12, 31)}
    return Honour(kind=kind, **{**values, **changes})


def led(**changes):
    """A national standard of 2024 in which the enterprise is first of the drafting units."""
    values = {"name": "标准", "scope": StandardScope.NATIONAL, "published_on": date(2024, 5, 1), "rank": 1}
    return TechnicalStandard(**{**values, **changes})


def line(code, facts):
    return next(each for each in judge(STANDARD, facts).lines if each.code == code)


def staff(tech_staff, employees):
    return tech(last={"tech_staff": tech_staff, "employees": employees, "rd_staff": 0})


def spent(rd, revenue="10000", cost="20000"):
    """R&D with one denominator that matters; the other one is large enough to give nothing."""
    return tech(last={"rd_expense": rd, "revenue": revenue, "main_revenue": "0", "total_cost": cost})


NOTHING = {"last": {"tech_staff": 0, "rd_expense": "0"}, "intellectual_property": ()}
