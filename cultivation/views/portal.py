"""The public portal: home and questions and answers."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cultivation.tiers import tier_cards
from declarations.enums import FilingKind
from declarations.services.windows import has_form
from enterprises.enums import Tier
from notices import frontpage
from notices.enums import NoticeLevel
from notices.views.notices import chosen_level


@login_not_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """M1.1 to M1.5. Takes no query for an anonymous visitor while the notices are in the cache."""
    level = chosen_level(request)
    return render(
        request,
        "portal/home.html",
        {
            "level": level,
            "levels": NoticeLevel,
            "newest": frontpage.newest_html(level),
            "certification_query_open": settings.CERTIFICATION_QUERY_OPEN,
            "tier_cards": tier_cards(),
        },
    )


@login_not_required
@require_safe
def faq(request: HttpRequest) -> HttpResponse:
    """M4.1 to M4.8 as questions and answers. They promise only what has a form."""
    opened = {kind.value: [tier.label for tier in Tier if has_form(tier, kind)] for kind in FilingKind}
    return render(request, "portal/faq.html", {"opened": opened, "tiers": len(Tier)})
