"""What follows a change elsewhere: the enterprise is told, once."""

from django.dispatch import receiver
from django.urls import reverse
from django.utils import timezone

from assessments.services.matching import industry_code, is_outdated, latest_submitted
from enterprises.models import Enterprise
from enterprises.signals import industry_changed
from notices.enums import MessageKind
from notices.services import News, tell

OUTDATED = "所属行业已变更，需要重新进行数字化水平评测"


@receiver(industry_changed, dispatch_uid="assessment-outdated")
def tell_that_another_is_needed(sender, enterprise: Enterprise, **kwargs) -> None:
    """所属行业 belongs to another category now: the latest result counts no more."""
    latest = latest_submitted(enterprise)
    if latest is None or not is_outdated(latest, enterprise):
        return
    body = (
        f"最近一次评测使用的是“{latest.questionnaire}”，不适用于现在的所属行业，其结果不再用于申报。"
        "请按现在的所属行业重新评测；如果所属行业填写有误，请在“企业信息”中更正。"
    )
    key = f"assessment-outdated-{latest.pk}-{industry_code(enterprise)}"
    link = reverse("assessments:list")
    tell([News(enterprise.pk, MessageKind.DECLARATION, OUTDATED, body, key, timezone.now(), link)])
