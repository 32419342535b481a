"""How amounts and shares are written in an explanation. The only place where numbers are rounded."""

from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal

_CENT = Decimal("0.01")
_HUNDRED = Decimal(100)
_MOST_PLACES = 9


def money(amount: Decimal) -> str:
    """An amount with thousands separators and at least two places; further places are kept, not rounded."""
    if amount.as_tuple().exponent >= -2:
        return f"{amount:,.2f}"
    return f"{amount:,f}"


def money_up(amount: Decimal) -> str:
    """A distance, rounded up to two places: whoever goes that far has arrived."""
    return f"{amount.quantize(_CENT, ROUND_CEILING):,f}"


def percent(ratio: Decimal, *, up: bool = False) -> str:
    """A ratio as a percentage of two places, as everybody rounds.

    Where that would show a whole percent the number has not reached (``up``: has not come down to), more places are
    shown: borders of bands are whole percents, and 4.9999% is not 5%.
    """
    exact = ratio * _HUNDRED
    for places in range(2, _MOST_PLACES):
        shown = exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
        flatters = shown < exact if up else shown > exact
        if not (flatters and shown == shown.to_integral_value()):
            return f"{shown:,f}%"
    return f"{exact.quantize(_CENT, ROUND_CEILING if up else ROUND_FLOOR):,f}%"


def share(ratio: Decimal) -> str:
    """A border of a band, exactly: 0.05 is 5%."""
    return f"{(ratio * _HUNDRED).normalize():f}%"
