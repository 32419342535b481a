"""专精特新中小企业: the second title."""

from declarations.enums import FilingKind
from declarations.tiers.base import TierRules
from enterprises.enums import AuthorityLevel, Tier

SPECIALIZED = TierRules(
    tier=Tier.SPECIALIZED,
    blurb="第二级称号。由省级主管部门认定；申报前须完成数字化水平评测。",
    advice="须先完成数字化水平评测，评测结果自动用于申报。",
    lowest_deciding=AuthorityLevel.PROVINCE,
    # M3.4, M4.5
    assessed=frozenset({FilingKind.DECLARATION}),
)
