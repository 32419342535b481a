"""Compatibility forms of characters (NFKC), at a cost that grows with the text and no faster."""

import unicodedata

# Python sorts a run of combining marks by insertion: 80,000 of them take 7 s. No word has more than a few.
_PIECE = 512


def nfkc(text: str) -> str:
    """``text`` in NFKC. A text longer than any name or number is taken in pieces."""
    return "".join(
        unicodedata.normalize("NFKC", text[start : start + _PIECE]) for start in range(0, len(text), _PIECE)
    )
