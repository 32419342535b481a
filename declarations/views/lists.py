"""Adding, changing and deleting an entry of the enterprise's lists within a filing."""

import uuid
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from declarations.dossier.editing import FilingRefused, refusal_to_edit
from declarations.dossier.loading import Dossier
from declarations.sections import Section, find_section
from declarations.services.lists import delete_entry, save_entry
from declarations.views.closed import closed_page
from declarations.views.frame import own_dossier
from enterprises.access import member_may
from enterprises.enums import Capability, RecordKind
from enterprises.kit.forms.autosave import closed
from enterprises.kit.forms.concurrency import EntryRefused
from enterprises.kit.forms.entries import entry_context, save_sent
from enterprises.kit.forms.kept import keeps_typed, typed
from enterprises.kit.forms.listed import ListedForm
from enterprises.kit.forms.saving import Saved, is_autosave
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
@member_may(Capability.FILL)
def add_entry(request: HttpRequest, filing_id: uuid.UUID, key: str, slug: str) -> HttpResponse:
    """A new entry."""
    place = _place(request, filing_id, key, slug)
    filing, found = place.dossier.filing, place.list
    form = found.form(typed(request), instance=found.model(enterprise=place.dossier.enterprise))
    if refused := _refusal_to_open(request, place, form):
        return refused
    if request.method != "POST" or not form.is_valid():
        return _page(request, place, form)
    try:
        save_entry(filing, found, form.instance, "", request.arrived_at)
    except EntryRefused as refused:
        form.refuse(refused)
        return _page(request, place, form)
    except FilingRefused as refused:
        return closed_page(request, filing, str(refused), typed_lines([form]))
    messages.success(request, f"已添加{form.noun}“{form.instance}”。")
    return redirect(place.back)


@keeps_typed
@member_may(Capability.FILL)
def edit_entry(
    request: HttpRequest, filing_id: uuid.UUID, key: str, slug: str, entry_id: uuid.UUID
) -> HttpResponse:
    """One of the enterprise's own entries, which saves itself as long as it is complete."""
    place = _place(request, filing_id, key, slug)
    filing, found, entry = place.dossier.filing, place.list, place.own(entry_id)
    if entry is None and request.method != "POST" and request.recalled is None:
        raise Http404
    form = found.form(typed(request), instance=entry)
    if refused := _refusal_to_open(request, place, form):
        return refused
    if request.method != "POST":
        return _page(request, place, form)

    def save(row: Record | IntellectualProperty, token: str) -> None:
        save_entry(filing, found, row, token, request.arrived_at)

    try:
        saved = save_sent(request, form, save, back=place.back)
    except FilingRefused as refused:
        return _closed(request, place, str(refused), form)
    if isinstance(saved, JsonResponse):
        return saved
    if not saved.is_whole:
        return _page(request, place, form, saved)
    messages.success(request, f"已保存{form.noun}“{saved.row}”。")
    return redirect(place.back)


def _refusal_to_open(request: HttpRequest, place: _Place, form: ListedForm) -> HttpResponse | None:
    """What an entry's page answers while its filing cannot be changed: the filing, or what was typed."""
    refusal = refusal_to_edit(place.dossier.filing, request.arrived_at)
    if not refusal:
        return None
    if not form.is_bound:
        return redirect("declarations:filing", place.dossier.filing.pk)
    return _closed(request, place, refusal, form)


def _closed(request: HttpRequest, place: _Place, refusal: str, form: ListedForm) -> HttpResponse:
    filing = place.dossier.filing
    if is_autosave(request):
        return closed(refusal, reverse("declarations:filing", args=[filing.pk]), "查看申报")
    return closed_page(request, filing, refusal, typed_lines([form]))


def _page(request: HttpRequest, place: _Place, form: ListedForm, saved: Saved | None = None) -> HttpResponse:
    """``saved``: what became of an entry that is there."""
    context = {
        "menu": "declarations",
        "form": form,
        "title": f"{'添加' if form.stored._state.adding else '修改'}{place.list.title}",
        "lead": place.list.hint,
        "back": place.back,
        "back_label": place.section.title,
    } | entry_context(request, form, saved)
    status = saved.status if saved else 200
    return render(request, "declarations/sections/entry.html", context, status=status)


@member_may(Capability.FILL)
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
