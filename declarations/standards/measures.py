"""Quantities a banded indicator measures: a share of one figure in another, the growth of a figure.

A quantity stays a numerator and a denominator. It is compared with a border by multiplying, never by dividing,
so nothing is rounded before it is compared.
"""

from dataclasses import dataclass
from decimal import Context, Decimal
from typing import Protocol

from declarations.standards.facts import FIGURE_LABELS, Facts
from declarations.standards.result import LineStatus, Missing
from declarations.standards.wording import money

# Years counted back from the last complete accounting year.
Y1, Y2, Y3 = 0, 1, 2

_YEAR_WORDS = ("上年度", "前年度", "大前年度")
_DIVISION = Context(prec=28)
_YEAR_MISSING = Missing("year", "最近一个完整会计年度")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A known quotient with a positive denominator. ``working`` is the sum in words and numbers."""

    numerator: Decimal
    denominator: Decimal
    working: str

    @property
    def value(self) -> Decimal:
        """The quotient to 28 digits, to be kept and read. Comparisons use ``distance_to``."""
        return _DIVISION.divide(self.numerator, self.denominator)

    def distance_to(self, border: Decimal) -> Decimal:
        """How much the numerator lacks to ``border``: positive below it, zero on it, negative above. Exact."""
        return border * self.denominator - self.numerator


@dataclass(frozen=True, slots=True)
class Gap:
    """Why there is no quantity."""

    status: LineStatus
    missing: tuple[Missing, ...]


class Measure(Protocol):
    """``moving`` is the field whose change moves the numerator by the same amount, in year ``year``."""

    formula: str
    moving: str
    year: int

    def read(self, facts: Facts) -> Quantity | Gap: ...


def figure_key(facts: Facts, name: str, back: int) -> str:
    """Where a figure stands in the facts: ``figures.2025.revenue``."""
    return f"figures.{facts.year - back}.{name}"


def figure_label(facts: Facts, name: str, back: int) -> str:
    return f"{facts.year - back}年{FIGURE_LABELS[name]}"


def _read(facts: Facts, *wanted: tuple[str, int]) -> tuple[list[Decimal], Gap | None]:
    """The figures wanted, or the gap that names every one that is unknown."""
    if facts.year is None:
        return [], Gap(LineStatus.UNKNOWN, (_YEAR_MISSING,))
    values, missing = [], []
    for name, back in wanted:
        row = facts.figures.get(facts.year - back)
        value = getattr(row, name) if row is not None else None
        if value is None:
            missing.append(Missing(figure_key(facts, name, back), figure_label(facts, name, back)))
        values.append(value)
    return values, Gap(LineStatus.UNKNOWN, tuple(missing)) if missing else None


def _zero(facts: Facts, name: str, back: int) -> Gap:
    reason = "为 0，不能作分母"
    return Gap(
        LineStatus.NOT_COMPUTABLE,
        (Missing(figure_key(facts, name, back), figure_label(facts, name, back), reason),),
    )


@dataclass(frozen=True, slots=True)
class Share:
    """``part`` ÷ ``whole`` of the same year."""

    part: str
    whole: str
    year: int = Y1

    @property
    def formula(self) -> str:
        words = _YEAR_WORDS[self.year]
        return f"{words}{FIGURE_LABELS[self.part]} ÷ {words}{FIGURE_LABELS[self.whole]}"

    @property
    def moving(self) -> str:
        return self.part

    def read(self, facts: Facts) -> Quantity | Gap:
        values, gap = _read(facts, (self.part, self.year), (self.whole, self.year))
        if gap is not None:
            return gap
        part, whole = values
        if not whole:
            return _zero(facts, self.whole, self.year)
        working = (
            f"{figure_label(facts, self.part, self.year)} {money(part)} 万元"
            f" ÷ {figure_label(facts, self.whole, self.year)} {money(whole)} 万元"
        )
        return Quantity(part, whole, working)


@dataclass(frozen=True, slots=True)
class Growth:
    """(``name`` of the year − of the year before) ÷ of the year before."""

    name: str
    year: int = Y1

    @property
    def formula(self) -> str:
        now, before, label = _YEAR_WORDS[self.year], _YEAR_WORDS[self.year + 1], FIGURE_LABELS[self.name]
        return f"（{now}{label} − {before}{label}）÷ {before}{label}"

    @property
    def moving(self) -> str:
        return self.name

    def read(self, facts: Facts) -> Quantity | Gap:
        values, gap = _read(facts, (self.name, self.year), (self.name, self.year + 1))
        if gap is not None:
            return gap
        now, before = values
        if not before:
            return _zero(facts, self.name, self.year + 1)
        working = (
            f"（{figure_label(facts, self.name, self.year)} {money(now)} 万元"
            f" − {figure_label(facts, self.name, self.year + 1)} {money(before)} 万元）÷ {money(before)} 万元"
        )
        return Quantity(now - before, before, working)


def share(part: str, *, of: str, year: int = Y1) -> Share:
    """主营占比, 研发费用占比, 资产负债率 … of one year."""
    return Share(part, of, year)


def growth(name: str, *, year: int = Y1) -> Growth:
    """增长率 against the year before."""
    return Growth(name, year)
