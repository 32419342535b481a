"""What contradicts itself in the facts, whoever collected them: set aside, and named with its field.

Every check looks at facts that were given; what is unknown is no contradiction.
"""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from operator import attrgetter
from typing import Any

from declarations.standards.facts import FIGURE_LABELS, Facts, Problem, YearFigures
from declarations.standards.intellectual_property import repeated_rights, same_as, title_of
from declarations.standards.wording import quoted

MOST_SEGMENT_YEARS = 200
HIGHEST_LEVEL = 4
LONGEST_SERIES = 10
# Early in a year the audit of the last one is not ready yet, so the one before still counts.
OLDEST_YEAR = 2

# Figures that are parts of another one of the same year, which they cannot exceed.
WHOLE_OF = {"main_revenue": "revenue", "rd_staff": "employees", "tech_staff": "employees"}
_PARTS = tuple((part, whole, attrgetter(part, whole)) for part, whole in WHOLE_OF.items())
_ZERO = Decimal(0)
_MAY_BE_NEGATIVE = {"net_profit"}
_NO_FIGURES = YearFigures()
_NEVER_NEGATIVE = tuple(name for name in FIGURE_LABELS if name not in _MAY_BE_NEGATIVE)
_never_negative = attrgetter(*_NEVER_NEGATIVE)


def _ratio(value: Decimal) -> str | None:
    return None if 0 <= value <= 1 else "应在 0 与 1 之间。"


def _place(value: int) -> str | None:
    return None if value >= 1 else "名次从 1 起。"


def _not_negative(value: Decimal) -> str | None:
    return None if value >= 0 else "不能为负数。"


def _years(value: Decimal) -> str | None:
    return None if 0 <= value <= MOST_SEGMENT_YEARS else f"应在 0 与 {MOST_SEGMENT_YEARS} 年之间。"


# Field of one entry, what it is called, and what is wrong with it.
_Checks = tuple[tuple[str, str, Callable], ...]
_PRODUCT: _Checks = (
    ("segment_years", "从事特定细分市场年限", _years),
    ("domestic_share", "国内细分市场占有率", _ratio),
    ("international_share", "国际细分市场占有率", _ratio),
    ("domestic_rank", "国内细分市场位次", _place),
)
_LISTS: dict[str, tuple[str, _Checks]] = {
    "intellectual_property": ("项知识产权", (("owner_rank", "权利人排名", _place),)),
    "awards": ("项科技奖励", (("rank", "获奖单位排名", _place),)),
    "contests": ("项“创客中国”名次", (("rank", "名次", _place),)),
    "equity_rounds": (
        "笔股权融资",
        (("paid_in", "实缴金额", _not_negative), ("share_given_up", "出让股权比例", _ratio)),
    ),
    "technical_standards": ("项标准", (("rank", "起草单位排名", _place),)),
}


def consistent(facts: Facts) -> Facts:
    """``facts`` without what contradicts itself; each such fact becomes None and is named in ``problems``.

    The very ``facts`` when nothing is wrong. Doing it twice changes nothing.
    """
    problems: list[Problem] = []
    changed: dict[str, Any] = {}
    if facts.year is not None and facts.as_of is not None and facts.as_of.year <= facts.year:
        problems.append(
            Problem("year", "最近一个完整会计年度", f"{facts.year}年度在申报日尚未结束。", str(facts.year))
        )
        changed["year"] = None
    elif facts.year is not None and facts.as_of is not None and facts.as_of.year - facts.year > OLDEST_YEAR:
        message = f"不是最近一个完整会计年度，申报日为{facts.as_of}。"
        problems.append(Problem("year", "最近一个完整会计年度", message, str(facts.year)))
        changed["year"] = None
    rows = {year: _checked_figures(year, row, problems) for year, row in facts.figures.items()}
    if any(rows[year] is not row for year, row in facts.figures.items()):
        changed["figures"] = rows
    _name_missing_years(facts, problems)
    product = _checked_entry(facts.main_product, "main_product.", "主导产品", _PRODUCT, problems)
    if product is not None:
        changed["main_product"] = product
    for name, (unit, checks) in _LISTS.items():
        entries = getattr(facts, name)
        if entries and any([_faulty(entry, checks) for entry in entries]):
            changed[name] = tuple(
                _checked_entry(each, f"{name}.{index}.", f"第{index + 1}{unit}", checks, problems) or each
                for index, each in enumerate(entries)
            )
    _name_repeated_rights(facts, problems)
    level = facts.digital_level
    if level is not None and not 0 <= level <= HIGHEST_LEVEL:
        problems.append(
            Problem("digital_level", "数字化水平等级", f"应在 0 与 {HIGHEST_LEVEL} 之间。", str(level))
        )
        changed["digital_level"] = None
    negative = {year: score for year, score in facts.development_scores.items() if score < 0}
    if negative:
        problems.extend(
            Problem(f"development_scores.{year}", f"{year}年发展评价得分", "不能为负数。", str(score))
            for year, score in negative.items()
        )
        kept = {year: score for year, score in facts.development_scores.items() if year not in negative}
        changed["development_scores"] = kept
    if not problems and not changed:
        return facts
    known = {(problem.key, problem.message) for problem in facts.problems}
    new = tuple(problem for problem in problems if (problem.key, problem.message) not in known)
    if not new and not changed:
        return facts
    return replace(facts, **changed, problems=facts.problems + new)


def _checked_figures(year: int, row: YearFigures, problems: list[Problem]) -> YearFigures:
    values = _never_negative(row)
    wrong: dict[str, str] = {}
    if min([value for value in values if value is not None], default=_ZERO) < _ZERO:
        named = zip(_NEVER_NEGATIVE, values, strict=True)
        wrong = {name: "不能为负数。" for name, value in named if value is not None and value < 0}
    for part, whole, both in _PARTS:
        small, large = both(row)
        if small is None or large is None or small <= large or part in wrong or whole in wrong:
            continue
        wrong[part] = f"不能大于{FIGURE_LABELS[whole]}（{large}）。"
    if not wrong:
        return row
    problems.extend(
        Problem(f"figures.{year}.{name}", f"{year}年{FIGURE_LABELS[name]}", message, str(getattr(row, name)))
        for name, message in wrong.items()
    )
    return replace(row, **dict.fromkeys(wrong))


def _name_missing_years(facts: Facts, problems: list[Problem]) -> None:
    """A year without any figure between two that have some: most likely forgotten, so it is said."""
    rows = facts.figures
    if len(rows) < 2:
        return
    last = max(rows)
    between = range(max(min(rows), last - LONGEST_SERIES) + 1, last)
    empty = [year for year in between if rows.get(year, _NO_FIGURES) == _NO_FIGURES]
    if not empty:
        return
    # What was filled in and set aside is not missing.
    faulty = {problem.key.split(".")[1] for problem in facts.problems if problem.key.startswith("figures.")}
    filled = [year for year, row in rows.items() if row != _NO_FIGURES or str(year) in faulty]
    for year in empty:
        if filled and min(filled) < year < max(filled) and str(year) not in faulty:
            message = f"前后年度都已填写，缺少{year}年度的数据。"
            problems.append(Problem(f"figures.{year}", f"{year}年度经营数据", message))


def _name_repeated_rights(facts: Facts, problems: list[Problem]) -> None:
    """A right that is listed again stays, does not count (``_assess_all``), and is named."""
    rights = facts.intellectual_property or ()
    for index, first in repeated_rights(rights).items():
        right = rights[index]
        title = f"知识产权{quoted(title_of(right, index))}的编号"
        message = f"{same_as(first)}，只计一次，请核对后删除其中一项。"
        problems.append(Problem(f"intellectual_property.{index}.number", title, message, right.number))


def _faulty(entry: object, checks: _Checks) -> bool:
    for name, _label, fault in checks:
        value = getattr(entry, name)
        if value is not None and fault(value):
            return True
    return False


def _checked_entry(entry: Any, prefix: str, title: str, checks: _Checks, problems: list[Problem]) -> Any:
    """The entry without its faulty values, each named in ``problems``; None when there are none."""
    if not _faulty(entry, checks):
        return None
    wrong: dict[str, None] = {}
    for name, label, fault in checks:
        value = getattr(entry, name)
        message = None if value is None else fault(value)
        if message:
            wrong[name] = None
            problems.append(Problem(prefix + name, f"{title}{label}", message, str(value)))
    return replace(entry, **wrong)
