"""Which Debian packages the PDF of a declaration needs and this machine lacks.

Standard library only: ``.ci/setup`` runs it (``python -m cultivation.system_packages``) before anything is installed,
the system checks ask it afterwards.
"""

import ctypes

from enterprises.kit.papers.fonts import has_glyphs

# Shared library -> Debian package that brings it. WeasyPrint opens the first two when it is imported; without the
# third it subsets Chinese fonts in Python, four to fifteen times slower.
LIBRARIES = {
    "libpango-1.0.so.0": "libpango-1.0-0",
    "libpangoft2-1.0.so.0": "libpangoft2-1.0-0",
    "libharfbuzz-subset.so.0": "libharfbuzz-subset0",
}
# What a font has to show -> Debian package of one that does. Names of people and enterprises use characters that the
# first, small one lacks; the second has them up to Unicode's extension F.
FONTS = {"优质中小企业": "fonts-wqy-microhei", "\u4dae\u36c3\U00020bb7\U0002b4e7\U0002cb4e": "fonts-hanazono"}


def missing_packages() -> list[str]:
    """Names of the Debian packages to install, none when everything is there."""
    libraries = [package for library, package in LIBRARIES.items() if not _loads(library)]
    return libraries + [package for sample, package in FONTS.items() if not has_glyphs(sample)]


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


if __name__ == "__main__":
    print(" ".join(missing_packages()))
