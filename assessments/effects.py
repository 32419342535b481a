"""What follows a change elsewhere: the enterprise is told, once."""

from django.dispatch import receiver
from django.urls import reverse
from django.utils import timezone

from assessments.services.matching import category_of, industry_code, standing_of
from assessments.services.taking import current_draft
from enterprises.models import Enterprise
from enterprises.signals import industry_changed
from notices.enums import MessageKind
from notices.services import News, tell

OUTDATED = "所属行业已变更，需要重新进行数字化水平评测"
UNFIT_DRAFT = "所属行业已变更，未提交的数字化水平评测须重新开始"


@receiver(industry_changed, dispatch_uid="assessment-outdated")
def tell_that_another_is_needed(sender, enterprise: Enterprise, **kwargs) -> None:
    """所属行业 belongs to another category now: the latest result counts no more, a draft cannot be submitted."""
    match = category_of(enterprise)
    standing = standing_of(enterprise, match)
    draft = current_draft(enterprise)
    if standing.is_outdated:
        used = f"最近一次评测使用的是“{standing.latest.questionnaire}”，不适用于现在的所属行业，其结果不再用于申报。"
        _tell(enterprise, OUTDATED, used, f"assessment-outdated-{standing.latest.pk}")
    if draft and match.rules_out(draft):
        used = f"未提交的评测使用的是“{draft.questionnaire}”，不适用于现在的所属行业，不能再提交。"
        _tell(enterprise, UNFIT_DRAFT, used, f"assessment-unfit-{draft.pk}")


def _tell(enterprise: Enterprise, title: str, what: str, occasion: str) -> None:
    body = f"{what}请按现在的所属行业重新评测；如果所属行业填写有误，请在“企业信息”中更正。"
    key = f"{occasion}-{industry_code(enterprise)}"
    link = reverse("assessments:list")
    tell([News(enterprise.pk, MessageKind.DECLARATION, title, body, key, timezone.now(), link)])
