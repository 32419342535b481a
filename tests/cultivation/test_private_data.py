"""Data of before rights were narrowed: closed once, at the next start."""

import os
from contextlib import nullcontext
from pathlib import Path

import pytest

from cultivation import preparation
from cultivation.private_data import close_database, close_files


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


@pytest.fixture
def stored(tmp_path):
    """Uploads and a database as an earlier version left them, and a file of somebody else's behind a link."""
    for folder in ("files", "files/evidence", "files/evidence/2026"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder).chmod(0o755)
    for name in (
        "files/loose.pdf",
        "files/evidence/2026/licence",
        "db.sqlite3",
        "db.sqlite3-wal",
        "db.sqlite3-shm",
        "elsewhere",
    ):
        (tmp_path / name).write_bytes(b"x")
        (tmp_path / name).chmod(0o644)
    (tmp_path / "files/link").symlink_to(tmp_path / "elsewhere")
    return tmp_path


def test_uploads_are_taken_from_other_accounts(stored):
    assert close_files(stored / "files") == 5
    for folder in ("files", "files/evidence", "files/evidence/2026"):
        assert mode(stored / folder) == 0o700, folder
    for file in ("files/loose.pdf", "files/evidence/2026/licence"):
        assert mode(stored / file) == 0o600, file
    assert mode(stored / "elsewhere") == 0o644, "a link is not followed"
    assert close_files(stored / "files") == 0
    assert close_files(stored / "nowhere") == 0


def test_a_closed_folder_is_not_walked_and_an_interrupted_start_begins_again(stored, monkeypatch):
    walked = []
    scandir = os.scandir

    def interrupted(folder):
        walked.append(folder)
        if len(walked) == 2:
            raise KeyboardInterrupt
        return scandir(folder)

    monkeypatch.setattr(os, "scandir", interrupted)
    with pytest.raises(KeyboardInterrupt):
        close_files(stored / "files")
    assert mode(stored / "files") == 0o755, "the mark is set last"
    close_files(stored / "files")
    assert (mode(stored / "files"), len(walked)) == (0o700, 5)
    close_files(stored / "files")
    assert len(walked) == 5


def test_the_database_and_what_lies_beside_it(stored):
    assert close_database(stored / "db.sqlite3") == 3
    assert {mode(path) for path in stored.glob("db.sqlite3*")} == {0o600}
    assert close_database(stored / "db.sqlite3") == 0


def test_a_folder_and_a_database_that_are_links_are_closed_where_they_lie(stored):
    (stored / "link").symlink_to(stored / "files")
    (stored / "db").symlink_to(stored / "db.sqlite3")
    assert (close_files(stored / "link"), close_database(stored / "db")) == (5, 3)
    assert (close_files(stored / "link"), close_database(stored / "db")) == (0, 0)


def test_every_start_closes_what_lies_open(stored, settings, monkeypatch):
    settings.DATA_DIR, settings.MEDIA_ROOT = stored, stored / "files"
    database = {"ENGINE": "django.db.backends.sqlite3", "NAME": stored / "db.sqlite3"}
    monkeypatch.setitem(settings.DATABASES, "default", settings.DATABASES["default"] | database)
    monkeypatch.setattr(preparation, "_alone", nullcontext)
    monkeypatch.setattr(preparation, "steps", list)
    told = []
    preparation.prepare(told.append)
    assert told == ["8 files and folders taken from other accounts of this machine"]
    assert mode(stored / "db.sqlite3-wal") == mode(stored / "files/loose.pdf") == 0o600
    told.clear()
    preparation.prepare(told.append)
    assert told == []
