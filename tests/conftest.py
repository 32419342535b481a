"""Fixtures every test may use, and the guards that make silence loud."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from captcha.models import CaptchaStore
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from assessments import models, questionnaire_files
from assessments.questionnaires import Questionnaire
from declarations.models import Checklist
from enterprises.kit.doors import renewal
from tests import examples, factories
from tests.database_only import touches_database
from tests.guards import shuffle_unordered_querysets
from tests.migrated import begin_as_copy

examples.register()
# Helpers that assert say what they saw, as tests do.
pytest.register_assert_rewrite("tests.browser.declaring", "tests.declarations.check_up")


@pytest.fixture(scope="session")
def django_db_keepdb(django_db_modify_db_settings, django_db_blocker) -> bool:
    """Where pytest-django asks whether the test database is there already: it is, a copy of the ready one."""
    with django_db_blocker.unblock():
        return begin_as_copy(connection)


@pytest.fixture(scope="session", autouse=True)
def _loud_querysets():
    with pytest.MonkeyPatch.context() as patch:
        shuffle_unordered_querysets(patch)
        yield


@pytest.fixture(scope="session", autouse=True)
def _delivered_questionnaires_are_read_once():
    """They are thousands of lines, and what is read from them is frozen."""
    read: dict[bytes, Questionnaire] = {}
    load = questionnaire_files.load

    def load_once(path: Path) -> Questionnaire:
        content = path.read_bytes()
        if content not in read:
            read[content] = load(path)
        return read[content]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(questionnaire_files, "load", load_once)
        yield


@pytest.fixture(autouse=True)
def _loud():
    cache.clear()
    yield
    assert translation.get_language() == settings.LANGUAGE_CODE, "this test leaves another language behind"


@pytest.fixture(autouse=True)
def _own_files(request):
    """A folder for what a test stores. One without a database stores nothing and is not asked to pay for it."""
    if touches_database(request.node):
        request.getfixturevalue("settings").MEDIA_ROOT = request.getfixturevalue("tmp_path") / "files"


@pytest.fixture
def nothing_delivered(db) -> None:
    """A platform before the questionnaires and lists of evidence that come with it were loaded."""
    for model in (models.Release, models.Questionnaire, Checklist):
        model.objects.all().delete()


@pytest.fixture
def places(db):
    """A small map with its authorities; see ``factories.make_places``."""
    return factories.make_places()


@pytest.fixture
def enterprise(places):
    """An enterprise of 天河区 with complete basic information."""
    return factories.make_enterprise(places.tianhe)


@pytest.fixture
def owner(enterprise):
    return factories.make_legal_user(enterprise)


@pytest.fixture
def owner_client(owner) -> Client:
    """A browser in which the enterprise's account is logged in."""
    return client_of(owner)


def client_of(user) -> Client:
    """A browser that holds the session a login leaves behind. What else a login does is asked of the login page."""
    session = SessionStore()
    session[SESSION_KEY] = user._meta.pk.value_to_string(user)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    renewal.begin(session)
    session.create()
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
    return client


@pytest.fixture
def login() -> Callable[..., Client]:
    """``login(user)`` gives a browser in which ``user`` is logged in."""
    return client_of


@pytest.fixture
def captcha_answer(db) -> Callable[[str], dict[str, str]]:
    """``captcha_answer(html)`` solves the captcha of a page: the two form fields with the right answer."""
    return solve_captcha


def solve_captcha(html: str) -> dict[str, str]:
    key = re.search(
        r'name="captcha_0"[^>]*value="([0-9a-f]+)"|value="([0-9a-f]+)"[^>]*name="captcha_0"', html
    )
    hashkey = next(group for group in key.groups() if group)
    return {"captcha_0": hashkey, "captcha_1": CaptchaStore.objects.get(hashkey=hashkey).response}


@pytest.fixture
def query_count() -> Callable[[Client, str], int]:
    """``query_count(client, url)``: how many queries a successful GET of ``url`` takes."""

    def count(client: Client, url: str) -> int:
        client.get(url)
        with CaptureQueriesContext(connection) as captured:
            response = client.get(url)
        assert response.status_code == 200, response.status_code
        return len(captured)

    return count
