"""Numbers people type, read generously and checked exactly."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import uscc

from enterprises.kit.text import codes
from tests.factories import credit_code
from tests.tables import table

GOOD = credit_code(12345)
PERSON = "11010519491231002X"


@table(
    "typed",
    [
        GOOD,
        GOOD.lower(),
        f" {GOOD[:8]} {GOOD[8:]} ",
        f"{GOOD[:2]}-{GOOD[2:]}",
        GOOD.translate({ord(str(n)): chr(0xFF10 + n) for n in range(10)}),
        "".join(chr(ord(sign) + 0xFEE0) for sign in GOOD),
        f"\u200b{GOOD}\ufeff",
    ],
)
def test_a_credit_code_is_read_however_it_is_typed(typed):
    assert codes.credit_code(typed) == GOOD


@table(
    ("typed", "told"),
    [
        (GOOD[:-1], "现为17位"),
        (GOOD + "1", "现为19位"),
        ("", "现为0位"),
        (GOOD[:10] + "O" + GOOD[11:], "第11位的“O”"),
        (GOOD[:10] + "O" + GOOD[11:], "数字“0”"),
        (GOOD[:9] + "V" + GOOD[10:], "不使用字母 I、O、Z、S、V"),
        (GOOD[:9] + "中" + GOOD[10:], "只含数字和大写字母"),
        ("B" + GOOD[1:], "第1位的“B”"),
        (GOOD[:3] + "A" + GOOD[4:], "第4位的“A”"),
        (GOOD[:-1] + ("0" if GOOD[-1] != "0" else "1"), "校验位（第18位）"),
        (GOOD[:13] + str((int(GOOD[13]) + 1) % 10) + GOOD[14:], "校验位"),
    ],
)
def test_a_wrong_credit_code_is_told_which_part(typed, told):
    with pytest.raises(codes.InvalidCode, match=re.escape(told)):
        codes.credit_code(typed)


@given(st.text(max_size=40))
def test_no_text_breaks_the_reader(text):
    for reader in (codes.credit_code, codes.identity_number):
        try:
            assert len(reader(text)) == 18
        except codes.InvalidCode as error:
            assert str(error)


@table("typed", [PERSON, PERSON.lower(), f" {PERSON[:6]} {PERSON[6:]}"])
def test_an_identity_number_is_read(typed):
    assert codes.identity_number(typed) == PERSON


@table(
    ("typed", "told"),
    [
        (PERSON[:-1], "现为17位"),
        ("A" + PERSON[1:], "应为数字"),
        (PERSON[:-1] + "1", "校验位"),
        ("110105194913310024", "不是有效的出生日期"),
        ("110105299901010021", "晚于今天"),
    ],
)
def test_a_wrong_identity_number_is_told_which_part(typed, told):
    with pytest.raises(codes.InvalidCode, match=told):
        codes.identity_number(typed)


@table("registrar", "ANY")
def test_registrars_have_letters_too(registrar):
    """GB 32100: N is agriculture, A the central military, Y others."""
    body = registrar + "2" + GOOD[2:17]
    code = body + uscc.calc_check_digit(body)
    assert codes.credit_code(code.lower()) == code


@table(
    ("typed", "stored"), [(GOOD.lower(), GOOD), (PERSON.lower(), PERSON), (" gd-province ", "gd-province")]
)
def test_a_login_name_is_normalised(typed, stored):
    assert codes.login_name(typed) == stored
