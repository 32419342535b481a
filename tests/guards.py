"""Guards that turn silent faults into failures while tests run."""

import inspect
import random
import re
from pathlib import Path

from django.db import connection
from django.db.models.query import QuerySet
from django.template.base import Node

_OUR_TEMPLATES = str(Path(__file__).resolve().parent.parent / "templates")
_WRITE = re.compile(r"^\s*(INSERT INTO|UPDATE|DELETE FROM)\s+[\"`]?(\w+)", re.IGNORECASE)
# Tables of the machinery a page needs to be shown at all.
_MACHINERY = ("django_session", "captcha_captchastore", "enterprises_notedfile")


class LoudUndefined(str):
    """Django's ``string_if_invalid``: an undefined variable in a template of ours fails the test."""

    def __contains__(self, item: str) -> bool:
        return item == "%s"

    def __bool__(self) -> bool:
        return True

    def __mod__(self, variable) -> str:
        template = _rendering_template()
        if template.startswith(_OUR_TEMPLATES):
            raise AssertionError(f"undefined template variable {variable} in {template}")
        return ""


def _rendering_template() -> str:
    frame = inspect.currentframe()
    while frame is not None:
        node = frame.f_locals.get("self")
        if isinstance(node, Node) and getattr(node, "origin", None):
            return str(node.origin.name)
        frame = frame.f_back
    return ""


class GetWrites(AssertionError):
    """A GET request wrote to the database."""


class ReadOnlyGetMiddleware:
    """GET never writes: fails the request that does."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.method not in ("GET", "HEAD"):
            return self.get_response(request)
        with connection.execute_wrapper(_refuse_writes):
            return self.get_response(request)


def _refuse_writes(execute, sql, params, many, context):
    match = _WRITE.match(sql)
    if match and not match[2].startswith(_MACHINERY):
        raise GetWrites(sql[:200])
    return execute(sql, params, many, context)


def shuffle_unordered_querysets(monkeypatch) -> None:
    """Give querysets without an order a random one, so that no test passes by luck of the database."""
    fetch_all = QuerySet._fetch_all

    def shuffled(self):
        fresh = self._result_cache is None
        fetch_all(self)
        if fresh and len(self._result_cache) > 1 and not self.ordered:
            random.shuffle(self._result_cache)

    monkeypatch.setattr(QuerySet, "_fetch_all", shuffled)
