"""What the migrations do to rows that were there before."""

import datetime as dt
import importlib

import pytest
from django.apps import apps
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from assessments.models import Assessment
from assessments.scoring import score
from tests import factories
from tests.assessments.sheets import highest_sheet, manufacturing_2024

BEFORE = [("assessments", "0002_initial")]


@pytest.fixture
def before(transactional_db, nothing_delivered):
    """The tables of this room as they were, empty, and the way back."""
    executor = MigrationExecutor(connection)
    others = [node for node in executor.loader.graph.leaf_nodes() if node[0] != "assessments"]
    old = executor.migrate([*others, *BEFORE]).apps
    yield old
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())


@pytest.mark.slow
def test_earlier_results_get_a_code_and_the_latest_one_counts(before):
    enterprise = before.get_model("enterprises", "Enterprise").objects.create(
        name="示例有限公司",
        credit_code="91440106MA0000001X",
        legal_representative="陈",
        contact_name="李",
        contact_mobile="13800138000",
        email="a@example.com",
    )
    parsed = manufacturing_2024()
    rows = before.get_model("assessments", "Questionnaire").objects
    questionnaires = [
        rows.create(
            edition="2024",
            category="manufacturing",
            title="表",
            content=parsed.as_dict(),
            digest=digest,
            published_from=day,
        )
        for digest, day in (("0" * 64, "2024-09-04"), (parsed.digest, "2024-10-01"))
    ]
    result = score(parsed, highest_sheet())
    old = before.get_model("assessments", "Assessment").objects
    for month in (3, 5, 4):
        old.create(
            enterprise=enterprise,
            questionnaire=questionnaires[1],
            state="submitted",
            submitted_at=f"2025-0{month}-01T00:00:00+08:00",
            result=result.as_dict(),
            level=4,
            total=100,
        )
    old.create(enterprise=enterprise, questionnaire=questionnaires[1])
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())
    assessments = apps.get_model("assessments", "Assessment").objects
    latest = assessments.most_recent().get()
    assert latest.submitted_at.month == 4 and latest.submitted_at.day == 30  # 1 May in Shanghai
    assert latest.dimension_points == {"foundation": "50", "management": "30", "outcome": "20"}
    assert len(set(assessments.submitted().values_list("code", flat=True))) == 3
    assert latest.enterprise_name == "示例有限公司"
    assert assessments.drafts().get().code is None
    releases = apps.get_model("assessments", "Release").objects.order_by("valid_from")
    assert [f"{each.valid_from}" for each in releases] == ["2024-09-04", "2024-10-01"]
    editions = sorted(
        apps.get_model("assessments", "Questionnaire").objects.values_list("edition", flat=True)
    )
    assert editions == ["2024", f"2024-{questionnaires[0].pk}"]


@pytest.mark.django_db
def test_what_was_submitted_before_is_numbered_and_the_one_that_counts_is_the_last(enterprise):
    numbering = importlib.import_module("assessments.migrations.0007_submissions_numbered")
    now = timezone.now()
    # The clock had gone back before the last one, which counts.
    made = [factories.make_assessment(enterprise, at=now - dt.timedelta(hours=hours)) for hours in (3, 2, 9)]
    for serial, each in enumerate(made):
        Assessment.objects.filter(pk=each.pk).update(number=200 - serial)
    numbering.number_submissions(apps, None)
    assert [Assessment.objects.get(pk=each.pk).number for each in made] == [1, 2, 3]
