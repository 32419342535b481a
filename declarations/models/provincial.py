"""特色化: what a province fills annex 2 of R2022 with, for one year (63号 附件2)."""

import datetime as dt
import logging
from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone

from declarations.models.filing import Filing
from declarations.models.points import PointsField
from declarations.models.window import Window
from declarations.standards import Standard, all_standards, provincial
from enterprises.belonging import of_office
from enterprises.enums import AuthorityLevel, Capability
from enterprises.models.authority import within

logger = logging.getLogger(__name__)

# Points of the group annex 2 leaves to the provinces.
PROVINCIAL_POINTS = 15
LOWEST_PASS_MARK, HIGHEST_PASS_MARK = 60, 100
FIXED = "已有申报时间或已提交的申报在使用这套指标，不能再修改。"


class SchemeInUse(Exception):
    """A published scheme that windows or submissions rely on was about to change."""

    def __init__(self) -> None:
        super().__init__(FIXED)


class ProvincialKind(models.TextChoices):
    """How an indicator gives points; the keys are those of ``standards.provincial``."""

    CHOICE = provincial.ProvincialKind.CHOICE.value, "单项选择"
    SEVERAL = provincial.ProvincialKind.SEVERAL.value, "多项相加"
    BANDS = provincial.ProvincialKind.BANDS.value, "按数值分档"


def published_scheme(
    standard: Standard, offices: Iterable[str], year: int
) -> provincial.ProvincialScheme | None:
    """What the province among ``offices`` (codes of authorities) has published for ``year``; None while it has not.

    One query, and none for a standard that leaves nothing to provinces. A scheme that does not fit the standard was
    written around the pages; it is logged and counts as not published.
    """
    if not standard.provincial_group:
        return None
    rows = list(
        ProvincialIndicator.objects.filter(
            standard__authority__code__in=list(offices),
            standard__authority__level=AuthorityLevel.PROVINCE,
            standard__year=year,
            standard__published_at__isnull=False,
        )
        .select_related("standard__authority__region")
        .order_by("number")
    )
    if not rows:
        return None
    try:
        scheme = rows[0].standard.scheme_of(rows)
        provincial.localised(standard, scheme)
    except ValueError:
        logger.exception("%s does not fit %s", rows[0].standard, standard.id)
        return None
    return scheme


def last_year_of_use(day: dt.date) -> int:
    """The year of ``day``, or the last before it in which a standard that leaves points to provinces was in force."""
    ends = [each.in_force_until or day for each in _standards_with_a_part()]
    return min(day, max(ends, default=day)).year


def _standards_with_a_part() -> list[Standard]:
    """The standards that leave points to the provinces."""
    return [each for each in all_standards() if each.provincial_group]


class ProvincialStandard(models.Model):
    """The indicators and the pass mark of one province for one year of declarations.

    A draft until ``published_at`` is set; only then does it count. Once published and relied upon it never changes.
    """

    authority = models.ForeignKey(
        "enterprises.Authority",
        models.PROTECT,
        related_name="provincial_standards",
        limit_choices_to={"level": AuthorityLevel.PROVINCE},
        verbose_name="省级主管部门",
    )
    year = models.PositiveSmallIntegerField(
        "申报年度",
        validators=[MinValueValidator(2000), MaxValueValidator(2100)],
        help_text="适用于申报年度相同的申报时间。",
    )
    pass_mark = models.PositiveSmallIntegerField(
        "合格分",
        default=LOWEST_PASS_MARK,
        validators=[MinValueValidator(LOWEST_PASS_MARK), MaxValueValidator(HIGHEST_PASS_MARK)],
        help_text=f"评价得分的合格线，{LOWEST_PASS_MARK}至{HIGHEST_PASS_MARK}分；办法规定{LOWEST_PASS_MARK}分，省级可以提高。",
    )
    basis = models.CharField(
        "依据或说明", max_length=200, blank=True, help_text="例如发布指标的文件名称和文号。"
    )
    published_at = models.DateTimeField("发布时间", null=True, blank=True, editable=False)

    belongs = of_office(Capability.ADMINISTER, below=Q(published_at__isnull=False))

    class Meta:
        verbose_name = verbose_name_plural = "省级特色化指标"
        ordering = ["-year", "authority"]
        constraints = [
            models.UniqueConstraint(
                name="provincial_standard_once_a_year",
                fields=["authority", "year"],
                violation_error_message="该年度的特色化指标已经存在。",
            ),
            models.CheckConstraint(
                name="provincial_standard_pass_mark",
                condition=Q(pass_mark__gte=LOWEST_PASS_MARK, pass_mark__lte=HIGHEST_PASS_MARK),
                violation_error_message=f"合格分须在{LOWEST_PASS_MARK}至{HIGHEST_PASS_MARK}分之间。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.province}{self.year}年特色化指标"

    def save(self, *args, **kwargs) -> None:
        """Raises SchemeInUse once the stored scheme is relied upon."""
        if self.is_fixed():
            raise SchemeInUse
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs) -> tuple[int, dict[str, int]]:
        """Raises SchemeInUse once the stored scheme is relied upon."""
        if self.is_fixed():
            raise SchemeInUse
        return super().delete(*args, **kwargs)

    @property
    def province(self) -> str:
        """The province-level unit by its own name: 广东省, 深圳市, 新疆生产建设兵团. Reads authority and region."""
        return self.authority.region.name if self.authority.region else self.authority.name

    @property
    def scheme(self) -> provincial.ProvincialScheme:
        """As the standards understand it. Raises ValueError while a draft is incomplete."""
        return self.scheme_of(self.indicators.all())

    def scheme_of(self, rows: "Iterable[ProvincialIndicator]") -> provincial.ProvincialScheme:
        """The scheme with these rows instead of those stored."""
        return provincial.ProvincialScheme(
            self.province, self.year, self.pass_mark, tuple(row.indicator for row in rows)
        )

    def clean(self) -> None:
        if self.authority_id and self.authority.level != AuthorityLevel.PROVINCE:
            raise ValidationError("特色化指标由省级主管部门（含计划单列市、新疆生产建设兵团）设定。")
        if self.is_fixed():
            raise ValidationError(FIXED)

    def is_fixed(self) -> bool:
        """Whether it is stored as published, and a window that reads it has opened or a submission was judged by it."""
        if self._state.adding:
            return False
        stored = type(self).objects.select_related("authority").filter(pk=self.pk).first()
        if stored is None or stored.published_at is None:
            return False
        if stored._windows().filter(opens_at__lte=timezone.now()).exists():
            return True
        filed = Filing.objects.filter(
            within("first_authority__path", stored.authority), window__in=stored._readers()
        )
        return filed.filter(revisions__isnull=False).exists()

    def is_of_use(self, day: dt.date) -> bool:
        """Whether a window reads this scheme, or one that does can still open in its year, on ``day`` or later."""
        first, last = max(dt.date(self.year, 1, 1), day), dt.date(self.year, 12, 31)
        can_open = any(
            each.in_force_from <= last and first <= min(last, each.in_force_until or last)
            for each in _standards_with_a_part()
        )
        return can_open or self._windows().exists()

    def _readers(self) -> models.QuerySet[Window]:
        """Windows of the year under a standard that leaves points to provinces, wherever they are."""
        standards = [each.id for each in _standards_with_a_part()]
        return Window.objects.filter(year=self.year, standard__in=standards)

    def _windows(self) -> models.QuerySet[Window]:
        """Those of ``_readers`` that cover enterprises of the province."""
        province = self.authority
        return self._readers().filter(
            within("authority__path", province) | Q(authority__code__in=province.lineage_codes())
        )


class ProvincialIndicator(models.Model):
    """One indicator. ``options`` are rows of ``standards.provincial.ProvincialOption.to_dict()``, best first."""

    standard = models.ForeignKey(ProvincialStandard, models.CASCADE, related_name="indicators")
    number = models.PositiveSmallIntegerField(
        "序号", validators=[MinValueValidator(1), MaxValueValidator(PROVINCIAL_POINTS)]
    )
    name = models.CharField("指标名称", max_length=80)
    kind = models.CharField("计分方式", max_length=10, choices=ProvincialKind)
    maximum = PointsField(
        "最高分",
        validators=[MinValueValidator(1), MaxValueValidator(PROVINCIAL_POINTS)],
        help_text="最多一位小数，例如 8 或 8.5。",
    )
    unit = models.CharField(
        "单位", max_length=10, blank=True, help_text="按数值分档时填写，例如 %、项、万元。"
    )
    evidence = models.CharField("需要的佐证材料", max_length=200, blank=True)
    options = models.JSONField("选项", default=list, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "指标"
        ordering = ["standard", "number"]
        constraints = [
            models.UniqueConstraint(
                name="provincial_indicator_numbered",
                fields=["standard", "number"],
                violation_error_message="序号重复。",
            ),
            models.CheckConstraint(
                name="provincial_indicator_maximum",
                condition=Q(maximum__gte=1, maximum__lte=PROVINCIAL_POINTS),
                violation_error_message=f"最高分须在1至{PROVINCIAL_POINTS}分之间。",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args, **kwargs) -> None:
        """Raises SchemeInUse once the scheme it belongs to is relied upon."""
        if self.standard.is_fixed():
            raise SchemeInUse
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs) -> tuple[int, dict[str, int]]:
        """Raises SchemeInUse once the scheme it belongs to is relied upon."""
        if self.standard.is_fixed():
            raise SchemeInUse
        return super().delete(*args, **kwargs)

    @property
    def indicator(self) -> provincial.ProvincialIndicator:
        """As the standards understand it. Raises ValueError while it is incomplete."""
        return provincial.ProvincialIndicator(
            code=f"{provincial.PROVINCIAL_CODE}.{self.number}",
            name=self.name,
            kind=provincial.ProvincialKind(self.kind),
            maximum=self.maximum,
            options=self.read_options(),
            unit=self.unit,
            evidence=self.evidence,
        )

    def read_options(self) -> tuple[provincial.ProvincialOption, ...]:
        """The stored options. Raises ValueError when they are none."""
        if not isinstance(self.options, list):
            raise ValueError("选项应为列表。")
        return tuple(provincial.ProvincialOption.from_dict(each) for each in self.options)

    def clean(self) -> None:
        try:
            self.read_options()
        except ValueError as problem:
            raise ValidationError({"options": str(problem)}) from problem
