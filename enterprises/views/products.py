"""主导产品: one page, saved as far as it can be read."""

from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from enterprises.access import member_may
from enterprises.enums import Capability
from enterprises.forms.product import ProductForm
from enterprises.kit.forms.autosave import answer_of_row, seen_on
from enterprises.kit.forms.kept import keeps_typed
from enterprises.kit.forms.saving import is_autosave
from enterprises.models import ProductProfile
from enterprises.services.locks import ContentLocked
from enterprises.services.products import save_product
from enterprises.views.drafts import (
    locked_page,
    report_partly_saved,
    save_page,
    words_of_lock,
)


@keeps_typed
@member_may(Capability.READ, to_send=Capability.FILL)
@require_http_methods(["GET", "HEAD", "POST"])
def product(request: HttpRequest) -> HttpResponse:
    enterprise = request.user.enterprise
    stored = ProductProfile.objects.filter(enterprise=enterprise).first()
    row = stored or ProductProfile(enterprise=enterprise, version=0)
    if request.method != "POST":
        return _page(request, ProductForm(request.recalled, instance=row), row)
    form = ProductForm(request.POST, instance=row)
    try:
        saved = save_page(request, form, partial(save_product, enterprise.pk))
    except ContentLocked as locked:
        return locked_page(request, str(locked), reverse("enterprises:product"), [form])
    if is_autosave(request):
        return answer_of_row(request, form, saved)
    if saved.conflicts:
        return _page(request, form, saved.row, unsaved=True, conflicts=saved.conflicts)
    if not form.is_valid():
        report_partly_saved(request, form)
        return _page(request, form, saved.row, unsaved=True)
    messages.success(request, "主导产品已保存。")
    return redirect("enterprises:product")


def _page(
    request: HttpRequest,
    form: ProductForm,
    row: ProductProfile,
    *,
    unsaved: bool = False,
    conflicts: frozenset[str] = frozenset(),
) -> HttpResponse:
    """``conflicts`` are parts that this page would overwrite; then the answer is 409."""
    locked = words_of_lock(request.user.enterprise)
    for field in form.fields.values():
        field.disabled = field.disabled or bool(locked)
    context = {
        "menu": "profile",
        "form": form,
        "locked": locked,
        "seen": seen_on(request, form, row, conflicts),
        "unsaved": unsaved or request.recalled is not None,
        "conflicts": form.conflicts(row, conflicts),
    }
    return render(request, "enterprises/product.html", context, status=409 if conflicts else 200)
