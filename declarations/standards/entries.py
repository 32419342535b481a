"""Conditions upon lists: an award, an honour, an institution, equity financing, a certificate, a title, a right.

A condition judges each entry of a list three-valued. An unknown list is UNKNOWN, an empty one NOT_MET. An entry
whose decisive facts are missing keeps the condition open, unless another entry already meets it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial
from operator import attrgetter

from declarations.standards.conditions import Finding, Periods, Test, once
from declarations.standards.facts import (
    HONOUR_LABELS,
    LEVEL_LABELS,
    QUALITY_LABELS,
    SCOPE_LABELS,
    TITLE_LABELS,
    Award,
    ContestResult,
    EquityRound,
    Facts,
    Honour,
    HonourKind,
    Institution,
    Level,
    QualityEvidence,
    QualityKind,
    StandardScope,
    TechnicalStandard,
    Title,
    TitleKind,
)
from declarations.standards.intellectual_property import Standing
from declarations.standards.periods import Period
from declarations.standards.result import Missing, NextStep, Verdict, all_met, any_met
from declarations.standards.wording import MONEY, distance_words, money, money_up, share


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


def _ranked(rank: int | None, label: str, at_most: int) -> _Check:
    return _known(rank, "rank", label, lambda: rank <= at_most, f"{label}不在前{at_most}名")


def _in_term(start: date | None, end: date | None, facts: Facts) -> list[_Check]:
    """In force on the day of application; without an end, for good."""
    day = facts.as_of
    if day is None:
        return [_DAY_UNKNOWN]
    checks = []
    if end is not None and end < day:
        checks.append(_Check(Verdict.NOT_MET, f"有效期已于 {end} 届满"))
    if start is not None and start > day:
        checks.append(_Check(Verdict.NOT_MET, f"有效期自 {start} 起，尚未开始"))
    return checks


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
    aim: str,
    facts: Facts,
    periods: Periods,
    name_of: Callable[[object], str] = attrgetter("name"),
) -> Finding:
    entries = getattr(facts, listed)
    if entries is None:
        return Finding(Verdict.UNKNOWN, f"{label}情况未填写", (Missing(listed, label),))
    step = (NextStep(aim, 0, listed),)
    if not entries:
        return Finding(Verdict.NOT_MET, f"没有{label}", next_steps=step)
    findings = [
        _judge(
            f"{listed}.{index}.", name_of(entry) or f"第{index + 1}项{label}", check(entry, facts, periods)
        )
        for index, entry in enumerate(entries)
    ]
    verdict = any_met(finding.verdict for finding in findings)
    decisive = [finding for finding in findings if finding.verdict is verdict]
    return Finding(
        verdict,
        "；".join(finding.explanation for finding in decisive),
        once(gap for finding in decisive for gap in finding.missing),
        step if verdict is Verdict.NOT_MET else (),
    )


def award_received(*levels: Level, period: str, rank_at_most: int | None = None) -> Test:
    """A science-technology award of one of ``levels`` within ``period``; the date on the certificate counts.

    ``rank_at_most``: the enterprise is among the first so many awarded units.
    """
    wanted = "、".join(LEVEL_LABELS[level] for level in levels)

    def check(award: Award, facts: Facts, periods: Periods) -> list[_Check]:
        checks = [
            _known(award.level, "level", "级别", lambda: award.level in levels, f"级别不是{wanted}"),
            _within(award.awarded_on, "awarded_on", "获奖日期", facts, periods[period]),
        ]
        if rank_at_most is not None:
            checks.append(_ranked(award.rank, "获奖单位排名", rank_at_most))
        return checks

    place = f"，并在获奖单位中排名前{rank_at_most}" if rank_at_most is not None else ""
    return partial(_any_entry, "awards", "科技奖励", check, f"获得{wanted}科技奖励{place}")


def contest_placed(rank_at_most: int, *, period: str) -> Test:
    """In the national list of the enterprise group of “创客中国” down to ``rank_at_most``, within ``period``."""

    def check(result: ContestResult, facts: Facts, periods: Periods) -> list[_Check]:
        return [
            _ranked(result.rank, "名次", rank_at_most),
            _within(result.announced_on, "announced_on", "公布日期", facts, periods[period]),
        ]

    aim = f"进入“创客中国”全国企业组前{rank_at_most}名"
    return partial(_any_entry, "contests", "“创客中国”名次", check, aim)


def standard_led(*scopes: StandardScope, period: str, rank_at_most: int) -> Test:
    """A technical standard of one of ``scopes`` within ``period``, the enterprise among the first drafting units."""
    wanted = "、".join(SCOPE_LABELS[scope] for scope in scopes)

    def check(standard: TechnicalStandard, facts: Facts, periods: Periods) -> list[_Check]:
        return [
            _known(standard.scope, "scope", "标准类别", lambda: standard.scope in scopes, f"不是{wanted}"),
            _within(standard.published_on, "published_on", "发布日期", facts, periods[period]),
            _ranked(standard.rank, "起草单位排名", rank_at_most),
        ]

    aim = f"主导制定{wanted}（起草单位排名前{rank_at_most}）"
    return partial(_any_entry, "technical_standards", "制修订标准", check, aim)


def standard_made() -> Test:
    """Took part in making or revising any technical standard."""

    def check(standard: TechnicalStandard, facts: Facts, periods: Periods) -> list[_Check]:
        return [_PASSED]

    return partial(_any_entry, "technical_standards", "制修订标准", check, "参与制修订标准")


def quality_shown(kind: QualityKind, *levels: Level) -> Test:
    """Evidence of quality of this kind, in force on the day; of one of ``levels`` where the rule names any."""
    label = QUALITY_LABELS[kind]
    wanted = "、".join(LEVEL_LABELS[level] for level in levels)

    def check(evidence: QualityEvidence, facts: Facts, periods: Periods) -> list[_Check]:
        checks = [_known(evidence.kind, "kind", "种类", lambda: evidence.kind == kind, f"不是{label}")]
        if levels:
            checks.append(
                _known(evidence.level, "level", "级别", lambda: evidence.level in levels, f"级别不是{wanted}")
            )
        return checks + _in_term(evidence.valid_from, evidence.valid_until, facts)

    return partial(_any_entry, "quality_evidence", label, check, f"取得{wanted}{label}")


def title_held(*kinds: TitleKind) -> Test:
    """One of the titles, valid on the day."""
    wanted = "、".join(TITLE_LABELS[kind] for kind in kinds)

    def check(title: Title, facts: Facts, periods: Periods) -> list[_Check]:
        known = _known(title.kind, "kind", "种类", lambda: title.kind in kinds, f"不是{wanted}")
        until = _known(title.valid_until, "valid_until", "有效期止", lambda: True, "")
        return [known, until, *_in_term(title.valid_from, title.valid_until, facts)]

    def named(title: Title) -> str:
        return TITLE_LABELS[title.kind] if title.kind else ""

    return partial(_any_entry, "titles", f"有效的{wanted}称号", check, f"取得{wanted}称号", name_of=named)


def honour_held(*kinds: HonourKind, list_is_open: bool) -> Test:
    """A valid honour of one of ``kinds``. Where the rule ends its list with 等, another one is left to the reviewer."""
    wanted = "、".join(HONOUR_LABELS[kind] for kind in kinds)
    other = _Check(Verdict.UNKNOWN, f"不是{wanted}，是否同类荣誉由主管部门判断")
    if not list_is_open:
        other = _Check(Verdict.NOT_MET, f"不是{wanted}")

    def check(honour: Honour, facts: Facts, periods: Periods) -> list[_Check]:
        kind = _known(honour.kind, "kind", "种类", lambda: True, "")
        if honour.kind is not None and honour.kind not in kinds:
            kind = other
        until = _known(honour.valid_until, "valid_until", "有效期止", lambda: True, "")
        return [kind, until, *_in_term(honour.valid_from, honour.valid_until, facts)]

    return partial(_any_entry, "honours", "荣誉", check, f"取得有效期内的{wanted}")


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

    return partial(_any_entry, "institutions", "研发机构", check, f"建立{wanted}研发机构")


def equity_raised(at_least: str, *, share_at_most: str | None, period: str) -> Test:
    """New equity of ``at_least`` 万元 in all within ``period``.

    Only rounds paid in by qualified institutional investors count, and only those giving up at most
    ``share_at_most`` of the shares (63号 附件4 第8、9项; R2026 names no such limit: None).
    """
    limit = None if share_at_most is None else Decimal(share_at_most)
    return partial(_equity, Decimal(at_least), limit, period)


def _equity(
    at_least: Decimal, share_at_most: Decimal | None, period: str, facts: Facts, periods: Periods
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
    lacking = at_least - certain
    step = NextStep(distance_words("符合要求的股权融资", lacking, MONEY), 0, "equity_rounds", lacking)
    words = "；".join([f"{words}，还差 {money_up(lacking)} 万元", *notes])
    if unbounded or certain + possible >= at_least:
        return Finding(Verdict.UNKNOWN, words, once(missing), (step,))
    return Finding(Verdict.NOT_MET, words, next_steps=(step,))


def _round_checks(
    each: EquityRound, share_at_most: Decimal | None, facts: Facts, period: Period
) -> list[_Check]:
    checks = [
        _within(each.received_on, "received_on", "到账日期", facts, period),
        _known(
            each.qualified_investor,
            "qualified_investor",
            "是否合格机构投资者",
            lambda: each.qualified_investor,
            "投资方不是合格机构投资者",
        ),
    ]
    if share_at_most is not None:
        checks.append(
            _known(
                each.share_given_up,
                "share_given_up",
                "出让股权比例",
                lambda: each.share_given_up <= share_at_most,
                f"单笔出让股权超过{share(share_at_most)}",
            )
        )
    return checks


def rights_held(
    at_least: int,
    assess: Callable[[Facts], tuple[Standing, ...] | None],
    counts: Callable[[Standing], Verdict],
    words: str,
) -> Test:
    """At least so many rights that ``counts``, assessed by one rule set; ``words`` name the kind of right."""
    return partial(_rights, at_least, assess, counts, words)


def _rights(at_least: int, assess, counts, words: str, facts: Facts, periods: Periods) -> Finding:
    standings = assess(facts)
    if standings is None:
        return Finding(
            Verdict.UNKNOWN, "知识产权清单未填写", (Missing("intellectual_property", "知识产权清单"),)
        )
    verdicts = [counts(standing) for standing in standings]
    sure, unknown = verdicts.count(Verdict.MET), verdicts.count(Verdict.UNKNOWN)
    text = f"{words} {sure} 项，标准为 {at_least} 项以上"
    if sure >= at_least:
        return Finding(Verdict.MET, text)
    lacking = at_least - sure
    step = NextStep(f"再取得 {lacking} 项{words}", 0, "intellectual_property", Decimal(lacking))
    listed = "；".join(standing.words for standing in standings)
    text = f"{text}，还差 {lacking} 项" + (f"（{listed}）" if listed else "")
    if sure + unknown < at_least:
        return Finding(Verdict.NOT_MET, text, next_steps=(step,))
    open_ones = [
        standing for standing, each in zip(standings, verdicts, strict=True) if each is Verdict.UNKNOWN
    ]
    missing = once(gap for standing in open_ones for gap in (*standing.missing, *standing.benefit_missing))
    return Finding(Verdict.UNKNOWN, text, missing, (step,))
