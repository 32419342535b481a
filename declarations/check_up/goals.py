"""A tier to go for, and what lies between it and the enterprise, in the order of effort."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from declarations.check_up.premises import Premises
from declarations.check_up.shown import FillIn, Goal, Stage, Step, TierCheck
from declarations.enums import FilingKind
from declarations.facts.of_enterprise import Background
from declarations.facts.places import FactPlaces, Place
from declarations.sections import sections_for
from declarations.standards import Evaluation, Facts
from declarations.standards.gaps import gaps
from declarations.standards.planner import INFINITE, Effort, Gap
from declarations.tiers import TIERS
from declarations.words.explanation import GapView
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


@dataclass(frozen=True)
class Goals:
    """Makes goals of the checks of one enterprise."""

    background: Background
    facts: Facts
    places: FactPlaces
    premises: Premises

    def goal(self, check: TierCheck, evaluation: Evaluation, *, is_renewal: bool = False) -> Goal:
        """``check`` as a tier to go for; ``evaluation`` is the one it shows."""
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
        if kind in TIERS[check.tier].assessed and not self.background.assessment and place.href not in named:
            why = f"按平台手册，申报{check.tier.label}前须完成一次评测"
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
            stage = Stage(title, hint, by_place(self.places, facts), needed, ways_here)
            stages.append(replace(stage, place_heading="登记事项") if effort is Effort.AWAIT else stage)
        return stages


def by_place(places: FactPlaces, facts: Iterable[tuple[str, str, str]]) -> list[FillIn]:
    """Facts by the page where they are filled in, in the order in which the pages first come up."""
    found: dict[Place, list[GapView]] = {}
    for key, label, reason in facts:
        place = places.place(key)
        gap = GapView(places.label(key, label), reason, places.href(key))
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
