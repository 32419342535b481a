"""What every page of a filing shows around its own content."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from declarations.dossier.access import own_filings
from declarations.dossier.loading import Dossier, load
from declarations.enums import FilingState
from declarations.kinds import hand_in
from declarations.models import Filing
from declarations.sections import Problem, Section, marks, sections_for
from declarations.sections.remarks import pointed

SUBMIT_STEP = "submit"


def own_dossier(request: HttpRequest, filing_id) -> Dossier:
    """The dossier of one of the user's own filings; anybody else's is not found."""
    return load(get_object_or_404(own_filings(request.user), pk=filing_id))


def frame(dossier: Dossier, current: str) -> dict:
    """Context of a page within the form: steps with their marks, the bar that says NOT SUBMITTED, comments."""
    filing = dossier.filing
    found = marks(dossier)
    return {
        "menu": "declarations",
        "filing": filing,
        "steps": steps(dossier, found, current),
        "deadline": _deadline(filing),
        "remarks": pointed(filing, dossier.remarks(current)),
        "problems_by_section": found,
    }


def section_page(
    request: HttpRequest, dossier: Dossier, section: Section, template: str, context: dict, status: int = 200
) -> HttpResponse:
    """The page of one section within the form."""
    before, after = neighbours(dossier, section.key)
    shown = {
        "conflicts": [],
        "is_rest_saved": False,
        "faults": [],
        "refusal": "",
        "heading": "",
        "unfinished": [],
    } | context
    return render(
        request,
        template,
        frame(dossier, section.key) | {"section": section, "before": before, "after": after} | shown,
        status=status,
    )


def steps(dossier: Dossier, found: dict[str, list[Problem]], current: str) -> list[dict]:
    """The pages of the form with their marks, from what is stored (``found``: problems by section)."""
    filing = dossier.filing
    pages = []
    is_complete = not any(found.values())
    for section in sections_for(filing.tier, filing.kind):
        unanswered = any(not comment.answer for comment in dossier.remarks(section.key))
        # A computed page is done when everything it is computed from is.
        done = is_complete if section.is_computed else not found[section.key]
        state = "error" if unanswered else "done" if done else "todo"
        if section.key == current:
            state = "current-done" if state == "done" else "current"
        pages.append({"label": section.title, "href": section.href(filing), "state": state})
    submit_state = "current" if current == SUBMIT_STEP else "todo"
    href = reverse("declarations:submit", args=[filing.pk])
    return [*pages, {"label": "提交", "href": href, "state": submit_state}]


def _deadline(filing: Filing) -> dict:
    if filing.state == FilingState.RETURNED:
        return {
            "text": "已退回，尚未重新提交",
            "detail": hand_in(filing),
        }
    return {
        "text": "尚未提交",
        "detail": f"暂存不等于提交。{hand_in(filing)}",
    }


def neighbours(dossier: Dossier, current: str) -> tuple[str, str]:
    """Addresses of the page before and after the section ``current``; empty before the first."""
    filing = dossier.filing
    sections = sections_for(filing.tier, filing.kind)
    place = [section.key for section in sections].index(current)
    before = sections[place - 1].href(filing) if place else ""
    if place + 1 < len(sections):
        return before, sections[place + 1].href(filing)
    return before, reverse("declarations:submit", args=[filing.pk])
