"""公告: the ministry and the provinces publish (M5.2)."""

import datetime as dt
from dataclasses import dataclass

from csp.constants import NONCE, SELF
from csp.decorators import csp_update
from django import forms
from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.utils.safestring import SafeString
from js_asset.media import Media

from cultivation.admin.notice_attachment import AttachmentForm
from declarations.models import Batch
from enterprises.admin.display import badge, minute
from enterprises.admin.scoping import PROVINCE_UP, ScopedModelAdmin
from enterprises.admin.words import sensible_time
from enterprises.kit.rows import BoundedInline
from enterprises.models import Authority, User
from notices import richtext
from notices.models import Notice, NoticeAttachment
from notices.services import level_of

# The editor's modules find one another by an import map, which can only stand in the page itself; see the template
# about the style.
_with_editor = csp_update({"script-src": [SELF, NONCE], "style-src": [SELF, NONCE]})


class AttachmentInline(BoundedInline, admin.StackedInline):
    model = NoticeAttachment
    form = AttachmentForm
    extra = 1

    def get_formset(self, request: HttpRequest, obj: Notice | None = None, **kwargs):
        formset = super().get_formset(request, obj, **kwargs)
        formset.form.official = str(request.user.pk)
        return formset

    def has_view_permission(self, request: HttpRequest, obj: Notice | None = None) -> bool:
        return True

    def _may_write(self, request: HttpRequest, obj: Notice | None = None) -> bool:
        return admin.site.get_model_admin(Notice).has_change_permission(request, obj)

    has_add_permission = has_change_permission = has_delete_permission = _may_write


@dataclass(frozen=True)
class Standing:
    """How a notice stood when its page was asked for, whatever a form has written into the instance since."""

    published_at: dt.datetime | None
    is_public: bool
    of_batch: bool


def _stands(notice: Notice) -> Standing:
    # Asked for many times on one page: one query.
    if not hasattr(notice, "standing"):
        at = notice.published_at
        used = Q(publicity_notice=notice) | Q(announcement=notice)
        notice.standing = Standing(
            at, at is not None and at <= timezone.now(), Batch.objects.filter(used).exists()
        )
    return notice.standing


class NoticeForm(forms.ModelForm):
    class Meta:
        model = Notice
        fields = ["kind", "authority", "title", "body", "published_at"]

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        # Once published, the time is no longer a field.
        if "published_at" in self.fields:
            self.fields["published_at"].validators.append(sensible_time)


class PublishedFilter(admin.SimpleListFilter):
    title = "发布"
    parameter_name = "published"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [("yes", "已发布"), ("later", "定时发布"), ("no", "草稿")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        now = timezone.now()
        conditions = {
            "yes": {"published_at__lte": now},
            "later": {"published_at__gt": now},
            "no": {"published_at": None},
        }
        return queryset.filter(**conditions.get(self.value(), {}))


@admin.register(Notice)
@method_decorator(_with_editor, name="add_view")
@method_decorator(_with_editor, name="change_view")
class NoticeAdmin(ScopedModelAdmin):
    """Each office writes its own notices; a province reads those below it, the ministry all."""

    form = NoticeForm
    scope = "authority__path"
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

    def owns(self, user: User, obj: Notice) -> bool:
        return obj.authority_id == user.authority_id

    def has_delete_permission(self, request: HttpRequest, obj: Notice | None = None) -> bool:
        """A draft may be thrown away; what the public may have read stays."""
        if obj is None or _stands(obj).published_at is not None:
            return False
        return self.has_change_permission(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Notice | None = None) -> bool:
        # What was publicised or announced with a batch is a record, for a superuser too.
        if obj is not None and _stands(obj).of_batch:
            return False
        return super().has_change_permission(request, obj)

    def get_readonly_fields(self, request: HttpRequest, obj: Notice | None = None) -> list[str]:
        fixed = ["text_of_body"]
        if not request.user.is_superuser:
            fixed.append("authority")
        if obj is not None and _stands(obj).is_public:
            fixed.append("published_at")
        return fixed

    def get_fields(self, request: HttpRequest, obj: Notice | None = None) -> list[str]:
        fields = list(self.fields)
        if obj is None and not request.user.is_superuser:
            fields.remove("authority")
        if obj is not None and not self.has_change_permission(request, obj):
            fields[fields.index("body")] = "text_of_body"
        return fields

    def formfield_for_foreignkey(self, db_field, request: HttpRequest, **kwargs):
        if db_field.name == "authority":
            kwargs["queryset"] = Authority.objects.filter(level__in=PROVINCE_UP)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def save_model(self, request: HttpRequest, obj: Notice, form: forms.ModelForm, change: bool) -> None:
        if not change and not request.user.is_superuser:
            obj.authority = request.user.authority
        obj.level = level_of(obj.authority)
        super().save_model(request, obj, form, change)

    @admin.display(description="正文")
    def text_of_body(self, notice: Notice) -> SafeString:
        return format_html('<div class="prose">{}</div>', richtext.sanitise(notice.body))

    def render_change_form(self, request: HttpRequest, context: dict, *args, **kwargs) -> HttpResponse:
        context["media"] = Media.from_media(context["media"], nonce=request.csp_nonce)
        return super().render_change_form(request, context, *args, **kwargs)

    @admin.display(description="状态")
    def status(self, notice: Notice) -> str:
        if notice.published_at is None:
            return badge("草稿", "neutral")
        return (
            badge("已发布", "success") if notice.published_at <= timezone.now() else badge("定时发布", "info")
        )

    @admin.display(description="发布时间", ordering="published_at")
    def published(self, notice: Notice) -> str:
        return minute(notice.published_at)
