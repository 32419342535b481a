"""直通条件 (63号 附件1): a tick and its details for each of D1 to D4."""

from dataclasses import dataclass

from django import forms
from django.forms import BaseFormSet

from declarations.forms.base import AmountField, LineField, SectionForm
from enterprises.enums import HonourKind, RecognitionLevel
from enterprises.kit.forms.fields import AnyDayField, DayField
from enterprises.kit.forms.rows import BoundedRows, bounded_rows

MOST_ROWS = 20


def _levels(*levels: RecognitionLevel) -> list[tuple[str, str]]:
    return [("", "请选择"), *((level.value, level.label) for level in levels)]


class RowForm(SectionForm):
    """One row of details; the formset numbers it."""

    number = 0

    def place(self, label: str) -> str:
        return f"第{self.number}项 {label}"


class AwardForm(RowForm):
    name = LineField(label="奖项名称", max_length=100)
    level = forms.ChoiceField(
        label="级别", choices=_levels(RecognitionLevel.NATIONAL, RecognitionLevel.PROVINCIAL)
    )
    awarded_on = DayField(label="获奖日期", help_text="以证书日期为准")


class HonourForm(RowForm):
    kind = forms.ChoiceField(
        label="荣誉", choices=[("", "请选择"), *((k.value, k.label) for k in HonourKind)]
    )
    name = LineField(label="证书名称或编号", max_length=100, required=False)
    valid_until = AnyDayField(label="有效期止", help_text="当日仍有效")


class InstitutionForm(RowForm):
    name = LineField(label="研发机构名称", max_length=100)
    level = forms.ChoiceField(
        label="认定级别",
        choices=_levels(RecognitionLevel.NATIONAL, RecognitionLevel.MINISTERIAL, RecognitionLevel.PROVINCIAL),
    )
    recognised_on = DayField(label="认定日期")


class EquityRoundForm(RowForm):
    investor = LineField(label="投资机构", max_length=100)
    received_on = DayField(label="到账日期")
    paid_in = AmountField(label="实缴金额", max_digits=14)
    share_given_up = AmountField(
        label="出让股权比例",
        unit="%",
        max_digits=6,
        decimal_places=3,
        max_value=100,
        error_messages={"invalid": "请填写数字，例如 12.3。", "max_value": "不能大于100%%。"},
        help_text="单笔超过30%的不计入",
    )
    qualified_investor = forms.BooleanField(
        label="属于合格机构投资者（已备案的创业投资或私募股权基金）", required=False
    )


class _NumberedRows(BoundedRows):
    """Rows that know their number."""

    def add_fields(self, form, index) -> None:
        super().add_fields(form, index)
        form.fields["DELETE"].label = "删除此项"
        form.number = (index or 0) + 1


@dataclass(frozen=True)
class Condition:
    """One of D1 to D4 on the page: its tick, the list of its details and how a row is named."""

    code: str
    tick: str
    rows: str
    title: str
    hint: str
    form: type[RowForm]
    unit: str


CONDITIONS = (
    Condition(
        "D1", "has_award", "awards", "近三年内获得过国家级、省级科技奖励", "填写每个奖项。", AwardForm, "奖项"
    ),
    Condition(
        "D2",
        "has_honour",
        "honours",
        "拥有有效期内的高新技术企业、国家级技术创新示范企业、知识产权优势企业、知识产权示范企业等荣誉",
        "选择“其他荣誉”的，是否同类由主管部门判断。",
        HonourForm,
        "荣誉",
    ),
    Condition(
        "D3",
        "has_institution",
        "institutions",
        "拥有经认定的省部级以上研发机构",
        "填写每个机构。",
        InstitutionForm,
        "机构",
    ),
    Condition(
        "D4",
        "has_equity",
        "equity_rounds",
        "近三年新增股权融资总额（合格机构投资者的实缴额）500万元以上",
        "每笔分别填写。",
        EquityRoundForm,
        "融资",
    ),
)


class TicksForm(SectionForm):
    has_award = forms.BooleanField(label="符合此项", required=False)
    has_honour = forms.BooleanField(label="符合此项", required=False)
    has_institution = forms.BooleanField(label="符合此项", required=False)
    has_equity = forms.BooleanField(label="符合此项", required=False)


@dataclass
class Part:
    """A condition as the page shows it. ``is_idle``: it has details that do not count, for its tick is not set."""

    condition: Condition
    tick: forms.BoundField
    rows: BaseFormSet
    is_open: bool
    is_idle: bool


class DirectForm:
    """The ticks and the four lists together. ``extra`` names a list that shows one more empty row."""

    carried_over = False

    def __init__(self, data=None, *, initial: dict, extra: str = ""):
        self.is_bound = data is not None
        self.extra = extra
        self.ticks = TicksForm(data, initial=initial)
        self.rows: dict[str, BaseFormSet] = {}
        for condition in CONDITIONS:
            stored = initial.get(condition.rows) or []
            factory = bounded_rows(
                condition.form,
                formset=_NumberedRows,
                most=MOST_ROWS,
                extra=1 if not stored or extra == condition.rows else 0,
                can_delete=True,
            )
            self.rows[condition.rows] = factory(
                data,
                initial=stored,
                prefix=condition.rows,
                form_kwargs={"use_required_attribute": False},
            )

    def forms(self) -> list[forms.BaseForm]:
        """The ticks and every row."""
        found: list[forms.BaseForm] = [self.ticks]
        for rows in self.rows.values():
            found += rows.forms if rows.management_form.is_valid() else []
        return found

    def is_used(self, condition: Condition) -> bool:
        """Whether its tick is set. Details of a condition that is not used are kept, but never in the way."""
        return bool(self.ticks[condition.tick].value())

    def is_valid(self) -> bool:
        used = [self.rows[condition.rows] for condition in CONDITIONS if self.is_used(condition)]
        return all([self.ticks.is_valid(), *(rows.is_valid() for rows in used)])

    def readable(self, previous: dict) -> dict:
        """What was typed, JSON-safe. An unreadable field keeps its previous value, a deleted or empty row goes."""
        data = self.ticks.readable(previous)
        for key, rows in self.rows.items():
            before = previous.get(key) or []
            if not rows.management_form.is_valid():
                data[key] = before
                continue
            # Rows correspond to the stored ones only while the page shows as many as there are.
            known = before if rows.initial_form_count() == len(before) else []
            data[key] = []
            for index, form in enumerate(rows.forms):
                row = form.readable(known[index] if index < len(known) else {})
                if not row.pop("DELETE") and any(value not in ("", False) for value in row.values()):
                    data[key].append(row)
        return data

    def faults(self) -> list[dict[str, str]]:
        found = self.ticks.faults()
        for condition in filter(self.is_used, CONDITIONS):
            rows = self.rows[condition.rows]
            found += [{"where": condition.code, "message": message} for message in rows.non_form_errors()]
            if not rows.management_form.is_valid():
                continue
            for form in rows.forms:
                if not form.cleaned_data.get("DELETE"):
                    found += [
                        {**fault, "where": f"{condition.code} {fault['where']}"} for fault in form.faults()
                    ]
        return found

    def unread(self) -> list[str]:
        """What of conditions that are not ticked could not be read, in words: it is dropped when the rest is saved."""
        return [
            f"{condition.code} {form.place(form.fields[name].label)}“{form[name].data}”"
            for condition in CONDITIONS
            if not self.is_used(condition) and self.rows[condition.rows].management_form.is_valid()
            for form in self.rows[condition.rows].forms
            for name in form.errors
            if name in form.fields and form[name].data
        ]

    def parts(self) -> list[Part]:
        """The four conditions with their form parts; one is open when ticked, filled in or wrong."""
        found = []
        for condition in CONDITIONS:
            tick, rows, used = self.ticks[condition.tick], self.rows[condition.rows], self.is_used(condition)
            wrong = self.is_bound and used and not rows.is_valid()
            filled = bool(rows.initial) or rows.is_bound and any(form.has_changed() for form in rows.forms)
            if self.is_bound and not used and rows.management_form.is_valid():
                for form in rows.forms:
                    form.errors.clear()
            shown = used or filled or wrong or self.extra == condition.rows
            found.append(Part(condition, tick, rows, shown, is_idle=filled and not used))
        return found
