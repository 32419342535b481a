"""Fills the bench's data folder once and prints who visits what: ``DATA_DIR=… python -m tests.load.fill``.

The last line printed is JSON: the address of every measured page and the cookies of the two who are logged in.
"""

import hashlib
import json
import os
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cultivation.settings")
django.setup()

from django.conf import settings  # noqa: E402
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402
from django.urls import NoReverseMatch, reverse  # noqa: E402

from assessments.services import taking  # noqa: E402
from declarations.enums import FilingState  # noqa: E402
from declarations.models import Filing  # noqa: E402
from enterprises.enums import AccountKind  # noqa: E402
from enterprises.models import Authority, User  # noqa: E402
from notices.models import Notice  # noqa: E402
from tests.load import population  # noqa: E402


def fingerprint() -> str:
    """Of the generator and the tables: other data is wanted when one of them changes."""
    sources = [Path(population.__file__), *sorted(settings.BASE_DIR.glob("*/migrations/*.py"))]
    return hashlib.sha256(b"".join(path.read_bytes() for path in sources)).hexdigest()


def fill() -> None:
    stamp = settings.DATA_DIR / "generated"
    if stamp.exists():
        return
    population.Population().write()
    stamp.write_text(fingerprint())


def cookie(user: User) -> str:
    """A logged-in browser's cookie header, its session written straight into the database."""
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[-1]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"


def official() -> User:
    """Whoever works at the measured county, with the roles every official has."""
    user, _ = User.objects.get_or_create(
        username="load-official",
        defaults={
            "kind": AccountKind.OFFICIAL,
            "full_name": "负载测试",
            "is_staff": True,
            "authority": Authority.objects.get(code=population.HOME_COUNTY),
        },
    )
    user.charge()
    return user


def visits() -> dict[str, dict[str, str]]:
    """Name of the page -> address and cookie. A page this tree does not have yet has an empty address."""
    owner = User.objects.get(username=population.credit_code(population.HOME_COUNTY, 0))
    draft = Filing.objects.get(enterprise=owner.enterprise, state=FilingState.DRAFT)
    notice = Notice.objects.published().first()
    member, staff = cookie(owner), cookie(official())
    pages = {
        "home": ("home", [], ""),
        "notice list": ("notices:list", [], ""),
        "notice detail": ("notices:detail", [notice.pk], ""),
        "certification query": ("enterprises:certification_query", [], ""),
        "enterprise front page": ("enterprise_home", [], member),
        "form section": ("declarations:section", [draft.pk, "operations"], member),
        "questionnaire page": ("assessments:take", [taking.start(owner.enterprise).pk, "operation"], member),
        "admin inbox": ("admin:declarations_filing_changelist", [], staff),
    }
    return {name: {"path": _address(view, args), "cookie": who} for name, (view, args, who) in pages.items()}


def _address(view: str, args: list) -> str:
    try:
        return reverse(view, args=args)
    except NoReverseMatch:
        return ""


if __name__ == "__main__":
    fill()
    print(json.dumps(visits()))
