"""Template filters for results."""

from decimal import Decimal

from django import template

from assessments.questionnaire_checks import plain

register = template.Library()


@register.filter
def points(value: Decimal) -> str:
    """Points exactly as they are, without idle zeros: 7.5000 → 7.5. Never rounded: 59.95 is not 60."""
    return plain(value)


@register.filter
def share_of(value: Decimal, maximum: Decimal) -> str:
    """`value` as a percentage of `maximum` with one place, for the width of a bar."""
    return str((value * 100 / maximum).quantize(Decimal("0.1")))
