"""What an enterprise has filed that is not decided yet."""

from django.urls import reverse

from declarations.check_up.shown import Underway
from declarations.dossier.editing import refusal_to_edit
from declarations.enums import FilingState
from declarations.kinds import hand_in
from declarations.models import Filing
from enterprises.models import Enterprise


def underway(enterprise: Enterprise) -> dict[tuple[str, str], Underway]:
    """The latest filing of each tier and kind that is not decided. One query."""
    filings = (
        Filing.objects.filter(enterprise=enterprise)
        .underway()
        .with_window()
        .select_related("current_authority")
        .order_by("number")
    )
    return {(filing.tier, filing.kind): _underway_view(filing) for filing in filings}


def _underway_view(filing: Filing) -> Underway:
    title, detail, action = f"已有申报：{filing.status_label}", "", "查看申报"
    if filing.state == FilingState.DRAFT:
        title, action = "已有申报草稿", "继续填写"
        detail = refusal_to_edit(filing) or hand_in(filing)
    elif filing.state == FilingState.RETURNED:
        title, action = "申报已被退回", "查看意见并修改"
        detail = refusal_to_edit(filing) or hand_in(filing)
    href = reverse("declarations:filing", args=[filing.pk])
    return Underway(filing.status_label, filing.status_tone, title, detail, href, action)
