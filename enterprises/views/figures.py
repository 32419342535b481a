"""年度经营数据 of the last three complete years."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from enterprises.access import legal_account_required
from enterprises.derived import derived_lines, doubts
from enterprises.forms.figures import SECTIONS, FiguresForm
from enterprises.models import Enterprise, YearlyFigures
from enterprises.presentation import figures_table
from enterprises.services.concurrency import StaleVersion
from enterprises.services.profile import save_figures
from enterprises.views.drafts import posted_version, report_partly_saved
from enterprises.years import complete_years


def _stored_years(enterprise: Enterprise, years: list[int]) -> dict[int, YearlyFigures]:
    return {
        figures.year: figures
        for figures in YearlyFigures.objects.filter(enterprise=enterprise, year__in=years)
    }


@legal_account_required
@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    """The three years beside each other, with what follows from them."""
    years = complete_years()
    # Growth in the oldest year needs the year before it.
    stored = _stored_years(request.user.enterprise, [*years, years[-1] - 1])
    context = {
        "menu": "profile",
        "years": years,
        "sections": figures_table(SECTIONS, [stored.get(year) for year in years]),
        "lines": list(
            zip(*(derived_lines(stored.get(year), stored.get(year - 1)) for year in years), strict=True)
        ),
        "doubts": [(year, text) for year in years for text in doubts(stored.get(year), stored.get(year - 1))],
    }
    return render(request, "enterprises/figures.html", context)


@legal_account_required
@require_http_methods(["GET", "HEAD", "POST"])
def figures_edit(request: HttpRequest, year: int) -> HttpResponse:
    years = complete_years()
    if year not in years:
        raise Http404
    enterprise = request.user.enterprise
    stored = _stored_years(enterprise, [year, year - 1])
    row = stored.get(year) or YearlyFigures(enterprise=enterprise, year=year, version=0)
    before = stored.get(year - 1)
    if request.method != "POST":
        return _form_page(request, FiguresForm(instance=row), row, before)
    form = FiguresForm(request.POST, instance=row)
    complete = form.is_valid()
    try:
        saved = save_figures(enterprise.pk, year, form.changes(), version=posted_version(request))
    except StaleVersion as stale:
        differing = form.show_stored(stale.stored)
        return _form_page(request, form, stale.stored, before, unsaved=True, differing=differing)
    if not complete:
        report_partly_saved(request, form)
        return _form_page(request, form, saved, before, unsaved=True)
    messages.success(request, f"{year}年度经营数据已保存。")
    return redirect("enterprises:figures")


def _form_page(
    request: HttpRequest,
    form: FiguresForm,
    row: YearlyFigures,
    before: YearlyFigures | None,
    *,
    unsaved: bool = False,
    differing: list[str] | None = None,
) -> HttpResponse:
    """``differing`` are the labels of fields that a stale page would overwrite; then the answer is 409."""
    stale = differing is not None
    context = {
        "menu": "profile",
        "form": form,
        "year": row.year,
        "years": complete_years(),
        "version": row.version,
        "lines": derived_lines(row, before),
        "doubts": doubts(row, before),
        "unsaved": unsaved,
        "stale": stale,
        "differing": differing or [],
    }
    return render(request, "enterprises/figures_edit.html", context, status=409 if stale else 200)
