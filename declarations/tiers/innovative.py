"""创新型中小企业: the first title."""

from declarations.tiers.base import TierRules
from enterprises.enums import AuthorityLevel, Tier, TitleKind

INNOVATIVE = TierRules(
    tier=Tier.INNOVATIVE,
    blurb="第一级称号。按六项指标自评，或满足任一直通条件，由省级主管部门组织评价并公告。",
    advice="按评价标准自评，满足直通条件或总分、分项得分达到标准的，可以申报。",
    # This platform's rule, drawn from how provinces do it: it is often decided by cities or counties for a province
    # that organises and announces it.
    lowest_deciding=AuthorityLevel.COUNTY,
    # 2号 附件1 第1项
    equivalent=TitleKind.TECHNOLOGY,
)
