"""Titles: who holds one, and what the public may ask (M1.2)."""

from django.db.models import Q
from django.utils import timezone

from enterprises.enums import VOID_TITLES
from enterprises.kit.text import typed
from enterprises.models import Certification, Enterprise


def standing_title(enterprise: Enterprise) -> Certification | None:
    """The newest title the enterprise holds today, also while it is under renewal. One query."""
    return (
        Certification.objects.filter(enterprise=enterprise, valid_until__gte=timezone.localdate())
        .exclude(state__in=VOID_TITLES)
        .order_by("-certified_on", "-id")
        .first()
    )


def titles_of(name: str, credit_code: str) -> list[Certification]:
    """All titles of the enterprise with exactly this name (now, or when certified) and code, newest first.

    One and the same query whatever is asked: an unknown code, a wrong name and an enterprise without a title cannot
    be told apart, neither by the answer nor by the work.
    """
    names = {name.strip(), typed.name(name)}
    asked = Certification.objects.filter(
        Q(enterprise_name__in=names) | Q(enterprise__name__in=names), enterprise__credit_code=credit_code
    )
    return list(asked.select_related("authority").order_by("-certified_on", "-id"))


def title_by_code(code: str) -> Certification | None:
    """The title with this verification code, however it was typed."""
    read = typed.code(code)
    if not read.isascii() or not read.isalnum():
        return None
    return Certification.objects.select_related("authority").filter(code=read).first()
