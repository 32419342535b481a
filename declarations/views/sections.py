"""The pages of the form: one section each."""

import uuid

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from declarations.dossier import Dossier, load
from declarations.evidence import checklist, lacking
from declarations.forms.rights import NoRightsForm
from declarations.models import Attachment
from declarations.presentation import draft_evaluation
from declarations.sections import FormSection, Section, find_section
from declarations.sections.operations import OperationsSection
from declarations.services.editing import FilingRefused, refusal_to_edit
from declarations.services.evidence import attach, remove
from declarations.services.filings import StaleSection, save_operations, save_section
from declarations.views.frame import frame, neighbours, own_dossier
from enterprises.access import legal_account_required
from enterprises.inspection import UploadRefused
from enterprises.uploads import megabytes

_SAVED = "已暂存。"


@legal_account_required
def section(request: HttpRequest, filing_id: uuid.UUID, key: str) -> HttpResponse:
    """One section of a filing. What cannot be changed now is read on the filing's own page."""
    dossier = own_dossier(request, filing_id)
    found = find_section(dossier.filing, key)
    if found is None:
        raise Http404
    if request.method != "POST" and refusal_to_edit(dossier.filing):
        return redirect("declarations:filing", filing_id)
    return _PAGES[found.page](request, dossier, found)


def _page(
    request: HttpRequest, dossier: Dossier, section: Section, template: str, context: dict, status: int = 200
) -> HttpResponse:
    before, after = neighbours(dossier, section.key)
    shown = {"conflicts": [], "faults": [], "refusal": "", "heading": ""} | context
    return render(
        request,
        template,
        frame(dossier, section.key) | {"section": section, "before": before, "after": after} | shown,
        status=status,
    )


# --- Sections that one form fills in -----------------------------------------------------------------------------
def _form_page(request: HttpRequest, dossier: Dossier, section: FormSection) -> HttpResponse:
    if request.method != "POST":
        form = section.form(dossier, extra=request.GET.get("add", ""))
        return _form_answer(request, dossier, section, form)
    form = section.form(dossier, request.POST)
    valid = form.is_valid()
    version = request.POST.get("version", "")
    try:
        _store(request, dossier, section, form, version)
    except StaleSection:
        return _stale(request, dossier, section, form)
    except FilingRefused as refusal:
        context = {"refusal": str(refusal), "faults": form.faults()}
        return _form_answer(request, dossier, section, form, context, status=409)
    if valid:
        messages.success(request, _SAVED)
        return redirect(_where_next(request, dossier, section))
    context = {"faults": form.faults(), "heading": "其余内容已暂存，以下各处没有保存"}
    return _form_answer(request, load(dossier.filing), section, form, context)


def _store(request: HttpRequest, dossier: Dossier, section: FormSection, form, version: str) -> None:
    filing, at = dossier.filing, request.arrived_at
    if not isinstance(section, OperationsSection):
        save_section(filing, section.key, form.readable(dossier.data(section.key)), version, at)
        return
    save_operations(filing, form.changes(), section.versions(dossier, version), at)


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
    return _page(request, dossier, section, section.template, shown | (context or {}), status)


# --- Sections with pages of their own ----------------------------------------------------------------------------
def _basic_page(request: HttpRequest, dossier: Dossier, section: Section) -> HttpResponse:
    rows = [
        {"label": row.label, "value": f"{row.value} {row.unit}".strip() if row.value else ""}
        for row in section.block(dossier).rows
    ]
    context = {"rows": rows, "problems": section.problems(dossier)}
    return _page(request, dossier, section, "declarations/sections/basic.html", context)


def _score_page(request: HttpRequest, dossier: Dossier, section: Section) -> HttpResponse:
    context = {"evaluation": draft_evaluation(dossier)}
    return _page(request, dossier, section, "declarations/sections/score.html", context)


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
            refusal = str(refused)
        else:
            messages.success(request, _SAVED)
            return redirect(_where_next(request, dossier, section))
        dossier = load(dossier.filing)
    none = dossier.data(section.key).get("none") is True
    context = {
        "lines": section.lines(dossier),
        "form": NoRightsForm(initial={"none": none, "version": dossier.version(section.key)}),
        "refusal": refusal,
    }
    return _page(
        request, dossier, section, "declarations/sections/rights.html", context, 409 if refusal else 200
    )


def _evidence_page(request: HttpRequest, dossier: Dossier, section: Section) -> HttpResponse:
    faults: dict[str, list[str]] = {}
    refusal = ""
    if request.method == "POST":
        item = request.POST.get("item", "")
        faults, refusal = _attach_all(request, dossier, item)
        if not faults and not refusal:
            return redirect(f"{section.href(dossier.filing)}#item-{item}")
        dossier = load(dossier.filing)
    needed = {item.key for item in lacking(dossier)}
    items = [
        {
            "item": item,
            "is_lacking": item.key in needed,
            "files": dossier.files(item.key),
            "faults": faults.get(item.key, []),
            "limit": settings.EVIDENCE_ARCHIVE_MAX_BYTES if item.archive else settings.EVIDENCE_MAX_BYTES,
        }
        for item in checklist(dossier)
    ]
    context = {
        "items": items,
        "faults": [
            {"where": entry["item"].title, "message": message, "href": f"#item-{entry['item'].key}"}
            for entry in items
            for message in entry["faults"]
        ],
        "heading": "以下文件没有上传",
        "refusal": refusal or " ".join(faults.get("", [])),
        "file_limit": megabytes(settings.EVIDENCE_MAX_BYTES),
        "archive_limit": megabytes(settings.EVIDENCE_ARCHIVE_MAX_BYTES),
    }
    status = 409 if refusal else 200
    return _page(request, dossier, section, "declarations/sections/evidence.html", context, status)


def _attach_all(request: HttpRequest, dossier: Dossier, item: str) -> tuple[dict[str, list[str]], str]:
    """Attach every chosen file; messages of those refused by item, and why nothing can be attached at all."""
    files = request.FILES.getlist("file")
    known = item if any(each.key == item for each in checklist(dossier)) else ""
    if not files:
        return {known: ["请先选择文件。"]}, ""
    faults: list[str] = []
    kept = []
    for file in files:
        try:
            kept.append(attach(dossier.filing, item, file, request.user, request.arrived_at).name)
        except UploadRefused as refused:
            faults += refused.messages
        except FilingRefused as refused:
            return {}, str(refused)
    if kept:
        messages.success(request, f"已上传：{'、'.join(kept)}。")
    return ({known: faults} if faults else {}), ""


@require_POST
@legal_account_required
def remove_attachment(request: HttpRequest, filing_id: uuid.UUID, attachment_id: uuid.UUID) -> HttpResponse:
    dossier = own_dossier(request, filing_id)
    attachment = Attachment.objects.filter(filing=dossier.filing, pk=attachment_id).first()
    if attachment is not None:
        try:
            remove(dossier.filing, attachment, request.arrived_at)
        except FilingRefused as refused:
            messages.error(request, str(refused))
            return redirect("declarations:filing", filing_id)
        messages.success(request, f"已删除：{attachment.name}。")
    anchor = f"#item-{attachment.item}" if attachment else ""
    return redirect(find_section(dossier.filing, "evidence").href(dossier.filing, anchor))


_PAGES = {
    "form": _form_page,
    "basic": _basic_page,
    "ip": _rights_page,
    "evidence": _evidence_page,
    "score": _score_page,
}
