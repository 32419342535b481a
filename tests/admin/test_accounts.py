"""Accounts and authorities through the admin: who makes, moves and resets whom."""

import html
import re

import pytest
from django.urls import reverse

from enterprises.enums import AccountKind, AuthorityLevel
from enterprises.models import Authority, User
from tests import factories

ADD_USER = reverse("admin:enterprises_user_add")
ADD_AUTHORITY = reverse("admin:enterprises_authority_add")


def text(response) -> str:
    return html.unescape(response.content.decode())


def change(obj):
    return reverse(f"admin:enterprises_{obj._meta.model_name}_change", args=[obj.pk])


def password_page(user):
    return reverse("admin:auth_user_password_change", args=[user.pk])


def new_official(office, **changes) -> dict[str, str]:
    return {
        "username": "new-official",
        "password1": "Ju4!long-enough",
        "password2": "Ju4!long-enough",
        "full_name": "新经办",
        "authority": str(office.pk),
        "phone": "13800138000",
        "email": "",
    } | changes


@pytest.mark.parametrize("office", ["superuser", "ministry"])
def test_the_ministry_makes_officials_who_can_log_in(office, browse, places, client):
    response = browse(office).post(ADD_USER, new_official(places.hunan))
    assert response.status_code == 302, text(response)
    made = User.objects.get(username="new-official")
    assert (made.kind, made.authority, made.is_staff, made.is_superuser) == (
        AccountKind.OFFICIAL,
        places.hunan,
        True,
        False,
    )
    client.post(reverse("admin:login"), {"username": "new-official", "password": "Ju4!long-enough"})
    assert client.get(reverse("admin:index")).status_code == 200


@pytest.mark.parametrize("office", ["guangdong", "guangzhou", "tianhe"])
def test_others_make_no_accounts(office, browse, places):
    assert browse(office).get(ADD_USER).status_code == 403
    assert browse(office).post(ADD_USER, new_official(places.tianhe)).status_code == 403
    assert not User.objects.filter(username="new-official").exists()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"username": "91440106MA00000016"}, "小写字母"),
        ({"username": ""}, "必须"),
        ({"password2": "another"}, "不一致"),
        ({"password1": "123", "password2": "123"}, "密码"),
        ({"authority": ""}, "必须"),
        ({"authority": "999999"}, "选择"),
        ({"phone": "12345"}, "11位手机号"),
        ({"full_name": "长" * 51}, "50"),
    ],
)
def test_bad_accounts_are_answered_in_the_form(changes, words, browse, places):
    response = browse("ministry").post(ADD_USER, new_official(places.hunan, **changes))
    assert response.status_code == 200
    assert words in text(response)
    assert User.objects.filter(kind=AccountKind.OFFICIAL).count() == 12


def test_nobody_makes_a_superuser_but_a_superuser(browse, places, officials):
    browse("ministry").post(ADD_USER, new_official(places.hunan, is_superuser="on", is_staff="on"))
    assert not User.objects.get(username="new-official").is_superuser
    form = {"full_name": "升级", "authority": str(places.hunan.pk), "is_active": "on", "is_superuser": "on"}
    browse("ministry").post(change(officials.hunan), form)
    officials.hunan.refresh_from_db()
    assert (officials.hunan.full_name, officials.hunan.is_superuser) == ("升级", False)


def test_an_office_looks_after_those_below_it(browse, officials, places):
    form = {
        "full_name": "换了人",
        "phone": "",
        "email": "",
        "is_active": "on",
        "authority": str(places.hunan.pk),
    }
    assert browse("guangzhou").post(change(officials.tianhe), form).status_code == 302
    officials.tianhe.refresh_from_db()
    assert officials.tianhe.full_name == "换了人"
    assert officials.tianhe.authority == places.tianhe, "moving is the ministry's"


@pytest.mark.parametrize(
    ("office", "whose", "allowed"),
    [
        ("guangzhou", "tianhe", True),
        ("ministry", "guangdong", True),
        ("superuser", "ministry", True),
        ("tianhe", "tianhe", False),
        ("guangzhou", "guangdong", False),
        ("guangzhou", "superuser", False),
        ("ministry", "superuser", False),
        ("hunan", "tianhe", False),
    ],
)
def test_resetting_passwords(office, whose, allowed, browse, officials):
    client, user = browse(office), getattr(officials, whose)
    before = User.objects.get(pk=user.pk).password
    data = {"password1": "Ju4!long-enough", "password2": "Ju4!long-enough", "set-password": "1"}
    response = client.post(password_page(user), data)
    assert response.status_code in ((302,) if allowed else (302, 403, 404))
    assert (User.objects.get(pk=user.pk).password != before) == allowed
    assert (client.get(password_page(user)).status_code == 200) == allowed


def test_colleagues_do_not_reset_one_another(browse, places):
    colleague = factories.make_official(places.guangzhou)
    assert browse("guangzhou").get(password_page(colleague)).status_code == 403


def test_enterprises_accounts_are_only_read(browse, owner):
    for office in ("guangdong", "superuser"):
        assert browse(office).get(password_page(owner)).status_code == 403
        page = text(browse(office).get(change(owner)))
        assert owner.username in page
        assert 'name="_save"' not in page


def test_a_superuser_without_office_keeps_the_flag_or_gets_an_office(browse, officials):
    response = browse("superuser").post(
        change(officials.superuser), {"full_name": "管理员", "is_active": "on"}
    )
    assert response.status_code == 200
    assert "须属于一个主管部门" in text(response)


def test_too_weak_a_new_password_is_explained(browse, officials):
    data = {"password1": "1234567890", "password2": "1234567890"}
    response = browse("guangzhou").post(password_page(officials.tianhe), data)
    assert response.status_code == 200
    assert "密码" in text(response)


# --- Authorities ---------------------------------------------------------------------------------------------------
def zone(parent, **changes) -> dict[str, str]:
    return {
        "name": "广州高新区主管部门",
        "code": "440199",
        "level": "county",
        "parent": str(parent.pk),
        "publicity_days": "5",
        "region": "",
    } | changes


@pytest.mark.parametrize("office", ["superuser", "ministry", "guangdong"])
def test_a_zone_is_placed_in_the_tree(office, browse, places):
    response = browse(office).post(ADD_AUTHORITY, zone(places.guangzhou))
    assert response.status_code == 302, text(response)
    made = Authority.objects.get(code="440199")
    assert made.path == places.guangzhou.path + "440199"
    assert made in Authority.objects.subtree(places.guangzhou)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"code": "44"}, "6位"),
        ({"code": "440106"}, "已有"),
        ({"level": "city"}, "没有“city”这个选项"),
        ({"publicity_days": "-1"}, "不能小于 0"),
        ({"name": ""}, "必须"),
    ],
)
def test_bad_zones(changes, words, browse, places):
    response = browse("guangdong").post(ADD_AUTHORITY, zone(places.guangzhou, **changes))
    assert response.status_code == 200
    assert words in text(response)


def test_a_zone_hangs_below_a_higher_office_of_one_s_own(browse, places):
    client = browse("guangdong")
    assert "须高于" in text(client.post(ADD_AUTHORITY, zone(places.tianhe)))
    assert client.post(ADD_AUTHORITY, zone(places.changsha)).status_code == 200
    assert not Authority.objects.filter(code="440199").exists()


@pytest.mark.parametrize("office", ["tianhe", "guangzhou"])
def test_cities_and_counties_add_no_offices(office, browse, places):
    assert browse(office).post(ADD_AUTHORITY, zone(places.guangzhou)).status_code == 403


def test_a_province_renames_and_sets_publicity_days(browse, places):
    data = {
        "name": "天河区工信局",
        "publicity_days": "7",
        "parent": str(places.hunan.pk),
        "level": "province",
    }
    assert browse("guangdong").post(change(places.tianhe), data).status_code == 302
    places.tianhe.refresh_from_db()
    assert (places.tianhe.name, places.tianhe.publicity_days) == ("天河区工信局", 7)
    assert (places.tianhe.parent, places.tianhe.level) == (places.guangzhou, AuthorityLevel.COUNTY)


def test_the_ministry_moves_a_branch_with_all_below_it(browse, places):
    data = {
        "name": places.guangzhou.name,
        "publicity_days": "5",
        "parent": str(places.hunan.pk),
        "region": "440100",
    }
    response = browse("ministry").post(change(places.guangzhou), data)
    assert response.status_code == 302, text(response)
    places.tianhe.refresh_from_db()
    assert places.tianhe.path == places.hunan.path + "440100" + "440106"


def test_a_branch_is_not_hung_below_itself(browse, places):
    data = {
        "name": places.guangdong.name,
        "publicity_days": "5",
        "parent": str(places.tianhe.pk),
        "region": "440000",
    }
    assert browse("ministry").post(change(places.guangdong), data).status_code == 200


def test_the_ministry_s_own_office_needs_no_parent(browse, places):
    response = browse("ministry").post(
        change(places.ministry), {"name": "工信部", "publicity_days": "5", "parent": "", "region": ""}
    )
    assert response.status_code == 302, re.findall("errorlist.*", text(response))
