"""Filings in the admin: an inbox and a review page. Nothing here edits what an enterprise wrote, nor a state."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from declarations.admin import bulk, decision, filing_export, line_page, review_page
from declarations.admin.inbox import (
    InboxChangeList,
    StateFilter,
    WindowFilter,
    may_decide_something,
    tab_of,
)
from declarations.enums import Action
from declarations.models import Filing
from enterprises.acting import acting_for, may
from enterprises.admin.scoping import ScopedModelAdmin
from enterprises.enums import AuthorityLevel, Capability
from enterprises.kit.admin.display import badge, second
from enterprises.kit.admin.pages import READING, Page

_ACTIONS_OF_TAB = {
    "mine": ["recommend_selected", "approve_selected"],
    "approved": ["add_to_batch"],
    "all": ["recommend_selected", "approve_selected", "add_to_batch"],
}


@admin.register(Filing)
class FilingAdmin(ScopedModelAdmin):
    read_only = True
    change_list_template = "admin/declarations/filing/change_list.html"
    list_display = ["enterprise_name", "credit_code", "subject", "status", "desk", "points", "submitted"]
    list_filter = ["tier", "kind", StateFilter, WindowFilter]
    list_select_related = ["enterprise", "current_authority"]
    search_fields = ["filed_name", "enterprise__name", "^enterprise__credit_code"]
    search_help_text = "按企业名称或统一社会信用代码（从头开始）查询。"
    ordering = ["-submitted_at", "-id"]
    sortable_by = ["points", "submitted"]
    actions = ["recommend_selected", "approve_selected", "add_to_batch"]
    # Decisions have pages of their own.
    front = Page("change", review_page.show, methods=READING)
    own_pages = (
        Page("review", decision.decide, at="review/<slug:name>/"),
        Page("correct", line_page.correct, at="correct/<str:code>/"),
        Page("export", filing_export.export, of_list=True, methods=READING),
    )

    def get_changelist(self, request: HttpRequest, **kwargs) -> type[InboxChangeList]:
        return InboxChangeList

    def get_actions(self, request: HttpRequest) -> dict:
        acting = acting_for(request)
        if acting.authority is None:
            return {}
        names = set(_ACTIONS_OF_TAB[tab_of(request)])
        if not may_decide_something(request):
            names -= {"approve_selected", "add_to_batch"}
        if acting.level == AuthorityLevel.MINISTRY:
            names.discard("recommend_selected")
        if not may(acting, Capability.REVIEW):
            names -= {"recommend_selected", "approve_selected"}
        if not may(acting, Capability.CERTIFY):
            names.discard("add_to_batch")
        return {name: action for name, action in super().get_actions(request).items() if name in names}

    def changelist_view(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        query = request.GET.urlencode()
        export = reverse("admin:declarations_filing_export")
        extra = {"export_href": f"{export}?{query}" if query else export}
        return super().changelist_view(request, {**extra, **(extra_context or {})})

    def called(self, thing: Filing) -> str:
        return thing.enterprise_name

    @admin.display(description="企业名称")
    def enterprise_name(self, filing: Filing) -> str:
        return filing.enterprise_name

    @admin.display(description="信用代码")
    def credit_code(self, filing: Filing) -> str:
        return filing.enterprise.credit_code

    @admin.display(description="称号与业务")
    def subject(self, filing: Filing) -> str:
        return f"{filing.get_tier_display()} · {filing.get_kind_display()}"

    @admin.display(description="状态")
    def status(self, filing: Filing) -> str:
        return badge(filing.status_label, filing.status_tone)

    @admin.display(description="当前处理层级")
    def desk(self, filing: Filing) -> str:
        return str(filing.current_authority or "—")

    @admin.display(description="得分", ordering="score")
    def points(self, filing: Filing) -> str:
        return filing.score_label

    @admin.display(description="提交时间", ordering="submitted_at")
    def submitted(self, filing: Filing) -> str:
        return second(filing.submitted_at)

    @admin.action(description="推荐上报所选申报")
    def recommend_selected(self, request: HttpRequest, queryset: QuerySet) -> HttpResponse | None:
        return bulk.review_selected(self, request, queryset, Action.RECOMMEND)

    @admin.action(description="审核通过所选申报")
    def approve_selected(self, request: HttpRequest, queryset: QuerySet) -> HttpResponse | None:
        return bulk.review_selected(self, request, queryset, Action.APPROVE)

    @admin.action(description="加入批次")
    def add_to_batch(self, request: HttpRequest, queryset: QuerySet) -> HttpResponse | None:
        return bulk.add_to_batch(self, request, queryset)
