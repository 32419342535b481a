"""Answer sheets for tests: complete, at a wanted score and at wanted scene levels."""

from decimal import Decimal
from functools import cache

from assessments.enums import ItemKind
from assessments.questionnaire_files import DATA_FOLDER, load
from assessments.questionnaires import Questionnaire

LEAST_NUMBERS = {
    "Q02": {"total": "100", "digital": "5"},
    "Q03": {"connected": "5"},
    "Q11": {"yearly": "10"},
    "Q13": {"rate": "98.5"},
}
MOST_NUMBERS = LEAST_NUMBERS | {"Q02": {"total": "100", "digital": "95"}, "Q03": {"connected": "95"}}
COUNTED = ("Q02", "Q03")


@cache
def manufacturing_2024() -> Questionnaire:
    return load(DATA_FOLDER / "2024-manufacturing.toml")


def answer(*options: str, **numbers: str) -> dict:
    return {"options": list(options), "numbers": numbers}


def lowest_sheet() -> dict:
    """Every item at its 0-point option, every scene below 一级."""
    sheet = {}
    for item in manufacturing_2024().items:
        option = next(option for option in item.options if not option.points)
        sheet[item.code] = answer(option.code, **LEAST_NUMBERS.get(item.code, {}))
    return sheet | scenes_at(0)


def highest_sheet() -> dict:
    """Every item at its maximum, every scene at 四级."""
    sheet = {}
    for item in manufacturing_2024().items:
        if item.kind is ItemKind.MULTI:
            codes = [option.code for option in item.options if not option.exclusive]
        else:
            codes = [option.code for option in item.options if option.points == item.points]
        sheet[item.code] = answer(*codes, **MOST_NUMBERS.get(item.code, {}))
    return sheet | scenes_at(4)


def scenes_at(level: int) -> dict:
    return {scene.code: {"level": level} for scene in manufacturing_2024().scenes}


def scenes_with(level: int, *, starred: int, others: int, rest: int = 0) -> dict:
    """`starred` ★ scenes and `others` plain ones at `level`, the remaining at `rest`."""
    scenes = manufacturing_2024().scenes
    chosen = [scene for scene in scenes if scene.starred][:starred]
    chosen += [scene for scene in scenes if not scene.starred][:others]
    return scenes_at(rest) | {scene.code: {"level": level} for scene in chosen}


def sheet_worth(points: str | Decimal) -> dict:
    """The 0-point sheet raised option by option to exactly `points`; a knapsack over all options."""
    target = Decimal(points)
    ways: dict[Decimal, dict[str, tuple[str, ...]]] = {Decimal(0): {}}
    for item in manufacturing_2024().items:
        if item.code in COUNTED:
            continue
        earnings = _earnings(item)
        grown = dict(ways)
        for worth, codes in earnings.items():
            for total, sheet in ways.items():
                if total + worth <= target:
                    grown.setdefault(total + worth, sheet | {item.code: codes})
        ways = grown
    sheet = lowest_sheet()
    for code, options in ways[target].items():
        sheet[code] = answer(*options, **LEAST_NUMBERS.get(code, {}))
    return sheet


def _earnings(item) -> dict[Decimal, tuple[str, ...]]:
    positive = [option for option in item.options if option.points]
    if item.kind is ItemKind.SINGLE:
        return {option.points: (option.code,) for option in positive}
    earnings, total, codes = {}, Decimal(0), ()
    for option in positive:
        total, codes = total + option.points, (*codes, option.code)
        earnings[total] = codes
    return earnings
