"""Which category an industry belongs to: the platform's table, and administrators' rules before it."""

from assessments.categories import Rule, place
from assessments.enums import Category
from tests.tables import table

MANUFACTURING, PRODUCER, OTHER = Category
PRODUCER_ONLY = "05 11 51 57 59 60 63 65 69 75".split()
PRODUCER_MIXED = "54 55 56 58 64 66 67 68 72 73 74 77".split()
OTHER_MIXED = "53 71 81 82 83".split()
BOTH = (PRODUCER, OTHER)


def divisions() -> list[str]:
    return [f"{number:02}" for number in range(1, 98)]


def test_every_division_has_its_place():
    """GB/T 4754-2017 has 97 divisions; section C is 13 to 43."""
    found = {code: place(code, {}) for code in divisions()}
    assert [code for code in found if found[code].category == MANUFACTURING] == divisions()[12:43]
    producers = sorted(PRODUCER_ONLY + PRODUCER_MIXED)
    assert [code for code in found if found[code].category == PRODUCER] == producers
    mixed = sorted(PRODUCER_MIXED + OTHER_MIXED)
    assert [code for code in found if not found[code].is_settled] == mixed
    assert {found[code].candidates for code in mixed} == {BOTH}


@table("code", ["", "C", "3", "ab", "７２", "²2"])
def test_what_is_no_code_has_no_place(code):
    assert place(code, {}) is None


@table(
    ("code", "category"), [("3421", MANUFACTURING), ("721", PRODUCER), ("7299", PRODUCER), ("8010", OTHER)]
)
def test_a_finer_code_lies_where_its_division_lies(code, category):
    assert place(code, {}).category == category


def test_the_longest_rule_decides():
    rules = {"72": Rule(OTHER), "729": Rule(PRODUCER), "7292": Rule(MANUFACTURING)}
    assert [(place(code, rules).category, place(code, rules).rule) for code in ("72", "721", "7291", "7292")] == [
        (OTHER, "72"), (OTHER, "72"), (PRODUCER, "729"), (MANUFACTURING, "7292"),
    ]  # fmt: skip


def test_a_rule_settles_what_was_mixed_and_may_leave_it_to_the_enterprise():
    assert place("7292", {"7292": Rule(OTHER)}).is_settled
    asked = place("4310", {"43": Rule(MANUFACTURING, confirm=True)})
    assert (asked.category, asked.candidates) == (MANUFACTURING, tuple(Category))


def test_a_finer_rule_says_nothing_of_the_division():
    assert place("72", {"7292": Rule(OTHER)}).candidates == BOTH
