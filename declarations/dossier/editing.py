"""When the enterprise may change a filing."""

import datetime as dt

from django.urls import reverse
from django.utils import timezone

from declarations.enums import FilingState
from declarations.kinds import deadlines_of
from declarations.models import Filing
from enterprises.models import Enterprise


class FilingRefused(Exception):
    """Something cannot be done with a filing now. ``str()`` is a sentence for the page; the link leads to the remedy."""

    def __init__(self, message: str, href: str = "", label: str = ""):
        super().__init__(message)
        self.href = href
        self.label = label


def refusal_to_edit(filing: Filing, at: dt.datetime | None = None) -> str:
    """Why the enterprise cannot change ``filing`` now; empty when it can."""
    at = at or timezone.now()
    if not filing.is_editable:
        return f"现在的状态是“{filing.status_label}”，内容不能修改。"
    if filing.state == FilingState.DRAFT:
        return deadlines_of(filing).refusal(at, "填写", "，内容不能再修改")
    return deadlines_of(filing).refusal_to_correct(at, "，内容不能再修改")


def lock_for_edit(filing: Filing, at: dt.datetime | None = None) -> Filing:
    """The filing's row, held until the transaction ends; before it the enterprise's, whose lists its sections change.

    Raises:
        FilingRefused: its state or a deadline forbids changes.
    """
    Enterprise.objects.select_for_update(no_key=True).get(pk=filing.enterprise_id)
    locked = (
        Filing.objects.select_for_update(of=("self",), no_key=True)
        .with_window()
        .select_related("current_authority", "enterprise")
        .get(pk=filing.pk)
    )
    refusal = refusal_to_edit(locked, at)
    if refusal:
        raise FilingRefused(refusal, reverse("declarations:filing", args=[filing.pk]), "查看申报")
    return locked
