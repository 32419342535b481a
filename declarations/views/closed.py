"""What a page that was opened earlier gets when its filing can no longer be changed: one answer everywhere."""

from collections.abc import Iterable

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from declarations.dossier.access import own_filings
from declarations.dossier.editing import refusal_to_edit
from declarations.models import Filing
from declarations.sections.presentation import history_of, timeline
from enterprises.access import member_may
from enterprises.enums import Capability


def closed_page(
    request: HttpRequest,
    filing: Filing,
    refusal: str,
    typed: Iterable[tuple[str, str]] = (),
    *,
    undone: str = "",
) -> HttpResponse:
    """Where the filing stands now, what happened last, why nothing was saved, and what was ``typed`` (label, text) to
    copy (409). ``undone`` says what else than saving was asked for, and was not done.
    """
    current = get_object_or_404(own_filings(request.user), pk=filing.pk)
    context = {
        "menu": "declarations",
        "filing": current,
        "undone": undone or "没有保存",
        "refusal": refusal if undone else refusal_to_edit(current, request.arrived_at) or refusal,
        "events": timeline(history_of(current))[:1],
        "typed": [{"label": label, "text": text} for label, text in typed if text],
    }
    return render(request, "declarations/closed.html", context, status=409)


@require_safe
@member_may(Capability.READ)
def state(request: HttpRequest, filing_id) -> JsonResponse:
    """For a page shown again, by the browser's "back" or in an older tab: why it cannot be changed now, if so."""
    filing = get_object_or_404(own_filings(request.user), pk=filing_id)
    return JsonResponse(
        {"label": filing.status_label, "refusal": refusal_to_edit(filing, request.arrived_at)}
    )
