"""Numbers a questionnaire asks for and the platform knows already: staff and revenue of 年度经营数据.

They stand in an unanswered question beforehand, and what was typed otherwise is compared with them. Which numbers
these are follows from their codes, which mean the same in every table (`data/README.md`). Pure.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from assessments.enums import ProblemKind
from assessments.questionnaire_checks import plain
from assessments.questionnaires import Item, Questionnaire
from assessments.results import AssessmentResult, Problem
from assessments.scoring import read_number

# A number ten times as large or as small as the known one is one in another unit (元, 亿元, 千元).
IMPLAUSIBLE = 10
_HUNDREDTH = Decimal("0.01")
# Figure and how many years before the last, by code of the number; None: the mean of all years known.
_NUMBERS: dict[str, tuple[str, int | None]] = {
    "staff_now": ("employees", 0),
    "staff_before": ("employees", 1),
    "revenue_now": ("revenue", 0),
    "revenue_before": ("revenue", 1),
    "revenue": ("revenue", None),
}
_LABELS = {"employees": "从业人员数量", "revenue": "营业收入"}
# Questions about a share of revenue that do not ask for the revenue: the number, and the upper bounds in percent of
# the options but the last (工信厅企业〔2024〕56号).
_SHARES = {("2024", "manufacturing", "Q11"): ("yearly", (10, 20, 40, 60))}


@dataclass(frozen=True)
class Years:
    """Staff and revenue (万元) of the last complete years, newest first; None where nothing is stored."""

    years: tuple[int, ...]
    employees: tuple[int | None, ...]
    revenue: tuple[Decimal | None, ...]

    @property
    def revenues(self) -> dict[int, Decimal]:
        """By year, where there is any."""
        return {year: each for year, each in zip(self.years, self.revenue, strict=True) if each}


@dataclass(frozen=True)
class Known:
    """A number as it is typed, and where it is from, e.g. `2025年度经营数据的营业收入`."""

    value: Decimal
    source: str

    @property
    def text(self) -> str:
        return plain(self.value)


def known_numbers(item: Item, figures: Years) -> dict[str, Known]:
    """What is known of the numbers of a question, by code."""
    found = {}
    for number in item.numbers:
        name, ago = _NUMBERS.get(number.code, ("", 0))
        known = _known(name, ago, figures) if name else None
        if known is not None:
            found[number.code] = known
    return found


def _known(name: str, ago: int | None, figures: Years) -> Known | None:
    if ago is not None:
        value = getattr(figures, name)[ago]
        source = f"{figures.years[ago]}年度经营数据的{_LABELS[name]}"
        return None if value is None else Known(Decimal(value), source)
    values = figures.revenues
    if not values:
        return None
    mean = (sum(values.values(), Decimal(0)) / len(values)).quantize(_HUNDREDTH)
    return Known(mean, f"{_span(values)}经营数据的年均{_LABELS[name]}")


def _span(values: Mapping[int, Decimal]) -> str:
    first, last = min(values), max(values)
    return f"{last}年度" if first == last else f"{first}—{last}年度"


def with_known(
    result: AssessmentResult, questionnaire: Questionnaire, answers: Mapping[str, Any], figures: Years
) -> AssessmentResult:
    """`result` with what the known figures say of the answers: another number is to be looked at, an implausible one
    and a share the figures exclude to be mended.
    """
    found = [*result.problems]
    for item in questionnaire.items:
        numbers = _typed(item, answers.get(item.code))
        found += _differences(item, numbers, known_numbers(item, figures))
        share = _SHARES.get((questionnaire.edition, questionnaire.category, item.code))
        if share and figures.revenues:
            found += _wrong_share(item, answers[item.code], numbers, share, figures) if numbers else []
    order = {code: place for place, code in enumerate(questionnaire.by_code)}
    return replace(result, problems=tuple(sorted(found, key=lambda each: order.get(each.where, -1))))


def _typed(item: Item, answer: Any) -> dict[str, Decimal]:
    """The readable numbers of an answer by code; what is not is scoring's to complain about."""
    given = answer.get("numbers") if isinstance(answer, Mapping) else None
    numbers = {}
    for code, value in (given if isinstance(given, Mapping) else {}).items():
        field = item.number(code)
        if field is not None and value not in ("", None):
            try:
                numbers[code] = read_number(field, value)
            except ValueError:
                continue
    return numbers


def _differences(item: Item, typed: Mapping[str, Decimal], known: Mapping[str, Known]) -> list[Problem]:
    problems = []
    for code, value in typed.items():
        if code not in known or value.quantize(_HUNDREDTH) == known[code].value.quantize(_HUNDREDTH):
            continue
        field, kept = item.number(code), known[code]
        words = f"{field.label}填写 {plain(value)}{field.unit}，{kept.source}为 {kept.text}{field.unit}"
        if kept.value and not kept.value / IMPLAUSIBLE < value < kept.value * IMPLAUSIBLE:
            message = f"{words}，相差 {IMPLAUSIBLE} 倍以上：请核对单位和数值，经营数据有误的请先更正经营数据"
            problems.append(Problem(item.code, ProblemKind.WRONG, message))
        else:
            message = f"{words}，两处不一致，请以审计报告为准"
            problems.append(Problem(item.code, ProblemKind.NOTICE, message))
    return problems


def _wrong_share(
    item: Item, answer: Mapping, numbers: Mapping, share: tuple[str, tuple], figures: Years
) -> list[Problem]:
    """The option chosen can be had with the revenue of none of the known years."""
    code, bounds = share
    part, chosen = numbers.get(code), answer.get("options")
    if part is None or not isinstance(chosen, list) or len(chosen) != 1 or item.option(chosen[0]) is None:
        return []
    revenues = figures.revenues
    places = [_place(part, whole, bounds) for whole in (max(revenues.values()), min(revenues.values()))]
    place = item.options.index(item.option(chosen[0]))
    if places[0] <= place <= places[1]:
        return []
    known = _known("revenue", None, figures)
    fitting = item.options[_place(part, known.value, bounds)]
    message = (
        f"{item.number(code).label}填写 {plain(part)} 万元，{known.source}为 {known.text} 万元，"
        f"占 {plain((part * 100 / known.value).quantize(_HUNDREDTH))}%，对应“{fitting.text}”，"
        f"现选“{item.option(chosen[0]).text}”：请更正投入数额或选项，经营数据有误的请先更正经营数据"
    )
    return [Problem(item.code, ProblemKind.WRONG, message)]


def _place(part: Decimal, whole: Decimal, bounds: tuple[int, ...]) -> int:
    """Which option a share falls in; a border belongs to the lower one."""
    return sum(part * 100 > bound * whole for bound in bounds)
