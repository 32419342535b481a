"""Which windows are open, and for whom."""

import datetime as dt
from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q, QuerySet

from declarations.enums import FilingKind
from declarations.models import Checklist, Window
from declarations.models.window import DELEGATING_LEVELS, WindowQuerySet
from declarations.sections import sections_for
from declarations.tiers import TIERS
from enterprises.enums import AuthorityLevel, Tier
from enterprises.models import Authority, Enterprise, User

# Why nobody can file a title whose form is still to come: said alike wherever somebody meets it.
NO_FORM = "该称号的在线申报表尚未开放，现在还不能在线申报。"


def has_form(tier: str, kind: str) -> bool:
    """Whether there is anything to fill in for this title and business."""
    return bool(sections_for(tier, kind))


def form_problem(tier: str, kind: str) -> str:
    """Why no window can be set for a title and business; empty when there is a form, or no such title or business.

    What they lack of a standard or a list of evidence ``Window.clean`` says.
    """
    if tier not in Tier or kind not in FilingKind or has_form(tier, kind):
        return ""
    return f"{Tier(tier).label}{FilingKind(kind).label}还没有在线申报表，不能设置申报时间，企业也不能申报。"


def open_to_enterprises(at: dt.datetime) -> QuerySet[Window]:
    """Windows in which enterprises can file at ``at``. Others are shown to authorities only."""
    return _with_form_and_list(Window.objects.open_at(at))


def fit_to_file() -> QuerySet[Window]:
    """Windows in which enterprises could file if time allowed: with a form, a standard and a list of evidence."""
    return _with_form_and_list(Window.objects.sound())


def _with_form_and_list(windows: WindowQuerySet) -> QuerySet[Window]:
    with_form = Q(pk__in=[])
    for tier in Tier:
        with_form |= Q(tier=tier, kind__in=[kind for kind in FilingKind if has_form(tier, kind)])
    lists = Checklist.objects.fitting(*(OuterRef(each) for each in ("tier", "kind", "standard", "year")))
    return windows.filter(with_form, Exists(lists.filter(authority=None)))


def decided_tiers(user: User) -> list[Tier]:
    """The titles this official's authority decides: as a province or the ministry, or because one of them delegates
    its decision to this level in a window.
    """
    if not user.authority_id:
        return []
    level = AuthorityLevel(user.authority.level)
    tiers = [tier for tier in Tier if TIERS[tier].may_decide(level)]
    if tiers and level not in DELEGATING_LEVELS:
        delegated = set(Window.objects.delegated_to(user.authority).values_list("tier", flat=True))
        return [tier for tier in tiers if tier in delegated]
    return tiers


def nearest(windows: Iterable[Window], office: Authority) -> Window | None:
    """Of the windows that cover ``office``, the one of the lowest authority; of several of one, the latest opened."""
    covering = [window for window in windows if window.authority.covers(office)]
    return max(covering, key=lambda window: (len(window.authority.path), window.opens_at), default=None)


def window_for(
    enterprise: Enterprise, tier: Tier, at: dt.datetime, kind: FilingKind = FilingKind.DECLARATION
) -> Window | None:
    """The window in which ``enterprise`` may file ``tier`` at ``at``; of several, the nearest authority's."""
    if enterprise.authority is None:
        return None
    windows = open_to_enterprises(at).for_authority(enterprise.authority).filter(tier=tier, kind=kind)
    return nearest(
        windows.with_superior().prefetch_related("changes").order_by("opens_at"),
        enterprise.authority,
    )
