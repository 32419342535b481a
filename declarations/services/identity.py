"""A filing holds the identity of the enterprise that filed it, from submission to decision.

While it is in an authority's hands nothing of it may change. While it is returned for correction, name and 法定代表人
may be put right: the reviewer sees old and new beside each other after the resubmission. The 注册地 stays: it decided
which window and which offices the filing has.
"""

from django.dispatch import receiver
from django.urls import reverse

from declarations.enums import FilingState
from declarations.models import Filing
from enterprises.models import Enterprise
from enterprises.services.identity import IDENTITY, REGION, Hold
from enterprises.signals import identity_asked

UNDER_REVIEW = (FilingState.IN_REVIEW, FilingState.APPROVED, FilingState.PUBLICITY)


@receiver(identity_asked)
def hold_of_filing(sender, enterprise: Enterprise, **kwargs) -> Hold | None:
    """The strictest hold of the enterprise's filings. One query."""
    filings = list(
        Filing.objects.filter(enterprise=enterprise, state__in=[*UNDER_REVIEW, FilingState.RETURNED])
        .select_related("current_authority")
        .order_by("submitted_at", "id")
    )
    if not filings:
        return None
    reviewed = next((filing for filing in filings if filing.state in UNDER_REVIEW), None)
    if reviewed is None:
        words = f"“{filings[0]}”已退回修改：企业名称和法定代表人可以更正，重新提交后由审核部门核对；注册地决定由哪些部门审核，到审核结束前不能修改。"
        return _hold(filings[0], frozenset({REGION}), words)
    words = f"“{reviewed}”正在审核（{reviewed.status_label}）：提交时的企业名称、法定代表人和注册地到审核结束前不能修改。填写有误的，请联系审核部门退回后更正。"
    return _hold(reviewed, IDENTITY, words)


def _hold(filing: Filing, fields: frozenset[str], reason: str) -> Hold:
    return Hold(fields, reason, reverse("declarations:filing", args=[filing.pk]), f"查看{filing}")
