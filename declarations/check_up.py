"""申报体检: an enterprise held against the standards of all three tiers in force on a day."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from django.db.models import prefetch_related_objects
from django.urls import reverse

from assessments.models import Assessment
from declarations.enums import VOID_STATES, FilingKind, FilingState
from declarations.facts.of_enterprise import Background, facts_of, load_background
from declarations.facts.places import FactPlaces, Place
from declarations.models import Filing
from declarations.models.provincial import published_scheme
from declarations.premises import Premise, Premises, premises_of
from declarations.sections import sections_for
from declarations.services.editing import refusal_to_edit
from declarations.services.filings import needs_assessment
from declarations.standards import Evaluation, Facts, Standard, Verdict, evaluate, standard_in_force
from declarations.standards.gaps import gaps
from declarations.standards.planner import INFINITE, Effort, Gap, awaits_authority
from declarations.standards.provincial import localised
from declarations.words.charts import PointsBars, points_bars
from declarations.words.explanation import EvaluationView, GapView, view_of
from declarations.workflow import deadline_text
from enterprises.enums import Tier, TitleKind
from enterprises.models import Certification, Enterprise
from enterprises.years import complete_years

EFFORTS = {
    Effort.FILL_IN: ("补充资料", "填写后即可判断，不改变经营。"),
    Effort.CHANGE: ("提高指标", "重新评测，或情况变化后更新资料；按变动的幅度从小到大。"),
    Effort.REACH: (
        "下一年度需达到",
        "已结束年度的数据以审计报告为准，不能更改。下列数额须同时达到，未列的数据按与上一年度持平测算，到下次申报时核对。",
    ),
    Effort.OBTAIN: ("取得条件", "证书、知识产权、机构、称号等。"),
    Effort.TIME: ("等待年限", "随经营年限自然满足。"),
    Effort.AWAIT: ("等待主管部门登记或公布", "由主管部门评价、登记，企业不能自行填写。"),
}
_PREPARE = ("申报前须完成", "不属于标准，但缺少时不能申报。")
# The heading of the conditions of 63号 附件1 any of which is enough.
_DIRECT = "直通条件"
_ENDED = (*VOID_STATES, FilingState.COMPLETED, FilingState.REJECTED)


@dataclass(frozen=True)
class Underway:
    """A filing that is not decided yet, and what the enterprise does with it."""

    status: str
    tone: str
    title: str
    detail: str
    href: str
    action: str


@dataclass(frozen=True)
class TierCheck:
    """One tier under the standard that applies to the enterprise: that of 复核 while it holds the title.

    ``held_as``: why it counts as held, empty when it does not. ``verdict`` minds the premises, unlike that of
    ``evaluation``. ``direct``: the codes of the direct conditions that decide. ``unknown`` facts are to be filled in,
    ``awaited`` ones are entered by authorities. ``is_goal``: the tier to go for next.
    """

    tier: Tier
    key: str
    name: str
    title: Certification | None
    held_as: str
    standard: Standard
    evaluation: EvaluationView
    verdict: str
    tone: str
    direct: list[str]
    bars: PointsBars | None
    unknown: int
    awaited: int
    underway: Underway | None
    is_goal: bool = False


@dataclass(frozen=True)
class Step:
    """One gap as texts. ``aims`` are the lines and conditions it serves; ``either``: another way would do as well."""

    text: str
    note: str
    aims: list[str]
    href: str
    either: bool


@dataclass(frozen=True)
class FillIn:
    """Facts to be filled in on one page, each with its own link."""

    place: Place
    facts: list[GapView]


@dataclass(frozen=True)
class Stage:
    """The gaps of one effort. ``fill_ins`` for facts that are missing, ``steps`` for all others, ``ways`` for those of
    which any one is enough. ``place_heading`` says on paper what the places of the facts are.
    """

    title: str
    hint: str
    fill_ins: list[FillIn]
    steps: list[Step]
    ways: list[Step] = field(default_factory=list)
    place_heading: str = "在哪里填写"


@dataclass(frozen=True)
class Goal:
    """A tier to go for, and what lies between; ``is_renewal`` when no higher tier is left.

    ``refusal``: why the enterprise cannot go for any tier, whatever the standards say. ``is_open``: whether the tier
    can be declared online.
    """

    check: TierCheck
    stages: list[Stage]
    is_renewal: bool
    summary: str
    refusal: str
    is_open: bool

    @property
    def is_reached(self) -> bool:
        """Whether nothing at all stands in the way."""
        return not self.stages and not self.refusal


@dataclass(frozen=True)
class CheckUp:
    """All the page shows. ``goals``: the next tier, and the one above when the next is met already. ``missing`` are
    the facts unknown to any of the standards, by place; ``awaited`` those that authorities enter.
    """

    day: dt.date
    years: list[int]
    tiers: list[TierCheck]
    goals: list[Goal]
    technology: TierCheck | None
    missing: list[FillIn]
    missing_count: int
    awaited: list[FillIn]
    problems: list[GapView]
    premises: list[Premise]
    is_complete: bool
    assessment: Assessment | None
    assessment_is_outdated: bool

    @property
    def checks(self) -> list[TierCheck]:
        """All standards held against the enterprise."""
        return [*self.tiers, *([self.technology] if self.technology else [])]


def check_up(enterprise: Enterprise, today: dt.date) -> CheckUp:
    """The enterprise against the standards in force ``today``. A constant number of queries."""
    prefetch_related_objects([enterprise], "intellectual_property")
    background = load_background(enterprise)
    facts = facts_of(enterprise, today, background).checked()
    places = FactPlaces(enterprise, today)
    is_locked = any(background.held(tier, today) for tier in Tier)
    premises = premises_of(enterprise, places, is_locked=is_locked)
    checks = _Checks(enterprise, background, facts, places, premises)
    tiers = [check for tier in Tier if (check := checks.tier(tier)) is not None]
    goals = checks.goals(tiers)
    technology = checks.technology()
    facts_missing = checks.missing()
    missing = [each for each in facts_missing if not awaits_authority(each[0])]
    awaited = [each for each in facts_missing if awaits_authority(each[0])]
    return CheckUp(
        day=today,
        years=complete_years(today),
        tiers=[replace(each, is_goal=bool(goals) and each is goals[0].check) for each in tiers],
        goals=goals,
        technology=technology,
        missing=checks.by_place(missing),
        missing_count=len(missing),
        awaited=checks.by_place(awaited),
        problems=[GapView(each.label, each.message, places.href(each.key)) for each in facts.problems],
        premises=premises.shown,
        is_complete=not missing and premises.are_complete,
        assessment=background.assessment,
        assessment_is_outdated=background.assessment_is_outdated,
    )


class _Checks:
    """Evaluates one enterprise by several standards."""

    def __init__(
        self,
        enterprise: Enterprise,
        background: Background,
        facts: Facts,
        places: FactPlaces,
        premises: Premises,
    ) -> None:
        self.enterprise = enterprise
        self.background = background
        self.facts = facts
        self.places = places
        self.premises = premises
        self.underway = _underway(enterprise)
        self.evaluations: dict[str, Evaluation] = {}

    def tier(self, tier: Tier) -> TierCheck | None:
        """The check of one tier; None on a day on which no standard is in force."""
        day = self.facts.as_of
        title = self.background.held(tier, day)
        standard = standard_in_force(tier, "renewal", day) if title else None
        standard = standard or standard_in_force(tier, "new", day)
        if standard is None:
            return None
        return self._check(
            tier, tier.value, tier.label, standard, title=title, held_as=self._held_as(tier, title)
        )

    def _held_as(self, tier: Tier, title: Certification | None) -> str:
        """科技型中小企业 in term does for tier 1 (2号 附件1 第1项)."""
        if title:
            return "已持有"
        return "以科技型中小企业计" if tier == Tier.INNOVATIVE and self._is_technology() else ""

    def _is_technology(self) -> bool:
        day = self.facts.as_of
        return any(
            title.kind is TitleKind.TECHNOLOGY
            and title.valid_until is not None
            and (title.valid_from or day) <= day <= title.valid_until
            for title in self.facts.titles or ()
        )

    def technology(self) -> TierCheck | None:
        """科技型中小企业, which the science authorities grant and R2026 takes as tier 1."""
        standard = standard_in_force(Tier.INNOVATIVE, "evidence", self.facts.as_of)
        return standard and self._check(Tier.INNOVATIVE, "technology", "科技型中小企业", standard)

    def _check(
        self,
        tier: Tier,
        key: str,
        name: str,
        standard: Standard,
        *,
        title: Certification | None = None,
        held_as: str = "",
    ) -> TierCheck:
        if standard.provincial_group:
            authority = self.enterprise.authority
            offices = authority.lineage_codes() if authority else []
            standard = localised(standard, published_scheme(standard, offices, self.facts.as_of.year))
        evaluation = evaluate(standard, self.facts)
        self.evaluations[key] = evaluation
        view = view_of(evaluation, self.places.href)
        verdict, tone = self._verdict(evaluation) or (view.verdict, view.tone)
        missing = _missing(evaluation)
        awaited = sum(awaits_authority(key) for key in missing)
        kind = FilingKind.RENEWAL if title else FilingKind.DECLARATION
        return TierCheck(
            tier=tier,
            key=key,
            name=name,
            title=title,
            held_as=held_as,
            standard=standard,
            evaluation=view,
            verdict=verdict,
            tone=tone,
            direct=_deciding_directly(evaluation),
            bars=points_bars(evaluation),
            unknown=len(missing) - awaited,
            awaited=awaited,
            underway=self.underway.get((tier, kind)) if standard.kind != "evidence" else None,
        )

    def _verdict(self, evaluation: Evaluation) -> tuple[str, str] | None:
        """What is to be said instead of the standard's own verdict; None: nothing."""
        if self.premises.is_large:
            return "不属于中小企业", "danger"
        if evaluation.verdict is Verdict.MET and self.premises.size.size is None:
            return "企业规模尚不能判断", "warning"
        lower = _lower_title_only(evaluation)
        return (lower, "neutral") if lower else None

    def goals(self, tiers: Sequence[TierCheck]) -> list[Goal]:
        """The tier above the highest title held, and the one after it while nothing stands before the first; the 复核
        of the highest when there is none above.
        """
        held = [index for index, check in enumerate(tiers) if check.held_as]
        above = tiers[held[-1] + 1 :] if held else tiers
        if not above:
            return [self._goal(check, is_renewal=True) for check in tiers[-1:]]
        first = self._goal(above[0])
        return [first, *(self._goal(check) for check in above[1:2] if first.is_reached)]

    def _goal(self, check: TierCheck, *, is_renewal: bool = False) -> Goal:
        evaluation = self.evaluations[check.key]
        found = gaps(check.standard, evaluation, self.facts)
        before = self._before(check, found)
        refusal = self.premises.shown[0].text if self.premises.is_large else ""
        return Goal(
            check=check,
            stages=[*before, *self._stages(found, evaluation)],
            is_renewal=is_renewal,
            summary=_summary(found, sum(len(each.facts) for stage in before for each in stage.fill_ins)),
            refusal=refusal,
            is_open=bool(sections_for(check.tier, FilingKind.DECLARATION)),
        )

    def _before(self, check: TierCheck, found: Iterable[Gap]) -> list[Stage]:
        """What has to be there before any standard counts, unless the standard's own gaps name it."""
        named = {self.places.href(gap.key) for gap in found}
        fill_ins = []
        if self.premises.profile:
            place = Place("完善企业信息", self.places.profile)
            fill_ins.append(FillIn(place, self.premises.profile))
        figures = [gap for gap in self.premises.figures if gap.href not in named]
        if figures:
            year = complete_years(self.facts.as_of)[0]
            fill_ins.append(FillIn(self.places.place(f"figures.{year}"), figures))
        kind = FilingKind.RENEWAL if check.title else FilingKind.DECLARATION
        place = self.places.place("digital_level")
        if needs_assessment(check.tier, kind) and not self.background.assessment and place.href not in named:
            why = "按平台手册，申报专精特新前须完成一次评测"
            if self.background.assessment_is_outdated:
                why = "所属行业或评测类别变更后，须重新评测"
            words = GapView("去自评", why, place.href)
            fill_ins.append(FillIn(place, [words]))
        return [Stage(*_PREPARE, fill_ins, [])] if fill_ins else []

    def _stages(self, found: Iterable[Gap], evaluation: Evaluation) -> list[Stage]:
        names = {
            each.code: f"{each.code} {each.name}" for each in (*evaluation.lines, *evaluation.conditions)
        }
        ways = {each.code for each in evaluation.conditions if not each.needed}
        stages = []
        for effort, group in groupby(found, key=lambda gap: gap.effort):
            mine = list(group)
            title, hint = EFFORTS[effort]
            facts = [(gap.key, gap.text, gap.reason) for gap in mine if gap.reason]
            steps = [
                Step(
                    text=gap.text,
                    note=_note(gap),
                    aims=[names[code] for code in gap.codes],
                    href=self.places.href(gap.key),
                    either=bool(gap.codes) and ways.issuperset(gap.codes),
                )
                for gap in mine
                if not gap.reason
            ]
            ways_here = [step for step in steps if step.either]
            if len(ways_here) < 2:
                ways_here = []
            needed = [step for step in steps if step not in ways_here]
            stage = Stage(title, hint, self.by_place(facts), needed, ways_here)
            stages.append(replace(stage, place_heading="登记事项") if effort is Effort.AWAIT else stage)
        return stages

    def missing(self) -> list[tuple[str, str, str]]:
        """(key, label, reason) of every fact that any of the evaluations is missing, each once."""
        found = {}
        for evaluation in self.evaluations.values():
            found |= _missing(evaluation)
        return list(found.values())

    def by_place(self, facts: Iterable[tuple[str, str, str]]) -> list[FillIn]:
        """Facts by the page where they are filled in, in the order in which the pages first come up."""
        found: dict[Place, list[GapView]] = {}
        for key, label, reason in facts:
            place = self.places.place(key)
            gap = GapView(self.places.label(key, label), reason, self.places.href(key))
            found.setdefault(place, []).append(gap)
        return [FillIn(place, each) for place, each in found.items()]


def _note(gap: Gap) -> str:
    """How much a number has to change, relative to what it is."""
    if gap.effort not in (Effort.CHANGE, Effort.REACH) or not gap.change or gap.change == INFINITE:
        return ""
    return f"变动约 {gap.change * 100:.1f}%"


def _summary(found: Sequence[Gap], before: int) -> str:
    """``补充资料3项，调整数值1项``; empty when nothing is lacking."""
    counts = [(_PREPARE[0], before)]
    counts += [
        (title, sum(gap.effort is effort for gap in found)) for effort, (title, _hint) in EFFORTS.items()
    ]
    return "，".join(f"{title}{count}项" for title, count in counts if count)


def _missing(evaluation: Evaluation) -> dict[str, tuple[str, str, str]]:
    """(key, label, reason) of every missing fact, by key."""
    explained = (*evaluation.lines, *evaluation.conditions)
    return {gap.key: (gap.key, gap.label, gap.reason) for each in explained for gap in each.missing}


def _deciding_directly(evaluation: Evaluation) -> list[str]:
    """The codes of the direct conditions (63号 附件1) that are met, any of which is enough."""
    return [
        each.code
        for each in evaluation.conditions
        if each.part == _DIRECT and each.verdict is Verdict.MET and evaluation.verdict is Verdict.MET
    ]


def _lower_title_only(evaluation: Evaluation) -> str:
    """``须先取得…称号`` when that is all that is known to fail; else empty."""
    failed = [each for each in evaluation.conditions if each.needed and each.verdict is Verdict.NOT_MET]
    steps = [step for each in failed for step in each.next_steps]
    if evaluation.lines or not steps or any(step.key.partition(".")[0] != "titles" for step in steps):
        return ""
    return f"须先{steps[0].text}"


def _underway(enterprise: Enterprise) -> dict[tuple[str, str], Underway]:
    """The latest filing of each tier and kind that is not decided. One query."""
    unfinished = Filing.objects.filter(enterprise=enterprise).exclude(state__in=_ENDED)
    filings = unfinished.with_window().select_related("current_authority").order_by("created_at", "id")
    return {(filing.tier, filing.kind): _underway_view(filing) for filing in filings}


def _underway_view(filing: Filing) -> Underway:
    title, detail, action = f"已有申报：{filing.status_label}", "", "查看申报"
    if filing.state == FilingState.DRAFT:
        title, action = "已有申报草稿", "继续填写"
        detail = refusal_to_edit(filing) or f"请在{deadline_text(filing.window.submission_deadline)}前提交。"
    elif filing.state == FilingState.RETURNED:
        title, action = "申报已被退回", "查看意见并修改"
        deadline = deadline_text(filing.window.correction_deadline)
        detail = refusal_to_edit(filing) or f"请在{deadline}前修改并重新提交。"
    href = reverse("declarations:filing", args=[filing.pk])
    return Underway(filing.status_label, filing.status_tone, title, detail, href, action)
