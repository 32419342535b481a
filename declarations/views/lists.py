"""Adding, changing and deleting an entry of the enterprise's lists within a filing."""

import uuid
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from declarations.dossier.editing import FilingRefused, refusal_to_edit
from declarations.dossier.loading import Dossier
from declarations.sections import Section, find_section
from declarations.services.lists import delete_entry, save_entry
from declarations.views.closed import closed_page
from declarations.views.frame import own_dossier
from enterprises.access import legal_account_required
from enterprises.enums import RecordKind
from enterprises.kit.forms.concurrency import EntryRefused
from enterprises.kit.forms.kept import keeps_typed
from enterprises.kit.forms.listed import ListedForm
from enterprises.kit.forms.typed_lines import typed_lines
from enterprises.models import IntellectualProperty, Record
from enterprises.records import RecordList, list_of


@dataclass(frozen=True)
class _Place:
    """A list within a section of one of the user's own filings."""

    dossier: Dossier
    section: Section
    list: RecordList

    @property
    def back(self) -> str:
        return self.section.href(self.dossier.filing, f"#{self.list.key}")

    def own(self, entry_id: uuid.UUID) -> Record | IntellectualProperty | None:
        return self.list.model.objects.filter(enterprise=self.dossier.enterprise, pk=entry_id).first()


def _place(request: HttpRequest, filing_id: uuid.UUID, key: str, slug: str) -> _Place:
    """Where the address leads; a list that the section does not show is not found."""
    dossier = own_dossier(request, filing_id)
    section, kind = find_section(dossier.filing, key), RecordKind.of_slug(slug)
    if section is None or kind not in section.declared.lists:
        raise Http404
    return _Place(dossier, section, list_of(kind))


@keeps_typed
@legal_account_required
def edit_entry(
    request: HttpRequest, filing_id: uuid.UUID, key: str, slug: str, entry_id: uuid.UUID | None = None
) -> HttpResponse:
    """A new entry, or one of the enterprise's own."""
    place = _place(request, filing_id, key, slug)
    filing, found = place.dossier.filing, place.list
    is_sent = request.method == "POST"
    nothing_typed = not is_sent and request.recalled is None
    if nothing_typed and refusal_to_edit(filing):
        return redirect("declarations:filing", filing_id)
    entry = found.model(enterprise=place.dossier.enterprise) if entry_id is None else place.own(entry_id)
    if entry is None and nothing_typed:
        raise Http404
    form = found.form(request.POST if is_sent else request.recalled, instance=entry)
    refusal = refusal_to_edit(filing, request.arrived_at)
    if refusal:
        return closed_page(request, filing, refusal, typed_lines([form]))
    if entry is None:
        form.refuse_stale(None)
        return _page(request, place, form, status=409)
    if not is_sent or not form.is_valid():
        return _page(request, place, form)
    try:
        save_entry(filing, found, form.instance, form.cleaned_data["token"], request.arrived_at)
    except EntryRefused as refused:
        return _page(request, place, form, status=form.refuse(refused))
    except FilingRefused as refused:
        return closed_page(request, filing, str(refused), typed_lines([form]))
    messages.success(request, f"已保存{form.noun}“{form.instance}”。")
    return redirect(place.back)


def _page(request: HttpRequest, place: _Place, form: ListedForm, status: int = 200) -> HttpResponse:
    context = {
        "menu": "declarations",
        "form": form,
        "title": f"{'添加' if form.instance._state.adding else '修改'}{place.list.title}",
        "lead": place.list.hint,
        "back": place.back,
        "back_label": place.section.title,
    }
    return render(request, "declarations/sections/entry.html", context, status=status)


@legal_account_required
def remove_entry(
    request: HttpRequest, filing_id: uuid.UUID, key: str, slug: str, entry_id: uuid.UUID
) -> HttpResponse:
    """Ask, then delete (POST)."""
    place = _place(request, filing_id, key, slug)
    filing, found, entry = place.dossier.filing, place.list, place.own(entry_id)
    if request.method == "POST":
        try:
            if entry is not None and delete_entry(filing, entry, request.arrived_at):
                messages.success(request, f"已删除{found.form.noun}“{entry}”。")
            else:
                messages.info(request, f"这项{found.form.noun}已不在清单中。")
        except FilingRefused as refused:
            return closed_page(request, filing, str(refused))
        return redirect(place.back)
    if entry is None:
        raise Http404
    said = "，".join(f"{each.column.label} {each.text}" for each in found.cells(entry))
    context = {
        "menu": "declarations",
        "title": f"删除{found.title}",
        "text": f"将从企业的{found.title}清单中删除“{entry}”（{said}）。",
        "action_label": "删除",
        "back": place.back,
    }
    return render(request, "confirm.html", context)
