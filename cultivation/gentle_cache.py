"""Redis that may be away: nothing is cached and no limit is counted, and every page still answers."""

import logging
import time
from typing import Any

from django.core.cache.backends.redis import RedisCache

logger = logging.getLogger(__name__)

# A machine that swallows packets costs every call its whole timeout: after one nobody asks for so long.
PAUSE_SECONDS = 5


class Circuit:
    """Whether a server is asked: not for ``PAUSE_SECONDS`` after it failed, and then by one call first."""

    def __init__(self) -> None:
        self._asked_from = 0.0

    def is_asked(self) -> bool:
        """Whether the call at hand may ask. Who asks first after a pause holds all others back until it knows."""
        if not self._asked_from:
            return True
        now = time.monotonic()
        if now < self._asked_from:
            return False
        self._asked_from = now + PAUSE_SECONDS
        return True

    def failed(self) -> None:
        self._asked_from = time.monotonic() + PAUSE_SECONDS

    def answered(self) -> None:
        self._asked_from = 0.0


# One for each server of this process, whichever thread asks.
_circuits: dict[tuple[str, ...], Circuit] = {}


def _away(error: Exception) -> bool:
    from redis.exceptions import RedisError

    return isinstance(error, RedisError)


def _gentle(name: str, missed: Any) -> Any:
    def method(self, *args: Any, **kwargs: Any) -> Any:
        circuit = _circuits.setdefault(tuple(self._servers), Circuit())
        if not circuit.is_asked():
            return missed
        try:
            found = getattr(super(GentleRedisCache, self), name)(*args, **kwargs)
        except Exception as error:
            if not _away(error):
                raise
            circuit.failed()
            logger.error("Cache away, not asked for %s s: %s: %s", PAUSE_SECONDS, name, error)
            return missed
        circuit.answered()
        return found

    method.__name__ = name
    return method


class GentleRedisCache(RedisCache):
    """A miss instead of an error. ``add`` says yes: a limit that cannot count lets the visitor through."""

    add = _gentle("add", True)
    set = _gentle("set", None)
    delete = _gentle("delete", False)
    touch = _gentle("touch", False)
    incr = _gentle("incr", 0)
    has_key = _gentle("has_key", False)
    set_many = _gentle("set_many", [])
    delete_many = _gentle("delete_many", None)

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        return _gentle("get", default)(self, key, default, version)

    def get_many(self, keys: Any, version: int | None = None) -> dict:
        return _gentle("get_many", {})(self, keys, version)
