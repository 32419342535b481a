"""What follows from a write is written with it: a process killed at any statement leaves both or neither."""

from django.contrib.admin.models import LogEntry
from django.urls import reverse

from declarations.enums import Action, FilingState
from declarations.models import Filing, FilingEvent
from declarations.services.lapse import lapse_overdue
from declarations.workflow import transition
from enterprises.models import DevelopmentScore, Enterprise, Industry
from enterprises.services.profile import save_profile
from notices.models import Message
from tests import factories
from tests.admin.test_development_scores import IMPORT, good, table
from tests.declarations.conftest import submit
from tests.killing import killed_at_each_statement


def test_a_decision_and_its_message(complete, owner_client, places):
    submit(owner_client, complete)
    official = factories.make_official(places.tianhe)
    before = (FilingEvent.objects.count(), Message.objects.count())

    def recommend():
        transition(Filing.objects.get(pk=complete.pk), Action.RECOMMEND, official)

    deaths = 0
    for statement in killed_at_each_statement(recommend):
        deaths += 1
        after = (FilingEvent.objects.count(), Message.objects.count())
        assert after in (before, (before[0] + 1, before[1] + 1)), statement
    assert deaths > 4
    recommend()
    assert (FilingEvent.objects.count(), Message.objects.count()) == (before[0] + 1, before[1] + 1)


def test_what_lapsed_is_told(filing, window):
    """One filing after the other: those that ended were told, those that did not were not."""
    type(window).objects.update(
        closes_at=window.opens_at.replace(year=window.opens_at.year - 1), opens_at="2020-01-01T00:00Z"
    )
    deaths = 0
    for statement in killed_at_each_statement(lapse_overdue):
        deaths += 1
        ended = Filing.objects.filter(state=FilingState.LAPSED).count()
        assert Message.objects.count() == ended, statement
    assert deaths > 4
    assert lapse_overdue() == 1 and lapse_overdue() == 0
    assert Message.objects.count() == 1


def test_a_changed_industry_and_its_message(enterprise):
    factories.make_assessment(enterprise)
    Industry.objects.get_or_create(
        code="65", defaults={"name": "软件和信息技术服务业", "level": "division", "parent_id": "I"}
    )

    def move():
        save_profile(enterprise.pk, {"industry_id": "65"}, version=enterprise.version)

    deaths = 0
    for statement in killed_at_each_statement(move):
        deaths += 1
        moved = Enterprise.objects.filter(pk=enterprise.pk, industry_id="65").exists()
        assert Message.objects.exists() == moved, statement
    assert deaths > 4
    move()
    assert Message.objects.count() == 1


def test_an_import_and_its_log(enterprise, places, login):
    client = login(factories.make_official(places.guangdong))
    deaths = 0
    for statement in killed_at_each_statement(lambda: client.post(IMPORT, {"file": table(good(enterprise))})):
        deaths += 1
        assert DevelopmentScore.objects.count() == LogEntry.objects.count(), statement
    assert deaths > 8
    assert client.post(IMPORT, {"file": table(good(enterprise))}).url == reverse(
        "admin:enterprises_developmentscore_changelist"
    )
    assert (DevelopmentScore.objects.count(), LogEntry.objects.count()) == (1, 1)
