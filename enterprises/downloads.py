"""Private files: how they are sent, and how they are deleted."""

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header

logger = logging.getLogger(__name__)


def private(response: HttpResponseBase, name: str) -> HttpResponseBase:
    """A download called ``name`` that nobody else keeps, and that no browser runs."""
    response["Content-Disposition"] = content_disposition_header(True, name)
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


def private_file(kept) -> HttpResponseBase:
    """The file of a row of evidence (``file``, ``name``, ``content_type``). Raises Http404 when its bytes are gone."""
    try:
        opened = kept.file.open("rb")
    except FileNotFoundError:
        raise Http404 from None
    return private(FileResponse(opened, content_type=kept.content_type), kept.name)


@contextmanager
def undone_on_failure() -> Iterator[list[str]]:
    """Names of files stored within; when that fails they are deleted, as the rows that name them are rolled back."""
    stored: list[str] = []
    try:
        yield stored
    except BaseException:
        delete_stored(stored)
        raise


def delete_stored(names: Iterable[str]) -> None:
    """Delete stored files. One that cannot be deleted is logged: the page must not fail for it."""
    for name in names:
        try:
            default_storage.delete(name)
        except OSError:
            logger.exception("Evidence file could not be deleted: %s", name)
