"""Decisions on many filings at once: first a page that names them, then one transition each."""

import uuid

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

from declarations.enums import Action, BatchState, FilingState
from declarations.models import Batch, Filing
from declarations.review.correcting import reviewed_verdicts
from declarations.services.batches import add_filings
from declarations.services.review import last_correction_ids, last_event_ids, review_each
from declarations.standards import Verdict
from declarations.words.explanation import verdict_words
from declarations.workflow import TransitionRefused, available_actions
from enterprises.acting import acting_for, may
from enterprises.enums import Capability
from enterprises.kit.admin.display import badge
from enterprises.kit.admin.pages import page

LIMIT = 500
REFUSALS_NAMED = 20
_RELATED = ["enterprise", "window", "current_authority"]


class BatchChoiceForm(forms.Form):
    batch = forms.ModelChoiceField(Batch.objects.none(), label="批次", empty_label=None)

    def __init__(self, request: HttpRequest, *args, **kwargs) -> None:
        super().__init__(*args, label_suffix="", **kwargs)
        self.fields["batch"].queryset = Batch.objects.filter(
            authority=request.user.authority, state=BatchState.OPEN
        ).order_by("-created_at", "-id")
        self.fields["batch"].label_from_instance = lambda batch: f"{batch.name}（{batch.get_tier_display()}）"


def review_selected(
    model_admin: admin.ModelAdmin, request: HttpRequest, queryset: QuerySet, action: Action
) -> HttpResponse | None:
    """推荐上报 or 审核通过 for the selected filings."""
    filings = _selected(request, queryset)
    if not filings:
        return None
    if "confirm" not in request.POST:
        lines = [(filing, action in available_actions(filing, request.user)) for filing in filings]
        return _ask(
            model_admin, request, lines, title=action.label, verb=action.label, beyond=_beyond(queryset)
        )
    _review_each(request, filings, action)
    return None


def add_to_batch(
    model_admin: admin.ModelAdmin, request: HttpRequest, queryset: QuerySet
) -> HttpResponse | None:
    """【加入批次】 for the selected filings, into an open batch of the official's own authority."""
    filings = _selected(request, queryset)
    if not filings:
        return None
    form = BatchChoiceForm(request, request.POST if "confirm" in request.POST else None)
    if not form.is_valid():
        lines = [(filing, _fits_a_batch(filing, request)) for filing in filings]
        return _ask(
            model_admin,
            request,
            lines,
            title="加入批次",
            verb="加入批次",
            form=form,
            beyond=_beyond(queryset),
        )
    batch = form.cleaned_data["batch"]
    try:
        added = add_filings(batch, filings, request.user)
    except TransitionRefused as refusal:
        messages.error(request, str(refusal))
        return None
    if added:
        messages.success(request, f"已将{added}份申报加入“{batch.name}”。")
    if added < len(filings):
        messages.warning(
            request,
            f"{len(filings) - added}份没有加入：只能加入称号为{batch.get_tier_display()}、"
            "由本单位审核通过且不在其他批次中的申报。",
        )
    return None


def _fits_a_batch(filing: Filing, request: HttpRequest) -> bool:
    may_gather = may(acting_for(request), Capability.CERTIFY, filing)
    return filing.state == FilingState.APPROVED and may_gather and filing.batch_id is None


def _selected(request: HttpRequest, queryset: QuerySet) -> list[Filing]:
    """The selected filings, the longest waiting ones first and at most ``LIMIT`` of them; none with a message why."""
    filings = list(queryset.select_related(*_RELATED).order_by("submitted_at", "id")[:LIMIT])
    if not filings:
        messages.warning(request, "所选申报已不在这个列表中，可能已经办理过；没有重复执行。")
    return filings


def _beyond(queryset: QuerySet) -> str:
    """What to know of a selection larger than one decision takes; empty for a smaller one."""
    count = queryset.count()
    if count <= LIMIT:
        return ""
    return (
        f"共选择{count:,}份，一次最多办理{LIMIT}份：下面是其中最早提交的{LIMIT}份。"
        f"确认后，其余{count - LIMIT:,}份留在列表中，可以再次全选接着办理。"
    )


def _ask(
    model_admin: admin.ModelAdmin,
    request: HttpRequest,
    lines: list[tuple[Filing, bool]],
    *,
    title: str,
    verb: str,
    form: forms.Form | None = None,
    beyond: str = "",
) -> HttpResponse:
    shown = [filing.pk for filing, can in lines if can]
    events, corrections, verdicts = (
        last_event_ids(shown),
        last_correction_ids(shown),
        reviewed_verdicts(shown),
    )
    possible = [
        {
            "filing": filing,
            "seen": f"{filing.pk}:{events[filing.pk]}:{corrections.get(filing.pk, 0)}",
            "verdict": badge(*verdict_words(verdicts[filing.pk])) if filing.pk in verdicts else "—",
        }
        for filing, can in lines
        if can
    ]
    doubtful = sum(verdict is not Verdict.MET for verdict in verdicts.values())
    context = {
        "title": f"{title}：{len(lines)}份" if beyond else f"{title}：已选{len(lines)}份",
        "verb": verb,
        "possible": possible,
        "doubtful": doubtful,
        "beyond": beyond,
        "impossible": [filing for filing, can in lines if not can],
        "form": form,
        "action_name": request.POST["action"],
        "checkbox_name": ACTION_CHECKBOX_NAME,
        "crumbs": [{"label": title, "href": ""}],
    }
    return page(model_admin, request, "admin/declarations/filing/bulk.html", context)


def _review_each(request: HttpRequest, filings: list[Filing], action: Action) -> None:
    why = review_each(filings, action, request.user, _seen(request), request.arrived_at)
    refused = [f"{each.enterprise_name}（{why[each.pk]}）" for each in filings if each.pk in why]
    if done := len(filings) - len(refused):
        messages.success(request, f"已{action.label}{done}份。")
    if refused:
        named = "；".join(refused[:REFUSALS_NAMED])
        more = f"；另有{len(refused) - REFUSALS_NAMED}份" if len(refused) > REFUSALS_NAMED else ""
        messages.warning(request, f"{len(refused)}份没有办理：{named}{more}。")


def _seen(request: HttpRequest) -> dict[uuid.UUID, tuple[int, int]]:
    """The newest event and correction of each filing on the confirmation page; one it did not show stays out."""
    found = {}
    for line in request.POST.getlist("seen"):
        try:
            filing_id, event_id, correction_id = line.split(":")
            found[uuid.UUID(filing_id)] = int(event_id), int(correction_id)
        except ValueError:
            continue
    return found
