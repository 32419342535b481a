"""The pages of one batch: its list and next step, and the forms that gather, publicise and certify."""

import datetime as dt
from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.contrib.admin.widgets import AdminDateWidget, AdminTextInputWidget
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from declarations.enums import BatchState, FilingState
from declarations.models import Batch, BatchChange, Filing
from declarations.services import batches
from declarations.workflow import TransitionRefused
from enterprises.acting import acting_for, may
from enterprises.enums import Capability
from enterprises.kit.admin.display import second
from enterprises.kit.admin.pages import OwnPages, Page, address_of, page_of
from enterprises.kit.admin.words import sensible_day
from enterprises.kit.forms.kept import typed
from enterprises.kit.text.document_numbers import document_number
from enterprises.kit.times.dates import last_day
from enterprises.kit.times.deadlines import DeadlineField, deadline_text
from notices import richtext
from notices.models import Notice

_TEMPLATES = "admin/declarations/batch/"
LINES = 100
ADD_LIMIT = 500
VALID_YEARS = 3
_FAR_DAYS = 366


class PublicityForm(forms.Form):
    starts_at = DeadlineField(label="公示开始", closing=False)
    ends_at = DeadlineField(label="公示结束")
    objection_channel = forms.CharField(
        label="异议受理方式",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4, "cols": 60}),
        help_text="受理部门、电话、邮箱、地址。异议以实名受理，匿名不予受理。",
    )

    def clean(self) -> dict:
        cleaned = super().clean()
        starts, ends = cleaned.get("starts_at"), cleaned.get("ends_at")
        if starts and ends and starts >= ends:
            self.add_error("ends_at", "公示结束时间须晚于开始时间。")
        return cleaned


class CertificationForm(forms.Form):
    # An announcement may be corrected after its titles have ended.
    corrects = False

    document_number = forms.CharField(
        label="文号", max_length=60, widget=AdminTextInputWidget, help_text="例如：粤工信融资函〔2026〕1号。"
    )
    certified_on = forms.DateField(label="认定日期", widget=AdminDateWidget(), validators=[sensible_day])
    valid_from = forms.DateField(label="有效期起", widget=AdminDateWidget(), validators=[sensible_day])
    valid_until = forms.DateField(
        label="有效期止",
        widget=AdminDateWidget(),
        validators=[sensible_day],
        help_text=f"当日仍有效。默认{VALID_YEARS}年，可按公告修改。",
    )

    def clean_document_number(self) -> str:
        return document_number(self.cleaned_data["document_number"])

    def clean_certified_on(self) -> dt.date:
        day = self.cleaned_data["certified_on"]
        if day > timezone.localdate():
            raise forms.ValidationError("认定日期不能晚于今天。")
        return day

    def doubts(self) -> list[str]:
        """What is allowed, and yet so unusual that it may be a slip; for the preview."""
        first, last = self.cleaned_data["valid_from"], self.cleaned_data["valid_until"]
        found = []
        if last != last_day(first, VALID_YEARS):
            found.append(
                f"有效期不是通常的{VALID_YEARS}年：{first}起{VALID_YEARS}年到{last_day(first, VALID_YEARS)}为止。"
            )
        if abs((first - self.cleaned_data["certified_on"]).days) > _FAR_DAYS:
            found.append("有效期起与认定日期相差一年以上。")
        return found

    def clean(self) -> dict:
        cleaned = super().clean()
        first, last = cleaned.get("valid_from"), cleaned.get("valid_until")
        if first and last and first >= last:
            self.add_error("valid_until", "有效期止须晚于有效期起。")
        elif last and last < timezone.localdate() and not self.corrects:
            self.add_error("valid_until", f"有效期到{last}已经结束，不能认定。")
        return cleaned


def not_ours(model_admin: OwnPages, request: HttpRequest, batch: Batch) -> str:
    ours = may(acting_for(request), Capability.CERTIFY, batch)
    return "" if ours else "只有组批部门可以办理这个批次。"


def show(model_admin: OwnPages, request: HttpRequest, batch: Batch) -> HttpResponse:
    """The batch's page: where it stands, what comes next, the enterprises in it."""
    filings = batch.filings.select_related("enterprise", "current_authority").order_by(
        "enterprise__name", "id"
    )
    mine = not not_ours(model_admin, request, batch)
    context = {
        "batch": batch,
        "facts": facts(batch),
        "steps": steps(batch),
        "next_step": next_step(batch) if mine else None,
        "lines": Paginator(filings, LINES).get_page(request.GET.get("page")),
        "can_remove": mine and batch.state == BatchState.OPEN,
        "changes": [
            _change_line(each) for each in batch.changes.select_related("actor__authority", "filing")
        ],
        "upkeep": upkeep(batch) if mine else [],
        "can_mend": mine and batch.state == BatchState.CERTIFIED,
        "can_reject": mine and batch.state == BatchState.PUBLICITY,
    }
    return page_of(model_admin, request, batch, _TEMPLATES + "page.html", "", context)


def upkeep(batch: Batch) -> list[dict]:
    """What can be put right of the batch as it stands: label and page."""
    pages = {
        BatchState.OPEN: [] if batch.filings_count else [("删除批次", "delete_empty")],
        BatchState.PUBLICITY: [("延长公示", "prolong"), ("撤回公示", "stop")],
        BatchState.CERTIFIED: [("更正文号或日期", "correct"), ("撤回认定公告", "withdraw")],
    }
    if batch.state == BatchState.PUBLICITY and batch.publicity_ends_at <= timezone.now():
        pages[BatchState.PUBLICITY].pop(0)
    return [
        {"label": label, "href": address_of(batch, name)}
        for label, name in [("更改名称", "rename"), *pages[BatchState(batch.state)]]
    ]


def _change_line(change: BatchChange) -> dict:
    return {
        "what": f"{change.get_what_display()}（{change.filing.filed_name}）"
        if change.filing
        else change.get_what_display(),
        "old": change.old,
        "new": change.new or "已撤回",
        "reason": change.reason or "—",
        "notice": change.notice_id,
        "who": f"{change.actor}（{change.actor.authority}）" if change.actor.authority else str(change.actor),
        "at": second(change.at),
    }


def facts(batch: Batch) -> list[dict]:
    rows = [
        {"label": "业务", "value": batch.get_kind_display()},
        {"label": "称号", "value": batch.get_tier_display()},
        {"label": "组批部门", "value": batch.authority.name},
    ]
    if batch.publicity_starts_at:
        ends = deadline_text(batch.publicity_ends_at)
        starts = timezone.localtime(batch.publicity_starts_at)
        rows.append(
            {
                "label": "公示时间",
                "value": f"{starts.year}年{starts.month}月{starts.day}日{starts:%H:%M} 至 {ends}",
            }
        )
        rows.append({"label": "异议受理方式", "value": batch.objection_channel})
    if batch.state == BatchState.CERTIFIED:
        rows.append({"label": "文号", "value": batch.document_number})
        rows.append({"label": "认定日期", "value": str(batch.certified_on)})
        rows.append({"label": "有效期", "value": f"{batch.valid_from} 至 {batch.valid_until}"})
    return rows


def steps(batch: Batch) -> list[dict]:
    order = list(BatchState)
    here = order.index(BatchState(batch.state))
    finished = batch.state == BatchState.CERTIFIED
    marks = [
        "done" if n < here or finished else "current" if n == here else "todo" for n in range(len(order))
    ]
    return [
        {"label": label, "state": mark, "href": ""}
        for label, mark in zip(("组批", "公示", "认定"), marks, strict=True)
    ]


def next_step(batch: Batch) -> dict | None:
    """What the authority does next, with the page where it is done; without one there is only waiting."""
    if batch.state == BatchState.OPEN and not batch.filings_count:
        return {
            "text": "批次中还没有企业。",
            "label": "加入企业",
            "href": address_of(batch, "add_filings"),
            "more": "",
        }
    if batch.state == BatchState.OPEN:
        more = address_of(batch, "add_filings")
        return {
            "text": "企业加入完毕后发布公示。",
            "label": "公示",
            "href": address_of(batch, "publicise"),
            "more": more,
        }
    if batch.state == BatchState.CERTIFIED:
        return None
    if timezone.now() < batch.publicity_ends_at:
        text = f"公示到{deadline_text(batch.publicity_ends_at)}结束，此后可以认定。异议成立的企业在名单中逐个不予通过。"
        return {"text": text, "label": "", "href": "", "more": ""}
    return {"text": "公示期满。", "label": "认定", "href": address_of(batch, "certify"), "more": ""}


def candidates(batch: Batch) -> QuerySet:
    """Approved filings that may join the batch."""
    return (
        Filing.objects.filter(
            state=FilingState.APPROVED,
            kind=batch.kind,
            tier=batch.tier,
            current_authority=batch.authority_id,
            batch=None,
        )
        .select_related("enterprise")
        .order_by("enterprise__name", "id")
    )


def add(model_admin: OwnPages, request: HttpRequest, batch: Batch) -> HttpResponse:
    """Choose approved filings for the batch."""
    possible = candidates(batch)
    if request.method == "POST":
        chosen = _uuids(request.POST.getlist("filing"))
        everything = "all" in request.POST
        filings = list(possible if everything else possible.filter(pk__in=chosen))
        if not filings:
            messages.error(request, "请先勾选要加入的企业。")
            return HttpResponseRedirect(request.get_full_path())
        return _done(
            request,
            batch,
            lambda: f"已加入{batches.add_filings(batch, filings, request.user)}家企业。",
        )
    context = {
        "batch": batch,
        "total": possible.count(),
        "candidates": possible[:ADD_LIMIT],
    }
    return page_of(model_admin, request, batch, _TEMPLATES + "add.html", "加入企业", context)


def remove(model_admin: OwnPages, request: HttpRequest, batch: Batch) -> HttpResponse:
    filing = (
        batch.filings.filter(pk__in=_uuids([request.POST.get("filing", "")]))
        .select_related("enterprise")
        .first()
    )
    if filing is None:
        messages.warning(request, "该企业已不在批次中。")
        return HttpResponseRedirect(address_of(batch))

    def take_out() -> str:
        batches.remove_filing(batch, filing, request.user)
        return f"已将{filing.enterprise_name}移出批次。"

    return _done(request, batch, take_out)


def announce(model_admin: OwnPages, request: HttpRequest, batch: Batch) -> HttpResponse:
    """公示."""
    form = PublicityForm(typed(request), label_suffix="")

    least = f"公示期不少于{batch.authority.publicity_days}个工作日（周一至周五；法定节假日请自行顺延）。"
    explanation = (
        f"将公示{batch.filings_count}家企业，并自动发布公示公告。{least}下一步先预览公告，再确认发布。"
    )
    return previewed(
        model_admin,
        request,
        batch,
        form,
        batches.publicise,
        verb="公示",
        done="已发布公示",
        explanation=explanation,
    )


def grant(model_admin: OwnPages, request: HttpRequest, batch: Batch) -> HttpResponse:
    """认定."""
    today = timezone.localdate()
    initial = {"certified_on": today, "valid_from": today, "valid_until": last_day(today, VALID_YEARS)}
    form = CertificationForm(typed(request), initial=initial, label_suffix="")
    explanation = "批次中公示无异议的企业将获得称号，并自动发布认定公告。下一步先预览公告，请核对文号、日期和名单后再确认。"
    return previewed(
        model_admin,
        request,
        batch,
        form,
        batches.certify,
        verb="认定",
        done="已认定并发布公告",
        explanation=explanation,
    )


def previewed(
    model_admin: OwnPages,
    request: HttpRequest,
    batch: Batch,
    form: forms.Form,
    publish: Callable[..., Notice],
    *,
    verb: str,
    done: str,
    explanation: str,
) -> HttpResponse:
    """Typed, then previewed, then confirmed.

    The preview is the notice itself: it is published (or corrected) and rolled back. What is confirmed has to give the same one, or
    is previewed again.
    """
    context = {
        "batch": batch,
        "form": form,
        "verb": verb,
        "button": "预览",
        "explanation": explanation,
    }
    if request.method == "POST" and "edit" not in request.POST and form.is_valid():
        confirmed = request.POST.get("confirmed", "")
        try:
            with transaction.atomic():
                notice = publish(batch, request.user, **form.cleaned_data)
                seal = _seal(request, batch, notice, form)
                same = constant_time_compare(seal, confirmed)
                transaction.set_rollback(not same)
        except TransitionRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            if same:
                messages.success(request, f"{done}：{notice.title}。")
                return HttpResponseRedirect(address_of(batch))
            context |= _to_confirm(request, form, notice, seal)
            return page_of(model_admin, request, batch, _TEMPLATES + "preview.html", verb, context)
    return page_of(model_admin, request, batch, _TEMPLATES + "form.html", verb, context)


def _seal(request: HttpRequest, batch: Batch, notice: Notice, form: forms.Form) -> str:
    """What the official saw: the notice with its list and dates, and what was typed."""
    seen = [request.user.pk, batch.pk, notice.title, notice.body, sorted(form.cleaned_data.items())]
    return salted_hmac("batch-preview", repr(seen)).hexdigest()


def _to_confirm(request: HttpRequest, form: forms.Form, notice: Notice, seal: str) -> dict:
    """For the preview: the notice, and what was typed, to be sent again."""
    typed = [
        (name, value)
        for name, values in request.POST.lists()
        if name.rsplit("_", 1)[0] in form.fields or name in form.fields
        for value in values
    ]
    return {
        "notice": notice,
        "body": richtext.sanitise(notice.body),
        "typed": typed,
        "seal": seal,
        "doubts": form.doubts() if hasattr(form, "doubts") else [],
        "changed_since": "confirmed" in request.POST,
    }


def _done(request: HttpRequest, batch: Batch, act: Callable[[], str]) -> HttpResponse:
    try:
        messages.success(request, act())
    except TransitionRefused as refusal:
        messages.error(request, str(refusal))
    return HttpResponseRedirect(address_of(batch))


def _uuids(values: list[str]) -> list[str]:
    field = forms.UUIDField()
    found = []
    for value in values:
        try:
            found.append(field.clean(value))
        except forms.ValidationError:
            continue
    return found


PAGES = (
    Page("add_filings", add, at="add/", closed=not_ours),
    Page("remove", remove, methods=("POST",), closed=not_ours),
    Page("publicise", announce, closed=not_ours),
    Page("certify", grant, closed=not_ours),
)
