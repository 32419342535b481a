"""How enterprises' latest results are spread over levels, by office and by industry."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Avg, Count, QuerySet
from django.db.models.functions import Substr

from assessments.enums import DigitalLevel
from assessments.models import Assessment
from enterprises.models import Authority, Enterprise
from enterprises.models.authority import CODE_LENGTH, within


@dataclass
class Row:
    """One office or industry: how many enterprises reach each level, and what share of ``enterprises`` has a result."""

    name: str
    code: str = ""
    counts: dict[int, int] = field(default_factory=dict)
    points: Decimal = Decimal(0)
    enterprises: int | None = None

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def by_level(self) -> list[int]:
        return [self.counts.get(level, 0) for level in DigitalLevel.values]

    @property
    def average(self) -> Decimal | None:
        """Mean points of a hundred."""
        return (self.points / self.total).quantize(Decimal("0.1")) if self.total else None

    def add(self, level: int, count: int, average: Decimal) -> None:
        self.counts[level] = self.counts.get(level, 0) + count
        self.points += Decimal(average) * count


def by_office(results: QuerySet[Assessment], authority: Authority | None) -> list[Row]:
    """A row for each office directly below ``authority`` (None: below the ministry, with all that have none), one for
    its own enterprises, and one for those whose office is not known. Three queries, however many offices there are.
    """
    depth = len(authority.path) if authority else CODE_LENGTH
    rows: dict[str | None, Row] = {
        office.path: Row(office.name, office.code) for office in Authority.objects.below(authority)
    }
    own, unknown = Row("直接管理的企业"), Row("主管部门未确定的企业")

    def row_of(path: str | None) -> Row:
        return rows.get(path, own) if path else unknown

    prefix = Substr("enterprise__authority__path", 1, depth + CODE_LENGTH)
    for path, level, count, average in _grouped(results.annotate(prefix=prefix), "prefix"):
        row_of(path).add(level, count, average)
    enterprises = Enterprise.objects.all()
    if authority:
        enterprises = enterprises.filter(within("authority__path", authority))
    prefix = Substr("authority__path", 1, depth + CODE_LENGTH)
    counted = enterprises.annotate(prefix=prefix).order_by("prefix").values_list("prefix")
    for path, count in counted.annotate(count=Count("pk")):
        row = row_of(path)
        row.enterprises = (row.enterprises or 0) + count
    return [*rows.values(), *(row for row in (own, unknown) if row.total or row.enterprises)]


def by_industry(results: QuerySet[Assessment]) -> list[Row]:
    """A row for each division that has results, the most first. One query."""
    rows: dict[str, Row] = {}
    grouped = _grouped(results, "industry_id", "industry__name")
    for code, name, level, count, average in grouped:
        row = rows.setdefault(code, Row(f"{code} {name}" if code else "未填写所属行业", code or ""))
        row.add(level, count, average)
    return sorted(rows.values(), key=lambda row: (-row.total, row.code))


def altogether(rows: Iterable[Row], name: str) -> Row:
    """The sum of ``rows``."""
    whole = Row(name)
    for row in rows:
        for level, count in row.counts.items():
            whole.counts[level] = whole.counts.get(level, 0) + count
        whole.points += row.points
        if row.enterprises is not None:
            whole.enterprises = (whole.enterprises or 0) + row.enterprises
    return whole


def _grouped(results: QuerySet[Assessment], *names: str) -> Iterable[tuple]:
    rows = results.order_by(*names, "level").values_list(*names, "level")
    return rows.annotate(count=Count("pk"), average=Avg("total"))
