"""How long a login lasts, and two login pages in two tabs."""

import datetime as dt
import re

import pytest
import time_machine
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests import factories

LOGIN = reverse("enterprises:login")
HERE = reverse("enterprises:here")
ACCOUNT = reverse("enterprises:account")
START = dt.datetime(2026, 3, 2, 8, 0, tzinfo=dt.UTC)


def walk(login, user, hours: dict[float, str]) -> list[int]:
    """The answers to requests at hours after a login: ``post`` says that a page is used, ``get`` opens one."""
    with time_machine.travel(START, tick=False) as clock:
        client, answers = login(user), []
        for hour, what in hours.items():
            clock.move_to(START + dt.timedelta(hours=hour))
            response = client.post(HERE) if what == "post" else client.get(ACCOUNT)
            answers.append(response.status_code)
    return answers


def test_a_login_in_use_does_not_end(login, owner):
    assert walk(login, owner, {7: "post", 14: "post", 21: "get"}) == [204, 204, 200]


def test_a_login_ends_eight_hours_after_its_last_use(login, owner):
    assert walk(login, owner, {1: "post", 8.9: "get", 9.1: "get"}) == [204, 200, 302]
    assert walk(login, owner, {7.9: "get", 8.1: "get"}) == [200, 302], "opening pages writes nothing"


def test_it_is_written_once_an_hour_at_most(login, owner):
    with time_machine.travel(START, tick=False) as clock:
        client, ends = login(owner), []
        for minutes in (10, 59, 61, 100, 122):
            clock.move_to(START + dt.timedelta(minutes=minutes))
            answer = client.post(HERE)
            ends.append(
                (Session.objects.get().expire_date - START, settings.SESSION_COOKIE_NAME in answer.cookies)
            )
    age = dt.timedelta(seconds=settings.SESSION_COOKIE_AGE)
    later = [
        age,
        age,
        age + dt.timedelta(minutes=61),
        age + dt.timedelta(minutes=61),
        age + dt.timedelta(minutes=122),
    ]
    assert ends == list(zip(later, [False, False, True, False, True], strict=True))


def test_nobody_gets_a_session_by_asking(client, db):
    assert client.post(HERE).status_code == 302
    assert client.get(HERE).status_code in (302, 405)
    assert not Session.objects.exists() and timezone.now()


# --- Two login pages in two tabs ---------------------------------------------------------------------------------
def sent_late(browser: Client, login_page: str, user, wanted: str, **typed):
    """A login page opened before ``user`` logged in in another tab, and sent after it."""
    page = browser.get(login_page, {"next": wanted}).text
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[1]
    browser.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    data = {"username": user.username, "password": "x", "next": wanted, "csrfmiddlewaretoken": token}
    # The other tab's login gave the browser a new token.
    browser.cookies[settings.CSRF_COOKIE_NAME] = "n" * 32
    return browser.post(f"{login_page}?next={wanted}", data | typed)


def test_the_second_one_lands_where_its_visitor_wanted_to_go(owner):
    wanted = reverse("enterprises:product")
    response = sent_late(Client(enforce_csrf_checks=True), LOGIN, owner, wanted)
    assert (response.status_code, response.url) == (302, wanted)


def test_officials_land_there_too(places):
    wanted = reverse("admin:account")
    official = factories.make_official(places.tianhe)
    response = sent_late(Client(enforce_csrf_checks=True), reverse("admin:login"), official, wanted)
    assert (response.status_code, response.url) == (302, wanted)


def test_whose_login_it_is_is_said_when_another_one_was_typed(owner):
    browser = Client(enforce_csrf_checks=True)
    response = sent_late(browser, LOGIN, owner, ACCOUNT, username="somebody")
    assert f"已在另一个页面用账户 {owner.username} 登录" in browser.get(response.url).text


@pytest.mark.parametrize(
    "wanted", ["https://elsewhere.example/", "//elsewhere.example/", "/accounts/logout/"]
)
def test_it_leads_nowhere_else(owner, wanted):
    response = sent_late(Client(enforce_csrf_checks=True), LOGIN, owner, wanted)
    assert response.url == reverse("enterprise_home")


def test_without_a_login_a_wrong_token_is_still_refused(client, db):
    assert Client(enforce_csrf_checks=True).post(LOGIN, {"username": "x"}).status_code == 403
