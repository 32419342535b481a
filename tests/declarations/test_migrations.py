"""What migrations do to rows that were there before."""

import datetime as dt
import importlib

import pytest
from django.apps import apps

from declarations.models import Revision, Window
from tests import factories
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


tree = importlib.import_module("declarations.migrations.0008_windows_in_a_tree")


@pytest.mark.django_db
def test_windows_that_break_the_rule_are_suspended_and_none_is_lost(places, window):
    """Issue 9, 17: a county's 创新型 with final level 部级 until 2029, its 小巨人, and one that fits."""
    later = window.closes_at + dt.timedelta(days=900)
    past = window.opens_at - dt.timedelta(days=400)
    made = {
        "fits": factories.make_window(places.tianhe, closes_at=window.closes_at),
        "longer": factories.make_window(places.guangzhou, closes_at=later, final_level="ministry"),
        "giant": factories.make_window(places.liwan, tier="little_giant", final_level="ministry"),
        "over": factories.make_window(places.yuelu, opens_at=past, closes_at=past + dt.timedelta(days=9)),
    }
    Window.objects.update(superior=None)
    for _ in range(2):
        tree.put_below_superiors(apps, None)
    for each in made.values():
        each.refresh_from_db()
    assert {name: bool(each.suspended_at) for name, each in made.items()} == {
        "fits": False, "longer": True, "giant": True, "over": False,
    }  # fmt: skip
    assert made["fits"].superior == window
    assert (made["longer"].closes_at, made["longer"].final_level) == (later, "ministry")
    assert "上级" in made["longer"].suspension_reason
    window.refresh_from_db()
    assert (window.superior, window.suspended_at) == (None, None)
