"""Template filters for results."""

from collections.abc import Mapping
from decimal import Decimal

from django import template

from assessments.questionnaire_checks import plain
from assessments.services.matching import category_of, standing_of
from assessments.services.taking import current_draft
from enterprises.models import Enterprise

register = template.Library()


@register.filter
def points(value: Decimal) -> str:
    """Points exactly as they are, without idle zeros: 7.5000 → 7.5. Never rounded: 59.95 is not 60."""
    return plain(value)


@register.inclusion_tag("assessments/standing.html")
def assessment_standing(enterprise: Enterprise) -> dict:
    """Which questionnaire the enterprise's industry leads to, and whether its latest result still fits (M3.1)."""
    match = category_of(enterprise)
    standing = standing_of(enterprise, match)
    draft = current_draft(enterprise)
    return {
        "match": match,
        "latest": standing.latest,
        "is_outdated": standing.is_outdated,
        "unfit_draft": draft if draft and match.rules_out(draft) else None,
    }


@register.filter
def of(counts: Mapping[str, int], key: str) -> int:
    """The number kept under `key`, 0 without one."""
    return counts.get(key, 0)


@register.filter
def signed(value: Decimal) -> str:
    """A change with its sign: +2.5, −1, 0."""
    return "0" if not value else f"{'+' if value > 0 else '−'}{plain(abs(value))}"
