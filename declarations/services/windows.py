"""Which windows are open, and for whom."""

import datetime as dt
from dataclasses import dataclass, field

from declarations.enums import FilingKind
from declarations.models import Window
from enterprises.enums import AuthorityLevel, Tier
from enterprises.models import Authority, Enterprise


@dataclass(frozen=True)
class OpenPlace:
    """A place whose enterprises can file now, and the window they file in."""

    name: str
    authority: Authority
    window: Window


@dataclass
class OpenProvince:
    """A province-level unit in the cities dialog, with the places below it that can file now."""

    name: str
    places: list[OpenPlace] = field(default_factory=list)


def open_places(tier: Tier, at: dt.datetime, kind: FilingKind = FilingKind.DECLARATION) -> list[OpenProvince]:
    """What the cities dialog shows (M1.5, M4.4): provinces and their cities where ``tier`` can be filed at ``at``.

    A province's window opens all its cities; a city's window opens that city; where both are open the city's own
    counts. 直辖市 and 计划单列市 stand for themselves. Three queries.
    """
    windows = list(
        Window.objects.open_at(at)
        .filter(tier=tier, kind=kind)
        .select_related("authority")
        .order_by("opens_at")
    )
    if not windows:
        return []
    authorities = Authority.objects.filter(
        level__in=[AuthorityLevel.PROVINCE, AuthorityLevel.CITY]
    ).select_related("region")
    provinces: dict[str, OpenProvince] = {}
    names = {authority.code: _place_name(authority) for authority in authorities}
    for authority in sorted(authorities, key=lambda item: item.path):
        window = _window_of(authority, windows)
        if window is None:
            continue
        province_code = authority.path[6:12]
        province = provinces.setdefault(province_code, OpenProvince(names[province_code]))
        province.places.append(OpenPlace(names[authority.code], authority, window))
    for province in provinces.values():
        if len(province.places) > 1:
            # Beside its cities the province itself is not a place to choose.
            province.places = [
                place for place in province.places if place.authority.level == AuthorityLevel.CITY
            ]
    return list(provinces.values())


def window_for(
    enterprise: Enterprise, tier: Tier, at: dt.datetime, kind: FilingKind = FilingKind.DECLARATION
) -> Window | None:
    """The window in which ``enterprise`` may file ``tier`` at ``at``; of several, the nearest authority's."""
    if enterprise.authority is None:
        return None
    windows = (
        Window.objects.open_at(at)
        .for_authority(enterprise.authority)
        .filter(tier=tier, kind=kind)
        .select_related("authority")
    )
    return max(windows.order_by("opens_at"), key=lambda window: len(window.authority.path), default=None)


def _window_of(authority: Authority, windows: list[Window]) -> Window | None:
    covering = [window for window in windows if window.authority.covers(authority)]
    return max(covering, key=lambda window: len(window.authority.path), default=None)


def _place_name(authority: Authority) -> str:
    return authority.region.name if authority.region else authority.name
