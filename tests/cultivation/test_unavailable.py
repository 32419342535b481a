"""Trouble of the machine: a full disk, a waiting database, no Redis."""

import errno
import sqlite3

import pytest
from django.db import OperationalError, connection
from django.test import Client

from cultivation.unavailable import trouble


def patient_for(milliseconds: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA busy_timeout = {milliseconds}")


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "sqlite", reason="one writer at a time is SQLite's")
def test_what_was_typed_outlives_a_waiting_database(caplog):
    browser = Client(raise_request_exception=False)
    other = sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)
    patient_for(1)
    other.execute("BEGIN IMMEDIATE")
    try:
        sent = {"username": '甲<"公司', "password": "secret-of-mine", "csrfmiddlewaretoken": "x" * 64}
        response = browser.post("/accounts/login/?next=/a", sent)
        health = browser.get("/healthz")
        ready = browser.get("/readyz")
    finally:
        other.execute("ROLLBACK")
        other.close()
        patient_for(5000)
    assert (response.status_code, response["Retry-After"]) == (503, "10")
    assert 'name="username" value="甲&lt;&quot;公司"' in response.text
    assert f'name="csrfmiddlewaretoken" value="{"x" * 64}"' in response.text
    assert 'action="/accounts/login/?next=/a"' in response.text
    assert "secret-of-mine" not in response.text
    assert health.status_code == 200
    assert ready.json()["failed"] == ["database"]
    assert [line for line in caplog.messages if line.startswith("Unavailable")] == [
        "Unavailable: POST /accounts/login/: database locked"
    ]


def sqlite_error(code: int) -> OperationalError:
    cause = sqlite3.OperationalError("x")
    cause.sqlite_errorcode = code
    error = OperationalError("x")
    error.__cause__ = cause
    return error


def test_only_trouble_of_the_machine_is_unavailable():
    outer = RuntimeError()
    outer.__cause__ = OSError(errno.EDQUOT, "quota")
    cases = [
        (OSError(errno.ENOSPC, "full"), True),
        (outer, True),
        (sqlite_error(sqlite3.SQLITE_FULL), True),
        (sqlite_error(sqlite3.SQLITE_BUSY_SNAPSHOT), True),
        (sqlite_error(sqlite3.SQLITE_ERROR), False),  # no such table
        (OperationalError("connection refused"), True),
        (FileNotFoundError(errno.ENOENT, "gone"), False),
        (ValueError(), False),
        (None, False),
    ]
    assert [(error, want) for error, want in cases if bool(trouble(error)) != want] == []


def test_without_redis_pages_answer_and_limits_let_through(client, db, settings):
    pytest.importorskip("redis")
    settings.CACHES = {
        "default": {
            "BACKEND": "cultivation.gentle_cache.GentleRedisCache",
            "LOCATION": "redis://127.0.0.1:1/0",
        }
    }
    assert client.get("/").status_code == 200
    assert client.post("/accounts/login/", {"username": "x", "password": "y"}).status_code == 200
    assert client.get("/readyz").json()["failed"] == ["cache"]
