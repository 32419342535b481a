"""The pages of the form: one section each."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from declarations.dossier.editing import FilingRefused, refusal_to_edit
from declarations.dossier.loading import Dossier
from declarations.sections import FormSection, Section, find_section
from declarations.views.closed import closed_page
from declarations.views.evidence import evidence_page
from declarations.views.frame import neighbours, own_dossier, section_page
from declarations.views.saving import answer, save_parts, seen_on
from enterprises.access import member_may
from enterprises.enums import Capability
from enterprises.kit.forms.autosave import closed
from enterprises.kit.forms.kept import keeps_typed
from enterprises.kit.forms.saving import is_autosave
from enterprises.kit.forms.typed_lines import typed_lines

_SAVED = "已暂存。"


@keeps_typed
@member_may(Capability.FILL)
def section(request: HttpRequest, filing_id: uuid.UUID, key: str) -> HttpResponse:
    """One section of a filing. What cannot be changed now is read on the filing's own page."""
    dossier = own_dossier(request, filing_id)
    found = find_section(dossier.filing, key)
    if found is None:
        raise Http404
    refusal = refusal_to_edit(dossier.filing)
    if request.method != "POST" and refusal:
        form = found.form(dossier, request.recalled) if request.recalled is not None else None
        if form is None:
            return redirect("declarations:filing", filing_id)
        return closed_page(request, dossier.filing, refusal, typed_lines(form.forms()))
    if found.takes_files:
        return evidence_page(request, dossier, found)
    if request.method != "POST":
        form = found.form(dossier, request.recalled)
        return _page(request, dossier, found, form, _recalled(request, form))
    form = found.form(dossier, request.POST)
    return _page(request, dossier, found, None) if form is None else _saved(request, dossier, found, form)


def _saved(request: HttpRequest, dossier: Dossier, section: FormSection, form) -> HttpResponse:
    valid = form.is_valid()
    try:
        dossier, conflicts = save_parts(request, dossier, section, form)
    except FilingRefused as refusal:
        if is_autosave(request):
            return closed(str(refusal), reverse("declarations:filing", args=[dossier.filing.pk]), "查看申报")
        return closed_page(request, dossier.filing, str(refusal), typed_lines(form.forms()))
    if is_autosave(request):
        return answer(request, dossier, section, form, conflicts)
    if conflicts:
        return _page(
            request, dossier, section, form, _beside(request, dossier, section, form, conflicts), 409
        )
    if valid:
        messages.success(request, _SAVED)
        return redirect(_where_next(request, dossier, section))
    context = {"faults": form.faults(), "heading": "其余内容已暂存，以下各处没有保存"}
    return _page(request, dossier, section, form, context)


def _beside(
    request: HttpRequest, dossier: Dossier, section: FormSection, form, conflicts: frozenset[str]
) -> dict:
    """What a page says of the parts that somebody else changed meanwhile; all others are stored."""
    parts = section.parts(dossier, form)
    return {
        "conflicts": [parts.conflict(part) for part in parts.stored() if part in conflicts],
        "is_rest_saved": True,
        "faults": form.faults(),
        "seen": seen_on(request, parts, conflicts),
    }


def _recalled(request: HttpRequest, form) -> dict:
    """What a form says that was typed before the login ended: judged, and compared with what it was made from."""
    if request.recalled is None or form is None:
        return {}
    form.is_valid()
    return {"faults": form.faults()}


def _where_next(request: HttpRequest, dossier: Dossier, section: Section) -> str:
    if "next" in request.POST:
        return neighbours(dossier, section.key)[1]
    return section.href(dossier.filing)


def _page(
    request: HttpRequest,
    dossier: Dossier,
    section: Section,
    form,
    context: dict | None = None,
    status: int = 200,
) -> HttpResponse:
    shown = section.context(dossier)
    if form is not None:
        is_dirty = status != 200 or form.is_bound
        section.point_out(dossier, form)
        seen = seen_on(request, section.parts(dossier, form))
        shown |= {"form": form, "is_dirty": is_dirty, "seen": seen}
    return section_page(request, dossier, section, section.template, shown | (context or {}), status)
