"""Stored files opened again: those of before files were judged at the door, or that a disk has spoiled since."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from operator import attrgetter

from django.apps import apps
from django.db import models

from enterprises.kit.files.inspection import faults_of_stored

_CHUNK = 100


@dataclass(frozen=True)
class Unopened:
    """A stored file that does not open: where its row is, whose it is, how it is called, and why."""

    place: str
    owner: str
    name: str
    faults: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.place} | {self.owner} | {self.name} | {' '.join(self.faults)}"


@dataclass
class Opened:
    """What one run did: ``count`` files opened, those that did not, and the ``last`` place; empty after the end."""

    count: int = 0
    unopened: list[Unopened] = field(default_factory=list)
    last: str = ""


def open_stored_files(most: int, after: str = "") -> Opened:
    """Open at most ``most`` stored files behind the place ``after``, oldest first. Changes nothing.

    Looks at every model that names its ``OWNER`` beside its ``file`` and ``name``. Raises ``ValueError`` for a place
    that is none.
    """
    result = Opened()
    for place, row in _rows(after):
        if result.count == most:
            return result
        result.count, result.last = result.count + 1, place
        try:
            with row.file.open("rb") as file:
                faults = faults_of_stored(file, row.name)
        except FileNotFoundError:
            faults = ["The file is missing."]
        if faults:
            owner = attrgetter(row.OWNER.replace("__", "."))(row)
            result.unopened.append(Unopened(place, str(owner), row.name, tuple(faults)))
    result.last = ""
    return result


def _rows(after: str) -> Iterator[tuple[str, models.Model]]:
    label, _colon, pk = after.partition(":")
    kept = {model._meta.label: model for model in apps.get_models() if hasattr(model, "OWNER")}
    if label and (label not in kept or not pk):
        raise ValueError(after)
    for name in sorted(each for each in kept if each >= label):
        rows = kept[name]._base_manager.select_related(kept[name].OWNER).order_by("pk")
        if name == label:
            rows = rows.filter(pk__gt=kept[name]._meta.pk.to_python(pk))
        for row in rows.iterator(chunk_size=_CHUNK):
            yield f"{name}:{row.pk}", row
