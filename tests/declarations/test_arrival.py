"""In time is what arrived in time, however long it waited for its turn afterwards."""

import datetime as dt

import time_machine

from declarations.enums import FilingState
from declarations.models import Filing
from declarations.sections.storing import save_section
from declarations.services.lapse import lapse_overdue
from enterprises.kit.times.arrival import LONGEST_WAIT, SERVER_STAMP, arrival
from tests.conftest import client_of
from tests.declarations.conftest import submit

NOW = dt.datetime(2026, 5, 25, 16, 0, 0, tzinfo=dt.UTC)


def test_whose_stamp_counts():
    proxy, server = "HTTP_X_REQUEST_START", SERVER_STAMP
    seconds = NOW.timestamp()
    cases = [
        ({}, True, 0),
        ({proxy: f"t={seconds - 40:.3f}"}, True, 40),
        ({proxy: f"{seconds - 40:.3f}"}, True, 40),
        # Without a proxy of ours the visitor wrote it.
        ({proxy: f"t={seconds - 40:.3f}"}, False, 0),
        ({server: f"{seconds - 3:.6f}"}, False, 3),
        ({proxy: f"t={seconds - 40:.3f}", server: f"{seconds - 3:.6f}"}, True, 40),
        # Clocks that differ a little, and stamps that mean nothing.
        ({proxy: f"t={seconds + 5:.3f}"}, True, 0),
        (
            {proxy: f"t={seconds - LONGEST_WAIT.total_seconds() - 1:.3f}", server: f"{seconds - 3:.6f}"},
            True,
            3,
        ),
        ({proxy: "t=yesterday"}, True, 0),
        ({proxy: "9" * 400}, True, 0),
        ({proxy: "t=1e9"}, True, 0),
    ]
    found = {
        number: round((NOW - arrival(environ, NOW, behind_proxy=behind)).total_seconds(), 3)
        for number, (environ, behind, _waited) in enumerate(cases)
    }
    assert found == {number: waited for number, (_environ, _behind, waited) in enumerate(cases)}


def submitted(owner, filing, sent: dt.datetime, handled: dt.datetime) -> Filing:
    """``filing`` after its owner pressed the button at ``sent`` and the request was handled at ``handled``."""
    with time_machine.travel(handled, tick=False):
        stamp = {"HTTP_X_REQUEST_START": f"t={sent.timestamp():.6f}", "HTTP_X_FORWARDED_FOR": "192.0.2.7"}
        client = client_of(owner)
        client.defaults |= stamp
        submit(client, filing)
    return Filing.objects.get(pk=filing.pk)


def test_a_submission_that_waited_past_the_end_is_in_time(complete, owner, window, settings):
    settings.TRUSTED_PROXIES = 1
    handled = window.closes_at + dt.timedelta(seconds=20)
    # Meanwhile the drafts of this window are looked through.
    assert lapse_overdue(handled) == 0
    sent = window.closes_at - dt.timedelta(seconds=2)
    filing = submitted(owner, complete, sent, handled)
    assert (filing.state, filing.submitted_at) == (FilingState.IN_REVIEW, sent)


def test_a_late_one_is_late(complete, owner, window, settings):
    settings.TRUSTED_PROXIES = 1
    filing = submitted(owner, complete, window.closes_at, window.closes_at + dt.timedelta(seconds=1))
    assert filing.state == FilingState.DRAFT
    # Without a proxy of ours the visitor wrote the stamp.
    settings.TRUSTED_PROXIES = 0
    sent = window.closes_at - dt.timedelta(seconds=2)
    assert submitted(owner, complete, sent, window.closes_at).state == FilingState.DRAFT


def test_a_draft_ends_when_nothing_sent_in_time_can_wait_any_more(filing, window):
    save_section(filing, "product", {"description": "甲"})
    assert lapse_overdue(window.closes_at + LONGEST_WAIT - dt.timedelta(seconds=1)) == 0
    assert lapse_overdue(window.closes_at + LONGEST_WAIT) == 1
