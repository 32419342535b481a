"""Which standard applies on which day (standards 0): R2022 2022-08-01 to 2026-03-31, R2026 from 2026-04-01.

R2026 has no annex for 创新型, so annex 1 of R2022 goes on; the 复核 of 小巨人 in 2026 still goes by annex 3 of R2022.
"""

from datetime import date

import pytest

from declarations.standards import all_standards, get_standard, standard_in_force
from tests.tables import table

DAYS = (
    date(2022, 7, 31),
    date(2022, 8, 1),
    date(2026, 3, 31),
    date(2026, 4, 1),
    date(2026, 12, 31),
    date(2027, 1, 1),
)
IN_FORCE = {
    ("innovative", "new"): (None, *["R2022-INNOVATIVE"] * 5),
    ("innovative", "renewal"): (None, *["R2022-INNOVATIVE-RENEWAL"] * 5),
    ("innovative", "evidence"): ("TECH-SME",) * 6,
    ("specialized", "new"): (None, *["R2022-SPECIALIZED"] * 2, *["R2026-SPECIALIZED"] * 3),
    ("specialized", "renewal"): (
        None,
        *["R2022-SPECIALIZED-RENEWAL"] * 2,
        *["R2026-SPECIALIZED-RENEWAL"] * 3,
    ),
    ("specialized", "evidence"): (None,) * 6,
    ("little_giant", "new"): (None, *["R2022-LITTLE-GIANT"] * 2, *["R2026-LITTLE-GIANT"] * 3),
    ("little_giant", "renewal"): (None, *["R2022-LITTLE-GIANT-RENEWAL"] * 4, "R2026-LITTLE-GIANT-RENEWAL"),
    ("little_giant", "evidence"): (None,) * 6,
}


@table(
    ("tier", "kind", "day", "expected"),
    [
        pytest.param(tier, kind, day, standard, id=f"{tier}-{kind}-{day}-{standard}")
        for (tier, kind), standards in IN_FORCE.items()
        for day, standard in zip(DAYS, standards, strict=True)
    ],
)
def test_standard_of_the_day(tier, kind, day, expected):
    assert getattr(standard_in_force(tier, kind, day), "id", None) == expected


@table(("tier", "kind"), list(IN_FORCE))
@table("day", DAYS)
def test_at_most_one_standard_of_a_kind_is_in_force(tier, kind, day):
    """So that a window cannot open under another standard than the one that applies."""
    found = [each for each in all_standards() if each.tier == tier and each.kind == kind]
    assert len([each for each in found if each.in_force_on(day)]) <= 1


@table("day", DAYS)
def test_no_standard_of_an_unknown_tier_or_kind(day):
    assert standard_in_force("unicorn", "new", day) is None
    assert standard_in_force("innovative", "unicorn", day) is None


def test_every_standard_has_its_tier_and_kind_in_the_table():
    assert {(each.tier, each.kind) for each in all_standards()} <= set(IN_FORCE)
    assert {each.id for each in all_standards()} == {
        name for names in IN_FORCE.values() for name in names if name
    }


@table(
    ("new", "renewal"),
    [
        (get_standard(each.id), get_standard(f"{each.id}-RENEWAL"))
        for each in all_standards()
        if each.kind == "new"
    ],
    ids=lambda each: each.id,
)
def test_a_renewal_stands_beside_each_new_recognition(new, renewal):
    assert (renewal.tier, renewal.kind, renewal.source) == (new.tier, "renewal", new.source)
    assert renewal.pass_mark == new.pass_mark
    assert renewal.maximum == new.maximum
    assert "复核" in renewal.title
