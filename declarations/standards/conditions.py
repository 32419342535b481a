"""Conditions without points: numbers that reach a limit, what an enterprise states, and how tests are joined.

Conditions upon lists (awards, titles, rights …) are in ``entries.py``. Every test is three-valued.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import NamedTuple

from declarations.standards.case import Case
from declarations.standards.facts import STATEMENT_LABELS
from declarations.standards.measures import Gap, Measure, shown
from declarations.standards.result import MET, NOT_MET, UNKNOWN, Missing, NextStep, Verdict, all_met, any_met
from declarations.standards.steps import step_to
from declarations.standards.wording import PLACES, border_of, border_words, labels, plain
from enterprises.enums import ProductField


class Finding(NamedTuple):
    """A verdict and why, in words."""

    verdict: Verdict
    explanation: str
    missing: tuple[Missing, ...] = ()
    next_steps: tuple[NextStep, ...] = ()


Test = Callable[[Case], Finding]


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition of an annex: ``test`` finds its verdict.

    ``part`` is the heading it stands under; ``needed`` is False where it is one of several ways; ``judged`` where
    the rule gives no number and the authority's judgement decides.
    """

    code: str
    name: str
    source: str
    test: Test
    part: str
    needed: bool = True
    judged: bool = False


def once(missing: Iterable[Missing]) -> tuple[Missing, ...]:
    """Every gap once, in its order."""
    return tuple({gap.key: gap for gap in missing}.values())


def every(*tests: Test) -> Test:
    """All of the tests."""
    return partial(_every, tests)


def some(*tests: Test) -> Test:
    """At least one of the tests; the first that is met settles it."""
    return partial(_some, tests)


def _every(tests: tuple[Test, ...], case: Case) -> Finding:
    findings = [test(case) for test in tests]
    return _joined(all_met([finding.verdict for finding in findings]), findings, "；", _of_all)


def _some(tests: tuple[Test, ...], case: Case) -> Finding:
    findings = []
    for test in tests:
        finding = test(case)
        if finding.verdict is MET:
            return finding
        findings.append(finding)
    return _joined(any_met([finding.verdict for finding in findings]), findings, "；或者：", _of_any)


def _joined(verdict: Verdict, findings: list[Finding], between: str, steps_of: Callable) -> Finding:
    """The explanation is that of the findings that made the verdict what it is."""
    decisive = [finding for finding in findings if finding.verdict is verdict]
    explanation = between.join(dict.fromkeys([finding.explanation for finding in decisive]))
    if verdict is MET:
        return Finding(MET, explanation)
    steps = steps_of([finding.next_steps for finding in findings if finding.verdict is not MET])
    return Finding(verdict, explanation, once(gap for each in decisive for gap in each.missing), steps)


def _of_all(steps: list[tuple[NextStep, ...]]) -> tuple[NextStep, ...]:
    """The steps of all tests; where two move the same fact, the longer way covers both."""
    longest: dict[str, NextStep] = {}
    for step in [step for each in steps for step in each]:
        place = step.text if step.amount is None else step.key
        held = longest.get(place)
        if held is None or step.amount is not None and (held.amount is None or step.amount > held.amount):
            longest[place] = step
    return tuple(longest.values())


def _of_any(steps: list[tuple[NextStep, ...]]) -> tuple[NextStep, ...]:
    """The steps of all tests, marked as alternatives where there are several."""
    ways = [each for each in steps if each]
    if len(ways) < 2:
        return ways[0] if ways else ()
    return tuple([step._replace(either=True) for way in ways for step in way])


def reaches(measure: Measure, border: str) -> Test:
    """The quantity is ``border`` or more (以上 includes it)."""
    return _limit(measure, border, at_most=False)


def stays_within(measure: Measure, border: str) -> Test:
    """The quantity is ``border`` or less (以下 includes it)."""
    return _limit(measure, border, at_most=True)


def _limit(measure: Measure, text: str, *, at_most: bool) -> Test:
    border = border_of(text)
    return partial(_limited, measure, border, _limit_words(border, measure.unit, at_most), at_most)


def _limited(measure: Measure, border: Decimal, limit: str, at_most: bool, case: Case) -> Finding:
    reading = case.read(measure)
    if isinstance(reading, Gap):
        reasons = "、".join(f"{gap.label}{gap.reason}" for gap in reading.missing)
        return Finding(UNKNOWN, f"应为{limit}，尚不能计算：{reasons}", reading.missing)
    distance = reading.distance_to(border)
    lacking = -distance if at_most else distance
    value = shown(reading, measure.unit, limit=border if lacking > 0 else None, up=at_most)
    words = reading.working if reading.working.endswith(value) else f"{reading.working} = {value}"
    if lacking <= 0:
        return Finding(MET, f"{words}，符合“{limit}”")
    if not measure.movable:
        return Finding(NOT_MET, f"{words}，应为{limit}")
    step = step_to(measure, reading, lacking, case.facts, down=at_most)
    return Finding(NOT_MET, f"{words}，应为{limit}；{step.text}即可达到", next_steps=(step,))


def _limit_words(border: Decimal, unit: str, at_most: bool) -> str:
    if unit == PLACES:
        return f"前{plain(border)}名"
    return f"{border_words(border, unit)}{'以下' if at_most else '以上'}"


def in_class(measure: Measure, *classes: tuple[str | None, Test]) -> Test:
    """The test of the class the quantity falls in: ``(lowest value of the class, test)`` from the highest class on.

    While the quantity is unknown, so is the outcome, unless all classes agree.
    """
    return partial(
        _in_class, measure, [(None if low is None else border_of(low), test) for low, test in classes]
    )


def _in_class(measure: Measure, classes: list, case: Case) -> Finding:
    reading = case.read(measure)
    if isinstance(reading, Gap):
        findings = [test(case) for _low, test in classes]
        verdicts = {finding.verdict for finding in findings}
        if len(verdicts) == 1 and UNKNOWN not in verdicts:
            return findings[0]
        reasons = "、".join(f"{gap.label}{gap.reason}" for gap in reading.missing)
        return Finding(UNKNOWN, f"要求随{measure.formula}而定：{reasons}", reading.missing)
    test = next(test for low, test in classes if low is None or reading.distance_to(low) <= 0)
    finding = test(case)
    return Finding(
        finding.verdict, f"{reading.working}；{finding.explanation}", finding.missing, finding.next_steps
    )


def stated(name: str) -> Test:
    """What the enterprise states about itself (``facts.Statements``); the authority judges whether it holds."""
    return partial(_flag, f"statements.{name}", STATEMENT_LABELS[name])


def product_is(name: str, label: str) -> Test:
    """A yes or no about the main product."""
    return partial(_flag, f"main_product.{name}", label)


def _flag(key: str, label: str, case: Case) -> Finding:
    part, name = key.split(".")
    answer = getattr(getattr(case.facts, part), name)
    if answer is None:
        return Finding(UNKNOWN, f"未填写：{label}", (Missing(key, label),))
    if answer:
        return Finding(MET, f"企业填报：{label}")
    return Finding(NOT_MET, f"企业填报不符合：{label}", next_steps=(NextStep(label, 0, key),))


def in_field(*fields: ProductField) -> Test:
    """The main product belongs to one of the fields."""
    return partial(_in_field, fields)


def _in_field(wanted: tuple[ProductField, ...], case: Case) -> Finding:
    key, label = "main_product.fields", "主导产品所属领域"
    found = case.facts.main_product.fields
    if found is None:
        return Finding(UNKNOWN, f"{label}未填写", (Missing(key, label),))
    names = labels(each for each in wanted if each in found)
    if names:
        return Finding(MET, f"企业填报：主导产品属于{names}")
    words = labels(wanted)
    return Finding(NOT_MET, f"主导产品不属于{words}", next_steps=(NextStep(f"{label}应为{words}", 0, key),))
