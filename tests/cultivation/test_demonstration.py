"""The demonstration is built through the platform's own services, on whatever day somebody tries it."""

import datetime as dt

import pytest
import time_machine
from django.db import transaction
from django.utils import timezone

from assessments.services.questionnaires import load_questionnaires
from cultivation.demo import credit_code
from cultivation.demo.filings import build_demonstration
from declarations.enums import FilingState
from declarations.models import Filing, Window
from declarations.services.checklists import load_checklists
from enterprises.models import Enterprise
from enterprises.reference import load_reference_data

# The turn of a year from both sides, the last day before its window asks for other years, and what February does.
DAYS = ("2026-12-31", "2027-01-01", "2027-02-19", "2028-02-29", "2028-03-30")

SHOWN = set(FilingState) - {FilingState.DRAFT, FilingState.WITHDRAWN, FilingState.LAPSED}


class Undone(Exception):
    pass


@pytest.mark.slow
def test_it_is_built_on_any_day(db):
    load_reference_data()
    load_checklists()
    load_questionnaires()
    failed = {}
    for day in DAYS:
        morning = dt.datetime.fromisoformat(f"{day}T09:30+08:00")
        try:
            with time_machine.travel(morning, tick=True), transaction.atomic():
                assert build_demonstration()
                assert set(Filing.objects.values_list("state", flat=True)) == SHOWN
                # The enterprise of the first login can go on: a window is open, and the years it asks for are there.
                window = Window.objects.open_at(timezone.now()).get(authority__code="440000")
                ready = Enterprise.objects.get(credit_code=credit_code(1))
                assert ready.figures.filter(year__in=[window.year - 1, window.year - 2]).count() == 2
                raise Undone
        except Undone:
            continue
        except Exception as error:
            failed[day] = repr(error)
    assert not failed
