"""Reading a filing: its page, its PDF, its evidence."""

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from declarations.dossier.access import own_filings, visible_filings
from declarations.dossier.editing import refusal_to_edit
from declarations.dossier.evaluation import draft_evaluation
from declarations.dossier.loading import Dossier, load
from declarations.enums import Action, FilingState
from declarations.kinds import hand_in, kind_of
from declarations.models import Attachment, Filing, Revision
from declarations.papers.filing import draft_pdf, revision_pdf, revision_to_stamp
from declarations.review.lines import Review, review_of
from declarations.sections import sections_for
from declarations.sections.presentation import (
    draft_sections,
    history_of,
    returns,
    revision_evaluation,
    revision_sections,
    timeline,
)
from declarations.services.submission import chain_of
from declarations.workflow import available_actions
from enterprises.access import member_may
from enterprises.acting import acting_for
from enterprises.enums import Capability, CertificationState
from enterprises.kit.files.archives import entry_content
from enterprises.kit.files.downloads import private, private_file
from enterprises.kit.files.inspection import EVIDENCE
from enterprises.kit.files.signatures import recognised, with_extension
from enterprises.kit.papers.problems import PDF_PROBLEMS, pdf_problem
from enterprises.kit.times.deadlines import deadline_text
from enterprises.kit.work.turns import turn


@require_safe
@member_may(Capability.READ)
def filing(request: HttpRequest, filing_id: uuid.UUID) -> HttpResponse:
    """One filing: where it stands, what was submitted, how it was decided, what can be done."""
    found = get_object_or_404(own_filings(request.user), pk=filing_id)
    revision = found.revisions.order_by("-number").first()
    refusal = refusal_to_edit(found)
    is_returned = found.state == FilingState.RETURNED
    history = history_of(found)
    # The return that is to be answered stands above, with its reason.
    past_returns = returns(history)[1 if is_returned else 0 :] if revision is not None else []
    context = {
        "menu": "declarations",
        "filing": found,
        "revision": revision,
        "events": timeline(history),
        "refusal": refusal if found.is_editable else "",
        "continue_href": _continue(found) if not refusal else "",
        "can_withdraw": Action.WITHDRAW in available_actions(found, request.user),
        "can_delete": found.state == FilingState.DRAFT,
        "hand_in": hand_in(found) if found.is_editable else "",
        "reason": _reason(found),
        "outcome": _outcome(found),
        "is_returned": is_returned,
        "past_returns": past_returns,
        "is_draft": found.state == FilingState.DRAFT,
    }
    if revision is not None:
        context |= {
            "blocks": revision_sections(revision),
            "evaluation": revision_evaluation(revision),
            "review": _review(found, revision),
        }
    elif sections_for(found.tier, found.kind):
        dossier = load(found)
        context |= {"blocks": draft_sections(dossier), "evaluation": draft_evaluation(dossier)}
    return render(
        request, "declarations/filing.html", {"blocks": [], "evaluation": None, "review": None} | context
    )


def _continue(found: Filing) -> str:
    sections = sections_for(found.tier, found.kind)
    return sections[0].href(found) if sections else ""


def _review(found: Filing, revision: Revision) -> Review | None:
    """What reviewers corrected in the score, once they are done with it; None when nothing stands corrected."""
    if found.state == FilingState.IN_REVIEW or revision.evaluation is None:
        return None
    review = review_of(revision)
    return review if review.is_corrected else None


def _reason(found: Filing) -> dict:
    """Why a filing was returned or rejected, and by whom."""
    action = {FilingState.RETURNED: Action.RETURN, FilingState.REJECTED: Action.REJECT}.get(found.state)
    if action is None:
        return {}
    event = found.events.filter(action=action).select_related("from_authority").order_by("-number").first()
    if event is None:
        return {}
    return {
        "title": f"{event.from_authority.name}的意见" if event.from_authority else "审核意见",
        "text": event.comment,
        "comments": list(event.comments.all()),
        "is_final": action == Action.REJECT,
    }


def _outcome(found: Filing) -> dict:
    """The publicity that runs, or the title that was granted, in words."""
    if found.state == FilingState.PUBLICITY:
        batch = found.batch
        return {
            "title": f"公示中：{batch.name}",
            "text": f"公示到{deadline_text(batch.publicity_ends_at)}。异议受理：{batch.objection_channel}",
        }
    if found.state != FilingState.COMPLETED:
        return {}
    title = found.certifications.exclude(state=CertificationState.WITHDRAWN).first()
    if title is None:
        return {}
    return {
        "title": f"已认定：{title.get_tier_display()}",
        "text": f"文号：{title.document_number}。有效期：{title.valid_from:%Y-%m-%d} 至 {title.valid_until:%Y-%m-%d}。",
    }


@require_safe
def pdf(request: HttpRequest, filing_id: uuid.UUID) -> HttpResponseBase:
    """The latest submitted revision as a PDF; with ``?draft``, or before any submission, the filing as it stands.

    ``?stamp``: the same as the form to be signed and stamped.
    """
    found = get_object_or_404(visible_filings(request.user), pk=filing_id)
    is_owner = acting_for(request).is_member
    revision = found.revisions.order_by("-number").first()
    to_stamp = "stamp" in request.GET
    as_it_stands = is_owner and found.is_editable and (to_stamp or "draft" in request.GET)
    try:
        if revision is not None and not as_it_stands:
            revision.filing = found
            if to_stamp:
                with turn(request.user.pk):
                    document = revision_to_stamp(revision)
            else:
                document = revision_pdf(revision, request.user.pk)
            suffix = f"第{revision.number}版"
        elif is_owner and sections_for(found.tier, found.kind):
            with turn(request.user.pk):
                document, suffix = _draft(load(found), to_stamp=to_stamp), "草稿"
        else:
            raise Http404
    except PDF_PROBLEMS as problem:
        return pdf_problem(request, problem)
    response = HttpResponse(document, content_type="application/pdf")
    if to_stamp:
        suffix = "供签字盖章"
    return private(response, f"{found.enterprise.name}-{found}-{suffix}.pdf")


def _draft(dossier: Dossier, *, to_stamp: bool) -> bytes:
    chain = chain_of(dossier.filing)
    return draft_pdf(
        dossier,
        kind_of(dossier.filing).pledge,
        [{"code": each.code, "name": each.name, "level": each.get_level_display()} for each in chain],
        to_stamp=to_stamp,
    )


@require_safe
def attachment(request: HttpRequest, filing_id: uuid.UUID, attachment_id: uuid.UUID) -> HttpResponseBase:
    """One file of evidence: for its enterprise, and, once submitted, for the authorities above it.

    With ``?entry=`` one file out of a package.
    """
    found = get_object_or_404(visible_filings(request.user), pk=filing_id)
    files = Attachment.objects.filter(filing=found)
    if not acting_for(request).is_member:
        files = files.filter(revisions__filing=found).distinct()
    kept = get_object_or_404(files, pk=attachment_id)
    if "entry" in request.GET:
        return _entry(kept, request.GET["entry"])
    return private_file(kept)


def _entry(package: Attachment, path: str) -> HttpResponse:
    try:
        with package.file.open("rb") as file:
            content = entry_content(file, path)
    except FileNotFoundError:
        raise Http404 from None
    kind = recognised(content) if content else None
    if kind not in EVIDENCE:
        raise Http404
    name = with_extension(path.rpartition("/")[2], kind)
    return private(HttpResponse(content.getvalue(), content_type=kind), name)
