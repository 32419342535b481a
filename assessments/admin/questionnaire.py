"""评测表: read by officials; the ministry uploads an edition as a file, previews it and publishes it from a day."""

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.models import ADDITION, LogEntry
from django.db import transaction
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from assessments import questionnaires
from assessments.admin.release import PUBLISHERS
from assessments.forms import AnswersForm
from assessments.models import Questionnaire, Release
from assessments.questionnaire_checks import plain
from assessments.questionnaire_files import loads
from assessments.questionnaire_sheets import read_workbook, workbook
from assessments.questionnaires import QuestionnaireError
from assessments.services.questionnaires import QuestionnaireRefused, upload
from enterprises.admin.scoping import ScopedModelAdmin
from enterprises.kit.admin.display import badge, second
from enterprises.kit.admin.pages import READING, Page, address_of, page, page_of
from enterprises.kit.files.downloads import private
from enterprises.kit.sheets.exports import XLSX
from enterprises.models import User

MOST_BYTES = 512 * 1024
FAULTS_NAMED = 100


class UploadForm(forms.Form):
    """The file of an edition."""

    file = forms.FileField(
        label="评测表文件",
        help_text=".xlsx 或 .toml，不超过 512 KB。",
        widget=forms.FileInput(attrs={"accept": ".xlsx,.toml"}),
        error_messages={"required": "请选择文件。", "empty": "文件是空的，请重新选择。"},
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        name = file.name.lower()
        if not name.endswith((".xlsx", ".toml")):
            raise forms.ValidationError("只接收 .xlsx 或 .toml 文件。")
        if file.size > MOST_BYTES:
            raise forms.ValidationError(f"文件不能大于 {MOST_BYTES // 1024} KB。")
        return file

    def read(self):
        """The questionnaire in the file. Raises QuestionnaireError."""
        file = self.cleaned_data["file"]
        return read_workbook(file) if file.name.lower().endswith(".xlsx") else loads(file.read())


@admin.register(Questionnaire)
class QuestionnaireAdmin(ScopedModelAdmin):
    read_only = True
    change_list_template = "admin/assessments/questionnaire/change_list.html"
    change_form_template = "admin/assessments/questionnaire/change_form.html"
    list_display = ["title", "category", "edition", "status", "own"]
    list_filter = ["category"]
    search_fields = ["title", "edition"]
    search_help_text = "按名称或版本查询。"
    fields = ["title", "category", "edition", "source", "own", "status", "outline", "added", "digest"]
    readonly_fields = ["source", "own", "status", "outline", "added", "digest"]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        in_force = Release.objects.in_force_for(OuterRef("category"), timezone.localdate())
        found = (
            super()
            .get_queryset(request)
            .annotate(
                serving=Subquery(in_force.values("questionnaire")),
                serving_from=Subquery(in_force.values("valid_from")),
            )
        )
        return found.prefetch_related("releases").select_related("added_by")

    def may_upload(self, request: HttpRequest) -> bool:
        return self.may(request, PUBLISHERS, self.capability)

    def changelist_view(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        extra = {"may_upload": self.may_upload(request)}
        return super().changelist_view(request, {**extra, **(extra_context or {})})

    def render_change_form(self, request: HttpRequest, context: dict, *args, **kwargs) -> HttpResponse:
        found = kwargs.get("obj")
        beside = {"may_publish": self.may_upload(request)} | (self._addresses(found) if found else {})
        return super().render_change_form(request, context | beside, *args, **kwargs)

    def _addresses(self, found: Questionnaire) -> dict[str, str]:
        step = found.parsed.dimensions[0].code
        publish = reverse("admin:assessments_release_add")
        return {
            "preview_href": address_of(found, "preview", step),
            "download_href": address_of(found, "download"),
            "publish_href": f"{publish}?questionnaire={found.pk}",
        }

    def upload_view(self, request: HttpRequest) -> HttpResponse:
        """An edition as a file: kept when nothing is wrong with it, else every fault is named with its row."""
        form = UploadForm(request.POST or None, request.FILES or None, label_suffix="")
        faults: list[tuple[str, str]] = []
        if request.method == "POST" and form.is_valid():
            try:
                kept = self._keep(form.read(), request.user)
            except QuestionnaireError as error:
                faults = list(error.problems)
            except QuestionnaireRefused as refusal:
                form.add_error("file", str(refusal))
            else:
                if kept.is_in_use:
                    messages.info(request, f"“{kept}”已经发布，内容与上传的文件相同，没有改动。")
                    return redirect("admin:assessments_questionnaire_change", kept.pk)
                messages.success(request, f"“{kept}”已上传，尚未发布。请预览核对后再发布。")
                return redirect("admin:assessments_questionnaire_change", kept.pk)
        context = {
            "title": "上传评测表",
            "form": form,
            "faults": faults[:FAULTS_NAMED],
            "fault_count": len(faults),
            "examples": Questionnaire.objects.defer("content").order_by("category", "-edition"),
            "crumbs": [{"label": "上传", "href": ""}],
        }
        return page(self, request, "admin/assessments/questionnaire/upload.html", context)

    @transaction.atomic
    def _keep(self, parsed: questionnaires.Questionnaire, user: User) -> Questionnaire:
        """Keep an edition and its line in the log, both or neither. Raises as ``upload``."""
        kept = upload(parsed, user)
        if not kept.is_in_use:
            LogEntry.objects.log_actions(user.pk, [kept], ADDITION, "上传评测表文件。")
        return kept

    def preview_view(self, request: HttpRequest, found: Questionnaire, step: str) -> HttpResponse:
        """One page of the questionnaire as an enterprise would see it; nothing can be saved."""
        questionnaire = found.parsed
        dimension = next((each for each in questionnaire.dimensions if each.code == step), None)
        if dimension is None:
            raise Http404
        form = AnswersForm(questionnaire, questionnaire.questions_of(step), {})
        context = {
            "questionnaire": questionnaire,
            "dimension": dimension,
            "rows": list(form.questions),
            "steps": [
                {
                    "label": each.name,
                    "href": address_of(found, "preview", each.code),
                    "state": "current" if each.code == step else "todo",
                }
                for each in questionnaire.dimensions
            ],
        }
        return page_of(self, request, found, "admin/assessments/questionnaire/preview.html", "预览", context)

    def download_view(self, request: HttpRequest, found: Questionnaire) -> HttpResponse:
        """The questionnaire as a workbook: to read, or to make the next edition from."""
        response = HttpResponse(workbook(found.parsed), content_type=XLSX)
        return private(response, f"{found.title}-{found.edition}.xlsx")

    own_pages = (
        Page("upload", upload_view, needs="may_upload", of_list=True, in_turn=True),
        Page("preview", preview_view, at="preview/<slug:step>/"),
        Page("download", download_view, at="xlsx/", methods=READING),
    )

    def missing(self, request: HttpRequest, key: str) -> HttpResponse:
        raise Http404

    @admin.display(description="状态")
    def status(self, questionnaire: Questionnaire) -> SafeString:
        releases = list(questionnaire.releases.all())
        if not releases:
            return badge("未发布", "neutral")
        today = timezone.localdate()
        begun = [each for each in releases if each.valid_from <= today]
        first = min(each.valid_from for each in releases)
        if not begun:
            return badge(f"{first:%Y-%m-%d} 起启用", "progress")
        if questionnaire.serving == questionnaire.pk:
            return badge(f"现行，{questionnaire.serving_from:%Y-%m-%d} 起", "success")
        coming = [each.valid_from for each in releases if each.valid_from > today]
        if coming:
            return badge(f"{min(coming):%Y-%m-%d} 起再次启用", "progress")
        return badge("已停用", "neutral")

    @admin.display(description="题目与权重")
    def own(self, questionnaire: Questionnaire) -> SafeString | str:
        return badge("本平台自拟", "warning") if questionnaire.own_weights else "依据文件"

    @admin.display(description="依据")
    def source(self, questionnaire: Questionnaire) -> str:
        return questionnaire.parsed.source

    @admin.display(description="结构")
    def outline(self, questionnaire: Questionnaire) -> str:
        parsed = questionnaire.parsed
        parts = [
            f"{each.name} {plain(each.weight)} 分" if each.weight else f"{each.name}（按场景等级）"
            for each in parsed.dimensions
        ]
        return f"{len(parsed.items)} 题，{len(parsed.scenes)} 个场景；{'，'.join(parts)}"

    @admin.display(description="来源")
    def added(self, questionnaire: Questionnaire) -> str:
        if questionnaire.added_by is None:
            return "随平台提供"
        return format_html("{} 于 {} 上传", questionnaire.added_by, second(questionnaire.added_at))
