"""Adding, changing and deleting one right of intellectual property within a filing."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from declarations.dossier import Dossier
from declarations.forms.rights import RightForm
from declarations.sections import find_section
from declarations.services.editing import FilingRefused, refusal_to_edit
from declarations.services.filings import StaleSection
from declarations.services.rights import AlreadyListed, delete_right, save_right, token_of
from declarations.views.frame import own_dossier
from enterprises.access import legal_account_required
from enterprises.models import IntellectualProperty

_KEY = "ip"


@legal_account_required
def edit_right(request: HttpRequest, filing_id: uuid.UUID, right_id: int | None = None) -> HttpResponse:
    """A new right, or one of the enterprise's own."""
    dossier = own_dossier(request, filing_id)
    section = find_section(dossier.filing, _KEY)
    if section is None or refusal_to_edit(dossier.filing) and request.method != "POST":
        return redirect("declarations:filing", filing_id)
    own = dossier.enterprise.intellectual_property
    right = (
        IntellectualProperty(enterprise=dossier.enterprise)
        if right_id is None
        else get_object_or_404(own, pk=right_id)
    )
    if request.method != "POST":
        return _page(
            request, dossier, RightForm(instance=right, initial={"token": token_of(right)}), right_id
        )
    form = RightForm(request.POST, instance=right)
    if not form.is_valid():
        return _page(request, dossier, form, right_id)
    try:
        save_right(dossier.filing, form.instance, form.cleaned_data["token"])
    except AlreadyListed:
        form.add_error("number", "这个类型和编号的知识产权已经填写过，请核对编号。")
        return _page(request, dossier, form, right_id)
    except StaleSection:
        return _stale(request, dossier, form, right_id)
    except FilingRefused as refused:
        form.add_error(None, str(refused))
        return _page(request, dossier, form, right_id, status=409)
    messages.success(request, f"已保存：{form.instance.name}。")
    return redirect(section.href(dossier.filing))


def _stale(request: HttpRequest, dossier: Dossier, form: RightForm, right_id: int) -> HttpResponse:
    """Another page changed the right: what was typed stays, and saving again is a decision."""
    stored = dossier.enterprise.intellectual_property.filter(pk=right_id).first()
    if stored is None:
        form.add_error(None, "这条记录已在另一个页面删除。如仍需要，请返回清单重新添加。")
        return _page(request, dossier, form, right_id, status=409)
    changed = []
    for field in form.visible_fields():
        theirs = _shown(stored, field.name)
        if theirs != _shown(form.instance, field.name):
            changed.append(f"{field.label}现为“{theirs}”")
    form.add_error(
        None,
        f"另一个页面刚刚改动了这条记录：{'；'.join(changed)}。您填写的内容仍在下面，再次保存将以您填写的为准。",
    )
    form.data = form.data.copy()
    form.data["token"] = token_of(stored)
    return _page(request, dossier, form, right_id, status=409)


def _shown(right: IntellectualProperty, name: str) -> str:
    display = getattr(right, f"get_{name}_display", None)
    value = display() if display else getattr(right, name)
    if isinstance(value, bool):
        return "是" if value else "否"
    return "空" if value in (None, "") else str(value)


def _page(
    request: HttpRequest, dossier: Dossier, form: RightForm, right_id: int | None, status: int = 200
) -> HttpResponse:
    section = find_section(dossier.filing, _KEY)
    context = {
        "menu": "declarations",
        "filing": dossier.filing,
        "form": form,
        "title": "添加知识产权" if right_id is None else "修改知识产权",
        "back": section.href(dossier.filing),
    }
    return render(request, "declarations/sections/right.html", context, status=status)


@legal_account_required
def remove_right(request: HttpRequest, filing_id: uuid.UUID, right_id: int) -> HttpResponse:
    """Ask, then delete (POST)."""
    dossier = own_dossier(request, filing_id)
    section = find_section(dossier.filing, _KEY)
    if section is None:
        return redirect("declarations:filing", filing_id)
    back = section.href(dossier.filing)
    right = dossier.enterprise.intellectual_property.filter(pk=right_id).first()
    if request.method == "POST":
        try:
            if delete_right(dossier.filing, right_id):
                messages.success(request, f"已删除：{right.name}。")
        except FilingRefused as refused:
            messages.error(request, str(refused))
            return redirect("declarations:filing", filing_id)
        return redirect(back)
    if right is None:
        return redirect(back)
    context = {
        "menu": "declarations",
        "title": "删除知识产权",
        "text": f"将从企业的知识产权清单中删除“{right.name}”（{right.number}）。",
        "action_label": "删除",
        "back": back,
    }
    return render(request, "declarations/confirm.html", context)
