"""The enterprise's front page after login (M2.1 to M2.3)."""

from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from assessments.services.matching import standing_of
from assessments.services.taking import current_draft
from cultivation.next_step import next_step
from cultivation.tiers import tier_cards
from declarations.enums import FilingKind
from declarations.models import Filing, Window
from declarations.services.windows import open_to_enterprises
from enterprises.access import member_may
from enterprises.completeness import missing_profile_fields
from enterprises.enums import Capability
from enterprises.models import Certification, Enterprise
from notices.models import Message

MESSAGES = 5
FILINGS = 10
CERTIFICATIONS = 10


@require_safe
@member_may(Capability.READ)
def enterprise_home(request: HttpRequest) -> HttpResponse:
    """Messages, assessment, declaring, what is under way, titles held, and one next step. A constant number of queries."""
    enterprise, now = request.user.enterprise, timezone.now()
    missing = missing_profile_fields(enterprise)
    filings = list(
        Filing.objects.filter(enterprise=enterprise)
        .underway()
        .with_window()
        .select_related("current_authority")
        .order_by("-created_at", "-id")[:FILINGS]
    )
    assessment = standing_of(enterprise)
    certifications = Certification.objects.filter(enterprise=enterprise).only(
        "enterprise_id", "tier", "document_number", "valid_from", "valid_until", "state", "certified_on"
    )
    return render(
        request,
        "portal/enterprise_home.html",
        {
            "enterprise": enterprise,
            "newest_messages": Message.objects.filter(enterprise=enterprise).only(
                "kind", "title", "created_at", "read_at"
            )[:MESSAGES],
            "missing": missing,
            "filings": filings,
            "assessment": assessment.latest,
            "assessment_draft": current_draft(enterprise),
            "assessment_is_outdated": assessment.is_outdated,
            "certifications": [(title, *title.status()) for title in certifications[:CERTIFICATIONS]],
            "tier_cards": tier_cards(first=reverse("enterprises:profile_edit") if missing else ""),
            "step": next_step(
                missing=len(missing),
                filings=filings,
                windows=_windows_to_use(enterprise, now),
                assessed=assessment.counting is not None,
                at=now,
            ),
        },
    )


def _windows_to_use(enterprise: Enterprise, now) -> list[Window]:
    """Windows open to the enterprise now in which it has no declaration."""
    if enterprise.authority is None:
        return []
    filed = Filing.objects.filter(enterprise=enterprise).in_the_way(
        kind=FilingKind.DECLARATION, tier=OuterRef("tier"), year=OuterRef("year"), window=OuterRef("pk")
    )
    return list(
        open_to_enterprises(now)
        .with_superior()
        .for_authority(enterprise.authority)
        .filter(~Exists(filed), kind=FilingKind.DECLARATION)
    )
