"""The PDF of a filing.

A submitted revision never changes, so its PDF is rendered once: the revision carries the file's name from its
submission on, and the first download puts the file there. That is a cache in the file storage; the database is not
written by a GET. A draft is rendered again when something in it changed.
"""

from django.utils import timezone

from declarations.dossier import Dossier
from declarations.models import Revision
from declarations.presentation import draft_evaluation, draft_sections, revision_evaluation, revision_sections
from enterprises.pdf import rendered_once, rendered_recently

TEMPLATE = "pdf/filing.html"


def revision_pdf(revision: Revision, who: object) -> bytes:
    """The PDF of a submitted revision, rendered at its first download in a turn of the account ``who``.

    Raises:
        PdfUnavailable, PdfTooLong, NoTurn: see ``enterprises.pdf``.
    """
    return rendered_once(revision.pdf.name, TEMPLATE, lambda: _context(revision), who)


def _context(revision: Revision) -> dict:
    content = revision.content
    return {
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


def draft_pdf(dossier: Dossier, pledge: str, chain: list[dict]) -> bytes:
    """The PDF of a filing as it stands, marked as a draft.

    Raises:
        PdfUnavailable, PdfTooLong: see ``enterprises.pdf``.
    """
    filing = dossier.filing
    now = timezone.now()
    context = {
        "title": str(filing),
        "enterprise": dossier.enterprise.name,
        "credit_code": dossier.enterprise.credit_code,
        "window": str(filing.window),
        "year": filing.window.year,
        "number": 0,
        "at": now,
        "blocks": draft_sections(dossier),
        "evaluation": draft_evaluation(dossier),
        "chain": chain,
        "pledge": pledge,
        "is_draft": True,
    }
    return rendered_recently(TEMPLATE, context, f"{timezone.localtime(now):%Y-%m-%d %H:%M:%S}")
