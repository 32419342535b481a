"""What an enterprise has been given, recognised for or stated about itself, beside its figures and rights.

The lists carry the names under which standards ask for them (``RecordKind``): ``enterprise.awards`` and so on. An
empty list says nothing; ``DeclaredNone`` says that there is none. Shares are stored in percent, as people type them.
"""

from typing import ClassVar

import uuid_utils.compat as uuid
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from enterprises.belonging import of_enterprise
from enterprises.enums import (
    Capability,
    HonourKind,
    InstitutionKind,
    QualityKind,
    RecognitionLevel,
    RecordKind,
    StandardScope,
    TitleKind,
)
from enterprises.kit.text.typed import code
from enterprises.models.enterprise import Enterprise

HUNDRED = 100
MOST_SEGMENT_YEARS = 200
# Nobody was scored before graded cultivation began.
FIRST_SCORE_YEAR = 2022


def _owner(kind: RecordKind) -> models.ForeignKey:
    return models.ForeignKey(Enterprise, models.CASCADE, related_name=kind.value, verbose_name="企业")


def _rank(label: str, **options) -> models.PositiveSmallIntegerField:
    return models.PositiveSmallIntegerField(label, validators=[MinValueValidator(1)], **options)


def _share(label: str, **options) -> models.DecimalField:
    """A share in percent with three places."""
    limits = [MinValueValidator(0), MaxValueValidator(HUNDRED)]
    return models.DecimalField(label, max_digits=6, decimal_places=3, validators=limits, **options)


def _rank_from_one(name: str, label: str, field: str = "rank") -> models.CheckConstraint:
    return models.CheckConstraint(
        name=name,
        condition=Q(**{field: None}) | Q(**{f"{field}__gte": 1}),
        violation_error_message=f"{label}从1起。",
    )


def _share_within_whole(name: str, label: str, field: str) -> models.CheckConstraint:
    within = Q(**{f"{field}__gte": 0, f"{field}__lte": HUNDRED})
    return models.CheckConstraint(
        name=name,
        condition=Q(**{field: None}) | within,
        violation_error_message=f"{label}应在0与100%之间。",
    )


def _valid_in_order(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        name=name,
        condition=Q(valid_from=None) | Q(valid_until=None) | Q(valid_from__lte=F("valid_until")),
        violation_error_message="有效期止不能早于有效期起。",
    )


class Record(models.Model):
    """One entry of a list the enterprise keeps. ``kind_of_record`` says which list; ``enterprise`` whose."""

    kind_of_record: ClassVar[RecordKind]

    id = models.UUIDField(primary_key=True, default=uuid.uuid7, editable=False)
    enterprise: models.ForeignKey

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    @property
    def key(self) -> tuple:
        """What two entries of one certificate share, whichever way its number is written; empty where none is one."""
        return ()


class Award(Record):
    """A science-technology award. ``rank``: the enterprise's place among the awarded units, from 1."""

    kind_of_record = RecordKind.AWARDS

    enterprise = _owner(kind_of_record)
    name = models.CharField("奖项名称", max_length=100)
    level = models.CharField("级别", max_length=12, choices=RecognitionLevel)
    awarded_on = models.DateField("获奖日期")
    rank = _rank("获奖单位排名", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = RecordKind.AWARDS.label
        ordering = ["-awarded_on", "id"]
        constraints = [
            models.CheckConstraint(
                name="award_is_granted_by_somebody",
                condition=~Q(level=RecognitionLevel.SELF),
                violation_error_message="科技奖励没有“自建”一级。",
            ),
            _rank_from_one("award_rank_from_one", "获奖单位排名"),
        ]


class ContestResult(Record):
    """A place in the national list of the enterprise group of “创客中国”, from 1."""

    kind_of_record = RecordKind.CONTESTS

    enterprise = _owner(kind_of_record)
    name = models.CharField("赛事与项目名称", max_length=100)
    rank = _rank("全国企业组名次")
    announced_on = models.DateField("公布日期")

    class Meta:
        verbose_name = verbose_name_plural = RecordKind.CONTESTS.label
        ordering = ["-announced_on", "id"]
        constraints = [_rank_from_one("contest_rank_from_one", "名次")]


class Honour(Record):
    """An honour with a term of validity, last day included. ``name``: of the certificate, or its number."""

    kind_of_record = RecordKind.HONOURS

    enterprise = _owner(kind_of_record)
    kind = models.CharField("荣誉", max_length=30, choices=HonourKind)
    name = models.CharField("证书名称或编号", max_length=100)
    valid_from = models.DateField("有效期起", null=True, blank=True)
    valid_until = models.DateField("有效期止")

    class Meta:
        verbose_name = verbose_name_plural = RecordKind.HONOURS.label
        ordering = ["-valid_until", "id"]
        constraints = [_valid_in_order("honour_dates_in_order")]

    @property
    def key(self) -> tuple:
        return self.kind, code(self.name), self.valid_until


class Institution(Record):
    """An R&D institution and the level that recognised it; a self-built one has no day of recognition."""

    kind_of_record = RecordKind.INSTITUTIONS

    enterprise = _owner(kind_of_record)
    kind = models.CharField("机构类型", max_length=20, choices=InstitutionKind, blank=True)
    name = models.CharField("研发机构名称", max_length=100)
    level = models.CharField("认定级别", max_length=12, choices=RecognitionLevel)
    recognised_on = models.DateField("认定日期", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = RecordKind.INSTITUTIONS.label
        ordering = ["level", "name", "id"]
        constraints = [
            models.CheckConstraint(
                name="institution_own_has_no_recognition",
                condition=~Q(level=RecognitionLevel.SELF) | Q(recognised_on=None),
                violation_error_message="自建的研发机构没有认定日期。",
            )
        ]


class EquityRound(Record):
    """One round of new equity: ``paid_in`` in 万元 really received, ``share_given_up`` in percent of the shares."""

    kind_of_record = RecordKind.EQUITY_ROUNDS

    enterprise = _owner(kind_of_record)
    investor = models.CharField("投资机构", max_length=100)
    received_on = models.DateField("到账日期")
    paid_in = models.DecimalField(
        "实缴金额", max_digits=14, decimal_places=2, validators=[MinValueValidator(0)]
    )
    share_given_up = _share("出让股权比例")
    qualified_investor = models.BooleanField("属于合格机构投资者", default=False)

    class Meta:
        verbose_name = verbose_name_plural = RecordKind.EQUITY_ROUNDS.label
        ordering = ["-received_on", "id"]
        constraints = [
            models.CheckConstraint(
                name="equity_round_paid_in_not_negative",
                condition=Q(paid_in__gte=0),
                violation_error_message="实缴金额不能为负。",
            ),
            _share_within_whole("equity_round_share_within_whole", "出让股权比例", "share_given_up"),
        ]

    def __str__(self) -> str:
        return self.investor


class QualityEvidence(Record):
    """A quality award, a certificate or an own brand. ``valid_until`` None: without a term."""

    kind_of_record = RecordKind.QUALITY_EVIDENCE

    enterprise = _owner(kind_of_record)
    kind = models.CharField("类型", max_length=25, choices=QualityKind)
    name = models.CharField("名称", max_length=100)
    level = models.CharField("质量奖级别", max_length=12, choices=RecognitionLevel, blank=True)
    valid_from = models.DateField("获得或有效期起", null=True, blank=True)
    valid_until = models.DateField("有效期止", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = RecordKind.QUALITY_EVIDENCE.label
        ordering = ["kind", "name", "id"]
        constraints = [
            models.CheckConstraint(
                name="quality_evidence_only_awards_have_level",
                condition=Q(kind=QualityKind.AWARD) & ~Q(level="") & ~Q(level=RecognitionLevel.SELF)
                | ~Q(kind=QualityKind.AWARD) & Q(level=""),
                violation_error_message="质量奖须填写级别，其他类型不填级别。",
            ),
            _valid_in_order("quality_evidence_dates_in_order"),
        ]

    @property
    def key(self) -> tuple:
        return self.kind, code(self.name), self.level, self.valid_from, self.valid_until


class TechnicalStandard(Record):
    """A standard the enterprise took part in making or revising; ``rank``: its place among the drafting units."""

    kind_of_record = RecordKind.TECHNICAL_STANDARDS

    enterprise = _owner(kind_of_record)
    name = models.CharField("标准名称", max_length=120)
    number = models.CharField("标准编号", max_length=40, blank=True)
    scope = models.CharField("标准类型", max_length=15, choices=StandardScope)
    published_on = models.DateField("发布日期")
    rank = _rank("起草单位排名", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = RecordKind.TECHNICAL_STANDARDS.label
        ordering = ["-published_on", "id"]
        constraints = [_rank_from_one("technical_standard_rank_from_one", "起草单位排名")]

    @property
    def key(self) -> tuple:
        return (code(self.number),) if self.number else ()


class HeldTitle(Record):
    """A title granted elsewhere: 科技型中小企业. Those of graded cultivation come from ``Certification``."""

    kind_of_record = RecordKind.TITLES

    enterprise = _owner(kind_of_record)
    kind = models.CharField("称号", max_length=15, choices=TitleKind, default=TitleKind.TECHNOLOGY)
    number = models.CharField("入库登记编号", max_length=40)
    valid_from = models.DateField("有效期起")
    valid_until = models.DateField("有效期止")

    class Meta:
        verbose_name = verbose_name_plural = RecordKind.TITLES.label
        ordering = ["-valid_until", "id"]
        constraints = [
            models.CheckConstraint(
                name="held_title_is_not_certified_here",
                condition=Q(kind=TitleKind.TECHNOLOGY),
                violation_error_message="梯度培育的称号以本平台的认定为准，不在这里填写。",
            ),
            _valid_in_order("held_title_dates_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number}"

    @property
    def key(self) -> tuple:
        return self.kind, code(self.number)


class DeclaredNone(models.Model):
    """The enterprise says it has none of a kind. Only ``enterprises.services.records`` writes it."""

    enterprise = models.ForeignKey(
        Enterprise, models.CASCADE, related_name="declared_none", verbose_name="企业"
    )
    kind = models.CharField("类型", max_length=25, choices=RecordKind)

    class Meta:
        verbose_name = verbose_name_plural = "声明没有"
        ordering = ["enterprise", "kind"]
        constraints = [models.UniqueConstraint(fields=["enterprise", "kind"], name="none_declared_once")]

    def __str__(self) -> str:
        return f"没有{self.get_kind_display()}"


class ProductProfile(models.Model):
    """主导产品: its fields, its market, and what the enterprise states where the rules give no number.

    Every answer may be missing (None, for ``name`` the empty text). ``fields``: ``ProductField`` values, the empty
    list when none applies. ``segment_years`` as of the end of the last accounting year. Shares in percent.
    """

    enterprise = models.OneToOneField(
        Enterprise, models.CASCADE, related_name="product_profile", verbose_name="企业"
    )
    name = models.CharField("主导产品名称", max_length=100, blank=True)
    in_strategic_emerging = models.BooleanField("属于《战略性新兴产业分类》", null=True, blank=True)
    segment_years = models.DecimalField(
        "从事特定细分市场年限",
        max_digits=5,
        decimal_places=1,
        null=True,
        blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(MOST_SEGMENT_YEARS)],
    )
    chain_role = models.BooleanField(
        "位于产业链关键环节，发挥补短板、锻长板、填空白等实际作用", null=True, blank=True
    )
    fields = models.JSONField("所属领域", null=True, blank=True)
    domestic_share = _share("国内细分市场占有率", null=True, blank=True)
    international_share = _share("国际细分市场占有率", null=True, blank=True)
    domestic_rank = _rank("国内细分市场位次", null=True, blank=True)
    sound_governance = models.BooleanField("有长期发展战略，公司治理规范，信誉良好", null=True, blank=True)
    leading_technology = models.BooleanField("生产技术、工艺和产品质量性能国内领先", null=True, blank=True)
    digital_and_green = models.BooleanField("重视并推进数字化、绿色化发展", null=True, blank=True)
    information_system = models.BooleanField("至少1项核心业务采用信息系统支撑", null=True, blank=True)
    unique_advantage = models.BooleanField("技术和产品有自身独特优势", null=True, blank=True)
    high_reputation = models.BooleanField("主导产品享有较高知名度", null=True, blank=True)
    competitive_brand = models.BooleanField("自主品牌直接面向市场并具有竞争优势", null=True, blank=True)
    leading_position = models.BooleanField(
        "主导产品在国内或国际细分市场占有率位次较为靠前，享有一定知名度", null=True, blank=True
    )
    version = models.PositiveIntegerField(default=1, editable=False)
    updated_at = models.DateTimeField("更新于", auto_now=True)

    class Meta:
        verbose_name = verbose_name_plural = "主导产品"
        constraints = [
            models.CheckConstraint(
                name="product_segment_years_sensible",
                condition=Q(segment_years=None)
                | Q(segment_years__gte=0, segment_years__lte=MOST_SEGMENT_YEARS),
                violation_error_message=f"从事特定细分市场年限应在0与{MOST_SEGMENT_YEARS}年之间。",
            ),
            _share_within_whole(
                "product_domestic_share_within_whole", "国内细分市场占有率", "domestic_share"
            ),
            _share_within_whole(
                "product_international_share_within_whole", "国际细分市场占有率", "international_share"
            ),
            _rank_from_one("product_domestic_rank_from_one", "国内细分市场位次", "domestic_rank"),
        ]

    def __str__(self) -> str:
        return self.name or "主导产品"


class DevelopmentScore(models.Model):
    """专精特新发展评价得分 of one year (工信厅企业〔2024〕75号). Its formula is not public: officials enter it.

    ``source`` says where it was published.
    """

    enterprise = models.ForeignKey(
        Enterprise, models.CASCADE, related_name="development_scores", verbose_name="企业"
    )
    year = models.PositiveSmallIntegerField("年度")
    score = models.DecimalField("得分", max_digits=6, decimal_places=2, validators=[MinValueValidator(0)])
    source = models.CharField("来源", max_length=200)
    published_on = models.DateField("公布日期")

    belongs = of_enterprise(Capability.ADMINISTER)

    class Meta:
        verbose_name = verbose_name_plural = "专精特新发展评价得分"
        ordering = ["-year", "enterprise"]
        constraints = [
            models.UniqueConstraint(
                fields=["enterprise", "year"],
                name="development_score_once_a_year",
                violation_error_message="该企业这一年度的得分已经登记过，请修改原有的得分。",
            ),
            models.CheckConstraint(
                name="development_score_not_negative",
                condition=Q(score__gte=0),
                violation_error_message="得分不能为负。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enterprise} {self.year}年度"

    def clean(self) -> None:
        today = timezone.localdate()
        if self.year is not None and not FIRST_SCORE_YEAR <= self.year <= today.year:
            raise ValidationError({"year": f"年度应在{FIRST_SCORE_YEAR}与{today.year}之间。"})
        if self.published_on is None:
            return
        if self.published_on > today:
            raise ValidationError({"published_on": "公布日期不能晚于今天。"})
        if self.year is not None and self.published_on.year < self.year:
            raise ValidationError({"published_on": "公布日期不能早于该年度。"})
