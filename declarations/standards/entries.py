"""Conditions upon lists: an award, an honour, an institution, equity financing, a certificate, a title, a right.

A condition judges each entry of a list three-valued. An unknown list is UNKNOWN, an empty one NOT_MET. An entry
whose decisive facts are missing keeps the condition open, unless another entry already meets it.
"""

from collections.abc import Callable, Container
from datetime import date
from decimal import Decimal
from functools import partial
from operator import attrgetter
from typing import Any, NamedTuple

from declarations.standards.case import Case
from declarations.standards.conditions import Finding, Test, once
from declarations.standards.facts import (
    LIST_LABELS,
    Award,
    ContestResult,
    EquityRound,
    Facts,
    Honour,
    Institution,
    QualityEvidence,
    TechnicalStandard,
    Title,
)
from declarations.standards.intellectual_property import Standing, open_facts, why_not
from declarations.standards.result import MET, NOT_MET, UNKNOWN, Missing, NextStep, Verdict, all_met
from declarations.standards.wording import MONEY, distance_words, labels, money, money_up, quoted, share
from enterprises.enums import HonourKind, QualityKind, RecognitionLevel, StandardScope, TitleKind


class _Check(NamedTuple):
    """One question about one entry. ``words`` say why not; ``missing`` (field, label) what is not known."""

    verdict: Verdict
    words: str = ""
    missing: tuple[str, str] | None = None


_PASSED = _Check(MET)
_YES = (True,)
# Facts of the whole enterprise, not of the entry that is judged.
_SHARED = {"year": "最近一个完整会计年度", "as_of": "申报日期"}
_YEAR_UNKNOWN, _DAY_UNKNOWN = (_Check(UNKNOWN, missing=each) for each in _SHARED.items())


def _unknown(name: str, label: str) -> _Check:
    return _Check(UNKNOWN, missing=(name, label))


def _among(value: object, wanted: Container, name: str, label: str, otherwise: str) -> _Check:
    if value is None:
        return _unknown(name, label)
    return _PASSED if value in wanted else _Check(NOT_MET, otherwise)


def _given(value: object, name: str, label: str) -> _Check:
    return _unknown(name, label) if value is None else _PASSED


def _exists(entry: object) -> _Check:
    """An entry of which nothing could be read may be anything."""
    return _unknown("name", "内容") if entry == type(entry)() else _PASSED


def _within(day: date | None, name: str, label: str, case: Case, period: str) -> _Check:
    bounds = case.bounds(period)
    if bounds is None:
        return _YEAR_UNKNOWN if case.facts.year is None else _DAY_UNKNOWN
    if day is None:
        return _unknown(name, label)
    first, last = bounds
    return _PASSED if first <= day <= last else _Check(NOT_MET, f"{day} 不在 {first} 至 {last} 之间")


def _ranked(rank: int | None, label: str, at_most: int) -> _Check:
    if rank is None:
        return _unknown("rank", label)
    return _PASSED if rank <= at_most else _Check(NOT_MET, f"{label}不在前{at_most}名")


def _not_after(day: date | None, label: str, case: Case) -> list[_Check]:
    """A day that may be left open, but not lie after the day of application."""
    if day is None:
        return []
    if case.facts.as_of is None:
        return [_DAY_UNKNOWN]
    return [_Check(NOT_MET, f"{label} {day} 晚于申报日期")] if day > case.facts.as_of else []


def _in_term(start: date | None, end: date | None, case: Case) -> list[_Check]:
    """In force on the day of application; without an end, for good."""
    day = case.facts.as_of
    if day is None:
        return [_DAY_UNKNOWN]
    checks = []
    if end is not None and end < day:
        checks.append(_Check(NOT_MET, f"有效期已于 {end} 届满"))
    if start is not None and start > day:
        checks.append(_Check(NOT_MET, f"有效期自 {start} 起，尚未开始"))
    return checks


def _judge(listed: str, index: int, title: str, checks: list[_Check]) -> Finding:
    """The checks of one entry together; one that fails settles it whatever else is unknown."""
    verdict = all_met([check.verdict for check in checks])
    if verdict is MET:
        return Finding(MET, f"{quoted(title)}符合")
    if verdict is NOT_MET:
        reasons = "、".join([check.words for check in checks if check.verdict is NOT_MET])
        return Finding(NOT_MET, f"{quoted(title)}不符合：{reasons}")
    missing = tuple(_missing(listed, index, title, *check.missing) for check in checks if check.missing)
    reasons = "、".join(
        [f"缺少{check.missing[1]}" for check in checks if check.missing]
        + [check.words for check in checks if check.verdict is UNKNOWN and check.words]
    )
    return Finding(UNKNOWN, f"{quoted(title)}尚不能判断：{reasons}", missing)


def _missing(listed: str, index: int, title: str, name: str, label: str) -> Missing:
    if name in _SHARED:
        return Missing(name, label)
    return Missing(f"{listed}.{index}.{name}", f"{quoted(title)}的{label}")


class _AnyEntry:
    """The test that one entry of a list passes ``check``.

    ``label`` is what is looked for, ``aim`` how to come by it. Where the list holds several kinds, only those of
    ``kinds``, and of an unknown kind, are looked at.
    """

    def __init__(
        self,
        listed: str,
        label: str,
        check: Callable[[Any, Case], list[_Check]],
        aim: str,
        *,
        name_of: Callable[[Any], str] = attrgetter("name"),
        kinds: Container | None = None,
    ) -> None:
        self._listed, self._check, self._name_of, self._kinds = listed, check, name_of, kinds
        self._name = LIST_LABELS[listed]
        self._steps = (NextStep(aim, 0, listed),)
        self._none = Finding(NOT_MET, f"没有{label}", (), self._steps)
        self._unknown = Finding(UNKNOWN, f"{self._name}情况未填写", (Missing(listed, self._name),))

    def __call__(self, case: Case) -> Finding:
        entries = getattr(case.facts, self._listed)
        if not entries:
            return self._unknown if entries is None else self._none
        kinds = self._kinds
        met: list[Finding] = []
        undecided: list[Finding] = []
        failed: list[Finding] = []
        for index, entry in enumerate(entries):
            if kinds is not None and entry.kind is not None and entry.kind not in kinds:
                continue
            title = self._name_of(entry) or f"第{index + 1}项{self._name}"
            finding = _judge(self._listed, index, title, self._check(entry, case))
            verdict = finding.verdict
            (met if verdict is MET else undecided if verdict is UNKNOWN else failed).append(finding)
        if met:
            return Finding(MET, _explained(met))
        if undecided:
            missing = once(gap for each in undecided for gap in each.missing)
            return Finding(UNKNOWN, _explained(undecided), missing)
        return Finding(NOT_MET, _explained(failed), (), self._steps) if failed else self._none


def _explained(findings: list[Finding]) -> str:
    return "；".join([finding.explanation for finding in findings])


def award_received(*levels: RecognitionLevel, period: str, rank_at_most: int | None = None) -> Test:
    """A science-technology award of one of ``levels`` within ``period``; the date on the certificate counts.

    ``rank_at_most``: the enterprise is among the first so many awarded units.
    """
    wanted = labels(levels)

    def check(award: Award, case: Case) -> list[_Check]:
        checks = [
            _among(award.level, levels, "level", "级别", f"级别不是{wanted}"),
            _within(award.awarded_on, "awarded_on", "获奖日期", case, period),
        ]
        if rank_at_most is not None:
            checks.append(_ranked(award.rank, "获奖单位排名", rank_at_most))
        return checks

    place = f"，并在获奖单位中排名前{rank_at_most}" if rank_at_most is not None else ""
    return _AnyEntry("awards", "科技奖励", check, f"获得{wanted}科技奖励{place}")


def contest_placed(rank_at_most: int, *, period: str) -> Test:
    """In the national list of the enterprise group of “创客中国” down to ``rank_at_most``, within ``period``."""

    def check(result: ContestResult, case: Case) -> list[_Check]:
        return [
            _ranked(result.rank, "名次", rank_at_most),
            _within(result.announced_on, "announced_on", "公布日期", case, period),
        ]

    aim = f"进入“创客中国”全国企业组前{rank_at_most}名"
    return _AnyEntry("contests", "“创客中国”名次", check, aim)


def standard_led(*scopes: StandardScope, period: str, rank_at_most: int) -> Test:
    """A technical standard of one of ``scopes`` within ``period``, the enterprise among the first drafting units."""
    wanted = labels(scopes)

    def check(standard: TechnicalStandard, case: Case) -> list[_Check]:
        return [
            _among(standard.scope, scopes, "scope", "标准类别", f"不是{wanted}"),
            _within(standard.published_on, "published_on", "发布日期", case, period),
            _ranked(standard.rank, "起草单位排名", rank_at_most),
        ]

    aim = f"主导制定{wanted}（起草单位排名前{rank_at_most}）"
    return _AnyEntry("technical_standards", "制修订标准", check, aim)


def standard_made() -> Test:
    """Took part in making or revising a technical standard of any scope, published by the day of application."""

    def check(standard: TechnicalStandard, case: Case) -> list[_Check]:
        published = _given(standard.published_on, "published_on", "发布日期")
        return [published, *_not_after(standard.published_on, "发布日期", case)]

    return _AnyEntry("technical_standards", "制修订标准", check, "参与制修订标准")


def quality_shown(*kinds: QualityKind, levels: tuple[RecognitionLevel, ...] = ()) -> Test:
    """Evidence of one of these kinds, in force on the day; of one of ``levels`` where the rule names any."""
    label = labels(kinds, "或")
    wanted = labels(levels)

    def check(evidence: QualityEvidence, case: Case) -> list[_Check]:
        checks = [_given(evidence.kind, "kind", "种类")]
        if levels:
            checks.append(_among(evidence.level, levels, "level", "级别", f"级别不是{wanted}"))
        return checks + _in_term(evidence.valid_from, evidence.valid_until, case)

    aim = f"{'拥有' if QualityKind.OWN_BRAND in kinds else '取得'}{wanted}{label}"
    return _AnyEntry("quality_evidence", f"{wanted}{label}", check, aim, kinds=kinds)


def title_held(*kinds: TitleKind) -> Test:
    """One of the titles, valid on the day."""
    wanted = labels(kinds)

    def check(title: Title, case: Case) -> list[_Check]:
        kind = _given(title.kind, "kind", "种类")
        until = _given(title.valid_until, "valid_until", "有效期（是否持有）")
        return [kind, until, *_in_term(title.valid_from, title.valid_until, case)]

    def named(title: Title) -> str:
        return labels([title.kind]) if title.kind else ""

    return _AnyEntry("titles", f"有效的{wanted}称号", check, f"取得{wanted}称号", name_of=named, kinds=kinds)


def honour_held(*kinds: HonourKind, list_is_open: bool) -> Test:
    """A valid honour of one of ``kinds``. Where the rule ends its list with 等, another one is left to the reviewer."""
    wanted = labels(kinds)
    other = _Check(UNKNOWN, f"不是{wanted}，是否同类荣誉由主管部门判断")
    if not list_is_open:
        other = _Check(NOT_MET, f"不是{wanted}")

    def check(honour: Honour, case: Case) -> list[_Check]:
        kind = _given(honour.kind, "kind", "种类")
        if honour.kind is not None and honour.kind not in kinds:
            kind = other
        until = _given(honour.valid_until, "valid_until", "有效期止")
        return [kind, until, *_in_term(honour.valid_from, honour.valid_until, case)]

    return _AnyEntry("honours", "荣誉", check, f"取得{wanted}资格或称号")


def institution_owned(*levels: RecognitionLevel) -> Test:
    """An R&D institution recognised by one of ``levels``, by the day of application."""
    wanted = labels(levels)

    def check(institution: Institution, case: Case) -> list[_Check]:
        level = _among(institution.level, levels, "level", "级别", f"级别不是{wanted}")
        return [level, *_not_after(institution.recognised_on, "认定日期", case)]

    return _AnyEntry("institutions", "研发机构", check, f"建立{wanted}研发机构")


def institution_built() -> Test:
    """Any R&D institution, recognised by whomever or by nobody, built alone or jointly."""

    def check(institution: Institution, case: Case) -> list[_Check]:
        return [_exists(institution), *_not_after(institution.recognised_on, "认定日期", case)]

    aim = "自建研发机构，或与高校院所联合建立研发机构"
    return _AnyEntry("institutions", "研发机构", check, aim)


def equity_raised(at_least: str, *, share_at_most: str | None, period: str, words: str = "股权融资") -> Test:
    """New equity of ``at_least`` 万元 in all within ``period``.

    Only rounds paid in by qualified institutional investors count, and only those giving up at most
    ``share_at_most`` of the shares (63号 附件4 第8、9项; R2026 names no such limit: None).
    """
    limit = None if share_at_most is None else Decimal(share_at_most)
    found = partial(_equity, Decimal(at_least), limit, period, words)
    without = found((), Case(Facts(), {}))
    unknown = Finding(UNKNOWN, f"{words}情况未填写", (Missing("equity_rounds", words),))

    def test(case: Case) -> Finding:
        rounds = case.facts.equity_rounds
        if not rounds:
            return unknown if rounds is None else without
        return found(rounds, case)

    return test


def _equity(
    at_least: Decimal,
    share_at_most: Decimal | None,
    period: str,
    name: str,
    rounds: tuple[EquityRound, ...],
    case: Case,
) -> Finding:
    certain = possible = Decimal(0)
    unbounded = False
    notes: list[str] = []
    missing: list[Missing] = []
    for index, each in enumerate(rounds):
        title = each.investor or f"第{index + 1}笔"
        finding = _judge("equity_rounds", index, title, _round_checks(each, share_at_most, case, period))
        if finding.verdict is not MET:
            notes.append(finding.explanation)
            missing += finding.missing
        if finding.verdict is NOT_MET:
            continue
        if each.paid_in is None:
            unbounded = True
            missing.append(Missing(f"equity_rounds.{index}.paid_in", f"{quoted(title)}的实缴金额"))
        elif finding.verdict is MET:
            certain += each.paid_in
        else:
            possible += each.paid_in
    words = f"符合要求的新增{name}合计 {money(certain)} 万元，标准为 {money(at_least)} 万元"
    if certain >= at_least:
        return Finding(MET, words)
    lacking = at_least - certain
    step = NextStep(distance_words(f"符合要求的{name}", lacking, MONEY), 0, "equity_rounds", lacking)
    words = "；".join([f"{words}，还差 {money_up(lacking)} 万元", *notes])
    if unbounded or certain + possible >= at_least:
        return Finding(UNKNOWN, words, once(missing), (step,))
    return Finding(NOT_MET, words, next_steps=(step,))


def _round_checks(each: EquityRound, share_at_most: Decimal | None, case: Case, period: str) -> list[_Check]:
    checks = [
        _within(each.received_on, "received_on", "到账日期", case, period),
        _among(
            each.qualified_investor,
            _YES,
            "qualified_investor",
            "是否合格机构投资者",
            "投资方不是合格机构投资者",
        ),
    ]
    if share_at_most is None:
        return checks
    given_up = each.share_given_up
    if given_up is None:
        checks.append(_unknown("share_given_up", "出让股权比例"))
    elif given_up > share_at_most:
        checks.append(_Check(NOT_MET, f"单笔出让股权超过{share(share_at_most)}"))
    return checks


def rights_held(
    at_least: int,
    assess: Callable[[Facts], tuple[Standing, ...] | None],
    counts: Callable[[Standing], Verdict],
    words: str,
) -> Test:
    """At least so many rights that ``counts``, assessed by one rule set; ``words`` name the kind of right."""
    return partial(_rights, at_least, assess, counts, words)


def _rights(
    at_least: int,
    assess: Callable[[Facts], tuple[Standing, ...] | None],
    counts: Callable[[Standing], Verdict],
    words: str,
    case: Case,
) -> Finding:
    standings = assess(case.facts)
    if standings is None:
        return Finding(UNKNOWN, "知识产权清单未填写", (Missing("intellectual_property", "知识产权清单"),))
    verdicts = [counts(standing) for standing in standings]
    sure, unknown = verdicts.count(MET), verdicts.count(UNKNOWN)
    text = f"{words} {sure} 项，标准为 {at_least} 项以上"
    if sure >= at_least:
        return Finding(MET, text)
    lacking = at_least - sure
    step = NextStep(f"再取得 {lacking} 项{words}", 0, "intellectual_property", Decimal(lacking))
    listed = "；".join(standing.words + why_not(standing, counts) for standing in standings)
    text = f"{text}，还差 {lacking} 项" + (f"（{listed}）" if listed else "")
    if sure + unknown < at_least:
        return Finding(NOT_MET, text, next_steps=(step,))
    open_ones = [standing for standing, each in zip(standings, verdicts, strict=True) if each is UNKNOWN]
    missing = once(gap for standing in open_ones for gap in open_facts(standing, counts))
    return Finding(UNKNOWN, text, missing, (step,))
