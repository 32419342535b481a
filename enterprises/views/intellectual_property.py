"""知识产权 of the enterprise: a list, and one page per right."""

import uuid

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.views.decorators.http import require_http_methods, require_safe

from enterprises.access import member_may
from enterprises.enums import Capability, RecordKind
from enterprises.forms.intellectual_property import IntellectualPropertyForm
from enterprises.kit.forms.concurrency import EntryRefused
from enterprises.kit.forms.entries import entry_context, save_sent
from enterprises.kit.forms.kept import keeps_typed, typed
from enterprises.kit.forms.saving import Saved
from enterprises.models import IntellectualProperty
from enterprises.records import declared_none
from enterprises.services.locks import ContentLocked
from enterprises.services.records import delete_record
from enterprises.services.rights import repeated_places, save_right
from enterprises.views.drafts import locked_page, refusal_to_open, words_of_lock

_PER_PAGE = 20
_LIST = reverse_lazy("enterprises:intellectual_property")


@member_may(Capability.READ)
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
@member_may(Capability.FILL)
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    form = _form(request, IntellectualProperty(enterprise=request.user.enterprise))
    if request.method != "POST":
        return refusal_to_open(request, _LIST, form) or _page(request, form)
    if not form.is_valid():
        return _page(request, form)
    try:
        save_right(form.instance, "")
    except ContentLocked as locked:
        return locked_page(request, str(locked), _LIST, [form])
    except EntryRefused as refused:
        form.refuse(refused)
        return _page(request, form)
    messages.success(request, f"已添加知识产权“{form.instance.name}”。")
    return redirect(_LIST)


@keeps_typed
@member_may(Capability.FILL)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, right_id: uuid.UUID) -> HttpResponse:
    """One right, which saves itself as long as it is complete."""
    right = _own(request, right_id)
    if right is None and request.method != "POST":
        raise Http404
    form = _form(request, right)
    if request.method != "POST":
        return refusal_to_open(request, _LIST, form) or _page(request, form)
    try:
        saved = save_sent(request, form, save_right, back=str(_LIST))
    except ContentLocked as locked:
        return locked_page(request, str(locked), _LIST, [form])
    if isinstance(saved, JsonResponse):
        return saved
    if not saved.is_whole:
        return _page(request, form, saved)
    messages.success(request, f"已保存知识产权“{saved.row.name}”。")
    return redirect(_LIST)


@member_may(Capability.FILL)
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: HttpRequest, right_id: uuid.UUID) -> HttpResponse:
    right = _own(request, right_id)
    if request.method != "POST":
        if right is None:
            raise Http404
        if refused := refusal_to_open(request, _LIST):
            return refused
        return render(
            request, "enterprises/intellectual_property_delete.html", {"menu": "profile", "right": right}
        )
    try:
        deleted = right is not None and delete_record(right)
    except ContentLocked as locked:
        return locked_page(request, str(locked), _LIST)
    if deleted:
        messages.success(request, f"已删除知识产权“{right.name}”。")
    else:
        messages.info(request, "这项知识产权已不在清单中。")
    return redirect(_LIST)


def _own(request: HttpRequest, right_id: uuid.UUID) -> IntellectualProperty | None:
    return request.user.enterprise.intellectual_property.filter(pk=right_id).first()


def _form(request: HttpRequest, right: IntellectualProperty | None) -> IntellectualPropertyForm:
    return IntellectualPropertyForm(typed(request), instance=right)


def _page(request: HttpRequest, form: IntellectualPropertyForm, saved: Saved | None = None) -> HttpResponse:
    """``saved``: what became of a right that is there."""
    context = {"menu": "profile", "form": form} | entry_context(request, form, saved)
    status = saved.status if saved else 200
    return render(request, "enterprises/intellectual_property_form.html", context, status=status)
