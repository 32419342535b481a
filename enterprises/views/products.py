"""主导产品: one page, saved as far as it can be read."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from enterprises.access import legal_account_required
from enterprises.forms.product import ProductForm
from enterprises.kit.forms.concurrency import StaleVersion
from enterprises.kit.forms.kept import keeps_typed
from enterprises.models import ProductProfile
from enterprises.services.locks import ContentLocked
from enterprises.services.products import save_product
from enterprises.views.drafts import (
    locked_page,
    posted_version,
    report_partly_saved,
    version_in,
    words_of_lock,
)


@keeps_typed
@legal_account_required
@require_http_methods(["GET", "HEAD", "POST"])
def product(request: HttpRequest) -> HttpResponse:
    enterprise = request.user.enterprise
    stored = ProductProfile.objects.filter(enterprise=enterprise).first()
    row = stored or ProductProfile(enterprise=enterprise, version=0)
    if request.method != "POST":
        return _page(request, ProductForm(request.recalled, instance=row), row)
    form = ProductForm(request.POST, instance=row)
    complete = form.is_valid()
    try:
        saved = save_product(enterprise.pk, form.changes(), version=posted_version(request))
    except ContentLocked as locked:
        return locked_page(request, str(locked), reverse("enterprises:product"), [form])
    except StaleVersion as stale:
        differing = form.show_stored(stale.stored)
        return _page(request, form, stale.stored, unsaved=True, differing=differing)
    if not complete:
        report_partly_saved(request, form)
        return _page(request, form, saved, unsaved=True)
    messages.success(request, "主导产品已保存。")
    return redirect("enterprises:product")


def _page(
    request: HttpRequest,
    form: ProductForm,
    row: ProductProfile,
    *,
    unsaved: bool = False,
    differing: list[str] | None = None,
) -> HttpResponse:
    """``differing`` are the labels of fields that a stale page would overwrite; then the answer is 409."""
    stale = differing is not None
    locked = words_of_lock(request.user.enterprise)
    for field in form.fields.values():
        field.disabled = field.disabled or bool(locked)
    context = {
        "menu": "profile",
        "form": form,
        "locked": locked,
        "version": row.version if request.recalled is None else version_in(request.recalled),
        "unsaved": unsaved or request.recalled is not None,
        "stale": stale,
        "differing": differing or [],
    }
    return render(request, "enterprises/product.html", context, status=409 if stale else 200)
