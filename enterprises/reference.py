"""Loading the code tables and the tree of authorities that every installation starts from.

What is loaded is only ever added: a row an administrator changed stays as it is, and an authority an administrator
deleted does not come back.
"""

import csv
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction

from enterprises.enums import AuthorityLevel, IndustryLevel, RegionLevel
from enterprises.models import Authority, Industry, Region

DATA = Path(__file__).resolve().parent / "data"

_LEVELS = {
    RegionLevel.PROVINCE: AuthorityLevel.PROVINCE,
    RegionLevel.CITY: AuthorityLevel.CITY,
    RegionLevel.COUNTY: AuthorityLevel.COUNTY,
}


@dataclass(frozen=True)
class Loaded:
    """How many rows were added."""

    regions: int
    industries: int
    authorities: int


@dataclass(frozen=True)
class Plan:
    """An authority to be: what it is called and which authority (by code) it reports to."""

    code: str
    name: str
    level: AuthorityLevel
    region_code: str | None
    parent_code: str | None


@transaction.atomic
def load_reference_data() -> Loaded:
    """Add the regions, industries and authorities that are missing. Idempotent; three queries when nothing is.

    An authority is added only for a region added in the same run, or for every region while there is no authority
    at all.
    """
    regions = _load_regions(_rows("regions.csv"))
    industries = _load_industries(_rows("industries.csv"))
    authorities = _load_authorities({region.code for region in regions})
    return Loaded(len(regions), industries, authorities)


def _rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _load_regions(rows: list[dict[str, str]]) -> list[Region]:
    known = set(Region.objects.values_list("code", flat=True).order_by())
    full_names: dict[str, str] = {"": ""}
    # A parent's code sorts before those of its children.
    for row in sorted(rows, key=lambda row: row["code"]):
        full_names[row["code"]] = full_names[row["parent_code"]] + row["name"]
    missing = [
        Region(
            code=row["code"],
            name=row["name"],
            full_name=full_names[row["code"]],
            level=RegionLevel(row["level"]),
            parent_id=row["parent_code"] or None,
        )
        for row in rows
        if row["code"] not in known
    ]
    return _added(Region, missing)


def _load_industries(rows: list[dict[str, str]]) -> int:
    known = set(Industry.objects.values_list("code", flat=True).order_by())
    missing = [
        Industry(
            code=row["code"],
            name=row["name"],
            level=IndustryLevel(row["level"]),
            parent_id=row["parent_code"] or None,
        )
        for row in rows
        if row["code"] not in known
    ]
    return len(_added(Industry, missing))


def _added(model, missing: list) -> list:
    # Parents first, for databases that check a foreign key at once.
    order = {level: rank for rank, level in enumerate((*RegionLevel, *IndustryLevel))}
    return model.objects.bulk_create(sorted(missing, key=lambda row: order[row.level]))


def _load_authorities(new_regions: set[str]) -> int:
    placed = {
        code: (pk, path) for code, pk, path in Authority.objects.values_list("code", "pk", "path").order_by()
    }
    if placed and not new_regions:
        return 0
    wanted = [
        plan
        for plan in _plans()
        if plan.code not in placed and (not placed or plan.region_code in new_regions)
    ]
    # One level at a time: a child needs its parent's key. The paths are the rule of services.authorities.place.
    for level in AuthorityLevel:
        layer = [
            Authority(
                code=plan.code,
                name=plan.name,
                level=plan.level,
                region_id=plan.region_code,
                parent_id=placed[plan.parent_code][0] if plan.parent_code else None,
                path=(placed[plan.parent_code][1] if plan.parent_code else "") + plan.code,
            )
            for plan in wanted
            if plan.level == level
        ]
        for authority in Authority.objects.bulk_create(layer):
            placed[authority.code] = (authority.pk, authority.path)
    return len(wanted)


def _plans() -> list[Plan]:
    """Every authority of a fresh installation."""
    special = tomllib.loads((DATA / "authorities.toml").read_text(encoding="utf-8"))
    ministry = special["ministry"]["code"]
    suffix = special["name_suffix"]
    corps_of = {code: corps["code"] for corps in special["corps"] for code in corps["cities"]}
    province_level = set(special["province_level"])
    straight = set(special["straight_to_province"])
    plans = [Plan(ministry, special["ministry"]["name"], AuthorityLevel.MINISTRY, None, None)]
    for corps in special["corps"]:
        plans.append(Plan(corps["code"], corps["name"] + suffix, AuthorityLevel.PROVINCE, None, ministry))
    for region in _regions_with_their_parents():
        level, parent = _LEVELS[region.level], region.parent_id or ministry
        if region.code in province_level:
            level, parent = AuthorityLevel.PROVINCE, ministry
        elif region.code in corps_of:
            level, parent = AuthorityLevel.CITY, corps_of[region.code]
        elif region.code in straight:
            parent = region.parent.parent_id
        plans.append(Plan(region.code, region.full_name + suffix, level, region.code, parent))
    return plans


def _regions_with_their_parents() -> Iterable[Region]:
    """All regions, each with its parent attached, in one query."""
    regions = {region.code: region for region in Region.objects.order_by("code")}
    for region in regions.values():
        region.parent = regions.get(region.parent_id)
    return regions.values()
