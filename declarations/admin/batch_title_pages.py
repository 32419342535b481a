"""The pages on which one title of a certified batch is corrected or withdrawn: typed, previewed, confirmed."""

import uuid
from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.contrib.admin.widgets import AdminDateWidget
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from declarations.admin.batch_pages import not_ours, previewed
from declarations.admin.batch_upkeep_pages import ReasonForm
from declarations.models import Batch
from declarations.services.batches import standing_titles
from declarations.services.batches_titles import Corrected, correct_title, withdraw_title
from enterprises.kit.admin.pages import OwnPages, Page, address_of
from enterprises.kit.admin.words import sensible_day
from enterprises.models import Certification, User
from notices.models import Notice

_CORRECTED = ("enterprise_name", "valid_from", "valid_until")


class TitleForm(ReasonForm):
    """``said`` is what a confirmed form does, in the words of the announcement: known once it was tried."""

    said: tuple[str, ...] = ()

    def doubts(self) -> list[str]:
        return list(self.said)


class TitleCorrectionForm(TitleForm):
    enterprise_name = forms.CharField(
        label="认定时企业名称", max_length=100, help_text="与公告和证书一致；企业后来更名的，请用重大变更。"
    )
    valid_from = forms.DateField(label="有效期起", widget=AdminDateWidget(), validators=[sensible_day])
    valid_until = forms.DateField(
        label="有效期止", widget=AdminDateWidget(), validators=[sensible_day], help_text="当日仍有效。"
    )
    field_order = (*_CORRECTED, "reason")


def correct(
    model_admin: OwnPages, request: HttpRequest, batch: Batch, *, filing_id: uuid.UUID
) -> HttpResponse:
    """更正 one enterprise's title."""
    return _page(
        model_admin,
        request,
        batch,
        filing_id,
        correct_title,
        lambda title: TitleCorrectionForm(
            request.POST or None,
            initial={name: getattr(title, name) for name in _CORRECTED},
            label_suffix="",
        ),
        verb="更正认定",
        explanation="只更正这一家企业的认定，文号和认定日期随批次更正。认定公告上说明更正内容和原因，企业会收到消息。",
    )


def withdraw(
    model_admin: OwnPages, request: HttpRequest, batch: Batch, *, filing_id: uuid.UUID
) -> HttpResponse:
    """撤回 one enterprise's title."""
    return _page(
        model_admin,
        request,
        batch,
        filing_id,
        withdraw_title,
        lambda title: TitleForm(request.POST or None, label_suffix=""),
        verb="撤回认定",
        explanation="用于误发的认定：称号标为已撤回、自始无效，企业从认定公告的名单中移出，公告上说明原因，企业会收到消息；"
        "申报恢复为审核通过，可以加入其他批次，或不予通过。取消企业已合法取得的称号不用这个办法。",
    )


def _page(
    model_admin: OwnPages,
    request: HttpRequest,
    batch: Batch,
    filing_id: uuid.UUID,
    deed: Callable[..., Corrected],
    make: Callable[[Certification], TitleForm],
    *,
    verb: str,
    explanation: str,
) -> HttpResponse:
    title = standing_titles(batch).select_related("filing").filter(filing=filing_id).first()
    if title is None:
        messages.warning(request, "该企业在这个批次中没有认定，或已撤回。")
        return HttpResponseRedirect(address_of(batch))
    form = make(title)

    def publish(batch: Batch, official: User, **values) -> Notice:
        done = deed(batch, title.filing, official, **values)
        form.said = tuple(f"{line}。" for line in done.lines)
        return done.notice

    return previewed(
        model_admin,
        request,
        batch,
        form,
        publish,
        verb=verb,
        done=f"{title.enterprise_name}：已{verb}，并更正公告",
        explanation=f"{title.enterprise_name}。{explanation}",
    )


PAGES = {
    name: Page(name, show, at=f"titles/<uuid:filing_id>/{name}/", closed=not_ours)
    for name, show in (("correct_title", correct), ("withdraw_title", withdraw))
}
