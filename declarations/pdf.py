"""The PDF of a filing, by WeasyPrint, which is imported on first use (a second, and system libraries).

A submitted revision never changes, so its PDF is rendered once: the revision carries the file's name from its
submission on, and the first download puts the file there. That is a cache in the file storage; the database is not
written by a GET. A draft is rendered each time and not kept.
"""

import threading
from functools import cache
from types import ModuleType

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.template.loader import render_to_string
from django.utils import timezone

from declarations.dossier import Dossier
from declarations.models import Revision
from declarations.presentation import draft_evaluation, draft_sections, revision_evaluation, revision_sections

PACKAGES = ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0", "fonts-wqy-microhei")
STYLES = ("css/tokens.css", "css/print.css", "css/pdf.css")

# One font configuration for all PDFs keeps memory flat, and it is not made for several threads at once.
_rendering = threading.Lock()


class PdfUnavailable(Exception):
    """The machine lacks what PDFs need. ``missing`` says what, in words for an administrator."""

    def __init__(self, missing: str):
        super().__init__(missing)
        self.missing = missing


def revision_pdf(revision: Revision) -> bytes:
    """The PDF of a submitted revision, rendered at its first download.

    Raises:
        PdfUnavailable: system libraries or the Chinese font are not installed.
    """
    stored = _stored(revision.pdf.name)
    if stored is not None:
        return stored
    with _rendering:
        stored = _stored(revision.pdf.name)
        if stored is not None:
            return stored
        content = revision.content
        document = _render(
            {
                "title": content["title"],
                "enterprise": content["enterprise"],
                "credit_code": content["credit_code"],
                "window": content["window"],
                "year": content["year"],
                "number": revision.number,
                "at": revision.created_at,
                "blocks": revision_sections(revision),
                "evaluation": revision_evaluation(revision),
                "chain": content["chain"],
                "pledge": content["pledge"],
                "is_draft": False,
            }
        )
        if revision.pdf.name:
            _keep(revision.pdf.name, document)
        return document


def draft_pdf(dossier: Dossier, pledge: str, chain: list[dict]) -> bytes:
    """The PDF of a filing as it stands, marked as a draft.

    Raises:
        PdfUnavailable: system libraries or the Chinese font are not installed.
    """
    filing = dossier.filing
    context = {
        "title": str(filing),
        "enterprise": dossier.enterprise.name,
        "credit_code": dossier.enterprise.credit_code,
        "window": str(filing.window),
        "year": filing.window.year,
        "number": 0,
        "at": timezone.now(),
        "blocks": draft_sections(dossier),
        "evaluation": draft_evaluation(dossier),
        "chain": chain,
        "pledge": pledge,
        "is_draft": True,
    }
    with _rendering:
        return _render(context)


def _stored(name: str | None) -> bytes | None:
    """The kept file, unless another process is still writing it."""
    if not name or not default_storage.exists(name):
        return None
    with default_storage.open(name) as file:
        content = file.read()
    return content if content.rstrip().endswith(b"%%EOF") else None


def _keep(name: str, content: bytes) -> None:
    if default_storage.exists(name):
        return
    kept = default_storage.save(name, ContentFile(content))
    if kept != name:
        # Another process was quicker; its file says the same.
        default_storage.delete(kept)


def _render(context: dict) -> bytes:
    weasyprint = _weasyprint()
    fonts, sheets = _prepared()
    html = render_to_string("pdf/filing.html", context)
    page = weasyprint.HTML(string=html, base_url="", url_fetcher=_refuse)
    return page.write_pdf(stylesheets=sheets, font_config=fonts, pdf_tags=True)


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
