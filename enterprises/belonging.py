"""How a thing lies: whose it is, at which office something is done with it, and who may see it in a list.

A model says it once, as ``belongs``; ``enterprises.acting`` asks it for one thing and for lists. So no room has to be
imported for its things to be judged, and a list and a page cannot disagree.
"""

from dataclasses import dataclass
from typing import Any

from django.db.models import Model, Q

from enterprises.enums import Capability


@dataclass(frozen=True)
class Belongs:
    """Names of columns and lookups of the model that says it.

    takes: the capabilities there are for it beside reading; no other one is ever given.
    enterprise: the column with the key of the enterprise whose own it is.
    office: the column with the key of the only office that acts on it; without one, every office in whose subtree it
        lies may.
    paths: lookups of the paths of the authorities in whose subtree it lies; any of them counts.
    once: what has to hold before any official sees it at all; its enterprise sees it before.
    below: of which things, if any, offices below the one it lies at may read, too.
    platform: the column that is set for things only the platform's administrators know of.
    common: whether every official reads it; it lies nowhere.
    """

    takes: frozenset[Capability] = frozenset()
    enterprise: str = ""
    office: str = ""
    paths: tuple[str, ...] = ()
    once: Q = Q()
    below: Q | None = None
    platform: str = ""
    common: bool = False

    def places(self, thing: Model) -> list[str]:
        """The paths ``thing`` lies at; follows relations."""
        found = (_followed(thing, lookup) for lookup in self.paths)
        return [path for path in found if path]


def common(*takes: Capability) -> Belongs:
    """For what every official reads, and only those write whose level and capability say so."""
    return Belongs(takes=frozenset(takes), common=True)


def of_enterprise(*takes: Capability, once: Q = Q()) -> Belongs:  # noqa: B008 -- a condition is never changed
    """For a row of an enterprise: read in the subtree of the enterprise's authority."""
    return Belongs(
        frozenset(takes), enterprise="enterprise_id", paths=("enterprise__authority__path",), once=once
    )


def of_office(*takes: Capability, below: Q | None = None) -> Belongs:
    """For what an office makes: read in the subtree above it, changed by itself."""
    return Belongs(frozenset(takes), office="authority_id", paths=("authority__path",), below=below)


def _followed(thing: Any, lookup: str) -> Any:
    for name in lookup.split("__"):
        thing = None if thing is None else getattr(thing, name)
    return thing
