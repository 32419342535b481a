"""Enterprises: officials read what enterprises of their subtree say about themselves."""

from django.contrib import admin
from django.http import HttpRequest, HttpResponse

from enterprises.admin.scoping import ScopedModelAdmin
from enterprises.kit.admin.display import second
from enterprises.models import Enterprise, ProductProfile, YearlyFigures
from enterprises.presentation import product_rows
from enterprises.records import filled_lists

YEARS_SHOWN = 4
_NOT_FIGURES = {"id", "enterprise", "year", "version", "updated_at"}


@admin.register(Enterprise)
class EnterpriseAdmin(ScopedModelAdmin):
    read_only = True
    change_form_template = "admin/enterprises/enterprise/change_form.html"
    list_display = ["name", "credit_code", "authority", "industry", "size", "registered_at"]
    list_filter = ["size", "enterprise_type"]
    list_select_related = ["authority", "industry"]
    search_fields = ["name", "^credit_code"]
    search_help_text = "按企业名称或统一社会信用代码（从头开始）查询。"
    readonly_fields = ["registered_at", "size"]
    fieldsets = [
        (None, {"fields": ["name", "credit_code", "region", "authority", "address", "postcode", "registered_at"]}),
        (
            "法人与联系人",
            {
                "fields": [
                    "legal_representative", "legal_representative_phone", "controlling_shareholder",
                    "actual_controller", "actual_controller_nationality", "contact_name", "contact_mobile",
                    "contact_phone", "fax", "email",
                ]
            },
        ),
        (
            "企业概况",
            {
                "fields": [
                    "founded_on", "registered_capital", "industry", "industry_class", "size",
                    "enterprise_type", "listing_status",
                ]
            },
        ),
    ]  # fmt: skip

    @admin.display(description="注册于", ordering="created_at")
    def registered_at(self, enterprise: Enterprise) -> str:
        return second(enterprise.created_at)

    def render_change_form(self, request: HttpRequest, context: dict, *args, **kwargs) -> HttpResponse:
        enterprise = context["original"]
        years = list(enterprise.figures.order_by("-year")[:YEARS_SHOWN])
        context |= {
            "figure_years": [figures.year for figures in years],
            "figure_rows": figure_rows(years),
            "product_rows": product_rows(ProductProfile.objects.filter(enterprise=enterprise).first()),
            "lists": filled_lists(enterprise),
            "scores": enterprise.development_scores.order_by("-year"),
            "rights": enterprise.intellectual_property.order_by("kind", "granted_on", "id"),
            "certifications": [
                {"row": certification, "status": certification.status()}
                for certification in enterprise.certifications.order_by("-certified_on", "-id")
            ],
        }
        return super().render_change_form(request, context, *args, **kwargs)


def figure_rows(years: list[YearlyFigures]) -> list[dict]:
    """One line per figure with its value in each year: figures are read across the years."""
    fields = [field for field in YearlyFigures._meta.fields if field.name not in _NOT_FIGURES]
    return [
        {
            "label": field.verbose_name,
            "is_money": field.get_internal_type() == "DecimalField",
            "is_text": field.get_internal_type() == "CharField",
            "values": [getattr(figures, field.name) for figures in years],
        }
        for field in fields
    ]
