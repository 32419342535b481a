"""Private files: how they are sent, and how they are deleted."""

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from django.core.files.storage import default_storage
from django.db import DatabaseError, transaction
from django.http import FileResponse, Http404
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header

from enterprises.kit.files.noted import NotedFile

logger = logging.getLogger(__name__)


_Response = TypeVar("_Response", bound=HttpResponseBase)


def private(response: _Response, name: str) -> _Response:
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
def being_kept(row, name: str) -> Iterator[None]:
    """Around the transaction in which ``row.keep`` stores an upload called ``name``.

    The name in the storage is noted (``NotedFile``) and committed before any byte is written. When what is within fails,
    the bytes, half or whole, are deleted, as the row that names them is rolled back.
    """
    stored = row.file.field.generate_filename(row, name)
    row.noted_name = stored
    with noted(stored):
        yield
    if not row.file:
        NotedFile.objects.filter(name=stored).delete()


@contextmanager
def noted(name: str) -> Iterator[None]:
    """Around the writing of bytes under ``name`` of the storage: noted before, deleted when what is within fails.

    The note stays until a row that names the bytes is saved, or ``check_files`` finds that none was.
    """
    NotedFile.objects.create(name=name)
    try:
        yield
    except BaseException:
        delete_stored([name])
        raise


def delete_after_commit(names: Iterable[str]) -> None:
    """Delete stored files once the transaction that deletes their rows is committed; by ``check_files`` after a crash."""
    going = list(names)
    NotedFile.objects.bulk_create([NotedFile(name=name) for name in going], ignore_conflicts=True)
    transaction.on_commit(lambda: delete_stored(going))


def delete_stored(names: Iterable[str]) -> None:
    """Delete noted files. What cannot be deleted is logged and stays noted: the page must not fail for it."""
    for name in names:
        try:
            default_storage.delete(name)
            NotedFile.objects.filter(name=name).delete()
        except (OSError, DatabaseError) as error:
            logger.error("Stored file could not be deleted, check_files will: %s (%s)", name, error)
