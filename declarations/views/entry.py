"""Where declarations begin: the overview, beginning a filing, and the pages of what is not open yet."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from assessments.services.matching import standing_of
from declarations.dossier.access import own_filings
from declarations.dossier.editing import FilingRefused
from declarations.enums import FilingKind
from declarations.models import Filing, Window
from declarations.models.window_change import prolongation_words
from declarations.sections import sections_for
from declarations.services.filings import (
    active_filing,
    refusal_of_place,
    refusal_to_start,
    start_filing,
)
from declarations.services.submission import review_chain
from declarations.services.takeover import source_for, take_over
from declarations.services.windows import NO_FORM, has_form
from declarations.tiers import TIERS
from enterprises.access import member_may
from enterprises.enums import Capability, Tier
from enterprises.kit.times.deadlines import deadline_text
from enterprises.models import Authority
from enterprises.models.authority import CODE_LENGTH

PAGE_SIZE = 20


@require_safe
@member_may(Capability.READ)
def overview(request: HttpRequest) -> HttpResponse:
    """企业申报信息 (M3.4): three numbered cards and the history."""
    cards = [
        {
            "number": f"{number:02d}",
            "title": tier.label,
            "text": TIERS[tier].advice,
            "href": f"{reverse('declarations:cities')}?tier={tier}",
            "no_form": "" if has_form(tier, FilingKind.DECLARATION) else NO_FORM,
        }
        for number, tier in enumerate(Tier, start=1)
    ]
    filings = own_filings(request.user).order_by("-created_at", "-id")
    page = Paginator(filings, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "menu": "declarations",
        "cards": cards,
        "assessment": standing_of(request.user.enterprise),
        "page_obj": page,
    }
    return render(request, "declarations/overview.html", context)


@member_may(Capability.READ, to_send=Capability.FILL)
def new(request: HttpRequest) -> HttpResponse:
    """Confirm place and title, then begin (POST). An active filing in the window is taken up again."""
    window = _window(request.POST.get("window") or request.GET.get("window"))
    place = _place(request.POST.get("place") or request.GET.get("place"))
    enterprise = request.user.enterprise
    if request.method == "POST":
        try:
            filing, created = start_filing(enterprise, window, request.user, request.arrived_at, place=place)
        except FilingRefused as refusal:
            return _confirmation(request, window, place, refusal, status=409)
        if created:
            messages.success(request, "已建立申报草稿。填写的内容随时可以暂存，提交前不会送审。")
        # A first attempt may have been cut off after the draft was made.
        if created or not filing.sections.exists():
            _take_over(request, filing)
        return redirect(_place_to_continue(filing))
    elsewhere = refusal_of_place(enterprise, place)
    if elsewhere:
        return _confirmation(request, window, place, elsewhere)
    active = active_filing(enterprise, window)
    if active:
        return redirect(_place_to_continue(active))
    return _confirmation(request, window, place, refusal_to_start(enterprise, window, request.arrived_at))


def _take_over(request: HttpRequest, filing: Filing) -> None:
    """Carry over what the page offered and the enterprise wanted, and say what was and what was not."""
    source = source_for(filing.enterprise, filing.window)
    if source is None or request.POST.get("take_over") != str(source.pk):
        return
    try:
        taken = take_over(filing, source, request.user, request.arrived_at)
    except FilingRefused as refused:
        messages.warning(request, f"没有沿用上次申报的内容：{refused}")
        return
    if taken.kept:
        messages.success(request, f"已沿用上次申报的：{'、'.join(taken.kept)}。请逐项核对，有变化的请修改。")
    if taken.left:
        messages.warning(request, f"没有沿用：{'、'.join(taken.left)}。需要的请重新上传。")


def _window(value: str | None) -> Window:
    if not value or not value.isascii() or not value.isdigit() or len(value) > 18:
        raise Http404
    return get_object_or_404(Window.objects.with_superior(), pk=value, kind=FilingKind.DECLARATION)


def _place(code: str | None) -> Authority | None:
    """The office whose place was chosen; none where nothing was."""
    if not code:
        return None
    if not (code.isascii() and code.isdigit() and len(code) == CODE_LENGTH):
        raise Http404
    return get_object_or_404(Authority.objects.select_related("region"), code=code)


def _confirmation(
    request: HttpRequest,
    window: Window,
    place: Authority | None,
    refusal: FilingRefused | None,
    status: int = 200,
) -> HttpResponse:
    enterprise = request.user.enterprise
    chain = review_chain(enterprise, window.final_level)
    prolonged = prolongation_words(window)
    context = {
        "menu": "declarations",
        "window": window,
        "place": place.code if place else "",
        "tier": window.get_tier_display(),
        "closes": deadline_text(window.submission_deadline),
        "rows": [
            {"label": "企业", "value": enterprise.name},
            {"label": "注册地", "value": str(enterprise.region or "")},
            {
                "label": "申报时间",
                "value": window.name,
                "note": f"{deadline_text(window.submission_deadline)}截止{f'（{prolonged}）' if prolonged else ''}",
            },
            {"label": "审核流程", "value": " → ".join(authority.name for authority in chain)},
        ],
        "refusal": str(refusal or ""),
        "refusal_href": refusal.href if refusal else "",
        "refusal_label": refusal.label if refusal else "",
        "cities_href": f"{reverse('declarations:cities')}?tier={window.tier}",
        "source": None if refusal else _shown(source_for(enterprise, window)),
    }
    return render(request, "declarations/new.html", context, status=status)


def _shown(source: Filing | None) -> dict | None:
    """An earlier filing as the page offers to carry it over."""
    return source and {
        "id": source.pk,
        "text": f"{source.window.name}（{source.status_label}，{timezone.localtime(source.created_at):%Y-%m-%d}建立）",
    }


def _place_to_continue(filing: Filing) -> str:
    sections = sections_for(filing.tier, filing.kind)
    if filing.is_editable and sections:
        return sections[0].href(filing)
    return reverse("declarations:filing", args=[filing.pk])


@require_safe
@member_may(Capability.READ)
def changes(request: HttpRequest) -> HttpResponse:
    """企业重大变更 (M3.5): what it is; nothing can be filed yet."""
    return render(request, "declarations/changes.html", {"menu": "changes"})


@require_safe
@member_may(Capability.READ)
def renewals(request: HttpRequest) -> HttpResponse:
    """认证到期管理 (M3.6): the titles and their terms; 复核 cannot be filed yet."""
    titles = [
        {"title": each, "status": each.status()}
        for each in request.user.enterprise.certifications.order_by("-valid_until", "-id")
    ]
    return render(request, "declarations/renewals.html", {"menu": "renewals", "titles": titles})
