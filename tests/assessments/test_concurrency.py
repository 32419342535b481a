"""Two requests at the same moment: real threads, real transactions."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Barrier

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from assessments.models import Assessment
from assessments.services import taking
from assessments.services.questionnaires import load_questionnaires
from tests import factories
from tests.assessments.conftest import fill
from tests.assessments.sheets import answer, highest_sheet

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def enterprise(transactional_db):
    load_questionnaires()
    return factories.make_enterprise(factories.make_places().tianhe)


def at_once(*calls):
    """Outcomes of calls begun together: what each returned, or the refusal it raised."""
    barrier = Barrier(len(calls))

    def run(call):
        barrier.wait()
        try:
            return call()
        except taking.AssessmentRefused as refusal:
            return refusal
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def test_two_starts_give_one_draft(enterprise):
    first, second = at_once(*[lambda: taking.start(enterprise)] * 2)
    assert first == second
    assert Assessment.objects.count() == 1


def test_of_two_different_answers_one_is_refused_and_told(enterprise):
    draft = taking.start(enterprise)

    def save(option):
        return lambda: taking.save_answers(draft, {"Q05": answer(option)}, {})

    outcomes = at_once(save("B"), save("C"))
    assert sorted(map(len, (outcome.conflicts for outcome in outcomes))) == [0, 1]
    kept = Assessment.objects.get().answers
    assert [outcome.assessment.answers for outcome in outcomes] == [kept, kept]


def test_different_questions_at_once_are_both_kept(enterprise):
    draft = taking.start(enterprise)
    at_once(
        lambda: taking.save_answers(draft, {"Q05": answer("B")}, {}),
        lambda: taking.save_answers(draft, {"Q08": answer("C")}, {}),
    )
    assert Assessment.objects.get().answers == {"Q05": answer("B"), "Q08": answer("C")}


def test_two_submissions_are_one(enterprise):
    draft = fill(taking.start(enterprise), highest_sheet())
    seen = taking.fingerprint(draft)
    owner = factories.make_legal_user(enterprise)
    first, second = at_once(*[lambda: taking.submit(draft, owner, pledged=True, seen=seen)] * 2)
    assert first.submitted_at == second.submitted_at == Assessment.objects.get().submitted_at
    assert first.code == second.code == Assessment.objects.most_recent().get().code


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite locks the whole database")
def test_enterprises_that_share_a_questionnaire_do_not_wait_for_each_other(enterprise):
    """Only the assessment's own row is held while it is saved, not that of the questionnaire."""
    draft = taking.start(enterprise)
    owner = factories.make_legal_user(enterprise)
    for step in (
        lambda: taking.save_answers(draft, {}, {}),
        lambda: taking.submit(draft, owner, pledged=False, seen=""),
    ):
        with CaptureQueriesContext(connection) as captured, suppress(taking.AssessmentRefused):
            step()
        locking = [query["sql"] for query in captured if " FOR " in query["sql"]]
        assert locking[-1].endswith('FOR NO KEY UPDATE OF "assessments_assessment"')
