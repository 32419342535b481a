"""Health for load balancers, and pages for requests refused early."""

from types import SimpleNamespace

import pytest
from django.test import Client

from cultivation.views import health


def test_healthz_asks_nothing(client, django_assert_num_queries, db):
    with django_assert_num_queries(0):
        response = client.get("/healthz")
    assert (response.status_code, response.content) == (200, b"ok")
    assert "no-store" in response["Cache-Control"]


def test_readyz_when_everything_answers(client, db, settings):
    response = client.get("/readyz")
    assert response.status_code == 200
    assert response.json() == {"status": "ok", "failed": []}
    assert list(settings.MEDIA_ROOT.iterdir()) == []


@pytest.fixture
def broken(monkeypatch, settings, tmp_path):
    def break_database():
        def refuse():
            raise OSError("password of the database: hunter2")

        monkeypatch.setattr(health, "connection", SimpleNamespace(cursor=refuse, vendor="postgresql"))

    def break_cache():
        settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}

    def break_disk():
        (tmp_path / "in-the-way").write_text("")
        settings.MEDIA_ROOT = tmp_path / "in-the-way" / "files"

    return {"database": break_database, "cache": break_cache, "disk": break_disk}


@pytest.mark.parametrize("part", ["database", "cache", "disk"])
def test_readyz_names_what_failed_and_no_more(client, db, broken, part, caplog):
    broken[part]()
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json() == {"status": "unavailable", "failed": [part]}
    assert f"Not ready: {part}" in caplog.text


def test_every_check_is_reported(client, monkeypatch, db):
    def refuse():
        raise RuntimeError

    for name in ("_database", "_cache", "_disk"):
        monkeypatch.setattr(health, name, refuse)
    assert client.get("/readyz").json()["failed"] == ["database", "cache", "disk"]


def test_a_stale_form_is_explained(db):
    response = Client(enforce_csrf_checks=True).post("/accounts/login/", {"username": "x"})
    assert response.status_code == 403
    assert "页面已失效" in response.text
    assert "CSRF" not in response.text


def test_a_body_that_is_too_large_is_refused_with_the_limit(client, db, settings):
    client.cookies[settings.SESSION_COOKIE_NAME] = "unknown"
    kinds = {
        "text/plain": f"文字不能超过 {settings.DATA_UPLOAD_MAX_MEMORY_SIZE // 1024 // 1024} MB",
        "multipart/form-data; boundary=b": f"不能超过 {settings.REQUEST_MAX_BYTES // 1024 // 1024} MB",
    }
    for kind, words in kinds.items():
        response = client.post("/accounts/login/", CONTENT_TYPE=kind, CONTENT_LENGTH=10**12)
        assert response.status_code == 413
        assert words in response.text
