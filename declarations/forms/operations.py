"""经营指标: the figures of the last two accounting years that 63号 附件1 computes with."""

from typing import Any

from declarations.forms.base import UnfinishedMixin
from enterprises.kit.forms.draft import DraftForm
from enterprises.models import Enterprise, YearlyFigures

MONEY = ("revenue", "main_revenue", "rd_expense", "total_assets", "total_liabilities")


class YearForm(UnfinishedMixin, DraftForm):
    """One accounting year. ``needed``: its fields are marked as required."""

    class Meta(DraftForm.Meta):
        model = YearlyFigures
        fields = ["employees", *MONEY]

    def __init__(self, *args, needed: bool, with_staff: bool, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if with_staff:
            self.fields["employees"].label = "从业人员"
            self.fields["employees"].help_text = "年末全职人数。"
        else:
            del self.fields["employees"]
        for field in self.fields.values():
            field.required = needed

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        self.not_more(
            "main_revenue", "revenue", "主营业务收入不能大于同年的营业收入。这两项暂未保存，请改正其中一项。"
        )
        if "employees" in self.fields:
            self.not_more(
                "rd_staff", "employees", f"不能少于企业信息中该年的研发人员（{self.stored.rd_staff}人）。"
            )
        return cleaned

    def place(self, label: str) -> str:
        return f"{self.stored.year}年{label}"


class OperationsForm:
    """The forms of the years asked for, newest first. ``optional`` years may stay empty."""

    def __init__(
        self,
        data=None,
        *,
        enterprise: Enterprise,
        years: list[int],
        optional: set[int],
        stored: dict[int, YearlyFigures],
    ):
        self.is_bound = data is not None
        self.years = {
            year: YearForm(
                data,
                instance=stored.get(year) or YearlyFigures(enterprise=enterprise, year=year),
                prefix=f"y{year}",
                needed=year not in optional,
                with_staff=year == years[0],
            )
            for year in years
        }

    def forms(self) -> list[YearForm]:
        return list(self.years.values())

    def is_valid(self) -> bool:
        return all([form.is_valid() for form in self.years.values()])

    def faults(self) -> list[dict[str, str]]:
        return [fault for form in self.years.values() for fault in form.faults()]

    def changes(self) -> dict[int, dict[str, Any]]:
        """Year → field → value of everything readable. Binds first."""
        self.is_valid()
        return {year: form.changes() for year, form in self.years.items()}
