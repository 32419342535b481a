"""The list of filings, as it is filtered to one window, as a table of what they say."""

from django.contrib import admin, messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from declarations.admin.inbox import WindowFilter
from declarations.models import Window
from declarations.papers.table import columns_of, rows_of
from enterprises.acting import acting_for, visible
from enterprises.admin.scoping import KEY
from enterprises.kit.sheets.exports import xlsx_response
from enterprises.kit.work.turn_pages import come_back
from enterprises.kit.work.turns import NoTurn

CHOOSE_ONE = "导出的栏目随申报表而定：请先按【申报时间】筛选出一次申报，再点【导出】。"


def export(model_admin: admin.ModelAdmin, request: HttpRequest) -> HttpResponseBase:
    """Every filing the list shows, as submitted last; of one window, whose form names the columns."""
    back = reverse("admin:declarations_filing_changelist")
    window = _chosen(request)
    if window is None:
        messages.warning(request, CHOOSE_ONE)
        return redirect(f"{back}?{request.GET.urlencode()}")
    try:
        filings = model_admin.get_changelist_instance(request).queryset.order_by("number")
    except IncorrectLookupParameters:
        return redirect(back)
    name = f"{window}-{timezone.localtime():%Y%m%d-%H%M}.xlsx"
    try:
        return xlsx_response(name, "申报", columns_of(window), rows_of(window, filings), request.user.pk)
    except NoTurn as problem:
        return come_back(request, problem)


def _chosen(request: HttpRequest) -> Window | None:
    value = request.GET.get(WindowFilter.parameter_name, "")
    if not KEY.fullmatch(value):
        return None
    return visible(acting_for(request), Window.objects.all()).filter(pk=int(value)).first()
