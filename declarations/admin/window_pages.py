"""What stands beside a window's form: its changes, and the pages on which an office above suspends it or its own
withdraws it."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from declarations.models import Window, WindowChange
from declarations.services.windows_upkeep import (
    SuspensionRefused,
    WithdrawalRefused,
    may_suspend,
    resume,
    suspend,
    withdraw,
)
from enterprises.kit.admin.display import second
from enterprises.kit.admin.pages import page
from enterprises.kit.forms.kept import typed
from enterprises.kit.times.deadlines import deadline_text, start_text


class SuspensionForm(forms.Form):
    reason = forms.CharField(
        label="原因",
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 3, "cols": 60}),
        error_messages={
            "required": "请写明原因，设置申报时间的部门和企业会看到。",
            "max_length": "最多填写%(limit_value)d个字，现在是%(show_value)d个字。",
        },
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, label_suffix="", **kwargs)


def history(request: HttpRequest, window: Window | None, may_change: bool) -> dict[str, Any]:
    """For the template of the form: what was changed of ``window``, and where it can be suspended or withdrawn."""
    if window is None or window.pk is None:
        return {"window_changes": [], "suspension": None, "suspended": "", "withdrawal": ""}
    changes = window.changes.select_related("actor__authority").order_by("-id")
    suspension = None
    if may_suspend(request.user, window):
        suspension = {
            "href": reverse("admin:declarations_window_suspension", args=[window.pk]),
            "label": "恢复" if window.suspended_at else "暂停",
        }
    return {
        "window_changes": [_line(change) for change in changes],
        "suspension": suspension,
        "withdrawal": reverse("admin:declarations_window_withdrawal", args=[window.pk]) if may_change else "",
        "suspended": window.suspension_words,
    }


def _line(change: WindowChange) -> dict[str, str]:
    office = change.actor.authority if change.actor else None
    who = f"{change.actor}（{office}）" if office else str(change.actor or "系统")
    if change.field == WindowChange.Field.SUSPENDED:
        what, old, new = ("暂停", "", "") if change.new else ("恢复", "", "")
    elif change.field == WindowChange.Field.NAME:
        what, old, new = change.get_field_display(), change.old_name, change.new_name
    else:
        words = start_text if change.field == WindowChange.Field.OPENS else deadline_text
        what = change.get_field_display()
        old, new = (words(each) if each else "未设置" for each in (change.old, change.new))
    return {
        "what": what,
        "old": old,
        "new": new,
        "reason": change.reason,
        "who": who,
        "at": second(change.at),
    }


def withdrawal(model_admin: admin.ModelAdmin, request: HttpRequest, window: Window) -> HttpResponse:
    """Remove a window nobody has used; with a reason."""
    address = reverse("admin:declarations_window_change", args=[window.pk])
    if not model_admin.has_change_permission(request, window):
        messages.error(request, "只有设置这个申报时间的部门可以撤销它。")
        return HttpResponseRedirect(address)
    form, name = SuspensionForm(typed(request)), str(window)
    form.fields["reason"].error_messages["required"] = "请写明撤销的原因。"
    if request.method == "POST" and form.is_valid():
        try:
            withdraw(window, request.user, form.cleaned_data["reason"])
        except WithdrawalRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"已撤销“{name}”。")
            return HttpResponseRedirect(reverse("admin:declarations_window_changelist"))
    context = {
        "title": f"撤销申报时间：{name}",
        "window": window,
        "form": form,
        "verb": "撤销",
        "deed": "withdraw",
        "address": address,
        "crumbs": [{"label": name, "href": address}, {"label": "撤销", "href": ""}],
    }
    return page(model_admin, request, "admin/declarations/window/suspension.html", context)


def suspension(model_admin: admin.ModelAdmin, request: HttpRequest, window: Window) -> HttpResponse:
    """Suspend a window, or take it up again; with a reason."""
    address = reverse("admin:declarations_window_change", args=[window.pk])
    # What the page was opened for; a second click of the same does not turn it round.
    to_resume = request.POST.get("deed", "resume" if window.suspended_at else "suspend") == "resume"
    verb = "恢复" if to_resume else "暂停"
    if not may_suspend(request.user, window):
        messages.error(request, "只有上级主管部门可以暂停或恢复这个申报时间。")
        return HttpResponseRedirect(address)
    form = SuspensionForm(typed(request))
    if request.method == "POST" and form.is_valid():
        try:
            (resume if to_resume else suspend)(window, request.user, form.cleaned_data["reason"])
        except SuspensionRefused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, f"已{verb}“{window}”。")
        return HttpResponseRedirect(address)
    context = {
        "title": f"{verb}申报时间：{window}",
        "window": window,
        "form": form,
        "verb": verb,
        "deed": "resume" if to_resume else "suspend",
        "address": address,
        "crumbs": [{"label": str(window), "href": address}, {"label": verb, "href": ""}],
    }
    return page(model_admin, request, "admin/declarations/window/suspension.html", context)
