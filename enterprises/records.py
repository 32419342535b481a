"""The lists an enterprise keeps: how each is called, filled in, stored and shown."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property

from django.db.models import DateField, DecimalField, Field

from enterprises.enums import RecordKind
from enterprises.forms import records as forms
from enterprises.forms.intellectual_property import IntellectualPropertyForm
from enterprises.kit.forms.listed import ListedForm, shown
from enterprises.kit.text.typed import repeats
from enterprises.models import (
    Award,
    ContestResult,
    DeclaredNone,
    Enterprise,
    EquityRound,
    HeldTitle,
    Honour,
    Institution,
    IntellectualProperty,
    QualityEvidence,
    Record,
    TechnicalStandard,
)
from enterprises.services.records import save_record
from enterprises.services.rights import save_right

_UNITS = {"paid_in": "万元", "share_given_up": "%"}


@dataclass(frozen=True)
class Column:
    """A column of a list's table; numbers stand to the right, days and short words in one line."""

    name: str
    label: str
    numeric: bool = False
    one_line: bool = False

    @property
    def css(self) -> str:
        return "num" if self.numeric else "text-nowrap" if self.one_line else ""


@dataclass(frozen=True)
class Cell:
    """``small`` are lines below the text."""

    column: Column
    text: str
    small: tuple[str, ...] = ()


@dataclass(frozen=True)
class RecordList:
    """One kind of list. ``names`` are those of the fields its table shows; ``hint`` says what belongs in it.

    ``save(entry, token, in_filing=…)`` adds an entry or changes it.
    """

    model: type[Record | IntellectualProperty]
    form: type[ListedForm]
    names: tuple[str, ...]
    hint: str
    save: Callable[..., None] = save_record

    @property
    def kind(self) -> RecordKind:
        return self.model.kind_of_record

    @property
    def key(self) -> str:
        """The name under which standards ask for the list, and its anchor on the page."""
        return self.kind.value

    @property
    def slug(self) -> str:
        return self.kind.slug

    @property
    def title(self) -> str:
        return self.kind.label

    @cached_property
    def columns(self) -> list[Column]:
        return self.columns_of(self.names)

    def columns_of(self, names: Iterable[str]) -> list[Column]:
        """The columns of some fields."""
        found = []
        for name in names:
            field = self.model._meta.get_field(name)
            unit = _UNITS.get(name)
            label = f"{field.verbose_name}（{unit}）" if unit else str(field.verbose_name)
            found.append(Column(name, label, isinstance(field, DecimalField), _is_short(field)))
        return found

    def cells(self, record: Record | IntellectualProperty) -> list[Cell]:
        return [Cell(column, shown(record, column.name, empty="—")) for column in self.columns]


LISTS = (
    RecordList(
        Award,
        forms.AwardForm,
        ("name", "level", "awarded_on", "rank"),
        "国家级、省部级等科学技术奖励，逐项填写。",
    ),
    RecordList(
        ContestResult,
        forms.ContestResultForm,
        ("name", "rank", "announced_on"),
        "“创客中国”中小企业创新创业大赛全国赛企业组的名次，地方赛不填。",
    ),
    RecordList(
        Honour,
        forms.HonourForm,
        ("kind", "name", "valid_from", "valid_until"),
        "高新技术企业、国家级技术创新示范企业、知识产权优势或示范企业等。",
    ),
    RecordList(
        Institution,
        forms.InstitutionForm,
        ("name", "kind", "level", "recognised_on"),
        "经认定的和自建的研发机构。",
    ),
    RecordList(
        EquityRound,
        forms.EquityRoundForm,
        ("investor", "received_on", "paid_in", "share_given_up", "qualified_investor"),
        "近三年新增的股权融资，每笔分别填写。",
    ),
    RecordList(
        QualityEvidence,
        forms.QualityEvidenceForm,
        ("kind", "name", "level", "valid_from", "valid_until"),
        "质量奖、质量管理体系和其他管理体系的认证证书、发达国家和地区的产品认证、自主品牌。",
    ),
    RecordList(
        TechnicalStandard,
        forms.TechnicalStandardForm,
        ("name", "number", "scope", "published_on", "rank"),
        "主持或者参与制定、修订的国际标准、国家标准、行业标准等。",
    ),
    RecordList(
        HeldTitle,
        forms.HeldTitleForm,
        ("number", "valid_from", "valid_until"),
        "科技型中小企业的入库登记。梯度培育的三级称号以本平台的认定为准，不在这里填写。",
    ),
)


def _is_short(field: Field) -> bool:
    return (
        isinstance(field, DateField)
        or max((len(str(text)) for _, text in field.choices or ()), default=99) < 8
    )


# Has pages of its own, for it is long and its classes follow from a standard.
RIGHTS = RecordList(
    IntellectualProperty,
    IntellectualPropertyForm,
    ("name", "kind", "number", "granted_on"),
    "类别（Ⅰ类、Ⅱ类）按标准自动判断，不用填写。",
    save_right,
)


_BY_KIND = {each.kind: each for each in (RIGHTS, *LISTS)}


def list_of_slug(slug: str) -> RecordList | None:
    return next((each for each in LISTS if each.slug == slug), None)


def list_of(kind: RecordKind) -> RecordList:
    """The list of a kind, the rights included."""
    return _BY_KIND[kind]


@dataclass(frozen=True)
class State:
    """What is known of a list: 未填写, 没有, or how many entries; ``tone`` for a badge."""

    count: int
    declared_none: bool

    @property
    def label(self) -> str:
        if self.count:
            return f"{self.count}项"
        return "没有" if self.declared_none else "未填写"

    @property
    def tone(self) -> str:
        if self.count:
            return "success"
        return "info" if self.declared_none else "neutral"


@dataclass(frozen=True)
class Row:
    """An entry; ``repeats`` says which earlier row is the same certificate, empty where none is."""

    record: Record
    cells: list[Cell]
    repeats: str = ""


@dataclass(frozen=True)
class FilledList:
    """A list with an enterprise's entries."""

    list: RecordList
    rows: list[Row]
    state: State


def filled_lists(enterprise: Enterprise) -> list[FilledList]:
    """Every list of the enterprise, in the order of the page. One query per list and one for what it has none of."""
    none = declared_none(enterprise)
    found = []
    for each in LISTS:
        records = list(each.model.objects.filter(enterprise=enterprise))
        again = repeats(record.key for record in records)
        rows = [
            Row(
                record,
                each.cells(record),
                f"与第{again[place] + 1}行是同一项" if place in again else "",
            )
            for place, record in enumerate(records)
        ]
        found.append(FilledList(each, rows, State(len(rows), each.kind in none)))
    return found


def declared_none(enterprise: Enterprise) -> set[RecordKind]:
    """What the enterprise says it has none of. One query."""
    kinds = DeclaredNone.objects.filter(enterprise=enterprise).values_list("kind", flat=True)
    return {RecordKind(kind) for kind in kinds.order_by("kind")}
