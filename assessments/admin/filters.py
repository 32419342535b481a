"""Filters of the list of assessments."""

import datetime as dt

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from assessments.enums import Category
from assessments.models import Questionnaire
from enterprises.acting import acting_for
from enterprises.admin.scoping import KEY
from enterprises.enums import IndustryLevel
from enterprises.models import Authority, Industry
from enterprises.models.authority import within


class CategoryFilter(admin.SimpleListFilter):
    title = "行业类别"
    parameter_name = "category"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return Category.choices

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.filter(questionnaire__category=self.value()) if self.value() else queryset


class LatestFilter(admin.SimpleListFilter):
    title = "结果"
    parameter_name = "latest"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [("yes", "最近一次"), ("no", "以前的评测")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        wanted = {"yes": True, "no": False}.get(self.value())
        return queryset if wanted is None else queryset.filter(is_latest=wanted)


class OfficeFilter(admin.SimpleListFilter):
    """The offices directly below the official's own: cities for a province, counties for a city."""

    title = "下级主管部门"
    parameter_name = "office"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        below = Authority.objects.below(acting_for(request).root)
        return [(office.code, office.name) for office in below]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if not self.value():
            return queryset
        office = Authority.objects.below(acting_for(request).root).filter(code=self.value()).first()
        return queryset.filter(within("enterprise__authority__path", office)) if office else queryset.none()


def chosen_office(code: str, own: Authority | None) -> Authority | None:
    """The office of ``code`` if it lies in the jurisdiction of ``own``, else ``own``."""
    if not (code.isascii() and code.isdigit()):
        return own
    within_reach = Authority.objects.subtree(own) if own else Authority.objects.all()
    return within_reach.filter(code=code).first() or own


class SectionFilter(admin.SimpleListFilter):
    title = "行业门类"
    parameter_name = "section"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        sections = Industry.objects.filter(level=IndustryLevel.SECTION).order_by("code")
        return [(section.code, str(section)) for section in sections]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.filter(industry__parent=self.value()) if self.value() else queryset


class SubmittedFilter(admin.SimpleListFilter):
    title = "提交时间"
    parameter_name = "submitted"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [("week", "近7天"), ("month", "近30天"), ("year", "今年"), ("before", "今年以前")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        now = timezone.localtime()
        midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
        new_year = midnight.replace(month=1, day=1)
        match self.value():
            case "week":
                return queryset.filter(submitted_at__gte=midnight - dt.timedelta(days=6))
            case "month":
                return queryset.filter(submitted_at__gte=midnight - dt.timedelta(days=29))
            case "year":
                return queryset.filter(submitted_at__gte=new_year)
            case "before":
                return queryset.filter(submitted_at__lt=new_year)
        return queryset


class EditionFilter(admin.SimpleListFilter):
    title = "评测表"
    parameter_name = "edition"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        rows = Questionnaire.objects.order_by("category", "-edition").only("title")
        return [(str(row.pk), row.title) for row in rows]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if not self.value():
            return queryset
        return queryset.filter(questionnaire=self.value()) if KEY.fullmatch(self.value()) else queryset.none()
