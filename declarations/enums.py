"""Choices of this room. Imports nothing of ours."""

from django.db import models


class FilingKind(models.TextChoices):
    """What is filed (design: one kind of thing is filed and reviewed)."""

    DECLARATION = "declaration", "申报"
    RENEWAL = "renewal", "复核"
    CHANGE = "change", "重大变更"
    UPDATE = "update", "信息更新"


# What constraints of the database have to know of a business; all else is declared in ``declarations.kinds``.
WITHOUT_WINDOW = (FilingKind.CHANGE,)
DECIDED_BY_APPROVAL = (FilingKind.CHANGE, FilingKind.UPDATE)
DECIDED_IN_BATCH = (FilingKind.DECLARATION, FilingKind.RENEWAL)


class FilingState(models.TextChoices):
    """Stored state of a filing; ``declarations.workflow`` is the only writer."""

    DRAFT = "draft", "暂存"
    IN_REVIEW = "in_review", "审核中"
    RETURNED = "returned", "退回修改"
    APPROVED = "approved", "审核通过"
    PUBLICITY = "publicity", "公示中"
    COMPLETED = "completed", "已认定"
    REJECTED = "rejected", "不通过"
    WITHDRAWN = "withdrawn", "已撤回"
    LAPSED = "lapsed", "逾期未提交"

    @property
    def tone(self) -> str:
        """Colour of the badge on a page."""
        return _TONES[self]


_TONES = {
    FilingState.DRAFT: "neutral",
    FilingState.IN_REVIEW: "progress",
    FilingState.RETURNED: "warning",
    FilingState.APPROVED: "info",
    FilingState.PUBLICITY: "info",
    FilingState.COMPLETED: "success",
    FilingState.REJECTED: "danger",
    FilingState.WITHDRAWN: "neutral",
    FilingState.LAPSED: "neutral",
}

# States in which the enterprise may change what it filed.
EDITABLE_STATES = (FilingState.DRAFT, FilingState.RETURNED)
# States that leave room for another filing of the same kind in the same window.
VOID_STATES = (FilingState.WITHDRAWN, FilingState.LAPSED)
DECIDED_STATES = (FilingState.COMPLETED, FilingState.REJECTED)
# States in which nobody has to do anything any more.
ENDED_STATES = (*VOID_STATES, *DECIDED_STATES)


class Action(models.TextChoices):
    """Actions of the workflow table (design section 4)."""

    SUBMIT = "submit", "提交"
    RESUBMIT = "resubmit", "修改后重新提交"
    WITHDRAW = "withdraw", "撤回"
    RECOMMEND = "recommend", "推荐上报"
    RETURN = "return", "退回企业修改"
    RETURN_DOWN = "return_down", "退回下级"
    REJECT = "reject", "不通过"
    APPROVE = "approve", "审核通过"
    PUBLICISE = "publicise", "公示"
    CERTIFY = "certify", "认定"
    LAPSE = "lapse", "逾期"
    UNPUBLICISE = "unpublicise", "撤回公示"
    UNCERTIFY = "uncertify", "撤回认定公告"
    REVOKE = "revoke", "撤回认定"


class BatchState(models.TextChoices):
    OPEN = "open", "组批中"
    PUBLICITY = "publicity", "公示中"
    CERTIFIED = "certified", "已认定"
