"""注册地 as a path: province, then city or a county directly under the province, then county."""

import re
from dataclasses import dataclass

from django.db.models import Q

from enterprises.enums import RegionLevel
from enterprises.models import Region

Choice = tuple[str, str]

_CODE = re.compile(r"[0-9]{6}")


@dataclass(frozen=True)
class RegionChoices:
    """What each of the three selects offers, given what was chosen above it. Each is a list of (code, name)."""

    provinces: list[Choice]
    cities: list[Choice]
    counties: list[Choice]


def _is_code(text: str) -> bool:
    """Whether ``text``, which may be anything, can be a code; nothing else is asked of the database."""
    return _CODE.fullmatch(text) is not None


def choices_for(province: str, city: str) -> RegionChoices:
    """The choices after ``province`` and ``city`` were chosen. One query.

    Both are codes, or empty, or anything somebody sent. The second select holds cities and the counties directly under
    the province; the third stays empty where the path ends at the second (东莞市, 济源市, the districts of 北京市).
    """
    chosen = [code for code in (province, city) if _is_code(code)]
    wanted = Q(parent=None) | Q(parent_id__in=chosen)
    below: dict[str | None, list[Choice]] = {}
    rows = Region.objects.filter(wanted).order_by("code").values_list("parent_id", "code", "name")
    for parent, code, name in rows:
        below.setdefault(parent, []).append((code, name))
    cities = below.get(province, [])
    known = any(code == city for code, _name in cities)
    return RegionChoices(below.get(None, []), cities, below.get(city, []) if known else [])


def path_of(region_code: str | None) -> list[str]:
    """The codes from the province down to the region, for the three selects. At most one query."""
    if not region_code:
        return []
    row = Region.objects.filter(pk=region_code).values_list("parent__parent_id", "parent_id", "pk").first()
    return [code for code in row or () if code]


def children_of(parent: str) -> list[Choice]:
    """The regions directly below ``parent``, or the provinces when it is empty. At most one query."""
    if parent and not _is_code(parent):
        return []
    found = Region.objects.filter(parent_id=parent or None).order_by("code")
    return list(found.values_list("code", "name"))


def is_lowest(region: Region) -> bool:
    """Whether nothing lies below ``region``. A query only for what is not a county."""
    return region.level == RegionLevel.COUNTY or not region.children.exists()
