"""How an annex decides: conditions, a pass mark and group minima joined by *all of* and *any of*."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from declarations.standards.points import LEAST, Points
from declarations.standards.result import (
    MET,
    NOT_MET,
    UNKNOWN,
    ConditionResult,
    GroupResult,
    Line,
    Verdict,
    all_met,
    any_met,
)


@dataclass(slots=True)
class Tally:
    """What a rule decides upon. Totals in points: what is sure, and what is still possible."""

    total: Points
    total_at_most: Points
    pass_mark: Points
    groups: tuple[GroupResult, ...]
    conditions: Mapping[str, ConditionResult]


class Decision(NamedTuple):
    verdict: Verdict
    reasons: tuple[str, ...]


class Rule(Protocol):
    """``reasons`` say in words why the ``verdict`` is what it is; they are asked for only where they decide."""

    def verdict(self, tally: Tally) -> Verdict: ...

    def reasons(self, tally: Tally) -> list[str]: ...


def decide(rule: Rule, tally: Tally) -> Decision:
    """What a rule comes to, and why."""
    return Decision(rule.verdict(tally), tuple(rule.reasons(tally)))


def reach(at_least: Points, at_most: Points, mark: Points) -> Verdict:
    """Whether points between ``at_least`` and ``at_most`` reach ``mark``; on the mark is reached."""
    if at_least >= mark:
        return MET
    return NOT_MET if at_most < mark else UNKNOWN


def _reach_words(name: str, at_least: Points, at_most: Points, mark: Points) -> str:
    verdict = reach(at_least, at_most, mark)
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

    def verdict(self, tally: Tally) -> Verdict:
        return reach(tally.total, tally.total_at_most, tally.pass_mark)

    def reasons(self, tally: Tally) -> list[str]:
        return [_reach_words("总分", tally.total, tally.total_at_most, tally.pass_mark)]


@dataclass(frozen=True, slots=True)
class GroupMinimaReached:
    """Every group reaches its own minimum."""

    def verdict(self, tally: Tally) -> Verdict:
        return all_met([group.verdict for group in tally.groups])

    def reasons(self, tally: Tally) -> list[str]:
        verdict = self.verdict(tally)
        return [
            _reach_words(group.name, group.at_least, group.at_most, group.minimum)
            for group in tally.groups
            if group.verdict is verdict
        ]


@dataclass(frozen=True, slots=True)
class LineScored:
    """The indicator of this code gives more than no points."""

    code: str

    def _line(self, tally: Tally) -> Line:
        return next(line for group in tally.groups for line in group.lines if line.code == self.code)

    def verdict(self, tally: Tally) -> Verdict:
        line = self._line(tally)
        return reach(line.at_least, line.at_most, LEAST)

    def reasons(self, tally: Tally) -> list[str]:
        words = {MET: "得分不为 0", NOT_MET: "得分为 0", UNKNOWN: "得分尚不能判断是否为 0"}
        line = self._line(tally)
        return [f"指标 {line.code} {line.name}{words[self.verdict(tally)]}"]


@dataclass(frozen=True, slots=True)
class ConditionMet:
    """The condition of this code is met."""

    code: str

    def verdict(self, tally: Tally) -> Verdict:
        return tally.conditions[self.code].verdict

    def reasons(self, tally: Tally) -> list[str]:
        result = tally.conditions[self.code]
        return [f"{_VERDICT_WORDS[result.verdict]} {result.code}：{result.name}"]


_VERDICT_WORDS = {
    MET: "满足条件",
    NOT_MET: "不满足条件",
    UNKNOWN: "尚不能判断条件",
}


_NO_WAY = {NOT_MET: "以下满足其一即可，目前均未满足", UNKNOWN: "以下满足其一即可，尚不能判断"}


def _decisive(rules: tuple[Rule, ...], verdict: Verdict, tally: Tally) -> list[list[str]]:
    """The reasons of the rules that made the verdict what it is."""
    return [rule.reasons(tally) for rule in rules if rule.verdict(tally) is verdict]


@dataclass(frozen=True, slots=True)
class AllOf:
    """Rules that are all needed."""

    rules: tuple[Rule, ...]

    def reasons(self, tally: Tally) -> list[str]:
        return [reason for found in _decisive(self.rules, self.verdict(tally), tally) for reason in found]

    def verdict(self, tally: Tally) -> Verdict:
        return all_met([rule.verdict(tally) for rule in self.rules])


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Ways of which one is enough. Those not taken are one reason together, or each would read as if it were needed."""

    rules: tuple[Rule, ...]

    def reasons(self, tally: Tally) -> list[str]:
        verdict = self.verdict(tally)
        ways = _decisive(self.rules, verdict, tally)
        if verdict is MET or len(ways) < 2:
            return [reason for way in ways for reason in way]
        numbered = [f"（{number}）{'，且'.join(way)}" for number, way in enumerate(ways, start=1)]
        return [f"{_NO_WAY[verdict]}：{'；'.join(numbered)}"]

    def verdict(self, tally: Tally) -> Verdict:
        return any_met([rule.verdict(tally) for rule in self.rules])


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
