"""The test database is made once, not by every process of every run: it begins as a copy of a ready one.

The ready one is migrated and holds what every platform holds before anybody works on it: the questionnaires and the
lists of evidence that come with it. It stands beside pytest's own cache (SQLite) or on the server (PostgreSQL), named
for what it was made from: when a migration, what is delivered or the framework changes, it is made anew and the one
before goes. Tests with real transactions leave an empty one behind, and pytest-django runs them last.
"""

import fcntl
import hashlib
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import django
from django.apps import apps
from django.conf import settings

from assessments.services.questionnaires import load_questionnaires
from declarations.services.checklists import load_checklists

_FOLDER = settings.BASE_DIR / ".pytest_cache" / "databases"
_PREFIX = "cultivation_migrated_"
# Any number: it is the name of this lock on the server.
_LOCK = 20261201


def begin_as_copy(connection) -> bool:
    """Let the test database of ``connection`` begin as a copy of the ready one.

    Returns whether the copy stands there already and is to be kept (SQLite); PostgreSQL copies when it creates.
    """
    if connection.vendor == "sqlite":
        _copy_file(connection)
        return True
    _name_template(connection)
    return False


def _copy_file(connection) -> None:
    _FOLDER.mkdir(parents=True, exist_ok=True)
    ready = _FOLDER / f"{_PREFIX}{_made_from()}.sqlite3"
    with (_FOLDER / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not ready.exists():
            for before in _FOLDER.glob(f"{_PREFIX}*"):
                before.unlink()
            half = ready.with_suffix(".half")
            _make(connection, str(half))
            half.rename(ready)
    own = connection.creation._get_test_db_name()
    for name in (own, f"{own}-wal", f"{own}-shm"):
        Path(name).unlink(missing_ok=True)
    shutil.copyfile(ready, own)


def _name_template(connection) -> None:
    ready = _PREFIX + _made_from()
    half = f"{_PREFIX}half"
    with connection.creation._nodb_cursor() as cursor:
        # Whoever migrates takes longer than the platform would wait.
        cursor.execute("SET lock_timeout = 0")
        cursor.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
        cursor.execute(
            "SELECT datname FROM pg_database WHERE starts_with(datname::text, %s) AND datname <> %s",
            [_PREFIX, half],
        )
        there = [name for (name,) in cursor.fetchall()]
        if ready not in there:
            for before in there:
                cursor.execute(f'DROP DATABASE "{before}"')
            _make(connection, half)
            cursor.execute(f"ALTER DATABASE {half} RENAME TO {ready}")
        cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])
    connection.settings_dict["TEST"]["TEMPLATE"] = ready


def _make(connection, name: str) -> None:
    """Make the ready database ``name``, and leave ``connection`` as it was."""
    told = connection.settings_dict
    before, before_test = told["NAME"], told["TEST"]["NAME"]
    told["TEST"]["NAME"] = name
    try:
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        load_questionnaires()
        load_checklists()
    finally:
        connection.close()
        told["NAME"], told["TEST"]["NAME"] = before, before_test
        settings.DATABASES[connection.alias]["NAME"] = before


@contextmanager
def empty_database(connection, folder: Path) -> Iterator[None]:
    """``connection`` leads to a new database without tables, and back to its own afterwards; the new one goes."""
    own, name = connection.settings_dict["NAME"], f"{connection.settings_dict['NAME']}_empty"
    if connection.vendor == "sqlite":
        name = str(folder / "empty.sqlite3")
    else:
        _on_server(connection, f'DROP DATABASE IF EXISTS "{name}"', f'CREATE DATABASE "{name}"')
    connection.close()
    connection.settings_dict["NAME"] = name
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = own
        if connection.vendor != "sqlite":
            _on_server(connection, f'DROP DATABASE "{name}"')


def _on_server(connection, *statements: str) -> None:
    with connection.creation._nodb_cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _made_from() -> str:
    """A short name for the migrations and data of all applications and the framework that runs them."""
    made_from = hashlib.sha256(django.__version__.encode())
    for app in sorted(apps.get_app_configs(), key=lambda each: each.label):
        for path in sorted([*Path(app.path, "migrations").glob("*.py"), *Path(app.path, "data").glob("*.*")]):
            made_from.update(f"\n{app.label}/{path.name}\n".encode() + path.read_bytes())
    return made_from.hexdigest()[:16]
