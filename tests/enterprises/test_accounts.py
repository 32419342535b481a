"""我的账户: what an account is, and a new password for it."""

import re

import pytest
from django.urls import reverse

from tests import factories
from tests.conftest import client_of

ACCOUNT, PASSWORD = reverse("enterprises:account"), reverse("enterprises:password")
NEW = "another-horse-battery"


def change(client, old: str = factories.PASSWORD, new: str = NEW, again: str | None = None):
    data = {"old_password": old, "new_password1": new, "new_password2": new if again is None else again}
    return client.post(PASSWORD, data)


def test_an_enterprise_changes_its_password_and_other_browsers_are_out(owner):
    here, elsewhere = client_of(owner), client_of(owner)
    response = change(here)
    assert response.url == ACCOUNT
    assert "密码已修改" in here.get(ACCOUNT).content.decode()
    assert elsewhere.get(ACCOUNT).status_code == 302
    owner.refresh_from_db()
    assert owner.check_password(NEW)


def test_the_account_says_what_it_is(owner_client, owner, login):
    page = owner_client.get(ACCOUNT).content.decode()
    for words in ("法人账户", owner.username, owner.enterprise.name, PASSWORD):
        assert words in page
    person = factories.make_natural_user()
    page = login(person).get(ACCOUNT).content.decode()
    assert "自然人账户" in page
    assert person.username not in page, "an ID number is shown in part only"
    assert change(login(person)).url == ACCOUNT


@pytest.mark.parametrize(
    ("address", "where"), [(ACCOUNT, "admin:account"), (PASSWORD, "admin:password_change")]
)
def test_an_official_is_led_to_the_admin(places, login, address, where):
    official = factories.make_official(places.guangdong)
    assert login(official).get(address).url == reverse(where)


def test_every_page_has_an_entry_to_the_account(owner_client, places, login):
    """In the enterprise's menu, whose page marks it, and in the officials' tools."""
    entry = re.compile(rf'<a href="{ACCOUNT}"( aria-current="true")?><svg.*?</svg>我的账户</a>', re.DOTALL)
    page = owner_client.get(reverse("enterprises:profile")).content.decode()
    assert entry.search(page) and not entry.search(page)[1]
    assert entry.search(owner_client.get(ACCOUNT).content.decode())[1]
    person = login(factories.make_natural_user())
    assert "企业信息管理" not in person.get(ACCOUNT).content.decode()

    official = factories.make_official(places.guangdong, phone="13900000000")
    browser, own = login(official), reverse("admin:account")
    assert f'<a href="{own}">我的账户</a>' in browser.get(reverse("admin:index")).content.decode()
    page = browser.get(own).content.decode()
    for words in (
        official.username,
        str(official.authority),
        "13900000000",
        reverse("admin:password_change"),
    ):
        assert words in page
    assert owner_client.get(own).status_code == 302


def test_what_is_wrong_is_said_at_its_field(owner_client, owner):
    cases = {
        ("wrong-password", NEW, NEW): ("old_password", "原密码不正确"),
        (factories.PASSWORD, NEW, "other"): ("new_password2", "两次输入的新密码不一致"),
        (factories.PASSWORD, factories.PASSWORD, factories.PASSWORD): ("new_password1", "与原密码相同"),
        (factories.PASSWORD, "12345678901", "12345678901"): ("new_password1", "数字"),
        (factories.PASSWORD, "", ""): ("new_password1", "请填写新密码"),
    }
    problems = {}
    for typed, (field, words) in cases.items():
        errors = change(owner_client, *typed).context["form"].errors
        if words not in "".join(errors.get(field, [])):
            problems[typed] = errors
    assert not problems
    owner.refresh_from_db()
    assert owner.check_password(factories.PASSWORD)
