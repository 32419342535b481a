"""Redis that may be away: nothing is cached and no limit is counted, and every page still answers."""

import logging
from typing import Any

from django.core.cache.backends.redis import RedisCache

logger = logging.getLogger(__name__)


def _away(error: Exception) -> bool:
    from redis.exceptions import RedisError

    return isinstance(error, RedisError)


def _gentle(name: str, missed: Any) -> Any:
    def method(self, *args: Any, **kwargs: Any) -> Any:
        try:
            return getattr(super(GentleRedisCache, self), name)(*args, **kwargs)
        except Exception as error:
            if not _away(error):
                raise
            logger.error("Cache away: %s: %s", name, error)
            return missed

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
