"""评测表启用安排: from when which edition serves which category. The ministry publishes; everybody reads."""

import datetime as dt

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.safestring import SafeString

from assessments.models import Questionnaire, Release
from assessments.services.questionnaires import QuestionnaireRefused, publish, refusal_to_publish, withdraw
from enterprises.admin.scoping import KEY, ScopedModelAdmin
from enterprises.enums import AuthorityLevel
from enterprises.kit.admin.display import admin_link, badge, second
from enterprises.kit.admin.words import house_words, sensible_day

PUBLISHERS = frozenset({AuthorityLevel.MINISTRY})


class ReleaseForm(forms.ModelForm):
    class Meta:
        model = Release
        fields = ["questionnaire", "valid_from"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        house_words(self)
        if "valid_from" in self.fields:
            # Not today: what is published from today replaces the table of the whole country at once.
            self.fields["valid_from"].initial = timezone.localdate() + dt.timedelta(days=1)

    def clean(self) -> dict:
        cleaned = super().clean()
        questionnaire, day = cleaned.get("questionnaire"), cleaned.get("valid_from")
        if questionnaire is None or day is None:
            return cleaned
        self.instance.category = questionnaire.category
        refusal = refusal_to_publish(questionnaire, day)
        if refusal:
            self.add_error("valid_from", refusal)
        return cleaned

    def clean_valid_from(self) -> dt.date:
        day = self.cleaned_data["valid_from"]
        sensible_day(day)
        return day

    def validate_constraints(self) -> None:
        """`publish` finds the same publication and says which other stands in the way."""


@admin.register(Release)
class ReleaseAdmin(ScopedModelAdmin):
    form = ReleaseForm
    add_levels = PUBLISHERS
    list_display = ["questionnaire", "category", "valid_from", "status", "publisher"]
    list_filter = ["category"]
    list_select_related = ["questionnaire", "added_by"]
    ordering = ["category", "-valid_from"]
    autocomplete_fields = ["questionnaire"]
    readonly_fields = ["questionnaire_link", "status", "publisher", "published"]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        in_force = Release.objects.in_force_for(OuterRef("category"), timezone.localdate())
        found = super().get_queryset(request).annotate(in_force=Subquery(in_force.values("pk")))
        return found.defer("questionnaire__content")

    def get_fields(self, request: HttpRequest, obj: Release | None = None) -> list[str]:
        if obj is None:
            return ["questionnaire", "valid_from"]
        return ["questionnaire_link", "category", "valid_from", "status", "publisher", "published"]

    def get_changeform_initial_data(self, request: HttpRequest) -> dict:
        chosen = request.GET.get("questionnaire", "")
        return {"questionnaire": chosen} if KEY.fullmatch(chosen) else {}

    def has_change_permission(self, request: HttpRequest, obj: Release | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Release | None = None) -> bool:
        return self.has_add_permission(request) and obj is not None and obj.valid_from > timezone.localdate()

    def save_model(self, request: HttpRequest, obj: Release, form: forms.ModelForm, change: bool) -> None:
        done = publish(obj.questionnaire, obj.valid_from, request.user)
        obj.pk, obj.added_by, obj.added_at = done.pk, done.added_by, done.added_at
        obj._state.adding = False

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict | None = None
    ) -> HttpResponse:
        try:
            return super().delete_view(request, object_id, extra_context)
        except QuestionnaireRefused as refusal:
            messages.error(request, str(refusal))
            return redirect("admin:assessments_release_changelist")

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict | None = None
    ) -> HttpResponse:
        extra = {"title": "发布评测表", "show_save_and_add_another": False, "show_save_and_continue": False}
        try:
            return super().add_view(request, form_url, {**extra, **(extra_context or {})})
        except ValidationError as refusal:
            # Somebody else published between the check and the writing.
            messages.error(request, " ".join(refusal.messages))
            return redirect("admin:assessments_release_changelist")

    def response_add(
        self, request: HttpRequest, obj: Release, post_url_continue: str | None = None
    ) -> HttpResponse:
        before = Release.objects.in_force(obj.category, obj.valid_from - dt.timedelta(days=1))
        replaced = f"，代替“{before.questionnaire}”" if before else ""
        messages.info(
            request,
            f"自{obj.valid_from:%Y-%m-%d}零时起，{obj.get_category_display()}企业新开始的评测使用"
            f"“{obj.questionnaire}”{replaced}；已经开始的评测不受影响。",
        )
        return super().response_add(request, obj, post_url_continue)

    def delete_model(self, request: HttpRequest, obj: Release) -> None:
        withdraw(obj)

    @admin.display(description="状态")
    def status(self, release: Release) -> SafeString:
        today = timezone.localdate()
        if release.valid_from > today:
            return badge("待启用", "progress")
        if release.in_force == release.pk:
            return badge("现行", "success")
        return badge("已停用", "neutral")

    @admin.display(description="发布时间")
    def published(self, release: Release) -> str:
        return second(release.added_at)

    @admin.display(description="发布人")
    def publisher(self, release: Release) -> str:
        return str(release.added_by) if release.added_by else "随平台提供"

    @admin.display(description="评测表")
    def questionnaire_link(self, release: Release) -> str:
        return admin_link(Questionnaire.objects.get(pk=release.questionnaire_id))
