"""申报体检: an enterprise held against the standards of all three tiers in force on a day."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from django.db.models import prefetch_related_objects

from assessments.models import Assessment
from declarations.charts import PointsBars, points_bars
from declarations.enterprise_facts import Background, facts_of, load_background
from declarations.explanation import EvaluationView, GapView, view_of
from declarations.fact_places import FactPlaces, Place
from declarations.models.provincial import published_scheme
from declarations.standards import Evaluation, Facts, Standard, evaluate, standard_in_force
from declarations.standards.gaps import INFINITE, Effort, Gap, gaps
from declarations.standards.provincial import localised
from enterprises.enums import Tier
from enterprises.models import Certification, Enterprise
from enterprises.services.profile import size_of
from enterprises.sizing import LARGE
from enterprises.years import complete_years

EFFORTS = {
    Effort.FILL_IN: ("补充资料", "填写后即可判断，不改变经营。"),
    Effort.CHANGE: ("调整数值", "按需要变动的幅度从小到大。"),
    Effort.OBTAIN: ("取得条件", "证书、知识产权、机构、称号等。"),
    Effort.TIME: ("等待年限", "随经营年限自然满足。"),
}


@dataclass(frozen=True)
class TierCheck:
    """One tier under the standard that applies to the enterprise: that of 复核 while it holds the title.

    ``is_goal``: the tier to go for next.
    """

    tier: Tier
    key: str
    name: str
    title: Certification | None
    standard: Standard
    evaluation: EvaluationView
    bars: PointsBars | None
    is_goal: bool = False

    @property
    def unknown(self) -> int:
        return len(self.evaluation.gaps)


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
    """The gaps of one effort. ``fill_ins`` for facts to fill in, ``steps`` for all others."""

    title: str
    hint: str
    fill_ins: list[FillIn]
    steps: list[Step]


@dataclass(frozen=True)
class Goal:
    """A tier to go for, and what lies between; ``is_renewal`` when no higher tier is left."""

    check: TierCheck
    stages: list[Stage]
    is_renewal: bool
    summary: str


@dataclass(frozen=True)
class Premise:
    """One of the general conditions for applicants (2号 第11条), which no standard scores."""

    name: str
    text: str
    verdict: str
    tone: str
    href: str = ""


@dataclass(frozen=True)
class CheckUp:
    """All the page shows. ``goals``: the next tier, and the one above when the next is met already. ``missing`` are
    the facts unknown to any of the standards, by place.
    """

    day: dt.date
    years: list[int]
    tiers: list[TierCheck]
    goals: list[Goal]
    technology: TierCheck | None
    missing: list[FillIn]
    missing_count: int
    problems: list[GapView]
    premises: list[Premise]
    assessment: Assessment | None


def check_up(enterprise: Enterprise, today: dt.date) -> CheckUp:
    """The enterprise against the standards in force ``today``. A constant number of queries."""
    prefetch_related_objects([enterprise], "intellectual_property")
    background = load_background(enterprise)
    facts = facts_of(enterprise, today, background).checked()
    checks = _Checks(enterprise, background, facts, FactPlaces(enterprise, today))
    tiers = [check for tier in Tier if (check := checks.tier(tier)) is not None]
    goals = checks.goals(tiers)
    technology = checks.technology()
    missing = checks.missing()
    return CheckUp(
        day=today,
        years=complete_years(today),
        tiers=[replace(each, is_goal=bool(goals) and each is goals[0].check) for each in tiers],
        goals=goals,
        technology=technology,
        missing=checks.by_place(missing),
        missing_count=len(missing),
        problems=[GapView(each.label, each.message, checks.places.href(each.key)) for each in facts.problems],
        premises=_premises(enterprise, checks.places),
        assessment=background.assessment,
    )


class _Checks:
    """Evaluates one enterprise by several standards."""

    def __init__(
        self, enterprise: Enterprise, background: Background, facts: Facts, places: FactPlaces
    ) -> None:
        self.enterprise = enterprise
        self.background = background
        self.facts = facts
        self.places = places
        self.evaluations: dict[str, Evaluation] = {}

    def tier(self, tier: Tier) -> TierCheck | None:
        """The check of one tier; None on a day on which no standard is in force."""
        day = self.facts.as_of
        title = self.background.held(tier, day)
        standard = standard_in_force(tier, "renewal", day) if title else None
        standard = standard or standard_in_force(tier, "new", day)
        return standard and self._check(tier, tier.value, tier.label, title, standard)

    def technology(self) -> TierCheck | None:
        """科技型中小企业, which the science authorities grant and R2026 takes as tier 1."""
        standard = standard_in_force(Tier.INNOVATIVE, "evidence", self.facts.as_of)
        return standard and self._check(Tier.INNOVATIVE, "technology", "科技型中小企业", None, standard)

    def _check(
        self, tier: Tier, key: str, name: str, title: Certification | None, standard: Standard
    ) -> TierCheck:
        if standard.provincial_group:
            authority = self.enterprise.authority
            offices = authority.lineage_codes() if authority else []
            standard = localised(standard, published_scheme(standard, offices, self.facts.as_of.year))
        evaluation = evaluate(standard, self.facts)
        self.evaluations[key] = evaluation
        view = view_of(evaluation, self.places.href)
        return TierCheck(tier, key, name, title, standard, view, points_bars(evaluation))

    def goals(self, tiers: Sequence[TierCheck]) -> list[Goal]:
        """The tier above the highest title held, and the one after it while the first is met already; the 复核 of the
        highest when there is none above.
        """
        held = [index for index, check in enumerate(tiers) if check.title]
        above = tiers[held[-1] + 1 :] if held else tiers
        if not above:
            return [self._goal(check, is_renewal=True) for check in tiers[-1:]]
        first = self._goal(above[0])
        return [first, *(self._goal(check) for check in above[1:2] if not first.stages)]

    def _goal(self, check: TierCheck, *, is_renewal: bool = False) -> Goal:
        evaluation = self.evaluations[check.key]
        found = gaps(check.standard, evaluation, self.facts)
        return Goal(check, self._stages(found, evaluation), is_renewal, _summary(found))

    def _stages(self, found: Iterable[Gap], evaluation: Evaluation) -> list[Stage]:
        names = {
            each.code: f"{each.code} {each.name}" for each in (*evaluation.lines, *evaluation.conditions)
        }
        ways = {each.code for each in evaluation.conditions if not each.needed}
        stages = []
        for effort, group in groupby(found, key=lambda gap: gap.effort):
            mine = list(group)
            title, hint = EFFORTS[effort]
            if effort is Effort.FILL_IN:
                facts = [(gap.key, gap.text, gap.reason) for gap in mine]
                stages.append(Stage(title, hint, self.by_place(facts), []))
                continue
            steps = [
                Step(
                    text=gap.text,
                    note=_note(gap),
                    aims=[names[code] for code in gap.codes],
                    href=self.places.href(gap.key),
                    either=bool(gap.codes) and ways.issuperset(gap.codes),
                )
                for gap in mine
            ]
            stages.append(Stage(title, hint, [], steps))
        return stages

    def missing(self) -> list[tuple[str, str, str]]:
        """(key, label, reason) of every fact that any of the evaluations is missing, each once."""
        found = {}
        for evaluation in self.evaluations.values():
            for each in (*evaluation.lines, *evaluation.conditions):
                found |= {gap.key: (gap.key, gap.label, gap.reason) for gap in each.missing}
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
    if gap.effort is not Effort.CHANGE or gap.change is None or gap.change == INFINITE:
        return ""
    return f"变动约 {gap.change * 100:.1f}%"


def _summary(found: Sequence[Gap]) -> str:
    """``补充资料3项，调整数值1项``; empty when nothing is lacking."""
    counts = [
        (title, sum(gap.effort is effort for gap in found)) for effort, (title, _hint) in EFFORTS.items()
    ]
    return "，".join(f"{title}{count}项" for title, count in counts if count)


def _premises(enterprise: Enterprise, places: FactPlaces) -> list[Premise]:
    """The general conditions: the size is computed, all else is pledged in a declaration. One query."""
    size = size_of(enterprise)
    if size.size is None:
        href = places.profile if any(key in ("division", "class_code") for key, _ in size.missing) else ""
        href = href or places.last_year
        first = Premise("符合中小企业划型标准", "".join(size.explanation), "尚不能判断", "warning", href)
    elif size.size == LARGE:
        text = "按已保存的数据划为大型企业，不属于中小企业，不能申报。数据有误的，请先更正。"
        first = Premise("符合中小企业划型标准", text, "不符合", "danger", places.last_year)
    else:
        first = Premise("符合中小企业划型标准", f"按已保存的数据划为{size.label}企业。", "符合", "success")
    pledged = ("须在申报时承诺", "neutral")
    return [
        first,
        Premise("依法在中国境内设立", "以登记信息为准。", *pledged),
        Premise("信用", "申报期间未列入经营异常名录、严重失信主体名单。", *pledged),
        Premise("产品", "提供的产品和服务不属于国家禁止、限制或淘汰类。", *pledged),
        Premise("近三年无重大事故和违法行为", "安全生产、网络和数据安全、质量、环境等方面。", *pledged),
    ]
