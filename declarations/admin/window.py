"""申报时间: each authority maintains its own, and sees those above it and below it (M4.4, M5.1)."""

import datetime as dt
from typing import ClassVar

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from declarations.admin import window_pages
from declarations.models import Window
from declarations.models.window import DELEGATING_LEVELS, OVERLAP, below_province, kinds_of, term_words
from declarations.services.windows import form_problem, has_form
from declarations.services.windows_upkeep import hold_for_writing, save_window
from declarations.standards import UnknownStandard, all_standards, get_standard
from declarations.tiers import TIERS
from enterprises.acting import acting_for
from enterprises.admin.scoping import EVERY_LEVEL, OwnOffice, ScopedModelAdmin
from enterprises.enums import Tier
from enterprises.kit.admin.display import badge, minute
from enterprises.kit.admin.words import house_words
from enterprises.kit.times.deadlines import (
    CLOSING_HELP,
    OPENING_HELP,
    DeadlineField,
    DeadlineWidget,
    deadline_text,
    start_text,
)
from enterprises.models import Authority

# What enterprises relied on when they filed. Deadlines stay open for prolonging.
FIXED_ONCE_USED = ["kind", "tier", "year", "standard", "final_level", "opens_at"]
_LEVEL_DEADLINES = ["county_closes_at", "city_closes_at", "province_closes_at"]
_CLOSINGS = ["closes_at", "corrections_close_at", *_LEVEL_DEADLINES]
# Below the province: as in the superior's window.
_INHERITED = ["year", "standard", "final_level"]
_REASON_NEEDED = (
    "已经开始或已有企业申报的申报时间，延长、更改时间或更名须写明原因，企业会看到原时间、新时间和原因。"
)


class WindowForm(forms.ModelForm):
    """``authority`` of a new window is set by the admin on the instance when the official has one."""

    standard = forms.ChoiceField(label="适用标准")
    reason = forms.CharField(
        label="更改的原因",
        required=False,
        max_length=200,
        help_text=f"未更改时间和名称的不用填。{_REASON_NEEDED}",
    )

    class Meta:
        model = Window
        fields = [
            "name", "kind", "tier", "year", "standard", "final_level", "opens_at", *_CLOSINGS,
        ]  # fmt: skip
        field_classes: ClassVar = dict.fromkeys(["opens_at", *_CLOSINGS], DeadlineField)
        widgets: ClassVar = dict.fromkeys(["opens_at", *_CLOSINGS], DeadlineWidget)

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self._say_when()
        house_words(self)
        self._offer_what_may_be_chosen()
        self.in_use = bool(self.instance.pk) and self.instance.filings.exists()
        if self.in_use or (self.instance.pk and self.instance.inferiors.exists()):
            # Those below stand on the same.
            self._fix(FIXED_ONCE_USED)
        if not self.instance.pk:
            self.fields.pop("reason", None)

    def _say_when(self) -> None:
        for name in ["opens_at", *_CLOSINGS]:
            if name in self.fields:
                field = self.fields[name]
                field.closing = field.widget.closing = name != "opens_at"
                field.help_text = CLOSING_HELP if field.closing else OPENING_HELP
        for name in _LEVEL_DEADLINES:
            if name in self.fields:
                self.fields[name].help_text = f"留空则不限。{CLOSING_HELP}"
        if "corrections_close_at" in self.fields:
            self.fields["corrections_close_at"].help_text = f"留空则与企业提交截止相同。{CLOSING_HELP}"

    def _offer_what_may_be_chosen(self) -> None:
        if self.instance.is_below_province:
            self._inherit()
            return
        if "standard" in self.fields:
            self._offer_standards()
        if "final_level" in self.fields:
            self._offer_final_levels()

    def _inherit(self) -> None:
        """An office below the province chooses title, business and a shorter time; the rest is its superior's."""
        if self.instance.pk:
            self._fix(["kind", "tier"])
        for name in _INHERITED:
            self.fields.pop(name, None)
        if "tier" in self.fields:
            field = self.fields["tier"]
            offered = ["", *below_province()]
            field.choices = [choice for choice in field.choices if choice[0] in offered]
            field.help_text = (
                "适用标准、申报年度和最终审核层级与上级的申报时间相同；时间只能在上级的申报时间之内。"
            )

    def _fix(self, names: list[str]) -> None:
        for name in names:
            if name in self.fields:
                # Disabled, not left out: messages about it still have a place.
                self.fields[name].disabled = True

    def _offer_standards(self) -> None:
        """Those in force today or later in their newest version, and the one the window has, by title and business.

        ``Window.clean`` decides by the day the window opens, which may be in the time of the next standard.
        """
        today = timezone.localdate()
        kept = self.instance.standard
        groups: dict[str, list[tuple[str, str]]] = {}
        for standard_id in dict.fromkeys(each.id for each in all_standards()):
            each = get_standard(standard_id)
            kinds = kinds_of(each)
            current = each.in_force_until is None or each.in_force_until >= today
            if kinds and (current or standard_id == kept):
                heading = f"{Tier(each.tier).label} · {kinds[0].label}"
                groups.setdefault(heading, []).append((standard_id, f"{each.title}（{term_words(each)}）"))
        field = self.fields["standard"]
        field.choices = [("", "请选择"), *groups.items()]
        field.help_text = (
            "申报用“申报”的标准，复核用“复核”的标准，须在开始时间那天有效；重大变更和信息更新两者均可。"
        )

    def _offer_final_levels(self) -> None:
        """``Window.clean`` says what a title needs."""
        who = "，".join(f"{tier.label}由{rules.decided_by}" for tier, rules in TIERS.items())
        self.fields[
            "final_level"
        ].help_text = f"{who}最终审核。委托市级、区县级最终审核的，由其组批、公示和认定。"

    def clean(self) -> dict:
        cleaned = super().clean()
        office = cleaned.get("authority") or (self.instance.authority if self.instance.authority_id else None)
        if office:
            # Window.clean compares with other windows: nobody writes one meanwhile.
            hold_for_writing(office)
        self._keep_what_was_not_changed(cleaned)
        self._unfilled = form_problem(cleaned.get("tier", ""), cleaned.get("kind", ""))
        if "standard" in self.changed_data and cleaned.get("standard"):
            self.instance.standard_version = get_standard(cleaned["standard"]).version
        opens, closes = cleaned.get("opens_at"), cleaned.get("closes_at")
        if opens and closes and opens >= closes:
            self.add_error("closes_at", "企业提交截止须晚于开始时间。")
        elif closes:
            self._check_later_deadlines(cleaned, closes)
            if self.in_use and closes < self.initial["closes_at"]:
                before = deadline_text(self.initial["closes_at"])
                self.add_error("closes_at", f"已有企业申报，截止时间只能延长，不能早于原来的{before}。")
        self._ask_for_the_reason(cleaned)
        return cleaned

    def _post_clean(self) -> None:
        super()._post_clean()
        if self._unfilled:
            # Only now: Window.clean looks at the business, and a field with an error is not handed to it.
            self.add_error("kind", self._unfilled)
        if self.has_error("opens_at", OVERLAP):
            self._link_the_other()

    def _link_the_other(self) -> None:
        # Django keeps the link of what a form says, not of what a model says.
        other = self.instance.overlapping().first()
        found = self._errors["opens_at"].as_data()
        kept = [each for each in found if each.code != OVERLAP]
        told = [message for each in found if each.code == OVERLAP for message in each.messages]
        address = reverse("admin:declarations_window_change", args=[other.pk])
        kept.append(
            forms.ValidationError(
                format_html('{}<a href="{}">查看“{}”</a>', told[0], address, other), code=OVERLAP
            )
        )
        self._errors["opens_at"] = self.error_class(kept, renderer=self.renderer, field_id="id_opens_at")

    def _keep_what_was_not_changed(self, cleaned: dict) -> None:
        """A page shows no parts of a second; they are no change."""
        for name in ["opens_at", *_CLOSINGS]:
            if name in self.fields and name in cleaned and name not in self.changed_data:
                cleaned[name] = self.initial.get(name, cleaned[name])

    def _ask_for_the_reason(self, cleaned: dict) -> None:
        if "reason" not in self.fields:
            return
        relied_on = self.in_use or self.instance.opens_at <= timezone.now()
        moved = [name for name in ["name", "opens_at", *_CLOSINGS] if name in self.changed_data]
        if relied_on and moved and not cleaned.get("reason", "").strip():
            self.add_error("reason", _REASON_NEEDED)

    def _check_later_deadlines(self, cleaned: dict, closes) -> None:
        for name in _CLOSINGS[1:]:
            deadline = cleaned.get(name)
            if deadline and deadline < closes:
                self.add_error(name, f"不得早于企业提交截止（{deadline_text(closes)}）。")


def _or_unlimited(deadline: dt.datetime | None) -> str:
    return deadline_text(deadline) if deadline else "不限"


class PhaseFilter(admin.SimpleListFilter):
    title = "阶段"
    parameter_name = "phase"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [("open", "正在进行"), ("coming", "尚未开始"), ("closed", "已截止")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        now = timezone.now()
        if self.value() == "open":
            return queryset.open_at(now)
        conditions = {"coming": {"opens_at__gt": now}, "closed": {"closes_at__lte": now}}
        return queryset.filter(**conditions.get(self.value(), {}))


@admin.register(Window)
class WindowAdmin(OwnOffice, ScopedModelAdmin):
    form = WindowForm
    add_levels = EVERY_LEVEL
    change_levels = EVERY_LEVEL
    list_display = ["name", "authority", "tier", "kind", "phase", "opens", "closes", "final_level"]
    list_filter = [PhaseFilter, "tier", "kind"]
    list_select_related = ["authority", "superior__authority"]
    search_fields = ["name", "authority__name"]
    search_help_text = "按名称或主管部门查询。"
    ordering = ["-opens_at", "-id"]
    autocomplete_fields = ["authority"]
    readonly_fields = [
        "office", "inherited_year", "inherited_standard", "inherited_level", "superior_window",
        "opens_at_shown", *(f"{name}_shown" for name in _CLOSINGS),
    ]  # fmt: skip
    change_form_template = "admin/declarations/window/change_form.html"
    own_pages = window_pages.PAGES

    def hold(self, obj: Window) -> None:
        # As every writer of windows, and in the same order.
        hold_for_writing(obj.authority)

    def get_fieldsets(self, request: HttpRequest, obj: Window | None = None) -> list:
        office = self.office_field(request, obj)
        # A superuser names the office only in the form: there Window.inherit takes over whatever it chose.
        whose = obj.authority if obj else acting_for(request).authority
        dates, levels = ["opens_at", *_CLOSINGS[:2]], _LEVEL_DEADLINES
        if obj and not self.has_change_permission(request, obj):
            # Who only reads reads 24:00, too.
            dates, levels = ([f"{name}_shown" for name in names] for names in (dates, levels))
        reason = ["reason"] if obj and self.has_change_permission(request, obj) else []
        if whose is not None and whose.level not in DELEGATING_LEVELS:
            kept = ["superior_window", "inherited_year", "inherited_standard", "inherited_level"]
            return [
                (None, {"fields": ["name", office, "kind", "tier"]}),
                ("企业申报", {"fields": dates}),
                ("各级审核截止", {"fields": levels + reason}),
                *([("与上级相同", {"fields": kept})] if obj else []),
            ]
        return [
            (None, {"fields": ["name", office, "kind", "tier", "year"]}),
            ("适用标准与审核", {"fields": ["standard", "final_level"]}),
            ("企业申报", {"fields": dates}),
            ("各级审核截止", {"fields": levels + reason}),
        ]

    def get_changeform_initial_data(self, request: HttpRequest) -> dict:
        return {"year": timezone.localdate().year, **super().get_changeform_initial_data(request)}

    def save_model(self, request: HttpRequest, obj: Window, form: WindowForm, change: bool) -> None:
        save_window(obj, request.user, form.cleaned_data.get("reason", "").strip())

    def render_change_form(self, request: HttpRequest, context: dict, *args, **kwargs) -> HttpResponse:
        window = kwargs.get("obj")
        may = window is not None and self.has_change_permission(request, window)
        beside = window_pages.history(request, window, may)
        return super().render_change_form(request, context | beside, *args, **kwargs)

    @admin.display(description="申报年度")
    def inherited_year(self, window: Window) -> str:
        return str(window.year)

    @admin.display(description="适用标准")
    def inherited_standard(self, window: Window) -> str:
        try:
            return get_standard(window.standard, window.standard_version).title
        except UnknownStandard:
            return window.standard

    @admin.display(description="最终审核层级")
    def inherited_level(self, window: Window) -> str:
        return window.get_final_level_display()

    @admin.display(description="上级申报时间")
    def superior_window(self, window: Window) -> str:
        if window.superior is None:
            return badge("不在上级的申报时间之内，不开放", "danger")
        return f"{window.superior}（{window.superior.authority}，{window.superior.period}）"

    @admin.display(description="主管部门")
    def office(self, window: Window) -> Authority | str:
        return window.authority if window.authority_id else "本单位"

    @admin.display(description="开始时间")
    def opens_at_shown(self, window: Window) -> str:
        return start_text(window.opens_at)

    @admin.display(description="企业提交截止")
    def closes_at_shown(self, window: Window) -> str:
        return deadline_text(window.closes_at)

    @admin.display(description="退回修改截止")
    def corrections_close_at_shown(self, window: Window) -> str:
        return deadline_text(window.correction_deadline)

    @admin.display(description="区县级审核截止")
    def county_closes_at_shown(self, window: Window) -> str:
        return _or_unlimited(window.county_closes_at)

    @admin.display(description="市级审核截止")
    def city_closes_at_shown(self, window: Window) -> str:
        return _or_unlimited(window.city_closes_at)

    @admin.display(description="省级审核截止")
    def province_closes_at_shown(self, window: Window) -> str:
        return _or_unlimited(window.province_closes_at)

    @admin.display(description="阶段")
    def phase(self, window: Window) -> str:
        now = timezone.now()
        if window.standard_problem():
            return badge("标准不适用，不开放", "danger")
        if window.suspended_at:
            return badge("已暂停", "danger")
        if problem := window.superior_problem():
            return badge(f"{problem}，不开放", "danger")
        if not has_form(window.tier, window.kind):
            return badge("没有在线申报表，不公开", "neutral")
        if now < window.opening:
            return badge("尚未开始", "info")
        if now < window.submission_deadline:
            return badge("正在进行", "success")
        return badge("已截止", "neutral")

    @admin.display(description="开始时间", ordering="opens_at")
    def opens(self, window: Window) -> str:
        return minute(window.opens_at)

    @admin.display(description="企业提交截止", ordering="closes_at")
    def closes(self, window: Window) -> str:
        return deadline_text(window.closes_at)
