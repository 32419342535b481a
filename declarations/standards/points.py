"""Points: whole ones, as the annexes give them, and those of a province with one decimal place (8.5 分).

One place, because that is how provinces halve a point; with it every list shows a score without rounding. Points
have one form: an ``int`` when they are whole, else a ``Decimal``. So whole points are stored, sent and shown as they
always were, and a sum of halves is 15 and never 15.0. Every sum and difference of points is made here.
"""

from collections.abc import Iterable
from decimal import Decimal

Points = int | Decimal

PLACES = 1
# The least that can be given at all.
LEAST = Decimal(1).scaleb(-PLACES)
# Beyond this no standard counts; what is larger is not worth being read to its end.
_MOST = 1000


def exact(points: Points) -> Points:
    """``points`` in their one form. Nothing is rounded."""
    if type(points) is int:
        return points
    whole = int(points)
    return whole if whole == points else Decimal(points).normalize()


def total(points: Iterable[Points]) -> Points:
    """The exact sum, in its one form."""
    found = sum(points)
    return found if type(found) is int else exact(found)


def checked(points: object, what: str = "分值") -> Points:
    """``points`` in their one form, from data: a whole number, a decimal, or the text of one.

    A float is what its shortest notation says: 8.5 is 8.5. Raises ValueError, naming ``what``, for anything else,
    for points below nothing, and for more than one decimal place.
    """
    refusal = ValueError(f"{what}应为不小于0、最多一位小数的数字，例如 8 或 8.5，不是{points!r:.40}。")
    if isinstance(points, bool) or not isinstance(points, int | float | Decimal | str):
        raise refusal
    if isinstance(points, str) and not (points.isascii() and points.replace(".", "", 1).isdecimal()):
        raise refusal
    number = Decimal(str(points)) if isinstance(points, float | str) else Decimal(points)
    if not number.is_finite() or not 0 <= number <= _MOST or number != number.quantize(LEAST):
        raise refusal
    return exact(number)


def as_data(points: Points) -> int | str:
    """Points as JSON keeps them: whole ones as a number, else their digits, so that none becomes a float."""
    return points if type(points) is int else str(points)
