"""评测类别: rules the ministry sets for industries, and what enterprises of mixed industries confirmed."""

from django import forms
from django.contrib import admin
from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import Substr
from django.http import HttpRequest

from assessments.models import CategoryChoice, CategoryRule
from enterprises.admin.scoping import ScopedModelAdmin
from enterprises.enums import AuthorityLevel, IndustryLevel
from enterprises.kit.admin.display import admin_link, second
from enterprises.kit.admin.words import house_words
from enterprises.models import Industry

RULERS = frozenset({AuthorityLevel.MINISTRY})
_LEVELS = {2: IndustryLevel.DIVISION, 3: IndustryLevel.GROUP, 4: IndustryLevel.CLASS}


class CategoryRuleForm(forms.ModelForm):
    class Meta:
        model = CategoryRule
        fields = ["code", "category", "confirm", "reason"]
        widgets = {"reason": forms.TextInput(attrs={"class": "vLargeTextField"})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        house_words(self)

    def clean_code(self) -> str:
        """The code has to exist: the division always, a finer one where the standard's finer levels were imported."""
        code = self.cleaned_data["code"]
        if not Industry.objects.filter(code=code[:2], level=IndustryLevel.DIVISION).exists():
            raise forms.ValidationError(f"《国民经济行业分类》没有大类 {code[:2]}，请检查。")
        level = _LEVELS[len(code)]
        known = Industry.objects.filter(level=level, code__startswith=code[:2])
        if len(code) > 2 and known.exists() and not known.filter(code=code).exists():
            raise forms.ValidationError(
                f"《国民经济行业分类》的大类 {code[:2]} 下没有{level.label} {code}，请检查。"
            )
        return code


@admin.register(CategoryRule)
class CategoryRuleAdmin(ScopedModelAdmin):
    form = CategoryRuleForm
    add_levels = RULERS
    change_levels = RULERS
    list_display = ["code", "industry", "category", "confirm", "reason", "updated"]
    list_filter = ["category", "confirm"]
    search_fields = ["^code", "reason"]
    search_help_text = "按行业代码（从头开始）或依据查询。"
    ordering = ["code"]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        finest = Industry.objects.filter(code__in=[OuterRef("code"), Substr(OuterRef("code"), 1, 2)])
        name = finest.order_by("-code").values("name")[:1]
        return super().get_queryset(request).annotate(industry_name=Subquery(name))

    def has_delete_permission(self, request: HttpRequest, obj: CategoryRule | None = None) -> bool:
        return self.has_change_permission(request, obj)

    @admin.display(description="行业")
    def industry(self, rule: CategoryRule) -> str:
        return rule.industry_name or "—"

    @admin.display(description="更新于", ordering="updated_at")
    def updated(self, rule: CategoryRule) -> str:
        return second(rule.updated_at)


@admin.register(CategoryChoice)
class CategoryChoiceAdmin(ScopedModelAdmin):
    read_only = True
    list_display = ["enterprise", "industry_code", "category", "reason", "chosen"]
    list_filter = ["category"]
    list_select_related = ["enterprise"]
    search_fields = ["enterprise__name", "^enterprise__credit_code", "^industry_code"]
    search_help_text = "按企业名称、统一社会信用代码或行业代码（从头开始）查询。"
    ordering = ["-chosen_at", "-id"]
    fields = ["enterprise_link", "industry_code", "category", "reason", "chosen_by", "chosen"]
    readonly_fields = ["enterprise_link", "chosen"]

    @admin.display(description="企业")
    def enterprise_link(self, choice: CategoryChoice) -> str:
        return admin_link(choice.enterprise)

    @admin.display(description="确认时间", ordering="chosen_at")
    def chosen(self, choice: CategoryChoice) -> str:
        return second(choice.chosen_at)
