"""Which questionnaire an enterprise takes now, by its 所属行业 (M1.3, M3.1), and whether its latest result still fits."""

import datetime as dt
from dataclasses import dataclass, replace

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.db.models.functions import Coalesce
from django.utils import timezone

from assessments.categories import Placement, Rule, place
from assessments.enums import Category
from assessments.models import Assessment, CategoryChoice, CategoryRule, Questionnaire, Release
from assessments.models.category import LEAST_REASON, MOST_REASON
from enterprises.models import Enterprise, User


class ChoiceRefused(Exception):
    """A category cannot be confirmed; `str()` says why, in words for the user."""


@dataclass(frozen=True)
class Match:
    """The questionnaire an enterprise takes now; without one, ``reason`` tells the user why.

    ``placement`` is None without 所属行业; ``category`` is None, too, while the enterprise has to confirm it.
    """

    placement: Placement | None = None
    choice: CategoryChoice | None = None
    category: Category | None = None
    questionnaire: Questionnaire | None = None
    reason: str = ""

    def rules_out(self, assessment: Assessment) -> bool:
        """Whether 所属行业 leads to another category than the assessment's; while none is confirmed, any candidate fits.

        Without 所属行业 nothing is ruled out.
        """
        if self.placement is None:
            return False
        fitting = [self.category] if self.category else self.placement.candidates
        return assessment.questionnaire.category not in fitting

    @property
    def is_by_platform_table(self) -> bool:
        """Whether the platform's own table, which is from memory, decided it. That of manufacturing is the standard's."""
        return bool(
            self.placement and not self.placement.rule and self.placement.category != Category.MANUFACTURING
        )

    @property
    def needs_confirmation(self) -> bool:
        return self.placement is not None and self.category is None


def industry_code(enterprise: Enterprise) -> str:
    """The finest code known of 所属行业: the class where it is filled in, else the division, else nothing."""
    division = enterprise.industry_id or ""
    return enterprise.industry_class if enterprise.industry_class.startswith(division or "-") else division


def match_for(enterprise: Enterprise, on: dt.date | None = None) -> Match:
    """What ``enterprise`` takes on a day, today unless given. At most three queries."""
    match = category_of(enterprise)
    if match.category is None:
        return match
    release = Release.objects.in_force(match.category, on or timezone.localdate())
    if release is None:
        return replace(match, reason=f"目前没有适用于{match.category.label}的评测表，请等待主管部门发布。")
    return replace(match, questionnaire=release.questionnaire)


def category_of(enterprise: Enterprise) -> Match:
    """The category of ``enterprise``, without asking which questionnaire serves it. At most two queries."""
    code = industry_code(enterprise)
    placement = place(code, _rules(code))
    if placement is None:
        return Match(reason="请先在“企业信息”中填写所属行业，系统据此选择评测表。")
    choice = None if placement.is_settled else _choice(enterprise, code, placement)
    if choice is None and not placement.is_settled:
        return Match(placement, reason="所属行业同时包含几类业务，请先确认适用的评测类别。")
    return Match(placement, choice, Category(choice.category) if choice else placement.category)


def latest_submitted(enterprise: Enterprise) -> Assessment | None:
    """The latest assessment submitted (M4.6), without its answers and whole result. One query.

    ``is_rechosen``: whether the enterprise confirmed a category after the one it was taken with, if any.
    """
    # By their numbers: what came later is not asked of a clock.
    later = CategoryChoice.objects.filter(
        enterprise=OuterRef("enterprise"), id__gt=Coalesce(OuterRef("choice"), 0)
    )
    latest = (
        Assessment.objects.most_recent().filter(enterprise=enterprise).annotate(is_rechosen=Exists(later))
    )
    return latest.with_questionnaire().defer("answers", "result").first()


@dataclass(frozen=True)
class Standing:
    """The latest result of an enterprise, and whether something it changed since outdates it."""

    latest: Assessment | None
    is_outdated: bool

    @property
    def counting(self) -> Assessment | None:
        """The result that counts for declarations."""
        return None if self.is_outdated else self.latest


def standing_of(enterprise: Enterprise, match: Match | None = None) -> Standing:
    """Where an enterprise stands with its assessments. One query, and three more where something was changed since the
    latest, unless ``match`` is given.
    """
    latest = latest_submitted(enterprise)
    return Standing(latest, latest is not None and is_outdated(latest, enterprise, match))


def counting(enterprise: Enterprise) -> Assessment | None:
    """The assessment that counts for declarations: the latest submitted, unless it is outdated.

    One query, and three more where 所属行业 or its category was changed since.
    """
    return standing_of(enterprise).counting


def is_outdated(latest: Assessment, enterprise: Enterprise, match: Match | None = None) -> bool:
    """Whether 所属行业, or the category confirmed for it, was changed since ``latest`` (of ``latest_submitted``) so that
    another table applies: a new assessment is needed.

    Rules that administrators changed meanwhile outdate nothing. No query unless the enterprise changed something, none
    when ``match`` is given.
    """
    known = (latest.industry_id, latest.industry_class)
    is_moved = latest.industry_id is not None and known != (
        enterprise.industry_id,
        enterprise.industry_class,
    )
    if not is_moved and not latest.is_rechosen:
        return False
    return (match or category_of(enterprise)).rules_out(latest)


@transaction.atomic
def confirm_category(enterprise: Enterprise, category: str, reason: str, user: User) -> CategoryChoice:
    """Keep the category a mixed industry's enterprise chose, and why. The same again is the choice there already is.

    Raises:
        ChoiceRefused: the industry is settled or does not offer ``category``; no reason, or too long a one.
    """
    locked = Enterprise.objects.select_for_update(no_key=True).get(pk=enterprise.pk)
    code = industry_code(locked)
    placement = place(code, _rules(code))
    if placement is None or placement.is_settled:
        raise ChoiceRefused("所属行业只适用一类评测表，不需要确认；如有不符，请先更正所属行业。")
    if category not in placement.candidates:
        raise ChoiceRefused("请选择一个适用的类别。")
    if not LEAST_REASON <= len(reason) <= MOST_REASON:
        raise ChoiceRefused(f"请说明理由，{LEAST_REASON}到{MOST_REASON}个字。")
    last = _choice(locked, code, placement)
    if last and (last.category, last.reason) == (category, reason):
        return last
    return CategoryChoice.objects.create(
        enterprise=locked, industry_code=code, category=category, reason=reason, chosen_by=user
    )


def _rules(code: str) -> dict[str, Rule]:
    prefixes = [code[:length] for length in (2, 3, 4) if len(code) >= length]
    rows = CategoryRule.objects.filter(code__in=prefixes) if prefixes else []
    return {row.code: Rule(Category(row.category), row.confirm) for row in rows}


def _choice(enterprise: Enterprise, code: str, placement: Placement) -> CategoryChoice | None:
    """What the enterprise confirmed last for this industry, if that is still to choose from."""
    last = enterprise.category_choices.filter(industry_code=code).order_by("-id").first()
    return last if last and last.category in placement.candidates else None
