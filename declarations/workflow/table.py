"""The workflow as a table (design section 4).

Reading order: ``RULES`` says which action leads from which state to which, who may take it, where the filing goes
and what is required; the small functions above it are the table's words. Database constraints on ``Filing`` and
``FilingEvent`` mirror the table.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum

from django.utils import timezone

from declarations.enums import Action, FilingState
from declarations.kinds import deadlines_of, kind_of
from declarations.models import Batch, Filing, Revision
from enterprises.acting import acting_for, may
from enterprises.enums import AuthorityLevel, Capability
from enterprises.kit.times.deadlines import deadline_text
from enterprises.models import Authority, User

S = FilingState


class TransitionRefused(Exception):
    """The table does not allow the action now. ``str()`` is a sentence for the page."""


class Role(Enum):
    """Who may take an action: how refusals call them, and the capability it takes (nobody has the system's)."""

    OWNER = "申报企业", Capability.SUBMIT
    REVIEWER = "当前处理层级", Capability.REVIEW
    FINAL = "最终审核部门", Capability.REVIEW
    # Whose last review it was; who publicises and certifies may be another person there.
    ANNOUNCER = "最终审核部门", Capability.CERTIFY
    CERTIFIER = "作出认定的部门", Capability.CERTIFY
    SYSTEM = "系统", None

    def __init__(self, words: str, capability: Capability | None) -> None:
        self.words, self.capability = words, capability


@dataclass
class Attempt:
    """One try at an action: everything a requirement may look at."""

    filing: Filing
    action: Action
    actor: User | None
    at: dt.datetime
    comment: str = ""
    internal: str = ""
    revision: Revision | None = None
    batch: Batch | None = None
    chain: list[str] = field(default_factory=list)
    # Those loaded beforehand, by code: many filings go to few desks.
    offices: dict[str, Authority] = field(default_factory=dict)

    def office(self, code: str) -> Authority:
        return self.offices.get(code) or Authority.objects.get(code=code)


# --- Where the filing stands in its chain ------------------------------------------------------------------------
def position(filing: Filing) -> int:
    """Index of the current authority in the frozen chain."""
    return filing.chain.index(filing.current_authority.code)


def is_final(filing: Filing) -> bool:
    return filing.current_authority.code == filing.chain[-1]


# --- Requirements: None when met, else the sentence that says what is missing ------------------------------------
Requirement = Callable[[Attempt], str | None]


def window_open(attempt: Attempt) -> str | None:
    return deadlines_of(attempt.filing).refusal(attempt.at, "提交", "，不能再提交") or None


def corrections_open(attempt: Attempt) -> str | None:
    return deadlines_of(attempt.filing).refusal_to_correct(attempt.at) or None


def level_open(attempt: Attempt) -> str | None:
    level = AuthorityLevel(attempt.filing.current_authority.level)
    deadline = deadlines_of(attempt.filing).level(level)
    if deadline and attempt.at >= deadline:
        return f"{level.label}审核已于{deadline_text(deadline)}截止。"
    return None


def with_comment(attempt: Attempt) -> str | None:
    return None if attempt.comment.strip() else "请写明理由，企业会看到这段文字。"


def with_internal_reason(attempt: Attempt) -> str | None:
    return None if attempt.internal.strip() else "请写明退回下级的理由，只有主管部门能看到。"


def with_revision(attempt: Attempt) -> str | None:
    return None if attempt.revision else "提交前须先固定申报内容。"


def comments_answered(attempt: Attempt) -> str | None:
    waiting = attempt.filing.comments.filter(answer="").count()
    return f"还有{waiting}条修改意见没有答复。" if waiting else None


def undecided(attempt: Attempt) -> str | None:
    decided = attempt.filing.events.exclude(action__in=[Action.SUBMIT, Action.RESUBMIT]).exists()
    return "审核部门已经处理过这份申报，不能撤回。" if decided else None


def not_final(attempt: Attempt) -> str | None:
    return "本级是最终审核层级，请使用【审核通过】。" if is_final(attempt.filing) else None


def final(attempt: Attempt) -> str | None:
    return None if is_final(attempt.filing) else "本级不是最终审核层级，请使用【推荐上报】。"


def not_first(attempt: Attempt) -> str | None:
    return "本级是首个审核层级，没有下级可退。" if position(attempt.filing) == 0 else None


def in_batch(attempt: Attempt) -> str | None:
    batch = attempt.batch
    if batch is None or attempt.filing.batch_id != batch.pk:
        return "这份申报不在该批次中。"
    return None


def not_gathered(attempt: Attempt) -> str | None:
    filing = attempt.filing
    gathered = filing.state == S.APPROVED and filing.batch_id is not None
    return "这份申报已加入批次，请先移出批次。" if gathered else None


def publicity_announced(attempt: Attempt) -> str | None:
    batch = attempt.batch
    if not (batch.publicity_starts_at and batch.publicity_ends_at and batch.objection_channel.strip()):
        return "公示需要开始时间、结束时间和异议受理方式。"
    return None


def publicity_over(attempt: Attempt) -> str | None:
    ends = attempt.batch.publicity_ends_at
    return f"公示到{deadline_text(ends)}结束，此后才能认定。" if attempt.at < ends else None


def document_complete(attempt: Attempt) -> str | None:
    batch = attempt.batch
    if not (batch.document_number and batch.certified_on and batch.valid_from and batch.valid_until):
        return "认定需要文号、认定日期和有效期起止。"
    return None


def overdue(attempt: Attempt) -> str | None:
    deadline = deadlines_of(attempt.filing).due(attempt.filing.state)
    return "尚未到截止时间。" if deadline is None or attempt.at < deadline else None


# --- Destinations: the authority that has the filing afterwards --------------------------------------------------
Destination = Callable[[Attempt], Authority | None]


def nobody(attempt: Attempt) -> None:
    return None


def same(attempt: Attempt) -> Authority:
    return attempt.filing.current_authority


def first(attempt: Attempt) -> Authority:
    return attempt.office(attempt.chain[0])


def returner(attempt: Attempt) -> Authority:
    return attempt.filing.returned_by


def parent(attempt: Attempt) -> Authority:
    return attempt.office(attempt.filing.chain[position(attempt.filing) + 1])


def certifier(attempt: Attempt) -> Authority:
    return attempt.batch.authority


def child(attempt: Attempt) -> Authority:
    return attempt.office(attempt.filing.chain[position(attempt.filing) - 1])


# --- The table ---------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Rule:
    sources: tuple[FilingState, ...]
    target: FilingState
    role: Role
    destination: Destination
    requires: tuple[Requirement, ...] = ()


RULES: dict[Action, Rule] = {
    Action.SUBMIT: Rule((S.DRAFT,), S.IN_REVIEW, Role.OWNER, first, (window_open, with_revision)),
    Action.RESUBMIT: Rule(
        (S.RETURNED,), S.IN_REVIEW, Role.OWNER, returner, (corrections_open, comments_answered, with_revision)
    ),
    Action.WITHDRAW: Rule((S.IN_REVIEW,), S.WITHDRAWN, Role.OWNER, nobody, (window_open, undecided)),
    Action.RECOMMEND: Rule((S.IN_REVIEW,), S.IN_REVIEW, Role.REVIEWER, parent, (not_final, level_open)),
    Action.RETURN: Rule((S.IN_REVIEW,), S.RETURNED, Role.REVIEWER, nobody, (with_comment, corrections_open)),
    Action.RETURN_DOWN: Rule(
        (S.IN_REVIEW,), S.IN_REVIEW, Role.REVIEWER, child, (with_internal_reason, not_first)
    ),
    Action.REJECT: Rule(
        (S.IN_REVIEW, S.APPROVED, S.PUBLICITY),
        S.REJECTED,
        Role.REVIEWER,
        nobody,
        (with_comment, not_gathered),
    ),
    Action.APPROVE: Rule((S.IN_REVIEW,), S.APPROVED, Role.FINAL, same, (final,)),
    Action.PUBLICISE: Rule((S.APPROVED,), S.PUBLICITY, Role.ANNOUNCER, same, (in_batch, publicity_announced)),
    Action.CERTIFY: Rule(
        (S.PUBLICITY,), S.COMPLETED, Role.ANNOUNCER, nobody, (in_batch, publicity_over, document_complete)
    ),
    Action.UNPUBLICISE: Rule((S.PUBLICITY,), S.APPROVED, Role.ANNOUNCER, same, (in_batch, with_comment)),
    # What was publicised stays so: the list is certified again, under the right number and dates.
    Action.UNCERTIFY: Rule((S.COMPLETED,), S.PUBLICITY, Role.CERTIFIER, certifier, (in_batch, with_comment)),
    # One title of a batch; what remains of the list stays certified.
    Action.REVOKE: Rule((S.COMPLETED,), S.APPROVED, Role.CERTIFIER, certifier, (in_batch, with_comment)),
    Action.LAPSE: Rule((S.DRAFT, S.RETURNED), S.LAPSED, Role.SYSTEM, nobody, (overdue,)),
}


def rule_for(filing: Filing, action: Action) -> Rule:
    """The row of the table for this kind of filing: what is not decided in a batch ends with its approval."""
    rule = RULES[action]
    if action == Action.APPROVE and not kind_of(filing).ends_in_batch:
        return Rule(rule.sources, S.COMPLETED, rule.role, nobody, rule.requires)
    return rule


def plays_role(role: Role, filing: Filing, actor: User | None) -> bool:
    """Whether ``actor`` is the one the table names for this filing as it stands."""
    if role is Role.SYSTEM or actor is None:
        return role is Role.SYSTEM and actor is None
    acting = acting_for(actor)
    if role is not Role.CERTIFIER:
        return may(acting, role.capability, filing)
    # What is certified is on nobody's desk. A change or an update has no batch, and nothing of theirs was announced.
    if filing.batch_id is None or not filing.chain or acting.authority is None:
        return False
    return may(acting, role.capability) and acting.authority.code == filing.chain[-1]


def available_actions(filing: Filing, actor: User | None, at: dt.datetime | None = None) -> list[Action]:
    """Actions ``actor`` may take now, leaving aside what the form itself brings (comment, revision, batch)."""
    at = at or timezone.now()
    brought = {
        with_comment,
        with_internal_reason,
        with_revision,
        comments_answered,
        in_batch,
        publicity_announced,
        publicity_over,
    }
    brought |= {document_complete}
    found = []
    for action in RULES:
        rule = rule_for(filing, action)
        if filing.state not in rule.sources or not plays_role(rule.role, filing, actor):
            continue
        attempt = Attempt(filing, action, actor, at)
        if all(need(attempt) is None for need in rule.requires if need not in brought):
            found.append(action)
    return found
