"""What stands beside a notice's form: its corrections, and the page on which it is withdrawn."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from enterprises.kit.admin.display import minute, second
from enterprises.kit.admin.pages import page
from enterprises.kit.forms.kept import typed
from notices import richtext
from notices.admin.standing import stands
from notices.models import Notice
from notices.services import NoticeRefused, withdraw_notice

REASON_NEEDED = "公告已经发布，更改须写明原因，公众会看到更改的内容和原因。"


class WithdrawalForm(forms.Form):
    reason = forms.CharField(
        label="撤回的原因",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3, "cols": 60}),
        help_text="公众会看到。",
        error_messages={
            "required": "请写明撤回的原因，公众会看到。",
            "max_length": "最多填写%(limit_value)d个字，现在是%(show_value)d个字。",
        },
    )
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
        "withdraw_href": reverse("admin:notices_notice_withdraw", args=[notice.pk]) if may_withdraw else "",
    }


def withdraw(model_admin: admin.ModelAdmin, request: HttpRequest, notice: Notice) -> HttpResponse:
    """撤回公告."""
    address = reverse("admin:notices_notice_change", args=[notice.pk])
    if stands(notice).of_batch:
        messages.error(request, "批次的公示和认定公告在批次的页面撤回。")
        return HttpResponseRedirect(address)
    if not model_admin.may_withdraw(request, notice):
        messages.error(request, "这个公告不能撤回：只有发布单位可以撤回已发布、尚未撤回的公告。")
        return HttpResponseRedirect(address)
    form = WithdrawalForm(typed(request), label_suffix="")
    if request.method == "POST" and form.is_valid():
        try:
            withdraw_notice(notice, request.user, **form.cleaned_data)
        except NoticeRefused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, f"已撤回“{notice}”。")
        return HttpResponseRedirect(address)
    context = {
        "title": f"撤回公告：{notice}",
        "form": form,
        "address": address,
        "crumbs": [{"label": str(notice), "href": address}, {"label": "撤回", "href": ""}],
    }
    return page(model_admin, request, "admin/notices/notice/withdraw.html", context)
