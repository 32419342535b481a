"""Conditions without points: numbers that reach a limit, what an enterprise states, and how tests are joined.

Conditions upon lists (awards, titles, rights …) are in ``entries.py``. Every test is three-valued.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import partial

from declarations.standards.facts import FIELD_LABELS, STATEMENT_LABELS, Facts, ProductField
from declarations.standards.measures import Gap, Measure, shown
from declarations.standards.periods import Period
from declarations.standards.result import Missing, NextStep, Verdict, all_met, any_met
from declarations.standards.wording import PLACES, border_of, border_words, distance_words, plain

Periods = Mapping[str, Period]


@dataclass(frozen=True, slots=True)
class Finding:
    """A verdict and why, in words."""

    verdict: Verdict
    explanation: str
    missing: tuple[Missing, ...] = ()
    next_steps: tuple[NextStep, ...] = ()


Test = Callable[[Facts, Periods], Finding]


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
    return partial(_joined, tests, all_met)


def some(*tests: Test) -> Test:
    """At least one of the tests."""
    return partial(_joined, tests, any_met)


def _joined(
    tests: tuple[Test, ...], join: Callable[[Iterable[Verdict]], Verdict], facts: Facts, periods: Periods
) -> Finding:
    """The tests joined; the explanation is that of the findings that made the verdict what it is."""
    findings = [test(facts, periods) for test in tests]
    verdict = join(finding.verdict for finding in findings)
    decisive = [finding for finding in findings if finding.verdict is verdict]
    unmet = [finding for finding in findings if finding.verdict is not Verdict.MET]
    return Finding(
        verdict,
        "；".join(dict.fromkeys(finding.explanation for finding in decisive)),
        once(gap for finding in decisive for gap in finding.missing),
        () if verdict is Verdict.MET else tuple(step for finding in unmet for step in finding.next_steps),
    )


def reaches(measure: Measure, border: str) -> Test:
    """The quantity is ``border`` or more (以上 includes it)."""
    return partial(_limited, measure, border_of(border), False)


def stays_within(measure: Measure, border: str) -> Test:
    """The quantity is ``border`` or less (以下 includes it)."""
    return partial(_limited, measure, border_of(border), True)


def _limited(measure: Measure, border: Decimal, at_most: bool, facts: Facts, periods: Periods) -> Finding:
    limit = _limit_words(border, measure.unit, at_most)
    reading = measure.read(facts)
    if isinstance(reading, Gap):
        reasons = "、".join(f"{gap.label}{gap.reason}" for gap in reading.missing)
        return Finding(Verdict.UNKNOWN, f"应为{limit}，尚不能计算：{reasons}", reading.missing)
    distance = reading.distance_to(border)
    lacking = reading.way(-distance if at_most else distance)
    value = shown(reading, measure.unit, up=at_most)
    words = reading.working if reading.working.endswith(value) else f"{reading.working} = {value}"
    if lacking <= 0:
        return Finding(Verdict.MET, f"{words}，符合“{limit}”")
    key, label, unit = measure.moving(facts)
    step = NextStep(distance_words(label, lacking, unit, down=at_most), 0, key, lacking)
    return Finding(Verdict.NOT_MET, f"{words}，应为{limit}；{step.text}即可达到", next_steps=(step,))


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


def _in_class(measure: Measure, classes: list, facts: Facts, periods: Periods) -> Finding:
    reading = measure.read(facts)
    if isinstance(reading, Gap):
        findings = [test(facts, periods) for _low, test in classes]
        verdicts = {finding.verdict for finding in findings}
        if len(verdicts) == 1 and Verdict.UNKNOWN not in verdicts:
            return findings[0]
        reasons = "、".join(f"{gap.label}{gap.reason}" for gap in reading.missing)
        return Finding(Verdict.UNKNOWN, f"要求随{measure.formula}而定：{reasons}", reading.missing)
    test = next(test for low, test in classes if low is None or reading.distance_to(low) <= 0)
    finding = test(facts, periods)
    return Finding(
        finding.verdict, f"{reading.working}；{finding.explanation}", finding.missing, finding.next_steps
    )


def stated(name: str) -> Test:
    """What the enterprise states about itself (``facts.Statements``); the authority judges whether it holds."""
    return partial(_flag, f"statements.{name}", STATEMENT_LABELS[name])


def product_is(name: str, label: str) -> Test:
    """A yes or no about the main product."""
    return partial(_flag, f"main_product.{name}", label)


def _flag(key: str, label: str, facts: Facts, periods: Periods) -> Finding:
    part, name = key.split(".")
    answer = getattr(getattr(facts, part), name)
    if answer is None:
        return Finding(Verdict.UNKNOWN, f"“{label}”未填写", (Missing(key, label),))
    if answer:
        return Finding(Verdict.MET, f"企业填报：{label}")
    return Finding(Verdict.NOT_MET, f"企业填报不符合：{label}", next_steps=(NextStep(label, 0, key),))


def in_field(*fields: ProductField) -> Test:
    """The main product belongs to one of the fields."""
    return partial(_in_field, fields)


def _in_field(wanted: tuple[ProductField, ...], facts: Facts, periods: Periods) -> Finding:
    key, label = "main_product.fields", "主导产品所属领域"
    found = facts.main_product.fields
    if found is None:
        return Finding(Verdict.UNKNOWN, f"{label}未填写", (Missing(key, label),))
    names = [FIELD_LABELS[each] for each in wanted if each in found]
    if names:
        return Finding(Verdict.MET, f"企业填报：主导产品属于{'、'.join(names)}")
    words = "、".join(FIELD_LABELS[each] for each in wanted)
    return Finding(
        Verdict.NOT_MET, f"主导产品不属于{words}", next_steps=(NextStep(f"{label}应为{words}", 0, key),)
    )
