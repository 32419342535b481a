"""The titles (称号): one file each, and nowhere else a question which one it is."""

from declarations.tiers.base import TierRules
from declarations.tiers.innovative import INNOVATIVE
from declarations.tiers.little_giant import LITTLE_GIANT
from declarations.tiers.specialized import SPECIALIZED
from enterprises.enums import Tier

__all__ = ["TIERS", "TierRules"]

TIERS: dict[Tier, TierRules] = {each.tier: each for each in (INNOVATIVE, SPECIALIZED, LITTLE_GIANT)}
