"""What the site says when the machine below it fails: a full disk, a waiting or unreachable database.

``handler500`` sees every exception, of views and of middleware. One that a later try may not meet is answered 503 with
``Retry-After`` and what was typed; anything else is a fault of the program and stays 500.
"""

import errno
import logging
import sqlite3
import sys
from collections.abc import Iterator

from django.core.exceptions import RequestDataTooBig, TooManyFilesSent
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views.defaults import server_error

logger = logging.getLogger(__name__)

RETRY_AFTER_SECONDS = 10
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_SQLITE = {
    sqlite3.SQLITE_BUSY: "database locked",
    sqlite3.SQLITE_LOCKED: "database locked",
    sqlite3.SQLITE_FULL: "database disk full",
    sqlite3.SQLITE_IOERR: "database disk error",
    sqlite3.SQLITE_CANTOPEN: "database cannot be opened",
}
# Never sent back to a page: secrets, and the answer to a captcha that is used up.
_SECRET_PARTS = ("password", "captcha", "otp")


def server_fault(request: HttpRequest) -> HttpResponse:
    """Django's ``handler500``: 503 for trouble of the machine, else the page of a fault."""
    reason = trouble(sys.exc_info()[1])
    if reason is None:
        return server_error(request)
    logger.error("Unavailable: %s %s: %s", request.method, request.path, reason)
    context = {"fields": list(typed(request)), "address": request.get_full_path()}
    # No request: context processors would ask the session and the database again.
    response = HttpResponse(render_to_string("503.html", context), status=503)
    response["Retry-After"] = str(RETRY_AFTER_SECONDS)
    response["Cache-Control"] = "no-store"
    return response


def trouble(error: BaseException | None) -> str | None:
    """What of the machine failed, for the log; None when ``error`` is a fault of the program."""
    while error is not None:
        if isinstance(error, OSError) and error.errno in _FULL:
            return "disk full"
        if isinstance(error, OperationalError | InterfaceError):
            return _database_trouble(error)
        error = error.__cause__
    return None


def _database_trouble(error: Exception) -> str | None:
    cause = error.__cause__
    if isinstance(cause, sqlite3.Error):
        # Of an extended code the lowest byte is the kind.
        return _SQLITE.get((getattr(cause, "sqlite_errorcode", None) or 0) & 0xFF)
    return f"database: {' '.join(str(error).split())[:200]}"


def typed(request: HttpRequest) -> Iterator[tuple[str, str]]:
    """The fields of a sent form, to send them again; nothing when its body cannot be read any more."""
    if request.method != "POST":
        return
    try:
        fields = request.POST
    except (OSError, RequestDataTooBig, TooManyFilesSent):
        return
    for name, values in fields.lists():
        if not any(part in name.lower() for part in _SECRET_PARTS):
            yield from ((name, value) for value in values)


class LoggedByItsOwnLine(logging.Filter):
    """Keeps the traceback of a 503, which ``server_fault`` told in one line, out of ``django.request``."""

    def filter(self, record: logging.LogRecord) -> bool:
        return getattr(record, "status_code", None) != 503
