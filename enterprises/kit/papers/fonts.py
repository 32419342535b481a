"""Which characters the installed fonts can show, asked of fontconfig. Standard library only.

``.ci/setup`` asks through ``cultivation.system_packages`` before any package is installed.
"""

import ctypes
import unicodedata
from functools import cache

_LIBRARY = "libfontconfig.so.1"
_POINTERS = (
    "FcInitLoadConfigAndFonts",
    "FcPatternCreate",
    "FcCharSetCreate",
    "FcObjectSetCreate",
    "FcFontList",
)
_DESTROYERS = ("FcFontSetDestroy", "FcObjectSetDestroy", "FcCharSetDestroy", "FcPatternDestroy")
# Nothing is drawn for these: controls, formats, spaces, line ends, variation selectors.
_UNDRAWN = {"Cc", "Cf", "Zs", "Zl", "Zp", "Mn"}


def unshowable(text: str) -> list[str]:
    """The characters of ``text`` that no installed font has, each once, in their order.

    Empty as well where fontconfig is not installed: who cannot ask does not accuse.
    """
    return [each for each in dict.fromkeys(text) if ord(each) > 0x7F and not _is_shown(each)]


def has_glyphs(text: str) -> bool:
    """Whether one installed font shows all of ``text``. False without fontconfig."""
    library = _fontconfig()
    return library is not None and _one_font_has(library, text)


@cache
def _is_shown(character: str) -> bool:
    library = _fontconfig()
    return library is None or unicodedata.category(character) in _UNDRAWN or _one_font_has(library, character)


def _one_font_has(library: ctypes.CDLL, text: str) -> bool:
    pattern, wanted, nothing = (
        library.FcPatternCreate(),
        library.FcCharSetCreate(),
        library.FcObjectSetCreate(),
    )
    for character in text:
        library.FcCharSetAddChar(wanted, ord(character))
    library.FcPatternAddCharSet(pattern, b"charset", wanted)
    found = library.FcFontList(_fonts(), pattern, nothing)
    # FcFontSet begins with its number of fonts.
    number = ctypes.cast(found, ctypes.POINTER(ctypes.c_int)).contents.value if found else 0
    for destroy, thing in zip(_DESTROYERS, (found, nothing, wanted, pattern), strict=True):
        if thing:
            getattr(library, destroy)(thing)
    return number > 0


@cache
def _fonts() -> int | None:
    """The installed fonts, as they were when first asked."""
    library = _fontconfig()
    return library.FcInitLoadConfigAndFonts() if library else None


@cache
def _fontconfig() -> ctypes.CDLL | None:
    try:
        library = ctypes.CDLL(_LIBRARY)
    except OSError:
        return None
    pointer = ctypes.c_void_p
    for name in _POINTERS:
        getattr(library, name).restype = pointer
    for name in _DESTROYERS:
        getattr(library, name).argtypes = [pointer]
        getattr(library, name).restype = None
    library.FcCharSetAddChar.argtypes = [pointer, ctypes.c_uint32]
    library.FcPatternAddCharSet.argtypes = [pointer, ctypes.c_char_p, pointer]
    library.FcFontList.argtypes = [pointer, pointer, pointer]
    return library
