"""How amounts and shares are written in an explanation. The only place where numbers are rounded."""

from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

_CENT = Decimal("0.01")
_HUNDRED = Decimal(100)


def money(amount: Decimal) -> str:
    """An amount with thousands separators and at least two places; further places are kept, not rounded."""
    if amount.as_tuple().exponent >= -2:
        return f"{amount:,.2f}"
    return f"{amount:,f}"


def money_up(amount: Decimal) -> str:
    """A distance, rounded up to two places: whoever goes that far has arrived."""
    return f"{amount.quantize(_CENT, ROUND_CEILING):,f}"


def percent(ratio: Decimal, *, up: bool = False) -> str:
    """A ratio as a percentage of two places, rounded down, or ``up`` where less is better.

    Either way the text never shows a border that the number itself has not reached.
    """
    return f"{(ratio * _HUNDRED).quantize(_CENT, ROUND_CEILING if up else ROUND_FLOOR):,f}%"


def share(ratio: Decimal) -> str:
    """A border of a band, exactly: 0.05 is 5%."""
    return f"{(ratio * _HUNDRED).normalize():f}%"
