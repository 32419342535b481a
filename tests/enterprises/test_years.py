"""Terms of whole years."""

import datetime as dt

from enterprises.kit.times.dates import last_day


def test_a_term_ends_the_day_before_its_anniversary():
    ends = {
        (2026, 12, 1): (2029, 11, 30),
        (2027, 1, 1): (2029, 12, 31),
        (2025, 3, 1): (2028, 2, 29),
        (2026, 3, 1): (2029, 2, 28),
        # 2031 has no 29 February: its anniversary is 1 March.
        (2028, 2, 29): (2031, 2, 28),
    }
    assert {first: last_day(dt.date(*first), 3) for first in ends} == {
        first: dt.date(*last) for first, last in ends.items()
    }
    assert last_day(dt.date(2028, 2, 29), 4) == dt.date(2032, 2, 28)
