"""What happens at the doors, one line each: who came, failed, was slowed down or refused.

No password, no content; an ID number only in part. Nothing a visitor writes can begin a line of its own.
"""

import logging
import re

from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.dispatch import receiver
from django.http import HttpRequest

from enterprises.kit.doors.addresses import peer_address

_LOG = logging.getLogger("cultivation.security")
_LONGEST = 200
_IDENTITY_NUMBER = re.compile(r"[0-9]{17}[0-9Xx]")


def one_line(text: object) -> str:
    """``text`` in quotes where it needs them, without anything that is not seen, cut where it is long."""
    text = str(text)[:_LONGEST]
    shown = "".join(sign if sign.isprintable() else f"\\u{ord(sign):04x}" for sign in text)
    return f'"{shown}"' if re.search(r'[\s"=]', shown) or not shown else shown


def masked(login_name: str) -> str:
    """A login name as a log may keep it: an ID number is personal data."""
    if _IDENTITY_NUMBER.fullmatch(login_name):
        return f"{login_name[:6]}********{login_name[14:]}"
    return login_name[:40]


def where(request: HttpRequest | None) -> dict[str, str]:
    """Account, address, method and path of a request, as far as they were already found out."""
    if request is None:
        return {}
    # Asked for afresh, it could need the database that has just failed.
    user = getattr(request, "_cached_user", None)
    known = {"account": masked(user.get_username())} if user is not None and user.pk else {}
    return {
        **known,
        "address": peer_address(request) or "unknown",
        "request": f"{request.method} {request.META.get('PATH_INFO', '')}",
    }


def note(event: str, request: HttpRequest, *, account: str = "", **more: str) -> None:
    """Write one line about something that happened at a door."""
    named = {"account": masked(account)} if account else {}
    told = named | where(request) | named | more
    _LOG.log(
        logging.INFO if event in QUIET else logging.WARNING,
        "%s %s",
        event,
        " ".join(f"{name}={one_line(value)}" for name, value in told.items()),
    )


QUIET = frozenset({"logged in", "logged out", "password changed"})


@receiver(user_logged_in)
def _logged_in(sender, request: HttpRequest | None, user, **kwargs) -> None:
    if request is not None:
        note("logged in", request, account=user.get_username())


@receiver(user_logged_out)
def _logged_out(sender, request: HttpRequest | None, user, **kwargs) -> None:
    if request is not None and user is not None:
        note("logged out", request, account=user.get_username())


class Refusals(logging.Filter):
    """Of what Django says about requests: what was refused, not what was only not found. Faults of ours pass as they are."""

    def filter(self, record: logging.LogRecord) -> bool:
        return getattr(record, "status_code", 400) not in {401, 404, 405, 410}


class OneLine(logging.Formatter):
    """A refused request as one line: the visitor's doing has no traceback. A fault of ours keeps it."""

    def format(self, record: logging.LogRecord) -> str:
        status = getattr(record, "status_code", 400)
        if status >= 500 and record.exc_info:
            return super().format(record)
        told = where(getattr(record, "request", None))
        reason = one_line(record.getMessage())
        line = " ".join(f"{name}={one_line(value)}" for name, value in told.items())
        return f"{self.formatTime(record)} WARNING cultivation.security: refused status={status} {line} reason={reason}"
