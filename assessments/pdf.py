"""The certificate of a result as a PDF: rendered once, since a submitted assessment never changes."""

import hashlib

from assessments.models import Assessment
from assessments.presentation import radar_of, result_view
from enterprises.kit.papers.pdf import rendered_once


def certificate_pdf(assessment: Assessment, verify_address: str, who: object) -> bytes:
    """The certificate. ``verify_address``: where its code is looked up; ``who``: the account in whose turn it is made.

    Raises:
        PdfUnavailable, PdfTooLong, NoTurn: see ``enterprises.kit.papers.pdf``.
    """
    # The same result under another address of the site is another paper.
    address = hashlib.sha256(verify_address.encode()).hexdigest()[:8]
    name = f"assessments/certificates/{assessment.submitted_at:%Y/%m}/{assessment.pk}-{address}.pdf"
    return rendered_once(name, "pdf/assessment.html", lambda: _context(assessment, verify_address), who)


def _context(assessment: Assessment, verify_address: str) -> dict:
    view = result_view(assessment)
    return {
        "assessment": assessment,
        "enterprise": assessment.enterprise,
        "view": view,
        "radar": radar_of(view),
        "verify_address": verify_address,
    }
