"""The style guide: every component in every state on one page. Development only (settings.SHOW_STYLEGUIDE)."""

from datetime import UTC, datetime
from decimal import Decimal
from types import SimpleNamespace

from captcha.fields import CaptchaField
from crispy_forms.helper import FormHelper
from django import forms
from django.contrib.auth.decorators import login_not_required
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

TONES = ("neutral", "info", "progress", "success", "warning", "danger")
SHELLS = {
    "portal": "base_portal.html",
    "enterprise": "base_enterprise.html",
    "print": "base_print.html",
}
PAGES = ("400", "403", "403_csrf", "404", "429", "500")
ICONS = (
    "arrow-left bell building calendar chart check chevron-right clock close download edit error external "
    "file home info lock menu plus print search shield-check star trash upload user users warning"
).split()


class SampleForm(forms.Form):
    """One field of every kind."""

    name = forms.CharField(label="企业名称", max_length=100)
    credit_code = forms.CharField(
        label="统一社会信用代码",
        help_text="营业执照上的 18 位代码，字母请用大写。",
        widget=forms.TextInput(attrs={"data-width": "medium"}),
    )
    revenue = forms.DecimalField(
        label="上年度营业收入总额",
        min_value=0,
        help_text="以审计报告为准，保留两位小数。",
        widget=forms.TextInput(attrs={"data-unit": "万元", "data-width": "short", "inputmode": "decimal"}),
    )
    founded = forms.DateField(
        label="注册时间", widget=forms.DateInput(attrs={"type": "date", "data-width": "short"})
    )
    industry = forms.ChoiceField(
        label="所属行业",
        choices=[("", "请选择"), ("C35", "C35 专用设备制造业"), ("I65", "I65 软件和信息技术服务业")],
    )
    listed = forms.ChoiceField(
        label="是否上市", choices=[("no", "否"), ("yes", "是"), ("plan", "拟上市")], widget=forms.RadioSelect
    )
    fields_ = forms.MultipleChoiceField(
        label="所属领域",
        required=False,
        choices=[("base", "工业“六基”"), ("chain", "产业链关键环节"), ("digital", "数字化转型")],
        widget=forms.CheckboxSelectMultiple,
        help_text="可多选。",
    )
    about = forms.CharField(
        label="企业简介",
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="不超过 500 字。",
    )
    licence = forms.FileField(
        label="营业执照",
        help_text="PDF，不超过 20 MB。",
        widget=forms.FileInput(attrs={"accept": ".pdf", "data-max-bytes": 20 * 1024 * 1024}),
    )
    code = forms.CharField(
        label="注册地（不可修改）", disabled=True, required=False, initial="江苏省 苏州市 昆山市"
    )
    pledge = forms.BooleanField(label="我已核对以上内容，并承诺真实、准确、完整")
    captcha = CaptchaField(label="图形验证码")

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.use_required_attribute = False
        self.helper = FormHelper()
        self.helper.form_tag = False


def _problem_form() -> SampleForm:
    form = SampleForm(
        {"bad-name": "", "bad-revenue": "一千万", "bad-founded": "", "bad-listed": "maybe"},
        prefix="bad",
    )
    form.add_error(None, "营业收入与纳税申报不一致，请核对后再提交。")
    form.fields["revenue"].remark = "昆山市：与审计报告第 3 页的 12,345.67 万元不一致。"
    return form


def _at(hour: int, minute: int) -> datetime:
    return datetime(2026, 5, 20, hour, minute, 5, tzinfo=UTC)


def _components() -> dict:
    return {
        "tones": [{"tone": tone} for tone in TONES],
        "colours": (
            "brand brand-strong brand-deep brand-soft ink ink-soft ink-quiet page surface sunken"
        ).split(),
        "icons": ICONS,
        "pages": PAGES,
        "steps": [
            {"label": "企业基本信息", "state": "done", "href": "#steps"},
            {"label": "经济效益", "state": "error", "href": "#steps"},
            {"label": "专业化", "state": "current"},
            {"label": "佐证材料", "state": "todo", "href": "#steps"},
            {"label": "提交", "state": "todo"},
        ],
        "problems": [
            {"where": "经济效益", "message": "请填写 2025 年研发费用总额", "href": "#forms"},
            {"where": "佐证材料", "message": "请上传审计报告", "href": "#forms"},
            {"message": "申报时间已于2026年5月25日24:00结束"},
        ],
        "events": [
            {"title": "提交申报", "at": _at(1, 12), "actor": "苏州样例精密科技有限公司", "tone": "progress"},
            {
                "title": "退回修改",
                "at": _at(3, 40),
                "actor": "昆山市",
                "text": "研发费用与审计报告不一致，请核对后重新提交。",
                "tone": "warning",
            },
            {"title": "重新提交", "at": _at(6, 5), "actor": "苏州样例精密科技有限公司", "tone": "progress"},
            {
                "title": "推荐上报",
                "at": _at(8, 30),
                "actor": "昆山市",
                "text": "同意推荐。",
                "tone": "success",
            },
            {
                "title": "不通过",
                "at": _at(9, 0),
                "actor": "苏州市",
                "text": "不符合第 3 项。",
                "tone": "danger",
            },
        ],
        "rows": [
            {"label": "企业名称", "value": "苏州样例精密科技有限公司"},
            {
                "label": "企业规模",
                "value": "中型",
                "note": "工业：从业人员 320 人，营业收入 21,345.60 万元。",
            },
            {"label": "传真", "value": ""},
            {"label": "发明专利", "value": 0},
        ],
        "amount": Decimal("21345.6"),
        "share": Decimal("0.0723"),
        "closing": datetime(2026, 5, 25, 16, 0, tzinfo=UTC),
        "middle_page": Paginator(range(190), 10).page(9),
        "only_page": Paginator(range(3), 10).page(1),
    }


@login_not_required
def styleguide(request: HttpRequest) -> HttpResponse:
    """Show the components in a shell (?shell=portal|enterprise|print) or an error page (?page=404)."""
    if page := request.GET.get("page"):
        if page not in PAGES:
            raise Http404
        return render(request, f"{page}.html", {"retry_after": 60})
    shell = request.GET.get("shell", "portal")
    if shell not in SHELLS:
        raise Http404
    context = {"shell": SHELLS[shell]}
    if shell == "print":
        return render(request, "styleguide/print.html", context | _components())
    if shell == "enterprise":
        context |= {"menu": "declarations", "unread_messages": 3, "user": _sample_user()}
    context |= _components() | {
        "messages": [
            Message(constants.SUCCESS, "已暂存。尚未提交，请在2026年5月25日24:00前提交。"),
            Message(constants.INFO, "数字化水平评测结果已同步到申报信息。"),
            Message(constants.WARNING, "申报将在 2 天后截止。"),
            Message(constants.ERROR, "没有保存：另一窗口已修改过本页，请核对两处内容。"),
        ],
        "blank_form": SampleForm(prefix="ok"),
        "problem_form": _problem_form(),
    }
    return render(request, "styleguide/styleguide.html", context)


def _sample_user() -> SimpleNamespace:
    return SimpleNamespace(is_authenticated=True, full_name="苏州样例精密科技有限公司", get_username="sample")
