"""What pages, PDF and reviewers show of a filing and its revisions."""

from collections.abc import Sequence
from dataclasses import dataclass

from declarations.dossier.loading import Dossier
from declarations.enums import Action
from declarations.models import Filing, FilingEvent, Revision
from declarations.sections import blocks_of, sections_for
from declarations.standards import Evaluation
from declarations.words.blocks import Block, Row, from_plain
from declarations.words.explanation import EvaluationView, view_of

# How an action looks wherever it is shown, as a record or as a button.
ACTION_TONES = {
    Action.SUBMIT: "info",
    Action.RESUBMIT: "info",
    Action.RECOMMEND: "progress",
    Action.RETURN: "warning",
    Action.RETURN_DOWN: "warning",
    Action.REJECT: "danger",
    Action.APPROVE: "success",
    Action.PUBLICISE: "info",
    Action.CERTIFY: "success",
}
_OWNERS = (Action.SUBMIT, Action.RESUBMIT, Action.WITHDRAW)


def revision_sections(revision: Revision) -> list[Block]:
    """What a submission said, section by section, exactly as it was shown then."""
    blocks = from_plain(revision.content["blocks"])
    return blocks + _assessment_blocks(revision.content.get("assessment"))


def _assessment_blocks(assessment: dict[str, str] | None) -> list[Block]:
    """The digital assessment that counts, where there is one."""
    if not assessment:
        return []
    rows = [
        Row("等级", assessment["level"]),
        Row("总分", assessment["total"], "分"),
        Row("评测提交时间", assessment["submitted_at"]),
    ]
    # Revisions of before do not name it.
    if "table" in assessment:
        rows.append(Row("评测表", assessment["table"]))
    return [Block("assessment", "数字化水平评测", rows=rows)]


def revision_evaluation(revision: Revision) -> EvaluationView | None:
    """The evaluation a submission was filed with; None for a business without a score."""
    return revision.evaluation and view_of(Evaluation.from_dict(revision.evaluation))


def draft_sections(dossier: Dossier) -> list[Block]:
    """The same blocks for a filing as it stands now: with the latest assessment, whenever that was taken (M4.6)."""
    return blocks_of(dossier) + _assessment_blocks(dossier.background.assessment_in_words)


@dataclass(frozen=True)
class Change:
    """One difference between two revisions; an empty side did not exist."""

    section: str
    title: str
    label: str
    old: str
    new: str


def changes(old: Revision, new: Revision) -> list[Change]:
    """What ``new`` says differently from ``old``, in the order of the sections."""
    return _differences(revision_sections(old), revision_sections(new))


def changes_since_return(dossier: Dossier) -> list[Change]:
    """What a returned filing says now differently from the revision that was returned. One query."""
    last = dossier.filing.revisions.order_by("-number").first()
    return _differences(revision_sections(last), draft_sections(dossier))


def _differences(old: Sequence[Block], new: Sequence[Block]) -> list[Change]:
    before = {block.key: block.lines() for block in old}
    found = []
    for block in new:
        was, now = before.get(block.key, {}), block.lines()
        for label in [*now, *(label for label in was if label not in now)]:
            if was.get(label, "") != now.get(label, ""):
                found.append(Change(block.key, block.title, label, was.get(label, ""), now.get(label, "")))
    return found


def timeline(filing: Filing, *, for_officials: bool = False) -> list[dict]:
    """The events of a filing for includes/timeline.html, newest first.

    To the enterprise an official is an office; officials also read who it was, and whose desk the filing went to.
    """
    related = ("actor", "from_authority", "to_authority")
    return [
        {
            "title": _moved(event) if for_officials else event.get_action_display(),
            "at": event.at,
            "actor": _person(event) if for_officials else _office(event),
            "text": event.comment,
            "internal": event.internal if for_officials else "",
            "tone": ACTION_TONES.get(event.action, "neutral"),
        }
        for event in filing.events.select_related(*related).order_by("-number")
    ]


def returns(filing: Filing) -> list[dict]:
    """Every return of a filing with its remarks and the enterprise's answers, newest first, as they stand. Two queries."""
    titles = {section.key: section.title for section in sections_for(filing.tier, filing.kind)}
    events = filing.events.filter(action=Action.RETURN).select_related("from_authority")
    return [
        {
            "office": event.from_authority.name,
            "at": event.at,
            "text": event.comment,
            "remarks": [
                {"section": titles.get(each.section, ""), "text": each.text, "answer": each.answer}
                for each in event.comments.all()
            ],
        }
        for event in events.prefetch_related("comments").order_by("-number")
    ]


def _office(event: FilingEvent) -> str:
    if event.action in _OWNERS:
        return "本企业"
    if event.action == Action.LAPSE:
        return "系统"
    return event.from_authority.name if event.from_authority else ""


def _person(event: FilingEvent) -> str:
    if event.actor is None:
        return "系统"
    if event.action in _OWNERS or event.from_authority is None:
        return str(event.actor)
    return f"{event.actor}（{event.from_authority.name}）"


def _moved(event: FilingEvent) -> str:
    moved = event.to_authority_id and event.to_authority_id != event.from_authority_id
    action = event.get_action_display()
    return f"{action} → {event.to_authority.name}" if moved else action
