"""What stands beside a notice's form: its corrections, and the page on which it is withdrawn."""

from typing import Any

from django import forms
from django.http import HttpRequest

from enterprises.kit.admin.deeds import Deed, plain, reason_field
from enterprises.kit.admin.display import minute, second
from enterprises.kit.admin.pages import OwnPages, Page, address_of
from notices import richtext
from notices.admin.standing import stands
from notices.models import Notice
from notices.services import NoticeRefused, withdraw_notice

REASON_NEEDED = "公告已经发布，更改须写明原因，公众会看到更改的内容和原因。"


class WithdrawalForm(forms.Form):
    reason = reason_field(300, "请写明撤回的原因，公众会看到。", label="撤回的原因", help_text="公众会看到。")
    text_stays = forms.BooleanField(
        label="原地址仍显示正文和附件",
        required=False,
        help_text="误发了不应公开的内容时不要勾选。",
    )


def history(request: HttpRequest, notice: Notice | None, may_withdraw: bool) -> dict[str, Any]:
    """For the template of the form: how the notice read before, whether it is withdrawn, where it can be."""
    if notice is None or notice.pk is None or notice._state.adding:
        return {"revisions": [], "withdrawal": "", "withdraw_href": ""}
    withdrawal = ""
    if notice.withdrawn_at:
        withdrawal = f"已于{minute(notice.withdrawn_at)}撤回，原因：{notice.withdrawal_reason}"
    revisions = notice.revisions.select_related("actor__authority").order_by("-id")
    return {
        "revisions": [
            {
                "changes": each.changes,
                "reason": each.reason,
                "who": f"{each.actor}（{each.actor.authority}）" if each.actor.authority else str(each.actor),
                "at": second(each.at),
                "old_title": each.old_title,
                "old_body": richtext.sanitise(each.old_body),
            }
            for each in revisions
        ],
        "withdrawal": withdrawal,
        "withdraw_href": address_of(notice, "withdraw") if may_withdraw else "",
    }


def _closed(model_admin: OwnPages, request: HttpRequest, notice: Notice) -> str:
    if stands(notice).of_batch:
        return "批次的公示和认定公告在批次的页面撤回。"
    if not model_admin.may_withdraw(request, notice):
        return "这个公告不能撤回：只有发布单位可以撤回已发布、尚未撤回的公告。"
    return ""


def _withdraw(notice: Notice, request: HttpRequest, values: dict) -> str:
    withdraw_notice(notice, request.user, **values)
    return f"已撤回“{notice}”。"


WITHDRAWAL = Page(
    "withdraw",
    Deed(
        "撤回",
        "撤回后公告不再列出，原地址标明已撤回、时间和原因。撤回不能取消；需要时另发公告。",
        plain(WithdrawalForm),
        _withdraw,
        NoticeRefused,
        heading="撤回公告",
        tone="warning",
        leads_back=True,
    ),
    closed=_closed,
)
