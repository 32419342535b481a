"""How often one address may do something."""

import datetime as dt

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client, RequestFactory
from django.urls import reverse

from enterprises.kit.doors.addresses import client_address
from enterprises.kit.doors.ratelimit import seconds_to_wait, seconds_to_wait_here

NOW = dt.datetime(2026, 11, 23, 12, 0, 15, tzinfo=dt.UTC)


@time_machine.travel(NOW, tick=False)
def test_the_limit_holds_within_a_window_and_ends_with_it():
    waits = [seconds_to_wait("test", "a", count=3, seconds=60) for _ in range(5)]
    assert waits == [0, 0, 0, 45, 45]
    assert seconds_to_wait("test", "b", count=3, seconds=60) == 0
    assert seconds_to_wait("other", "a", count=3, seconds=60) == 0
    with time_machine.travel(NOW + dt.timedelta(seconds=45), tick=False):
        assert seconds_to_wait("test", "a", count=3, seconds=60) == 0


@time_machine.travel(NOW, tick=False)
def test_what_is_sent_is_counted_where_every_worker_sees_it(db):
    waits = [seconds_to_wait_here("test", "a", count=3, seconds=60) for _ in range(5)]
    cache.clear()
    assert [*waits, seconds_to_wait_here("test", "a", count=3, seconds=60)] == [0, 0, 0, 2, 2, 2]
    assert seconds_to_wait_here("test", "b", count=3, seconds=60) == 0
    with time_machine.travel(NOW + dt.timedelta(seconds=20), tick=False):
        assert seconds_to_wait_here("test", "a", count=3, seconds=60) == 0


@pytest.mark.parametrize(
    ("peer", "counted"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("", "unknown"),
        ("nonsense", "unknown"),
    ],
)
def test_who_is_counted(peer, counted):
    request = RequestFactory().get("/", REMOTE_ADDR=peer, HTTP_X_FORWARDED_FOR="198.51.100.1")
    assert client_address(request) == counted


@pytest.mark.parametrize(
    ("proxies", "header", "counted"),
    [
        (0, "198.51.100.1", "127.0.0.1"),
        (1, "198.51.100.1", "198.51.100.1"),
        (1, "6.6.6.6, 198.51.100.1", "198.51.100.1"),
        (2, "6.6.6.6, 198.51.100.1, 10.0.0.2", "198.51.100.1"),
        (2, "198.51.100.1", "198.51.100.1"),
        (1, "", "unknown"),
        (1, "nonsense", "unknown"),
    ],
)
def test_behind_proxies_only_what_they_wrote_counts(settings, proxies, header, counted):
    settings.TRUSTED_PROXIES = proxies
    assert client_address(RequestFactory().get("/", HTTP_X_FORWARDED_FOR=header)) == counted


def test_too_many_questions_get_a_page_that_says_when(client: Client, db):
    url = reverse("enterprises:certification_query")
    answers = [client.post(url, {}) for _ in range(61)]
    assert [answer.status_code for answer in answers[:60]] == [200] * 60
    assert answers[60].status_code == 429
    assert 0 < int(answers[60]["Retry-After"]) <= 600
    assert "操作过于频繁" in answers[60].content.decode()
    assert client.get(url).status_code == 200, "reading the page stays free"
