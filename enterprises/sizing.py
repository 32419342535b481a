"""企业规模 by the size standard of 2011 (中小企业划型标准规定, 工信部联企业〔2011〕300号): 16 rows, explained.

Which industries of GB/T 4754-2017 a row holds is said in the notes below the table of 统计上大中小微型企业划分办法（2017）
(国统字〔2017〕213号), read in a copy of them, not in the original. Of row 16 they say: 其他未列明行业包括科学研究和技术服务业，
水利、环境和公共设施管理业，居民服务、修理和其他服务业，社会工作，文化、体育和娱乐业，以及房地产中介服务，其他房地产业等，不包括
自有房地产经营活动.

Pure: no database, no settings. X is staff (从业人员, 人), Y revenue (营业收入, 万元), Z assets (资产总额, 万元).
"及以上" includes the number, "以下" does not; every comparison is exact.
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

X, Y, Z = "employees", "revenue", "total_assets"

MEASURE_LABELS = {X: ("从业人员", "人"), Y: ("营业收入", "万元"), Z: ("资产总额", "万元")}

LARGE, MEDIUM, SMALL, MICRO = "large", "medium", "small", "micro"

SIZE_LABELS = {LARGE: "大型", MEDIUM: "中型", SMALL: "小型", MICRO: "微型"}


class Listing(StrEnum):
    """How far the standard speaks of an industry: by name, only as 其他未列明行业 by analogy, or not at all."""

    LISTED = "listed"
    BY_ANALOGY = "by_analogy"
    OUTSIDE = "outside"


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the standard: for every measure the lowest value of 大型, 中型 and 小型."""

    number: int
    name: str
    bounds: dict[str, tuple[int, int, int]]


# fmt: off
ROWS = {row.number: row for row in (
    #                             measure: (大型, 中型, 小型), each "及以上"
    Row(1, "农、林、牧、渔业",        {Y: (20000, 500, 50)}),
    Row(2, "工业",                  {X: (1000, 300, 20), Y: (40000, 2000, 300)}),
    Row(3, "建筑业",                {Y: (80000, 6000, 300), Z: (80000, 5000, 300)}),
    Row(4, "批发业",                {X: (200, 20, 5), Y: (40000, 5000, 1000)}),
    Row(5, "零售业",                {X: (300, 50, 10), Y: (20000, 500, 100)}),
    Row(6, "交通运输业",             {X: (1000, 300, 20), Y: (30000, 3000, 200)}),
    Row(7, "仓储业",                {X: (200, 100, 20), Y: (30000, 1000, 100)}),
    Row(8, "邮政业",                {X: (1000, 300, 20), Y: (30000, 2000, 100)}),
    Row(9, "住宿业",                {X: (300, 100, 10), Y: (10000, 2000, 100)}),
    Row(10, "餐饮业",               {X: (300, 100, 10), Y: (10000, 2000, 100)}),
    Row(11, "信息传输业",            {X: (2000, 100, 10), Y: (100000, 1000, 100)}),
    Row(12, "软件和信息技术服务业",   {X: (300, 100, 10), Y: (10000, 1000, 50)}),
    Row(13, "房地产开发经营",        {Y: (200000, 1000, 100), Z: (10000, 5000, 2000)}),
    Row(14, "物业管理",             {X: (1000, 300, 100), Y: (5000, 1000, 500)}),
    Row(15, "租赁和商务服务业",      {X: (300, 100, 10), Z: (120000, 8000, 100)}),
    Row(16, "其他未列明行业",        {X: (300, 100, 10)}),
)}

# Divisions of GB/T 4754-2017 (first, last) and the row that names them.
_DIVISIONS = (
    (1, 5, 1),      # A 农、林、牧、渔业
    (6, 46, 2),     # B 采矿业, C 制造业, D 电力、热力、燃气及水生产和供应业
    (47, 50, 3),    # E 建筑业
    (51, 51, 4),
    (52, 52, 5),
    (54, 58, 6),    # 道路, 水上, 航空, 管道运输业, 多式联运和运输代理业; 53 铁路运输业 is left out
    (60, 60, 8),
    (61, 61, 9),
    (62, 62, 10),
    (63, 64, 11),   # 电信、广播电视和卫星传输服务, 互联网和相关服务
    (65, 65, 12),
    (71, 72, 15),
    (73, 82, 16),   # M 科学研究和技术服务业, N 水利、环境…, O 居民服务、修理…
    (83, 90, 16),   # 社会工作, R 文化、体育和娱乐业; 83 教育, 84 卫生 by analogy
)
# Divisions split between rows by the 4-digit class; "" is every other class of the division.
_CLASSES = {
    "59": {"5910": 6, "": 7},              # 装卸搬运 is transport, all else of 59 is storage
    # 房地产中介服务 (7030) and 其他房地产业 (7090) are row 16 by name; 7040 is in _OUTSIDE_CLASSES.
    "70": {"7010": 13, "7020": 14, "": 16},
}
# fmt: on

# Row 16 names some industries and leaves its list open (等); these it does not name.
_BY_ANALOGY = {"83": "教育", "84": "卫生"}
_OUTSIDE = {
    "53": "标准的交通运输业不含铁路运输业，铁路运输业没有对应的划型标准，企业规模由主管部门认定。",
    **dict.fromkeys(
        ("66", "67", "68", "69"), "金融业另有专门的划型标准，不按本标准划分，企业规模由主管部门认定。"
    ),
    **dict.fromkeys(
        ("91", "92", "93", "94", "95", "96", "97"),
        "公共管理、社会保障和社会组织以及国际组织不属于企业划型的范围。",
    ),
}
# A class row 16 leaves out. The note calls it 自有房地产经营活动, as GB/T 4754-2011 called group 704; in 2017 the same
# number became 房地产租赁经营.
_OUTSIDE_CLASSES = {
    "7040": "标准的其他未列明行业不包括自有房地产经营活动（现为房地产租赁经营），没有对应的划型标准，企业规模由主管部门认定。",
}
_KNOWN_DIVISIONS = frozenset(f"{number:02}" for number in range(1, 98))


@dataclass(frozen=True, slots=True)
class Measured:
    """One measure of one enterprise: its value (None: unknown) and the size class it reaches by itself."""

    key: str
    label: str
    unit: str
    value: Decimal | int | None
    size: str | None


@dataclass(frozen=True, slots=True)
class SizeResult:
    """``size`` is large, medium, small, micro or None (not decided: ``explanation`` says why).

    ``missing`` are (key, label) of what has to be filled in: employees, revenue, total_assets, division or
    class_code. ``listing`` says whether the standard names the industry at all (None: the industry is not known).
    """

    size: str | None
    label: str
    row_number: int | None
    row_name: str
    listing: Listing | None
    measures: tuple[Measured, ...]
    explanation: tuple[str, ...]
    missing: tuple[tuple[str, str], ...]


def classify(
    division: str | None,
    class_code: str | None,
    employees: int | None,
    revenue: Decimal | None,
    total_assets: Decimal | None,
) -> SizeResult:
    """The size class of an enterprise, with every measure explained.

    ``division`` is the 2-digit, ``class_code`` the 4-digit code of GB/T 4754-2017; the class is needed only in
    divisions 59 and 70, where it decides the row. ``employees`` in persons, ``revenue`` and ``total_assets`` in
    万元. A missing or negative measure leaves the size open, unless the others already make it 微型.
    """
    division, class_code = division or "", class_code or ""
    if not division:
        return _open("请填写所属行业。", missing=(("division", "所属行业"),))
    if division not in _KNOWN_DIVISIONS:
        return _open(f"《国民经济行业分类》没有 {division} 这个大类。", missing=(("division", "所属行业"),))
    if class_code and not class_code.startswith(division):
        return _open(
            f"小类代码 {class_code} 不属于大类 {division}。", missing=(("class_code", "所属行业小类"),)
        )
    outside = _OUTSIDE.get(division) or _OUTSIDE_CLASSES.get(class_code)
    if outside:
        return _open(outside, listing=Listing.OUTSIDE)
    if division in _CLASSES and not class_code:
        return _open(
            "该大类的小类分属标准的不同行业，请填写4位小类代码后再划型。",
            missing=(("class_code", "所属行业小类"),),
        )
    values = {X: employees, Y: revenue, Z: total_assets}
    return _by_row(ROWS[_row_number(division, class_code)], values, division)


def _row_number(division: str, class_code: str) -> int:
    if division in _CLASSES:
        rows = _CLASSES[division]
        return rows.get(class_code, rows[""])
    number = int(division)
    return next(row for first, last, row in _DIVISIONS if first <= number <= last)


def _by_row(row: Row, values: dict[str, Decimal | int | None], division: str) -> SizeResult:
    analogy = row.number == 16 and division in _BY_ANALOGY
    lines = [f"按《中小企业划型标准规定》第{row.number}行“{row.name}”划分。"]
    if analogy:
        lines.append(
            f"标准没有列出{_BY_ANALOGY[division]}行业，此处比照“{row.name}”计算，以主管部门认定为准。"
        )
    measures, missing, sizes = [], [], []
    for key, bounds in row.bounds.items():
        label, unit = MEASURE_LABELS[key]
        value = values[key]
        if value is None or value < 0:
            missing.append((key, label))
            lines.append(f"{label}未填写。" if value is None else f"{label}不能为负数，请更正。")
            measures.append(Measured(key, label, unit, None, None))
            continue
        size = _reached(value, bounds)
        sizes.append(size)
        lines.append(
            f"{label} {_number(value)} {unit}：{_bounds_words(size, bounds, unit)}，达到{SIZE_LABELS[size]}。"
        )
        measures.append(Measured(key, label, unit, value, size))
    whole = _together(sizes, complete=not missing)
    lines.append(_conclusion(whole, len(row.bounds), bool(missing)))
    return SizeResult(
        size=whole,
        label=SIZE_LABELS[whole] if whole else "",
        row_number=row.number,
        row_name=row.name,
        listing=Listing.BY_ANALOGY if analogy else Listing.LISTED,
        measures=tuple(measures),
        explanation=tuple(lines),
        missing=tuple(missing),
    )


_ORDER = (LARGE, MEDIUM, SMALL, MICRO)


def _reached(value: Decimal | int, bounds: tuple[int, int, int]) -> str:
    """The highest class whose lowest value is reached; below all of them 微型."""
    return next((size for size, bound in zip(_ORDER, bounds, strict=False) if value >= bound), MICRO)


def _together(sizes: list[str], *, complete: bool) -> str | None:
    """A class needs every measure, so the lowest decides; nothing is lower than 微型, whatever is missing."""
    lowest = max(sizes, key=_ORDER.index, default=None)
    return lowest if complete or lowest == MICRO else None


def _bounds_words(size: str, bounds: tuple[int, int, int], unit: str) -> str:
    large, medium, small = bounds
    match size:
        case "large":
            return f"{large}{unit}及以上"
        case "medium":
            return f"{medium}{unit}及以上、{large}{unit}以下"
        case "small":
            return f"{small}{unit}及以上、{medium}{unit}以下"
        case _:
            return f"{small}{unit}以下"


def _conclusion(size: str | None, count: int, incomplete: bool) -> str:
    if size is None:
        return "资料补齐后才能确定企业规模。"
    if incomplete:
        return "已有一项指标属于微型，其余指标无论多少，企业规模都为微型。"
    if count == 1:
        return f"企业规模：{SIZE_LABELS[size]}。"
    return f"各项指标须同时达到下限，否则下划一档，企业规模：{SIZE_LABELS[size]}。"


def _number(value: Decimal | int) -> str:
    if isinstance(value, Decimal) and value == value.to_integral_value():
        value = int(value)
    return f"{value:,}"


def _open(
    explanation: str, *, listing: Listing | None = None, missing: tuple[tuple[str, str], ...] = ()
) -> SizeResult:
    return SizeResult(None, "", None, "", listing, (), (explanation,), missing)
