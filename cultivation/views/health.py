"""Whether this process lives, and whether it can do its work. For load balancers: no login, no internals."""

import logging
import tempfile
import uuid
from pathlib import Path

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

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
    except Exception:
        logger.exception("Not ready: %s", name)
        return False
    return True


def _database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


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
