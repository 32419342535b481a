"""A Redis that swallows packets is asked once, not by every call."""

import pytest
from django.core.cache.backends.redis import RedisCache

from cultivation import gentle_cache


class Clock:
    now = 1000.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch):
    clock = Clock()
    monkeypatch.setattr(gentle_cache, "time", clock)
    monkeypatch.setattr(gentle_cache, "_circuits", {})
    return clock


@pytest.fixture
def server(monkeypatch):
    """What calls reach the server, which is away while ``server.away``."""

    class Server:
        away, calls = True, 0

    def get(self, key, default=None, version=None):
        Server.calls += 1
        if Server.away:
            raise TimeoutError
        return "found"

    # The client of Redis is installed only where one is used.
    monkeypatch.setattr(gentle_cache, "_away", lambda error: isinstance(error, TimeoutError))
    monkeypatch.setattr(RedisCache, "get", get)
    return Server


def test_after_a_failure_nobody_asks_for_some_seconds(clock, server):
    cache, other = (gentle_cache.GentleRedisCache("redis://192.0.2.1", {}) for _ in range(2))
    assert [cache.get("a", "missed"), cache.get("a"), other.get("b", 1)] == ["missed", None, 1]
    assert server.calls == 1, "every thread of the process knows it"
    assert (cache.add("a", 1), cache.incr("a"), cache.get_many(["a"])) == (True, 0, {})
    clock.now += gentle_cache.PAUSE_SECONDS - 0.1
    cache.get("a")
    assert server.calls == 1
    clock.now += 0.2
    cache.get("a")
    cache.get("a")
    assert server.calls == 2, "one call asks again, the others wait for what it finds"
    server.away = False
    clock.now += gentle_cache.PAUSE_SECONDS
    assert [cache.get("a"), other.get("b")] == ["found", "found"]
    assert server.calls == 4


def test_another_server_is_asked_all_the_same(clock, server):
    gentle_cache.GentleRedisCache("redis://192.0.2.1", {}).get("a")
    gentle_cache.GentleRedisCache("redis://192.0.2.2", {}).get("a")
    assert server.calls == 2
