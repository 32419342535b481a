"""The pages of one batch: its list and next step, and the forms that gather, publicise and certify."""

from collections.abc import Callable

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import AdminDateWidget
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from declarations.enums import BatchState, FilingState
from declarations.models import Batch, Filing
from declarations.services import batches
from declarations.workflow import TransitionRefused
from enterprises.admin.pages import page
from enterprises.admin.words import sensible_day
from enterprises.kit.dates import last_day
from enterprises.kit.deadlines import DeadlineField, deadline_text

LINES = 100
ADD_LIMIT = 500
VALID_YEARS = 3


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
    document_number = forms.CharField(
        label="文号", max_length=60, help_text="例如：粤工信融资函〔2026〕1号。"
    )
    certified_on = forms.DateField(label="认定日期", widget=AdminDateWidget(), validators=[sensible_day])
    valid_from = forms.DateField(label="有效期起", widget=AdminDateWidget(), validators=[sensible_day])
    valid_until = forms.DateField(
        label="有效期止",
        widget=AdminDateWidget(),
        validators=[sensible_day],
        help_text=f"当日仍有效。默认{VALID_YEARS}年，可按公告修改。",
    )

    def clean(self) -> dict:
        cleaned = super().clean()
        first, last = cleaned.get("valid_from"), cleaned.get("valid_until")
        if first and last and first >= last:
            self.add_error("valid_until", "有效期止须晚于有效期起。")
        return cleaned


def address(batch: Batch) -> str:
    return reverse("admin:declarations_batch_change", args=[batch.pk])


def show(model_admin: admin.ModelAdmin, request: HttpRequest, batch: Batch) -> HttpResponse:
    """The batch's page: where it stands, what comes next, the enterprises in it."""
    filings = batch.filings.select_related("enterprise", "current_authority").order_by(
        "enterprise__name", "id"
    )
    mine = model_admin.owns(request.user, batch)
    context = {
        "title": batch.name,
        "batch": batch,
        "facts": facts(batch),
        "steps": steps(batch),
        "next_step": next_step(batch) if mine else None,
        "lines": Paginator(filings, LINES).get_page(request.GET.get("page")),
        "can_remove": mine and batch.state == BatchState.OPEN,
        "can_reject": mine and batch.state == BatchState.PUBLICITY,
        "crumbs": [{"label": batch.name, "href": ""}],
    }
    return page(model_admin, request, "admin/declarations/batch/page.html", context)


def facts(batch: Batch) -> list[dict]:
    rows = [
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
            "href": _page_of(batch, "add_filings"),
            "more": "",
        }
    if batch.state == BatchState.OPEN:
        more = _page_of(batch, "add_filings")
        return {
            "text": "企业加入完毕后发布公示。",
            "label": "公示",
            "href": _page_of(batch, "publicise"),
            "more": more,
        }
    if batch.state == BatchState.CERTIFIED:
        return None
    if timezone.now() < batch.publicity_ends_at:
        text = f"公示到{deadline_text(batch.publicity_ends_at)}结束，此后可以认定。异议成立的企业在名单中逐个不予通过。"
        return {"text": text, "label": "", "href": "", "more": ""}
    return {"text": "公示期满。", "label": "认定", "href": _page_of(batch, "certify"), "more": ""}


def _page_of(batch: Batch, name: str) -> str:
    return reverse(f"admin:declarations_batch_{name}", args=[batch.pk])


def candidates(batch: Batch) -> QuerySet:
    """Approved filings that may join the batch."""
    return (
        Filing.objects.filter(
            state=FilingState.APPROVED, tier=batch.tier, current_authority=batch.authority_id, batch=None
        )
        .select_related("enterprise")
        .order_by("enterprise__name", "id")
    )


def add(model_admin: admin.ModelAdmin, request: HttpRequest, batch: Batch) -> HttpResponse:
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
        "title": f"加入企业：{batch.name}",
        "batch": batch,
        "address": address(batch),
        "total": possible.count(),
        "candidates": possible[:ADD_LIMIT],
        "crumbs": [{"label": batch.name, "href": address(batch)}, {"label": "加入企业", "href": ""}],
    }
    return page(model_admin, request, "admin/declarations/batch/add.html", context)


def remove(model_admin: admin.ModelAdmin, request: HttpRequest, batch: Batch) -> HttpResponse:
    filing = (
        batch.filings.filter(pk__in=_uuids([request.POST.get("filing", "")]))
        .select_related("enterprise")
        .first()
    )
    if filing is None:
        messages.warning(request, "该企业已不在批次中。")
        return HttpResponseRedirect(address(batch))

    def take_out() -> str:
        batches.remove_filing(batch, filing, request.user)
        return f"已将{filing.enterprise_name}移出批次。"

    return _done(request, batch, take_out)


def announce(model_admin: admin.ModelAdmin, request: HttpRequest, batch: Batch) -> HttpResponse:
    """公示."""
    form = PublicityForm(request.POST or None, label_suffix="")

    def publish() -> str:
        notice = batches.publicise(batch, request.user, **form.cleaned_data)
        return f"已发布公示：{notice.title}。"

    least = f"公示期不少于{batch.authority.publicity_days}个工作日（周一至周五；法定节假日请自行顺延）。"
    explanation = f"将公示{batch.filings_count}家企业，并自动发布公示公告。{least}"
    return _form_page(model_admin, request, batch, form, publish, verb="公示", explanation=explanation)


def grant(model_admin: admin.ModelAdmin, request: HttpRequest, batch: Batch) -> HttpResponse:
    """认定."""
    today = timezone.localdate()
    initial = {"certified_on": today, "valid_from": today, "valid_until": last_day(today, VALID_YEARS)}
    form = CertificationForm(request.POST or None, initial=initial, label_suffix="")

    def certify() -> str:
        notice = batches.certify(batch, request.user, **form.cleaned_data)
        return f"已认定并发布公告：{notice.title}。"

    explanation = (
        "批次中公示无异议的企业将获得称号，并自动发布认定公告。认定后不能撤销本操作，请核对文号和日期。"
    )
    return _form_page(model_admin, request, batch, form, certify, verb="认定", explanation=explanation)


def _form_page(
    model_admin: admin.ModelAdmin,
    request: HttpRequest,
    batch: Batch,
    form: forms.Form,
    act: Callable[[], str],
    *,
    verb: str,
    explanation: str,
) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            messages.success(request, act())
        except TransitionRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            return HttpResponseRedirect(address(batch))
    context = {
        "title": f"{verb}：{batch.name}",
        "batch": batch,
        "address": address(batch),
        "form": form,
        "verb": verb,
        "explanation": explanation,
        "media": model_admin.media + form.media,
        "crumbs": [{"label": batch.name, "href": address(batch)}, {"label": verb, "href": ""}],
    }
    return page(model_admin, request, "admin/declarations/batch/form.html", context)


def _done(request: HttpRequest, batch: Batch, act: Callable[[], str]) -> HttpResponse:
    try:
        messages.success(request, act())
    except TransitionRefused as refusal:
        messages.error(request, str(refusal))
    return HttpResponseRedirect(address(batch))


def _uuids(values: list[str]) -> list[str]:
    field = forms.UUIDField()
    found = []
    for value in values:
        try:
            found.append(field.clean(value))
        except forms.ValidationError:
            continue
    return found
