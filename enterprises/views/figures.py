"""年度经营数据 of the last three complete years."""

from functools import partial

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse, reverse_lazy
from django.views.decorators.http import require_http_methods, require_safe

from enterprises.access import member_may
from enterprises.derived import derived_lines, doubts
from enterprises.enums import Capability
from enterprises.forms.figures import SECTIONS, FiguresForm
from enterprises.kit.forms.autosave import answer_of_row, closed, seen_on
from enterprises.kit.forms.kept import keeps_typed
from enterprises.kit.forms.saving import is_autosave
from enterprises.kit.forms.typed_lines import typed_lines
from enterprises.models import Enterprise, YearlyFigures
from enterprises.presentation import figures_table
from enterprises.services.locks import ContentLocked
from enterprises.services.profile import save_figures
from enterprises.views.drafts import (
    locked_page,
    refusal_to_open,
    report_partly_saved,
    save_page,
    words_of_lock,
)
from enterprises.years import complete_years, years_to_save

_LIST = reverse_lazy("enterprises:figures")
_LONG_AGO = 10  # years; no page is older


def _stored_years(enterprise: Enterprise, years: list[int]) -> dict[int, YearlyFigures]:
    return {
        figures.year: figures
        for figures in YearlyFigures.objects.filter(enterprise=enterprise, year__in=years)
    }


@member_may(Capability.READ)
@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    """The three years beside each other, with what follows from them."""
    years = complete_years()
    # Growth in the oldest year needs the year before it.
    stored = _stored_years(request.user.enterprise, [*years, years[-1] - 1])
    context = {
        "menu": "profile",
        "locked": words_of_lock(request.user.enterprise),
        "years": years,
        "sections": figures_table(SECTIONS, [stored.get(year) for year in years]),
        "lines": list(
            zip(*(derived_lines(stored.get(year), stored.get(year - 1)) for year in years), strict=True)
        ),
        "doubts": [(year, text) for year in years for text in doubts(stored.get(year), stored.get(year - 1))],
    }
    return render(request, "enterprises/figures.html", context)


@keeps_typed
@member_may(Capability.FILL)
@require_http_methods(["GET", "HEAD", "POST"])
def figures_edit(request: HttpRequest, year: int) -> HttpResponse:
    enterprise = request.user.enterprise
    if year not in years_to_save():
        return _past(request, year)
    stored = _stored_years(enterprise, [year, year - 1])
    row = stored.get(year) or YearlyFigures(enterprise=enterprise, year=year, version=0)
    before = stored.get(year - 1)
    if request.method != "POST":
        form = FiguresForm(request.recalled, instance=row)
        return refusal_to_open(request, _LIST, form) or _form_page(request, form, row, before)
    form = FiguresForm(request.POST, instance=row)
    try:
        saved = save_page(request, form, partial(save_figures, enterprise.pk, year))
    except ContentLocked as locked:
        return locked_page(request, str(locked), _LIST, [form])
    if is_autosave(request):
        return answer_of_row(request, form, saved, _shown(saved.row, before))
    if saved.conflicts:
        return _form_page(request, form, saved.row, before, unsaved=True, conflicts=saved.conflicts)
    if not form.is_valid():
        report_partly_saved(request, form)
        return _form_page(request, form, saved.row, before, unsaved=True)
    messages.success(request, f"{year}年度经营数据已保存。")
    return redirect("enterprises:figures")


def _shown(row: YearlyFigures, before: YearlyFigures | None) -> dict[str, str]:
    """What follows from the figures that are stored, for the page that has them open."""
    lines, doubtful = {"lines": derived_lines(row, before)}, {"doubts": doubts(row, before)}
    return {
        "derived": render_to_string("enterprises/includes/figures_derived.html", lines),
        "doubts": render_to_string("enterprises/includes/figures_doubts.html", doubtful),
    }


def _past(request: HttpRequest, year: int) -> HttpResponse:
    """A page so old that its year is not asked for any more: what was typed is shown, to copy."""
    typed = request.POST if request.method == "POST" else request.recalled
    oldest = complete_years()[-1]
    if typed is None or not oldest - _LONG_AGO <= year < oldest:
        raise Http404
    if is_autosave(request):
        words = f"{year}年度已经不再填写，没有保存；已填内容仍在本页，需要时可以复制。"
        return closed(words, reverse("enterprises:figures"), "查看年度经营数据")
    form = FiguresForm(
        typed, instance=YearlyFigures(enterprise=request.user.enterprise, year=year, version=0)
    )
    lines = [{"label": label, "text": text} for label, text in typed_lines([form])]
    context = {"menu": "profile", "year": year, "years": complete_years(), "typed": lines}
    return render(request, "enterprises/figures_past.html", context, status=409)


def _form_page(
    request: HttpRequest,
    form: FiguresForm,
    row: YearlyFigures,
    before: YearlyFigures | None,
    *,
    unsaved: bool = False,
    conflicts: frozenset[str] = frozenset(),
) -> HttpResponse:
    """``conflicts`` are parts that this page would overwrite; then the answer is 409."""
    context = {
        "menu": "profile",
        "form": form,
        "year": row.year,
        "years": sorted({*complete_years(), row.year}, reverse=True),
        "last_chance": row.year not in complete_years(),
        "seen": seen_on(request, form, row, conflicts),
        "lines": derived_lines(row, before),
        "doubts": doubts(row, before),
        "unsaved": unsaved or request.recalled is not None,
        "conflicts": form.conflicts(row, conflicts),
    }
    return render(request, "enterprises/figures_edit.html", context, status=409 if conflicts else 200)
