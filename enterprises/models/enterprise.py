"""The enterprise, its yearly figures and its intellectual property."""

import uuid_utils.compat as uuid
from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q

from enterprises.belonging import Belongs
from enterprises.enums import (
    Acquisition,
    Capability,
    EnterpriseSize,
    EnterpriseType,
    HighValueReason,
    IntellectualPropertyKind,
    ListingStatus,
    RecordKind,
)
from enterprises.kit.text.typed_fields import (
    CodeField,
    DigitsField,
    EmailField,
    ListedCodeField,
    NameField,
    PhoneField,
    RightNumberField,
)
from enterprises.models.account import mobile_validator


class Enterprise(models.Model):
    """企业基本信息 (standards 8.1 and 8.2, section 一).

    Name and credit code come from the registration; the rest may stay empty until a declaration needs it.
    ``authority`` follows ``region`` and decides who reviews; ``industry`` decides the assessment table (M3.1).
    ``version`` counts saves, so that a stale page is refused.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid7, editable=False)
    name = NameField("企业名称", max_length=100)
    credit_code = CodeField("统一社会信用代码", max_length=18, unique=True)
    region = models.ForeignKey(
        "enterprises.Region", models.PROTECT, null=True, blank=True, verbose_name="注册地"
    )
    authority = models.ForeignKey(
        "enterprises.Authority",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="enterprises",
        verbose_name="主管部门",
    )
    address = models.CharField("通讯地址", max_length=200, blank=True)
    postcode = DigitsField(
        "邮编", max_length=6, blank=True, validators=[RegexValidator(r"^[0-9]{6}$", "邮编为6位数字。")]
    )
    legal_representative = NameField("法定代表人", max_length=50)
    legal_representative_phone = PhoneField(
        "法定代表人手机", max_length=11, blank=True, validators=[mobile_validator]
    )
    controlling_shareholder = NameField("控股股东", max_length=100, blank=True)
    actual_controller = NameField("实际控制人", max_length=100, blank=True)
    actual_controller_nationality = models.CharField("实际控制人国籍", max_length=30, blank=True)
    contact_name = NameField("联系人", max_length=50)
    contact_mobile = PhoneField("联系人手机", max_length=11, validators=[mobile_validator])
    contact_phone = PhoneField(
        "联系电话",
        max_length=20,
        blank=True,
        validators=[RegexValidator(r"^[0-9\-+ ]{7,20}$", "请填写电话号码，例如 020-12345678。")],
    )
    fax = PhoneField(
        "传真",
        max_length=20,
        blank=True,
        validators=[RegexValidator(r"^[0-9\-+ ]{7,20}$", "请填写传真号码，例如 020-12345678。")],
    )
    email = EmailField("电子邮箱")
    founded_on = models.DateField("注册时间", null=True, blank=True)
    registered_capital = models.DecimalField(
        "注册资本",
        max_digits=14,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
        help_text="万元",
    )
    industry = models.ForeignKey(
        "enterprises.Industry", models.PROTECT, null=True, blank=True, verbose_name="所属行业"
    )
    industry_class = ListedCodeField(
        "行业小类代码",
        max_length=4,
        blank=True,
        validators=[RegexValidator(r"^[0-9]{4}$", "小类代码为4位数字。")],
    )
    size = models.CharField("企业规模", max_length=10, choices=EnterpriseSize, blank=True, editable=False)
    enterprise_type = models.CharField("企业类型", max_length=10, choices=EnterpriseType, blank=True)
    listing_status = models.CharField("上市情况", max_length=10, choices=ListingStatus, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField("注册于", auto_now_add=True)
    updated_at = models.DateTimeField("更新于", auto_now=True)

    belongs = Belongs(takes=frozenset({Capability.MANAGE}), enterprise="pk", paths=("authority__path",))

    class Meta:
        verbose_name = verbose_name_plural = "企业"
        ordering = ["-created_at", "id"]
        indexes = [models.Index(fields=["name"]), models.Index(fields=["authority", "-created_at", "id"])]
        constraints = [
            models.CheckConstraint(
                name="enterprise_capital_not_negative",
                condition=Q(registered_capital=None) | Q(registered_capital__gte=0),
                violation_error_message="注册资本不能为负。",
            )
        ]

    def __str__(self) -> str:
        return self.name


def _money(label: str, *, signed: bool = False) -> models.DecimalField:
    """An amount of one year in 万元; only results (profit, net assets) may be negative.

    Fifteen digits are what SQLite keeps of a number; with one more, reading the row back fails.
    """
    validators = [] if signed else [MinValueValidator(0)]
    return models.DecimalField(
        label, max_digits=15, decimal_places=2, null=True, blank=True, validators=validators
    )


class YearlyFigures(models.Model):
    """年度经营数据 of one accounting year (standards 8.2, section 二). Amounts in 万元, staff in persons at year end.

    An empty field is unknown, which is not zero.
    """

    enterprise = models.ForeignKey(Enterprise, models.CASCADE, related_name="figures", verbose_name="企业")
    year = models.PositiveSmallIntegerField("年度")
    employees = models.PositiveIntegerField("从业人员数量", null=True, blank=True)
    rd_staff = models.PositiveIntegerField("其中研发人员", null=True, blank=True)
    tech_staff = models.PositiveIntegerField("其中科技人员", null=True, blank=True)
    revenue = _money("营业收入")
    main_revenue = _money("主营业务收入")
    operating_cost = _money("营业成本")
    main_cost = _money("主营业务成本")
    product_cost = _money("主导产品成本")
    selling_expense = _money("销售费用")
    admin_expense = _money("管理费用")
    rd_expense = _money("研发费用")
    total_cost = _money("成本费用总额")
    total_profit = _money("利润总额", signed=True)
    net_profit = _money("净利润总额", signed=True)
    total_assets = _money("资产总额")
    net_assets = _money("净资产", signed=True)
    total_liabilities = _money("负债总额")
    taxes_paid = _money("上缴税金")
    equity_financing = _money("股权融资总额")
    valuation = _money("企业估值")
    bank_loans = _money("银行贷款")
    domestic_bonds = _money("境内债券")
    overseas_bonds = _money("境外债券")
    audit_report_code = CodeField("审计报告编码", max_length=40, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    updated_at = models.DateTimeField("更新于", auto_now=True)

    class Meta:
        verbose_name = verbose_name_plural = "年度经营数据"
        ordering = ["enterprise", "-year"]
        constraints = [
            models.UniqueConstraint(fields=["enterprise", "year"], name="figures_one_row_a_year"),
            models.CheckConstraint(
                name="figures_main_revenue_within_revenue",
                condition=Q(revenue=None) | Q(main_revenue=None) | Q(main_revenue__lte=F("revenue")),
                violation_error_message="主营业务收入不能大于营业收入。",
            ),
            models.CheckConstraint(
                name="figures_rd_staff_within_employees",
                condition=Q(employees=None) | Q(rd_staff=None) | Q(rd_staff__lte=F("employees")),
                violation_error_message="研发人员不能多于从业人员。",
            ),
            models.CheckConstraint(
                name="figures_tech_staff_within_employees",
                condition=Q(employees=None) | Q(tech_staff=None) | Q(tech_staff__lte=F("employees")),
                violation_error_message="科技人员不能多于从业人员。",
            ),
            models.CheckConstraint(
                name="figures_amounts_not_negative",
                condition=(Q(revenue=None) | Q(revenue__gte=0))
                & (Q(main_revenue=None) | Q(main_revenue__gte=0))
                & (Q(rd_expense=None) | Q(rd_expense__gte=0))
                & (Q(total_cost=None) | Q(total_cost__gte=0))
                & (Q(total_assets=None) | Q(total_assets__gte=0))
                & (Q(total_liabilities=None) | Q(total_liabilities__gte=0)),
                violation_error_message="收入、费用、资产、负债不能为负。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year}年度"


class IntellectualProperty(models.Model):
    """A right the enterprise holds. Whether it is class Ⅰ or Ⅱ follows from a standard and is never typed in.

    ``owner_rank`` is the enterprise's place among the right's owners, from 1. ``produces_benefit``: really applied
    and producing economic benefit. Both are asked by higher tiers; None is not answered.
    """

    kind_of_record = RecordKind.INTELLECTUAL_PROPERTY

    id = models.UUIDField(primary_key=True, default=uuid.uuid7, editable=False)
    enterprise = models.ForeignKey(
        Enterprise, models.CASCADE, related_name="intellectual_property", verbose_name="企业"
    )
    kind = models.CharField("类型", max_length=20, choices=IntellectualPropertyKind)
    number = RightNumberField("编号", max_length=40)
    name = models.CharField("名称", max_length=120)
    granted_on = models.DateField("授权日期")
    acquisition = models.CharField("取得方式", max_length=12, choices=Acquisition)
    transferred_on = models.DateField("受让日期", null=True, blank=True)
    high_value_reason = models.CharField("高价值理由", max_length=12, choices=HighValueReason, blank=True)
    related_to_main_product = models.BooleanField("与主导产品相关", default=True)
    owner_rank = models.PositiveSmallIntegerField(
        "权利人排名", null=True, blank=True, validators=[MinValueValidator(1)]
    )
    produces_benefit = models.BooleanField("实际应用并产生经济效益", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "知识产权"
        ordering = ["kind", "granted_on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["enterprise", "kind", "number"],
                name="intellectual_property_listed_once",
                violation_error_message="该编号的知识产权已经填写过。",
            ),
            models.CheckConstraint(
                name="intellectual_property_transfer_has_date",
                condition=Q(acquisition=Acquisition.OWN, transferred_on=None)
                | Q(acquisition=Acquisition.TRANSFERRED, transferred_on__isnull=False),
                violation_error_message="受让取得的须填写受让日期；自主研发的不填受让日期。",
            ),
            models.CheckConstraint(
                name="intellectual_property_owner_rank_from_one",
                condition=Q(owner_rank=None) | Q(owner_rank__gte=1),
                violation_error_message="权利人排名从1起。",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def notes(self) -> list[str]:
        """What was answered of the questions only higher tiers ask, in words for lists."""
        notes = [] if self.owner_rank is None else [f"权利人第{self.owner_rank}位"]
        if self.produces_benefit is not None:
            notes.append("已产生经济效益" if self.produces_benefit else "未产生经济效益")
        return notes
