"""专精特新发展评价得分: read in the subtree, entered and imported by provinces and the ministry."""

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.models import ADDITION, CHANGE, LogEntry
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from enterprises.acting import acting_for, visible
from enterprises.admin.scoping import PROVINCE_UP, ScopedModelAdmin
from enterprises.forms.scores import COLUMNS, DevelopmentScoreForm, ScoreImportForm
from enterprises.kit.admin.display import admin_link
from enterprises.kit.admin.pages import Page, page
from enterprises.models import DevelopmentScore, Enterprise
from enterprises.services.scores import Fault, ImportRefused, import_scores, save_score

FAULTS_NAMED = 50


@admin.register(DevelopmentScore)
class DevelopmentScoreAdmin(ScopedModelAdmin):
    form = DevelopmentScoreForm
    add_levels = PROVINCE_UP
    change_levels = PROVINCE_UP
    change_list_template = "admin/enterprises/developmentscore/change_list.html"
    list_display = ["enterprise", "credit_code", "year", "score", "published_on", "source"]
    list_filter = ["year"]
    list_select_related = ["enterprise"]
    search_fields = ["enterprise__name", "^enterprise__credit_code"]
    search_help_text = "按企业名称或统一社会信用代码（从头开始）查询。"
    ordering = ["-year", "enterprise__name", "id"]
    autocomplete_fields = ["enterprise"]
    fields = ["enterprise", "year", "score", "published_on", "source"]
    readonly_fields = ["enterprise_link"]

    def get_fields(self, request: HttpRequest, obj: DevelopmentScore | None = None) -> list[str]:
        return self.fields if obj is None else ["enterprise_link", *self.fields[1:]]

    def get_readonly_fields(self, request: HttpRequest, obj: DevelopmentScore | None = None) -> list[str]:
        # Whose and of which year a score is decides what it counts for: a wrong one is deleted.
        return self.readonly_fields if obj is None else [*self.readonly_fields, "year"]

    def has_delete_permission(self, request: HttpRequest, obj: DevelopmentScore | None = None) -> bool:
        return self.has_change_permission(request, obj)

    def formfield_for_foreignkey(self, db_field, request: HttpRequest, **kwargs):
        if db_field.name == "enterprise":
            kwargs["queryset"] = enterprises_of(request)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def save_model(
        self, request: HttpRequest, obj: DevelopmentScore, form: forms.ModelForm, change: bool
    ) -> None:
        save_score(obj)

    def import_view(self, request: HttpRequest) -> HttpResponse:
        """A table at once: everything in it, or nothing and every fault named with its row."""
        if request.method != "POST":
            return self._import_page(request, ScoreImportForm(label_suffix=""))
        form = ScoreImportForm(request.POST, request.FILES, label_suffix="")
        if not form.is_valid():
            return self._import_page(request, form)
        try:
            with transaction.atomic():
                done = import_scores(form.lines, enterprises_of(request))
                for scores, flag in ((done.created, ADDITION), (done.changed, CHANGE)):
                    LogEntry.objects.log_actions(request.user.pk, scores, flag, "通过表格导入。")
        except ImportRefused as refused:
            return self._import_page(request, form, refused.faults)
        messages.success(
            request, f"已导入：新增{len(done.created)}条，更新{len(done.changed)}条，{done.same}条没有变化。"
        )
        return redirect("admin:enterprises_developmentscore_changelist")

    def _import_page(
        self, request: HttpRequest, form: ScoreImportForm, faults: list[Fault] | None = None
    ) -> HttpResponse:
        context = {
            "title": "导入专精特新发展评价得分",
            "form": form,
            "columns": list(COLUMNS),
            "faults": (faults or [])[:FAULTS_NAMED],
            "fault_count": len(faults or []),
            "crumbs": [{"label": "导入", "href": ""}],
        }
        return page(self, request, "admin/enterprises/developmentscore/import.html", context)

    own_pages = (Page("import", import_view, needs="has_add_permission", of_list=True, in_turn=True),)

    @admin.display(description="统一社会信用代码")
    def credit_code(self, score: DevelopmentScore) -> str:
        return score.enterprise.credit_code

    @admin.display(description="企业")
    def enterprise_link(self, score: DevelopmentScore) -> str:
        return admin_link(score.enterprise)


def enterprises_of(request: HttpRequest):
    """The enterprises in the official's jurisdiction."""
    return visible(acting_for(request), Enterprise.objects.all())
