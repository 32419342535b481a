"""Whether this process lives, and whether it can do its work. For load balancers: no login, no internals."""

import logging
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from enterprises.models import NotedFile

logger = logging.getLogger(__name__)


@login_not_required
@require_safe
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers. Asks nothing else: a restart mends no database."""
    return HttpResponse("ok", content_type="text/plain")


@login_not_required
@require_safe
@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    """200 when everything a page needs answers, else 503 naming what does not; why stands in the log."""
    checks = {"database": _database, "cache": _cache, "disk": _disk}
    failed = [name for name, check in checks.items() if not _passes(name, check)]
    return JsonResponse(
        {"status": "unavailable" if failed else "ok", "failed": failed}, status=503 if failed else 200
    )


def _passes(name: str, check) -> bool:
    try:
        check()
    except Exception as error:
        logger.error("Not ready: %s: %s", name, error)
        return False
    return True


def _database() -> None:
    """A row can be written, and is committed: only that needs the disk. Waits a second, not a form's five."""
    name = f"readyz-{uuid.uuid4().hex}"
    with _impatient():
        NotedFile.objects.create(name=name)
        NotedFile.objects.filter(name=name).delete()


@contextmanager
def _impatient() -> Iterator[None]:
    sqlite = connection.vendor == "sqlite"
    short, usual = (
        (
            "PRAGMA busy_timeout = 1000",
            f"PRAGMA busy_timeout = {connection.get_connection_params()['timeout'] * 1000:.0f}",
        )
        if sqlite
        else ("SET statement_timeout = '1s'", "RESET statement_timeout")
    )
    with connection.cursor() as cursor:
        cursor.execute(short)
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(usual)


def _cache() -> None:
    key = f"readyz-{uuid.uuid4().hex}"
    cache.set(key, key, 5)
    if cache.get(key) != key:
        raise OSError("The cache forgets what it was told.")
    cache.delete(key)


def _disk() -> None:
    """Uploads can be written."""
    folder = Path(settings.MEDIA_ROOT)
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryFile(dir=folder) as file:
        file.write(b"ready")
        file.flush()
