"""What a page and another one both changed, as every page shows it: ``templates/includes/conflicts.html``."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Conflict:
    """One difference between what is ``stored`` now and what was ``typed`` on a page opened before, in words.

    ``href``: its place on the page; empty where it has none.
    """

    label: str
    stored: str
    typed: str
    href: str = ""


def differences(theirs: Mapping[str, str], mine: Mapping[str, str]) -> list[Conflict]:
    """Where two descriptions (label → words) differ, in the order of what was typed."""
    labels = [*mine, *(label for label in theirs if label not in mine)]
    found = [Conflict(label, theirs.get(label, ""), mine.get(label, "")) for label in labels]
    return [each for each in found if each.stored != each.typed]
