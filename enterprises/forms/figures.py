"""The form of one year's figures (standards 8.2, section 二)."""

from typing import Any

from enterprises.kit.forms.draft import DraftForm
from enterprises.kit.forms.sectioned import SectionedForm
from enterprises.models import YearlyFigures

SECTIONS = (
    ("人员", ("employees", "rd_staff", "tech_staff")),
    ("收入与成本", ("revenue", "main_revenue", "operating_cost", "main_cost", "product_cost")),
    ("费用", ("selling_expense", "admin_expense", "rd_expense", "total_cost")),
    ("利润与税金", ("total_profit", "net_profit", "taxes_paid")),
    ("资产与负债", ("total_assets", "total_liabilities", "net_assets")),
    ("融资", ("equity_financing", "valuation", "bank_loans", "domestic_bonds", "overseas_bonds")),
    ("审计", ("audit_report_code",)),
)

# part, whole, what to do about it
_PARTS = (
    (
        "main_revenue",
        "revenue",
        "主营业务收入是营业收入的一部分，不能大于营业收入。这两项暂未保存，请改正其中一项。",
    ),
    (
        "rd_staff",
        "employees",
        "研发人员是从业人员的一部分，不能多于从业人员。这两项暂未保存，请改正其中一项。",
    ),
    (
        "tech_staff",
        "employees",
        "科技人员是从业人员的一部分，不能多于从业人员。这两项暂未保存，请改正其中一项。",
    ),
    (
        "main_cost",
        "operating_cost",
        "主营业务成本是营业成本的一部分，不能大于营业成本。这两项暂未保存，请改正其中一项。",
    ),
    (
        "product_cost",
        "operating_cost",
        "主导产品成本是营业成本的一部分，不能大于营业成本。这两项暂未保存，请改正其中一项。",
    ),
)
_HELP = {
    "employees": "年末在册的从业人员，合并口径以社保缴纳人数为准。",
    "rd_staff": "从事研究开发活动的人员。",
    "tech_staff": "只用于科技型中小企业评价，不申请的可以不填。",
    "total_cost": "只用于科技型中小企业评价，不申请的可以不填。",
    "taxes_paid": "当年实际缴纳的各项税金。",
    "total_profit": "亏损填负数。",
    "net_profit": "亏损填负数。",
    "net_assets": "资产总额减负债总额，可为负数。",
    "equity_financing": "当年实际到账的股权融资。",
    "audit_report_code": "注册会计师行业统一监管平台（acc.mof.gov.cn）赋予的编码。",
}


class FiguresForm(SectionedForm, DraftForm):
    sections = SECTIONS
    wide = frozenset({"audit_report_code"})

    class Meta(DraftForm.Meta):
        model = YearlyFigures
        fields = [name for _title, names in SECTIONS for name in names]

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for name, text in _HELP.items():
            self.fields[name].help_text = text

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for part, whole, message in _PARTS:
            self.not_more(part, whole, message)
        return cleaned
