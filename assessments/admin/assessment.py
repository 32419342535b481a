"""数字化水平评测: officials read, count and export the submitted ones of enterprises in their subtree."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from assessments.admin.filters import (
    CategoryFilter,
    EditionFilter,
    LatestFilter,
    OfficeFilter,
    SectionFilter,
    SubmittedFilter,
    chosen_office,
)
from assessments.enums import AssessmentState, Category, DigitalLevel
from assessments.models import Assessment
from assessments.presentation import items_with_answers, radar_of, result_view
from assessments.questionnaire_checks import plain
from assessments.services.statistics import altogether, by_industry, by_office
from enterprises.acting import acting_for
from enterprises.admin.scoping import ScopedModelAdmin
from enterprises.kit.admin.display import admin_link, badge, second
from enterprises.kit.admin.pages import Page, page
from enterprises.kit.sheets.exports import xlsx_response
from enterprises.kit.work.turn_pages import come_back
from enterprises.kit.work.turns import NoTurn
from enterprises.models.authority import within

_LEVEL_TONES = {0: "neutral", 1: "neutral", 2: "progress", 3: "success", 4: "success"}
_DIMENSIONS = {
    "foundation": "数字化基础得分",
    "operation": "数字化经营得分",
    "management": "数字化管理得分",
    "outcome": "数字化成效得分",
}
# Heading, width, where it comes from.
_EXPORTED = (
    ("企业名称", 36, "enterprise__name"),
    ("统一社会信用代码", 22, "enterprise__credit_code"),
    ("主管部门", 28, "enterprise__authority__name"),
    ("注册地", 26, "region__full_name"),
    ("所属行业", 10, "industry_id"),
    ("行业名称", 26, "industry__name"),
    ("行业小类", 10, "industry_class"),
    ("评测类别", 16, "questionnaire__category"),
    ("评测表版本", 12, "questionnaire__edition"),
    ("提交时间", 20, "submitted_at"),
    ("总分", 10, "total"),
    ("等级", 10, "level"),
    ("现用结果", 10, "is_latest"),
    ("验证码", 16, "code"),
)
_CHUNK = 2000


@admin.register(Assessment)
class AssessmentAdmin(ScopedModelAdmin):
    read_only = True
    change_list_template = "admin/assessments/assessment/change_list.html"
    list_display = ["enterprise", "credit_code", "table", "level_badge", "total_points", "submitted"]
    list_filter = [
        OfficeFilter,
        CategoryFilter,
        "level",
        LatestFilter,
        SectionFilter,
        SubmittedFilter,
        EditionFilter,
    ]
    list_select_related = ["enterprise", "questionnaire"]
    search_fields = ["enterprise__name", "^enterprise__credit_code", "code"]
    search_help_text = "按企业名称、统一社会信用代码（从头开始）或验证码查询。"
    ordering = ["-submitted_at", "-id"]
    fieldsets = [
        (None, {"fields": ["enterprise_link", "questionnaire", "level_text", "total_points", "submitted", "code"]}),
        ("企业与类别", {"fields": ["industry", "industry_class", "region", "category_choice"]}),
        ("结果", {"fields": ["result_tables"]}),
        ("佐证材料", {"fields": ["files"]}),
    ]  # fmt: skip
    readonly_fields = [
        "enterprise_link",
        "level_text",
        "total_points",
        "submitted",
        "category_choice",
        "result_tables",
        "files",
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        # What an enterprise has not handed in is its own.
        mine = super().get_queryset(request).filter(state=AssessmentState.SUBMITTED)
        return mine.defer("questionnaire__content", "answers", "result")

    def changelist_view(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        query = request.GET.urlencode()
        export = reverse("admin:assessments_assessment_export")
        extra = {"export_href": f"{export}?{query}" if query else export}
        return super().changelist_view(request, {**extra, **(extra_context or {})})

    def statistics_view(self, request: HttpRequest) -> HttpResponse:
        """Levels by office below and by industry, of every enterprise's latest result."""
        own = acting_for(request).root
        office = chosen_office(request.GET.get("office", ""), own)
        category = request.GET.get("category", "")
        category = category if category in Category.values else ""
        results = self.get_queryset(request).filter(is_latest=True)
        if office:
            results = results.filter(within("enterprise__authority__path", office))
        if category:
            results = results.filter(questionnaire__category=category)
        offices, industries = by_office(results, office), by_industry(results)
        address = reverse("admin:assessments_assessment_statistics")
        context = {
            "title": "数字化水平评测统计",
            "levels": DigitalLevel.labels,
            "offices": [(row, _address(address, row.code, category)) for row in offices],
            "offices_total": altogether(offices, "合计"),
            "industries": [(row, "") for row in industries],
            "industries_total": altogether(industries, "合计"),
            "tabs": [
                {
                    "label": label,
                    "href": _address(address, office.code if office else "", value),
                    "current": value == category,
                }
                for value, label in [("", "全部类别"), *Category.choices]
            ],
            "category": category,
            # How many enterprises there are of a category nobody counts.
            "is_whole": not category,
            "office": office,
            "is_own_weights": bool(category) and results.filter(questionnaire__own_weights=True).exists(),
            "crumbs": [{"label": "统计", "href": _address(address, "", category)}]
            + ([{"label": office.name, "href": ""}] if office and office != own else []),
        }
        return page(self, request, "admin/assessments/assessment/statistics.html", context)

    def export_view(self, request: HttpRequest) -> HttpResponseBase:
        """The list as it is filtered, as a table of any length."""
        try:
            found = self.get_changelist_instance(request).queryset.order_by("-submitted_at", "-id")
        except IncorrectLookupParameters:
            return redirect("admin:assessments_assessment_changelist")
        name = f"数字化水平评测-{timezone.localtime():%Y%m%d-%H%M}.xlsx"
        try:
            return xlsx_response(name, "数字化水平评测", export_columns(), exported(found), request.user.pk)
        except NoTurn as problem:
            return come_back(request, problem)

    own_pages = (
        Page("statistics", statistics_view, of_list=True),
        Page("export", export_view, of_list=True),
    )

    @admin.display(description="统一社会信用代码")
    def credit_code(self, assessment: Assessment) -> str:
        return assessment.enterprise.credit_code

    @admin.display(description="评测表", ordering="questionnaire")
    def table(self, assessment: Assessment) -> str:
        questionnaire = assessment.questionnaire
        own = "（自拟）" if questionnaire.own_weights else ""
        return f"{questionnaire.edition} · {questionnaire.get_category_display()}{own}"

    @admin.display(description="等级", ordering="level")
    def level_badge(self, assessment: Assessment) -> SafeString:
        current = badge("最近一次", "success") if assessment.is_latest else ""
        level = badge(assessment.get_level_display(), _LEVEL_TONES[assessment.level])
        return format_html_join(" ", "{}", [(part,) for part in (level, current) if part])

    @admin.display(description="等级")
    def level_text(self, assessment: Assessment) -> str:
        return assessment.level_label

    @admin.display(description="总分", ordering="total")
    def total_points(self, assessment: Assessment) -> str:
        return plain(assessment.total)

    @admin.display(description="提交时间", ordering="submitted_at")
    def submitted(self, assessment: Assessment) -> str:
        return second(assessment.submitted_at)

    @admin.display(description="企业")
    def enterprise_link(self, assessment: Assessment) -> str:
        return admin_link(assessment.enterprise)

    @admin.display(description="类别确认")
    def category_choice(self, assessment: Assessment) -> str:
        choice = assessment.choice
        if choice is None:
            return "按所属行业确定，企业没有另行确认"
        return f"{choice.get_category_display()}（{second(choice.chosen_at)}）：{choice.reason}"

    @admin.display(description="得分与答案")
    def result_tables(self, assessment: Assessment) -> str:
        view = result_view(assessment)
        context = {
            "view": view,
            "radar": radar_of(view),
            "answers": items_with_answers(assessment, view),
        }
        return render_to_string("admin/assessments/assessment/result.html", context)

    @admin.display(description="文件")
    def files(self, assessment: Assessment) -> str:
        links = [
            (each.question, reverse("assessments:evidence_file", args=[each.pk]), each.name)
            for each in assessment.evidence.all()
        ]
        return format_html_join("；", '{} <a href="{}">{}</a>', links) or "没有上传"


def _address(address: str, office: str, category: str) -> str:
    """The statistics of an office and a category; either may be empty."""
    asked = {name: value for name, value in (("office", office), ("category", category)) if value}
    return f"{address}?{urlencode(asked)}" if asked else address


def export_columns() -> list[tuple[str, int]]:
    """Headings and widths of the exported table."""
    columns = [(heading, width) for heading, width, _ in _EXPORTED]
    return columns + [(heading, 16) for heading in _DIMENSIONS.values()]


def exported(found: QuerySet) -> Iterator[list[Any]]:
    """The rows of the exported table, read from the database as they are asked for."""
    names = [name for _, _, name in _EXPORTED]
    levels, categories = dict(DigitalLevel.choices), dict(Category.choices)
    said = {"level": levels.get, "questionnaire__category": categories.get}
    rows = found.defer(None).values_list(*names, "dimension_points")
    for row in rows.iterator(chunk_size=_CHUNK):
        values = [
            said[name](value) if name in said else value for name, value in zip(names, row, strict=False)
        ]
        points = row[-1]
        yield [*values, *(_number(points.get(code)) for code in _DIMENSIONS)]


def _number(points: str | None) -> Decimal | None:
    return None if points is None else Decimal(points)
