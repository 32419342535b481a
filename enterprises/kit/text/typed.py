"""What people type, read by what it means: a name, a number, a phone … One function each, for every form, search and import.

Each returns the one form in which its kind of text is stored and compared. None of them judges: a text that means
nothing comes back tidied, and whoever asked says what is wrong with it.
"""

import datetime as dt
import re
import unicodedata

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
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
_DAY_IN_ONE = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})")
_PATENT = re.compile(
    r"(?:(?:ZL|CN)?((?:19|20)\d{10})\.?([\dX])?|(?:ZL|CN)(\d{8})\.?([\dX])?|(\d{8})\.([\dX]))"
)
_COUNTRY = re.compile(r"^(?:\+86|0086|86(?=-?1[3-9]))-?")
_MOBILE = re.compile(r"1[3-9]\d{9}")
_LANDLINE = re.compile(r"0\d{2,3}\d{7,8}")
# Separators in groups of three, as bookkeeping writes them.
_GROUPED = re.compile(r"[-+]?\d{1,3}(?:[,\s]\d{3})+(?:\.\d*)?")
_EXTENSION = re.compile(r"(?:转|分机|#|X|EXT\.?)+(\d{1,6})$")


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
    """A name as licences write it: full-width brackets, ordinary characters, no stray blanks."""
    plain = visible(text).translate(_RADICALS)
    plain = "".join(_ordinary(sign) for sign in plain)
    plain = re.sub(r"\s+", " ", plain).strip().translate(_BRACKETS)
    # Blanks between Chinese characters come from copying; those between Latin words belong to the name.
    return re.sub(r"(?<=[^\x00-\x7f]) | (?=[^\x00-\x7f])", "", plain)


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
    plain = _COUNTRY.sub("", re.sub(r"[\s().]", "", halfwidth(text)).upper())
    extension = _EXTENSION.search(plain)
    bare = plain[: extension.start()] if extension else plain
    together = bare.replace("-", "")
    if not extension and _MOBILE.fullmatch(together):
        return together
    behind = f"-{extension[1]}" if extension else ""
    if _LANDLINE.fullmatch(together) and bare.count("-") <= 1:
        area, local = _area(bare)
        return f"{area}-{local}{behind}"
    return bare.strip("-") + behind


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
    """A day as people write it: 2015-05-01, 2015/5/1, 2015.5.1, 2015年5月1日, 20150501; None for anything else."""
    plain = re.sub(r"\s", "", halfwidth(text))
    match = _DAY.fullmatch(plain) or _DAY_IN_ONE.fullmatch(plain)
    try:
        return dt.date(*map(int, match.groups())) if match else None
    except ValueError:
        return None


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
