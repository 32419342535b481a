"""Registration of 法人账户 and 自然人账户 (M4.2, M4.3)."""

import threading

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from enterprises.enums import AccountKind
from enterprises.models import Enterprise, User
from enterprises.services.accounts import AlreadyRegistered, register_legal
from tests import factories

LEGAL = reverse("enterprises:register")
PERSON = reverse("enterprises:register_person")
ID_NUMBER = "11010519491231002X"


def legal_fields(**changed) -> dict[str, str]:
    return {
        "name": "广州示例(集团)有限公司",
        "credit_code": factories.credit_code(501),
        "legal_representative": "陈法人",
        "contact_name": "李经办",
        "phone": "13800138000",
        "email": "clerk@example.com",
        "password": factories.PASSWORD,
        "password_again": factories.PASSWORD,
        "agree": "on",
    } | changed


def person_fields(**changed) -> dict[str, str]:
    return {
        "full_name": "王自然",
        "identity_number": ID_NUMBER,
        "phone": "13700137000",
        "email": "person@example.com",
        "password": factories.PASSWORD,
        "password_again": factories.PASSWORD,
        "agree": "on",
    } | changed


@pytest.fixture
def send(client: Client, db, captcha_answer):
    def post(url: str, fields: dict, **captcha):
        page = client.get(url).content.decode()
        return client.post(url, fields | captcha_answer(page) | captcha)

    return post


def test_an_enterprise_registers_and_is_logged_in(send, client):
    response = send(LEGAL, legal_fields(credit_code=f" {factories.credit_code(501).lower()} "))
    assert response.status_code == 302
    assert response.url == reverse("enterprises:profile_edit")
    user = User.objects.get()
    assert user.username == factories.credit_code(501)
    assert user.kind == AccountKind.LEGAL
    assert (user.full_name, user.phone, user.email) == ("李经办", "13800138000", "clerk@example.com")
    assert user.enterprise.name == "广州示例（集团）有限公司"
    assert user.enterprise.contact_mobile == "13800138000"
    assert user.enterprise.authority is None
    page = client.get(response.url)
    assert page.status_code == 200
    assert "注册成功" in page.content.decode()


@pytest.mark.parametrize(
    ("field", "typed", "told"),
    [
        ("name", "", "请填写企业名称。"),
        ("name", "\u200b", "请填写企业名称。"),
        ("name", "甲\x00", "含有不可见的字符"),
        ("name", "企" * 101, "100"),
        ("credit_code", "", "请填写统一社会信用代码。"),
        ("credit_code", "9144", "现为4位"),
        ("credit_code", "9144O106MA0000501X", "第5位的“O”"),
        ("credit_code", "914401060000000000", "校验位"),
        ("credit_code", "9" * 5000, "40"),
        ("legal_representative", " ", "请填写法定代表人。"),
        ("contact_name", "", "请填写经办人。"),
        ("phone", "12345678901", "请填写11位手机号"),
        ("phone", "1380013800\x00", "含有不可见的字符"),
        ("phone", "1380013800٣", "请填写11位手机号"),
        ("email", "not-an-address", "请填写有效的电子邮箱"),
        ("password", "short", "10"),
        ("password", "1234567890123", "数字"),
        ("password", "x" * 200, "128"),
        ("password_again", "something-else", "两次输入的密码不一致"),
        ("agree", "", "须同意"),
        ("captcha_1", "", "请输入图中的字符"),
        ("captcha_1", "wrong", "验证码不正确"),
    ],
)
def test_every_wrong_field_is_told_at_the_field(send, field, typed, told):
    fields = legal_fields()
    captcha = {field: typed} if field.startswith("captcha") else {}
    fields |= {} if captcha else {field: typed}
    response = send(LEGAL, fields, **captcha)
    assert response.status_code == 200
    errors = response.context["form"].errors
    where = "captcha" if captcha else field
    assert where in errors, errors
    assert told in "".join(errors[where])
    assert f'id="id_{where}_error"' in response.content.decode()
    assert not User.objects.exists()
    assert not Enterprise.objects.exists()


def test_a_mistake_loses_nothing_but_the_passwords(send):
    page = send(LEGAL, legal_fields(email="nonsense")).content.decode()
    for value in (
        "广州示例(集团)有限公司",
        factories.credit_code(501),
        "陈法人",
        "李经办",
        "13800138000",
        "nonsense",
    ):
        assert f'value="{value}"' in page
    assert factories.PASSWORD not in page


def test_the_password_may_not_be_the_credit_code(send):
    code = factories.credit_code(501)
    response = send(LEGAL, legal_fields(password=code, password_again=code))
    assert "password" in response.context["form"].errors


def test_an_existing_code_is_told_with_the_way_out(send, owner):
    """M4.3."""
    response = send(LEGAL, legal_fields(credit_code=owner.username))
    page = response.content.decode()
    assert "统一社会信用代码已存在。" in page
    for name in ("login", "recover", "phone_change"):
        assert reverse(f"enterprises:{name}") in page
    assert User.objects.count() == 1


def test_an_existing_code_is_told_only_for_a_solved_captcha(send, owner):
    page = send(LEGAL, legal_fields(credit_code=owner.username), captcha_1="wrong").content.decode()
    assert "已存在" not in page


def test_a_double_click_registers_once(client, db, captcha_answer):
    fields = legal_fields() | captcha_answer(client.get(LEGAL).content.decode())
    first, second = client.post(LEGAL, fields), Client().post(LEGAL, fields)
    assert (first.status_code, second.status_code) == (302, 200)
    assert Enterprise.objects.count() == User.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_registrations_at_once_make_one_account():
    values = {
        "name": "广州示例有限公司",
        "credit_code": factories.credit_code(502),
        "legal_representative": "陈法人",
        "contact_name": "李经办",
        "phone": "13800138000",
        "email": "clerk@example.com",
        "password": factories.PASSWORD,
    }
    barrier, outcomes = threading.Barrier(4), []

    def register():
        try:
            barrier.wait()
            outcomes.append(register_legal(**values).username)
        except AlreadyRegistered:
            outcomes.append(None)
        finally:
            connection.close()

    threads = [threading.Thread(target=register) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes, key=str) == [values["credit_code"], None, None, None]
    assert Enterprise.objects.count() == User.objects.count() == 1


def test_a_natural_person_registers_and_is_told_why_it_cannot_declare(send, client):
    """M4.2."""
    response = send(PERSON, person_fields(identity_number=ID_NUMBER.lower()))
    assert response.url == reverse("enterprise_home")
    user = User.objects.get()
    assert (user.username, user.kind, user.enterprise) == (ID_NUMBER, AccountKind.NATURAL, None)
    page = client.get(response.url)
    assert page.status_code == 403
    assert "自然人账户不能申报" in page.content.decode()
    assert reverse("enterprises:register") in page.content.decode()


@pytest.mark.parametrize(
    ("typed", "told"),
    [("1", "现为1位"), (ID_NUMBER[:-1] + "1", "校验位"), ("110105194913310024", "出生日期")],
)
def test_a_wrong_identity_number_is_told_at_the_field(send, typed, told):
    errors = send(PERSON, person_fields(identity_number=typed)).context["form"].errors
    assert told in "".join(errors["identity_number"])


def test_an_existing_identity_number_is_told(send):
    factories.make_natural_user()
    page = send(PERSON, person_fields()).content.decode()
    assert "身份证号已存在。" in page
    assert reverse("enterprises:recover") in page


def test_registration_pages_are_never_stored(client, db):
    for url in (LEGAL, PERSON):
        assert "no-store" in client.get(url)["Cache-Control"]
