"""The figures of some accounting years, as a section of a form asks for them."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, cast

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Fieldset, Layout
from django.forms import modelform_factory

from declarations.forms.base import UnfinishedMixin
from enterprises.kit.forms.draft import DraftForm
from enterprises.models import Enterprise, YearlyFigures

if TYPE_CHECKING:
    from declarations.forms.declared import Figure


class YearForm(UnfinishedMixin, DraftForm):
    """One accounting year. ``needed``: its fields are marked as required."""

    def __init__(self, *args, needed: bool, rows: "Sequence[Figure]", **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for each in rows:
            field = self.fields[each.name]
            field.required = needed
            field.label = each.label or field.label
            field.help_text = each.help or field.help_text
        self.helper = FormHelper()
        self.helper.form_tag, self.helper.disable_csrf = False, True
        self.helper.layout = Layout(
            Fieldset(
                f"{self.stored.year}年度",
                Div(*(each.name for each in rows), css_class="field-row"),
                css_class="form-section",
            )
        )

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if "main_revenue" in self.fields and "revenue" in self.fields:
            self.not_more(
                "main_revenue",
                "revenue",
                "主营业务收入不能大于同年的营业收入。这两项暂未保存，请改正其中一项。",
            )
        if "employees" in self.fields:
            self.not_more(
                "rd_staff", "employees", f"不能少于企业信息中该年的研发人员（{self.stored.rd_staff}人）。"
            )
        return cleaned

    def place(self, label: str) -> str:
        return f"{self.stored.year}年{label}"


@cache
def _form_for(names: tuple[str, ...]) -> type[YearForm]:
    """The form of these figures, made once: making a form costs more than showing it."""
    return cast(type[YearForm], modelform_factory(YearlyFigures, form=YearForm, fields=names))


class OperationsForm:
    """The forms of the years asked for, newest first. ``optional`` years may stay empty."""

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        enterprise: Enterprise,
        years: list[int],
        optional: set[int],
        stored: dict[int, YearlyFigures],
        rows: "Sequence[Figure]",
    ) -> None:
        self.is_bound = data is not None
        self.years = {}
        for year in years:
            asked = [each for each in rows if year == years[0] or not each.is_latest_only]
            self.years[year] = _form_for(tuple(each.name for each in asked))(
                data,
                instance=stored.get(year) or YearlyFigures(enterprise=enterprise, year=year),
                prefix=f"y{year}",
                needed=year not in optional,
                rows=asked,
            )

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
