"""The certificate of a result as a PDF: rendered once, since a submitted assessment never changes."""

from assessments.models import Assessment
from assessments.presentation import radar_of, result_view
from enterprises.pdf import rendered_once


def certificate_pdf(assessment: Assessment, verify_address: str) -> bytes:
    """The certificate. ``verify_address``: where its code is looked up.

    Raises:
        PdfUnavailable: system libraries or the Chinese font are not installed.
    """
    name = f"assessments/certificates/{assessment.submitted_at:%Y/%m}/{assessment.pk}.pdf"
    return rendered_once(name, "pdf/assessment.html", lambda: _context(assessment, verify_address))


def _context(assessment: Assessment, verify_address: str) -> dict:
    view = result_view(assessment)
    return {
        "assessment": assessment,
        "enterprise": assessment.enterprise,
        "view": view,
        "radar": radar_of(view),
        "verify_address": verify_address,
    }
