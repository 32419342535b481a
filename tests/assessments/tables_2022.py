"""The three 2022-frame tables as the facts state them (domain/assessment.md 1.1, 1.3), and sheets for them.

Nothing is read from the data files but the names of the number fields, on which the facts are silent.
"""

from copy import deepcopy
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

DIMENSIONS = {
    "foundation": ("数字化基础", 25),
    "operation": ("数字化经营", 40),
    "management": ("数字化管理", 20),
    "outcome": ("数字化成效", 15),
}

# Weights of the options in percent of the item's points, A first.
FOUR_MEASURES = "0 25 25 25 25"
FIVE_MEASURES = "0 20 20 20 20 20"
FOURTEEN_PLACES = "0" + " 7" * 13 + " 9"
LADDER = "0 25 50 75 100"
PLANNING = "0 20 40 60 80 100"
CHANGED = "0 50 100"

LETTERS = "ABCDEFGHIJKLMNO"
INSIDE_THE_BAND = {"A": "0", "B": "15", "C": "30", "D": "50", "E": "80"}  # of 100

# Rate in percent and the band it lies in, on both sides of each border.
BORDERS = [
    ("0", "A"), ("10", "A"), ("10.00001", "B"), ("20", "B"), ("20.00001", "C"), ("40", "C"),
    ("40.00001", "D"), ("60", "D"), ("60.00001", "E"), ("100", "E"),
]  # fmt: skip
NAMED_BORDERS = {"A": ["10"], "B": ["10", "20"], "C": ["20", "40"], "D": ["40", "60"], "E": ["60"]}

# Stated rates beside numbers that make 30 %: half a point may lie between (this platform's choice).
STATED_BESIDE_30 = [("29.49", False), ("29.5", True), ("30", True), ("30.5", True), ("30.51", False)]

# Value last year and the year before, its trend, what it may be called: up to 1 % also 持平 (our choice).
CHANGES = [
    ("70", "70", "same", "same"), ("70.01", "70", "up", "up same"), ("70.7", "70", "up", "up same"),
    ("70.7000001", "70", "up", "up"), ("100", "50", "up", "up"), ("1", "0", "up", "up"),
    ("69.99", "70", "down", "down same"), ("69.3", "70", "down", "down same"),
    ("69.2999999", "70", "down", "down"), ("50", "100", "down", "down"), ("0", "1", "down", "down"),
    ("0", "0", "same", "same"),
]  # fmt: skip


@dataclass(frozen=True)
class Share:
    """The numbers a percentage is made of; open: the numerator may exceed the denominator."""

    numerator: str
    denominator: str
    stated: str | None = None
    open: bool = False

    def counts(self, rate: str) -> dict[str, str]:
        """Whole numbers with exactly this rate."""
        return {self.numerator: str(int(Decimal(rate) * 100_000)), self.denominator: "10000000"}


@dataclass(frozen=True)
class Change:
    """Numbers of the last year and the year before, numerator first; the trend that earns all points."""

    best: str
    now: tuple[str, ...]
    before: tuple[str, ...]

    @property
    def letters(self) -> dict[str, str]:
        """The option of each trend, worst first."""
        worst_first = ("down", "same", "up") if self.best == "up" else ("up", "same", "down")
        return dict(zip(worst_first, "ABC", strict=True))

    def numbers(self, now: str, before: str) -> dict[str, str]:
        """A ratio is written over 3 for the last year and over 6 for the year before: thirds have no end."""
        if len(self.now) == 1:
            return {self.now[0]: now, self.before[0]: before}
        doubled = str(2 * Decimal(before))
        return {self.now[0]: now, self.now[1]: "3", self.before[0]: doubled, self.before[1]: "6"}


@dataclass(frozen=True)
class Row:
    code: str
    dimension: str
    name: str
    kind: str
    maximum: int
    weights: str
    band: Share | Change | None = None

    @property
    def points(self) -> dict[str, Decimal]:
        weights = enumerate(self.weights.split())
        return {LETTERS[place]: self.maximum * Decimal(weight) / 100 for place, weight in weights}

    @property
    def positive(self) -> str:
        return "".join(letter for letter, points in self.points.items() if points)


def management(first: int) -> tuple[Row, ...]:
    code = [f"Q{first + place}" for place in range(4)]
    invested = Share(f"{code[3]}.invested", f"{code[3]}.revenue", open=True)
    return (
        Row(code[0], "management", "规划实施", "single", 5, PLANNING),
        Row(code[1], "management", "管理制度", "multi", 5, FOUR_MEASURES),
        Row(code[2], "management", "人才", "multi", 5, FIVE_MEASURES),
        Row(code[3], "management", "投入占比", "single", 5, LADDER, invested),
    )


def outcome(first: int, quality: str) -> tuple[Row, ...]:
    code = [f"Q{first + place}" for place in range(3)]
    revenue_now, revenue_before = f"{code[1]}.revenue_now", f"{code[1]}.revenue_before"
    rate = Change("up", (f"{code[0]}.rate_now",), (f"{code[0]}.rate_before",))
    per_head = Change(
        "up", (revenue_now, f"{code[1]}.staff_now"), (revenue_before, f"{code[1]}.staff_before")
    )
    cost = Change("down", (f"{code[2]}.cost_now", revenue_now), (f"{code[2]}.cost_before", revenue_before))
    return (
        Row(code[0], "outcome", quality, "single", 5, CHANGED, rate),
        Row(code[1], "outcome", "人均营收", "single", 5, CHANGED, per_head),
        Row(code[2], "outcome", "每百元营收成本", "single", 5, CHANGED, cost),
    )


DIGITAL = Share("Q02.digital", "Q02.total", "Q02.rate")
CONNECTED = Share("Q03.connected", "Q02.total", "Q03.rate")
ONLINE = Share("Q03.online", "Q03.total", "Q03.rate")

TABLES = {
    "manufacturing": (
        Row("Q01", "foundation", "网络建设", "multi", 5, FOUR_MEASURES),
        Row("Q02", "foundation", "设备数字化率", "single", 5, LADDER, DIGITAL),
        Row("Q03", "foundation", "设备联网率", "single", 5, LADDER, CONNECTED),
        Row("Q04", "foundation", "数据自动采集环节", "multi", 5, FOURTEEN_PLACES),
        Row("Q05", "foundation", "网络与数据安全", "multi", 5, FIVE_MEASURES),
        Row("Q06", "operation", "研发设计", "single", 8, LADDER),
        Row("Q07", "operation", "生产管控", "single", 10, LADDER),
        Row("Q08", "operation", "采购与仓储", "single", 6, LADDER),
        Row("Q09", "operation", "营销", "single", 6, LADDER),
        Row("Q10", "operation", "售后与产品服务", "single", 5, LADDER),
        Row("Q11", "operation", "产业链协同", "single", 5, LADDER),
        *management(12),
        *outcome(16, "产品合格率"),
    ),
    "producer_service": (
        Row("Q01", "foundation", "网络与云资源", "multi", 5, FOUR_MEASURES),
        Row("Q02", "foundation", "信息化服务覆盖", "single", 5, LADDER),
        Row("Q03", "foundation", "在线办理业务占比", "single", 5, LADDER, ONLINE),
        Row("Q04", "foundation", "数据自动采集环节", "multi", 5, FOURTEEN_PLACES),
        Row("Q05", "foundation", "网络与数据安全", "multi", 5, FIVE_MEASURES),
        Row("Q06", "operation", "服务产品研发设计", "single", 7, LADDER),
        Row("Q07", "operation", "服务交付与过程管控", "single", 10, LADDER),
        Row("Q08", "operation", "资源与供应商管理", "single", 6, LADDER),
        Row("Q09", "operation", "营销与客户管理", "single", 7, LADDER),
        Row("Q10", "operation", "服务质量与评价", "single", 5, LADDER),
        Row("Q11", "operation", "上下游协同", "single", 5, LADDER),
        *management(12),
        *outcome(16, "客户满意或准时交付"),
    ),
    "other": (
        Row("Q01", "foundation", "网络与终端", "multi", 5, FOUR_MEASURES),
        Row("Q02", "foundation", "信息化服务覆盖", "single", 8, LADDER),
        Row("Q03", "foundation", "数据自动采集环节", "multi", 6, FOURTEEN_PLACES),
        Row("Q04", "foundation", "网络与数据安全", "multi", 6, FIVE_MEASURES),
        Row("Q05", "operation", "业务运营管控", "single", 12, LADDER),
        Row("Q06", "operation", "采购与库存", "single", 8, LADDER),
        Row("Q07", "operation", "营销与客户", "single", 8, LADDER),
        Row("Q08", "operation", "服务与产品质量", "single", 6, LADDER),
        Row("Q09", "operation", "内外部协同", "single", 6, LADDER),
        *management(10),
        *outcome(14, "服务质量"),
    ),
}


def put(sheet: dict, row: Row, letters: str, numbers: dict[str, str] | None = None) -> dict:
    """A copy of the sheet with `letters` chosen for one item and numbers set by full name."""
    sheet = deepcopy(sheet)
    sheet.setdefault(row.code, {"numbers": {}})["options"] = list(letters)
    for path, value in (numbers or {}).items():
        code, name = path.split(".")
        sheet[code]["numbers"][name] = value
    return sheet


def choose(sheet: dict, row: Row, letters: str) -> dict:
    """The same with numbers that agree, where an item must have them."""
    if not isinstance(row.band, Share):
        return put(sheet, row, letters)
    counts = {row.band.denominator: "100", row.band.numerator: INSIDE_THE_BAND[letters]}
    return put(sheet, row, letters, counts)


@cache
def lowest(table: str) -> dict:
    """A complete sheet worth nothing; never changed, `put` and `choose` copy it."""
    sheet: dict = {}
    for row in TABLES[table]:
        sheet = choose(sheet, row, "A")
    return sheet


def worth(table: str, points: str) -> dict:
    """A complete sheet worth exactly `points`."""
    sheet = lowest(table)
    for row, letters in _reachable(table)[Decimal(points)]:
        sheet = choose(sheet, row, letters)
    return sheet


@cache
def _reachable(table: str) -> dict[Decimal, tuple[tuple[Row, str], ...]]:
    """Every total up to 80 points with one way to it."""
    ways: dict[Decimal, tuple[tuple[Row, str], ...]] = {Decimal(0): ()}
    for row in TABLES[table]:
        for total, way in list(ways.items()):
            for points, letters in _earnings(row).items():
                if total + points <= 80 and total + points not in ways:
                    ways[total + points] = (*way, (row, letters))
    return ways


@cache
def _earnings(row: Row) -> dict[Decimal, str]:
    if row.kind == "single":
        return {row.points[letter]: letter for letter in row.positive}
    sums = {Decimal(0): ""}
    for letter in row.positive:
        sums |= {total + row.points[letter]: letters + letter for total, letters in sums.items()}
    del sums[Decimal(0)]
    return sums
