"""Fills an empty bare database and prints its pages as JSON: ``BARE_DATABASE=… python -m tests.load.bare.fill``."""

import datetime as dt
import json
import os

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.load.bare.settings"
django.setup()

from django.conf import settings  # noqa: E402
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402
from django.contrib.auth.models import User  # noqa: E402
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.utils import timezone  # noqa: E402

from tests.load.bare.models import Entry  # noqa: E402

ROWS = 5_000


def fill() -> None:
    call_command("migrate", run_syncdb=True, verbosity=0)
    now = timezone.now()
    Entry.objects.bulk_create(
        Entry(
            title=f"第{n}号公告",
            place="广州市",
            kind="申报",
            state="open",
            tier="创新型",
            score=n % 100,
            published_at=now - dt.timedelta(hours=n),
            decided_at=now,
        )
        for n in range(ROWS)
    )
    User.objects.create(username="member", is_staff=True, is_superuser=True)


def cookie() -> str:
    user = User.objects.get()
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"


def visits() -> dict[str, dict[str, str]]:
    member = cookie()
    pages = {
        "template only": ("/template/", ""),
        "one row, one query": (f"/rows/{Entry.objects.first().pk}/", ""),
        "20 rows, one query": ("/rows/", ""),
        "20 rows, logged in": ("/members/", member),
        "stock admin list, 50 rows": ("/admin/bare/entry/", member),
        "30-field form, plain, logged in": ("/form/", member),
        "30-field form, crispy, logged in": ("/crispy/", member),
    }
    return {name: {"path": path, "cookie": who} for name, (path, who) in pages.items()}


if __name__ == "__main__":
    fill()
    print(json.dumps(visits()))
