"""What is said where a PDF cannot be made."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from enterprises.pdf import PACKAGES, PdfUnavailable


def pdf_unavailable(request: HttpRequest, unavailable: PdfUnavailable) -> HttpResponse:
    """503: what the machine lacks and how an administrator mends it."""
    context = {"missing": unavailable.missing, "packages": PACKAGES}
    return render(request, "pdf/unavailable.html", context, status=503)
