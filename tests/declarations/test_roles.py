"""Of two officials at one desk, who reviews and who publicises and certifies: the table asks for the capability."""

import pytest
from django.urls import reverse
from django.utils import timezone

from declarations.enums import Action, BatchState, FilingState
from declarations.models import Batch, Filing
from declarations.services.batches import add_filings
from declarations.workflow import TransitionRefused, available_actions
from enterprises.enums import OfficialRole
from enterprises.models import HeldRole
from tests import factories

A, R = Action, OfficialRole
REVIEWING = {A.APPROVE, A.RETURN, A.RETURN_DOWN, A.REJECT}
# State, role: what is left of what both may do.
TABLE = {
    (FilingState.IN_REVIEW, R.REVIEWER): REVIEWING,
    (FilingState.IN_REVIEW, R.CERTIFIER): set(),
    (FilingState.APPROVED, R.REVIEWER): {A.REJECT},
    (FilingState.APPROVED, R.CERTIFIER): {A.PUBLICISE},
    (FilingState.PUBLICITY, R.REVIEWER): {A.REJECT},
    (FilingState.PUBLICITY, R.CERTIFIER): {A.CERTIFY, A.UNPUBLICISE},
    (FilingState.COMPLETED, R.REVIEWER): set(),
    (FilingState.COMPLETED, R.CERTIFIER): {A.UNCERTIFY, A.REVOKE},
    (FilingState.IN_REVIEW, R.ADMINISTRATOR): set(),
    (FilingState.APPROVED, R.PUBLISHER): set(),
}


def only(place, role):
    official = factories.make_official(place)
    HeldRole.objects.filter(user=official).exclude(role=role).delete()
    return official


@pytest.fixture
def filing(places, enterprise):
    window = factories.make_window(places.guangdong)
    return Filing.objects.create(
        enterprise=enterprise,
        kind="declaration",
        tier=window.tier,
        window=window,
        state=FilingState.IN_REVIEW,
        chain=["440106", "440100", "440000"],
        first_authority=places.tianhe,
        current_authority=places.guangdong,
        submitted_at=timezone.now(),
    )


def test_each_role_its_actions(filing, places):
    batch = Batch(name="第一批", tier=filing.tier, authority=places.guangdong)
    found = {}
    for state, role in TABLE:
        filing.state = state
        decided = state in (FilingState.PUBLICITY, FilingState.COMPLETED)
        filing.batch = batch if decided else None
        filing.current_authority = None if state == FilingState.COMPLETED else places.guangdong
        found[state, role] = set(available_actions(filing, only(places.guangdong, role)))
    assert found == TABLE


def test_who_only_reviews_gathers_no_batch(filing, places, login):
    Filing.objects.filter(pk=filing.pk).update(state=FilingState.APPROVED)
    batch = Batch.objects.create(name="第一批", tier=filing.tier, authority=places.guangdong)
    reviewer = only(places.guangdong, R.REVIEWER)
    with pytest.raises(TransitionRefused, match="组批部门"):
        add_filings(batch, [filing], reviewer)
    pages = ("add_filings", "publicise", "rename", "delete_empty")
    client = login(reviewer)
    for name in pages:
        response = client.get(reverse(f"admin:declarations_batch_{name}", args=[batch.pk]))
        assert response.status_code == 302, name
    page = client.get(reverse("admin:declarations_batch_change", args=[batch.pk])).text
    assert "加入企业" not in page
    assert client.get(reverse("admin:declarations_batch_add")).status_code == 403
    listed = client.get(reverse("admin:declarations_filing_changelist") + "?scope=approved").text
    assert 'value="add_to_batch"' not in listed and "待加入批次" not in listed
    assert "公示期满待认定的批次" not in client.get(reverse("admin:index")).text
    assert add_filings(batch, [filing], only(places.guangdong, R.CERTIFIER)) == 1
    assert Batch.objects.get(pk=batch.pk).state == BatchState.OPEN
