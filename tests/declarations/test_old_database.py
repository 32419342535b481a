"""A database of before migrates: nothing is lost, what was evaluated stays evaluated, what was begun goes on.

``tests/cases/databases/`` holds what the demonstration had made when ``declarations`` stood at 0010, with seven more
filings whose 直通条件 are filled in (drafts, one half-typed, submitted, returned, certified, withdrawn), and how the code
of that day evaluated each filing. Rows are as the models of then gave them; dates, amounts and identifiers as text.
"""

import datetime as dt
import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import time_machine
from django.apps import apps
from django.core.cache import cache
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.urls import reverse

from declarations.dossier.evaluation import evaluate_dossier
from declarations.dossier.loading import filings_to_show, load
from declarations.enums import EDITABLE_STATES
from declarations.forms import form_of
from declarations.management.commands.verify_evaluations import differences
from declarations.models import Revision
from declarations.models.checklist import in_year
from enterprises.enums import AccountKind
from enterprises.models import User
from tests.conftest import client_of
from tests.migrated import empty_database
from tests.tables import check_every

KEPT = Path(__file__).parents[1] / "cases" / "databases" / "demonstration-declarations-0010.json.gz"


@pytest.fixture
def before(transactional_db, tmp_path) -> Iterator[dict[str, Any]]:
    """What is kept of then, and a database that was filled with it then and migrated to today."""
    kept = json.loads(gzip.decompress(KEPT.read_bytes()))
    with empty_database(connection, tmp_path), time_machine.travel(_noon(kept["day"]), tick=False):
        executor = MigrationExecutor(connection)
        state = executor.migrate(list(kept["state"].items()))
        _fill(state.apps, kept["tables"])
        call_command("migrate", verbosity=0)
        cache.clear()
        yield kept
    cache.clear()


def _noon(day: str) -> dt.datetime:
    return dt.datetime.fromisoformat(f"{day}T12:00:00+08:00")


@transaction.atomic
def _fill(models_of_then, tables: dict[str, dict]) -> None:
    models = [models_of_then.get_model(label) for label in tables]
    for model, table in zip(models, tables.values(), strict=True):
        fields = {field.attname: field for field in model._meta.concrete_fields}
        model._base_manager.bulk_create(
            model(
                **{
                    name: fields[name].to_python(value)
                    for name, value in zip(table["columns"], row, strict=True)
                }
            )
            for row in table["rows"]
        )
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)


@pytest.mark.slow
def test_a_database_of_before_migrates(before):
    check_every(
        {
            "no row is lost": _no_row_is_lost,
            "what was submitted is what was submitted": _submissions_are_kept,
            "stored evaluations follow from what is stored": _stored_evaluations_recompute,
            "filings evaluate as they did": _filings_evaluate_as_they_did,
            "every filing has its list of evidence": _every_filing_has_its_checklist,
            "every page opens for its enterprise": _pages_open,
        },
        before=before,
    )


def _rows_of_then(before: dict, label: str) -> list[dict[str, Any]]:
    table = before["tables"][label]
    return [dict(zip(table["columns"], row, strict=True)) for row in table["rows"]]


def _no_row_is_lost(before):
    """Migrations may add rows; what happened is what happened: of that there is neither less nor more."""
    for label in before["tables"]:
        model = apps.get_model(label)
        key = model._meta.pk.attname
        then = {str(row[key]) for row in _rows_of_then(before, label)}
        now = {str(pk) for pk in model._base_manager.values_list("pk", flat=True)}
        assert then <= now, f"{label}: {then - now} are gone"
        if label in _NEVER_MORE:
            assert then == now, f"{label}: {now - then} came from nowhere"


_NEVER_MORE = {
    "enterprises.enterprise", "enterprises.user", "enterprises.yearlyfigures", "enterprises.certification",
    "notices.message", "notices.notice", "assessments.assessment", "declarations.filing", "declarations.revision",
    "declarations.filingevent", "declarations.attachment", "declarations.linecorrection", "declarations.batch",
}  # fmt: skip


def _submissions_are_kept(before):
    now = Revision.objects.in_bulk()
    for then in _rows_of_then(before, "declarations.revision"):
        revision = now[UUID(then["id"])]
        assert str(revision.score) == then["score"]
        assert (revision.facts, revision.evaluation) == (then["facts"], then["evaluation"])
        assert (revision.standard, revision.standard_version) == (then["standard"], then["standard_version"])


def _stored_evaluations_recompute(before):
    revisions = Revision.objects.order_by("pk")
    assert len(revisions) == len(before["tables"]["declarations.revision"]["rows"]) > 20
    assert [found for revision in revisions for found in differences(revision)] == []


# What filings know now that they did not, or the other way round, since lists and product are the enterprise's own.
_KNOWN_OTHERWISE = {
    # Its 专业化 was not saved; the enterprise's 主导产品 answers it.
    "01a231eb-91dd-771c-acb1-246a5c4f938f": {"total": "95"},
    # An entry typed by half is none.
    "01a231eb-925d-77ae-a7ec-54c10317e4ef": {
        "conditions": {"D1": "unknown", "D2": "not_met", "D3": "not_met", "D4": "unknown"}
    },
}


def _filings_evaluate_as_they_did(before):
    day = dt.date.fromisoformat(before["day"])
    assert {
        str(filing.pk): _outcome(evaluate_dossier(load(filing, day)))
        for filing in filings_to_show().order_by("pk")
    } == {key: then | _KNOWN_OTHERWISE.get(key, {}) for key, then in before["evaluated"].items()}


def _outcome(evaluation) -> dict:
    return {
        "total": str(evaluation.total),
        "at_most": str(evaluation.total_at_most),
        "verdict": str(evaluation.verdict),
        "conditions": {each.code: str(each.verdict) for each in evaluation.conditions},
    }


def _every_filing_has_its_checklist(before):
    for filing in filings_to_show().order_by("pk"):
        assert filing.checklist_id, filing
        dossier = load(filing)
        keys = {in_year(row.key, dossier.year) for row in dossier.checklist_rows}
        assert {each.item for each in dossier.attachments} <= keys, filing


def _pages_open(before):
    """Of every state the last filing, of drafts and returned ones all with their sections."""
    county = client_of(User.objects.get(username="county"))
    owners = {each.enterprise_id: each for each in User.objects.filter(kind=AccountKind.LEGAL)}
    filings = list(filings_to_show().order_by("pk"))
    last = {filing.state: filing.pk for filing in filings}
    assert len(last) > 6
    for filing in filings:
        sections = form_of(filing.tier, filing.kind).sections if filing.state in EDITABLE_STATES else ()
        pages = [reverse("declarations:section", args=[filing.pk, each.key]) for each in sections]
        if pages or filing.pk == last[filing.state]:
            owner = client_of(owners[filing.enterprise_id])
            for page in [reverse("declarations:filing", args=[filing.pk]), *pages]:
                assert owner.get(page).status_code == 200, (page, filing.state)
            if filing.submitted_at:
                page = reverse("admin:declarations_filing_change", args=[filing.pk])
                assert county.get(page).status_code == 200, (page, filing.state)
