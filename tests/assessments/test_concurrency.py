"""Two requests at the same moment: real threads, real transactions."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Barrier

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from assessments import services
from assessments.models import Assessment
from tests import factories
from tests.assessments.conftest import fill
from tests.assessments.sheets import answer, highest_sheet

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def enterprise(transactional_db):
    services.load_questionnaires()
    return factories.make_enterprise(factories.make_places().tianhe)


def at_once(*calls):
    """Outcomes of calls begun together: what each returned, or the refusal it raised."""
    barrier = Barrier(len(calls))

    def run(call):
        barrier.wait()
        try:
            return call()
        except services.AssessmentRefused as refusal:
            return refusal
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def test_two_starts_give_one_draft(enterprise):
    first, second = at_once(*[lambda: services.start(enterprise)] * 2)
    assert first == second
    assert Assessment.objects.count() == 1


def test_of_two_different_answers_one_is_refused_and_told(enterprise):
    draft = services.start(enterprise)
    seen = services.fingerprint(draft, "foundation")

    def save(option):
        return lambda: services.save_step(draft, "foundation", {"Q05": answer(option)}, seen)

    outcomes = at_once(save("B"), save("C"))
    stale = [outcome for outcome in outcomes if isinstance(outcome, services.StaleAnswers)]
    [kept] = [outcome for outcome in outcomes if isinstance(outcome, Assessment)]
    assert len(stale) == 1
    assert stale[0].saved == kept.answers == Assessment.objects.get().answers


def test_two_submissions_are_one(enterprise):
    draft = fill(services.start(enterprise), highest_sheet())
    seen = services.fingerprint(draft)
    first, second = at_once(*[lambda: services.submit(draft, pledged=True, seen=seen)] * 2)
    assert first.submitted_at == second.submitted_at == Assessment.objects.get().submitted_at


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite locks the whole database")
def test_enterprises_that_share_a_questionnaire_do_not_wait_for_each_other(enterprise):
    """Only the assessment's own row is held while it is saved, not that of the questionnaire."""
    draft = services.start(enterprise)
    for step in (
        lambda: services.save_step(draft, "foundation", {}, ""),
        lambda: services.submit(draft, pledged=False, seen=""),
    ):
        with CaptureQueriesContext(connection) as captured, suppress(services.AssessmentRefused):
            step()
        [locking] = [query["sql"] for query in captured if " FOR " in query["sql"]]
        assert locking.endswith('FOR NO KEY UPDATE OF "assessments_assessment"')
