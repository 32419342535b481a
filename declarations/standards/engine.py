"""What a standard is, and what it makes of the facts.

Pure: no database, no clock, no settings. The same standard and the same facts always give the same evaluation.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Context, localcontext

from declarations.standards.case import Case, with_reasons
from declarations.standards.conditions import Condition
from declarations.standards.contradictions import consistent
from declarations.standards.facts import Facts
from declarations.standards.intellectual_property import Standing, assess_r2022
from declarations.standards.pass_rules import Decision, Rule, Tally, condition_codes, decide, reach
from declarations.standards.periods import Period
from declarations.standards.points import Points, total
from declarations.standards.result import ConditionResult, Evaluation, GroupResult, Line
from declarations.standards.scoring import Scoring

# Wide enough that no product or difference of two facts is ever rounded.
_EXACT = Context(prec=120)
# ``Line._make`` without its call, which every line would pay for.
_tuple = tuple.__new__


@dataclass(frozen=True, slots=True)
class Indicator:
    """One line of an annex: ``scoring`` gives at most ``maximum`` points."""

    code: str
    name: str
    maximum: Points
    source: str
    scoring: Scoring

    def head(self, group: str) -> tuple:
        """What every ``Line`` of it begins with; a ``Score`` is the rest."""
        return self.code, self.name, group, self.source, self.scoring.formula, self.maximum


@dataclass(frozen=True, slots=True)
class Group:
    """Indicators that share a subtotal and the ``minimum`` it has to reach (0: none)."""

    code: str
    name: str
    minimum: int
    indicators: tuple[Indicator, ...]
    maximum: Points = field(init=False)
    _heads: tuple[tuple, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "maximum", total(indicator.maximum for indicator in self.indicators))
        object.__setattr__(self, "_heads", tuple(each.head(self.code) for each in self.indicators))

    def lines(self, case: Case) -> tuple[Line, ...]:
        """Every indicator, scored."""
        return tuple(
            [
                _tuple(Line, head + indicator.scoring.score(case))
                for head, indicator in zip(self._heads, self.indicators, strict=True)
            ]
        )


@dataclass(frozen=True, slots=True)
class Standard:
    """One official standard in one version; reads like its annex.

    ``id`` and ``version`` name it for ever: a changed rule is a new version, never an edit. ``tier`` is a tier's
    key, ``kind`` ``new`` or ``renewal``. In force from ``in_force_from`` to ``in_force_until``, both included
    (None: still). ``periods`` hold what the rules leave open about 近三年, by name. ``passes`` decides.
    ``provincial_group`` is the code of the group each province fills with indicators of its own (``provincial.py``).
    ``assess_rights`` tells what each right of intellectual property counts as under its rules.
    ``notes`` say what of it is not confirmed, or is this platform's reading: pages show them beside the result.
    Raises ValueError when the declaration contradicts itself.
    """

    id: str
    version: int
    title: str
    tier: str
    kind: str
    source: str
    in_force_from: date
    in_force_until: date | None
    groups: tuple[Group, ...]
    conditions: tuple[Condition, ...]
    passes: Rule
    pass_mark: int = 0
    periods: Mapping[str, Period] = field(default_factory=dict)
    provincial_group: str = ""
    notes: tuple[str, ...] = ()
    assess_rights: Callable[[Facts], tuple[Standing, ...] | None] = assess_r2022

    def __post_init__(self) -> None:
        indicators = [indicator for group in self.groups for indicator in group.indicators]
        codes = [each.code for each in indicators] + [each.code for each in self.conditions]
        if len(set(codes)) != len(codes):
            raise ValueError(f"{self.id}: a code is used twice in {codes}")
        for each in indicators:
            best = each.scoring.choices[0]
            if best != each.maximum:
                raise ValueError(f"{self.id}: indicator {each.code} can give {best}, not {each.maximum}")
        for group in self.groups:
            if group.minimum > group.maximum:
                raise ValueError(f"{self.id}: group {group.code} cannot reach its minimum")
        unknown = condition_codes(self.passes) - {each.code for each in self.conditions}
        if unknown:
            raise ValueError(f"{self.id}: the pass rule names unknown conditions {sorted(unknown)}")
        if self.provincial_group and self.provincial_group not in {group.code for group in self.groups}:
            raise ValueError(
                f"{self.id}: there is no group {self.provincial_group} for the provinces to fill"
            )

    @property
    def maximum(self) -> Points:
        return total(group.maximum for group in self.groups)

    def is_of(self, tier: str, kind: str = "") -> bool:
        """Whether it is a standard of ``tier``; of this ``kind`` where one is named."""
        return (self.tier, self.kind) == (tier, kind or self.kind)

    def in_force_on(self, day: date) -> bool:
        """Whether the standard applies on this day."""
        return self.in_force_from <= day and (self.in_force_until is None or day <= self.in_force_until)


def evaluate(standard: Standard, facts: Facts) -> Evaluation:
    """Every line, condition and subtotal of ``standard`` for ``facts``, and the verdict with its reasons.

    Facts that contradict themselves are set aside first and named (``Evaluation.problems``); the lines that need
    them are unknown, all others are computed. Never raises on facts that are incomplete.
    """
    with localcontext(_EXACT):
        facts = consistent(facts)
        reasons = {problem.key: problem.message for problem in facts.problems}
        case = Case(facts, standard.periods, reasons)
        groups = tuple([_group(group, case, reasons) for group in standard.groups])
        conditions = tuple([_condition(each, case, reasons) for each in standard.conditions])
    tally, decision = _decide(standard, groups, conditions)
    return Evaluation(
        standard_id=standard.id,
        standard_version=standard.version,
        standard_title=standard.title,
        tier=standard.tier,
        year=facts.year,
        as_of=facts.as_of,
        verdict=decision.verdict,
        reasons=decision.reasons,
        total=tally.total,
        total_at_most=tally.total_at_most,
        maximum=standard.maximum,
        pass_mark=standard.pass_mark,
        groups=groups,
        conditions=conditions,
        problems=facts.problems,
    )


def tallied(
    standard: Standard,
    evaluation: Evaluation,
    groups: tuple[GroupResult, ...],
    conditions: tuple[ConditionResult, ...],
) -> Evaluation:
    """``evaluation`` with these lines and conditions instead of its own: subtotals, total and verdict follow."""
    summed = tuple(_summed(group) for group in groups)
    tally, decision = _decide(standard, summed, conditions)
    return replace(
        evaluation,
        groups=summed,
        conditions=conditions,
        total=tally.total,
        total_at_most=tally.total_at_most,
        verdict=decision.verdict,
        reasons=decision.reasons,
    )


def _summed(group: GroupResult) -> GroupResult:
    at_least = total(line.at_least for line in group.lines)
    at_most = total(line.at_most for line in group.lines)
    verdict = reach(at_least, at_most, group.minimum)
    return group._replace(at_least=at_least, at_most=at_most, verdict=verdict)


def _decide(
    standard: Standard, groups: tuple[GroupResult, ...], conditions: tuple[ConditionResult, ...]
) -> tuple[Tally, Decision]:
    tally = Tally(
        total=total(group.at_least for group in groups),
        total_at_most=total(group.at_most for group in groups),
        pass_mark=standard.pass_mark,
        groups=groups,
        conditions={each.code: each for each in conditions},
    )
    return tally, decide(standard.passes, tally)


def _group(group: Group, case: Case, reasons: dict[str, str]) -> GroupResult:
    lines = group.lines(case)
    if reasons:
        lines = tuple(line._replace(missing=with_reasons(line.missing, reasons)) for line in lines)
    at_least = total([line.at_least for line in lines])
    at_most = total([line.at_most for line in lines])
    return GroupResult(
        code=group.code,
        name=group.name,
        maximum=group.maximum,
        minimum=group.minimum,
        at_least=at_least,
        at_most=at_most,
        verdict=reach(at_least, at_most, group.minimum),
        lines=lines,
    )


def _condition(condition: Condition, case: Case, reasons: dict[str, str]) -> ConditionResult:
    finding = condition.test(case)
    return ConditionResult(
        code=condition.code,
        name=condition.name,
        source=condition.source,
        verdict=finding.verdict,
        explanation=finding.explanation,
        missing=with_reasons(finding.missing, reasons) if reasons else finding.missing,
        part=condition.part,
        needed=condition.needed,
        judged=condition.judged,
        next_steps=finding.next_steps,
    )
