"""The page a reviewer reads before deciding: what was filed, what changed since the last return, what happened."""

from dataclasses import dataclass
from decimal import Decimal

from django.contrib.messages import get_messages
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.utils import timezone

from declarations.enums import Action, FilingState
from declarations.models import Filing, Revision
from declarations.review.correcting import can_correct
from declarations.review.lines import Review, review_of
from declarations.sections import sections_for
from declarations.sections.presentation import (
    ACTION_TONES,
    Change,
    History,
    changes,
    changes_at,
    history_of,
    revision_sections,
    timeline,
)
from declarations.sections.remarks import Pointed
from declarations.services.review import REVIEW_ACTIONS
from declarations.standards.points import exact
from declarations.words.blocks import content_code
from declarations.workflow import Attempt, available_actions
from declarations.workflow.table import corrections_open, level_open
from enterprises.kit.admin.display import admin_link, badge, second
from enterprises.kit.admin.pages import OwnPages, address_of, page_of
from enterprises.models import User

# Tag of messages about a line: they are read beside the lines, where the page opens after a correction.
OF_LINES = "of-lines"


def show(model_admin: OwnPages, request: HttpRequest, filing: Filing) -> TemplateResponse:
    filing = _complete(filing)
    revisions = list(filing.revisions.order_by("-number")[:2])
    latest = revisions[0] if revisions else None
    review = review_lines(filing, revisions) if latest else None
    history = history_of(filing)
    said = list(get_messages(request))
    blocks = revision_sections(latest) if latest else []
    context = {
        "messages": [each for each in said if each.extra_tags != OF_LINES],
        "line_messages": [each for each in said if each.extra_tags == OF_LINES],
        "filing": filing,
        "facts": facts(filing, review),
        "actions": actions(filing, request.user),
        "hints": hints(filing, request.user),
        "revision": latest,
        "blocks": blocks,
        "content_code": content_code(blocks),
        "review": review,
        "may_correct": can_correct(filing, request.user),
        "comparison": comparison(filing, revisions, history),
        "waiting_comments": _waiting_comments(filing, history),
        "events": timeline(history, for_officials=True),
    }
    return page_of(model_admin, request, filing, "admin/declarations/filing/review.html", "", context)


def _complete(filing: Filing) -> Filing:
    related = ["enterprise", "window", "current_authority", "first_authority", "returned_by", "batch"]
    return Filing.objects.select_related(*related).get(pk=filing.pk)


def review_lines(filing: Filing, revisions: list[Revision]) -> Review | None:
    """The evaluation of the newest of ``revisions`` line by line, with the page of each line; None without a score."""
    latest, *before = revisions
    if latest.evaluation is None:
        return None
    return review_of(latest, before[0] if before else None, lambda code: correction_href(filing, code))


def correction_href(filing: Filing, code: str) -> str:
    return address_of(filing, "correct", code)


def latest_review(filing: Filing) -> Review | None:
    """The newest revision of ``filing`` as reviewed; None while nothing was submitted."""
    revisions = list(filing.revisions.order_by("-number")[:2])
    return review_lines(filing, revisions) if revisions else None


def facts(filing: Filing, review: Review | None) -> list[dict]:
    """The filing in a few lines, for the head of its pages; ``review`` is that of its newest revision."""
    return [
        {"label": "企业", "value": admin_link(filing.enterprise, filing.enterprise_name)},
        {"label": "统一社会信用代码", "value": filing.enterprise.credit_code},
        {
            "label": "称号与业务",
            "value": " · ".join(filter(None, (filing.get_tier_display(), filing.get_kind_display()))),
        },
        {"label": "申报时间", "value": filing.occasion},
        {"label": "当前处理层级", "value": str(filing.current_authority or filing.returned_by or "—")},
        {"label": "提交时间", "value": second(filing.submitted_at)},
        {"label": "自评得分", "value": _points(filing.score)},
        *(
            []
            if filing.review_score is None
            else [{"label": "审核得分", "value": _points(filing.review_score)}]
        ),
        *([_verdict(review)] if review else []),
        {"label": "批次", "value": admin_link(filing.batch)},
    ]


def _verdict(review: Review) -> dict:
    label = "审核结论" if review.is_corrected else "自评结论"
    return {"label": label, "value": badge(review.now.verdict, review.now.tone)}


def _points(score: Decimal | None) -> str:
    return "—" if score is None else f"{exact(score)} 分"


def actions(filing: Filing, user: User) -> list[dict]:
    """What this official may do now, as links to the pages where it is done."""
    possible = available_actions(filing, user)
    return [
        {
            "label": action.label,
            "href": address_of(filing, "review", action.value),
            "tone": ACTION_TONES[action],
        }
        for action in REVIEW_ACTIONS
        if action in possible
    ]


def hints(filing: Filing, user: User) -> list[str]:
    """Why the official whose desk it is on cannot do more: deadlines that have passed."""
    if filing.state != FilingState.IN_REVIEW or filing.current_authority_id != user.authority_id:
        return []
    attempt = Attempt(filing, Action.RECOMMEND, user, timezone.now())
    return [sentence for sentence in (level_open(attempt), corrections_open(attempt)) if sentence]


@dataclass(frozen=True)
class ComparedRemark:
    """A remark with its answer, and what changed at its place since the return."""

    pointed: Pointed
    changes: list[Change]


@dataclass(frozen=True)
class ComparedSection:
    """A section that was remarked on or changed since the last return."""

    title: str
    remarks: list[ComparedRemark]
    changes: list[Change]


def comparison(filing: Filing, revisions: list[Revision], history: History) -> list[ComparedSection]:
    """The two newest submissions, section by section, beside the remarks of the return between them."""
    if len(revisions) < 2:
        return []
    latest, previous = revisions
    submitted = {event.revision_id: event.number for event in history.events if event.revision_id}
    between = range(submitted[previous.pk] + 1, submitted[latest.pk])
    about = [each for event in history.returned if event.number in between for each in history.remarks(event)]
    old, new = revision_sections(previous), revision_sections(latest)
    differences = changes(previous, latest)
    found = []
    for key, title in section_titles(filing).items():
        remarks = [
            ComparedRemark(each, changes_at(each.place, key, old, new) if each.place else [])
            for each in about
            if each.comment.section == key
        ]
        changed = [change for change in differences if change.section == key]
        if remarks or changed:
            found.append(ComparedSection(title, remarks, changed))
    return found


def _waiting_comments(filing: Filing, history: History) -> list[Pointed]:
    """What a returned filing is still to be corrected in."""
    if filing.state != FilingState.RETURNED or not history.returned:
        return []
    return history.remarks(history.returned[0])


def section_titles(filing: Filing) -> dict[str, str]:
    return {section.key: section.title for section in sections_for(filing.tier, filing.kind)}
