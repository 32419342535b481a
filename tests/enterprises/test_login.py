"""Login, logout, and the ways back."""

import pytest
from django.test import Client
from django.urls import reverse

from tests import factories

LOGIN = reverse("enterprises:login")


def log_in(client: Client, username: str, password: str = factories.PASSWORD, **fields):
    return client.post(LOGIN, {"username": username, "password": password, **fields})


def test_an_enterprise_logs_in_with_its_credit_code_and_out_again(client, owner):
    response = log_in(client, f" {owner.username.lower()} ")
    assert response.status_code == 302
    assert response.url == reverse("enterprise_home")
    assert client.get(reverse("enterprises:profile")).status_code == 200
    response = client.post(reverse("enterprises:logout"))
    assert response.url == reverse("home")
    assert client.get(reverse("enterprises:profile")).status_code == 302


def test_logging_out_takes_a_post(owner_client):
    assert owner_client.get(reverse("enterprises:logout")).status_code == 405
    assert owner_client.get(reverse("enterprises:profile")).status_code == 200


def test_a_natural_person_logs_in_with_the_identity_number(client, db):
    factories.make_natural_user()
    response = log_in(client, "11010519491231002x")
    assert response.url == reverse("enterprise_home")


def test_an_official_is_led_to_the_administrators_side(client, places):
    official = factories.make_official(places.guangdong, "gd-province")
    assert log_in(client, official.username).url == reverse("admin:index")
    assert client.get(LOGIN).url == reverse("admin:index")


@pytest.mark.parametrize("password", ["", "wrong-password", "x" * 5000, "\x00"])
def test_a_wrong_password_says_the_same_as_an_unknown_name(client, owner, password):
    known, unknown = (
        log_in(client, owner.username, password),
        log_in(client, factories.credit_code(1), password),
    )
    for response in (known, unknown):
        assert response.status_code == 200
        assert response.context["form"].errors
    assert known.context["form"].errors == unknown.context["form"].errors


@pytest.mark.parametrize(
    ("wanted", "led"),
    [
        ("/enterprise/profile/", "/enterprise/profile/"),
        ("https://evil.example/", "/enterprise/"),
        ("//evil.example/", "/enterprise/"),
        ("javascript:alert(1)", "/enterprise/"),
        ("/accounts/logout/", "/enterprise/"),
        ("/admin/", "/enterprise/"),
        ("", "/enterprise/"),
        ("foo", "/enterprise/"),
        ("home", "/enterprise/"),
        ("enterprise/profile/", "/enterprise/"),
        ("?next=1", "/enterprise/"),
        ("/\\evil.example/", "/enterprise/"),
        ("/" + "x" * 20_000, "/enterprise/"),
        ("/\x00\r\nSet-Cookie: a=b", "/%00%0D%0ASet-Cookie:%20a=b"),
    ],
)
def test_next_is_followed_only_within_the_platform(client, owner, wanted, led):
    assert log_in(client, owner.username, next=wanted).url == led
    assert client.get(LOGIN, {"next": wanted}).url == led, "logged in already"


def test_the_page_that_asked_for_the_login_is_kept(client, owner):
    asked = client.get(reverse("enterprises:figures"))
    assert asked.status_code == 302
    page = client.get(asked.url).content.decode()
    assert f'name="next" value="{reverse("enterprises:figures")}"' in page
    assert log_in(client, owner.username, next=reverse("enterprises:figures")).url == reverse(
        "enterprises:figures"
    )


def test_an_inactive_account_cannot_log_in(client, owner):
    owner.is_active = False
    owner.save()
    assert log_in(client, owner.username).status_code == 200


@pytest.mark.parametrize("name", ["recover", "phone_change"])
def test_the_ways_back_are_told_and_public(client, db, name):
    page = client.get(reverse(f"enterprises:{name}"))
    assert page.status_code == 200
    assert "主管部门" in page.content.decode()


@pytest.mark.parametrize("name", ["profile", "profile_edit", "figures", "intellectual_property"])
def test_only_legal_accounts_open_enterprise_pages(places, login, name):
    """M4.2."""
    url = reverse(f"enterprises:{name}")
    person = login(factories.make_natural_user()).get(url)
    official = login(factories.make_official(places.tianhe)).get(url)
    assert (person.status_code, official.status_code) == (403, 403)
    assert reverse("enterprises:register") in person.content.decode()
    assert reverse("admin:index") in official.content.decode()
