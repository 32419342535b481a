"""What a standard is computed from: the facts about one enterprise on one day.

Pure data. ``None`` means *unknown* everywhere; an empty list means *there are none*. The two never mix.
Money is ``Decimal`` 万元, shares are ``Decimal`` ratios (0.3 is 30%), staff is whole persons at year end.
Numbers are finite, below 10^18, with at most 12 decimal places: what ``reading.read_facts`` accepts.
``schema.facts_schema()`` describes the same as JSON Schema, ``contradictions.consistent`` sets aside what contradicts itself.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from decimal import Decimal
from typing import Any

from enterprises.enums import (
    Acquisition,
    HighValueReason,
    HonourKind,
    IntellectualPropertyKind,
    ProductField,
    QualityKind,
    RecognitionLevel,
    StandardScope,
    TitleKind,
)


@dataclass(frozen=True, slots=True)
class YearFigures:
    """Figures of one complete accounting year, from the audit report. 万元; staff in persons at year end.

    Only ``net_profit`` may be negative. ``tech_staff`` (科技人员) and ``total_cost`` (成本费用总额) are what
    科技型中小企业 is scored by.
    """

    revenue: Decimal | None = None
    main_revenue: Decimal | None = None
    rd_expense: Decimal | None = None
    net_profit: Decimal | None = None
    total_cost: Decimal | None = None
    total_assets: Decimal | None = None
    total_liabilities: Decimal | None = None
    employees: int | None = None
    rd_staff: int | None = None
    tech_staff: int | None = None


FIGURE_LABELS = {
    "revenue": "营业收入",
    "main_revenue": "主营业务收入",
    "rd_expense": "研发费用",
    "net_profit": "净利润",
    "total_cost": "成本费用总额",
    "total_assets": "资产总额",
    "total_liabilities": "负债总额",
    "employees": "从业人员数量",
    "rd_staff": "研发人员数量",
    "tech_staff": "科技人员数量",
}


@dataclass(frozen=True, slots=True)
class IntellectualProperty:
    """One right. Its class Ⅰ/Ⅱ is derived (``intellectual_property.py``), never typed in.

    ``in_force`` is False for a right that has lapsed; a listed right is held to be in force otherwise.
    ``high_value_reasons``: empty = none is claimed, None = not asked yet. ``owner_rank``: place of the enterprise
    among the right's owners, from 1. ``produces_benefit``: really applied and producing economic benefit.
    """

    kind: IntellectualPropertyKind | None = None
    name: str = ""
    number: str = ""
    granted_on: date | None = None
    acquisition: Acquisition | None = None
    transferred_on: date | None = None
    related_to_main_product: bool | None = None
    high_value_reasons: tuple[HighValueReason, ...] | None = None
    in_force: bool = True
    owner_rank: int | None = None
    produces_benefit: bool | None = None


@dataclass(frozen=True, slots=True)
class Award:
    """A science-technology award; ``awarded_on`` is the date on the certificate.

    ``rank`` is the place of the enterprise among the awarded units, from 1.
    """

    name: str = ""
    level: RecognitionLevel | None = None
    awarded_on: date | None = None
    rank: int | None = None


@dataclass(frozen=True, slots=True)
class ContestResult:
    """A place in the national list of the enterprise group of “创客中国”, from 1, and when it was published."""

    name: str = ""
    rank: int | None = None
    announced_on: date | None = None


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
    level: RecognitionLevel | None = None
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
class QualityEvidence:
    """A quality award, a certificate or an own brand, in force on the days from ``valid_from`` to ``valid_until``.

    ``valid_until`` None: without a term. ``level`` is asked of quality awards only.
    """

    kind: QualityKind | None = None
    name: str = ""
    level: RecognitionLevel | None = None
    valid_from: date | None = None
    valid_until: date | None = None


@dataclass(frozen=True, slots=True)
class TechnicalStandard:
    """A technical standard the enterprise took part in; ``rank`` is its place among the drafting units, from 1."""

    name: str = ""
    scope: StandardScope | None = None
    published_on: date | None = None
    rank: int | None = None


@dataclass(frozen=True, slots=True)
class Title:
    """A title of graded cultivation, or 科技型中小企业, with its validity; both days included."""

    kind: TitleKind | None = None
    valid_from: date | None = None
    valid_until: date | None = None


@dataclass(frozen=True, slots=True)
class MainProduct:
    """主导产品: its fields and its market.

    ``segment_years``: 从事特定细分市场年限 at the end of the last accounting year. ``chain_role``: at a key link of
    an industrial chain, really 补短板、锻长板、填空白. ``fields``: those that apply; empty = none of them.
    Shares are ratios of the segment's market; ``domestic_rank`` the place in the domestic segment, from 1.
    """

    name: str = ""
    in_strategic_emerging: bool | None = None
    segment_years: Decimal | None = None
    chain_role: bool | None = None
    fields: tuple[ProductField, ...] | None = None
    domestic_share: Decimal | None = None
    international_share: Decimal | None = None
    domestic_rank: int | None = None


@dataclass(frozen=True, slots=True)
class Statements:
    """What an enterprise states about itself where the rules give no number and the authority judges."""

    sound_governance: bool | None = None
    leading_technology: bool | None = None
    digital_and_green: bool | None = None
    information_system: bool | None = None
    unique_advantage: bool | None = None
    high_reputation: bool | None = None
    competitive_brand: bool | None = None
    leading_position: bool | None = None


# What each list holds, as a page names it.
LIST_LABELS = {
    "intellectual_property": "知识产权",
    "awards": "科技奖励",
    "contests": "“创客中国”名次",
    "honours": "荣誉",
    "institutions": "研发机构",
    "equity_rounds": "股权融资",
    "quality_evidence": "质量证明",
    "technical_standards": "制修订标准",
    "titles": "称号",
}
CHAIN_ROLE = "位于产业链关键环节，发挥补短板、锻长板、填空白等实际作用"

STATEMENT_LABELS = {
    "sound_governance": "有长期发展战略，公司治理规范，信誉良好",
    "leading_technology": "生产技术、工艺和产品质量性能国内领先",
    "digital_and_green": "重视并推进数字化、绿色化发展",
    "information_system": "至少1项核心业务采用信息系统支撑",
    "unique_advantage": "技术和产品有自身独特优势",
    "high_reputation": "主导产品享有较高知名度",
    "competitive_brand": "自主品牌直接面向市场并具有竞争优势",
    "leading_position": "主导产品在国内或国际细分市场占有率位次较为靠前，享有一定知名度",
}


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
    ``figures`` maps a year to its figures. ``digital_level`` is the level (0 to 4) of the latest digital-maturity
    assessment; ``development_scores`` maps a year to the 专精特新发展评价得分 published in it. ``provincial``
    answers the indicators of a province by their code: the key of an option, keys of several, or a number.
    ``problems`` names facts that were given but cannot be used: the fact itself is then None, so that every
    other line is still computed.
    """

    year: int | None = None
    as_of: date | None = None
    figures: Mapping[int, YearFigures] = field(default_factory=dict)
    main_product: MainProduct = MainProduct()
    statements: Statements = Statements()
    digital_level: int | None = None
    development_scores: Mapping[int, Decimal] = field(default_factory=dict)
    intellectual_property: tuple[IntellectualProperty, ...] | None = None
    awards: tuple[Award, ...] | None = None
    contests: tuple[ContestResult, ...] | None = None
    honours: tuple[Honour, ...] | None = None
    institutions: tuple[Institution, ...] | None = None
    equity_rounds: tuple[EquityRound, ...] | None = None
    quality_evidence: tuple[QualityEvidence, ...] | None = None
    technical_standards: tuple[TechnicalStandard, ...] | None = None
    titles: tuple[Title, ...] | None = None
    provincial: Mapping[str, str | tuple[str, ...]] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()

    def to_dict(self) -> dict:
        """JSON-safe and lossless: decimals as text, dates as ISO text, unknown as null."""
        return _plain(self)


def _plain(value: Any) -> Any:
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
