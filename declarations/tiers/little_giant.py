"""专精特新“小巨人”企业: the third title."""

from declarations.tiers.base import TierRules
from enterprises.enums import AuthorityLevel, Tier

LITTLE_GIANT = TierRules(
    tier=Tier.LITTLE_GIANT,
    blurb="第三级称号。由省级主管部门推荐，工业和信息化部认定。",
    advice="由省级主管部门推荐，部级认定。",
    lowest_deciding=AuthorityLevel.MINISTRY,
    opens_below_province=False,
)
