"""Numbers people type: read generously, checked exactly. Pure.

统一社会信用代码 by GB 32100-2015, 公民身份号码 by GB 11643-1999, both through python-stdnum.
"""

import datetime as dt
import re
import unicodedata

from stdnum.cn import ric, uscc
from stdnum.exceptions import InvalidChecksum, InvalidComponent

from enterprises.kit.nfkc import nfkc

_LENGTH = 18
_USCC_LETTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_LOOKALIKES = {"I": "1", "O": "0", "Z": "2", "S": "5"}
_BRACKETS = str.maketrans("()", "（）")


class InvalidCode(ValueError):
    """Carries the sentence that tells the person who typed the number what is wrong with it."""


def halfwidth(text: str) -> str:
    """Full-width digits, letters and signs become ordinary ones; invisible characters go."""
    return "".join(sign for sign in nfkc(text) if unicodedata.category(sign) != "Cf")


def compact(text: str) -> str:
    """A number as it is stored: half-width, upper-case, without spaces and hyphens."""
    return re.sub(r"[\s\-]", "", halfwidth(text)).upper()


def login_name(text: str) -> str:
    """The stored form of a typed login name: numbers are compacted, an official's name is only trimmed."""
    number = compact(text)
    return number if re.fullmatch(r"[0-9A-Z]{18}", number) else text.strip()


def enterprise_name(text: str) -> str:
    """The stored form of an enterprise's name: full-width brackets, as on licences, and no stray spaces."""
    name = "".join(sign for sign in text if unicodedata.category(sign) != "Cf")
    name = re.sub(r"\s+", " ", name).strip().translate(_BRACKETS)
    # Spaces between Chinese characters come from copying; those between Latin words belong to the name.
    return re.sub(r"(?<=[^\x00-\x7f]) | (?=[^\x00-\x7f])", "", name)


def credit_code(text: str) -> str:
    """Read a 统一社会信用代码 and return its stored form.

    Raises:
        InvalidCode: with what is wrong: length, a character that cannot occur, or the check digit.
    """
    code = compact(text)
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
    if not code[:8].isdigit():
        position = next(place for place, sign in enumerate(code, start=1) if not sign.isdigit())
        raise InvalidCode(
            f"第{position}位的“{code[position - 1]}”有误：前8位为登记部门、类别和区划代码，应为数字。"
        )
    try:
        return uscc.validate(code)
    except InvalidChecksum as error:
        raise InvalidCode("校验位（第18位）与前17位不符，可能有一位输错，请对照营业执照检查。") from error


def identity_number(text: str) -> str:
    """Read a 公民身份号码 and return its stored form. The place of birth is not checked: old codes are many.

    Raises:
        InvalidCode: with what is wrong: length, a character, the date of birth, or the check digit.
    """
    number = compact(text)
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
