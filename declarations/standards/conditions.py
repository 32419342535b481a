"""Conditions without points: an award, an honour, an institution, equity financing.

A condition judges each entry of a list three-valued. An unknown list is UNKNOWN, an empty one NOT_MET. An entry
whose decisive facts are missing keeps the condition open, unless another entry already meets it.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial

from declarations.standards.facts import (
    HONOUR_LABELS,
    LEVEL_LABELS,
    Award,
    EquityRound,
    Facts,
    Honour,
    HonourKind,
    Institution,
    Level,
)
from declarations.standards.periods import Period
from declarations.standards.result import Missing, NextStep, Verdict, all_met, any_met
from declarations.standards.wording import money, money_up, share

Periods = Mapping[str, Period]


@dataclass(frozen=True, slots=True)
class Finding:
    """A verdict and why, in words."""

    verdict: Verdict
    explanation: str
    missing: tuple[Missing, ...] = ()
    next_step: NextStep | None = None


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


@dataclass(frozen=True, slots=True)
class _Check:
    """One question about one entry. ``words`` say why not; ``missing`` (field, label) what is not known."""

    verdict: Verdict
    words: str = ""
    missing: tuple[str, str] | None = None


_PASSED = _Check(Verdict.MET)
# Facts of the whole enterprise, not of the entry that is judged.
_SHARED = {"year": "最近一个完整会计年度", "as_of": "申报日期"}
_YEAR_UNKNOWN, _DAY_UNKNOWN = (_Check(Verdict.UNKNOWN, missing=each) for each in _SHARED.items())


def _known(value: object, name: str, label: str, holds: Callable[[], bool], otherwise: str) -> _Check:
    if value is None:
        return _Check(Verdict.UNKNOWN, missing=(name, label))
    return _PASSED if holds() else _Check(Verdict.NOT_MET, otherwise)


def _within(day: date | None, name: str, label: str, facts: Facts, period: Period) -> _Check:
    bounds = period.bounds(facts)
    if bounds is None:
        return _YEAR_UNKNOWN if facts.year is None else _DAY_UNKNOWN
    first, last = bounds
    return _known(day, name, label, lambda: first <= day <= last, f"{day} 不在 {first} 至 {last} 之间")


def _judge(prefix: str, title: str, checks: list[_Check]) -> Finding:
    """The checks of one entry together; one that fails settles it whatever else is unknown."""
    verdict = all_met(check.verdict for check in checks)
    if verdict is Verdict.MET:
        return Finding(verdict, f"“{title}”符合")
    if verdict is Verdict.NOT_MET:
        reasons = "、".join(check.words for check in checks if check.verdict is Verdict.NOT_MET)
        return Finding(verdict, f"“{title}”不符合：{reasons}")
    missing = tuple(_missing(prefix, title, *check.missing) for check in checks if check.missing)
    reasons = "、".join(
        [f"缺少{check.missing[1]}" for check in checks if check.missing]
        + [check.words for check in checks if check.verdict is Verdict.UNKNOWN and check.words]
    )
    return Finding(verdict, f"“{title}”尚不能判断：{reasons}", missing)


def _missing(prefix: str, title: str, name: str, label: str) -> Missing:
    return Missing(name, label) if name in _SHARED else Missing(prefix + name, f"“{title}”的{label}")


def _any_entry(
    listed: str,
    label: str,
    check: Callable[[object, Facts, Periods], list[_Check]],
    facts: Facts,
    periods: Periods,
) -> Finding:
    entries = getattr(facts, listed)
    if entries is None:
        return Finding(Verdict.UNKNOWN, f"{label}情况未填写", (Missing(listed, label),))
    if not entries:
        return Finding(Verdict.NOT_MET, f"没有{label}")
    findings = [
        _judge(f"{listed}.{index}.", entry.name or f"第{index + 1}项{label}", check(entry, facts, periods))
        for index, entry in enumerate(entries)
    ]
    verdict = any_met(finding.verdict for finding in findings)
    decisive = [finding for finding in findings if finding.verdict is verdict]
    return Finding(
        verdict,
        "；".join(finding.explanation for finding in decisive),
        _once(gap for finding in decisive for gap in finding.missing),
    )


def _once(missing: Iterable[Missing]) -> tuple[Missing, ...]:
    return tuple({gap.key: gap for gap in missing}.values())


def award_received(*levels: Level, period: str) -> Test:
    """A science-technology award of one of ``levels`` within ``period``; the date on the certificate counts."""
    wanted = "、".join(LEVEL_LABELS[level] for level in levels)

    def check(award: Award, facts: Facts, periods: Periods) -> list[_Check]:
        return [
            _known(award.level, "level", "级别", lambda: award.level in levels, f"级别不是{wanted}"),
            _within(award.awarded_on, "awarded_on", "获奖日期", facts, periods[period]),
        ]

    return partial(_any_entry, "awards", "科技奖励", check)


def honour_held(*kinds: HonourKind) -> Test:
    """A valid honour of one of ``kinds``. The annex ends its list with 等: another honour is left to the reviewer."""
    wanted = "、".join(HONOUR_LABELS[kind] for kind in kinds)

    def check(honour: Honour, facts: Facts, periods: Periods) -> list[_Check]:
        day = facts.as_of
        kind = _known(honour.kind, "kind", "种类", lambda: True, "")
        if honour.kind is not None and honour.kind not in kinds:
            kind = _Check(Verdict.UNKNOWN, f"不是{wanted}，是否同类荣誉由主管部门判断")
        if day is None:
            return [kind, _DAY_UNKNOWN]
        checks = [
            kind,
            _known(
                honour.valid_until,
                "valid_until",
                "有效期止",
                lambda: day <= honour.valid_until,
                f"有效期已于 {honour.valid_until} 届满",
            ),
        ]
        if honour.valid_from is not None and honour.valid_from > day:
            checks.append(_Check(Verdict.NOT_MET, f"有效期自 {honour.valid_from} 起，尚未开始"))
        return checks

    return partial(_any_entry, "honours", "荣誉", check)


def institution_owned(*levels: Level) -> Test:
    """An R&D institution recognised by one of ``levels``."""
    wanted = "、".join(LEVEL_LABELS[level] for level in levels)

    def check(institution: Institution, facts: Facts, periods: Periods) -> list[_Check]:
        checks = [
            _known(
                institution.level, "level", "级别", lambda: institution.level in levels, f"级别不是{wanted}"
            )
        ]
        if institution.recognised_on and facts.as_of and institution.recognised_on > facts.as_of:
            checks.append(_Check(Verdict.NOT_MET, f"认定日期 {institution.recognised_on} 晚于申报日期"))
        return checks

    return partial(_any_entry, "institutions", "研发机构", check)


def equity_raised(at_least: str, *, share_at_most: str, period: str) -> Test:
    """New equity of ``at_least`` 万元 in all within ``period``.

    Only rounds paid in by qualified institutional investors count, and only those giving up at most
    ``share_at_most`` of the shares (63号 附件4 第8、9项).
    """
    return partial(_equity, Decimal(at_least), Decimal(share_at_most), period)


def _equity(
    at_least: Decimal, share_at_most: Decimal, period: str, facts: Facts, periods: Periods
) -> Finding:
    if facts.equity_rounds is None:
        return Finding(Verdict.UNKNOWN, "股权融资情况未填写", (Missing("equity_rounds", "股权融资"),))
    certain = possible = Decimal(0)
    unbounded = False
    notes: list[str] = []
    missing: list[Missing] = []
    for index, each in enumerate(facts.equity_rounds):
        prefix, title = f"equity_rounds.{index}.", each.investor or f"第{index + 1}笔"
        finding = _judge(prefix, title, _round_checks(each, share_at_most, facts, periods[period]))
        if finding.verdict is not Verdict.MET:
            notes.append(finding.explanation)
            missing += finding.missing
        if finding.verdict is Verdict.NOT_MET:
            continue
        if each.paid_in is None:
            unbounded = True
            missing.append(Missing(f"{prefix}paid_in", f"“{title}”的实缴金额"))
        elif finding.verdict is Verdict.MET:
            certain += each.paid_in
        else:
            possible += each.paid_in
    words = f"符合要求的新增股权融资合计 {money(certain)} 万元，标准为 {money(at_least)} 万元"
    if certain >= at_least:
        return Finding(Verdict.MET, words)
    words = "；".join([f"{words}，还差 {money_up(at_least - certain)} 万元", *notes])
    if unbounded or certain + possible >= at_least:
        return Finding(Verdict.UNKNOWN, words, _once(missing))
    return Finding(Verdict.NOT_MET, words)


def _round_checks(each: EquityRound, share_at_most: Decimal, facts: Facts, period: Period) -> list[_Check]:
    return [
        _within(each.received_on, "received_on", "到账日期", facts, period),
        _known(
            each.qualified_investor,
            "qualified_investor",
            "是否合格机构投资者",
            lambda: each.qualified_investor,
            "投资方不是合格机构投资者",
        ),
        _known(
            each.share_given_up,
            "share_given_up",
            "出让股权比例",
            lambda: each.share_given_up <= share_at_most,
            f"单笔出让股权超过{share(share_at_most)}",
        ),
    ]
