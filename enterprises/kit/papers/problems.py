"""What is said where a PDF cannot be made, or not now."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from enterprises.kit.papers.pdf import LONGEST_SECONDS, PACKAGES, PdfTooLong, PdfUnavailable
from enterprises.kit.work.turn_pages import come_back
from enterprises.kit.work.turns import NoTurn

PDF_PROBLEMS = (PdfUnavailable, PdfTooLong, NoTurn)


def pdf_problem(request: HttpRequest, problem: PdfUnavailable | PdfTooLong | NoTurn) -> HttpResponse:
    """The page for one of ``PDF_PROBLEMS``, with what mends it."""
    if isinstance(problem, NoTurn):
        return come_back(request, problem)
    if isinstance(problem, PdfTooLong):
        return render(request, "pdf/too_long.html", {"seconds": LONGEST_SECONDS}, status=503)
    context = {"missing": problem.missing, "packages": PACKAGES}
    return render(request, "pdf/unavailable.html", context, status=503)
