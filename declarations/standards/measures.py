"""Quantities that bands and limits are set upon: an amount, a share of one figure in another, a growth.

A quantity stays a numerator and a denominator. It is compared with a border by multiplying, never by dividing,
so nothing is rounded before it is compared.
"""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal
from functools import cache
from typing import NamedTuple, Protocol

from declarations.standards.facts import FIGURE_LABELS, Facts, YearFigures
from declarations.standards.result import LineStatus, Missing
from declarations.standards.wording import (
    LEVELS,
    MONEY,
    PERCENT,
    PERSONS,
    PLACES,
    POINTS,
    YEARS,
    money,
    percent,
    plain,
)

# Years counted back from the last complete accounting year.
Y1, Y2, Y3 = 0, 1, 2
# Years counted back from the year of application, in which the development score of the year is published.
THIS_YEAR, LAST_YEAR = 0, 1

_YEAR_WORDS = {Y1: "上年度", Y2: "前年度", Y3: "大前年度"}
_STAFF = frozenset({"employees", "rd_staff", "tech_staff"})
_ONE = Decimal(1)
WHOLE_UNITS = frozenset({PERSONS, PLACES, LEVELS})
_NEAREST = Context(prec=28)
_UPWARDS = Context(prec=28, rounding=ROUND_CEILING)
_DOWNWARDS = Context(prec=28, rounding=ROUND_FLOOR)
_NO_FIGURES = YearFigures()
_YEAR_MISSING = Missing("year", "最近一个完整会计年度")


class Quantity:
    """A known quotient with a positive denominator. ``working`` is the sum in words and numbers. Never changed.

    ``rate`` is by how much the numerator moves when the fact that moves it moves by one.
    """

    __slots__ = ("denominator", "numerator", "rate", "working")

    def __init__(self, numerator: Decimal, denominator: Decimal, working: str, rate: Decimal = _ONE) -> None:
        self.numerator = numerator
        self.denominator = denominator
        self.working = working
        self.rate = rate

    def rounded(self, context: Context) -> Decimal:
        """The quotient to 28 digits, to be kept and read. Comparisons use ``distance_to``."""
        return context.divide(self.numerator, self.denominator)

    @property
    def value(self) -> Decimal:
        return self.rounded(_NEAREST)

    def distance_to(self, border: Decimal) -> Decimal:
        """How much the numerator lacks to ``border``: positive below it, zero on it, negative above. Exact."""
        return border * self.denominator - self.numerator

    def way(self, distance: Decimal, unit: str) -> Decimal:
        """A distance as the change of the fact (in ``unit``) that moves the quantity.

        Rounded up where it cannot be exact, and where the fact is a whole number.
        """
        if self.rate is not _ONE:
            distance = _UPWARDS.divide(distance, self.rate)
        return distance.to_integral_value(ROUND_CEILING) if unit in WHOLE_UNITS else distance


class CompoundQuantity(Quantity):
    """√(numerator ÷ denominator) − 1, compared by squares."""

    __slots__ = ()

    def rounded(self, context: Context) -> Decimal:
        return context.plus((self.numerator / self.denominator).sqrt() - 1)

    def distance_to(self, border: Decimal) -> Decimal:
        return (1 + border) ** 2 * self.denominator - self.numerator


class Gap(NamedTuple):
    """Why there is no quantity."""

    status: LineStatus
    missing: tuple[Missing, ...]


class Measure(Protocol):
    """``unit`` of the quantity; ``moving`` names (path in the facts, label, unit) of the fact whose change moves it.

    ``movable`` is False for what cannot change any more.
    """

    unit: str
    formula: str
    movable: bool

    def read(self, facts: Facts) -> Quantity | Gap: ...

    def moving(self, facts: Facts) -> tuple[str, str, str]: ...


def shown(quantity: Quantity, unit: str, *, limit: Decimal | None = None, up: bool = False) -> str:
    """A quantity as it is written; ``limit`` and ``up`` as in ``wording.percent``."""
    if unit == PERCENT:
        # Rounded away from the limit, so that what falls short by a trillionth still shows it.
        return percent(quantity.rounded(_UPWARDS if up else _DOWNWARDS), limit=limit, up=up)
    if unit == MONEY:
        return f"{money(quantity.value)} 万元"
    if unit == PLACES:
        return f"第 {plain(quantity.value)} 名"
    return f"{plain(quantity.value)} {unit}"


def figure_key(facts: Facts, name: str, back: int) -> str:
    """Where a figure stands in the facts: ``figures.2025.revenue``."""
    return f"figures.{facts.year - back}.{name}"


def figure_label(facts: Facts, name: str, back: int) -> str:
    return f"{facts.year - back}年{FIGURE_LABELS[name]}"


def figure_unit(name: str) -> str:
    return PERSONS if name in _STAFF else MONEY


def written(facts: Facts, name: str, back: int, value: Decimal | int) -> str:
    """A figure in a sum: ``2025年营业收入 1,000.00 万元``."""
    number = f"{value:,} 人" if name in _STAFF else f"{money(value)} 万元"
    return f"{facts.year - back}年{FIGURE_LABELS[name]} {number}"


def _read(facts: Facts, *wanted: tuple[str, int]) -> tuple[list[Decimal], Gap | None]:
    """The figures wanted, or the gap that names every one that is unknown."""
    last = facts.year
    if last is None:
        return [], Gap(LineStatus.UNKNOWN, (_YEAR_MISSING,))
    values = [getattr(facts.figures.get(last - back, _NO_FIGURES), name) for name, back in wanted]
    for value in values:
        if value is None:
            break
    else:
        return values, None
    missing = tuple(
        Missing(figure_key(facts, name, back), figure_label(facts, name, back))
        for (name, back), value in zip(wanted, values, strict=True)
        if value is None
    )
    return [], Gap(LineStatus.UNKNOWN, missing)


def _zero(facts: Facts, *names: tuple[str, int]) -> Gap:
    reason = "为 0，不能作分母"
    return Gap(
        LineStatus.NOT_COMPUTABLE,
        tuple(
            Missing(figure_key(facts, name, back), figure_label(facts, name, back), reason)
            for name, back in names
        ),
    )


class _OfFigure:
    """What all measures of one moving figure share; ``name`` of year ``year``."""

    __slots__ = ()
    movable = True

    def moving(self, facts: Facts) -> tuple[str, str, str]:
        name, year = self.moving_figure
        # The last year goes without saying.
        label = FIGURE_LABELS[name] if year == Y1 else figure_label(facts, name, year)
        return figure_key(facts, name, year), label, figure_unit(name)


@dataclass(frozen=True, slots=True)
class Share(_OfFigure):
    """``part`` ÷ ``whole`` of the same year."""

    part: str
    whole: str
    year: int = Y1
    unit = PERCENT

    @property
    def moving_figure(self) -> tuple[str, int]:
        return self.part, self.year

    @property
    def formula(self) -> str:
        words = _YEAR_WORDS[self.year]
        return f"{words}{FIGURE_LABELS[self.part]} ÷ {words}{FIGURE_LABELS[self.whole]}"

    def read(self, facts: Facts) -> Quantity | Gap:
        values, gap = _read(facts, (self.part, self.year), (self.whole, self.year))
        if gap is not None:
            return gap
        part, whole = values
        if not whole:
            return _zero(facts, (self.whole, self.year))
        left, right = written(facts, self.part, self.year, part), written(facts, self.whole, self.year, whole)
        return Quantity(Decimal(part), Decimal(whole), f"{left} ÷ {right}")


@dataclass(frozen=True, slots=True)
class Growth(_OfFigure):
    """(``name`` of the year − of the year before) ÷ of the year before."""

    name: str
    year: int = Y1
    unit = PERCENT

    @property
    def moving_figure(self) -> tuple[str, int]:
        return self.name, self.year

    @property
    def formula(self) -> str:
        now, before, label = _YEAR_WORDS[self.year], _YEAR_WORDS[self.year + 1], FIGURE_LABELS[self.name]
        return f"（{now}{label} − {before}{label}）÷ {before}{label}"

    def read(self, facts: Facts) -> Quantity | Gap:
        values, gap = _read(facts, (self.name, self.year), (self.name, self.year + 1))
        if gap is not None:
            return gap
        now, before = values
        if not before:
            return _zero(facts, (self.name, self.year + 1))
        left = written(facts, self.name, self.year, now)
        right = written(facts, self.name, self.year + 1, before)
        return Quantity(now - before, before, f"（{left} − {right}）÷ {money(before)} 万元")


@dataclass(frozen=True, slots=True)
class AverageGrowth(_OfFigure):
    """近2年平均增长率: the mean of the growth of Y1 and of Y2 (standards 5.3)."""

    name: str
    unit = PERCENT

    @property
    def moving_figure(self) -> tuple[str, int]:
        return self.name, Y1

    @property
    def formula(self) -> str:
        return f"（上年度{FIGURE_LABELS[self.name]}增长率 + 前年度{FIGURE_LABELS[self.name]}增长率）÷ 2"

    def read(self, facts: Facts) -> Quantity | Gap:
        values, gap = _read(facts, (self.name, Y1), (self.name, Y2), (self.name, Y3))
        if gap is not None:
            return gap
        last, before, first = values
        zeros = [(self.name, back) for back, value in ((Y2, before), (Y3, first)) if not value]
        if zeros:
            return _zero(facts, *zeros)
        years = "，".join(
            written(facts, self.name, back, value)
            for back, value in zip((Y3, Y2, Y1), reversed(values), strict=True)
        )
        parts = [_NEAREST.divide(last - before, before), _NEAREST.divide(before - first, first)]
        words = f"{years}；（{percent(parts[0])} + {percent(parts[1])}）÷ 2"
        # ((last − before)/before + (before − first)/first) / 2 on one denominator.
        numerator = (last - before) * first + (before - first) * before
        return Quantity(numerator, 2 * before * first, words, rate=first)


@dataclass(frozen=True, slots=True)
class CompoundGrowth(_OfFigure):
    """近两年复合增长率: (Y1 ÷ Y3) ^ ½ − 1 (standards 5.3; the formula is inferred)."""

    name: str
    unit = PERCENT

    @property
    def moving_figure(self) -> tuple[str, int]:
        return self.name, Y1

    @property
    def formula(self) -> str:
        label = FIGURE_LABELS[self.name]
        return f"（上年度{label} ÷ 大前年度{label}）的平方根 − 1"

    def read(self, facts: Facts) -> Quantity | Gap:
        values, gap = _read(facts, (self.name, Y1), (self.name, Y3))
        if gap is not None:
            return gap
        last, first = values
        if not first:
            return _zero(facts, (self.name, Y3))
        left, right = written(facts, self.name, Y1, last), written(facts, self.name, Y3, first)
        return CompoundQuantity(last, first, f"√（{left} ÷ {right}）− 1")


@dataclass(frozen=True, slots=True)
class Amount(_OfFigure):
    """A figure by itself, or the sum or the mean of it over the years ``years``."""

    name: str
    years: tuple[int, ...] = (Y1,)
    mean: bool = False

    @property
    def unit(self) -> str:
        return figure_unit(self.name)

    @property
    def moving_figure(self) -> tuple[str, int]:
        return self.name, self.years[0]

    @property
    def formula(self) -> str:
        words = " + ".join(f"{_YEAR_WORDS[year]}{FIGURE_LABELS[self.name]}" for year in self.years)
        return f"（{words}）÷ {len(self.years)}" if self.mean else words

    def read(self, facts: Facts) -> Quantity | Gap:
        values, gap = _read(facts, *((self.name, year) for year in self.years))
        if gap is not None:
            return gap
        words = " + ".join(
            written(facts, self.name, year, value) for year, value in zip(self.years, values, strict=True)
        )
        total = Decimal(sum(values))
        if self.mean:
            return Quantity(total, Decimal(len(values)), f"（{words}）÷ {len(values)}")
        return Quantity(total, _ONE, words)


@dataclass(frozen=True, slots=True)
class OneNumber:
    """A number that is a fact by itself. ``find`` gives (path, label, value) of it in the facts."""

    formula: str
    unit: str
    find: Callable[[Facts], tuple[str, str, Decimal | None]]
    movable: bool = True

    def read(self, facts: Facts) -> Quantity | Gap:
        key, label, value = self.find(facts)
        if value is None:
            return Gap(LineStatus.UNKNOWN, (Missing(key, label),))
        quantity = Quantity(value, _ONE, "")
        quantity.working = f"{label} {shown(quantity, self.unit)}"
        return quantity

    def moving(self, facts: Facts) -> tuple[str, str, str]:
        key, label, _value = self.find(facts)
        return key, label, self.unit


# The same measure is the same object everywhere, so that a case reads it once.
@cache
def share(part: str, *, of: str, year: int = Y1) -> Share:
    """主营占比, 研发费用占比, 资产负债率, 净利润率 … of one year."""
    return Share(part, of, year)


@cache
def growth(name: str, *, year: int = Y1) -> Growth:
    """增长率 against the year before."""
    return Growth(name, year)


@cache
def amount(name: str, *, year: int = Y1) -> Amount:
    """One figure of one year."""
    return Amount(name, (year,))


@cache
def average_growth(name: str) -> AverageGrowth:
    """近2年平均增长率."""
    return AverageGrowth(name)


@cache
def compound_growth(name: str) -> CompoundGrowth:
    """近两年复合增长率."""
    return CompoundGrowth(name)


@cache
def total(name: str) -> Amount:
    """近两年合计."""
    return Amount(name, (Y1, Y2))


@cache
def average(name: str) -> Amount:
    """近两年平均."""
    return Amount(name, (Y1, Y2), mean=True)


def _product_number(name: str, label: str, unit: str) -> OneNumber:
    def find(facts: Facts) -> tuple[str, str, Decimal | None]:
        value = getattr(facts.main_product, name)
        return f"main_product.{name}", label, None if value is None else Decimal(value)

    return OneNumber(label, unit, find)


SEGMENT_YEARS = _product_number("segment_years", "从事特定细分市场年限", YEARS)
DOMESTIC_SHARE = _product_number("domestic_share", "国内细分市场占有率", PERCENT)
DOMESTIC_RANK = _product_number("domestic_rank", "国内细分市场位次", PLACES)
INTERNATIONAL_SHARE = _product_number("international_share", "国际细分市场占有率", PERCENT)


@cache
def development_score(back: int = THIS_YEAR) -> OneNumber:
    """专精特新发展评价得分 (工信厅企业〔2024〕75号) published in the year of application, or in the one before."""
    words = "本年度" if back == THIS_YEAR else "上年度"

    def find(facts: Facts) -> tuple[str, str, Decimal | None]:
        if facts.as_of is None:
            return "as_of", "申报日期", None
        year = facts.as_of.year - back
        return (
            f"development_scores.{year}",
            f"{year}年专精特新发展评价得分",
            facts.development_scores.get(year),
        )

    return OneNumber(f"{words}专精特新发展评价得分", POINTS, find, movable=back == THIS_YEAR)


def _digital_level(facts: Facts) -> tuple[str, str, Decimal | None]:
    level = facts.digital_level
    return "digital_level", "数字化水平评测等级", None if level is None else Decimal(level)


# The result of the latest self-assessment on the platform (63号 附件4 第6项).
DIGITAL_LEVEL = OneNumber("最近一次数字化水平评测的等级", LEVELS, _digital_level)
