"""What the pages with draft-valid forms share."""

from collections.abc import Callable, Iterable

from django.contrib import messages
from django.db.models import Model
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from enterprises.kit.forms.autosave import closed, part_of
from enterprises.kit.forms.draft import DraftForm
from enterprises.kit.forms.saving import SEEN, Saved, is_autosave, read_marks, save_draft
from enterprises.kit.forms.typed_lines import typed_lines
from enterprises.models import Enterprise
from enterprises.services.locks import title_that_locks, words_of


def save_page(request: HttpRequest, form: DraftForm, save: Callable[..., Model]) -> Saved:
    """Store what was sent through ``save``: the page's form, or the one part that saves itself."""
    form.is_valid()
    parts = [part_of(request, form.parts())] if is_autosave(request) else None
    return save_draft(form, read_marks(request.POST.get(SEEN, "")), save, parts)


def words_of_lock(enterprise: Enterprise) -> str:
    """Why what the enterprise keeps is read-only now; empty when it is not."""
    title = title_that_locks(enterprise)
    return words_of(title) if title else ""


def locked_page(request: HttpRequest, reason: str, back: str, forms: Iterable[BaseForm] = ()) -> HttpResponse:
    """That nothing was saved, why, and what was typed, to copy (409); a page that saves itself keeps it (410)."""
    if is_autosave(request):
        return closed(f"没有保存：{reason}", str(back), "查看已保存的内容")
    lines = [{"label": label, "text": text} for label, text in typed_lines(forms)]
    context = {"menu": "profile", "reason": reason, "back": back, "typed": lines}
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
