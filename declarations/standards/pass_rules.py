"""How an annex decides: conditions, a pass mark and group minima joined by *all of* and *any of*."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from declarations.standards.result import (
    MET,
    NOT_MET,
    UNKNOWN,
    ConditionResult,
    GroupResult,
    Verdict,
    all_met,
    any_met,
)


@dataclass(slots=True)
class Tally:
    """What a rule decides upon. Totals in points: what is sure, and what is still possible."""

    total: int
    total_at_most: int
    pass_mark: int
    groups: tuple[GroupResult, ...]
    conditions: Mapping[str, ConditionResult]


class Decision(NamedTuple):
    verdict: Verdict
    reasons: tuple[str, ...]


class Rule(Protocol):
    def decide(self, tally: Tally) -> Decision: ...


def reach(at_least: int, at_most: int, mark: int) -> Verdict:
    """Whether points between ``at_least`` and ``at_most`` reach ``mark``; on the mark is reached."""
    if at_least >= mark:
        return MET
    return NOT_MET if at_most < mark else UNKNOWN


def _reach_words(name: str, at_least: int, at_most: int, mark: int, verdict: Verdict) -> str:
    if verdict is MET:
        return f"{name} {at_least} 分，达到 {mark} 分"
    if verdict is UNKNOWN:
        return f"{name}目前 {at_least} 分，资料补齐后最高 {at_most} 分，能否达到 {mark} 分尚不能判断"
    if at_least == at_most:
        return f"{name} {at_least} 分，未达到 {mark} 分"
    return f"{name}目前 {at_least} 分，资料补齐后最高 {at_most} 分，达不到 {mark} 分"


@dataclass(frozen=True, slots=True)
class ScoreReached:
    """The total reaches the pass mark of the standard."""

    def decide(self, tally: Tally) -> Decision:
        numbers = tally.total, tally.total_at_most, tally.pass_mark
        verdict = reach(*numbers)
        return Decision(verdict, (_reach_words("总分", *numbers, verdict),))


@dataclass(frozen=True, slots=True)
class GroupMinimaReached:
    """Every group reaches its own minimum."""

    def decide(self, tally: Tally) -> Decision:
        verdict = all_met(group.verdict for group in tally.groups)
        return Decision(
            verdict,
            tuple(
                _reach_words(group.name, group.at_least, group.at_most, group.minimum, group.verdict)
                for group in tally.groups
                if group.verdict is verdict
            ),
        )


@dataclass(frozen=True, slots=True)
class LineScored:
    """The indicator of this code gives more than no points."""

    code: str

    def decide(self, tally: Tally) -> Decision:
        line = next(line for group in tally.groups for line in group.lines if line.code == self.code)
        verdict = reach(line.at_least, line.at_most, 1)
        words = {MET: "得分不为 0", NOT_MET: "得分为 0", UNKNOWN: "得分尚不能判断是否为 0"}[verdict]
        return Decision(verdict, (f"指标 {line.code} {line.name}{words}",))


@dataclass(frozen=True, slots=True)
class ConditionMet:
    """The condition of this code is met."""

    code: str

    def decide(self, tally: Tally) -> Decision:
        result = tally.conditions[self.code]
        return Decision(result.verdict, (f"{_VERDICT_WORDS[result.verdict]} {result.code}：{result.name}",))


_VERDICT_WORDS = {
    MET: "满足条件",
    NOT_MET: "不满足条件",
    UNKNOWN: "尚不能判断条件",
}


@dataclass(frozen=True, slots=True)
class AllOf:
    rules: tuple[Rule, ...]

    def decide(self, tally: Tally) -> Decision:
        decisions = [rule.decide(tally) for rule in self.rules]
        return _joined(all_met([each.verdict for each in decisions]), decisions)


@dataclass(frozen=True, slots=True)
class AnyOf:
    rules: tuple[Rule, ...]

    def decide(self, tally: Tally) -> Decision:
        decisions = [rule.decide(tally) for rule in self.rules]
        return _joined(any_met([each.verdict for each in decisions]), decisions)


def _joined(verdict: Verdict, decisions: list[Decision]) -> Decision:
    """The reasons of those decisions that made the verdict what it is."""
    return Decision(
        verdict, tuple([reason for each in decisions if each.verdict is verdict for reason in each.reasons])
    )


SCORE = ScoreReached()
GROUP_MINIMA = GroupMinimaReached()


def all_of(*rules: Rule | str) -> AllOf:
    """All rules; a text is the code of a condition."""
    return AllOf(tuple(ConditionMet(rule) if isinstance(rule, str) else rule for rule in rules))


def any_of(*rules: Rule | str) -> AnyOf:
    """At least one rule; a text is the code of a condition."""
    return AnyOf(tuple(ConditionMet(rule) if isinstance(rule, str) else rule for rule in rules))


def condition_codes(rule: Rule) -> set[str]:
    """The codes of all conditions a rule speaks of."""
    match rule:
        case ConditionMet(code):
            return {code}
        case AllOf(rules) | AnyOf(rules):
            return set().union(*(condition_codes(each) for each in rules))
        case _:
            return set()
