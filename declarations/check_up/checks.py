"""申报体检: an enterprise held against the standards of all three tiers in force on a day."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from django.db.models import prefetch_related_objects

from declarations.check_up.goals import Goals, by_place
from declarations.check_up.premises import Premises, premises_of
from declarations.check_up.shown import CheckUp, Goal, TierCheck
from declarations.check_up.underway import underway
from declarations.dossier.facts import facts_of
from declarations.enums import FilingKind
from declarations.facts.of_enterprise import Background, load_background
from declarations.facts.places import FactPlaces
from declarations.models.provincial import published_scheme
from declarations.standards import Evaluation, Facts, Standard, Verdict, evaluate, standard_in_force
from declarations.standards.contradictions import consistent
from declarations.standards.planner import awaits_authority
from declarations.standards.provincial import localised
from declarations.tiers import TIERS
from declarations.words.charts import points_bars
from declarations.words.explanation import GapView, view_of
from enterprises.enums import Tier, TitleKind
from enterprises.models import Certification, Enterprise
from enterprises.years import complete_years

# The heading of the conditions of 63号 附件1 any of which is enough.
_DIRECT = "直通条件"


def check_up(enterprise: Enterprise, today: dt.date) -> CheckUp:
    """The enterprise against the standards in force ``today``. A constant number of queries."""
    prefetch_related_objects([enterprise], "intellectual_property")
    background = load_background(enterprise)
    facts = consistent(facts_of(enterprise, today, background))
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
        missing=by_place(places, missing),
        missing_count=len(missing),
        awaited=by_place(places, awaited),
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
        self.underway = underway(enterprise)
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
        """The title itself, or what does for it."""
        if title:
            return "已持有"
        equivalent = TIERS[tier].equivalent
        return f"以{equivalent.label}计" if equivalent and self._holds(equivalent) else ""

    def _holds(self, kind: TitleKind) -> bool:
        day = self.facts.as_of
        return any(
            title.kind is kind
            and title.valid_until is not None
            and (title.valid_from or day) <= day <= title.valid_until
            for title in self.facts.titles or ()
        )

    def technology(self) -> TierCheck | None:
        """科技型中小企业, which the science authorities grant and R2026 takes as tier 1."""
        for tier, rules in TIERS.items():
            standard = standard_in_force(tier, "evidence", self.facts.as_of)
            if rules.equivalent and standard:
                return self._check(tier, rules.equivalent.value, rules.equivalent.label, standard)
        return None

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
        goals = Goals(self.background, self.facts, self.places, self.premises)
        return goals.goal(check, self.evaluations[check.key], is_renewal=is_renewal)

    def missing(self) -> list[tuple[str, str, str]]:
        """(key, label, reason) of every fact that any of the evaluations is missing, each once."""
        found = {}
        for evaluation in self.evaluations.values():
            found |= _missing(evaluation)
        return list(found.values())


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
