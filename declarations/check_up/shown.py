"""What the page of 申报体检 shows."""

import datetime as dt
from dataclasses import dataclass, field

from assessments.models import Assessment
from declarations.check_up.premises import Premise
from declarations.facts.places import Place
from declarations.standards import Standard
from declarations.words.charts import PointsBars
from declarations.words.explanation import EvaluationView, GapView
from enterprises.enums import Tier
from enterprises.models import Certification


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
