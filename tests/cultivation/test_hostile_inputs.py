"""What a request claims or sends costs no more than its length: lists of rows, and texts made to be slow."""

import os
import subprocess
import sys

import pytest
from django.contrib import admin
from django.forms import BaseFormSet
from django.test import RequestFactory
from django.urls import get_resolver

from enterprises.kit.forms.rows import BoundedRows
from enterprises.models import User
from tests.hostile_inputs import DONE

ROOMS = ("cultivation", "declarations", "assessments", "notices", "enterprises")
MOST_ROWS = 50


@pytest.mark.slow
def test_no_text_costs_more_than_its_length():
    done = subprocess.run(
        [sys.executable, "-m", "tests.hostile_inputs"],
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"},
        capture_output=True,
        text=True,
        check=False,
    )
    last = done.stdout.splitlines()[-1:]
    assert (done.returncode, last) == (0, [DONE]), done.stderr[-2000:]


def _list_classes() -> set[type[BaseFormSet]]:
    found, waiting = set(), [BaseFormSet]
    while waiting:
        each = waiting.pop()
        waiting += each.__subclasses__()
        if each.__module__.partition(".")[0] in ROOMS:
            found.add(each)
    return found


def test_every_list_of_rows_has_a_bound(db):
    """Django's own is 2,000 rows, built and rendered before they are refused."""
    _ = get_resolver().url_patterns
    assert _list_classes()
    loose = [each for each in _list_classes() if not issubclass(each, BoundedRows)]
    assert not loose, "lists of rows are made from enterprises.kit.forms.rows"
    request = RequestFactory().get("/")
    request.user = User.objects.create_superuser("root-admin", full_name="平台管理员")
    lists = {
        f"{model.__name__} · {inline.__name__}": inline(model, admin.site).get_formset(request)
        for model, page in admin.site._registry.items()
        for inline in page.inlines
    }
    unbounded = [
        name
        for name, each in lists.items()
        if not (issubclass(each, BoundedRows) and each.absolute_max <= MOST_ROWS and each.validate_max)
    ]
    assert lists
    assert not unbounded
