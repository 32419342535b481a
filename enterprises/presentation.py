"""What is stored, in the words and order of the pages."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils import timezone

from enterprises.acting import acting_for
from enterprises.forms.product import SECTIONS as PRODUCT_SECTIONS
from enterprises.forms.product import fields_text
from enterprises.kit.doors.security_log import masked
from enterprises.kit.forms.listed import shown
from enterprises.models import Enterprise, ProductProfile, User, YearlyFigures

_PRODUCT_UNITS = {
    "segment_years": "年",
    "domestic_rank": "位",
    "domestic_share": "%",
    "international_share": "%",
}


def profile_sections(enterprise: Enterprise) -> list[tuple[str, list[dict]]]:
    """Sections of (title, rows for includes/definition_list.html). No query when the foreign keys are loaded."""
    capital = enterprise.registered_capital
    return [
        (
            "企业基本情况",
            [
                _row("企业名称", enterprise.name),
                _row("统一社会信用代码", enterprise.credit_code, "即登录名，不能修改"),
                _row("企业类型", enterprise.get_enterprise_type_display()),
                _row("注册时间", enterprise.founded_on and enterprise.founded_on.isoformat()),
                _row("注册资本", "" if capital is None else f"{capital:,} 万元"),
                _row("上市情况", enterprise.get_listing_status_display()),
                _row("法定代表人", enterprise.legal_representative),
                _row("法定代表人手机", enterprise.legal_representative_phone),
                _row("控股股东", enterprise.controlling_shareholder),
                _row("实际控制人", enterprise.actual_controller),
                _row("实际控制人国籍", enterprise.actual_controller_nationality),
            ],
        ),
        (
            "注册地与主管部门",
            [
                _row("注册地", enterprise.region and enterprise.region.full_name),
                _row(
                    "主管部门", enterprise.authority and enterprise.authority.name, "由注册地确定，负责审核"
                ),
                _row("通讯地址", enterprise.address),
                _row("邮编", enterprise.postcode),
            ],
        ),
        (
            "联系方式",
            [
                _row("联系人", enterprise.contact_name),
                _row("联系人手机", enterprise.contact_mobile),
                _row("联系电话", enterprise.contact_phone),
                _row("传真", enterprise.fax),
                _row("电子邮箱", enterprise.email),
            ],
        ),
    ]


def _row(label: str, value: str | None, note: str = "") -> dict:
    return {"label": label, "value": value or "", "note": note if value else ""}


def account_rows(user: User) -> list[dict]:
    """Rows for includes/definition_list.html of what an account is."""
    acting = acting_for(user)
    legal, official = acting.is_member, acting.is_official
    seen = user.last_login and timezone.localtime(user.last_login)
    if official:
        name = _row("登录名", user.username)
        whose = [_row("主管部门", str(user.authority or ""))]
    else:
        name = _row(
            "登录名", masked(user.username), "统一社会信用代码，不能修改" if legal else "身份证号，不能修改"
        )
        whose = [_row("企业名称", user.enterprise.name)] if legal else []
    return [
        _row("账户类型", user.get_kind_display()),
        name,
        *whose,
        _row("经办人" if legal else "姓名", user.full_name),
        _row("手机", user.phone),
        _row("电子邮箱", user.email),
        _row("最近登录", seen and f"{seen:%Y-%m-%d %H:%M:%S}"),
    ]


def product_rows(product: ProductProfile | None) -> list[dict]:
    """Rows for includes/definition_list.html of what the enterprise answered about its product; none: no rows."""
    if product is None:
        return []
    names = [name for _title, names in PRODUCT_SECTIONS for name in names]
    return [
        _row(str(ProductProfile._meta.get_field(name).verbose_name), _answer(product, name)) for name in names
    ]


def _answer(product: ProductProfile, name: str) -> str:
    text = fields_text(product) if name == "fields" else shown(product, name, empty="")
    return f"{text} {_PRODUCT_UNITS.get(name, '')}".strip() if text else ""


@dataclass(frozen=True)
class FigureRow:
    """One measure over the years; None where it is not filled in."""

    label: str
    unit: str
    values: list[Decimal | int | str | None]

    @property
    def is_money(self) -> bool:
        return self.unit == "万元"


def figures_table(
    sections: tuple[tuple[str, tuple[str, ...]], ...], years: list[YearlyFigures | None]
) -> list[tuple[str, list[FigureRow]]]:
    """Sections of (title, rows) over the given years, in their order."""
    return [(title, [_figure_row(name, years) for name in names]) for title, names in sections]


def _figure_row(name: str, years: list[YearlyFigures | None]) -> FigureRow:
    field = YearlyFigures._meta.get_field(name)
    unit = {"DecimalField": "万元", "PositiveIntegerField": "人"}.get(field.get_internal_type(), "")
    values = [getattr(figures, name) if figures else None for figures in years]
    return FigureRow(str(field.verbose_name), unit, [None if value == "" else value for value in values])
