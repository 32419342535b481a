"""Two tabs, two people: who saves second is told."""

from typing import Any

from django.db.models import Model


class StaleVersion(Exception):
    """Somebody saved after the page was opened. ``stored`` is the row as it is now."""

    def __init__(self, stored: Model) -> None:
        super().__init__(f"{stored!r} was saved meanwhile")
        self.stored = stored


def apply_changes(row: Model, changes: dict[str, Any], version: int) -> bool:
    """Set on the locked ``row`` what ``changes`` really change and count a version. Returns whether anything did.

    Sending the same content twice changes nothing the second time and is no conflict.

    Raises:
        StaleVersion: the row differs and its version is not the one the page was opened with.
    """
    different = {name: value for name, value in changes.items() if getattr(row, name) != value}
    if not different:
        return False
    if row.version != version:
        raise StaleVersion(row)
    for name, value in different.items():
        setattr(row, name, value)
    row.version += 1
    return True
