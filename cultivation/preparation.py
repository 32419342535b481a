"""What a folder of data needs before the site can be served from it, each step done once per state of its inputs.

A step leaves a stamp in ``DATA_DIR/prepared.json``: the digest of what went in. Steps that write the database also
stamp which database it was and how many migrations it knew, so that a new, an emptied or another database is prepared
anew although the folder is old.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, connection

from assessments.services.questionnaires import load_questionnaires
from cultivation.demo.filings import build_demonstration
from cultivation.private_data import close_database, close_files
from declarations.services.checklists import load_checklists
from enterprises.reference import load_reference_data

ROOMS = ("notices", "enterprises", "assessments", "declarations", "cultivation")
ADVISORY_LOCK = 0x50524550  # "PREP"
LOCK = "cultivation/requirements/core.txt"
# Bootstrap ships every build of itself; compressing those no page names would take most of a first start.
UNUSED_STATIC_FILES = [
    "*.rtl.*",
    "bootstrap-*",
    "bootstrap.css*",
    "bootstrap.js*",
    "bootstrap.min.js*",
    "bootstrap.esm*",
    "bootstrap.bundle.js*",
]


@dataclass(frozen=True)
class Step:
    """One thing to do, and everything that makes it worth doing again."""

    key: str
    title: str
    run: Callable[[], object]
    inputs: Callable[[], Iterable[Path]]
    target: Callable[[], str]

    def digest(self) -> str:
        total = hashlib.sha256(self.target().encode())
        for path in sorted(self.inputs()):
            total.update(str(path.relative_to(settings.BASE_DIR)).encode() + b"\0" + path.read_bytes())
        return total.hexdigest()


def _files(*patterns: str) -> Callable[[], Iterator[Path]]:
    def found() -> Iterator[Path]:
        for pattern in (*patterns, LOCK):
            yield from (
                path for path in settings.BASE_DIR.glob(pattern) if path.is_file() and path.suffix != ".pyc"
            )

    return found


def _database() -> str:
    """Which database this is and how many migrations it has seen; changes when it is emptied or replaced."""
    values = settings.DATABASES["default"]
    place = [str(values.get(name, "")) for name in ("ENGINE", "HOST", "PORT", "NAME")]
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT COUNT(*) FROM django_migrations")
            place.append(str(cursor.fetchone()[0]))
    except DatabaseError:
        place.append("new")
    return "\n".join(place)


def _static_files() -> str:
    manifest = Path(settings.STATIC_ROOT) / "staticfiles.json"
    return f"{settings.STATIC_ROOT} {manifest.exists()}"


MIGRATE = Step(
    "migrate",
    "database tables",
    partial(call_command, "migrate", verbosity=0),
    _files(*(f"{room}/migrations/*.py" for room in ROOMS)),
    _database,
)
REFERENCE = Step(
    "reference",
    "regions, industries, authorities",
    load_reference_data,
    _files("enterprises/data/*", "enterprises/reference.py"),
    _database,
)
CHECKLISTS = Step(
    "checklists",
    "lists of evidence",
    load_checklists,
    _files("declarations/data/*", "declarations/services/*checklists.py"),
    _database,
)
QUESTIONNAIRES = Step(
    "questionnaires", "questionnaires", load_questionnaires, _files("assessments/data/*"), _database
)
DEMONSTRATION = Step(
    "demonstration",
    "demonstration data",
    build_demonstration,
    _files("cultivation/demo/**/*"),
    _database,
)
STATIC = Step(
    "static",
    "static files",
    partial(
        call_command, "collectstatic", interactive=False, verbosity=0, ignore_patterns=UNUSED_STATIC_FILES
    ),
    _files("static/**/*"),
    _static_files,
)


def steps() -> list[Step]:
    """The steps of this installation, in order."""
    chosen = [MIGRATE, REFERENCE, QUESTIONNAIRES, CHECKLISTS]
    if settings.DEMONSTRATION:
        chosen.append(DEMONSTRATION)
    return [*chosen, STATIC]


def prepare(report: Callable[[str], None]) -> list[str]:
    """Run the steps whose inputs changed and return their keys. ``report`` gets one line before each.

    A step that fails raises what it raises and leaves no stamp: the next start tries it again.
    """
    settings.DATA_DIR.mkdir(parents=True, exist_ok=True, mode=0o700)
    closed = close_files(Path(settings.MEDIA_ROOT))
    if settings.DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
        closed += close_database(Path(settings.DATABASES["default"]["NAME"]))
    if closed:
        report(f"{closed} files and folders taken from other accounts of this machine")
    with _alone():
        return _prepare(report)


@contextmanager
def _alone() -> Iterator[None]:
    """One ``prepare`` at a time on a PostgreSQL, from whatever machine; .ci/serve locks the folder."""
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        # A migration may wait, and may take, longer than a page.
        cursor.execute("SET lock_timeout = 0")
        cursor.execute("SELECT pg_advisory_lock(%s)", [ADVISORY_LOCK])
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [ADVISORY_LOCK])
            cursor.execute("RESET lock_timeout")


def _prepare(report: Callable[[str], None]) -> list[str]:
    path = settings.DATA_DIR / "prepared.json"
    stamps = _read(path)
    done = []
    for step in steps():
        if stamps.get(step.key) == step.digest():
            continue
        report(f"{step.title} …")
        step.run()
        # What the step itself changed (a migration more, the first manifest) belongs to the stamp.
        stamps[step.key] = step.digest()
        partial = path.with_suffix(".part")
        partial.touch(mode=0o600)
        partial.write_text(json.dumps(stamps, indent=1))
        partial.replace(path)
        done.append(step.key)
    return done


def _read(path: Path) -> dict[str, str]:
    try:
        return json.loads(path.read_text())
    except (FileNotFoundError, json.JSONDecodeError):
        return {}
