"""What stands beside a window's form: its changes, and the pages on which an office above suspends it or its own
withdraws it."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
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
from enterprises.kit.admin.deeds import Deed, plain, reason_field
from enterprises.kit.admin.display import second
from enterprises.kit.admin.pages import OwnPages, Page, address_of
from enterprises.kit.times.deadlines import deadline_text, start_text


class SuspensionForm(forms.Form):
    reason = reason_field(200, "请写明原因，设置申报时间的部门和企业会看到。")


class WithdrawalForm(forms.Form):
    reason = reason_field(200, "请写明撤销的原因。")


def history(request: HttpRequest, window: Window | None, may_change: bool) -> dict[str, Any]:
    """For the template of the form: what was changed of ``window``, and where it can be suspended or withdrawn."""
    if window is None or window.pk is None:
        return {"window_changes": [], "suspension": None, "suspended": "", "withdrawal": ""}
    changes = window.changes.select_related("actor__authority").order_by("-id")
    suspension = None
    if may_suspend(request.user, window):
        suspension = {
            "href": address_of(window, "suspension"),
            "label": "恢复" if window.suspended_at else "暂停",
        }
    return {
        "window_changes": [_line(change) for change in changes],
        "suspension": suspension,
        "withdrawal": address_of(window, "withdrawal") if may_change else "",
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


def _about(window: Window) -> str:
    title = f"{window.get_tier_display()} · {window.get_kind_display()}"
    return f"{window.authority} · {title} · {window.period}"


def _withdraw(window: Window, request: HttpRequest, values: dict) -> str:
    name = str(window)
    withdraw(window, request.user, values["reason"])
    return f"已撤销“{name}”。"


def _suspend(window: Window, request: HttpRequest, values: dict) -> str:
    suspend(window, request.user, values["reason"])
    return f"已暂停“{window}”。"


def _resume(window: Window, request: HttpRequest, values: dict) -> str:
    resume(window, request.user, values["reason"])
    return f"已恢复“{window}”。"


_WITHDRAW = Deed(
    "撤销",
    "只能撤销还没有企业开始申报、下级也没有在其中设置申报时间的申报时间。撤销后不再向企业和公众公开，原因记入操作记录。",
    plain(WithdrawalForm),
    _withdraw,
    WithdrawalRefused,
    heading="撤销申报时间",
    tone="warning",
    then=lambda window: reverse("admin:declarations_window_changelist"),
    about=_about,
)
_SUSPEND = Deed(
    "暂停",
    "暂停期间企业不能在这里新建、修改和提交申报，改用上级的申报时间；已提交的申报继续审核，退回的可以继续修改。",
    plain(SuspensionForm),
    _suspend,
    SuspensionRefused,
    heading="暂停申报时间",
    tone="warning",
    leads_back=True,
    about=_about,
    sent="suspend",
)
_RESUME = Deed(
    "恢复",
    "恢复后，企业在这个申报时间内可以继续申报。",
    plain(SuspensionForm),
    _resume,
    SuspensionRefused,
    heading="恢复申报时间",
    leads_back=True,
    about=_about,
    sent="resume",
)


def _switch(model_admin: OwnPages, request: HttpRequest, window: Window) -> HttpResponse:
    """What the page was opened for; a second click of the same does not turn it round."""
    deed = request.POST.get("deed", "resume" if window.suspended_at else "suspend")
    return (_RESUME if deed == "resume" else _SUSPEND)(model_admin, request, window)


def _not_the_owner(model_admin: OwnPages, request: HttpRequest, window: Window) -> str:
    may_change = model_admin.has_change_permission(request, window)
    return "" if may_change else "只有设置这个申报时间的部门可以撤销它。"


def _not_above(model_admin: OwnPages, request: HttpRequest, window: Window) -> str:
    above = may_suspend(request.user, window)
    return "" if above else "只有上级主管部门可以暂停或恢复这个申报时间。"


PAGES = (
    Page("suspension", _switch, closed=_not_above),
    Page("withdrawal", _WITHDRAW, closed=_not_the_owner),
)
