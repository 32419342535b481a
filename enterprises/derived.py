"""Lines computed from the yearly figures. Pure: no database. Ratios are exact Decimals, rounded only on the page."""

from dataclasses import dataclass
from decimal import Decimal

from enterprises.models import YearlyFigures

# Two amounts rounded to 0.01 万元 can differ by this much from their exact difference.
# This platform's own: a figure a thousand times last year's, or a hundred million yuan of revenue a head.
_TOO_MANY_TIMES = 1000
_TOO_MUCH_A_HEAD = 10_000
_ROUNDING = Decimal("0.02")


@dataclass(frozen=True)
class Line:
    """A ratio, or None with the reason why it cannot be computed."""

    label: str
    value: Decimal | None
    reason: str
    formula: str


def derived_lines(figures: YearlyFigures | None, before: YearlyFigures | None) -> list[Line]:
    """The ratios of a year; growth compares with ``before``, the figures of the year before."""
    return [
        _share("主营业务收入占比", figures, "main_revenue", "revenue"),
        _growth("主营业务收入增长率", figures, before, "main_revenue"),
        _share("净利润率", figures, "net_profit", "revenue"),
        _growth("净利润增长率", figures, before, "net_profit"),
        _share("资产负债率", figures, "total_liabilities", "total_assets"),
        _share("研发费用占营业收入比重", figures, "rd_expense", "revenue"),
        _share("研发人员占比", figures, "rd_staff", "employees"),
    ]


def _label(name: str) -> str:
    return str(YearlyFigures._meta.get_field(name).verbose_name).removeprefix("其中")


def _value(figures: YearlyFigures | None, name: str) -> Decimal | None:
    value = getattr(figures, name) if figures is not None else None
    return None if value is None else Decimal(value)


def _share(label: str, figures: YearlyFigures | None, part: str, whole: str) -> Line:
    formula = f"{_label(part)} ÷ {_label(whole)}"
    numerator, denominator = _value(figures, part), _value(figures, whole)
    missing = [_label(name) for name, value in ((part, numerator), (whole, denominator)) if value is None]
    if missing:
        return Line(label, None, f"{'、'.join(missing)}未填写", formula)
    if denominator == 0:
        return Line(label, None, f"{_label(whole)}为0", formula)
    return Line(label, numerator / denominator, "", formula)


def _growth(label: str, figures: YearlyFigures | None, before: YearlyFigures | None, name: str) -> Line:
    formula = f"（本年{_label(name)} − 上年{_label(name)}）÷ 上年{_label(name)}"
    now, then = _value(figures, name), _value(before, name)
    missing = [f"{when}{_label(name)}" for when, value in (("本年", now), ("上年", then)) if value is None]
    if missing:
        return Line(label, None, f"{'、'.join(missing)}未填写", formula)
    if then <= 0:
        return Line(label, None, f"上年{_label(name)}不是正数", formula)
    return Line(label, (now - then) / then, "", formula)


def doubts(figures: YearlyFigures | None, before: YearlyFigures | None = None) -> list[str]:
    """What looks wrong without being impossible, in words for the page. ``before``: the figures of the year before."""
    found = _wrong_units(figures, before)
    research, revenue = _value(figures, "rd_expense"), _value(figures, "revenue")
    if None not in (research, revenue) and research > revenue:
        found.append(f"研发费用（{research:,.2f}万元）大于营业收入（{revenue:,.2f}万元），请核对。")
    assets, debts, net = (
        _value(figures, name) for name in ("total_assets", "total_liabilities", "net_assets")
    )
    if None not in (assets, debts, net) and abs(assets - debts - net) > _ROUNDING:
        found.append(
            f"净资产（{net:,.2f}万元）与资产总额减负债总额（{assets - debts:,.2f}万元）不一致，请核对。"
        )
    return [f"{text}该提示不影响保存。" for text in found]


def _wrong_units(figures: YearlyFigures | None, before: YearlyFigures | None) -> list[str]:
    """Amounts that were probably typed in 元: beside the year before, and beside the number of people."""
    found = []
    for name in ("revenue", "total_assets", "total_cost", "rd_expense"):
        now, then = _value(figures, name), _value(before, name)
        if now and then and now >= then * _TOO_MANY_TIMES:
            label = figures._meta.get_field(name).verbose_name
            found.append(
                f"{label}（{now:,.2f}万元）是上一年度（{then:,.2f}万元）的{now / then:,.0f}倍，请核对单位是万元，不是元。"
            )
    people, revenue = _value(figures, "employees"), _value(figures, "revenue")
    if people and revenue and revenue >= people * _TOO_MUCH_A_HEAD:
        found.append(f"人均营业收入为{revenue / people:,.0f}万元，请核对营业收入的单位是万元，不是元。")
    return found
