"""Stored rows and sections as the facts a standard asks for. Nothing here reads the database.

Percent in the models becomes a ratio, an empty text becomes unknown.
"""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import TypeVar

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
from declarations.words.blocks import decimal_or_none
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

_PRODUCT_ANSWERS = {"yes": True, "no": False}
_T = TypeVar("_T")


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


def product_facts(profile: models.ProductProfile | None, section: Mapping[str, str]) -> MainProduct:
    """The main product from 主导产品; what is not answered there, from the section 专业化 of a declaration."""
    found = _profile_product(profile)
    missing = {
        name: answer for name, answer in _filed_answers(section).items() if getattr(found, name) in (None, "")
    }
    return replace(found, **missing)


def filed_product_facts(
    profile: models.ProductProfile | None, section: Mapping[str, str] | None
) -> MainProduct:
    """The main product of a declaration: what its section asks from there alone, the rest from 主导产品.

    ``section`` is empty while it was never saved, and None where the form has none.
    """
    found = _profile_product(profile)
    return found if section is None else replace(found, **_filed_answers(section))


def _filed_answers(section: Mapping[str, str]) -> dict:
    return {
        "name": section.get("name", ""),
        "in_strategic_emerging": _PRODUCT_ANSWERS.get(section.get("in_strategic_emerging", "")),
        "segment_years": decimal_or_none(section.get("segment_years")),
    }


def _profile_product(profile: models.ProductProfile | None) -> MainProduct:
    kept = profile or models.ProductProfile()
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


def statement_facts(profile: models.ProductProfile | None) -> Statements:
    """What the enterprise states about itself in 主导产品."""
    if profile is None:
        return Statements()
    return Statements(**{name: getattr(profile, name) for name in STATEMENT_LABELS})


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
# The lists a declaration of 创新型 asks for itself, in its section 直通条件.
DIRECT_KINDS = (RecordKind.AWARDS, RecordKind.HONOURS, RecordKind.INSTITUTIONS, RecordKind.EQUITY_ROUNDS)


def direct_facts(section: Mapping) -> dict[str, tuple]:
    """The lists of the section 直通条件 of a declaration; a condition that is not ticked has no entries."""

    def rows(tick: str, kind: RecordKind) -> list[dict]:
        return section.get(kind.value) or [] if section.get(tick) is True else []

    return {
        "awards": tuple(
            Award(row.get("name", ""), _one(RecognitionLevel, row, "level"), _day(row, "awarded_on"))
            for row in rows("has_award", RecordKind.AWARDS)
        ),
        "honours": tuple(
            Honour(row.get("name", ""), _one(HonourKind, row, "kind"), None, _day(row, "valid_until"))
            for row in rows("has_honour", RecordKind.HONOURS)
        ),
        "institutions": tuple(
            Institution(row.get("name", ""), _one(RecognitionLevel, row, "level"), _day(row, "recognised_on"))
            for row in rows("has_institution", RecordKind.INSTITUTIONS)
        ),
        "equity_rounds": tuple(
            EquityRound(
                investor=row.get("investor", ""),
                received_on=_day(row, "received_on"),
                paid_in=decimal_or_none(row.get("paid_in")),
                share_given_up=_ratio(decimal_or_none(row.get("share_given_up"))),
                qualified_investor=row.get("qualified_investor") is True,
            )
            for row in rows("has_equity", RecordKind.EQUITY_ROUNDS)
        ),
    }


def _one(kind: Callable[[str], _T], row: dict, name: str) -> _T | None:
    return kind(row[name]) if row.get(name) else None


def _day(row: dict, name: str) -> dt.date | None:
    return dt.date.fromisoformat(row[name]) if row.get(name) else None


def _ratio(percentage: Decimal | None) -> Decimal | None:
    return None if percentage is None else percentage / 100
