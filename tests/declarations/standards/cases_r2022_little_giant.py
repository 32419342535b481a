"""Enterprises between the borders of 63号 附件3."""

import pytest

from enterprises.enums import QualityKind
from tests.declarations.standards.builders_conditions import (
    NOT_MET,
    enterprise,
    equity,
    evidence,
    rights,
)

NEW, RENEWAL = "R2022-LITTLE-GIANT", "R2022-LITTLE-GIANT-RENEWAL"
BOTH = pytest.mark.parametrize("standard", [NEW, RENEWAL])
DIRECT = ("4.P1", "4.P2")
NEVER_MET = dict.fromkeys(DIRECT, NOT_MET)  # of the enterprise as it stands: it has no award and no contest
NOBODY = {"employees": 0, "rd_staff": 0, "tech_staff": 0}
BRAND = evidence(QualityKind.OWN_BRAND)


def grown(first, before, last, **changes):
    """Main revenue of 2023, 2024 and 2025."""
    return enterprise(
        first={"main_revenue": first}, before={"main_revenue": before}, last={"main_revenue": last}, **changes
    )


def research(revenue, rd, before="1000000", revenue_before="11000", **changes):
    """Revenue and R&D of 2025, R&D of 2024; the other figures do not matter to 4.1."""
    return enterprise(
        last={"revenue": revenue, "main_revenue": "0", "rd_expense": rd},
        before={"revenue": revenue_before, "main_revenue": "0", "rd_expense": before},
        **changes,
    )


def young(revenue="4999.99", rd="3000", rd_staff=150, paid_in="8000", **changes):
    """An enterprise below 5000 that meets 4.1: 8000 of equity, 3000 of R&D, 150 of 300 persons."""
    return enterprise(
        last={"revenue": revenue, "main_revenue": revenue, "rd_expense": rd, "rd_staff": rd_staff},
        before={"revenue": "4500", "main_revenue": "4500", "rd_expense": "0"},
        first={"revenue": "4000", "main_revenue": "4000"},
        equity_rounds=(equity(paid_in, **changes),),
    )


def qualities(*found_):
    return enterprise(quality_evidence=(*found_, BRAND))


def poor(**changes):
    """An enterprise that meets none of the general conditions of innovation, but all the rest."""
    return enterprise(last={"rd_expense": "0"}, institutions=(), intellectual_property=(), **changes)


BROKEN = {
    "1.1": enterprise(product={"segment_years": "2"}),
    "1.2": enterprise(last={"revenue": "17000"}),
    "1.3": grown("9500", "9400", "9700"),
    "2.1": enterprise(statements={"digital_and_green": False}),
    "2.2": enterprise(statements={"information_system": False}),
    "2.3": qualities(),
    "2.4": enterprise(last={"total_liabilities": "7001"}),
    "3.1": enterprise(statements={"unique_advantage": False}),
    "3.2": enterprise(product={"domestic_share": "0.09"}),
    "3.3": enterprise(statements={"competitive_brand": False}),
    "4.1": enterprise(last={"rd_expense": "359.99"}),
    "4.2": enterprise(institutions=()),
    "4.3": enterprise(intellectual_property=rights(1)),
    "5.1": enterprise(product={"chain_role": False}),
    "6.1": enterprise(product={"fields": ()}),
}
