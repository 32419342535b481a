"""Which Debian packages the PDF of a declaration needs and this machine lacks.

Standard library only: ``.ci/setup`` runs it (``python -m cultivation.system_packages``) before anything is installed,
the system checks ask it afterwards.
"""

import ctypes

# Shared library -> Debian package that brings it. WeasyPrint opens the first two when it is imported; without the
# third it subsets Chinese fonts in Python, four to fifteen times slower.
LIBRARIES = {
    "libpango-1.0.so.0": "libpango-1.0-0",
    "libpangoft2-1.0.so.0": "libpangoft2-1.0-0",
    "libharfbuzz-subset.so.0": "libharfbuzz-subset0",
}
FONT_PACKAGE = "fonts-wqy-microhei"
_SAMPLE = "优质中小企业"


def missing_packages() -> list[str]:
    """Names of the Debian packages to install, none when everything is there."""
    packages = [package for library, package in LIBRARIES.items() if not _loads(library)]
    if not has_chinese_font():
        packages.append(FONT_PACKAGE)
    return packages


def has_chinese_font() -> bool:
    """Whether fontconfig knows a font with the characters of a Chinese sentence."""
    if not _loads("libfontconfig.so.1"):
        return False
    fc = ctypes.CDLL("libfontconfig.so.1")
    for name in (
        "FcInitLoadConfigAndFonts",
        "FcPatternCreate",
        "FcCharSetCreate",
        "FcObjectSetCreate",
        "FcFontList",
    ):
        getattr(fc, name).restype = ctypes.c_void_p
    config = ctypes.c_void_p(fc.FcInitLoadConfigAndFonts())
    pattern, wanted = ctypes.c_void_p(fc.FcPatternCreate()), ctypes.c_void_p(fc.FcCharSetCreate())
    nothing = ctypes.c_void_p(fc.FcObjectSetCreate())
    for character in _SAMPLE:
        fc.FcCharSetAddChar(wanted, ctypes.c_uint32(ord(character)))
    fc.FcPatternAddCharSet(pattern, b"charset", wanted)
    found = fc.FcFontList(config, pattern, nothing)
    # FcFontSet begins with its number of fonts.
    return bool(found) and ctypes.cast(found, ctypes.POINTER(ctypes.c_int)).contents.value > 0


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


if __name__ == "__main__":
    print(" ".join(missing_packages()))
