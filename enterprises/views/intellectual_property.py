"""知识产权 of the enterprise: a list, and one page per right."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from enterprises.access import legal_account_required
from enterprises.forms.intellectual_property import IntellectualPropertyForm
from enterprises.models import IntellectualProperty
from enterprises.services.profile import save_intellectual_property

_PER_PAGE = 20


@legal_account_required
@require_safe
def intellectual_property(request: HttpRequest) -> HttpResponse:
    rights = request.user.enterprise.intellectual_property.order_by("kind", "granted_on", "id")
    page = Paginator(rights, _PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "enterprises/intellectual_property.html", {"menu": "profile", "page_obj": page})


@legal_account_required
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    return _form(request, IntellectualProperty(enterprise=request.user.enterprise), "已添加")


@legal_account_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    return _form(request, _own(request, pk), "已保存")


@legal_account_required
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    right = _own(request, pk)
    if request.method != "POST":
        return render(
            request, "enterprises/intellectual_property_delete.html", {"menu": "profile", "right": right}
        )
    right.delete()
    messages.success(request, f"已删除知识产权“{right.name}”。")
    return redirect("enterprises:intellectual_property")


def _own(request: HttpRequest, pk: int) -> IntellectualProperty:
    return get_object_or_404(request.user.enterprise.intellectual_property, pk=pk)


def _form(request: HttpRequest, right: IntellectualProperty, done: str) -> HttpResponse:
    form = IntellectualPropertyForm(request.POST if request.method == "POST" else None, instance=right)
    if form.is_valid():
        if save_intellectual_property(form.instance):
            messages.success(request, f"{done}知识产权“{form.instance.name}”。")
            return redirect("enterprises:intellectual_property")
        form.add_error("number", "该编号的知识产权已经填写过，请在列表中查看。")
    return render(request, "enterprises/intellectual_property_form.html", {"menu": "profile", "form": form})
