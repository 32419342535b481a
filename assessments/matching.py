"""Which category of questionnaire an industry belongs to, by division of GB/T 4754-2017.

Section C (divisions 13 to 43) is manufacturing. The producer services follow 《生产性服务业统计分类（2019）》 by the
majority of a division's classes; every other division is 其他行业.
"""

from assessments.enums import Category

_PRODUCER_SERVICE = frozenset("05 11 51 54 55 56 57 58 59 60 63 64 65 66 67 68 69 72 73 74 75 77".split())


def category_of(industry_code: str) -> Category | None:
    """Category of an industry given by its division or any finer code; None for a section letter or nothing."""
    division = industry_code[:2]
    if len(division) < 2 or not division.isdigit():
        return None
    if 13 <= int(division) <= 43:
        return Category.MANUFACTURING
    return Category.PRODUCER_SERVICE if division in _PRODUCER_SERVICE else Category.OTHER
