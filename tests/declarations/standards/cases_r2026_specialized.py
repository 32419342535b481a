"""Enterprises between the borders of 2号 附件1."""

import pytest

from tests.declarations.standards.builders_conditions import (
    enterprise,
    equity,
)

NEW, RENEWAL = "R2026-SPECIALIZED", "R2026-SPECIALIZED-RENEWAL"
BOTH = pytest.mark.parametrize("standard", [NEW, RENEWAL])
CODES = ("1.1", "1.2", "2.1", "2.2", "2.3", "3.1", "3.2", "4.1", "5.1", "6.1")


def bought(paid_in="2000", **changes):
    """Last year's revenue one cent short, and one round of equity."""
    return enterprise(
        last={"revenue": "1499.99", "main_revenue": "1400"}, equity_rounds=(equity(paid_in, **changes),)
    )


def small(**changes):
    """Revenue 1499.99 in the last year, R&D far above 3%."""
    return enterprise(last={"revenue": "1499.99", "main_revenue": "1400"}, **changes)


def without_right(**changes):
    return enterprise(**{"intellectual_property": (), "institutions": (), **changes})
