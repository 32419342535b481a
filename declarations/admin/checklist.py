"""佐证材料清单: the ministry keeps the lists, a province adds to them; a published edition stays, the next is edited."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString

from declarations.dossier.checklist import EvidenceItem, Route, evidence_items
from declarations.enums import FilingKind
from declarations.kinds import KINDS
from declarations.models import Checklist, ChecklistItem
from declarations.models.checklist import FIXED, EditionPublished, serving
from declarations.models.window import kinds_of
from declarations.services.checklists import next_edition, publish
from declarations.standards import UnknownStandard, all_standards, get_standard
from enterprises.acting import Acting, acting_for
from enterprises.admin.scoping import EVERY_LEVEL, PROVINCE_UP, ScopedModelAdmin
from enterprises.enums import AuthorityLevel, Tier
from enterprises.kit.admin.display import badge, minute
from enterprises.kit.admin.pages import Page, address_of
from enterprises.kit.admin.words import house_words
from enterprises.kit.files.uploads import listed, megabytes
from enterprises.kit.forms.rows import BoundedInline, BoundedInlineRows
from enterprises.models.authority import within

ABOUT = (
    "清单按版保存：一版发布后不再修改，修改内容须发布新的一版。企业开始申报时采用当时已发布的最新一版，已经开始的申报不受以后各版影响。"
    "同时适用的，先按适用标准、再按申报年度取最具体的清单。"
)
ABOUT_PROVINCE = (
    "本省补充的材料排在部级清单之后，只能增加材料，不能取消部级的要求，也不能把部级必须提供的改为选填。"
)
_EXISTS = "这份清单已经存在，请在列表中打开最新的一版修改，或编辑下一版。"
_LIST = "admin:declarations_checklist_changelist"
_CHANGE = "admin:declarations_checklist_change"


def _wide() -> forms.TextInput:
    return forms.TextInput(attrs={"class": "vLargeTextField"})


def _area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, "cols": 60})


class ItemForm(forms.ModelForm):
    class Meta:
        model = ChecklistItem
        fields = [
            "number", "title", "hint", "optional_hint", "example", "required", "files", "archive", "max_megabytes",
            "proves", "words", "made_anew", "of_year",
        ]  # fmt: skip
        widgets = {
            "title": _wide(),
            "hint": _area(2),
            "optional_hint": _area(2),
            "example": _wide(),
            "proves": _wide(),
            "words": _area(3),
        }

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        house_words(self)

    def clean_words(self) -> str:
        # Browsers send CRLF; the text would seem changed each time.
        return self.cleaned_data["words"].replace("\r\n", "\n")

    def clean_proves(self) -> str:
        return " ".join(self.cleaned_data["proves"].replace("、", " ").replace("，", " ").split())


class ItemFormSet(BoundedInlineRows):
    """A draft may be empty; what is published asks for something, and for nothing twice."""

    def clean(self) -> None:
        super().clean()
        if any(self.errors) or not self.instance.is_to_be_published:
            return
        kept = [each for each in self.forms if each not in self.deleted_forms and each.instance.title]
        if not kept:
            raise ValidationError("清单没有任何材料项，不能发布。请先填写，或取消勾选“发布”存为草稿。")
        seen: set[str] = set()
        for each in kept:
            if each.instance.title in seen:
                each.add_error("title", "与另一项的名称相同。")
            seen.add(each.instance.title)


class ItemInline(BoundedInline, admin.StackedInline):
    model = ChecklistItem
    form = ItemForm
    formset = ItemFormSet
    extra = 0
    fieldsets = [
        (None, {"fields": ["number", "title", "hint", "required"]}),
        (
            "文件、示例和核对",
            {
                "classes": ["collapse"],
                "fields": [
                    "optional_hint", "example", "files", "archive", "max_megabytes", "proves", "words", "made_anew",
                    "of_year",
                ],
            },
        ),
    ]  # fmt: skip

    def get_extra(self, request: HttpRequest, obj: Checklist | None = None, **kwargs) -> int:
        # Without JavaScript there has to be an empty row.
        return 3 if obj is None else 1

    def has_view_permission(self, request: HttpRequest, obj: Checklist | None = None) -> bool:
        return True

    def _may_write(self, request: HttpRequest, obj: Checklist | None = None) -> bool:
        model_admin = admin.site.get_model_admin(Checklist)
        if obj is None:
            return model_admin.has_add_permission(request)
        return model_admin.has_change_permission(request, obj)

    has_add_permission = has_change_permission = has_delete_permission = _may_write


class ChecklistForm(forms.ModelForm):
    """Whose list it is follows from the account; what it is for stays as in its earlier editions."""

    standard = forms.ChoiceField(label="适用标准", required=False, help_text="留空则适用于该称号的各项标准。")
    publish = forms.BooleanField(
        label="发布",
        required=False,
        help_text="勾选并保存后，新开始的申报采用这一版。发布后不能再修改这一版。",
    )

    class Meta:
        model = Checklist
        fields = ["tier", "kind", "standard", "year", "basis"]
        widgets = {"basis": _area(2)}

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if "kind" in self.fields:
            windowed = [("", "")] + [
                (kind.value, kind.label) for kind in FilingKind if KINDS[kind].has_window
            ]
            self.fields["kind"].choices = windowed
        house_words(self)
        if "standard" in self.fields:
            self.fields["standard"].choices = _standards()
        if self.instance.edition > 1:
            for name in ("tier", "kind", "standard", "year"):
                if name in self.fields:
                    # Disabled, not left out: messages about it still have a place.
                    self.fields[name].disabled = True

    def clean(self) -> dict:
        cleaned = super().clean()
        tier, kind = cleaned.get("tier"), cleaned.get("kind")
        self.instance.is_to_be_published = bool(cleaned.get("publish"))
        if not tier or not kind:
            return cleaned
        standard = cleaned.get("standard", "")
        if standard and kind not in kinds_of(get_standard(standard)):
            self.add_error("standard", "该标准不适用于所选业务。")
        others = Checklist.objects.filter(
            tier=tier,
            kind=kind,
            standard=standard,
            year=cleaned.get("year"),
            authority=self.instance.authority_id,
        )
        if self.instance.edition == 1 and others.exclude(pk=self.instance.pk).exists():
            self.add_error("kind", _EXISTS)
        return cleaned


def _standards() -> list[tuple[str, Any]]:
    groups: dict[str, list[tuple[str, str]]] = {}
    for each in all_standards():
        if kinds := kinds_of(each):
            offered = groups.setdefault(f"{Tier(each.tier).label} · {kinds[0].label}", [])
            if (each.id, each.title) not in offered:
                offered.append((each.id, each.title))
    return [("", "各项标准通用"), *groups.items()]


class PublishedFilter(admin.SimpleListFilter):
    title = "发布"
    parameter_name = "published"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [("yes", "已发布"), ("no", "草稿")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        drafts = {"yes": False, "no": True}
        return (
            queryset.filter(published_at__isnull=drafts[self.value()]) if self.value() in drafts else queryset
        )


def _next_edition(model_admin: "ChecklistAdmin", request: HttpRequest, found: Checklist) -> HttpResponse:
    """Begin the edition after a published one (POST), or go on with the draft there is."""
    if request.method != "POST" or not model_admin.may_continue(request, found):
        if request.method == "POST":
            messages.error(request, "只有设定这份清单的部门可以编辑下一版。")
        return HttpResponseRedirect(address_of(found))
    draft = next_edition(found)
    messages.success(request, f"这是第{draft.edition}版的草稿，内容与上一版相同。修改后勾选“发布”保存。")
    return HttpResponseRedirect(address_of(draft))


@admin.register(Checklist)
class ChecklistAdmin(ScopedModelAdmin):
    """The ministry writes the lists, a province its additions; everybody reads what is published for them."""

    form = ChecklistForm
    view_levels = EVERY_LEVEL
    add_levels = PROVINCE_UP
    change_levels = PROVINCE_UP
    inlines = [ItemInline]
    list_display = ["name", "whose", "standard_title", "for_year", "status", "published"]
    list_filter = [PublishedFilter, "tier", "kind"]
    list_select_related = ["authority"]
    search_fields = ["authority__name", "basis"]
    search_help_text = "按主管部门或依据查询。"
    ordering = ["tier", "kind", "standard", "authority__path", "-year", "-edition"]
    readonly_fields = ["whose", "number", "standard_title", "for_year", "status", "preview"]
    change_form_template = "admin/declarations/checklist/change_form.html"
    own_pages = (Page("next", _next_edition),)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        # Drafts are their office's and its superiors'; what is published serves everybody below.
        acting, lists = acting_for(request), super().get_queryset(request)
        if acting.is_at(AuthorityLevel.MINISTRY):
            return lists
        if acting.authority is None:
            return lists.none()
        above = Q(authority=None) | Q(authority__code__in=acting.authority.lineage_codes())
        own = within("authority__path", acting.authority)
        return lists.filter(own | (above & Q(published_at__isnull=False)))

    def has_change_permission(self, request: HttpRequest, obj: Checklist | None = None) -> bool:
        if obj is None:
            return super().has_change_permission(request)
        return self._is_own(request, obj) and obj.published_at is None

    def may_continue(self, request: HttpRequest, obj: Checklist) -> bool:
        """Whether this official edits the edition after ``obj``."""
        return self._is_own(request, obj) and obj.published_at is not None

    def _is_own(self, request: HttpRequest, obj: Checklist) -> bool:
        acting = acting_for(request)
        mine = acting.everywhere or obj.authority_id == _office_of(acting)
        return mine and super().has_change_permission(request, obj)

    def get_fieldsets(self, request: HttpRequest, obj: Checklist | None = None) -> list:
        writes = self.has_change_permission(request, obj) if obj else True
        province = _office_of(acting_for(request)) if obj is None else obj.authority_id
        about = f"{ABOUT}{ABOUT_PROVINCE}" if province else ABOUT
        fields = ["tier", "kind", "standard", "year", "basis", "publish"]
        if not writes:
            fields = ["tier", "kind", "standard_title", "for_year", "basis", "status"]
            about = f"{about}{FIXED}" if self.may_continue(request, obj) else about
        beside = ["whose", "number"] if obj else []
        preview = [("企业看到的清单（按已保存的内容）", {"fields": ["preview"]})] if obj else []
        return [(None, {"fields": [*beside, *fields], "description": about}), *preview]

    def get_form(self, request: HttpRequest, obj: Checklist | None = None, change: bool = False, **kwargs):
        made = super().get_form(request, obj, change, **kwargs)
        if obj is not None:
            return made
        office = _office_of(acting_for(request))

        class OwnForm(made):
            def __init__(self, *args, instance: Checklist | None = None, **more) -> None:
                # Whose it is stands from the start: validation compares with the other lists of the same office.
                super().__init__(*args, instance=instance or Checklist(authority_id=office), **more)

        return OwnForm

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, *args, **kwargs
    ) -> HttpResponse:
        if request.method == "POST" and object_id:
            found = self.get_object(request, unquote(object_id))
            if found is not None and self.may_continue(request, found):
                # Published after the page was opened. The browser's way back still shows what was typed.
                messages.error(request, FIXED)
                return HttpResponseRedirect(reverse(_CHANGE, args=[found.pk]))
        try:
            with transaction.atomic():
                return super().changeform_view(request, object_id, *args, **kwargs)
        except IntegrityError:
            messages.error(request, _EXISTS)
        except EditionPublished as refusal:
            messages.error(request, str(refusal))
        return HttpResponseRedirect(reverse(_LIST))

    def save_related(self, request: HttpRequest, form: forms.ModelForm, formsets: list, change: bool) -> None:
        # Rows are written while it is a draft, and published with the last of them.
        super().save_related(request, form, formsets, change)
        if form.instance.is_to_be_published:
            publish(form.instance, request.user)

    def render_change_form(self, request: HttpRequest, context: dict, *args, **kwargs) -> HttpResponse:
        obj = kwargs.get("obj")
        following = ""
        if obj is not None and obj.pk and self.may_continue(request, obj):
            following = address_of(obj, "next")
        return super().render_change_form(request, context | {"following": following}, *args, **kwargs)

    @admin.display(description="名称", ordering="tier")
    def name(self, checklist: Checklist) -> str:
        return str(checklist)

    @admin.display(description="设定部门", ordering="authority__path")
    def whose(self, checklist: Checklist) -> str:
        return f"{checklist.authority}（补充）" if checklist.authority_id else "部级"

    @admin.display(description="版次")
    def number(self, checklist: Checklist) -> str:
        made = "，随平台提供" if checklist.is_delivered else ""
        return f"第{checklist.edition}版{made}"

    @admin.display(description="适用标准", ordering="standard")
    def standard_title(self, checklist: Checklist) -> str:
        if not checklist.standard:
            return "各项标准通用"
        try:
            return get_standard(checklist.standard).title
        except UnknownStandard:
            return checklist.standard

    @admin.display(description="申报年度", ordering="year")
    def for_year(self, checklist: Checklist) -> str:
        return str(checklist.year) if checklist.year else "各年度"

    @admin.display(description="状态")
    def status(self, checklist: Checklist) -> SafeString:
        return badge("草稿", "neutral") if checklist.published_at is None else badge("已发布", "success")

    @admin.display(description="发布时间", ordering="published_at")
    def published(self, checklist: Checklist) -> str:
        return minute(checklist.published_at)

    @admin.display(description="企业看到的内容")
    def preview(self, checklist: Checklist) -> SafeString:
        year = (checklist.year or timezone.localdate().year) - 1
        context = {
            "rows": _preview(checklist, year),
            "year": year,
            "basis": checklist.basis,
        }
        return render_to_string("admin/declarations/checklist/preview.html", context)


def _office_of(acting: Acting) -> int | None:
    """Whose lists this official writes: a province's; None for the ministry's, the platform's administrator included."""
    return acting.authority_id if acting.level == AuthorityLevel.PROVINCE else None


def _preview(checklist: Checklist, year: int) -> list[dict]:
    """The page an enterprise gets with this edition: a province's additions stand below the ministry's items."""
    rows = list(checklist.items.all())
    if checklist.authority_id:
        served = serving(checklist.tier, checklist.kind, checklist.standard, year + 1)
        rows = [*(served.national.items.all() if served else ()), *rows]
    by_score = evidence_items(rows, Route(year, is_direct=False, has_rights=True))
    direct = evidence_items(rows, Route(year, is_direct=True, has_rights=True))
    return [_preview_line(*each) for each in zip(rows, by_score, direct, strict=True)]


def _preview_line(row: ChecklistItem, item: EvidenceItem, direct: EvidenceItem) -> dict:
    hints = [item.hint] if item.hint == direct.hint else [item.hint, f"按直通条件申报的：{direct.hint}"]
    return {
        "title": item.title,
        "is_added": row.checklist.authority_id is not None,
        "hints": [each for each in hints if each],
        "example": item.example,
        "required": row.get_required_display(),
        "files": f"{listed(item.accepted)}，不超过 {megabytes(item.most_bytes)}",
        "proves": "、".join(row.codes),
    }
