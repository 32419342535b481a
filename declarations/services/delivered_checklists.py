"""The lists of evidence every installation begins with: the files of ``FILES``, read and checked."""

import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.core import checks

from declarations.models import Checklist, ChecklistItem
from declarations.models.checklist import Requirement, codes_of
from declarations.models.window import kinds_of
from declarations.standards import Standard, all_standards

FILES: tuple[Path, ...] = (Path(__file__).resolve().parent.parent / "data" / "checklists.toml",)


@dataclass(frozen=True)
class Delivered:
    """One list for one title, business and standard (empty: any). ``items``: column → value, in their order.

    ``by_platform``: lines of the standard that need no evidence, since the platform knows them.
    """

    tier: str
    kind: str
    standard: str
    basis: str
    by_platform: frozenset[str]
    items: tuple[dict[str, Any], ...]

    @property
    def scope(self) -> tuple[str, str, str]:
        return self.tier, self.kind, self.standard

    @property
    def proved(self) -> set[str]:
        """The codes its items prove."""
        return {code for item in self.items for code in item.get("proves", "").split()}

    def rows(self, checklist: Checklist | None = None) -> list[ChecklistItem]:
        """Its items as unsaved rows of ``checklist``."""
        return [
            ChecklistItem(checklist=checklist, number=number * 10, **item)
            for number, item in enumerate(self.items, start=1)
        ]


def delivered_checklists() -> tuple[Delivered, ...]:
    """The lists of all files. Raises KeyError or ValueError when one is not as the head of the first says."""
    return tuple(each for path in FILES for each in _of_file(path))


@cache
def _of_file(path: Path) -> tuple[Delivered, ...]:
    return tuple(_read(tomllib.loads(path.read_text(encoding="utf-8"))))


def _read(data: dict[str, Any]) -> Iterator[Delivered]:
    for each in data["checklists"]:
        proves = each.get("proves", {})
        if strange := set(proves) - set(each["items"]):
            raise ValueError(f"proves names what is not on the list: {', '.join(sorted(strange))}")
        items = tuple(_item(name, data["items"][name], proves.get(name, "")) for name in each["items"])
        for kind in each["kinds"]:
            for standard in each["standards"]:
                yield Delivered(
                    each["tier"], kind, standard, each["basis"], frozenset(each.get("by_platform", ())), items
                )


def _item(name: str, values: dict[str, Any], proves: str) -> dict[str, Any]:
    required = Requirement(values.get("required", Requirement.NEVER)).value
    words = "\n".join(values.get("words", ()))
    return {"key": name, **values, "required": required, "words": words, "proves": proves}


@checks.register("declarations")
def check_checklists(**kwargs: Any) -> list[checks.CheckMessage]:
    """``declarations.E020`` to ``E024``: what is delivered covers what the standards ask to be proved."""
    try:
        lists = delivered_checklists()
    except (KeyError, TypeError, ValueError) as fault:
        return [checks.Error(f"A file cannot be read: {fault!r}", id="declarations.E020")]
    return [*_faults_within(lists), *_faults_beside_standards(lists)]


def _faults_within(lists: tuple[Delivered, ...]) -> Iterator[checks.CheckMessage]:
    for scope, times in Counter(each.scope for each in lists).items():
        if times > 1:
            yield checks.Error(f"{scope} has {times} lists.", id="declarations.E021")
    for each in lists:
        keys = Counter(item["key"] for item in each.items)
        if twice := [key for key, times in keys.items() if times > 1]:
            yield checks.Error(f"{each.scope}: {', '.join(twice)} twice.", id="declarations.E021")


def _faults_beside_standards(lists: tuple[Delivered, ...]) -> Iterator[checks.CheckMessage]:
    for standard in all_standards():
        first = kinds_of(standard)[:1]
        for kind in first:
            found = list_for(standard, kind, lists)
            if found is None:
                yield checks.Error(f"{standard.id}: no list of evidence.", id="declarations.E022")
                continue
            codes = codes_of([standard])
            if unproved := sorted(codes - found.proved - found.by_platform):
                yield checks.Error(
                    f"{standard.id}: no item proves {', '.join(unproved)}.", id="declarations.E023"
                )
            if unknown := sorted((found.proved | found.by_platform) - codes):
                yield checks.Error(
                    f"{standard.id}: has no line {', '.join(unknown)}.", id="declarations.E024"
                )


def list_for(standard: Standard, kind: str, lists: tuple[Delivered, ...]) -> Delivered | None:
    """The list that serves what is filed under ``standard``: one made for it before one for any."""
    by_scope = {each.scope: each for each in lists}
    return by_scope.get((standard.tier, kind, standard.id)) or by_scope.get((standard.tier, kind, ""))
