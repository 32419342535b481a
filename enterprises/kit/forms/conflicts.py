"""What a page and another one both changed, as every page shows it: ``templates/includes/conflicts.html``."""

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
