"""Stored rows as the facts a standard asks for. Nothing here reads the database.

Percent in the models becomes a ratio, an empty text becomes unknown.
"""

from collections.abc import Callable
from dataclasses import fields
from decimal import Decimal

from declarations.standards.facts import (
    FIGURE_LABELS,
    STATEMENT_LABELS,
    Award,
    ContestResult,
    EquityRound,
    Honour,
    Institution,
    IntellectualProperty,
    MainProduct,
    QualityEvidence,
    Statements,
    TechnicalStandard,
    Title,
    YearFigures,
)
from enterprises import models
from enterprises.enums import (
    Acquisition,
    HighValueReason,
    HonourKind,
    IntellectualPropertyKind,
    ProductField,
    QualityKind,
    RecognitionLevel,
    RecordKind,
    StandardScope,
    TitleKind,
)

# What 主导产品 keeps: column → the fact it gives, a path in ``Facts.to_dict()``.
PRODUCT_FACTS = {
    **{each.name: f"main_product.{each.name}" for each in fields(MainProduct)},
    **{name: f"statements.{name}" for name in STATEMENT_LABELS},
}


def year_facts(row: models.YearlyFigures) -> YearFigures:
    """The figures of one stored year."""
    return YearFigures(**{name: getattr(row, name) for name in FIGURE_LABELS})


def right_facts(right: models.IntellectualProperty) -> IntellectualProperty:
    """One stored right as the standards see it."""
    reason = right.high_value_reason
    return IntellectualProperty(
        kind=IntellectualPropertyKind(right.kind),
        name=right.name,
        number=right.number,
        granted_on=right.granted_on,
        acquisition=Acquisition(right.acquisition),
        transferred_on=right.transferred_on,
        related_to_main_product=right.related_to_main_product,
        high_value_reasons=(HighValueReason(reason),) if reason else (),
        owner_rank=right.owner_rank,
        produces_benefit=right.produces_benefit,
    )


def product_facts(kept: models.ProductProfile) -> MainProduct:
    """The main product as 主导产品 has it."""
    return MainProduct(
        name=kept.name,
        in_strategic_emerging=kept.in_strategic_emerging,
        segment_years=kept.segment_years,
        chain_role=kept.chain_role,
        fields=None if kept.fields is None else tuple(ProductField(each) for each in kept.fields),
        domestic_share=_ratio(kept.domestic_share),
        international_share=_ratio(kept.international_share),
        domestic_rank=kept.domestic_rank,
    )


def statement_facts(kept: models.ProductProfile) -> Statements:
    """What the enterprise states about itself in 主导产品."""
    return Statements(**{name: getattr(kept, name) for name in STATEMENT_LABELS})


def certified_title(row: models.Certification) -> Title:
    """A title of graded cultivation from the register."""
    return Title(TitleKind(row.tier), row.valid_from, row.valid_until)


def _award(row: models.Award) -> Award:
    return Award(row.name, RecognitionLevel(row.level), row.awarded_on, row.rank)


def _contest(row: models.ContestResult) -> ContestResult:
    return ContestResult(row.name, row.rank, row.announced_on)


def _honour(row: models.Honour) -> Honour:
    return Honour(row.name, HonourKind(row.kind), row.valid_from, row.valid_until)


def _institution(row: models.Institution) -> Institution:
    return Institution(row.name, RecognitionLevel(row.level), row.recognised_on)


def _equity_round(row: models.EquityRound) -> EquityRound:
    return EquityRound(
        investor=row.investor,
        received_on=row.received_on,
        paid_in=row.paid_in,
        share_given_up=_ratio(row.share_given_up),
        qualified_investor=row.qualified_investor,
    )


def _quality_evidence(row: models.QualityEvidence) -> QualityEvidence:
    level = RecognitionLevel(row.level) if row.level else None
    return QualityEvidence(QualityKind(row.kind), row.name, level, row.valid_from, row.valid_until)


def _technical_standard(row: models.TechnicalStandard) -> TechnicalStandard:
    return TechnicalStandard(row.name, StandardScope(row.scope), row.published_on, row.rank)


def _held_title(row: models.HeldTitle) -> Title:
    return Title(TitleKind(row.kind), row.valid_from, row.valid_until)


# How an entry of each list is read. The kinds are names of ``Facts``.
RECORD_FACTS: dict[RecordKind, Callable] = {
    RecordKind.AWARDS: _award,
    RecordKind.CONTESTS: _contest,
    RecordKind.HONOURS: _honour,
    RecordKind.INSTITUTIONS: _institution,
    RecordKind.EQUITY_ROUNDS: _equity_round,
    RecordKind.QUALITY_EVIDENCE: _quality_evidence,
    RecordKind.TECHNICAL_STANDARDS: _technical_standard,
    RecordKind.TITLES: _held_title,
}


def _ratio(percentage: Decimal | None) -> Decimal | None:
    return None if percentage is None else percentage / 100
