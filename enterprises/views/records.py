"""奖励与资质: the lists of the enterprise on one page, and a page per entry."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from enterprises.access import member_may
from enterprises.enums import Capability, RecordKind
from enterprises.forms.records import RecordForm
from enterprises.kit.forms.concurrency import EntryRefused
from enterprises.kit.forms.entries import entry_context
from enterprises.kit.forms.kept import keeps_typed, typed
from enterprises.kit.forms.saving import Saved
from enterprises.models import Record
from enterprises.records import RIGHTS, RecordList, filled_lists, list_of, list_of_slug
from enterprises.services.locks import ContentLocked
from enterprises.services.records import (
    NotEmpty,
    declare_none,
    delete_record,
    save_record,
    take_back_none,
)
from enterprises.views.drafts import locked_page, refusal_to_open, save_entry_sent, words_of_lock


@member_may(Capability.READ)
@require_safe
def records(request: HttpRequest) -> HttpResponse:
    enterprise = request.user.enterprise
    context = {
        "menu": "profile",
        "locked": words_of_lock(enterprise),
        "lists": filled_lists(enterprise),
        "scores": enterprise.development_scores.order_by("-year"),
    }
    return render(request, "enterprises/records.html", context)


@keeps_typed
@member_may(Capability.FILL)
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, kind: str) -> HttpResponse:
    found = _list(kind)
    form = found.form(typed(request), instance=found.model(enterprise=request.user.enterprise))
    if request.method != "POST":
        return refusal_to_open(request, _place(found.kind), form) or _page(request, found, form)
    if not form.is_valid():
        return _page(request, found, form)
    try:
        save_record(form.instance, "")
    except ContentLocked as locked:
        return locked_page(request, str(locked), _place(found.kind), [form])
    except EntryRefused as refused:
        form.refuse(refused)
        return _page(request, found, form)
    messages.success(request, f"已添加{found.form.noun}“{form.instance}”。")
    return redirect(_place(found.kind))


@keeps_typed
@member_may(Capability.FILL)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, kind: str, record_id: uuid.UUID) -> HttpResponse:
    """One entry, which saves itself as long as it is complete."""
    found = _list(kind)
    record = _own(request, found, record_id)
    if record is None and request.method != "POST":
        raise Http404
    form = found.form(typed(request), instance=record)
    if request.method != "POST":
        return refusal_to_open(request, _place(found.kind), form) or _page(request, found, form)
    saved = save_entry_sent(request, form, save_record, _place(found.kind))
    if isinstance(saved, HttpResponse):
        return saved
    if not saved.is_whole:
        return _page(request, found, form, saved)
    messages.success(request, f"已保存{found.form.noun}“{saved.row}”。")
    return redirect(_place(found.kind))


@member_may(Capability.FILL)
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: HttpRequest, kind: str, record_id: uuid.UUID) -> HttpResponse:
    """Ask, then delete (POST)."""
    found = _list(kind)
    record = _own(request, found, record_id)
    if request.method != "POST":
        if record is None:
            raise Http404
        if refused := refusal_to_open(request, _place(found.kind)):
            return refused
        context = {"menu": "profile", "list": found, "cells": found.cells(record), "back": _place(found.kind)}
        return render(request, "enterprises/records_delete.html", context)
    try:
        deleted = record is not None and delete_record(record)
    except ContentLocked as locked:
        return locked_page(request, str(locked), _place(found.kind))
    if deleted:
        messages.success(request, f"已删除{found.form.noun}“{record}”。")
    else:
        messages.info(request, f"这项{found.form.noun}已不在清单中。")
    return redirect(_place(found.kind))


@member_may(Capability.FILL)
@require_http_methods(["GET", "HEAD", "POST"])
def none(request: HttpRequest, kind: str) -> HttpResponse:
    """The enterprise says that it has none of a kind, or (``none=no``) takes that back (POST).

    A login that had ended leads back here: then to the list, where the button is.
    """
    found = RecordKind.of_slug(kind)
    if found is None:
        raise Http404
    if request.method != "POST":
        return redirect(_place(found))
    try:
        if request.POST.get("none") == "no":
            take_back_none(request.user.enterprise_id, found)
            messages.success(request, f"{found.label}：已撤回“没有”，现为未填写。")
            return redirect(_place(found))
        declare_none(request.user.enterprise_id, found)
    except ContentLocked as locked:
        return locked_page(request, str(locked), _place(found))
    except NotEmpty as refused:
        messages.error(
            request, f"{found.label}已填写{refused.count}项，不能声明没有。确实没有的，请先逐项删除。"
        )
    else:
        messages.success(request, f"{found.label}：已记为没有。")
    return redirect(_place(found))


def _list(slug: str) -> RecordList:
    """The list of this address; one that does not exist is a 404."""
    found = list_of_slug(slug)
    if found is None:
        raise Http404
    return found


def _own(request: HttpRequest, found: RecordList, record_id: uuid.UUID) -> Record | None:
    return found.model.objects.filter(enterprise=request.user.enterprise, pk=record_id).first()


def _place(kind: RecordKind) -> str:
    """Where a list stands."""
    if list_of(kind) is RIGHTS:
        return reverse("enterprises:intellectual_property")
    return f"{reverse('enterprises:records')}#{kind.value}"


def _page(
    request: HttpRequest, found: RecordList, form: RecordForm, saved: Saved | None = None
) -> HttpResponse:
    """``saved``: what became of an entry that is there."""
    context = {"menu": "profile", "list": found, "form": form, "back": _place(found.kind)}
    context |= entry_context(request, form, saved)
    return render(request, "enterprises/records_form.html", context, status=saved.status if saved else 200)
