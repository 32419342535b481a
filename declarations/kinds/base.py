"""What a business (业务) declares about itself, and until when what may be done with one filing of it."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from declarations.enums import DECIDED_IN_BATCH, WITHOUT_WINDOW, FilingKind, FilingState
from declarations.models import Filing
from enterprises.enums import AuthorityLevel
from enterprises.kit.times.deadlines import deadline_text
from notices.enums import MessageKind

# What a submission of any business pledges (63号 附件1 and 2, 真实性声明; words of this platform).
PLEDGE = (
    "本企业承诺：申报内容和佐证材料真实、准确、完整；近三年未发生重大安全（含网络安全、数据安全）、质量、环境污染等事故，"
    "没有偷漏税等违法违规行为；未被列入经营异常名录或严重失信主体名单；主导产品不属于国家禁止、限制或淘汰类；"
    "今后依法合规经营。如有不实，愿承担由此产生的一切后果。"
)


@dataclass(frozen=True)
class Deadlines:
    """Until when what may be done with one filing. ``None``: without a limit.

    ``refusal(at, doing, ended)`` says why the enterprise cannot do ``doing`` with its draft at ``at``; empty when it can.
    ``ended`` is what is said to follow from an end that has passed.
    """

    submit: dt.datetime | None
    correct: dt.datetime | None
    level: Callable[[AuthorityLevel], dt.datetime | None]
    refusal: Callable[[dt.datetime, str, str], str]

    def refusal_to_correct(self, at: dt.datetime, ended: str = "") -> str:
        """Why a returned filing cannot be corrected at ``at``; empty when it can."""
        if self.correct is None or at < self.correct:
            return ""
        return f"退回修改已于{deadline_text(self.correct)}截止{ended}。"

    def due(self, state: str) -> dt.datetime | None:
        """Until when the enterprise can hand in a draft, or a returned filing."""
        return self.correct if state == FilingState.RETURNED else self.submit


@dataclass(frozen=True)
class Kind:
    """One business: everything in which it differs from the others.

    ``is_scored``: evaluated by a standard. ``apply``: what an approval that is the decision does, in the same
    transaction; called with the filing and the instant.
    """

    code: FilingKind
    is_scored: bool
    deadlines: Callable[[Filing], Deadlines]
    pledge: str = PLEDGE
    message: MessageKind = MessageKind.DECLARATION
    apply: Callable[[Filing, dt.datetime], None] | None = None

    def __post_init__(self) -> None:
        if self.ends_in_batch and self.apply:
            raise ValueError(f"{self.code}: what ends in a batch is decided there, not by its approval")

    @property
    def has_window(self) -> bool:
        """Filed within an 申报时间 and for one title; else at any time and for all titles."""
        return self.code not in WITHOUT_WINDOW

    @property
    def ends_in_batch(self) -> bool:
        """Approval leads to 公示 and 认定 in a batch; else it is the decision."""
        return self.code in DECIDED_IN_BATCH


def of_window(filing: Filing) -> Deadlines:
    """The deadlines of a business that has windows: those of the filing's."""
    window = filing.window
    if window is None:
        raise ValueError(f"{filing.kind}: a filing without the window its business has")
    return Deadlines(
        window.submission_deadline, window.correction_deadline, window.review_deadline, window.refusal
    )


def unlimited(filing: Filing) -> Deadlines:
    """The deadlines of what can be filed at any time."""
    return Deadlines(None, None, lambda level: None, _never_refused)


def _never_refused(at: dt.datetime, doing: str, ended: str = "") -> str:
    return ""
