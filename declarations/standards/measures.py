"""Quantities that bands and limits are set upon: an amount, a share of one figure in another, a growth.

A quantity stays a numerator and a denominator. It is compared with a border by multiplying, never by dividing,
so nothing is rounded before it is compared.
"""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal
from functools import cache
from operator import attrgetter
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
STAFF = frozenset({"employees", "rd_staff", "tech_staff"})
_ONE = Decimal(1)
WHOLE_UNITS = frozenset({PERSONS, PLACES, LEVELS})
_NEAREST = Context(prec=28)
_UPWARDS = Context(prec=28, rounding=ROUND_CEILING)
_DOWNWARDS = Context(prec=28, rounding=ROUND_FLOOR)
_NO_FIGURES = YearFigures()
_NO_YEAR = "the figures of no year"
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
        """The quotient to 28 digits, to be kept (``value``) and shown. Comparisons use ``distance_to``."""
        return context.divide(self.numerator, self.denominator)

    @property
    def value(self) -> Decimal:
        return _NEAREST.divide(self.numerator, self.denominator)

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

    @property
    def value(self) -> Decimal:
        return self.rounded(_NEAREST)

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

    @property
    def unit(self) -> str: ...

    @property
    def formula(self) -> str: ...

    @property
    def movable(self) -> bool: ...

    def read(self, facts: Facts) -> Quantity | Gap: ...

    def moving(self, facts: Facts) -> tuple[str, str, str]: ...


def shown(quantity: Quantity, unit: str, *, limit: Decimal | None = None, up: bool = False) -> str:
    """A quantity as it is written; ``limit`` and ``up`` as in ``wording.percent``."""
    if unit is PERCENT:
        # Rounded away from the limit, so that what falls short by a trillionth still shows it.
        return percent(quantity.rounded(_UPWARDS if up else _DOWNWARDS), limit=limit, up=up)
    if unit is MONEY:
        return f"{money(quantity.value)} 万元"
    if unit == PLACES:
        return f"第 {plain(quantity.value)} 名"
    return f"{plain(quantity.value)} {unit}"


class Figure:
    """One figure of one year counted back from the last: 上年度营业收入."""

    __slots__ = ("_titles", "back", "formula", "get", "label", "name", "unit")

    def __init__(self, name: str, back: int) -> None:
        self.name = name
        self.back = back
        self.label = FIGURE_LABELS[name]
        self.unit = PERSONS if name in STAFF else MONEY
        self.formula = f"{_YEAR_WORDS[back]}{self.label}"
        self.get = attrgetter(name)
        self._titles: dict[int, str] = {}

    def key(self, facts: Facts) -> str:
        """Where it stands in the facts: ``figures.2025.revenue``. Raises ValueError while their year is unknown."""
        year = facts.year
        if year is None:
            raise ValueError(_NO_YEAR)
        return f"figures.{year - self.back}.{self.name}"

    def title(self, facts: Facts) -> str:
        """``2025年营业收入``. Raises ValueError while the year is unknown."""
        year = facts.year
        if year is None:
            raise ValueError(_NO_YEAR)
        if year not in self._titles:
            self._titles[year] = f"{year - self.back}年{self.label}"
        return self._titles[year]

    def written(self, facts: Facts, value: Decimal) -> str:
        """The figure in a sum: ``2025年营业收入 1,000.00 万元``."""
        if self.unit is MONEY:
            return f"{self.title(facts)} {money(value)} 万元"
        return f"{self.title(facts)} {value:,} 人"

    def moving(self, facts: Facts) -> tuple[str, str, str]:
        """Path, label and unit, as a measure names what moves it. The last year goes without saying."""
        return self.key(facts), self.label if self.back == Y1 else self.title(facts), self.unit


def _read(facts: Facts, wanted: tuple[Figure, ...]) -> tuple[list[Decimal], Gap | None]:
    """The figures wanted, or the gap that names every one that is unknown."""
    last = facts.year
    if last is None:
        return [], Gap(LineStatus.UNKNOWN, (_YEAR_MISSING,))
    rows = facts.figures
    values = [figure.get(rows.get(last - figure.back, _NO_FIGURES)) for figure in wanted]
    for value in values:
        if value is None:
            break
    else:
        return values, None
    missing = tuple(
        Missing(figure.key(facts), figure.title(facts))
        for figure, value in zip(wanted, values, strict=True)
        if value is None
    )
    return [], Gap(LineStatus.UNKNOWN, missing)


def _zero(facts: Facts, *figures: Figure) -> Gap:
    reason = "为 0，不能作分母"
    missing = tuple(Missing(figure.key(facts), figure.title(facts), reason) for figure in figures)
    return Gap(LineStatus.NOT_COMPUTABLE, missing)


class _OfFigures:
    """What the measures of figures share. The first of ``figures`` is the one whose change moves the quantity."""

    __slots__ = ("figures", "formula", "unit")
    movable = True
    # Of each measure its own: as many values as it has figures.
    quantity: Callable[..., Quantity | Gap]

    def __init__(self, unit: str, formula: str, *figures: Figure) -> None:
        self.unit = unit
        self.formula = formula
        self.figures = figures

    def moving(self, facts: Facts) -> tuple[str, str, str]:
        return self.figures[0].moving(facts)

    def read(self, facts: Facts) -> Quantity | Gap:
        values, gap = _read(facts, self.figures)
        return self.quantity(facts, *values) if gap is None else gap


class Share(_OfFigures):
    """A part ÷ the whole of the same year."""

    __slots__ = ()

    def __init__(self, part: str, whole: str, year: int) -> None:
        left, right = Figure(part, year), Figure(whole, year)
        super().__init__(PERCENT, f"{left.formula} ÷ {right.formula}", left, right)

    def quantity(self, facts: Facts, part: Decimal, whole: Decimal) -> Quantity | Gap:
        left, right = self.figures
        if not whole:
            return _zero(facts, right)
        words = f"{left.written(facts, part)} ÷ {right.written(facts, whole)}"
        return Quantity(Decimal(part), Decimal(whole), words)


class Growth(_OfFigures):
    """(A figure of the year − of the year before) ÷ of the year before."""

    __slots__ = ()

    def __init__(self, name: str, year: int) -> None:
        now, before = Figure(name, year), Figure(name, year + 1)
        formula = f"（{now.formula} − {before.formula}）÷ {before.formula}"
        super().__init__(PERCENT, formula, now, before)

    def quantity(self, facts: Facts, now: Decimal, before: Decimal) -> Quantity | Gap:
        left, right = self.figures
        if not before:
            return _zero(facts, right)
        words = f"（{left.written(facts, now)} − {right.written(facts, before)}）÷ {money(before)} 万元"
        return Quantity(now - before, before, words)


class AverageGrowth(_OfFigures):
    """近2年平均增长率: the mean of the growth of Y1 and of Y2 (standards 5.3)."""

    __slots__ = ()

    def __init__(self, name: str) -> None:
        years = [Figure(name, back) for back in (Y1, Y2, Y3)]
        formula = f"（{years[0].formula}增长率 + {years[1].formula}增长率）÷ 2"
        super().__init__(PERCENT, formula, *years)

    def quantity(self, facts: Facts, last: Decimal, before: Decimal, first: Decimal) -> Quantity | Gap:
        of_last, of_before, of_first = self.figures
        zeros = [figure for figure, value in ((of_before, before), (of_first, first)) if not value]
        if zeros:
            return _zero(facts, *zeros)
        now = percent(_NEAREST.divide(last - before, before))
        then = percent(_NEAREST.divide(before - first, first))
        words = (
            f"{of_first.written(facts, first)}，{of_before.written(facts, before)}，"
            f"{of_last.written(facts, last)}；（{now} + {then}）÷ 2"
        )
        # ((last − before)/before + (before − first)/first) / 2 on one denominator.
        numerator = (last - before) * first + (before - first) * before
        return Quantity(numerator, 2 * before * first, words, rate=first)


class CompoundGrowth(_OfFigures):
    """近两年复合增长率: (Y1 ÷ Y3) ^ ½ − 1 (standards 5.3; the formula is inferred)."""

    __slots__ = ()

    def __init__(self, name: str) -> None:
        last, first = Figure(name, Y1), Figure(name, Y3)
        super().__init__(PERCENT, f"（{last.formula} ÷ {first.formula}）的平方根 − 1", last, first)

    def quantity(self, facts: Facts, last: Decimal, first: Decimal) -> Quantity | Gap:
        left, right = self.figures
        if not first:
            return _zero(facts, right)
        words = f"√（{left.written(facts, last)} ÷ {right.written(facts, first)}）− 1"
        return CompoundQuantity(last, first, words)


class Amount(_OfFigures):
    """A figure by itself, or the sum or the mean of it over several years."""

    __slots__ = ("mean",)

    def __init__(self, name: str, years: tuple[int, ...], *, mean: bool = False) -> None:
        figures = [Figure(name, year) for year in years]
        words = " + ".join(figure.formula for figure in figures)
        super().__init__(figures[0].unit, f"（{words}）÷ {len(years)}" if mean else words, *figures)
        self.mean = mean

    def quantity(self, facts: Facts, *values: Decimal) -> Quantity:
        words = " + ".join(
            [figure.written(facts, value) for figure, value in zip(self.figures, values, strict=True)]
        )
        if self.mean:
            count = len(values)
            return Quantity(Decimal(sum(values)), Decimal(count), f"（{words}）÷ {count}")
        return Quantity(Decimal(sum(values)), _ONE, words)


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
