"""数字化水平评测: officials read the submitted ones of enterprises in their subtree."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from assessments.enums import AssessmentState
from assessments.models import Assessment
from enterprises.admin.display import admin_link, second
from enterprises.admin.scoping import ScopedModelAdmin


@admin.register(Assessment)
class AssessmentAdmin(ScopedModelAdmin):
    scope = "enterprise__authority__path"
    read_only = True
    list_display = ["enterprise", "credit_code", "questionnaire", "level", "total_points", "submitted"]
    list_filter = ["level", "questionnaire"]
    list_select_related = ["enterprise", "questionnaire"]
    search_fields = ["enterprise__name", "^enterprise__credit_code"]
    search_help_text = "按企业名称或统一社会信用代码（从头开始）查询。"
    ordering = ["-submitted_at", "-id"]
    fields = ["enterprise_link", "questionnaire", "level", "total_points", "submitted", "dimensions"]
    readonly_fields = ["enterprise_link", "total_points", "submitted", "dimensions"]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        # What an enterprise has not handed in is its own.
        return super().get_queryset(request).filter(state=AssessmentState.SUBMITTED)

    @admin.display(description="统一社会信用代码")
    def credit_code(self, assessment: Assessment) -> str:
        return assessment.enterprise.credit_code

    @admin.display(description="总分", ordering="total")
    def total_points(self, assessment: Assessment) -> str:
        return f"{assessment.total:.2f}"

    @admin.display(description="提交时间", ordering="submitted_at")
    def submitted(self, assessment: Assessment) -> str:
        return second(assessment.submitted_at)

    @admin.display(description="企业")
    def enterprise_link(self, assessment: Assessment) -> str:
        return admin_link(assessment.enterprise)

    @admin.display(description="各维度得分")
    def dimensions(self, assessment: Assessment) -> str:
        scores = assessment.parsed_result.dimensions
        return "；".join(f"{score.name} {score.points:.2f} / {score.maximum}" for score in scores)
