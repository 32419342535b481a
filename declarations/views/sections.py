"""The pages of the form: one section each."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from declarations.dossier.loading import Dossier, load
from declarations.forms.direct import DirectForm
from declarations.forms.rights import NoRightsForm
from declarations.sections import FormSection, Section, find_section
from declarations.sections.operations import OperationsSection
from declarations.sections.presentation import draft_evaluation
from declarations.services.editing import FilingRefused, refusal_to_edit
from declarations.services.filings import StaleSection, save_operations, save_section
from declarations.views.closed import closed_page
from declarations.views.evidence import evidence_page
from declarations.views.frame import neighbours, own_dossier, section_page
from declarations.views.saving import answer, parts_of, save_parts, seen_on
from enterprises.access import legal_account_required
from enterprises.kit.forms.autosave import closed
from enterprises.kit.forms.kept import keeps_typed
from enterprises.kit.forms.saving import SEEN, is_autosave
from enterprises.kit.forms.typed_lines import typed_lines

_SAVED = "已暂存。"


@keeps_typed
@legal_account_required
def section(request: HttpRequest, filing_id: uuid.UUID, key: str) -> HttpResponse:
    """One section of a filing. What cannot be changed now is read on the filing's own page."""
    dossier = own_dossier(request, filing_id)
    found = find_section(dossier.filing, key)
    if found is None:
        raise Http404
    refusal = refusal_to_edit(dossier.filing)
    if request.method != "POST" and refusal:
        if request.recalled is None or not isinstance(found, FormSection):
            return redirect("declarations:filing", filing_id)
        typed = typed_lines(found.form(dossier, request.recalled).forms())
        return closed_page(request, dossier.filing, refusal, typed)
    return _PAGES[found.page](request, dossier, found)


# --- Sections that one form fills in -----------------------------------------------------------------------------
def _form_page(request: HttpRequest, dossier: Dossier, section: FormSection) -> HttpResponse:
    if request.method != "POST":
        form = section.form(dossier, request.recalled, extra=request.GET.get("add", ""))
        return _form_answer(request, dossier, section, form, _recalled(request, form))
    form = section.form(dossier, request.POST)
    valid = form.is_valid()
    conflicts: frozenset[str] = frozenset()
    try:
        if SEEN in request.POST and parts_of(dossier, section, form):
            dossier, conflicts = save_parts(request, dossier, section, form)
        else:
            _store(request, dossier, section, form, request.POST.get("version", ""))
            dossier = load(dossier.filing)
    except StaleSection:
        return _stale(request, dossier, section, form)
    except FilingRefused as refusal:
        if is_autosave(request):
            return closed(str(refusal), reverse("declarations:filing", args=[dossier.filing.pk]), "查看申报")
        return closed_page(request, dossier.filing, str(refusal), typed_lines(form.forms()))
    if is_autosave(request):
        return answer(request, parts_of(dossier, section, form), conflicts)
    if conflicts:
        parts = parts_of(dossier, section, form)
        context = {
            "conflicts": [parts.conflict(part) for part in parts.stored() if part in conflicts],
            "is_rest_saved": True,
            "faults": form.faults(),
            "seen": seen_on(request, parts, conflicts),
        }
        return _form_answer(request, dossier, section, form, context, status=409)
    if valid:
        _say_what_was_dropped(request, form)
        messages.success(request, _SAVED)
        return redirect(_where_next(request, dossier, section))
    context = {"faults": form.faults(), "heading": "其余内容已暂存，以下各处没有保存"}
    return _form_answer(request, dossier, section, form, context)


def _recalled(request: HttpRequest, form) -> dict:
    """What a form says that was typed before the login ended: judged, and compared with what it was made from."""
    if request.recalled is None:
        return {}
    form.is_valid()
    return {"version": request.recalled.get("version", ""), "faults": form.faults()}


def _store(request: HttpRequest, dossier: Dossier, section: FormSection, form, version: str) -> None:
    filing, at = dossier.filing, request.arrived_at
    if not isinstance(section, OperationsSection):
        save_section(filing, section.key, form.readable(dossier.data(section.key)), version, at)
        return
    save_operations(filing, form.changes(), section.versions(dossier, version), at)


def _say_what_was_dropped(request: HttpRequest, form) -> None:
    dropped = form.unread() if isinstance(form, DirectForm) else []
    if dropped:
        messages.warning(
            request, f"没有勾选的条件不检查、不计入评价；其中无法识别的内容没有保存：{'，'.join(dropped)}。"
        )


def _where_next(request: HttpRequest, dossier: Dossier, section: Section) -> str:
    if "next" in request.POST:
        return neighbours(dossier, section.key)[1]
    rows = request.POST.get("add", "")
    here = section.href(dossier.filing)
    return f"{here}?add={rows}#{rows}" if rows.isidentifier() and rows.isascii() else here


def _stale(request: HttpRequest, dossier: Dossier, section: FormSection, form) -> HttpResponse:
    """Both values, the typed ones in the form, and the newest version: saving again is then a decision."""
    newest = load(dossier.filing)
    if isinstance(section, OperationsSection):
        years = section.years(newest)
        theirs = section.describe(
            newest, {year: newest.figures[year] for year in years if year in newest.figures}
        )
        mine = section.describe(newest, form.changes())
    else:
        theirs = section.describe(newest, newest.data(section.key))
        mine = section.describe(newest, form.readable(dossier.data(section.key)))
    conflicts = [
        {"label": label, "stored": theirs.get(label, ""), "typed": mine.get(label, "")}
        for label in [*mine, *(label for label in theirs if label not in mine)]
        if theirs.get(label, "") != mine.get(label, "")
    ]
    context = {"conflicts": conflicts, "faults": form.faults()}
    return _form_answer(request, newest, section, form, context, status=409)


def _form_answer(
    request: HttpRequest,
    dossier: Dossier,
    section: FormSection,
    form,
    context: dict | None = None,
    status: int = 200,
) -> HttpResponse:
    shown = {"form": form, "version": section.version(dossier), "is_dirty": status != 200 or form.is_bound}
    if parts := parts_of(dossier, section, form):
        shown["seen"] = seen_on(request, parts)
    return section_page(request, dossier, section, section.template, shown | (context or {}), status)


# --- Sections with pages of their own ----------------------------------------------------------------------------
def _basic_page(request: HttpRequest, dossier: Dossier, section: Section) -> HttpResponse:
    rows = [
        {"label": row.label, "value": f"{row.value} {row.unit}".strip() if row.value else ""}
        for row in section.block(dossier).rows
    ]
    context = {"rows": rows, "problems": section.problems(dossier)}
    return section_page(request, dossier, section, "declarations/sections/basic.html", context)


def _score_page(request: HttpRequest, dossier: Dossier, section: Section) -> HttpResponse:
    context = {"evaluation": draft_evaluation(dossier)}
    return section_page(request, dossier, section, "declarations/sections/score.html", context)


def _rights_page(request: HttpRequest, dossier: Dossier, section: Section) -> HttpResponse:
    """The list, and the tick of who has none."""
    refusal = ""
    if request.method == "POST":
        form = NoRightsForm(request.POST)
        form.is_valid()
        try:
            data = {"none": form.cleaned_data["none"]}
            save_section(
                dossier.filing, section.key, data, form.cleaned_data.get("version", ""), request.arrived_at
            )
        except StaleSection:
            refusal = "另一个页面刚刚改动了此项，现在显示的是最新内容，请核对后再保存。"
        except FilingRefused as refused:
            return closed_page(request, dossier.filing, str(refused), typed_lines([form]))
        else:
            messages.success(request, _SAVED)
            return redirect(_where_next(request, dossier, section))
        dossier = load(dossier.filing)
    none = dossier.data(section.key).get("none") is True
    stored = {"none": none, "version": dossier.version(section.key)}
    context = {
        "lines": section.lines(dossier),
        "form": NoRightsForm(request.recalled, initial=stored),
        "refusal": refusal,
    }
    return section_page(
        request, dossier, section, "declarations/sections/rights.html", context, 409 if refusal else 200
    )


_PAGES = {
    "form": _form_page,
    "basic": _basic_page,
    "ip": _rights_page,
    "evidence": evidence_page,
    "score": _score_page,
}
