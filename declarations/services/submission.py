"""Submitting: what a filing says is checked, frozen as a revision, and handed to the first authority."""

import datetime as dt
import hashlib
import json

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from declarations.dossier.evaluation import evaluate_dossier, score_of
from declarations.dossier.facts import facts_from
from declarations.dossier.loading import Dossier, filings_to_show, load
from declarations.enums import Action, FilingState
from declarations.kinds import kind_of
from declarations.models import Filing, FilingEvent, ReviewComment, Revision
from declarations.sections import Problem, blocks_of, marks
from declarations.sections.presentation import changes_since_return
from declarations.standards import Evaluation, Verdict
from declarations.words.blocks import to_plain
from declarations.workflow import TransitionRefused, transition
from enterprises.acting import acting_for, may
from enterprises.enums import AuthorityLevel, Capability
from enterprises.models import Authority, Enterprise, User

UNCHANGED = Problem(
    "申报内容",
    "与退回前提交的完全一样，没有修改任何内容。请先按意见修改；不需要修改的，请勾选确认后重新提交。",
    "#id_accepts_unchanged",
)


class SubmissionRefused(Exception):
    """The filing is not submit-valid. ``problems`` say where, what and how to mend it."""

    def __init__(self, problems: list[Problem]):
        super().__init__("还有内容没有完成，请按提示补充后再提交。")
        self.problems = problems


class SubmissionStale(Exception):
    """The content is no longer what the submit page showed."""

    def __init__(self):
        super().__init__("打开本页之后，申报内容在别的页面有了修改。请核对最新内容和得分后再提交。")


class AlreadySubmitted(Exception):
    """The other half of a double click, or a second page, was quicker."""

    def __init__(self):
        super().__init__("该申报已提交，不用重复提交。")


def problems_of(dossier: Dossier) -> list[Problem]:
    """Everything that keeps a filing from being submitted, in the order of its sections."""
    return [problem for found in marks(dossier).values() for problem in found]


def review_chain(enterprise: Enterprise, final_level: str) -> list[Authority]:
    """Who reviews: from the enterprise's authority up to the first one of ``final_level`` or above.

    Empty while the enterprise has no authority. Chains skip levels where the tree does (计划单列市, 直辖市).
    """
    if enterprise.authority is None:
        return []
    final = AuthorityLevel(final_level).rank
    chain = []
    for authority in Authority.objects.lineage(enterprise.authority):
        chain.append(authority)
        if AuthorityLevel(authority.level).rank <= final:
            break
    return chain


def chain_of(filing: Filing) -> list[Authority]:
    """The offices that review ``filing``: those it was first submitted to, or those a submission now would name."""
    if not filing.chain:
        return review_chain(filing.enterprise, filing.window.final_level)
    offices = {each.code: each for each in Authority.objects.filter(code__in=filing.chain)}
    return [offices[code] for code in filing.chain]


def fingerprint(dossier: Dossier, chain: list[Authority]) -> str:
    """A digest of everything a submission would freeze."""
    content = json.dumps(frozen_content(dossier, chain), sort_keys=True)
    return hashlib.sha256(content.encode()).hexdigest()


def submit(
    filing: Filing,
    actor: User,
    *,
    pledge: bool,
    accepts_shortfall: bool = False,
    seen: str = "",
    at: dt.datetime | None = None,
) -> Revision:
    """Freeze ``filing`` and hand it to the first authority, in one transaction.

    ``accepts_shortfall``: the enterprise files although its own evaluation is not known to reach the standard.
    ``seen``: the ``fingerprint`` of what the page showed, so that a pledge covers what was read; empty: not checked.

    Raises:
        SubmissionRefused: not submit-valid, or not pledged.
        SubmissionStale: the content changed since the page was shown.
        AlreadySubmitted: done before.
        TransitionRefused: wrong actor, or the window is closed.
    """
    return _file(
        filing, actor, Action.SUBMIT, pledge=pledge, accepts_shortfall=accepts_shortfall, seen=seen, at=at
    )


def resubmit(
    filing: Filing,
    actor: User,
    answers: dict[int, str],
    *,
    pledge: bool,
    accepts_shortfall: bool = False,
    accepts_unchanged: bool = False,
    seen: str = "",
    at: dt.datetime | None = None,
) -> Revision:
    """Answer the reviewers' comments (id → text) and hand the corrected filing back to who returned it.

    The answers are kept even when the filing is not complete yet. ``accepts_unchanged``: the enterprise hands it in
    although it says exactly what was returned. Raises as ``submit``.
    """
    answer_comments(filing, actor, answers, at)
    return _file(
        filing,
        actor,
        Action.RESUBMIT,
        pledge=pledge,
        accepts_shortfall=accepts_shortfall,
        accepts_unchanged=accepts_unchanged,
        seen=seen,
        at=at,
    )


@transaction.atomic
def answer_comments(
    filing: Filing, actor: User, answers: dict[int, str], at: dt.datetime | None = None
) -> None:
    """Keep answers to the comments of a returned filing. Only while it is returned; ids of others are passed over."""
    locked = Filing.objects.select_for_update(of=("self",), no_key=True).get(pk=filing.pk)
    if locked.state != FilingState.RETURNED or not _is_owner(locked, actor):
        return
    for comment in ReviewComment.objects.filter(filing=locked, pk__in=answers):
        text = answers[comment.pk].strip()
        if text != comment.answer:
            comment.answer = text
            comment.answered_at = (at or timezone.now()) if text else None
            comment.save(update_fields=["answer", "answered_at"])


def withdraw(filing: Filing, actor: User, at: dt.datetime | None = None) -> FilingEvent | None:
    """Take back a filing nobody has decided about. ``None`` when it was taken back before.

    Raises:
        TransitionRefused: decided about already, window closed, wrong actor.
    """
    filing.refresh_from_db(fields=["state"])
    if filing.state == FilingState.WITHDRAWN and _is_owner(filing, actor):
        return None
    return transition(filing, Action.WITHDRAW, actor, at=at)


def _is_owner(filing: Filing, actor: User) -> bool:
    return may(acting_for(actor), Capability.SUBMIT, filing)


@transaction.atomic
def _file(
    filing: Filing,
    actor: User,
    action: Action,
    *,
    pledge: bool,
    accepts_shortfall: bool,
    accepts_unchanged: bool = False,
    seen: str,
    at: dt.datetime | None,
) -> Revision:
    # First the enterprise, then the filing: who renames it meanwhile waits, or is waited for and then frozen.
    Enterprise.objects.select_for_update(no_key=True).get(pk=filing.enterprise_id)
    locked = filings_to_show().select_for_update(of=("self",), no_key=True).get(pk=filing.pk)
    # Read after the lock: what was attached while this waited is older than the submission.
    at = at or timezone.now()
    if not _is_owner(locked, actor):
        raise TransitionRefused("只有申报企业可以提交。")
    if locked.state == FilingState.IN_REVIEW:
        raise AlreadySubmitted
    dossier = load(locked, timezone.localdate(at))
    chain = chain_of(locked)
    evaluation = evaluate_dossier(dossier) if dossier.is_scored else None
    found = problems_of(dossier) + confirmations(
        evaluation, pledge=pledge, accepts_shortfall=accepts_shortfall
    )
    if not accepts_unchanged and is_unchanged(dossier):
        found.append(UNCHANGED)
    # In a state that cannot be submitted the workflow has the better words.
    if locked.is_editable:
        if seen and seen != fingerprint(dossier, chain):
            raise SubmissionStale
        if found:
            raise SubmissionRefused(found)
    revision = _freeze(dossier, evaluation, chain, actor, at)
    transition(
        locked,
        action,
        actor,
        revision=revision,
        chain=[authority.code for authority in chain] if action == Action.SUBMIT else None,
        at=at,
    )
    return revision


def is_unchanged(dossier: Dossier) -> bool:
    """Whether a returned filing still says exactly what was returned."""
    return dossier.filing.state == FilingState.RETURNED and not changes_since_return(dossier)


def confirmations(evaluation: Evaluation | None, *, pledge: bool, accepts_shortfall: bool) -> list[Problem]:
    """What the person who submits has not confirmed on the page."""
    found = []
    if not pledge:
        found.append(Problem("真实性声明和合规经营承诺", "请阅读并勾选承诺。", "#id_pledge"))
    if evaluation and evaluation.verdict is not Verdict.MET and not accepts_shortfall:
        found.append(
            Problem(
                "自评结论", "自评没有达到标准或尚不能判断，仍要提交的请勾选确认。", "#id_accepts_shortfall"
            )
        )
    return found


def _freeze(
    dossier: Dossier, evaluation: Evaluation | None, chain: list[Authority], actor: User, at: dt.datetime
) -> Revision:
    filing = dossier.filing
    number = (filing.revisions.aggregate(last=Max("number"))["last"] or 0) + 1
    revision = Revision.objects.create(
        filing=filing,
        number=number,
        content=frozen_content(dossier, chain),
        **(_frozen_score(dossier, evaluation) if evaluation else {}),
        submitted_by=actor,
        created_at=at,
        # The name is fixed now, the file is rendered when it is first asked for (``enterprises.kit.papers.pdf``).
        pdf=f"revisions/{timezone.localdate(at):%Y/%m}/{filing.pk}-{number}.pdf",
    )
    revision.attachments.set(dossier.attachments)
    return revision


def _frozen_score(dossier: Dossier, evaluation: Evaluation) -> dict:
    """The columns of a revision that say what was scored, by what, and to what end."""
    return {
        "facts": facts_from(dossier).to_dict(),
        "evaluation": evaluation.to_dict(),
        "standard": evaluation.standard_id,
        "standard_version": evaluation.standard_version,
        "scheme": None if dossier.scheme is None else dossier.scheme.to_dict(),
        "score": score_of(evaluation),
    }


def frozen_content(dossier: Dossier, chain: list[Authority]) -> dict:
    """Everything a reviewer or the PDF shows, JSON-safe: texts as they were shown, and the raw sections beside them."""
    filing = dossier.filing
    return {
        "title": str(filing),
        "window": filing.occasion,
        "year": dossier.year + 1,
        "enterprise": dossier.enterprise.name,
        "credit_code": dossier.enterprise.credit_code,
        "blocks": to_plain(blocks_of(dossier)),
        "sections": {key: section.data for key, section in dossier.stored.items()},
        "assessment": dossier.background.assessment_in_words,
        "chain": [
            {"code": each.code, "name": each.name, "level": each.get_level_display()} for each in chain
        ],
        "pledge": kind_of(filing).pledge,
    }
