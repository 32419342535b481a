"""All standards this code knows, every version of each, for ever."""

from declarations.standards.engine import Standard
from declarations.standards.r2022_innovative import R2022_INNOVATIVE

_STANDARDS: tuple[Standard, ...] = (R2022_INNOVATIVE,)


class UnknownStandard(LookupError):
    """No standard has this id and version."""


def all_standards() -> tuple[Standard, ...]:
    """Every version of every standard, oldest version first."""
    return _STANDARDS


def get_standard(standard_id: str, version: int | None = None) -> Standard:
    """The standard of this id in this version, or in its newest. Raises UnknownStandard."""
    found = [each for each in _STANDARDS if each.id == standard_id and version in (None, each.version)]
    if not found:
        raise UnknownStandard(standard_id if version is None else f"{standard_id} version {version}")
    return max(found, key=_version)


def _version(standard: Standard) -> int:
    return standard.version
