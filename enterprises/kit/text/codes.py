"""Numbers people type: read generously, checked exactly. Pure.

统一社会信用代码 by GB 32100-2015, 公民身份号码 by GB 11643-1999, both through python-stdnum.
"""

import datetime as dt
import re

from stdnum.cn import ric, uscc
from stdnum.exceptions import InvalidComponent

from enterprises.kit.text import typed

_LENGTH = 18
_USCC_LETTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_LOOKALIKES = {"I": "1", "O": "0", "Z": "2", "S": "5"}
# Who registered: digits, and since 2018 A (central military), N (agriculture) and Y (others).
_REGISTRARS = "123456789ANY"


class InvalidCode(ValueError):
    """Carries the sentence that tells the person who typed the number what is wrong with it."""


def login_name(text: str) -> str:
    """The stored form of a typed login name: numbers are compacted, an official's name is only trimmed."""
    number = typed.code(text)
    return number if re.fullmatch(r"[0-9A-Z]{18}", number) else text.strip()


def credit_code(text: str) -> str:
    """Read a 统一社会信用代码 and return its stored form.

    Raises:
        InvalidCode: with what is wrong: length, a character that cannot occur, or the check digit.
    """
    code = typed.code(text)
    if len(code) != _LENGTH:
        raise InvalidCode(f"统一社会信用代码为18位，现为{len(code)}位，请对照营业执照检查。")
    for position, sign in enumerate(code, start=1):
        if sign in _USCC_LETTERS:
            continue
        if sign in "IOZSV":
            guess = (
                f"，是否应为数字“{_LOOKALIKES[sign]}”？" if sign in _LOOKALIKES else "，请对照营业执照检查。"
            )
            raise InvalidCode(
                f"第{position}位的“{sign}”有误：统一社会信用代码不使用字母 I、O、Z、S、V{guess}"
            )
        raise InvalidCode(f"第{position}位的“{sign}”有误：统一社会信用代码只含数字和大写字母。")
    if code[0] not in _REGISTRARS:
        raise InvalidCode(f"第1位的“{code[0]}”有误：登记管理部门代码为数字1至9或字母A、N、Y。")
    if not code[1:8].isdigit():
        position = next(place for place, sign in enumerate(code, start=1) if place > 1 and not sign.isdigit())
        raise InvalidCode(
            f"第{position}位的“{code[position - 1]}”有误：第2至8位为机构类别和区划代码，应为数字。"
        )
    if uscc.calc_check_digit(code[:-1]) != code[-1]:
        raise InvalidCode("校验位（第18位）与前17位不符，可能有一位输错，请对照营业执照检查。")
    return code


def identity_number(text: str) -> str:
    """Read a 公民身份号码 and return its stored form. The place of birth is not checked: old codes are many.

    Raises:
        InvalidCode: with what is wrong: length, a character, the date of birth, or the check digit.
    """
    number = typed.code(text)
    if len(number) != _LENGTH:
        raise InvalidCode(f"身份证号为18位，现为{len(number)}位。")
    if not re.fullmatch(r"[0-9]{17}[0-9X]", number):
        raise InvalidCode("身份证号前17位应为数字，最后一位为数字或X。")
    try:
        birth = ric.get_birth_date(number)
    except InvalidComponent as error:
        raise InvalidCode("第7至14位不是有效的出生日期。") from error
    if birth > dt.date.today():  # noqa: DTZ011 - a day of birth has no time zone
        raise InvalidCode("第7至14位的出生日期晚于今天。")
    if number[-1] != ric.calc_check_digit(number):
        raise InvalidCode("校验位（第18位）与前17位不符，可能有一位输错。")
    return number
