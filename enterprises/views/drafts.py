"""What the pages with draft-valid forms share."""

from collections.abc import Iterable

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render

from enterprises.kit.forms.draft import DraftForm
from enterprises.kit.forms.typed_lines import typed_lines
from enterprises.models import Enterprise
from enterprises.services.locks import title_that_locks, words_of


def posted_version(request: HttpRequest) -> int:
    """The version the page was opened with; -1, which no row has, when it cannot be read."""
    return version_in(request.POST)


def version_in(data: QueryDict) -> int:
    """The same of what was sent earlier (``request.recalled``)."""
    text = data.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1


def words_of_lock(enterprise: Enterprise) -> str:
    """Why what the enterprise keeps is read-only now; empty when it is not."""
    title = title_that_locks(enterprise)
    return words_of(title) if title else ""


def locked_page(request: HttpRequest, reason: str, back: str, forms: Iterable[BaseForm] = ()) -> HttpResponse:
    """That nothing was saved, why, and what was typed, to copy (409)."""
    typed = [{"label": label, "text": text} for label, text in typed_lines(forms)]
    context = {"menu": "profile", "reason": reason, "back": back, "typed": typed}
    return render(request, "enterprises/locked.html", context, status=409)


def refusal_to_open(request: HttpRequest, back: str, form: BaseForm | None = None) -> HttpResponse | None:
    """What a form's page answers while a title locks it: its list, or what was typed before the login ended."""
    reason = words_of_lock(request.user.enterprise)
    if not reason:
        return None
    return (
        redirect(back)
        if request.recalled is None
        else locked_page(request, reason, back, [form] if form else [])
    )


def report_partly_saved(request: HttpRequest, form: DraftForm) -> None:
    """Say what was kept and what was not."""
    labels = "、".join(form.unsaved_labels())
    messages.warning(request, f"其余内容已保存；以下内容有误，没有保存：{labels}。请按提示改正后再次保存。")
