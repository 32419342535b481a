"""How amounts and shares are written in an explanation. The only place where numbers are rounded."""

from collections.abc import Iterable
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from typing import Protocol

_CENT = Decimal("0.01")
_HUNDRED = Decimal(100)
_MOST_PLACES = 9
_SINGLE = str.maketrans("“”", "‘’")
_EXPONENTS = tuple(Decimal(1).scaleb(-places) for places in range(_MOST_PLACES))

# Units a quantity or a fact is given in.
MONEY, PERCENT, YEARS, PERSONS = "万元", "%", "年", "人"
POINTS, PLACES, LEVELS = "分", "名", "级"


def money(amount: Decimal) -> str:
    """An amount with thousands separators and at least two places; further places are kept, not rounded."""
    text = f"{amount:,f}"
    whole, _point, places = text.partition(".")
    return text if len(places) >= 2 else f"{whole}.{places:0<2}"


def money_up(amount: Decimal) -> str:
    """A distance, rounded up to two places: whoever goes that far has arrived."""
    return f"{amount.quantize(_CENT, ROUND_CEILING):,f}"


def percent(ratio: Decimal, *, limit: Decimal | None = None, up: bool = False) -> str:
    """A ratio as a percentage of two places, as everybody rounds.

    ``limit`` is a border the ratio has not reached (``up``: not come down to): where two places would show it as
    reached, more are shown. 4.9999% is not 5%.
    """
    exact = ratio * _HUNDRED
    shown = exact.quantize(_CENT, ROUND_HALF_UP)
    if limit is None or not _reached(shown, limit, up):
        # Without the sign of what is less than half a hundredth below nothing.
        return f"{shown if shown else abs(shown):,f}%"
    for places in range(3, _MOST_PLACES):
        shown = exact.quantize(_EXPONENTS[places], ROUND_HALF_UP)
        if not _reached(shown, limit, up):
            return f"{shown:,f}%"
    return f"{exact.quantize(_CENT, ROUND_CEILING if up else ROUND_FLOOR):,f}%"


def _reached(percentage: Decimal, limit: Decimal, up: bool) -> bool:
    return percentage <= limit * _HUNDRED if up else percentage >= limit * _HUNDRED


def share(ratio: Decimal) -> str:
    """A border of a band, exactly: 0.05 is 5%."""
    return f"{plain(ratio * _HUNDRED)}%"


def plain(number: Decimal) -> str:
    """A number without trailing zeros."""
    return f"{number.normalize():f}"


def quoted(name: str) -> str:
    """A name in quotation marks; those within it become single ones."""
    return f"“{name.translate(_SINGLE)}”"


class _Labelled(Protocol):
    @property
    def label(self) -> object: ...


def labels(choices: Iterable[_Labelled], joint: str = "、") -> str:
    """What choices are called, one after the other: ``国家级、省级``."""
    return joint.join([str(each.label) for each in choices])


def border_of(text: str) -> Decimal:
    """A border as the annex writes it: ``5%`` is 0.05, ``500`` is 500."""
    return Decimal(text.removesuffix("%")) / 100 if text.endswith("%") else Decimal(text)


def border_words(border: Decimal, unit: str) -> str:
    """A border of a band with its unit: ``5%``, ``500万元``, ``2年``."""
    return share(border) if unit == PERCENT else f"{border:,f}{unit}"


def distance_words(label: str, amount: Decimal, unit: str, *, down: bool = False) -> str:
    """How far a fact has to move, rounded up to what can be filled in: ``研发费用再增加 12.50 万元``."""
    verb = "减少" if down else "增加"
    if unit is MONEY:
        return f"{label}再{verb} {money_up(amount)} 万元"
    match unit:
        case "%":
            return f"{label}再{'降低' if down else '提高'} {money_up(amount * _HUNDRED)} 个百分点"
        case "人" | "名":
            verb = "提升" if unit == PLACES else verb
            return f"{label}再{verb} {amount:,f} {unit}"
        case "年" | "级":
            verb = "提升" if unit == LEVELS else verb
            return f"{label}再{verb} {plain(amount)} {unit}"
        case _:
            return f"{label}再{verb} {money_up(amount)} {unit}"
