"""Document numbers (文号) in one form: 粤工信〔2026〕9号, however the brackets, digits and spaces were typed. Pure."""

import re
import unicodedata

from enterprises.kit.nfkc import nfkc

_YEAR = re.compile(r"[〔\[(【〈《⟨「『{]+(\d{4})[〕\])】〉》⟩」』}]+")
_ZEROS = re.compile(r"(?<=[〕第])0+(?=\d+号)")


def document_number(text: str) -> str:
    """The stored form: half-width letters and digits, the year in 〔〕, nothing invisible, no spaces, no leading zeros.

    Brackets of a year as in GB/T 9704-2012, 7.2.5: six-cornered ones, no 第 and no leading zero before the number.
    """
    shown = "".join(sign for sign in nfkc(text) if unicodedata.category(sign) not in ("Cf", "Cc"))
    number = re.sub(r"\s+", "", shown)
    number = _YEAR.sub(r"〔\1〕", number)
    return _ZEROS.sub("", number).replace("(", "（").replace(")", "）")
