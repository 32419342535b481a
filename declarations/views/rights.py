"""Adding, changing and deleting one right of intellectual property within a filing."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from declarations.dossier.editing import FilingRefused, refusal_to_edit
from declarations.dossier.loading import Dossier
from declarations.forms.declared import Rights
from declarations.sections import Section, find_section
from declarations.services.rights import delete_right, save_right
from declarations.views.closed import closed_page
from declarations.views.frame import own_dossier
from enterprises.access import member_may
from enterprises.enums import Capability
from enterprises.forms.intellectual_property import IntellectualPropertyForm
from enterprises.kit.forms.concurrency import AlreadyListed, StaleRow
from enterprises.kit.forms.kept import keeps_typed
from enterprises.kit.forms.typed_lines import typed_lines
from enterprises.models import IntellectualProperty


def _list_of(dossier: Dossier) -> Section | None:
    """The section of the form that shows the list; None where the form asks for no rights."""
    sections = dossier.form.of_type(Rights) if dossier.form else []
    return find_section(dossier.filing, sections[0].key) if sections else None


@keeps_typed
@member_may(Capability.FILL)
def edit_right(request: HttpRequest, filing_id: uuid.UUID, right_id: uuid.UUID | None = None) -> HttpResponse:
    """A new right, or one of the enterprise's own."""
    dossier = own_dossier(request, filing_id)
    section = _list_of(dossier)
    is_sent = request.method == "POST"
    nothing_typed = not is_sent and request.recalled is None
    if section is None or nothing_typed and refusal_to_edit(dossier.filing):
        return redirect("declarations:filing", filing_id)
    right = (
        IntellectualProperty(enterprise=dossier.enterprise)
        if right_id is None
        else dossier.enterprise.intellectual_property.filter(pk=right_id).first()
    )
    if right is None and nothing_typed:
        raise Http404
    form = IntellectualPropertyForm(request.POST if is_sent else request.recalled, instance=right)
    refusal = refusal_to_edit(dossier.filing, request.arrived_at)
    if refusal:
        return closed_page(request, dossier.filing, refusal, typed_lines([form]))
    if right is None:
        form.refuse_stale(None)
        return _page(request, dossier, form, right_id, status=409)
    if not is_sent or not form.is_valid():
        return _page(request, dossier, form, right_id)
    try:
        save_right(dossier.filing, form.instance, form.cleaned_data["token"], request.arrived_at)
    except AlreadyListed:
        form.refuse_listed()
        return _page(request, dossier, form, right_id)
    except StaleRow as stale:
        form.refuse_stale(stale.stored)
        return _page(request, dossier, form, right_id, status=409)
    except FilingRefused as refused:
        return closed_page(request, dossier.filing, str(refused), typed_lines([form]))
    messages.success(request, f"已保存：{form.instance.name}。")
    return redirect(section.href(dossier.filing))


def _page(
    request: HttpRequest,
    dossier: Dossier,
    form: IntellectualPropertyForm,
    right_id: uuid.UUID | None,
    status: int = 200,
) -> HttpResponse:
    section = _list_of(dossier)
    context = {
        "menu": "declarations",
        "filing": dossier.filing,
        "form": form,
        "title": "添加知识产权" if right_id is None else "修改知识产权",
        "back": section.href(dossier.filing),
    }
    return render(request, "declarations/sections/right.html", context, status=status)


@member_may(Capability.FILL)
def remove_right(request: HttpRequest, filing_id: uuid.UUID, right_id: uuid.UUID) -> HttpResponse:
    """Ask, then delete (POST)."""
    dossier = own_dossier(request, filing_id)
    section = _list_of(dossier)
    if section is None:
        return redirect("declarations:filing", filing_id)
    back = section.href(dossier.filing)
    right = dossier.enterprise.intellectual_property.filter(pk=right_id).first()
    if request.method == "POST":
        try:
            if delete_right(dossier.filing, right_id, request.arrived_at):
                messages.success(request, f"已删除：{right.name}。")
            else:
                messages.info(request, "这项知识产权已不在清单中。")
        except FilingRefused as refused:
            return closed_page(request, dossier.filing, str(refused))
        return redirect(back)
    if right is None:
        raise Http404
    context = {
        "menu": "declarations",
        "title": "删除知识产权",
        "text": f"将从企业的知识产权清单中删除“{right.name}”（{right.number}）。",
        "action_label": "删除",
        "back": back,
    }
    return render(request, "confirm.html", context)
