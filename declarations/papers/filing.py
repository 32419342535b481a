"""The PDFs of a filing: what was submitted, a draft, and the form to be signed and stamped.

A submitted revision never changes, so its PDF is rendered once: the revision carries the file's name from its
submission on, and the first download puts the file there. That is a cache in the file storage; the database is not
written by a GET. What can still change is rendered again when something in it
changed.
"""

import datetime as dt
from typing import Any

from django.utils import timezone

from declarations.dossier.evaluation import draft_evaluation
from declarations.dossier.loading import Dossier
from declarations.models import Revision
from declarations.sections.presentation import draft_sections, revision_evaluation, revision_sections
from declarations.words.blocks import Block, content_code
from declarations.words.explanation import EvaluationView
from enterprises.kit.papers.pdf import rendered_once, rendered_recently

TEMPLATE = "pdf/filing.html"
# What a paper is: "" as submitted, or one that says so at its head.
SUBMITTED, DRAFT, TO_STAMP = "", "draft", "to_stamp"


def revision_pdf(revision: Revision, who: object) -> bytes:
    """The PDF of a submitted revision, rendered at its first download in a turn of the account ``who``.

    Raises:
        PdfUnavailable, PdfTooLong, NoTurn: see ``enterprises.kit.papers.pdf``.
    """
    return rendered_once(revision.pdf.name, TEMPLATE, lambda: _of_revision(revision, SUBMITTED), who)


def revision_to_stamp(revision: Revision) -> bytes:
    """A submitted revision as the form to be signed and stamped. Raises as ``draft_pdf``."""
    return rendered_recently(TEMPLATE, _of_revision(revision, TO_STAMP))


def draft_pdf(dossier: Dossier, pledge: str, chain: list[dict], *, to_stamp: bool = False) -> bytes:
    """The PDF of a filing as it stands: marked as a draft, or the form to be signed and stamped before submission.

    Raises:
        PdfUnavailable, PdfTooLong: see ``enterprises.kit.papers.pdf``.
    """
    filing = dossier.filing
    now = timezone.now()
    context = {
        "title": str(filing),
        "enterprise": dossier.enterprise.name,
        "credit_code": dossier.enterprise.credit_code,
        "window": str(filing.window),
        "year": filing.window.year,
        "chain": chain,
        "pledge": pledge,
    }
    paper = TO_STAMP if to_stamp else DRAFT
    said = _said(draft_sections(dossier), draft_evaluation(dossier), paper, number=0, at=now)
    return rendered_recently(TEMPLATE, context | said, f"{timezone.localtime(now):%Y-%m-%d %H:%M:%S}")


def _of_revision(revision: Revision, paper: str) -> dict[str, Any]:
    content = revision.content
    copied = ("title", "enterprise", "credit_code", "window", "year", "chain", "pledge")
    return {key: content[key] for key in copied} | _said(
        revision_sections(revision),
        revision_evaluation(revision),
        paper,
        number=revision.number,
        at=revision.created_at,
    )


def _said(
    blocks: list[Block], evaluation: EvaluationView, paper: str, *, number: int, at: dt.datetime
) -> dict[str, Any]:
    """The part of the page that is made from the content. The form to be stamped comes before its own scan."""
    shown = [block for block in blocks if not block.is_evidence] if paper == TO_STAMP else blocks
    return {
        "paper": paper,
        "blocks": shown,
        "code": content_code(blocks),
        "evaluation": evaluation,
        "number": number,
        "at": at,
    }
