"""What this installation keeps is read by its own account alone, also what was written before that was so."""

import logging
import os
from collections.abc import Iterator
from pathlib import Path

logger = logging.getLogger(__name__)

# What SQLite keeps beside a database.
BESIDE = ("", "-wal", "-shm", "-journal")
OTHERS = 0o077


def close_database(path: Path) -> int:
    """Take the database file, and what SQLite keeps beside it, from other accounts. Returns how many were open."""
    real = path.resolve()
    return sum(_close(Path(f"{real}{end}"), 0o600) for end in BESIDE)


def close_files(root: Path) -> int:
    """Take the stored files below ``root`` from other accounts of the machine. Returns how many were open.

    ``root`` itself is closed last and is the mark that all below it was: one look at it, unless it is open, and a
    start that was interrupted begins again. Links below it are neither followed nor changed.
    """
    root = root.resolve()
    if not _is_open(root):
        return 0
    closed = sum(_close(path, mode) for path, mode in _below(root))
    return closed + _close(root, 0o700)


def _below(folder: Path) -> Iterator[tuple[Path, int]]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                yield from _below(Path(entry.path))
                yield Path(entry.path), 0o700
            elif entry.is_file(follow_symlinks=False):
                yield Path(entry.path), 0o600


def _is_open(path: Path) -> bool:
    """Whether other accounts have any right to it, and this one may change that."""
    try:
        found = path.stat(follow_symlinks=False)
    except FileNotFoundError:
        return False
    return bool(found.st_mode & OTHERS) and found.st_uid == os.geteuid()


def _close(path: Path, mode: int) -> bool:
    if not _is_open(path):
        return False
    try:
        path.chmod(mode)
    except FileNotFoundError:
        return False
    except OSError as error:
        logger.error("Still readable by other accounts: %s (%s)", path, error)
        return False
    return True
