"""Document numbers (文号) in one form: 粤工信〔2026〕9号, however the brackets, digits and spaces were typed. Pure."""

import re
import unicodedata

from enterprises.kit.text.nfkc import nfkc

# A bracket or two on each side: one more quantifier would cost the square of a long text.
_YEAR = re.compile(r"[〔\[(【〈《⟨「『{]{1,2}([0-9]{4})[〕\])】〉》⟩」』}]{1,2}")
_WORD = re.compile(r"(?<=\u3015)第(?=[0-9]{1,9}号)")
_ZEROS = re.compile(r"(?<=[\u3015第])0{1,9}(?=[0-9]{1,9}号)")


def document_number(text: str) -> str:
    """The stored form: half-width letters and digits, the year in 〔〕, nothing invisible, no spaces, no leading zeros.

    Brackets of a year as in GB/T 9704-2012, 7.2.5: six-cornered ones, no 第 and no leading zero before the number.
    """
    shown = "".join(sign for sign in nfkc(text) if unicodedata.category(sign) not in ("Cf", "Cc"))
    number = re.sub(r"\s+", "", shown)
    number = _YEAR.sub(r"〔\1〕", number)
    number = _WORD.sub("", number)
    return _ZEROS.sub("", number).replace("(", "（").replace(")", "）")
