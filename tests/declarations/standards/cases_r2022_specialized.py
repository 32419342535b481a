"""Scores between the borders of 63号 附件2."""

from datetime import date
from decimal import Decimal

from declarations.standards.facts import (
    EquityRound,
)

# 专业化 5+10+5+5=25, 精细化 5+5+10+5=25, 创新能力 8+2+0+0=10.
SIXTY = {1: 5, 2: 10, 3: 5, 4: 5, 5: 5, 6: 5, 7: 10, 8: 5, 9: 0, 10: 8, 11: 2, 12: 0, 13: 0}
# Refinement 5+5+10+3=23 and 1 point of staff instead: 25+23+11=59.
FIFTY_NINE = {**SIXTY, 8: 3, 12: 1}


def equity(paid_in="2000", received_on=date(2025, 6, 1), share="0.30", qualified=True):
    amounts = [None if each is None else Decimal(each) for each in (paid_in, share)]
    return EquityRound("基金", received_on, *amounts, qualified)
