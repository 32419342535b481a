"""Enterprises between the borders of 2号 附件2."""

import pytest

from enterprises.enums import TitleKind
from tests.declarations.standards.builders_conditions import (
    enterprise,
    title,
)

NEW, RENEWAL = "R2026-LITTLE-GIANT", "R2026-LITTLE-GIANT-RENEWAL"
BOTH = pytest.mark.parametrize("standard", [NEW, RENEWAL])
RENEWED = ("1.1", "1.2", "2.1", "2.2", "2.4", "3.1", "3.2", "4.1", "5.1", "5.2", "6.1", "6.2", "7.1")
CODES = (*RENEWED[:4], "2.3", *RENEWED[4:])


def titled(kind=TitleKind.SPECIALIZED, **changes):
    return enterprise(titles=(title(kind, **changes),))


def market(share="0.0999", international="0.0999", rank=4):
    return enterprise(
        product={"domestic_share": share, "international_share": international, "domestic_rank": rank}
    )


def turnover(last, first="1000", **changes):
    """Revenue of 2025 and 2023 (main revenue the same), with R&D that does not matter."""
    return enterprise(
        last={"revenue": last, "main_revenue": last},
        first={"revenue": first, "main_revenue": first},
        **changes,
    )


def spent(last, before, **changes):
    return enterprise(last={"rd_expense": last}, before={"rd_expense": before}, **changes)
