"""Where a title can be declared, and where not and why (M1.5, M4.4)."""

import datetime as dt
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, replace

from django.db.models import Prefetch, Q

from declarations.enums import FilingKind
from declarations.models import Window, WindowChange
from declarations.services.windows import fit_to_file, nearest
from enterprises.enums import AuthorityLevel, RegionLevel, Tier
from enterprises.kit.times.deadlines import deadline_text, opening_words
from enterprises.models import Authority, Region

NOT_SET = "还没有设置申报时间"
# An end longer ago says nothing about the next beginning.
_REMEMBERED = dt.timedelta(days=400)
_SHORTEST = 2


@dataclass(frozen=True)
class Place:
    """A place whose enterprises can file in ``window`` now; without one, ``closed`` says why they cannot.

    ``containing``: names of the counties in it that were searched for.
    """

    name: str
    authority: Authority
    window: Window | None
    closed: str = ""
    containing: tuple[str, ...] = ()

    def is_of(self, authority: Authority | None) -> bool:
        """Whether enterprises of ``authority`` are registered here."""
        return authority is not None and self.authority.covers(authority)


@dataclass(frozen=True)
class Province:
    """A province-level unit with the places its enterprises choose from: its cities, or itself."""

    name: str
    places: list[Place]

    @property
    def open(self) -> list[Place]:
        return [place for place in self.places if place.window]

    @property
    def closed(self) -> list[Place]:
        return [place for place in self.places if not place.window]


@dataclass(frozen=True)
class Places:
    """``own``: what holds for the enterprise that asked, in the words of its own office."""

    provinces: list[Province]
    own: Place | None


def places(
    tier: Tier,
    at: dt.datetime,
    kind: FilingKind = FilingKind.DECLARATION,
    *,
    own: Authority | None = None,
    search: str = "",
) -> Places:
    """Every province and its cities, with the window in which ``tier`` can be filed there at ``at``, or why not.

    A province's window opens all its cities and the counties that report straight to it; a lower office's own window
    opens its place and counts before the province's. 直辖市 and 计划单列市 stand for themselves. ``search``: part of the
    name of a province, a city or a county; what it does not find is left out. Three queries, one more for a search.
    """
    windows = _windows(tier, at, kind, own)
    opened = [window for window in windows if not window.refusal(at, kind.label)]
    by_province: dict[str, list[Authority]] = {}
    for office in _offices(opened):
        by_province.setdefault(office.lineage_codes()[-2], []).append(office)
    provinces = [_province(family, windows, opened, at) for family in by_province.values()]
    if search:
        provinces = _found(provinces, search)
    return Places(provinces, _place(own, windows, opened, at) if own else None)


def _windows(tier: Tier, at: dt.datetime, kind: FilingKind, own: Authority | None) -> list[Window]:
    """Those that may be open, and those that tell why a place, or the office ``own``, is not. Two queries."""
    telling = Q(
        authority__level__in=[AuthorityLevel.MINISTRY, AuthorityLevel.PROVINCE, AuthorityLevel.CITY]
    ) | Q(authority__level=AuthorityLevel.COUNTY, authority__parent__level=AuthorityLevel.PROVINCE)
    if own:
        telling |= Q(authority__code__in=own.lineage_codes())
    current = Q(suspended_at=None, opens_at__lte=at, closes_at__gt=at)
    changes = WindowChange.objects.filter(
        field__in=[WindowChange.Field.CLOSES, WindowChange.Field.SUSPENDED]
    ).select_related("actor__authority")
    return list(
        fit_to_file()
        .filter(telling | current, tier=tier, kind=kind, closes_at__gt=at - _REMEMBERED)
        .select_related("authority", "superior__authority")
        .prefetch_related(Prefetch("changes", changes))
        .order_by("opens_at", "pk")
    )


def _offices(opened: Iterable[Window]) -> list[Authority]:
    """Each province followed by what is below it. One query."""
    return list(
        Authority.objects.filter(
            Q(level__in=[AuthorityLevel.PROVINCE, AuthorityLevel.CITY])
            | Q(level=AuthorityLevel.COUNTY, parent__level=AuthorityLevel.PROVINCE)
            | Q(pk__in=[window.authority_id for window in opened])
        )
        .exclude(level=AuthorityLevel.MINISTRY)
        .select_related("region")
        .order_by("path")
    )


def _province(
    family: Sequence[Authority], windows: Sequence[Window], opened: Sequence[Window], at: dt.datetime
) -> Province:
    """``family``: the province first."""
    province, *below = family
    chosen = below
    if not any(office.level == AuthorityLevel.CITY for office in below):
        # 直辖市, 计划单列市: the unit itself, and districts only where they opened a window of their own.
        own = {window.authority_id for window in opened}
        chosen = [province, *(office for office in below if office.pk in own)]
    return Province(place_name(province), [_place(office, windows, opened, at) for office in chosen])


def _place(office: Authority, windows: Iterable[Window], opened: Iterable[Window], at: dt.datetime) -> Place:
    window = nearest(opened, office)
    return Place(place_name(office), office, window, "" if window else _why_closed(windows, office, at))


def place_name(office: Authority) -> str:
    """The name of an office's region; of an office without one, its own."""
    return office.region.name if office.region else office.name


def _why_closed(windows: Iterable[Window], office: Authority, at: dt.datetime) -> str:
    """What comes next counts before what was suspended, and that before what is over.

    A window inside a suspended one tells nothing: the suspended one covers the place, too.
    """
    covering = [
        window
        for window in windows
        if window.authority.covers(office) and not (window.superior and window.superior.suspended_at)
    ]
    standing = [window for window in covering if not window.suspended_at]
    if coming := [window for window in standing if window.opening > at]:
        return opening_words(min(window.opening for window in coming), at)
    suspended = [window for window in covering if window.suspended_at and window.submission_deadline > at]
    if last := nearest(suspended, office):
        return _suspension(last)
    if standing:
        return f"已于{deadline_text(max(window.submission_deadline for window in standing))}截止"
    return NOT_SET


def _suspension(window: Window) -> str:
    """By whom: an office above, or else the platform, which is not named."""
    done = [each for each in window.changes.all() if each.field == WindowChange.Field.SUSPENDED and each.new]
    actor = done[-1].actor if done else None
    office = actor.authority if actor else None
    by = f"由{office}" if office and office.covers(window.authority) else ""
    return f"已{by}暂停"


def _found(provinces: Sequence[Province], search: str) -> list[Province]:
    """Those whose name, or whose places' or their counties' names, contain ``search``. One query."""
    counties = _counties(search, {place.authority.region_id for each in provinces for place in each.places})
    found = []
    for province in provinces:
        matching = province.places
        if search not in province.name:
            named = [
                replace(each, containing=counties.get(each.authority.region_id, ())) for each in matching
            ]
            matching = [each for each in named if search in each.name or each.containing]
        if matching:
            found.append(Province(province.name, matching))
    return found


def _counties(search: str, places: Container[str | None]) -> dict[str | None, tuple[str, ...]]:
    """The counties whose names contain ``search`` and that are no ``places`` (codes of regions) themselves, by the
    region they lie in. None for a single character: half the country's have it.
    """
    if len(search) < _SHORTEST:
        return {}
    rows = (
        Region.objects.filter(level=RegionLevel.COUNTY, name__contains=search)
        .order_by("code")
        .values_list("code", "name", "parent_id")
    )
    found: dict[str | None, tuple[str, ...]] = {}
    for code, name, parent in rows:
        if code not in places:
            found[parent] = (*found.get(parent, ()), name)
    return found
