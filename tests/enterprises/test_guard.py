"""Guessing passwords: every door slows it down, none locks anybody out."""

import datetime as dt
from collections.abc import Callable

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from enterprises.kit.doors import guard, tallies
from enterprises.kit.doors.tallies import Measure
from enterprises.models import Tally
from tests import factories
from tests.conftest import client_of, solve_captcha

pytestmark = pytest.mark.slow

LOGIN, ADMIN = reverse("enterprises:login"), reverse("admin:login")
NOW = dt.datetime(2026, 11, 23, 12, 0, tzinfo=dt.UTC)


def try_password(client: Client, name: str, password: str, page: str = LOGIN, **fields):
    return client.post(page, {"username": name, "password": password, **fields})


def solved_try(client: Client, name: str, password: str, page: str = LOGIN):
    """As a person does: answers the picture when there is one."""
    first = try_password(client, name, password, page)
    if b"captcha_0" not in first.content:
        return first
    return try_password(client, name, password, page, **solve_captcha(first.content.decode()))


def guess_from_everywhere(name: str, times: int, page: str = LOGIN) -> list:
    return [
        try_password(Client(REMOTE_ADDR=f"203.0.113.{number}"), name, "wrong-password", page)
        for number in range(times)
    ]


def test_a_measure_fills_and_empties():
    measure = Measure(free=3, leak=60, longest=10)
    cases = {  # level, seconds since: wait
        (0, 0): 0, (2, 0): 0, (3, 0): 2, (3, 1): 1, (3, 2): 0, (4, 0): 4, (5, 0): 8, (6, 0): 10, (9, 9): 1, (9, 10): 0,
        (3, -3600): 2,
    }  # fmt: skip
    found = {
        (level, since): measure.wait(Tally(key="x", level=level, at=NOW), NOW + dt.timedelta(seconds=since))
        for level, since in cases
    }
    assert found == cases


@pytest.mark.django_db
def test_an_attack_is_forgotten_after_a_while():
    measure = Measure(free=3, leak=60, longest=1)
    with time_machine.travel(NOW, tick=False) as clock:
        for _ in range(500):
            tallies.use({"x": measure})
            clock.shift(1)
        assert tallies.standing({"x": measure})[0]
        clock.shift(60 * 12)
        assert not tallies.standing({"x": measure})[0]


@pytest.mark.parametrize("page", [LOGIN, ADMIN])
def test_guessing_from_many_addresses_meets_the_captcha(places, page):
    official = factories.make_official(places.guangdong, "gd-province")
    answers = guess_from_everywhere(official.username, 40, page)
    asked = [b"captcha_0" in each.content for each in answers]
    assert not any(asked[: guard.BY_ACCOUNT.free - 1])
    assert all(asked[guard.BY_ACCOUNT.free :])
    late = try_password(Client(REMOTE_ADDR="198.51.100.1"), official.username, factories.PASSWORD, page)
    assert late.status_code == 200, "the right password alone does not get in"
    assert "图形验证码" in late.content.decode()


def test_whoever_knows_the_password_gets_in_with_a_captcha_and_patience(owner):
    with time_machine.travel(NOW, tick=False) as clock:
        guess_from_everywhere(owner.username, 40)
        stranger = Client(REMOTE_ADDR="198.51.100.1")
        early = solved_try(stranger, owner.username, factories.PASSWORD)
        assert early.status_code == 429
        assert 0 < int(early["Retry-After"]) <= guard.BY_ACCOUNT.longest
        assert "账户没有被锁定" in early.content.decode()
        assert owner.username in early.content.decode(), "what was typed stays"
        clock.shift(int(early["Retry-After"]))
        answer = try_password(
            stranger, owner.username, factories.PASSWORD, **solve_captcha(early.content.decode())
        )
        assert answer.status_code == 302


def test_nobody_can_keep_an_enterprise_out(owner):
    """A browser it used before, and another browser at its address, are not held up by what others try."""
    known = Client(REMOTE_ADDR="198.51.100.1")
    assert try_password(known, owner.username, factories.PASSWORD).status_code == 302
    known.post(reverse("enterprises:logout"))
    guess_from_everywhere(owner.username, 40)
    for client in (known, Client(REMOTE_ADDR="198.51.100.1")):
        assert try_password(client, owner.username, factories.PASSWORD).status_code == 302
    travelling = Client(REMOTE_ADDR="192.0.2.9")
    travelling.cookies[guard.COOKIE] = known.cookies[guard.COOKIE].value
    assert try_password(travelling, owner.username, factories.PASSWORD).status_code == 302


def test_an_invented_device_is_a_stranger(owner):
    guess_from_everywhere(owner.username, 12)
    forged = Client(REMOTE_ADDR="192.0.2.9")
    forged.cookies[guard.COOKIE] = f"abc.{guard.account_digest(owner.username)}"
    assert try_password(forged, owner.username, factories.PASSWORD).status_code == 200


def test_a_known_device_does_not_guess_for_ever(owner):
    client = Client()
    try_password(client, owner.username, factories.PASSWORD)
    client.post(reverse("enterprises:logout"))
    answers = [try_password(client, owner.username, "wrong-password") for _ in range(7)]
    assert b"captcha_0" in answers[-1].content


@pytest.mark.parametrize("page", [LOGIN, ADMIN])
def test_one_address_cannot_try_every_account(db, page):
    client = Client()
    with time_machine.travel(NOW, tick=False):
        answers = [try_password(client, factories.credit_code(), "wrong-password", page) for _ in range(45)]
    assert b"captcha_0" in answers[-1].content
    assert b"captcha_0" not in answers[20].content


def test_a_service_hall_is_slowed_for_seconds_only(owner, db):
    with time_machine.travel(NOW, tick=False) as clock:
        guessing = Client()
        for _ in range(60):
            solved_try(guessing, factories.credit_code(), "wrong-password")
        clerk = Client()
        answer = try_password(clerk, owner.username, factories.PASSWORD)
        clock.shift(guard.BY_ADDRESS.longest)
        answer = try_password(
            clerk, owner.username, factories.PASSWORD, **solve_captcha(answer.content.decode())
        )
        assert answer.status_code == 302


def test_an_unknown_account_is_answered_alike(owner):
    def story(name: str) -> list[tuple]:
        with time_machine.travel(NOW, tick=False):
            answers = [
                solved_try(Client(REMOTE_ADDR="203.0.113.77"), name, "wrong-password") for _ in range(8)
            ]
            Tally.objects.filter(key__startswith="address").delete()
        return [(each.status_code, each.context["form"].errors.get("__all__")) for each in answers]

    assert story(owner.username) == story(factories.credit_code())


def _enterprise(owner, places):
    return owner, reverse("enterprises:password")


def _official(owner, places):
    return factories.make_official(places.guangdong, "gd-province"), reverse("admin:password_change")


@pytest.mark.parametrize("who", [_enterprise, _official])
def test_the_old_password_is_no_door_for_guessing(owner, places, who: Callable):
    user, page = who(owner, places)
    client = client_of(user)
    new = {"new_password1": "another-horse-battery", "new_password2": "another-horse-battery"}
    answers = [client.post(page, {"old_password": "wrong-password", **new}) for _ in range(12)]
    assert answers[0].status_code == 200
    assert "原密码不正确" in answers[0].content.decode()
    assert b"captcha_0" in answers[-1].content
    assert client.post(page, {"old_password": factories.PASSWORD, **new}).status_code == 200
    user.refresh_from_db()
    assert user.check_password(factories.PASSWORD)


def test_looking_at_the_login_counts_nothing(client, db):
    for page in (LOGIN, ADMIN):
        client.get(page)
    assert not Tally.objects.exists()
