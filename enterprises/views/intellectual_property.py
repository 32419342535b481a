"""知识产权 of the enterprise: a list, and one page per right."""

import uuid

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from enterprises.access import legal_account_required
from enterprises.enums import RecordKind
from enterprises.forms.intellectual_property import IntellectualPropertyForm
from enterprises.kit.forms.concurrency import EntryRefused
from enterprises.kit.forms.kept import keeps_typed
from enterprises.models import IntellectualProperty
from enterprises.records import declared_none
from enterprises.services.locks import ContentLocked
from enterprises.services.records import delete_record
from enterprises.services.rights import repeated_places, save_right
from enterprises.views.drafts import locked_page, refusal_to_open, words_of_lock

_PER_PAGE = 20


@legal_account_required
@require_safe
def intellectual_property(request: HttpRequest) -> HttpResponse:
    rights = request.user.enterprise.intellectual_property.order_by("kind", "granted_on", "id")
    page = Paginator(rights, _PER_PAGE).get_page(request.GET.get("page"))
    again = repeated_places(rights)
    for place, right in enumerate(page.object_list, page.start_index() - 1):
        right.repeats = again.get(place)
    context = {
        "menu": "profile",
        "locked": words_of_lock(request.user.enterprise),
        "page_obj": page,
        "declared_none": RecordKind.INTELLECTUAL_PROPERTY in declared_none(request.user.enterprise),
    }
    return render(request, "enterprises/intellectual_property.html", context)


@keeps_typed
@legal_account_required
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    return _form(request, IntellectualProperty(enterprise=request.user.enterprise), "已添加")


@keeps_typed
@legal_account_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, right_id: uuid.UUID) -> HttpResponse:
    right = _own(request, right_id)
    if right is not None:
        return _form(request, right, "已保存")
    if request.method != "POST":
        raise Http404
    form = IntellectualPropertyForm(request.POST)
    form.refuse_stale(None)
    return _page(request, form, status=409)


@legal_account_required
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: HttpRequest, right_id: uuid.UUID) -> HttpResponse:
    right = _own(request, right_id)
    if request.method != "POST":
        if right is None:
            raise Http404
        if refused := refusal_to_open(request, reverse("enterprises:intellectual_property")):
            return refused
        return render(
            request, "enterprises/intellectual_property_delete.html", {"menu": "profile", "right": right}
        )
    try:
        deleted = right is not None and delete_record(right)
    except ContentLocked as locked:
        return locked_page(request, str(locked), reverse("enterprises:intellectual_property"))
    if deleted:
        messages.success(request, f"已删除知识产权“{right.name}”。")
    else:
        messages.info(request, "这项知识产权已不在清单中。")
    return redirect("enterprises:intellectual_property")


def _own(request: HttpRequest, right_id: uuid.UUID) -> IntellectualProperty | None:
    return request.user.enterprise.intellectual_property.filter(pk=right_id).first()


def _form(request: HttpRequest, right: IntellectualProperty, done: str) -> HttpResponse:
    is_sent = request.method == "POST"
    form = IntellectualPropertyForm(request.POST if is_sent else request.recalled, instance=right)
    if not is_sent and (
        refused := refusal_to_open(request, reverse("enterprises:intellectual_property"), form)
    ):
        return refused
    if not is_sent or not form.is_valid():
        return _page(request, form)
    try:
        save_right(form.instance, form.cleaned_data["token"])
    except ContentLocked as locked:
        return locked_page(request, str(locked), reverse("enterprises:intellectual_property"), [form])
    except EntryRefused as refused:
        return _page(request, form, status=form.refuse(refused))
    messages.success(request, f"{done}知识产权“{form.instance.name}”。")
    return redirect("enterprises:intellectual_property")


def _page(request: HttpRequest, form: IntellectualPropertyForm, status: int = 200) -> HttpResponse:
    context = {"menu": "profile", "form": form}
    return render(request, "enterprises/intellectual_property_form.html", context, status=status)
