"""PDFs by WeasyPrint, which is imported on first use (a second, and system libraries)."""

import os
import threading
from collections.abc import Callable
from functools import cache
from types import ModuleType

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.template.loader import render_to_string

PACKAGES = ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0", "fonts-wqy-microhei")
STYLES = ("css/tokens.css", "css/print.css", "css/pdf.css")

# One font configuration for all PDFs keeps memory flat, and it is not made for several threads at once.
_rendering = threading.Lock()
# Who asks for the same document at the same time waits for the first.
_making = threading.Lock()


class PdfUnavailable(Exception):
    """The machine lacks what PDFs need. ``missing`` says what, in words for an administrator."""

    def __init__(self, missing: str):
        super().__init__(missing)
        self.missing = missing


def rendered(template: str, context: dict) -> bytes:
    """The PDF of ``template``, a document below ``base_print.html``.

    Raises:
        PdfUnavailable: system libraries or the Chinese font are not installed.
    """
    with _rendering:
        weasyprint = _weasyprint()
        fonts, sheets = _prepared()
        html = render_to_string(template, context)
        page = weasyprint.HTML(string=html, base_url="", url_fetcher=_refuse)
        return page.write_pdf(stylesheets=sheets, font_config=fonts, pdf_tags=True)


def rendered_once(name: str | None, template: str, context: Callable[[], dict]) -> bytes:
    """The PDF of a document that never changes: kept as ``name`` in the file storage at its first download.

    That is a cache; the database is not written. Without a name nothing is kept.

    Raises:
        PdfUnavailable: system libraries or the Chinese font are not installed.
    """
    stored = _stored(name)
    if stored is not None:
        return stored
    with _making:
        stored = _stored(name)
        if stored is None:
            stored = rendered(template, context())
            if name:
                _keep(name, stored)
        return stored


def _stored(name: str | None) -> bytes | None:
    """The kept file, unless it is a half one."""
    if not name or not default_storage.exists(name):
        return None
    with default_storage.open(name) as file:
        content = file.read()
    return content if content.rstrip().endswith(b"%%EOF") else None


def _keep(name: str, content: bytes) -> None:
    """Put a whole file in place at once, also of a half one that a killed process left."""
    part = default_storage.save(f"{name}.part", ContentFile(content))
    os.replace(default_storage.path(part), default_storage.path(name))


def _weasyprint() -> ModuleType:
    try:
        import weasyprint
    except OSError as error:
        raise PdfUnavailable("系统缺少排版库（Pango）。") from error
    return weasyprint


@cache
def _prepared() -> tuple:
    """The font configuration and the parsed style sheets, once per process.

    Raises:
        PdfUnavailable: the font of ``PDF_FONT_FAMILY`` is not installed.
    """
    weasyprint = _weasyprint()
    from weasyprint.text.fonts import FontConfiguration

    family = settings.PDF_FONT_FAMILY
    if family not in installed_families():
        raise PdfUnavailable(f"系统缺少中文字体“{family}”。")
    fonts = FontConfiguration()
    texts = [_static_text(name) for name in STYLES]
    texts.append(
        f':root {{ --font: "{family}"; --font-figures: "{family}"; }} @page {{ font-family: "{family}"; }}'
    )
    sheets = [
        weasyprint.CSS(string=text, font_config=fonts, url_fetcher=_refuse, base_url="") for text in texts
    ]
    return fonts, sheets


def installed_families() -> set[str]:
    """Names of the fonts fontconfig knows. Needs WeasyPrint's libraries."""
    from weasyprint.text.ffi import ffi, fontconfig

    config = fontconfig.FcInitLoadConfigAndFonts()
    try:
        fonts = fontconfig.FcConfigGetFonts(config, fontconfig.FcSetSystem)
        names = set()
        value = ffi.new("FcChar8 **")
        for index in range(fonts.nfont):
            number = 0
            while fontconfig.FcPatternGetString(fonts.fonts[index], b"family", number, value) == 0:
                names.add(ffi.string(value[0]).decode())
                number += 1
        return names
    finally:
        fontconfig.FcConfigDestroy(config)


def _static_text(name: str) -> str:
    path = finders.find(name)
    with open(path, encoding="utf-8") as file:
        return file.read()


def _refuse(url: str, *args, **kwargs) -> None:
    """Nothing is fetched while a PDF is made: every style sheet is handed over as text."""
    raise ValueError(f"PDFs fetch nothing: {url[:80]}")
