"""The page of 申报时间 as a browser sends and shows it; who imports the two autouse fixtures has what it needs."""

import datetime as dt
import html
import re
from dataclasses import replace

import pytest
from django.urls import reverse
from django.utils import timezone

from declarations import forms
from declarations.enums import FilingKind
from declarations.forms.innovative import INNOVATIVE
from declarations.services.checklists import load_checklists
from enterprises.enums import Tier

ADD = reverse("admin:declarations_window_add")


@pytest.fixture(autouse=True)
def lists_of_evidence(db):
    load_checklists()


@pytest.fixture(autouse=True)
def every_title_has_a_form(monkeypatch):
    """What a window says of standards, dates and levels holds for titles whose form is still to come, too."""
    every = [replace(INNOVATIVE, tier=tier, kind=kind) for tier in Tier for kind in FilingKind]
    monkeypatch.setattr(forms, "FORMS", every)


def change(window):
    return reverse("admin:declarations_window_change", args=[window.pk])


def form(opens, closes, **fields) -> dict[str, str]:
    data = {
        "name": "2026年创新型中小企业申报",
        "kind": "declaration",
        "tier": "innovative",
        "year": "2026",
        "standard": "R2022-INNOVATIVE",
        "final_level": "province",
    }
    for name, at in {"opens_at": opens, "closes_at": closes, **fields}.items():
        if isinstance(at, dt.datetime):
            local = timezone.localtime(at)
            data |= {f"{name}_0": f"{local:%Y-%m-%d}", f"{name}_1": f"{local:%H:%M:%S}"}
        else:
            data[name] = at
    return data


def soon(days: int) -> dt.datetime:
    day = timezone.localdate() + dt.timedelta(days=days)
    return timezone.make_aware(dt.datetime.combine(day, dt.time()))


def problems(response) -> dict[str, str]:
    """Error text by field row of the admin form."""
    page = html.unescape(response.content.decode())
    found = re.findall(
        r'<div class="form-row errors field-(\w+)">\s*<ul class="errorlist"[^>]*>(.*?)</ul>', page, re.S
    )
    return {name: re.sub("<.*?>", "", text) for name, text in found}
