"""The pages on which a batch is put right: renamed, removed, prolonged, corrected, taken back. Each asks why."""

from functools import partial

from django import forms
from django.contrib.admin.widgets import AdminTextInputWidget
from django.http import HttpRequest
from django.urls import reverse

from declarations.admin.batch_pages import CertificationForm, not_ours
from declarations.models import Batch
from declarations.services import batches_upkeep
from declarations.workflow import TransitionRefused
from enterprises.kit.admin.deeds import Deed, plain, reason_field
from enterprises.kit.admin.pages import Page
from enterprises.kit.forms.kept import typed
from enterprises.kit.times.deadlines import DeadlineField, deadline_text


class ReasonForm(forms.Form):
    reason = reason_field(300, "请写明原因，企业和公众会看到。", help_text="企业和公众会看到。")
    field_order: tuple[str, ...] | None = None


class NameForm(ReasonForm):
    name = forms.CharField(label="批次名称", max_length=100, widget=AdminTextInputWidget)
    field_order = ("name", "reason")

    def __init__(self, *args, published: bool, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = published


class ProlongForm(ReasonForm):
    ends_at = DeadlineField(label="公示结束")
    field_order = ("ends_at", "reason")


class CorrectionForm(ReasonForm, CertificationForm):
    corrects = True
    field_order = ("document_number", "certified_on", "valid_from", "valid_until", "reason")


class NothingForm(forms.Form):
    """A question with one answer."""


def _name_form(request: HttpRequest, batch: Batch) -> forms.Form:
    return NameForm(
        typed(request),
        initial={"name": batch.name},
        label_suffix="",
        published=batch.publicity_notice_id is not None,
    )


def _prolong_form(request: HttpRequest, batch: Batch) -> forms.Form:
    return ProlongForm(typed(request), initial={"ends_at": batch.publicity_ends_at}, label_suffix="")


def _correction_form(request: HttpRequest, batch: Batch) -> forms.Form:
    names = ("document_number", "certified_on", "valid_from", "valid_until")
    initial = {name: getattr(batch, name) for name in names}
    return CorrectionForm(typed(request), initial=initial, label_suffix="")


def _rename(batch: Batch, request: HttpRequest, values: dict) -> str:
    batches_upkeep.rename(batch, request.user, **values)
    return f"批次已更名为“{values['name']}”。"


def _delete(batch: Batch, request: HttpRequest, values: dict) -> str:
    batches_upkeep.delete_empty(batch, request.user)
    return f"已删除批次“{batch.name}”。"


def _prolong(batch: Batch, request: HttpRequest, values: dict) -> str:
    batches_upkeep.prolong(batch, request.user, **values)
    return f"公示已延长到{deadline_text(values['ends_at'])}。"


def _stop(batch: Batch, request: HttpRequest, values: dict) -> str:
    batches_upkeep.stop_publicity(batch, request.user, **values)
    return "公示已撤回，企业恢复为审核通过，批次可以重新公示。"


def _correct(batch: Batch, request: HttpRequest, values: dict) -> str:
    changed = batches_upkeep.correct_certification(batch, request.user, **values)
    return f"已更正{changed}项，并在认定公告上说明。"


def _withdraw(batch: Batch, request: HttpRequest, values: dict) -> str:
    batches_upkeep.withdraw_certification(batch, request.user, **values)
    return "认定公告已撤回，称号已撤回，批次恢复为公示期满、待认定。"


def _list_of_batches(batch: Batch) -> str:
    return reverse("admin:declarations_batch_changelist")


def _meanwhile(batch: Batch) -> str:
    last = batch.changes.select_related("actor").last()
    return f"{last.get_what_display()}现在是“{last.new}”，由{last.actor}更改。" if last else ""


_deed = partial(Deed, refused=TransitionRefused, back="返回批次", meanwhile=_meanwhile)
_DEEDS = {
    "rename": _deed(
        "更改名称", "已发布的公示和认定公告随之更正，公众看到原名称、新名称和原因。", _name_form, _rename
    ),
    "delete_empty": _deed(
        "删除批次", "只能删除没有企业、也没有发布过公示的批次。", plain(NothingForm), _delete, then=_list_of_batches
    ),
    "prolong": _deed("延长公示", "公示公告随之更正，企业会收到消息。", _prolong_form, _prolong),
    "stop": _deed(
        "撤回公示",
        "公示公告标明已撤回和原因，不再列出，原地址仍可阅读；企业恢复为审核通过，会收到消息；可以修改名单后重新公示。",
        plain(ReasonForm),
        _stop,
    ),
    "correct": _deed(
        "更正文号或日期", "批次内全部企业的认定随之更正，认定公告上说明更正内容和原因，企业会收到消息。",
        _correction_form, _correct,
    ),
    "withdraw": _deed(
        "撤回认定公告",
        "用于误发的认定：全部称号标为已撤回，认定公告标明已撤回和原因，企业会收到消息；名单恢复为公示期满，可以重新认定。"
        "取消企业已合法取得的称号不用这个办法。",
        plain(ReasonForm),
        _withdraw,
    ),
}  # fmt: skip
PAGES = {name: Page(name, deed, closed=not_ours) for name, deed in _DEEDS.items()}
