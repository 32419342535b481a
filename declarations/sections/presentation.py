"""What pages, PDF and reviewers show of a filing and its revisions."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from declarations.dossier.loading import Dossier
from declarations.enums import Action
from declarations.models import Filing, FilingEvent, Revision
from declarations.sections import blocks_of
from declarations.sections.base import Place
from declarations.sections.remarks import Pointed, pointed
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


def changes_at(place: Place, section: str, old: Sequence[Block], new: Sequence[Block]) -> list[Change]:
    """What ``new`` says differently from ``old`` at one place of a section."""
    of_section = [[block for block in blocks if block.key == section] for blocks in (old, new)]
    return _differences(*of_section, lines=place.lines)


def _differences(
    old: Sequence[Block], new: Sequence[Block], lines: Callable[[Block], dict[str, str]] = Block.lines
) -> list[Change]:
    before = {block.key: lines(block) for block in old}
    found = []
    for block in new:
        was, now = before.get(block.key, {}), lines(block)
        for label in [*now, *(label for label in was if label not in now)]:
            if was.get(label, "") != now.get(label, ""):
                found.append(Change(block.key, block.title, label, was.get(label, ""), now.get(label, "")))
    return found


@dataclass(frozen=True)
class History:
    """The events of a filing, newest first, and their remarks with what they are about, by event."""

    events: list[FilingEvent]
    about: dict[int, list[Pointed]]

    @property
    def returned(self) -> list[FilingEvent]:
        return [event for event in self.events if event.action == Action.RETURN]

    def remarks(self, event: FilingEvent) -> list[Pointed]:
        return self.about.get(event.pk, [])


def history_of(filing: Filing) -> History:
    """What happened to a filing. Two queries, and one where evidence was remarked on."""
    related = ("actor", "from_authority", "to_authority")
    events = list(filing.events.select_related(*related).prefetch_related("comments").order_by("-number"))
    about: dict[int, list[Pointed]] = {}
    for each in pointed(filing, (comment for event in events for comment in event.comments.all())):
        about.setdefault(each.comment.event_id, []).append(each)
    return History(events, about)


def timeline(history: History, *, for_officials: bool = False) -> list[dict]:
    """The events of a filing for includes/timeline.html, newest first.

    To the enterprise an official is an office; officials also read who it was, and whose desk the filing went to.
    """
    return [
        {
            "title": _moved(event) if for_officials else event.get_action_display(),
            "at": event.at,
            "actor": _person(event) if for_officials else _office(event),
            "text": event.comment,
            "internal": event.internal if for_officials else "",
            "about": list(dict.fromkeys(each.where for each in history.remarks(event))),
            "tone": ACTION_TONES.get(event.action, "neutral"),
        }
        for event in history.events
    ]


def returns(history: History) -> list[dict]:
    """Every return of a filing with its remarks and the enterprise's answers, newest first, as they stand."""
    return [
        {
            "office": event.from_authority.name,
            "at": event.at,
            "text": event.comment,
            "remarks": [
                {"where": each.where, "text": each.comment.text, "answer": each.comment.answer}
                for each in history.remarks(event)
            ],
        }
        for event in history.returned
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
