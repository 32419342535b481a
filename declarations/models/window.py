"""申报时间: when enterprises of a jurisdiction may file what, and by when each level has reviewed it."""

import datetime as dt
from collections.abc import Sequence
from contextlib import suppress

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from declarations.enums import FilingKind
from declarations.models.checklist import Served, serving
from declarations.models.no_overlap import NoOverlap
from declarations.standards import Standard, UnknownStandard, all_standards, get_standard
from declarations.tiers import TIERS
from enterprises.belonging import of_office
from enterprises.enums import AuthorityLevel, Capability, Tier
from enterprises.kit.times.deadlines import deadline_text, start_text

# What can be filed under a standard of each kind.
_KINDS = {
    "new": (FilingKind.DECLARATION, FilingKind.CHANGE, FilingKind.UPDATE),
    "renewal": (FilingKind.RENEWAL, FilingKind.CHANGE, FilingKind.UPDATE),
}
# Whose windows stand for themselves, and may leave the decision to a level below. An office lower down would let itself
# decide, so its windows lie inside one of theirs.
DELEGATING_LEVELS = (AuthorityLevel.MINISTRY, AuthorityLevel.PROVINCE)
# What a window below the province has from its superior's.
INHERITED = ("year", "standard", "standard_version", "final_level")
# Code of the error that names another window of the same office.
OVERLAP = "overlap"
# One office has one window at a time for a title and a business. A suspended one may stand beside its replacement.
ONE_AT_A_TIME = NoOverlap(
    name="window_periods_do_not_overlap",
    same=["authority", "kind", "tier"],
    opens="opens_at",
    closes="closes_at",
    unless="suspended_at",
    violation_error_code=OVERLAP,
    violation_error_message="与本单位同一称号、同一业务的另一申报时间重叠。",
)
_LEVEL_DEADLINES = ("county_closes_at", "city_closes_at", "province_closes_at")


def below_province() -> list[Tier]:
    """The titles for which cities and counties may set windows of their own."""
    return [tier for tier, rules in TIERS.items() if rules.opens_below_province]


def kinds_of(standard: Standard) -> tuple[FilingKind, ...]:
    """What can be filed under ``standard``. One that only serves as evidence for another opens nothing."""
    return _KINDS.get(standard.kind, ())


def day_words(day: dt.date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def term_words(standard: Standard) -> str:
    """When a standard is in force: ``2022年8月1日起施行，至2026年3月31日止``."""
    start = f"{day_words(standard.in_force_from)}起施行"
    return f"{start}，至{day_words(standard.in_force_until)}止" if standard.in_force_until else start


def _start_of(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time()))


def _named_rightly() -> Q:
    """Windows whose standard fits title and business and was in force on the day they open.

    The same rules as ``Window.standard_problem``, for the database.
    """
    fitting = Q(pk__in=[])
    for each in all_standards():
        kinds = kinds_of(each)
        if not kinds:
            continue
        named = Q(
            standard=each.id,
            standard_version=each.version,
            tier=each.tier,
            kind__in=kinds,
            opens_at__gte=_start_of(each.in_force_from),
        )
        if each.in_force_until:
            named &= Q(opens_at__lt=_start_of(each.in_force_until + dt.timedelta(days=1)))
        fitting |= named
    return fitting


class WindowQuerySet(models.QuerySet):
    def open_at(self, at: dt.datetime) -> "WindowQuerySet":
        """Windows in which an enterprise may file at ``at``. Half-open: the closing instant is outside.

        A window whose standard does not fit it, or was not in force on the day it opens, is never open; nor is one
        that is suspended; nor one below the province unless its superior's is open, too, and says the same.
        """
        superior_not_closed = Q(superior=None) | Q(
            superior__suspended_at=None, superior__opens_at__lte=at, superior__closes_at__gt=at
        )
        return self._not_closed(at).sound().filter(superior_not_closed)

    def sound(self) -> "WindowQuerySet":
        """Windows in which an enterprise could file if their time, and their superior's, allowed: of a standard that
        fits, and below the province inside one of a superior that says the same.
        """
        by_themselves = Q(authority__level__in=DELEGATING_LEVELS) & _named_rightly()
        inherits = {f"superior__{name}": F(name) for name in ("tier", "kind", *INHERITED)}
        below = Q(
            superior__in=Window.objects.filter(by_themselves),
            authority__path__startswith=F("superior__authority__path"),
            tier__in=below_province(),
            **inherits,
        )
        return self.filter(by_themselves | below)

    def _not_closed(self, at: dt.datetime) -> "WindowQuerySet":
        return self.filter(suspended_at=None, opens_at__lte=at, closes_at__gt=at)

    def superiors_of(self, window: "Window") -> "WindowQuerySet":
        """Windows of the province or the ministry inside which ``window`` could lie, whatever its dates; nearest
        authority first.
        """
        return (
            self.filter(
                authority__code__in=window.authority.lineage_codes()[1:],
                authority__level__in=DELEGATING_LEVELS,
                kind=window.kind,
                tier=window.tier,
            )
            .select_related("authority")
            .order_by("-authority__path", "opens_at", "id")
        )

    def with_superior(self) -> "WindowQuerySet":
        """With what ``Window.refusal`` looks at."""
        return self.select_related("authority", "superior__authority")

    def for_authority(self, authority) -> "WindowQuerySet":
        """Windows that cover enterprises of ``authority``: its own and those of the levels above."""
        return self.filter(authority__code__in=authority.lineage_codes())

    def delegated_to(self, authority) -> "WindowQuerySet":
        """Windows in which a province or the ministry leaves the decision to the level of ``authority``."""
        return self.for_authority(authority).filter(
            authority__level__in=DELEGATING_LEVELS, final_level=authority.level
        )


class Window(models.Model):
    """A window an authority maintains for its jurisdiction (M4.4, M5.1).

    Every deadline is the first instant after it: the page shows ``24:00`` of the day before. ``final_level`` decides.
    Deadlines of the levels are optional. ``standard`` in ``standard_version`` judges everything filed here: the
    version is the newest of the day the standard was chosen, and a later one changes nothing here.

    Below the province a window lies inside ``superior``, one of the province or the ministry: what it applies and who
    decides is inherited, its time only shorter. Offices above may suspend it.
    """

    authority = models.ForeignKey(
        "enterprises.Authority", models.PROTECT, related_name="windows", verbose_name="主管部门"
    )
    kind = models.CharField("业务", max_length=12, choices=FilingKind, default=FilingKind.DECLARATION)
    tier = models.CharField("称号", max_length=15, choices=Tier)
    year = models.PositiveSmallIntegerField(
        "申报年度", validators=[MinValueValidator(2000), MaxValueValidator(2100)]
    )
    name = models.CharField("名称", max_length=80)
    standard = models.CharField("适用标准", max_length=40)
    standard_version = models.PositiveSmallIntegerField("标准版本", default=1, editable=False)
    final_level = models.CharField("最终审核层级", max_length=10, choices=AuthorityLevel)
    opens_at = models.DateTimeField("开始时间")
    closes_at = models.DateTimeField("企业提交截止", help_text="到此刻为止（不含）。")
    corrections_close_at = models.DateTimeField(
        "退回修改截止", null=True, blank=True, help_text="留空则与企业提交截止相同。"
    )
    county_closes_at = models.DateTimeField("区县级审核截止", null=True, blank=True)
    city_closes_at = models.DateTimeField("市级审核截止", null=True, blank=True)
    province_closes_at = models.DateTimeField("省级审核截止", null=True, blank=True)
    superior = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        editable=False,
        related_name="inferiors",
        verbose_name="上级申报时间",
    )
    suspended_at = models.DateTimeField("暂停于", null=True, editable=False)
    suspension_reason = models.CharField("暂停原因", max_length=200, default="", editable=False)

    objects = WindowQuerySet.as_manager()
    belongs = of_office(Capability.ADMINISTER, Capability.OVERSEE, below=Q())

    class Meta:
        verbose_name = verbose_name_plural = "申报时间"
        ordering = ["-opens_at", "-id"]
        indexes = [models.Index(fields=["tier", "kind", "closes_at"])]
        constraints = [
            models.CheckConstraint(
                name="window_dates_in_order",
                condition=Q(opens_at__lt=F("closes_at"))
                & (Q(corrections_close_at=None) | Q(corrections_close_at__gte=F("closes_at"))),
                violation_error_message="开始时间须早于截止时间，退回修改截止不得早于企业提交截止。",
            ),
            models.CheckConstraint(
                name="window_levels_close_in_order",
                condition=(Q(county_closes_at=None) | Q(county_closes_at__gte=F("closes_at")))
                & (Q(city_closes_at=None) | Q(city_closes_at__gte=F("closes_at")))
                & (Q(province_closes_at=None) | Q(province_closes_at__gte=F("closes_at"))),
                violation_error_message="各级审核截止不得早于企业提交截止。",
            ),
            models.CheckConstraint(
                name="window_suspended_with_a_reason",
                condition=(Q(suspended_at=None) & Q(suspension_reason=""))
                | (Q(suspended_at__isnull=False) & ~Q(suspension_reason="")),
                violation_error_message="暂停须写明原因。",
            ),
            models.CheckConstraint(
                name="window_is_not_its_own_superior",
                condition=Q(superior=None) | ~Q(superior=F("id")),
                violation_error_message="上级申报时间须是另一申报时间。",
            ),
            ONE_AT_A_TIME,
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args, **kwargs) -> None:
        if self._state.adding:
            self.choose_newest_version()
        self.inherit()
        super().save(*args, **kwargs)

    def clean(self) -> None:
        if self._state.adding:
            self.choose_newest_version()
        errors: dict = self._superior_errors() if self.authority_id else {}
        if not errors:
            self.inherit()
        if not self.is_below_province:
            # An empty field says so itself.
            problem = self.standard_problem() if self.standard else None
            if problem:
                errors["standard"] = problem
            problem = self._final_level_problem()
            if problem:
                errors["final_level"] = problem
        if "standard" not in errors and (problem := self.checklist_problem()):
            errors.setdefault("kind", problem)
        if self.authority_id:
            other = self.overlapping().first()
            if other:
                errors["opens_at"] = ValidationError(
                    f"与本单位同一称号、同一业务的“{other}”（{other.period}）重叠，请修改开始时间或企业提交截止。",
                    code=OVERLAP,
                )
        if errors:
            raise ValidationError(errors)

    # --- Inside a superior's window ------------------------------------------------------------------------------
    @property
    def is_below_province(self) -> bool:
        return bool(self.authority_id) and self.authority.level not in DELEGATING_LEVELS

    def inherit(self) -> None:
        """Take over what a window below the province has from the one it lies in, whatever was written here.

        Without such a one there is nothing to take over, and this one is never open (``WindowQuerySet.open_at``).
        """
        if not self.is_below_province:
            self.superior = None
            return
        self.superior = self._enclosing()
        if self.superior is None:
            return
        for name in INHERITED:
            setattr(self, name, getattr(self.superior, name))
        for name in _LEVEL_DEADLINES:
            limit, own = getattr(self.superior, name), getattr(self, name)
            if limit and (own is None or own > limit):
                setattr(self, name, limit)

    def _enclosing(self) -> "Window | None":
        if not (self.opens_at and self.closes_at and self.tier in below_province()):
            return None
        found = Window.objects.superiors_of(self).order_by(
            # A suspended one may stand beside its replacement.
            F("suspended_at").asc(nulls_first=True),
            "-authority__path",
            "opens_at",
            "id",
        )
        return found.filter(opens_at__lte=self.opens_at, closes_at__gte=self.closes_at).first()

    def _superior_errors(self) -> dict[str, str]:
        """Why a window below the province cannot be as it is, by field; also when it is no such window."""
        if not self.is_below_province or self.tier not in Tier or self.kind not in FilingKind:
            return {}
        if self.tier not in below_province():
            return {"tier": f"{Tier(self.tier).label}的申报时间只由省级和部级设置。"}
        if not (self.opens_at and self.closes_at):
            return {}
        enclosing = self._enclosing()
        if enclosing is None:
            return self._outside_superiors()
        errors = {}
        if self.correction_deadline > enclosing.correction_deadline:
            errors["corrections_close_at"] = (
                f"不得晚于上级的退回修改截止（{deadline_text(enclosing.correction_deadline)}）。"
            )
        for name in _LEVEL_DEADLINES:
            limit, own = getattr(enclosing, name), getattr(self, name)
            if limit and own and own > limit:
                errors[name] = f"不得晚于上级设置的{deadline_text(limit)}。"
        return errors

    def _outside_superiors(self) -> dict[str, str]:
        near = Window.objects.superiors_of(self).filter(closes_at__gt=self.opens_at).first()
        if near is None:
            what = f"{Tier(self.tier).label}{FilingKind(self.kind).label}"
            return {
                "opens_at": f"省级或部级还没有设置{what}的申报时间。本级的申报时间须在上级的申报时间之内。"
            }
        allowed = f"须在上级的“{near}”（{near.period}）之内"
        errors = {}
        if self.opens_at < near.opens_at:
            errors["opens_at"] = f"不得早于上级的开始时间：{allowed}。"
        if self.closes_at > near.closes_at:
            errors["closes_at"] = f"不得晚于上级的截止时间，只能提前：{allowed}。"
        return errors

    def superior_problem(self) -> str | None:
        """Why a window below the province is not one in which anybody may file; None when it is or needs no superior."""
        if not self.is_below_province:
            return None
        superior = self.superior
        if (
            superior is None
            or not superior.authority.covers(self.authority)
            or any(getattr(self, name) != getattr(superior, name) for name in ("tier", "kind", *INHERITED))
        ):
            return "不在省级或部级的申报时间之内"
        return f"上级的“{superior}”已暂停" if superior.suspended_at else None

    def refusal(self, at: dt.datetime, doing: str, ended: str = "") -> str:
        """Why no enterprise may file here at ``at``, a sentence for its page; empty when it may.

        ``WindowQuerySet.open_at`` for one row: a window below the province is open only while its superior's is.
        ``doing`` is what can be done from the start on, ``ended`` what is said to follow from the end. Best
        asked of a window ``with_superior``.
        """
        if self.suspended_at:
            return self.suspension_words
        if problem := self.superior_problem():
            return f"申报时间“{self}”现在不能使用：{problem}。请联系当地主管部门。"
        if at < self.opening:
            return f"申报时间还没有开始，{timezone.localtime(self.opening):%Y年%m月%d日 %H:%M}起可以{doing}。"
        if at >= self.submission_deadline:
            return f"申报时间已于{deadline_text(self.submission_deadline)}截止{ended}。"
        return ""

    @property
    def opening(self) -> dt.datetime:
        return max(self.opens_at, self.superior.opens_at) if self.superior_id else self.opens_at

    @property
    def submission_deadline(self) -> dt.datetime:
        """Until when enterprises may submit: the superior's end is everybody's below."""
        return min(self.closes_at, self.superior.closes_at) if self.superior_id else self.closes_at

    @property
    def suspension_words(self) -> str:
        """The sentence for who meets a suspended window; empty for one that is not."""
        return f"申报时间“{self}”已暂停：{self.suspension_reason}" if self.suspended_at else ""

    @property
    def period(self) -> str:
        """``2026年3月1日00:00至3月31日24:00`` in full."""
        return f"{start_text(self.opens_at)}至{deadline_text(self.closes_at)}"

    def choose_newest_version(self) -> None:
        """Pin the newest version of the standard; for a new window, and for one whose standard was just chosen."""
        with suppress(UnknownStandard):
            self.standard_version = get_standard(self.standard).version

    def standard_problem(self) -> str | None:
        """Why nothing can be filed here under the standard named; None when it fits.

        It has to fit title and business, and to be in force on the day the window (below the province: its superior's)
        opens.
        """
        try:
            standard = get_standard(self.standard, self.standard_version)
        except UnknownStandard:
            return "没有这个标准。"
        if standard.tier != self.tier:
            return "该标准不适用于所选称号。"
        if self.kind not in kinds_of(standard):
            suitable = "、".join(each.label for each in kinds_of(standard))
            business = FilingKind(self.kind).label if self.kind in FilingKind else "所选业务"
            return f"该标准适用于{suitable}，不适用于{business}。" if suitable else "该标准不能单独用于申报。"
        opens = self.superior.opens_at if self.is_below_province and self.superior else self.opens_at
        day = timezone.localdate(opens) if opens else None
        if day and not standard.in_force_on(day):
            return f"该标准{term_words(standard)}，{day_words(day)}（开始时间）不在有效期内。"
        return None

    def checklists(self, offices: Sequence[str] = ()) -> Served | None:
        """The lists of evidence for who begins a filing here now; ``offices`` as in ``serving``. One query."""
        return serving(self.tier, self.kind, self.standard, self.year, offices)

    def checklist_problem(self) -> str | None:
        """Why nothing can be filed here for want of a list of evidence; None when there is one, or it cannot be told."""
        if self.tier not in Tier or self.kind not in FilingKind or not self.year or not self.standard:
            return None
        if self.checklists():
            return None
        what = f"{Tier(self.tier).label}{FilingKind(self.kind).label}"
        return f"部级还没有发布{what}的佐证材料清单，不能设置申报时间，企业也不能申报。"

    def _final_level_problem(self) -> str | None:
        if self.final_level not in AuthorityLevel or self.tier not in Tier:
            # Their own fields say so.
            return None
        rules = TIERS[self.tier]
        if rules.may_decide(AuthorityLevel(self.final_level)):
            return None
        return f"{Tier(self.tier).label}须由{rules.decided_by}最终审核。"

    def overlapping(self) -> models.QuerySet["Window"]:
        return ONE_AT_A_TIME.overlapping(self)

    @property
    def correction_deadline(self) -> dt.datetime:
        return self.corrections_close_at or self.closes_at

    def review_deadline(self, level: AuthorityLevel) -> dt.datetime | None:
        """By when ``level`` must have passed filings on; ``None`` when it is not limited."""
        return {
            AuthorityLevel.COUNTY: self.county_closes_at,
            AuthorityLevel.CITY: self.city_closes_at,
            AuthorityLevel.PROVINCE: self.province_closes_at,
        }.get(AuthorityLevel(level))
