"""What a standard is computed from: the facts about one enterprise on one day.

Pure data. ``None`` means *unknown* everywhere; an empty list means *there are none*. The two never mix.
Money is ``Decimal`` 万元, shares are ``Decimal`` ratios (0.3 is 30%), staff is whole persons at year end.
Numbers are finite, below 10^18, with at most 12 decimal places: what ``Facts.from_dict`` accepts.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum


class RightKind(StrEnum):
    """Kinds of intellectual property the standards count (63号 附件4 第3、5项)."""

    INVENTION = "invention"
    DEFENCE_INVENTION = "defence_invention"
    PLANT_VARIETY = "plant_variety"
    CROP_VARIETY = "crop_variety"
    NEW_DRUG = "new_drug"
    TCM_PROTECTION = "tcm_protection"
    IC_LAYOUT = "ic_layout"
    UTILITY_MODEL = "utility_model"
    DESIGN = "design"
    SOFTWARE = "software"


class Acquisition(StrEnum):
    OWN = "own"
    TRANSFERRED = "transferred"


class HighValueReason(StrEnum):
    """Grounds of high value with evidence (63号 附件4 第4项). MAINTAINED is derived from the grant date instead."""

    OVERSEAS = "overseas"
    MAINTAINED = "maintained"
    PLEDGED = "pledged"
    AWARDED = "awarded"


class Level(StrEnum):
    """Who grants an award or recognises an institution; ``SELF`` is an institution without recognition."""

    NATIONAL = "national"
    MINISTERIAL = "ministerial"
    PROVINCIAL = "provincial"
    CITY = "city"
    COUNTY = "county"
    SELF = "self"


LEVEL_LABELS = {
    Level.NATIONAL: "国家级",
    Level.MINISTERIAL: "部级",
    Level.PROVINCIAL: "省级",
    Level.CITY: "市级",
    Level.COUNTY: "县级",
    Level.SELF: "自建",
}


class HonourKind(StrEnum):
    HIGH_TECH = "high_tech"
    INNOVATION_DEMONSTRATION = "innovation_demonstration"
    IP_ADVANTAGE = "ip_advantage"
    IP_DEMONSTRATION = "ip_demonstration"
    OTHER = "other"


HONOUR_LABELS = {
    HonourKind.HIGH_TECH: "高新技术企业",
    HonourKind.INNOVATION_DEMONSTRATION: "国家级技术创新示范企业",
    HonourKind.IP_ADVANTAGE: "知识产权优势企业",
    HonourKind.IP_DEMONSTRATION: "知识产权示范企业",
    HonourKind.OTHER: "其他荣誉",
}


@dataclass(frozen=True, slots=True)
class YearFigures:
    """Figures of one complete accounting year, from the audit report. 万元; staff in persons at year end."""

    revenue: Decimal | None = None
    main_revenue: Decimal | None = None
    rd_expense: Decimal | None = None
    total_assets: Decimal | None = None
    total_liabilities: Decimal | None = None
    employees: int | None = None
    rd_staff: int | None = None


FIGURE_LABELS = {
    "revenue": "营业收入",
    "main_revenue": "主营业务收入",
    "rd_expense": "研发费用",
    "total_assets": "资产总额",
    "total_liabilities": "负债总额",
    "employees": "全职员工数量",
    "rd_staff": "研发人员数量",
}


@dataclass(frozen=True, slots=True)
class IntellectualProperty:
    """One right. Its class Ⅰ/Ⅱ is derived (``intellectual_property.py``), never typed in.

    ``in_force`` is False for a right that has lapsed; a listed right is held to be in force otherwise.
    ``high_value_reasons``: empty = none is claimed, None = not asked yet.
    """

    kind: RightKind | None = None
    name: str = ""
    number: str = ""
    granted_on: date | None = None
    acquisition: Acquisition | None = None
    transferred_on: date | None = None
    related_to_main_product: bool | None = None
    high_value_reasons: tuple[HighValueReason, ...] | None = None
    in_force: bool = True


@dataclass(frozen=True, slots=True)
class Award:
    """A science-technology award; ``awarded_on`` is the date on the certificate."""

    name: str = ""
    level: Level | None = None
    awarded_on: date | None = None


@dataclass(frozen=True, slots=True)
class Honour:
    """A title with a term of validity, last day included."""

    name: str = ""
    kind: HonourKind | None = None
    valid_from: date | None = None
    valid_until: date | None = None


@dataclass(frozen=True, slots=True)
class Institution:
    """An R&D institution and the level that recognised it."""

    name: str = ""
    level: Level | None = None
    recognised_on: date | None = None


@dataclass(frozen=True, slots=True)
class EquityRound:
    """One round of new equity: ``paid_in`` 万元 really received, ``share_given_up`` a ratio of the shares."""

    investor: str = ""
    received_on: date | None = None
    paid_in: Decimal | None = None
    share_given_up: Decimal | None = None
    qualified_investor: bool | None = None


@dataclass(frozen=True, slots=True)
class MainProduct:
    """主导产品 and whether its field is listed in 《战略性新兴产业分类》."""

    name: str = ""
    in_strategic_emerging: bool | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """A fact that cannot be used. ``key`` is its path in ``Facts.to_dict()``, ``value`` what was given."""

    key: str
    label: str
    message: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything a standard may ask about one enterprise.

    ``year`` is Y1, the last complete accounting year (63号 附件4 第1项); ``as_of`` the day of application.
    ``figures`` maps a year to its figures. ``problems`` names facts that were given but cannot be used: the
    fact itself is then None, so that every other line is still computed.
    """

    year: int | None = None
    as_of: date | None = None
    figures: Mapping[int, YearFigures] = field(default_factory=dict)
    main_product: MainProduct = MainProduct()
    intellectual_property: tuple[IntellectualProperty, ...] | None = None
    awards: tuple[Award, ...] | None = None
    honours: tuple[Honour, ...] | None = None
    institutions: tuple[Institution, ...] | None = None
    equity_rounds: tuple[EquityRound, ...] | None = None
    problems: tuple[Problem, ...] = ()

    def checked(self) -> "Facts":
        """These facts without what contradicts itself; each such fact becomes None and is named in ``problems``.

        Returns ``self`` when nothing is wrong. Doing it twice changes nothing.
        """
        problems: list[Problem] = []
        year = self.year
        if year is not None and self.as_of is not None and self.as_of.year <= year:
            problems.append(
                Problem("year", "最近一个完整会计年度", f"{year}年度在申报日尚未结束。", str(year))
            )
            year = None
        figures = {each: _checked_figures(each, row, problems) for each, row in self.figures.items()}
        rounds = self.equity_rounds
        if rounds:
            rounds = tuple(_checked_round(index, each, problems) for index, each in enumerate(rounds))
        if not problems:
            return self
        return replace(
            self, year=year, figures=figures, equity_rounds=rounds, problems=self.problems + tuple(problems)
        )

    def to_dict(self) -> dict:
        """JSON-safe and lossless: decimals as text, dates as ISO text, unknown as null."""
        return _plain(self)

    @classmethod
    def from_dict(cls, data: object) -> "Facts":
        """Read facts back, or from anywhere. Never raises: what cannot be used is named in ``problems``."""
        from declarations.standards.facts_reader import read_facts  # the reader is built from these classes

        return read_facts(data).checked()


_NEVER_NEGATIVE = tuple(FIGURE_LABELS)


def _checked_figures(year: int, row: YearFigures, problems: list[Problem]) -> YearFigures:
    wrong: dict[str, str] = {}
    for name in _NEVER_NEGATIVE:
        value = getattr(row, name)
        if value is not None and value < 0:
            wrong[name] = "不能为负数。"
    for part, whole in (("main_revenue", "revenue"), ("rd_staff", "employees")):
        small, large = getattr(row, part), getattr(row, whole)
        if (
            small is not None
            and large is not None
            and part not in wrong
            and whole not in wrong
            and small > large
        ):
            wrong[part] = f"不能大于{FIGURE_LABELS[whole]}（{large}）。"
    if not wrong:
        return row
    problems.extend(
        Problem(f"figures.{year}.{name}", f"{year}年{FIGURE_LABELS[name]}", message, str(getattr(row, name)))
        for name, message in wrong.items()
    )
    return replace(row, **dict.fromkeys(wrong))


def _checked_round(index: int, row: EquityRound, problems: list[Problem]) -> EquityRound:
    wrong = {}
    if row.paid_in is not None and row.paid_in < 0:
        wrong["paid_in"] = ("实缴金额", "不能为负数。")
    if row.share_given_up is not None and not 0 <= row.share_given_up <= 1:
        wrong["share_given_up"] = ("出让股权比例", "应在 0 与 1 之间。")
    if not wrong:
        return row
    problems.extend(
        Problem(
            f"equity_rounds.{index}.{name}",
            f"第{index + 1}笔股权融资{label}",
            message,
            str(getattr(row, name)),
        )
        for name, (label, message) in wrong.items()
    )
    return replace(row, **dict.fromkeys(wrong))


def _plain(value: object) -> object:
    match value:
        case None | bool() | int():
            return value
        case str():
            return str(value)
        case Decimal():
            return f"{value:f}"
        case date():
            return value.isoformat()
        case tuple():
            return [_plain(each) for each in value]
        case Mapping():
            return {str(key): _plain(each) for key, each in value.items()}
        case _:
            return {each.name: _plain(getattr(value, each.name)) for each in fields(value)}
