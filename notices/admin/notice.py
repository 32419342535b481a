"""公告: the ministry and the provinces publish (M5.2)."""

from typing import ClassVar

from csp.constants import NONCE, SELF
from csp.decorators import csp_update
from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.utils.safestring import SafeString
from js_asset.media import Media

from enterprises.acting import acting_for
from enterprises.admin.scoping import PROVINCE_UP, ScopedModelAdmin
from enterprises.enums import Capability
from enterprises.kit.admin.display import badge, minute
from enterprises.kit.forms.rows import BoundedInline, BoundedInlineRows
from enterprises.kit.times.deadlines import OPENING_HELP, DeadlineField, DeadlineWidget
from enterprises.models import Authority
from notices import richtext
from notices.admin import history as notice_history
from notices.admin.attachment import AttachmentForm
from notices.admin.history import REASON_NEEDED
from notices.admin.standing import stands
from notices.models import Notice, NoticeAttachment
from notices.services import corrections_between, hold_notice, level_of, record_revision

# The editor's modules find one another by an import map, which can only stand in the page itself; see the template
# about the style.
_with_editor = csp_update({"script-src": [SELF, NONCE], "style-src": [SELF, NONCE]})


class AttachmentRows(BoundedInlineRows):
    def clean(self) -> None:
        super().clean()
        notice = self.instance
        if notice._state.adding or not stands(notice).is_public or not self.has_changed():
            return
        if not self.data.get("reason", "").strip():
            raise forms.ValidationError(f"增加或删除附件请在“更正原因”写明原因。{REASON_NEEDED}")


class AttachmentInline(BoundedInline, admin.StackedInline):
    model = NoticeAttachment
    form = AttachmentForm
    formset = AttachmentRows
    extra = 1

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).filter(removed_at=None)

    def get_formset(self, request: HttpRequest, obj: Notice | None = None, **kwargs):
        formset = super().get_formset(request, obj, **kwargs)
        formset.form.official = str(request.user.pk)
        return formset

    def get_fields(self, request: HttpRequest, obj: Notice | None = None) -> list[str]:
        fields = super().get_fields(request, obj)
        # Who only reads has no file to keep.
        return fields if self.may_write(request, obj) else [name for name in fields if name != "kept"]


class NoticeForm(forms.ModelForm):
    reason = forms.CharField(
        label="更正原因",
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2, "cols": 60}),
        help_text=f"没有更改的不用填。{REASON_NEEDED}",
    )

    class Meta:
        model = Notice
        fields = ["kind", "authority", "title", "body", "published_at"]
        field_classes: ClassVar = {"published_at": DeadlineField}
        widgets: ClassVar = {"published_at": DeadlineWidget}

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if self.instance._state.adding or not stands(self.instance).is_public:
            self.fields.pop("reason", None)
        # Once published, the time is no longer a field.
        if "published_at" in self.fields:
            field = self.fields["published_at"]
            field.closing = field.widget.closing = False
            field.help_text = f"留空为草稿；到此时间对公众可见。{OPENING_HELP}"

    def _post_clean(self) -> None:
        super()._post_clean()
        if "reason" not in self.fields or self.cleaned_data.get("reason", "").strip():
            return
        if corrections_between(Notice.objects.get(pk=self.instance.pk), self.instance):
            self.add_error("reason", REASON_NEEDED)


class PublishedFilter(admin.SimpleListFilter):
    title = "发布"
    parameter_name = "published"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [("yes", "已发布"), ("later", "定时发布"), ("no", "草稿"), ("withdrawn", "已撤回")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        now = timezone.now()
        conditions = {
            "yes": {"published_at__lte": now, "withdrawn_at": None},
            "later": {"published_at__gt": now, "withdrawn_at": None},
            "no": {"published_at": None},
            "withdrawn": {"withdrawn_at__isnull": False},
        }
        return queryset.filter(**conditions.get(self.value(), {}))


@admin.register(Notice)
@method_decorator(_with_editor, name="add_view")
@method_decorator(_with_editor, name="change_view")
class NoticeAdmin(ScopedModelAdmin):
    """Each office writes its own notices; a province reads those below it, the ministry all."""

    form = NoticeForm
    capability = Capability.PUBLISH
    view_levels = PROVINCE_UP
    add_levels = PROVINCE_UP
    change_levels = PROVINCE_UP
    change_form_template = "admin/notices/notice/change_form.html"
    list_display = ["title", "kind", "level", "authority", "status", "published"]
    list_filter = [PublishedFilter, "kind", "level"]
    list_select_related = ["authority"]
    search_fields = ["title"]
    search_help_text = "按标题查询。"
    ordering = ["-published_at", "-id"]
    autocomplete_fields = ["authority"]
    fields = ["kind", "authority", "title", "body", "published_at"]
    inlines = [AttachmentInline]
    own_pages = (notice_history.WITHDRAWAL,)

    def has_delete_permission(self, request: HttpRequest, obj: Notice | None = None) -> bool:
        """A draft may be thrown away; what the public may have read stays."""
        if obj is None or stands(obj).published_at is not None:
            return False
        return self.has_change_permission(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Notice | None = None) -> bool:
        # What was publicised or announced with a batch is a record, for a superuser too.
        if obj is not None and (stands(obj).of_batch or stands(obj).is_withdrawn):
            return False
        return super().has_change_permission(request, obj)

    def may_withdraw(self, request: HttpRequest, obj: Notice) -> bool:
        """Whether the notice is out, and the official's to take back."""
        return stands(obj).published_at is not None and self.has_change_permission(request, obj)

    def get_readonly_fields(self, request: HttpRequest, obj: Notice | None = None) -> list[str]:
        fixed = ["text_of_body"]
        public = obj is not None and stands(obj).is_public
        if public or not acting_for(request).everywhere:
            fixed.append("authority")
        if public:
            fixed.append("published_at")
        return fixed

    def get_fields(self, request: HttpRequest, obj: Notice | None = None) -> list[str]:
        fields = list(self.fields)
        if obj is None and not acting_for(request).everywhere:
            fields.remove("authority")
        if obj is not None and not self.has_change_permission(request, obj):
            fields[fields.index("body")] = "text_of_body"
        elif obj is not None and stands(obj).is_public:
            fields.append("reason")
        return fields

    def formfield_for_foreignkey(self, db_field, request: HttpRequest, **kwargs):
        if db_field.name == "authority":
            kwargs["queryset"] = Authority.objects.filter(level__in=PROVINCE_UP)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def save_model(self, request: HttpRequest, obj: Notice, form: forms.ModelForm, change: bool) -> None:
        if not change and not acting_for(request).everywhere:
            obj.authority = acting_for(request).authority
        obj.level = level_of(obj.authority)
        # Filled up by the attachments, and written when all is saved.
        request.correction = None
        if change and stands(obj).is_public:
            before = hold_notice(obj)
            request.correction = (before, corrections_between(before, obj))
        super().save_model(request, obj, form, change)

    def save_formset(self, request: HttpRequest, form: forms.ModelForm, formset, change: bool) -> None:
        if request.correction is None:
            super().save_formset(request, form, formset, change)
            return
        formset.save(commit=False)
        lines = request.correction[1]
        for attachment in formset.deleted_objects:
            attachment.remove()
            lines.append(f"删除附件“{attachment.name}”")
        for attachment in formset.new_objects:
            attachment.save()
            lines.append(f"增加附件“{attachment.name}”")

    def save_related(self, request: HttpRequest, form: forms.ModelForm, formsets, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        if request.correction and request.correction[1]:
            before, lines = request.correction
            record_revision(before, request.user, form.cleaned_data["reason"].strip(), lines)

    @admin.display(description="正文")
    def text_of_body(self, notice: Notice) -> SafeString:
        return format_html('<div class="prose">{}</div>', richtext.sanitise(notice.body))

    def render_change_form(self, request: HttpRequest, context: dict, *args, **kwargs) -> HttpResponse:
        notice = kwargs.get("obj")
        may = notice is not None and self.may_withdraw(request, notice)
        context |= notice_history.history(request, notice, may)
        context["media"] = Media.from_media(context["media"], nonce=request.csp_nonce)
        return super().render_change_form(request, context, *args, **kwargs)

    @admin.display(description="状态")
    def status(self, notice: Notice) -> str:
        if notice.published_at is None:
            return badge("草稿", "neutral")
        if notice.withdrawn_at:
            return badge("已撤回", "danger")
        return (
            badge("已发布", "success") if notice.published_at <= timezone.now() else badge("定时发布", "info")
        )

    @admin.display(description="发布时间", ordering="published_at")
    def published(self, notice: Notice) -> str:
        return minute(notice.published_at)
