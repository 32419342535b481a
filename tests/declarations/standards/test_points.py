"""Points: exact, in one form, and never a float."""

import json
from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from declarations.standards.points import LEAST, as_data, checked, exact, total
from tests.tables import table

POINTS = st.integers(0, 1000).map(lambda tenths: checked(Decimal(tenths) / 10))


def in_one_form(points) -> bool:
    return (
        type(points) is int
        or type(points) is Decimal
        and points % 1 != 0
        and points.as_tuple().exponent == -1
    )


@table(
    ("data", "points", "text"),
    [
        (8, 8, "8"),
        (8.5, Decimal("8.5"), "8.5"),
        (8.0, 8, "8"),
        (0.1, Decimal("0.1"), "0.1"),
        (Decimal("8.50"), Decimal("8.5"), "8.5"),
        (Decimal("8.00"), 8, "8"),
        (Decimal("1E+1"), 10, "10"),
        ("8.5", Decimal("8.5"), "8.5"),
        ("8.", 8, "8"),
        ("08", 8, "8"),
        (0, 0, "0"),
        (Decimal("-0.0"), 0, "0"),
    ],
)
def test_points_are_read_exactly_and_have_one_form(data, points, text):
    found = checked(data)
    assert (found, type(found), str(found)) == (points, type(points), text)
    assert in_one_form(found)


@given(st.lists(POINTS, max_size=40))
def test_a_sum_is_exact_and_in_the_one_form(points):
    found = total(points)
    assert Fraction(found) == sum(map(Fraction, points))
    assert in_one_form(found)


@given(POINTS, POINTS)
def test_so_is_a_difference(more, less):
    found = exact(more - less)
    assert Fraction(found) == Fraction(more) - Fraction(less)
    assert in_one_form(found)


@given(POINTS)
def test_json_keeps_them(points):
    data = json.loads(json.dumps(as_data(points)))
    assert not isinstance(data, float)
    assert (checked(data), type(checked(data))) == (points, type(points))


@given(
    st.decimals(allow_nan=True, allow_infinity=True) | st.floats() | st.integers() | st.text() | st.booleans()
)
def test_whatever_else_is_refused_in_words(data):
    try:
        found = checked(data, "得分")
    except ValueError as refusal:
        assert str(refusal).startswith("得分应为不小于0、最多一位小数的数字")
    else:
        assert in_one_form(found) and found >= 0 and Fraction(found) % Fraction(LEAST) == 0
