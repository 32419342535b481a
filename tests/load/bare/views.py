"""The bare pages: a template, one row, twenty rows, twenty rows for somebody logged in, a form of thirty fields."""

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from tests.load.bare.models import Entry


def template(request: HttpRequest) -> HttpResponse:
    entries = [{"title": f"标题{n}", "place": "广州市", "published_at": timezone.now()} for n in range(20)]
    return render(request, "bare/list.html", {"entries": entries})


def row(request: HttpRequest, pk: int) -> HttpResponse:
    return render(request, "bare/detail.html", {"entry": get_object_or_404(Entry, pk=pk)})


def rows(request: HttpRequest) -> HttpResponse:
    return render(request, "bare/list.html", {"entries": Entry.objects.all()[:20]})


@login_required
def member_rows(request: HttpRequest) -> HttpResponse:
    return render(request, "bare/list.html", {"entries": Entry.objects.all()[:20], "who": request.user})


def _field(number: int) -> forms.Field:
    label = f"指标{number}"
    if number % 5 == 0:
        return forms.ChoiceField(label=label, choices=[(n, f"选项{n}") for n in range(6)])
    if number % 2:
        return forms.DecimalField(label=label, max_digits=16, decimal_places=2, help_text="单位：万元")
    return forms.CharField(label=label, max_length=100)


ThirtyFields = type("ThirtyFields", (forms.Form,), {f"field_{n}": _field(n) for n in range(30)})


@login_required
def plain_form(request: HttpRequest) -> HttpResponse:
    return render(request, "bare/form.html", {"form": ThirtyFields()})


@login_required
def crispy_form(request: HttpRequest) -> HttpResponse:
    return render(request, "bare/crispy.html", {"form": ThirtyFields()})
