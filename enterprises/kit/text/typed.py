"""What people type, read by what it means: a name, a number, a phone … One function each, for every form, search and import.

Each returns the one form in which its kind of text is stored and compared. None of them judges: a text that means
nothing comes back tidied, and whoever asked says what is wrong with it.
"""

import datetime as dt
import re
import unicodedata
from collections.abc import Hashable, Iterable

from enterprises.kit.text.nfkc import nfkc

_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−﹣－ー", "-"))
_BRACKETS = str.maketrans("()", "（）")
# Radicals that look like characters and are not; they come with text copied from PDFs. NFKC knows the older block
# (Kangxi, U+2F00) only; these are the ones of the supplement that stand for whole characters.
_RADICALS = str.maketrans(
    "⺁⺠⺟⺩⺮⻁⻄⻅⻆⻉⻋⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻨⻩⻬⻮⻰⻳",
    "厂民母王竹虎西见角贝车长门青韦页风飞食马骨鬼鱼鸟麦黄齐齿龙龟",
)
# Blocks whose characters are other spellings of ordinary ones: Kangxi radicals, CJK compatibility ideographs, and the
# full- and half-width forms. The rest of NFKC (① to 1, ㎡ to m2) would change what a name says.
_SPELLINGS = ((0x2F00, 0x2FDF), (0xF900, 0xFAFF), (0xFF01, 0xFFEF), (0x2F800, 0x2FA1F))
# The dot between the parts of a name (阿不都·热合曼), as fonts and input methods write it; one of them is lawful.
_DOTS = str.maketrans(dict.fromkeys("•・･‧∙⋅‣·ᐧ◦", "·"))
_HAN = "[\u3400-\u9fff\U00020000-\U0003ffff]"
_POINT_IN_NAME = re.compile(f"(?<={_HAN})\\s?\\.\\s?(?={_HAN})")
_MARKS = re.compile(r"[,;:!?][,;:!? ]*")
_CHINESE_MARKS = str.maketrans(",;:!?", "，；：！？", " ")
_DAY = re.compile(r"(\d{4})[-/.年、。](\d{1,2})[-/.月、。](\d{1,2})[日号]?")
# The midnight spreadsheets write behind a day.
_MIDNIGHT = re.compile(r"(?:T|\s)\s?0?0:00(?::00(?:\.0+)?)?$")
_SHORT_DAY = re.compile(r"(\d{2})([-/.年])(\d{1,2})[-/.月](\d{1,2})[日号]?")
_WRITTEN_DAY = re.compile(
    r"([〇零一二三四五六七八九]{4})年([一二三四五六七八九十]{1,3})月([一二三四五六七八九十]{1,3})[日号]"
)
_WRITTEN = {sign: str(value) for value, sign in enumerate("〇一二三四五六七八九")} | {"零": "0"}
_DAY_IN_ONE = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})")
_PATENT = re.compile(
    r"(?:(?:ZL|CN)?((?:19|20)\d{10})\.?([\dX])?|(?:ZL|CN)(\d{8})\.?([\dX])?|(\d{8})\.([\dX]))"
)
# The digit after the year; 8 and 9 came with PCT.
_PATENT_KINDS = {
    "1": "invention",
    "8": "invention",
    "2": "utility_model",
    "9": "utility_model",
    "3": "design",
}
_COUNTRY = re.compile(r"^(?:\+86|0086|86(?=-?1[3-9]))-?")
_MOBILE = re.compile(r"1[3-9]\d{9}")
_LANDLINE = re.compile(r"0\d{2,3}\d{7,8}")
# Separators in groups of three, as bookkeeping writes them.
_GROUPED = re.compile(r"[-+]?\d{1,3}(?:[,\s]\d{3})+(?:\.\d*)?")
_EXTENSION = re.compile(r"(?:[-,]?(?:转|分机号?|内线|#|X|EXTENSION|EXTN?)[-:]?)+(\d{1,6})$")
_DASHED_EXTENSION = re.compile(r"(0\d{2,3}-?\d{7,8})-(\d{1,6})")
_MOBILE_WITH_EXTENSION = re.compile(r"1[3-9]\d{9}-\d{1,6}")
# What people paste along with a number, before it and behind it.
_PHONE_LABEL = re.compile(
    r"^(?:联系|办公|公司|单位|固定|移动|咨询|服务|个人|本人|常用)*"
    r"(?:(?:电话|手机|座机|固话|传真|热线|TELEPHONE|TEL|PHONE|MOBILE|MOB|CELL|FAX)(?:号码?)?[/、,]?)+[:.]?(?=[+\d])"
)
_PHONE_REMARK = re.compile(r"(?<=\d)(?:办公|办|手机|电话|座机|传真|微信同号|同微信)+$")


def visible(text: str) -> str:
    """Without what cannot be seen: marks of direction, joiners, byte order marks."""
    return "".join(sign for sign in text if unicodedata.category(sign) != "Cf")


def halfwidth(text: str) -> str:
    """Full-width digits, letters and signs become ordinary ones, every dash a hyphen; invisible characters go."""
    return visible(nfkc(text)).translate(_DASHES)


def code(text: str) -> str:
    """A number with letters as it is stored: half-width, upper-case, without blanks and hyphens."""
    return re.sub(r"[\s\-'‘’]", "", halfwidth(text)).upper()


def digits(text: str) -> str:
    """A number that is only digits (邮编, 小类代码), without what stands between them."""
    return re.sub(r"[\s\-]", "", halfwidth(text))


def leading_digits(text: str) -> str:
    """The code at the beginning of an entry of a list: ``3421 金属切削机床制造`` is 3421."""
    match = re.match(r"(\d+)\s+\D", halfwidth(text).strip())
    return match[1] if match else digits(text)


def name(text: str) -> str:
    """A name as licences write it: full-width brackets, ordinary characters, one dot between parts, no stray blanks.

    Commas and the like are Chinese ones beside a Chinese character, and stay as they are between Latin words.
    """
    plain = visible(text).translate(_RADICALS)
    plain = "".join(_ordinary(sign) for sign in plain).translate(_DOTS)
    plain = _without_copied_blanks(re.sub(r"\s+", " ", plain).strip().translate(_BRACKETS))
    plain = _MARKS.sub(_marks, _POINT_IN_NAME.sub("·", plain))
    return _without_copied_blanks(plain)


def _without_copied_blanks(text: str) -> str:
    """Blanks between Chinese characters come from copying; those between Latin words belong to the name."""
    return re.sub(r"(?<=[^\x00-\x7f]) | (?=[^\x00-\x7f])", "", text)


def _marks(match: re.Match) -> str:
    text = match.string
    beside = text[max(match.start() - 1, 0) : match.start()] + text[match.end() : match.end() + 1]
    return match[0].translate(_CHINESE_MARKS) if re.search(_HAN, beside) else match[0]


def _ordinary(sign: str) -> str:
    point = ord(sign)
    return nfkc(sign) if any(first <= point <= last for first, last in _SPELLINGS) else sign


def number(text: str, unit: str = "") -> str:
    """An amount in plain digits: without its own ``unit`` and without separators that stand where they belong.

    ``1,2`` stays as it is and is no number: whether it means 12 or 1.2 nobody can tell. Neither does another unit go.
    """
    plain = halfwidth(text).strip()
    if unit:
        plain = plain.removesuffix(halfwidth(unit)).rstrip()
    return re.sub(r"[,\s]", "", plain) if _GROUPED.fullmatch(plain) else plain


def phone(text: str) -> str:
    """A mobile number as 11 digits, a landline as ``020-87650001``, its extension behind another hyphen."""
    plain = re.sub(r"[\s().]", "", halfwidth(text)).upper()
    plain = _COUNTRY.sub("", _PHONE_REMARK.sub("", _PHONE_LABEL.sub("", plain)))
    extension = _EXTENSION.search(plain)
    if not extension and (dashed := _DASHED_EXTENSION.fullmatch(plain)):
        plain, extension = f"{dashed[1]}#{dashed[2]}", _EXTENSION.search(f"{dashed[1]}#{dashed[2]}")
    bare = (plain[: extension.start()] if extension else plain).strip("-")
    if not bare:
        return plain.strip("-")
    together = bare.replace("-", "")
    if not extension and _MOBILE.fullmatch(together):
        return together
    behind = f"-{extension[1]}" if extension else ""
    if _LANDLINE.fullmatch(together) and bare.count("-") <= 1:
        area, local = _area(bare)
        return f"{area}-{local}{behind}"
    return bare + behind


def is_mobile_with_extension(number: str) -> bool:
    """Whether a ``phone`` is a mobile number with an extension, which none has."""
    return bool(_MOBILE_WITH_EXTENSION.fullmatch(number))


def _area(bare: str) -> tuple[str, str]:
    """Area code and number: where a hyphen says so; else the big cities' codes have three digits, the others' four."""
    before, dash, after = bare.partition("-")
    if dash:
        return before, after
    cut = 3 if re.match(r"0(?:10|2\d)", bare) else 4
    return bare[:cut], bare[cut:]


def email(text: str) -> str:
    """An e-mail address: half-width, without blanks, with dots for Chinese full stops."""
    return re.sub(r"\s", "", halfwidth(text)).replace("。", ".").replace("｡", ".")


def day(text: str) -> dt.date | None:
    """A day as people write it: 2015-05-01, 2015/5/1, 2015.5.1, 2015年5月1号, 20150501, 二〇一五年五月一日.

    None for anything else, a year of two digits included (``day_asked``).
    """
    plain = re.sub(r"\s", "", _MIDNIGHT.sub("", halfwidth(text).strip()))
    match = _DAY.fullmatch(plain) or _DAY_IN_ONE.fullmatch(plain)
    if match:
        return _date(*match.groups())
    written = _WRITTEN_DAY.fullmatch(plain.replace("○", "〇"))
    return _date(*map(_in_digits, written.groups())) if written else None


def day_asked(text: str) -> dt.date | None:
    """The day that is probably meant by one with a year of two digits (26/3/5), to be asked about; else None.

    From 49 on it is of the last century: nothing here is older than 1949.
    """
    match = _SHORT_DAY.fullmatch(re.sub(r"\s", "", halfwidth(text)))
    if match is None:
        return None
    year, _separator, month, number = match.groups()
    century = 1900 if int(year) >= 49 else 2000
    return _date(century + int(year), month, number)


def _date(*parts: str | int) -> dt.date | None:
    try:
        return dt.date(*map(int, parts))
    except ValueError:
        return None


def _in_digits(text: str) -> str:
    """``二〇一五`` as 2015, ``十二`` as 12, ``三十`` as 30; 0 for what is no number."""
    if "十" not in text:
        return "".join(_WRITTEN[sign] for sign in text)
    tens, _ten, ones = text.partition("十")
    if len(tens) > 1 or len(ones) > 1 or ones == "十":
        return "0"
    return _WRITTEN.get(tens, "1") + _WRITTEN.get(ones, "0")


def right_number(text: str) -> str:
    """The number of a right: a patent as ``ZL202010123456.7`` however it is written, any other as ``code`` has it."""
    plain = code(re.sub(r"[·。]", ".", halfwidth(text)))
    plain = re.sub(
        r"^(?:(?:发明|实用新型|外观设计)?专利)?(?:专利|申请|登记|证书)?号?(?:NO\.?)?[::]?(?=[A-Z0-9])",
        "",
        plain,
    )
    match = _PATENT.fullmatch(plain.removesuffix("号"))
    if match is None:
        return plain
    serial, check = next((match[i], match[i + 1]) for i in (1, 3, 5) if match[i])
    return f"ZL{serial}.{check}" if check else f"ZL{serial}"


def patent_serial(number: str) -> str:
    """What a patent's ``right_number`` says without its check digit, as two spellings of it share it; else empty."""
    match = re.fullmatch(r"(ZL\d{8}(?:\d{4})?)(?:\.[\dX])?", number)
    return match[1] if match else ""


def right_key(kind: str, number: str) -> tuple[str, str]:
    """What two entries of one right share, whichever way its number is written; empty texts without a number.

    A patent is one whatever kind is chosen and whether or not its check digit is written: the number says its kind.
    """
    read = right_number(number)
    serial = patent_serial(read)
    return ("patent", serial) if serial else (str(kind) if read else "", read)


def patent_kind(number: str) -> str:
    """The kind a patent's ``right_number`` names in its digit after the year: invention, utility_model or design.

    "unknown" for a digit no kind has; empty for what is no patent's number. Source: 专利申请号标准 ZC 0006-2003
    (four digits of the year, since October 2003) and the older numbers with two.
    """
    serial = patent_serial(number).removeprefix("ZL")
    if not serial:
        return ""
    digit = serial[4] if len(serial) == 12 else serial[2]
    return _PATENT_KINDS.get(digit, "unknown")


def repeats(keys: Iterable[Hashable]) -> dict[int, int]:
    """Places of entries whose key an earlier one has, with the place of that; entries with an empty key repeat none."""
    first: dict[Hashable, int] = {}
    found = {}
    for place, key in enumerate(keys):
        if not key or isinstance(key, tuple) and not any(key):
            continue
        if first.setdefault(key, place) != place:
            found[place] = first[key]
    return found


def comparable(text: str) -> str:
    """A text made comparable: half-width, lower-case, one kind of bracket, quote and blank."""
    plain = halfwidth(text.translate(_RADICALS)).lower()
    plain = re.sub(r"[“”„‟«»「」『』《》〈〉]", '"', plain)
    plain = re.sub(r"[‘’‚‛`´]", "'", plain)
    return re.sub(r"[〔〕\[\]【】{}]", lambda match: "(" if match[0] in "〔[【{" else ")", plain)


def spellings(word: str) -> list[str]:
    """The ways in which a word somebody looks for may be stored: as typed, and with each kind of bracket and quote."""
    plain = comparable(word)
    found = [visible(word).strip(), plain]
    found += [plain.replace("(", pair[0]).replace(")", pair[1]) for pair in ("（）", "〔〕", "【】")]
    for each in list(found):
        if '"' in each:
            found.append(_curly(each))
    return list(dict.fromkeys(each for each in found if each))


def _curly(text: str) -> str:
    """Straight quotes as opening and closing ones in turn; a single one closes when something stands before it."""
    marks = iter("“”" * text.count('"'))
    if text.count('"') == 1:
        marks = iter("“" if text.startswith('"') else "”")
    return "".join(next(marks) if sign == '"' else sign for sign in text)
