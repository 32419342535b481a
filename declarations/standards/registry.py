"""All standards this code knows, every version of each, for ever."""

from datetime import date

from declarations.standards.engine import Standard
from declarations.standards.r2022_innovative import R2022_INNOVATIVE, R2022_INNOVATIVE_RENEWAL
from declarations.standards.r2022_little_giant import R2022_LITTLE_GIANT, R2022_LITTLE_GIANT_RENEWAL
from declarations.standards.r2022_specialized import R2022_SPECIALIZED, R2022_SPECIALIZED_RENEWAL
from declarations.standards.r2026_little_giant import R2026_LITTLE_GIANT, R2026_LITTLE_GIANT_RENEWAL
from declarations.standards.r2026_specialized import R2026_SPECIALIZED, R2026_SPECIALIZED_RENEWAL
from declarations.standards.technology_sme import TECHNOLOGY_SME

STANDARDS: tuple[Standard, ...] = (
    R2022_INNOVATIVE,
    R2022_INNOVATIVE_RENEWAL,
    TECHNOLOGY_SME,
    R2022_SPECIALIZED,
    R2022_SPECIALIZED_RENEWAL,
    R2026_SPECIALIZED,
    R2026_SPECIALIZED_RENEWAL,
    R2022_LITTLE_GIANT,
    R2022_LITTLE_GIANT_RENEWAL,
    R2026_LITTLE_GIANT,
    R2026_LITTLE_GIANT_RENEWAL,
)


class UnknownStandard(LookupError):
    """No standard has this id and version."""


def all_standards() -> tuple[Standard, ...]:
    """Every version of every standard, by tier; oldest version first."""
    return STANDARDS


def standards_of(tier: str, kind: str = "") -> list[Standard]:
    """Every version of the standards of ``tier``; of ``kind`` (``new``, ``renewal``, ``evidence``) where one is named."""
    return [each for each in STANDARDS if each.is_of(tier, kind)]


def get_standard(standard_id: str, version: int | None = None) -> Standard:
    """The standard of this id in this version, or in its newest. Raises UnknownStandard."""
    found = [each for each in STANDARDS if each.id == standard_id and version in (None, each.version)]
    if not found:
        raise UnknownStandard(standard_id if version is None else f"{standard_id} version {version}")
    return max(found, key=_version)


def standard_in_force(tier: str, kind: str, day: date) -> Standard | None:
    """The standard of ``tier`` and ``kind`` that applies on ``day``; of several the one that came into force last."""
    found = [each for each in standards_of(tier, kind) if each.in_force_on(day)]
    return max(found, key=_recency, default=None)


def _version(standard: Standard) -> int:
    return standard.version


def _recency(standard: Standard) -> tuple[date, int]:
    return standard.in_force_from, standard.version
