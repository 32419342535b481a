"""What migrations do to rows that were there before."""

import importlib

import pytest
from django.apps import apps

from declarations.models import Revision
from tests.admin import filings

migration = importlib.import_module("declarations.migrations.0004_headings_of_stored_conditions")


@pytest.mark.django_db
def test_conditions_stored_without_a_heading_stay_ways_of_which_one_is_enough(enterprise, window):
    revision = filings.make_submitted(enterprise, window).revisions.get()
    new = revision.evaluation["conditions"]
    Revision.objects.update(
        evaluation={
            **revision.evaluation,
            "conditions": [
                {name: value for name, value in each.items() if name not in migration.HEADING} for each in new
            ],
        }
    )
    for _ in range(2):
        migration.add_headings(apps, None)
        stored = Revision.objects.get().evaluation["conditions"]
        assert [(each["code"], each["part"], each["needed"]) for each in stored] == [
            (code, "直通条件", False) for code in ("D1", "D2", "D3", "D4")
        ]
        assert [each["verdict"] for each in stored] == [each["verdict"] for each in new]
