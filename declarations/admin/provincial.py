"""省级特色化指标: each province fills the 15 points annex 2 of R2022 leaves to it, a scheme a year (63号 附件2)."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString

from declarations.models import ProvincialIndicator, ProvincialStandard
from declarations.models.provincial import (
    FIXED,
    LOWEST_PASS_MARK,
    PROVINCIAL_POINTS,
    SchemeInUse,
    last_year_of_use,
)
from declarations.standards import provincial
from declarations.standards.points import exact, total
from declarations.standards.provincial_text import UnreadableOptions, read_options, written
from enterprises.admin.scoping import OwnOffice, ScopedModelAdmin
from enterprises.enums import AuthorityLevel
from enterprises.kit.admin.display import badge, minute
from enterprises.kit.admin.words import house_words
from enterprises.kit.forms.rows import BoundedInline, BoundedInlineRows
from enterprises.models import Authority

ABOUT = (
    "特色化指标只用于2022年《优质中小企业梯度培育管理暂行办法》附件2（专精特新中小企业认定标准），合计15分，由各省自行设定。"
    "2026年4月1日起施行的新办法（工信部企业〔2026〕2号）已取消这些指标，按新办法的申报和复核不使用本页内容。"
)
_EXISTS = "该年度的特色化指标已经存在，请在列表中打开修改。"
_LONGEST_TEXT = 4000


def _wide() -> forms.TextInput:
    return forms.TextInput(attrs={"class": "vLargeTextField"})


class OptionsField(forms.CharField):
    """Options as lines of text. Its value stays text; the form reads it when it knows kind and maximum."""

    widget = forms.Textarea(attrs={"rows": 5, "cols": 60})

    def to_python(self, value: Any) -> str:
        # Browsers send CRLF; the text would seem changed each time.
        return super().to_python(value).replace("\r\n", "\n")


class IndicatorForm(forms.ModelForm):
    options = OptionsField(
        label="选项",
        required=False,
        max_length=_LONGEST_TEXT,
        help_text="一行一个选项：选项文字 | 分值，分值最多一位小数。按数值分档时写：数值 | 分值，例如“10 | 4”表示10以上得4分；"
        "都不符合的得0分，不用写。",
    )

    class Meta:
        model = ProvincialIndicator
        fields = ["number", "name", "kind", "maximum", "unit", "options", "evidence"]
        widgets = {"name": _wide(), "evidence": _wide()}

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        house_words(self)
        if "maximum" in self.fields:
            too_many = ("max_digits", "max_whole_digits")
            words = f"应为1至{PROVINCIAL_POINTS}的数字，最多一位小数。"
            self.fields["maximum"].error_messages |= dict.fromkeys(too_many, words)
        if self.instance.pk and "options" in self.fields:
            self.initial["options"] = written(self.instance.read_options())

    def clean(self) -> dict:
        cleaned = super().clean()
        text, kind, maximum = cleaned.get("options"), cleaned.get("kind"), cleaned.get("maximum")
        if text is None:
            return cleaned
        if not kind or not maximum:
            # They say themselves what is wrong; unread text is not stored.
            del cleaned["options"]
            return cleaned
        try:
            options = read_options(text, provincial.ProvincialKind(kind), maximum)
        except UnreadableOptions as problem:
            self.add_error("options", ValidationError(problem.messages))
        else:
            cleaned["options"] = [option.to_dict() for option in options]
        return cleaned


class IndicatorFormSet(BoundedInlineRows):
    """A draft may be incomplete; what is published shares out exactly the points of annex 2."""

    def get_unique_error_message(self, unique_check: tuple[str, ...]) -> str:
        return "各项指标的序号不能重复。"

    def get_form_error(self) -> str:
        return "序号与另一项指标重复。"

    def clean(self) -> None:
        super().clean()
        if any(self.errors) or not self.instance.is_to_be_published:
            return
        forms_kept = [form for form in self.forms if form not in self.deleted_forms and form.instance.name]
        for form in forms_kept:
            try:
                _ = form.instance.indicator
            except ValueError as problem:
                form.add_error("options", str(problem))
        given = total(form.instance.maximum for form in forms_kept)
        if given != PROVINCIAL_POINTS:
            lacking = exact(PROVINCIAL_POINTS - given)
            difference = f"还缺{lacking}分" if lacking > 0 else f"多出{-lacking}分"
            raise ValidationError(
                f"各项指标最高分合计{given}分，应为{PROVINCIAL_POINTS}分，{difference}。"
                "请调整后再发布，或取消勾选“发布”先存为草稿。"
            )


# What a page that is only read shows instead of the column as it is stored.
_READ = {"options": "options_text", "maximum": "most"}


class IndicatorInline(BoundedInline, admin.StackedInline):
    model = ProvincialIndicator
    form = IndicatorForm
    formset = IndicatorFormSet
    extra = 0
    fields = ["number", "name", "kind", "maximum", "unit", "options", "evidence"]
    readonly_fields = ["options_text", "most"]

    def get_extra(self, request: HttpRequest, obj: ProvincialStandard | None = None, **kwargs) -> int:
        # Without JavaScript there has to be an empty row.
        return 3 if obj is None else 1

    def get_fields(self, request: HttpRequest, obj: ProvincialStandard | None = None) -> list[str]:
        if self.may_write(request, obj):
            return self.fields
        return [_READ.get(name, name) for name in self.fields]

    @admin.display(description="最高分")
    def most(self, indicator: ProvincialIndicator) -> str:
        return str(indicator.maximum)

    @admin.display(description="选项")
    def options_text(self, indicator: ProvincialIndicator) -> str:
        return written(indicator.read_options())


class ProvincialStandardForm(forms.ModelForm):
    """``publish`` unticked makes a draft again, as long as nothing relies on it."""

    publish = forms.BooleanField(
        label="发布",
        required=False,
        help_text="勾选并保存后，本省相同申报年度、适用附件2的申报按这套指标评价。一旦有这样的申报时间开始，指标不能再修改。",
    )

    class Meta:
        model = ProvincialStandard
        fields = ["authority", "year", "pass_mark", "basis"]
        widgets = {"basis": _wide()}

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        house_words(self)
        if "publish" in self.fields:
            self.fields["publish"].initial = self.instance.published_at is not None

    def clean(self) -> dict:
        cleaned = super().clean()
        authority = cleaned.get("authority") or (
            self.instance.authority if self.instance.authority_id else None
        )
        others = ProvincialStandard.objects.filter(authority=authority, year=cleaned.get("year"))
        if authority and others.exclude(pk=self.instance.pk).exists():
            self.add_error("year", _EXISTS)
        self.instance.is_to_be_published = bool(cleaned.get("publish"))
        return cleaned


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


@admin.register(ProvincialStandard)
class ProvincialStandardAdmin(OwnOffice, ScopedModelAdmin):
    """The province writes its own; the ministry sees all, offices below read what is published."""

    form = ProvincialStandardForm
    add_levels = frozenset({AuthorityLevel.PROVINCE})
    change_levels = frozenset({AuthorityLevel.PROVINCE})
    inlines = [IndicatorInline]
    list_display = ["name", "authority", "year", "pass_mark", "status", "published"]
    list_filter = [PublishedFilter]
    list_select_related = ["authority__region"]
    search_fields = ["authority__name", "basis"]
    search_help_text = "按主管部门或依据查询。"
    ordering = ["-year", "authority__path"]
    autocomplete_fields = ["authority"]
    readonly_fields = ["office", "status", "preview"]

    def has_change_permission(self, request: HttpRequest, obj: ProvincialStandard | None = None) -> bool:
        return super().has_change_permission(request, obj) and (obj is None or not _is_fixed(obj))

    def get_fieldsets(self, request: HttpRequest, obj: ProvincialStandard | None = None) -> list:
        office = self.office_field(request, obj)
        writes = self.has_change_permission(request, obj) if obj else True
        about = ABOUT if obj is None or not _is_fixed(obj) else f"{ABOUT}{FIXED}"
        fields = [office, "year", "pass_mark", "basis", "publish" if writes else "status"]
        preview = [("指标预览（按已保存的内容）", {"fields": ["preview"]})] if obj else []
        return [(None, {"fields": fields, "description": about}), *preview]

    def get_changeform_initial_data(self, request: HttpRequest) -> dict:
        return {"year": last_year_of_use(timezone.localdate()), "pass_mark": LOWEST_PASS_MARK}

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, *args, **kwargs
    ) -> HttpResponse:
        try:
            return super().changeform_view(request, object_id, *args, **kwargs)
        except IntegrityError:
            messages.error(request, _EXISTS)
        except SchemeInUse as refusal:
            messages.error(request, str(refusal))
        return HttpResponseRedirect(reverse("admin:declarations_provincialstandard_changelist"))

    def save_model(
        self, request: HttpRequest, obj: ProvincialStandard, form: ProvincialStandardForm, change: bool
    ) -> None:
        # Rows are written while it is a draft, and published with the last of them.
        form.was_published_at = obj.published_at
        obj.published_at = None
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: forms.ModelForm, formsets: list, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        standard = form.instance
        if standard.is_to_be_published:
            standard.published_at = form.was_published_at or timezone.now()
            standard.save(update_fields=["published_at"])
            if not standard.is_of_use(timezone.localdate()):
                messages.warning(request, _of_no_use(standard))

    @admin.display(description="名称", ordering="year")
    def name(self, standard: ProvincialStandard) -> str:
        return str(standard)

    @admin.display(description="省级主管部门")
    def office(self, standard: ProvincialStandard) -> Authority | str:
        return standard.authority if standard.authority_id else "本单位"

    @admin.display(description="状态")
    def status(self, standard: ProvincialStandard) -> SafeString:
        return badge("草稿", "neutral") if standard.published_at is None else badge("已发布", "success")

    @admin.display(description="发布时间", ordering="published_at")
    def published(self, standard: ProvincialStandard) -> str:
        return minute(standard.published_at)

    @admin.display(description="企业填报时看到的内容")
    def preview(self, standard: ProvincialStandard) -> SafeString:
        rows = [_preview(each) for each in standard.indicators.all()]
        context = {"rows": rows, "total": total(row["maximum"] for row in rows), "whole": PROVINCIAL_POINTS}
        return render_to_string("admin/declarations/provincialstandard/preview.html", context)


def _of_no_use(standard: ProvincialStandard) -> str:
    return (
        f"{standard.year}年度的特色化指标已发布，但不会用于任何申报：设有特色化指标的认定标准（2022年附件2）"
        "在该年度没有可以开始的申报时间，也没有已设置的申报时间采用它。请核对申报年度。"
    )


def _is_fixed(standard: ProvincialStandard) -> bool:
    # Asked for every row of the page: once an object.
    if not hasattr(standard, "found_fixed"):
        standard.found_fixed = standard.is_fixed()
    return standard.found_fixed


def _preview(row: ProvincialIndicator) -> dict:
    """How an indicator reads to an enterprise; what is not complete yet says what it lacks."""
    shown = {
        "code": f"{provincial.PROVINCIAL_CODE}.{row.number}",
        "name": row.name,
        "maximum": row.maximum,
        "evidence": row.evidence,
        "formula": "",
        "problem": "",
    }
    try:
        shown["formula"] = row.indicator.scoring.formula
    except ValueError as problem:
        shown["problem"] = str(problem)
    return shown
