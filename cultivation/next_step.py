"""What an enterprise does next: one clear step for its front page."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse

from cultivation.templatetags.ui import deadline
from declarations.enums import FilingState
from declarations.kinds import deadlines_of, due_of, hand_in
from declarations.models import Filing, Window
from declarations.tiers import TIERS
from enterprises.enums import Tier

_NEVER = dt.datetime.max.replace(tzinfo=dt.UTC)


@dataclass(frozen=True)
class NextStep:
    """For includes/deadline_bar.html; without ``href`` there is nothing to do but wait."""

    tone: str
    text: str
    detail: str
    href: str = ""
    label: str = ""


def next_step(
    *, missing: int, filings: Sequence[Filing], windows: Sequence[Window], assessed: bool, at: dt.datetime
) -> NextStep:
    """The most pressing step: correct what was returned, complete the basic information, submit a draft, declare, wait.

    Args:
        missing: how many fields of the basic information are empty.
        filings: those not ended, with ``window`` and ``current_authority``.
        windows: open ones in which the enterprise has filed nothing yet.
        assessed: whether a digital assessment was submitted and still counts.
        at: now.
    """
    by_state = {filing.state: filing for filing in reversed(filings)}
    returned = [
        filing for filing in filings if filing.state == FilingState.RETURNED and not _is_over(filing, at)
    ]
    drafts = [
        filing
        for filing in filings
        if filing.state == FilingState.DRAFT and not deadlines_of(filing).refusal(at, "提交", "")
    ]
    if returned:
        return _correct(min(returned, key=_urgency))
    if missing:
        return NextStep(
            "warning",
            "请先补全企业信息",
            f"还有{missing}项没有填写。补全后才能申报。",
            reverse("enterprises:profile_edit"),
            "去填写",
        )
    if drafts:
        return _submit(min(drafts, key=_urgency))
    if windows:
        return _declare(min(windows, key=lambda window: window.submission_deadline), assessed)
    return _wait(by_state)


def _is_over(filing: Filing, at: dt.datetime) -> bool:
    due = due_of(filing)
    return due is not None and at >= due


def _urgency(filing: Filing) -> dt.datetime:
    """What is due first comes first, what has no deadline last."""
    return due_of(filing) or _NEVER


def _correct(filing: Filing) -> NextStep:
    return NextStep(
        "warning",
        f"{filing}被退回，请修改后重新提交",
        f"{hand_in(filing)}逾期未重新提交的，本次申报终止。" if due_of(filing) else hand_in(filing),
        reverse("declarations:filing", args=[filing.pk]),
        "查看意见并修改",
    )


def _submit(filing: Filing) -> NextStep:
    return NextStep(
        "warning",
        f"{filing}尚未提交",
        f"内容只是暂存，主管部门还看不到。{hand_in(filing)}",
        reverse("declarations:filing", args=[filing.pk]),
        "继续填写",
    )


def _declare(window: Window, assessed: bool) -> NextStep:
    tier = Tier(window.tier)
    detail = f"{window.name}，提交截止：{deadline(window.submission_deadline)}。"
    if window.kind in TIERS[tier].assessed and not assessed:
        return NextStep(
            "info",
            f"{tier.label}正在申报，请先完成数字化水平评测",
            detail,
            reverse("assessments:list"),
            "去自评",
        )
    return NextStep(
        "info",
        f"{tier.label}正在申报",
        detail,
        f"{reverse('declarations:cities')}?tier={tier.value}",
        "去申报",
    )


def _wait(by_state: dict[str, Filing]) -> NextStep:
    for state in (FilingState.IN_REVIEW, FilingState.APPROVED, FilingState.PUBLICITY):
        if filing := by_state.get(state):
            return NextStep(
                "progress",
                f"{filing}：{filing.status_label}",
                "目前不需要您做什么，有进展时会发到【我的消息】。",
                reverse("declarations:filing", args=[filing.pk]),
                "查看进度",
            )
    return NextStep(
        "neutral",
        "目前没有可以办理的申报",
        "可以申报的已经申报，或注册地的主管部门还没有开放新的申报。开放时间请留意省级公告。",
        f"{reverse('notices:list')}?level=province",
        "查看省级公告",
    )
