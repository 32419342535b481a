"""PDFs by WeasyPrint, which is imported on first use (a second, and system libraries).

Typesetting takes a second of processor time and the interpreter with it, so a process beside the requests does it
(``enterprises.kit.papers.typesetting``), and an account has one document in the making at a time.
"""

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable
from functools import cache
from pathlib import Path
from types import ModuleType

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.template.loader import render_to_string

from enterprises.kit.papers.fonts import unshowable
from enterprises.kit.work.side_process import Broken, Refused, SideProcess
from enterprises.kit.work.turns import turn

PACKAGES = (
    "libpango-1.0-0",
    "libpangoft2-1.0-0",
    "libharfbuzz-subset0",
    "fonts-wqy-microhei",
    "fonts-hanazono",
)
BOX = "□"
STYLES = ("css/tokens.css", "css/print.css", "css/pdf.css")

# One font configuration for all PDFs keeps memory flat, and it is not made for several threads at once.
_rendering = threading.Lock()
# Who asks for the same document at the same time waits for the first.
_making = threading.Lock()
LONGEST_SECONDS = 60
_side = SideProcess("enterprises.kit.papers.typesetting", LONGEST_SECONDS)


class PdfUnavailable(Exception):
    """The machine lacks what PDFs need. ``missing`` says what, in words for an administrator."""

    def __init__(self, missing: str):
        super().__init__(missing)
        self.missing = missing


class PdfTooLong(Exception):
    """The document could not be made in ``LONGEST_SECONDS``, or the process that made it died."""


def rendered(template: str, context: dict) -> bytes:
    """The PDF of ``template``, a document below ``base_print.html``.

    Raises:
        PdfUnavailable: system libraries or the Chinese font are not installed.
        PdfTooLong: it took too long.
    """
    return _printed(_document(template, context))


def _document(template: str, context: dict) -> str:
    """The document's HTML. A character that no font of this machine has becomes a box, and a note names it."""
    html = render_to_string(template, context | {"unshowable": []})
    lacking = unshowable(html)
    if not lacking:
        return html
    named = [f"U+{ord(character):04X}" for character in lacking]
    html = render_to_string(template, context | {"unshowable": named})
    # A glyph that is not there spoils the reading of the whole font in some programs.
    return html.translate(dict.fromkeys(map(ord, lacking), BOX))


def _printed(html: str) -> bytes:
    if not settings.PDF_BESIDE_REQUESTS:
        return typeset(html)
    try:
        return _side.ask(html)
    except Refused as refused:
        raise PdfUnavailable(str(refused)) from refused
    except Broken as broken:
        raise PdfTooLong from broken


def typeset(html: str) -> bytes:
    """The PDF of a document, made in this process.

    Raises:
        PdfUnavailable: system libraries or the Chinese font are not installed.
    """
    with _rendering:
        weasyprint = _weasyprint()
        fonts, sheets = _prepared()
        page = weasyprint.HTML(string=html, base_url="", url_fetcher=_refuse)
        return page.write_pdf(stylesheets=sheets, font_config=fonts, pdf_tags=True)


class Recent:
    """The documents made last, in memory: who asks again for the same content is given the same paper."""

    def __init__(self, count: int) -> None:
        self._count = count
        self._kept: OrderedDict[str, bytes] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: str) -> bytes | None:
        with self._lock:
            return self._kept.get(key)

    def keep(self, key: str, document: bytes) -> None:
        with self._lock:
            self._kept[key] = document
            while len(self._kept) > self._count:
                self._kept.popitem(last=False)


_recent = Recent(16)


def rendered_recently(template: str, context: dict, moment: str = "") -> bytes:
    """The PDF of a document that may still change.

    ``moment`` is when it is made, as the document says it; for as long as nothing else differs, the earlier paper holds.

    Raises:
        PdfUnavailable: system libraries or the Chinese font are not installed.
        PdfTooLong: it took too long.
    """
    html = _document(template, context)
    key = hashlib.sha256(html.replace(moment, "").encode()).hexdigest()
    document = _recent.get(key)
    if document is None:
        document = _printed(html)
        _recent.keep(key, document)
    return document


def rendered_once(name: str | None, template: str, context: Callable[[], dict], who: object = None) -> bytes:
    """The PDF of a document that never changes: kept as ``name`` in the file storage at its first download.

    That is a cache; the database is not written. Without a name nothing is kept. ``who``: the account in whose turn it
    is made, when it is not there yet.

    Raises:
        PdfUnavailable: system libraries or the Chinese font are not installed.
        PdfTooLong: it took too long.
        NoTurn: the account, or too many others, have one in the making.
    """
    stored = _stored(name)
    if stored is not None:
        return stored
    with turn(who), _making:
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
    Path(default_storage.path(part)).replace(default_storage.path(name))


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
    if path is None:
        raise FileNotFoundError(name)
    return Path(path).read_text(encoding="utf-8")


def _refuse(url: str, *args, **kwargs) -> None:
    """Nothing is fetched while a PDF is made: every style sheet is handed over as text."""
    raise ValueError(f"PDFs fetch nothing: {url[:80]}")
