"""申报时间: each authority maintains its own, and sees those above it and below it (M4.4, M5.1)."""

from django import forms
from django.contrib import admin, messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from declarations.models import Window
from declarations.models.window import DELEGATING_LEVELS, kinds_of, term_words
from declarations.sections import sections_for
from declarations.standards import all_standards, get_standard
from declarations.workflow import deadline_text
from enterprises.admin.display import badge, minute
from enterprises.admin.scoping import EVERY_LEVEL, ScopedModelAdmin
from enterprises.admin.words import house_words, sensible_time
from enterprises.enums import Tier
from enterprises.models import Authority, User
from enterprises.models.authority import within

# What enterprises relied on when they filed. Deadlines stay open for prolonging.
FIXED_ONCE_USED = ["kind", "tier", "year", "standard", "final_level", "opens_at"]
_LEVEL_DEADLINES = ["county_closes_at", "city_closes_at", "province_closes_at"]
_MIDNIGHT = "某日24:00请填次日00:00。"


class WindowForm(forms.ModelForm):
    """``authority`` of a new window is set by the admin on the instance when the official has one."""

    standard = forms.ChoiceField(label="适用标准")

    class Meta:
        model = Window
        fields = [
            "name", "kind", "tier", "year", "standard", "final_level", "opens_at", "closes_at",
            "corrections_close_at", *_LEVEL_DEADLINES,
        ]  # fmt: skip

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if isinstance(field, forms.SplitDateTimeField):
                field.validators.append(sensible_time)
            if name in _LEVEL_DEADLINES:
                field.help_text = f"留空则不限。{_MIDNIGHT}"
        if "corrections_close_at" in self.fields:
            self.fields["corrections_close_at"].help_text = f"留空则与企业提交截止相同。{_MIDNIGHT}"
        house_words(self)
        if "standard" in self.fields:
            self._offer_standards()
        if "final_level" in self.fields:
            self._offer_final_levels()
        self.in_use = bool(self.instance.pk) and self.instance.filings.exists()
        if self.in_use:
            for name in FIXED_ONCE_USED:
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
        """An office below the province does not end the review at itself; ``Window.clean`` says what a tier needs."""
        field = self.fields["final_level"]
        office = self.instance.authority if self.instance.authority_id else None
        delegates = office is None or office.level in DELEGATING_LEVELS
        if not delegates:
            kept = self.instance.final_level
            field.choices = [
                (value, label)
                for value, label in field.choices
                if not value or value in DELEGATING_LEVELS or value == kept
            ]
        rule = "“小巨人”由部级、专精特新中小企业由省级或部级最终审核。"
        field.help_text = rule + (
            "创新型中小企业可以委托市级、区县级最终审核，由其组批、公示和认定。"
            if delegates
            else "创新型中小企业由省级或部级最终审核，除非省级在自己的申报时间里委托下级。"
        )

    def clean(self) -> dict:
        cleaned = super().clean()
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
        return cleaned

    def _check_later_deadlines(self, cleaned: dict, closes) -> None:
        for name in ["corrections_close_at", *_LEVEL_DEADLINES]:
            deadline = cleaned.get(name)
            if deadline and deadline < closes:
                self.add_error(name, f"不得早于企业提交截止（{deadline_text(closes)}）。")


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
class WindowAdmin(ScopedModelAdmin):
    form = WindowForm
    add_levels = EVERY_LEVEL
    change_levels = EVERY_LEVEL
    list_display = ["name", "authority", "tier", "kind", "phase", "opens", "closes", "final_level"]
    list_filter = [PhaseFilter, "tier", "kind"]
    list_select_related = ["authority"]
    search_fields = ["name", "authority__name"]
    search_help_text = "按名称或主管部门查询。"
    ordering = ["-opens_at", "-id"]
    autocomplete_fields = ["authority"]
    readonly_fields = ["office"]

    def within_scope(self, objects: QuerySet, user: User) -> QuerySet:
        if user.is_superuser:
            return objects
        above = Q(authority__code__in=user.authority.lineage_codes())
        return objects.filter(within("authority__path", user.authority) | above)

    def owns(self, user: User, obj: Window) -> bool:
        return obj.authority_id == user.authority_id

    def get_fieldsets(self, request: HttpRequest, obj: Window | None = None) -> list:
        office = "authority" if obj is None and request.user.authority_id is None else "office"
        return [
            (None, {"fields": ["name", office, "kind", "tier", "year"]}),
            ("适用标准与审核", {"fields": ["standard", "final_level"]}),
            ("企业申报", {"fields": ["opens_at", "closes_at", "corrections_close_at"]}),
            ("各级审核截止", {"fields": _LEVEL_DEADLINES}),
        ]

    def get_changeform_initial_data(self, request: HttpRequest) -> dict:
        return {"year": timezone.localdate().year, **super().get_changeform_initial_data(request)}

    def get_form(self, request: HttpRequest, obj: Window | None = None, change: bool = False, **kwargs):
        made = super().get_form(request, obj, change, **kwargs)
        if obj is None and request.user.authority_id:
            # Validation compares with the office's other windows, so the office is there from the start.
            authority = request.user.authority

            class OwnWindowForm(made):
                def __init__(self, *args, instance: Window | None = None, **more) -> None:
                    super().__init__(*args, instance=instance or Window(authority=authority), **more)

            return OwnWindowForm
        return made

    def save_model(self, request: HttpRequest, obj: Window, form: WindowForm, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if not sections_for(obj.tier, obj.kind):
            subject = f"{obj.get_tier_display()} · {obj.get_kind_display()}"
            messages.warning(request, f"{subject}：该称号的在线申报表尚未开放，企业暂时不能填报。")

    @admin.display(description="主管部门")
    def office(self, window: Window) -> Authority | str:
        return window.authority if window.authority_id else "本单位"

    @admin.display(description="阶段")
    def phase(self, window: Window) -> str:
        now = timezone.now()
        if window.standard_problem():
            return badge("标准不适用，不开放", "danger")
        if window.is_open(now):
            return badge("正在进行", "success")
        return badge("尚未开始", "info") if now < window.opens_at else badge("已截止", "neutral")

    @admin.display(description="开始时间", ordering="opens_at")
    def opens(self, window: Window) -> str:
        return minute(window.opens_at)

    @admin.display(description="企业提交截止", ordering="closes_at")
    def closes(self, window: Window) -> str:
        return deadline_text(window.closes_at)
