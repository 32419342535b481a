"""Which windows are open, and for whom."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Q, QuerySet

from declarations.enums import FilingKind
from declarations.models import Window
from declarations.models.window import DELEGATING_LEVELS
from declarations.sections import sections_for
from declarations.tiers import TIERS
from enterprises.enums import AuthorityLevel, Tier
from enterprises.models import Authority, Enterprise, User

# Why nobody can file a title whose form is still to come: said alike wherever somebody meets it.
NO_FORM = "该称号的在线申报表尚未开放，现在还不能在线申报。"


@dataclass(frozen=True)
class OpenPlace:
    """A place whose enterprises can file now, and the window they file in."""

    name: str
    authority: Authority
    window: Window

    def is_of(self, enterprise: Enterprise | None) -> bool:
        """Whether ``enterprise`` is registered here."""
        return bool(enterprise and enterprise.authority and self.authority.covers(enterprise.authority))


@dataclass
class OpenProvince:
    """A province-level unit in the cities dialog, with the places below it that can file now."""

    name: str
    places: list[OpenPlace] = field(default_factory=list)


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
    """Windows open at ``at`` for which there is a form. Others are shown to authorities only."""
    with_form = Q(pk__in=[])
    for tier in Tier:
        with_form |= Q(tier=tier, kind__in=[kind for kind in FilingKind if has_form(tier, kind)])
    return Window.objects.open_at(at).filter(with_form)


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


def open_places(tier: Tier, at: dt.datetime, kind: FilingKind = FilingKind.DECLARATION) -> list[OpenProvince]:
    """What the cities dialog shows (M1.5, M4.4): provinces and their cities where ``tier`` can be filed at ``at``.

    A province's window opens all its cities and the counties that report straight to it; a lower office's own window
    opens its place and counts before the province's. 直辖市 and 计划单列市 stand for themselves. Three queries.
    """
    windows = list(
        open_to_enterprises(at)
        .filter(tier=tier, kind=kind)
        .with_superior()
        .prefetch_related("changes")
        .order_by("opens_at")
    )
    if not windows:
        return []
    offices = (
        Authority.objects.filter(
            Q(level__in=[AuthorityLevel.PROVINCE, AuthorityLevel.CITY])
            | Q(level=AuthorityLevel.COUNTY, parent__level=AuthorityLevel.PROVINCE)
            | Q(pk__in=[window.authority_id for window in windows])
        )
        .exclude(level=AuthorityLevel.MINISTRY)
        .select_related("region")
        .order_by("path")
    )
    by_province: dict[str, list[Authority]] = {}
    for office in offices:
        by_province.setdefault(office.lineage_codes()[-2], []).append(office)
    provinces = [_open_province(family, windows) for family in by_province.values()]
    return [province for province in provinces if province.places]


def _open_province(family: list[Authority], windows: list[Window]) -> OpenProvince:
    """One province-level unit with the places below it that can file now. ``family``: the province first."""
    province, *below = family
    if any(office.level == AuthorityLevel.CITY for office in below):
        candidates = below
    else:
        # 直辖市, 计划单列市: the unit itself, and districts only where they opened a window of their own.
        own = {window.authority_id for window in windows}
        candidates = [province, *(office for office in below if office.pk in own)]
    found = [(office, nearest(windows, office)) for office in candidates]
    return OpenProvince(
        _place_name(province),
        [OpenPlace(_place_name(office), office, window) for office, window in found if window],
    )


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


def _place_name(authority: Authority) -> str:
    return authority.region.name if authority.region else authority.name
