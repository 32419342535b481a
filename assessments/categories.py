"""Which category of questionnaire an industry of GB/T 4754-2017 belongs to. Pure.

Section C (divisions 13 to 43) is manufacturing. The producer services follow 《生产性服务业统计分类（2019）》 from memory,
by the majority of a division's classes; where a division has classes of both kinds the enterprise confirms. Every
other division is 其他行业. Administrators' rules come before all that.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from assessments.enums import Category

_PRODUCER_SERVICE = frozenset("05 11 51 54 55 56 57 58 59 60 63 64 65 66 67 68 69 72 73 74 75 77".split())
# Divisions with classes inside and outside the producer services.
_MIXED = frozenset("53 54 55 56 58 64 66 67 68 71 72 73 74 77 81 82 83".split())


@dataclass(frozen=True)
class Rule:
    """An administrator's word on a division, group or class. ``confirm``: the enterprise has the last word."""

    category: Category
    confirm: bool = False


@dataclass(frozen=True)
class Placement:
    """Where an industry belongs. ``candidates``: what an enterprise may confirm instead; empty where it is settled.

    ``rule``: the code of the administrator's rule that decided, if one did.
    """

    category: Category
    candidates: tuple[Category, ...] = ()
    rule: str = ""

    @property
    def is_settled(self) -> bool:
        return not self.candidates


def place(code: str, rules: Mapping[str, Rule]) -> Placement | None:
    """The placement of a division or any finer code; None for a section's letter or nothing.

    ``rules`` by code: the longest that ``code`` begins with decides.
    """
    if len(code) < 2 or not (code.isascii() and code.isdigit()):
        return None
    for length in (4, 3, 2):
        rule = rules.get(code[:length]) if len(code) >= length else None
        if rule:
            candidates = tuple(Category) if rule.confirm else ()
            return Placement(rule.category, candidates, code[:length])
    return _by_division(code[:2])


def _by_division(division: str) -> Placement:
    if 13 <= int(division) <= 43:
        return Placement(Category.MANUFACTURING)
    category = Category.PRODUCER_SERVICE if division in _PRODUCER_SERVICE else Category.OTHER
    candidates = (Category.PRODUCER_SERVICE, Category.OTHER) if division in _MIXED else ()
    return Placement(category, candidates)
