"""Template tags and filters of the visual language: icons, figures, times, fields."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

from django import template
from django.core.paginator import Page
from django.forms import BaseForm, BoundField
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from cultivation.field_parts import FieldParts, parts_of
from declarations.enums import FilingKind
from declarations.kinds import due_of
from declarations.models import Filing
from declarations.tiers import TIERS
from enterprises.kit.forms import autosave as autosaved_forms
from enterprises.kit.forms import kept as kept_forms
from enterprises.kit.times.deadlines import deadline_text

register = template.Library()

NOTHING = "—"
CENT = Decimal("0.01")


@register.simple_tag
def assessed_titles() -> str:
    """The titles that are declared only after a digital assessment, in words; empty when there are none."""
    kind = FilingKind.DECLARATION
    return "、".join(tier.label for tier, rules in TIERS.items() if kind in rules.assessed)


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """One icon of static/img/icons.svg; decorative unless it has a label, which is then read out."""
    address = f"{static('img/icons.svg')}#{name}"
    if label:
        return format_html(
            '<svg class="icon" role="img" aria-label="{}"><use href="{}"/></svg>', label, address
        )
    return format_html(
        '<svg class="icon" aria-hidden="true" focusable="false"><use href="{}"/></svg>', address
    )


def _decimal(value: Any) -> Decimal | None:
    if value is None or value == "":
        return None
    try:
        number = value if isinstance(value, Decimal) else Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


@register.filter
def money(value: Any) -> str:
    """An amount in 万元 with two places and thousands separators, without the unit; — when there is none."""
    number = _decimal(value)
    return NOTHING if number is None else f"{number.quantize(CENT, ROUND_HALF_UP):,}"


@register.filter
def percent(value: Any) -> str:
    """A ratio as a percentage with two places: 0.1234 → 12.34%; — when there is none."""
    number = _decimal(value)
    return NOTHING if number is None else f"{(number * 100).quantize(CENT, ROUND_HALF_UP):,}%"


def _local(value: Any) -> Any:
    return timezone.localtime(value) if isinstance(value, datetime) and timezone.is_aware(value) else value


def _written(value: Any, pattern: str) -> str:
    return _local(value).strftime(pattern) if isinstance(value, date) else NOTHING


@register.filter
def minute(value: Any) -> str:
    """A time as notices show it: 2022-08-31 21:33 (M1.1)."""
    return _written(value, "%Y-%m-%d %H:%M")


@register.filter
def machine_time(value: Any) -> str:
    """A time for the attribute ``datetime`` of ``<time>``, whose seconds HTML allows at most three decimals."""
    return _local(value).isoformat(timespec="seconds") if isinstance(value, datetime) else ""


@register.filter
def second(value: Any) -> str:
    """A time as records show it: 2022-08-31 21:33:05 (M3.4)."""
    return _written(value, "%Y-%m-%d %H:%M:%S")


@register.filter
def day(value: Any) -> str:
    """A day as messages show it: 2022-07-13 (M2.1)."""
    return _written(value, "%Y-%m-%d")


@register.filter
def due(filing: Filing) -> datetime | None:
    """Until when the enterprise can hand ``filing`` in, as it stands."""
    return due_of(filing)


@register.filter
def deadline(value: Any) -> str:
    """A half-open end as people read it: the first instant of the 26th is 25日24:00 (domain/practice.md)."""
    return deadline_text(value) if isinstance(value, datetime) else NOTHING


@register.filter
def filesize_zh(value: int | None) -> str:
    """A size in bytes in the words of the upload page: 300 B, 12 KB, 1.5 MB."""
    if value is None:
        return NOTHING
    if value < 1024:
        return f"{value} B"
    if value < 1024 * 1024:
        return f"{value // 1024} KB"
    return f"{value / (1024 * 1024):.1f} MB"


@register.simple_tag
def page_numbers(page_obj: Page) -> list[int | str]:
    """Page numbers around the current one, with … where some are left out."""
    return list(page_obj.paginator.get_elided_page_range(page_obj.number, on_each_side=2, on_ends=1))


@register.simple_tag(takes_context=True)
def field_parts(context: template.Context, field: BoundField) -> FieldParts:
    """What bootstrap5/field.html shows of a field; obeys crispy's form_show_labels and form_show_errors."""
    return parts_of(
        field,
        labelled=context.get("form_show_labels", True),
        with_errors=context.get("form_show_errors", True),
        wrapper_class=context.get("wrapper_class") or "",
    )


@register.simple_tag(takes_context=True)
def made_for(context: template.Context) -> SafeString:
    """The hidden field of a form that survives the end of a login (``enterprises.kit.forms.kept``)."""
    value = kept_forms.made_for(context["request"].user)
    return format_html('<input type="hidden" name="{}" value="{}">', kept_forms.FIELD, value)


@register.simple_tag(takes_context=True)
def autosaves(
    context: template.Context,
    together: Mapping[str, Iterable[str]] | None = None,
    words: str = "",
) -> SafeString:
    """The attributes of a form that saves itself (``enterprises.kit.forms.autosave``)."""
    return autosaved_forms.attributes(context["request"].user, together, words)


@register.inclusion_tag("bootstrap5/field.html")
def form_row(field: BoundField) -> dict[str, BoundField]:
    """One hand-placed field, looking as crispy shows it."""
    return {"field": field}


@register.simple_tag
def form_problems(form: BaseForm) -> list[dict[str, str]]:
    """The errors of a bound form for includes/error_summary.html; empty when they were shown before."""
    if not form.is_bound or getattr(form, "problems_shown", False):
        return []
    form.problems_shown = True
    problems = [{"message": message} for message in form.non_field_errors()]
    for field in form:
        target = f"#{field.id_for_label or f'div_{field.auto_id}'}"
        place = "" if field.is_hidden else field.label
        problems.extend({"where": place, "message": message, "href": target} for message in field.errors)
    return problems
