"""The facts of a filing, as a standard wants them."""

import datetime as dt
from decimal import Decimal

from declarations.blocks import decimal_or_none
from declarations.dossier import Dossier
from declarations.standards.facts import (
    Acquisition,
    Award,
    EquityRound,
    Facts,
    HighValueReason,
    Honour,
    HonourKind,
    Institution,
    IntellectualProperty,
    Level,
    MainProduct,
    RightKind,
    YearFigures,
)
from enterprises import models
from enterprises.models import YearlyFigures

_PRODUCT_ANSWERS = {"yes": True, "no": False}


def facts_from(dossier: Dossier) -> Facts:
    """Facts of a loaded filing on its day. What is not filled in is unknown, an unticked condition is none."""
    product = dossier.data("product")
    return Facts(
        year=dossier.year,
        as_of=dossier.as_of,
        figures={year: _figures(row) for year, row in dossier.figures.items()},
        main_product=MainProduct(
            name=product.get("name", ""),
            in_strategic_emerging=_PRODUCT_ANSWERS.get(product.get("in_strategic_emerging")),
        ),
        intellectual_property=_rights(dossier),
        **_direct(dossier),
    )


def _figures(row: YearlyFigures) -> YearFigures:
    return YearFigures(
        revenue=row.revenue,
        main_revenue=row.main_revenue,
        rd_expense=row.rd_expense,
        total_assets=row.total_assets,
        total_liabilities=row.total_liabilities,
        employees=row.employees,
        rd_staff=row.rd_staff,
    )


def _rights(dossier: Dossier) -> tuple[IntellectualProperty, ...] | None:
    """An empty list is unknown until the enterprise says that it has none."""
    if not dossier.rights and dossier.data("ip").get("none") is not True:
        return None
    return tuple(right_facts(right) for right in dossier.rights)


def right_facts(right: models.IntellectualProperty) -> IntellectualProperty:
    """One stored right as the standards see it."""
    reason = right.high_value_reason
    return IntellectualProperty(
        kind=RightKind(right.kind),
        name=right.name,
        number=right.number,
        granted_on=right.granted_on,
        acquisition=Acquisition(right.acquisition),
        transferred_on=right.transferred_on,
        related_to_main_product=right.related_to_main_product,
        high_value_reasons=(HighValueReason(reason),) if reason else (),
    )


def _direct(dossier: Dossier) -> dict[str, tuple | None]:
    if "direct" not in dossier.stored:
        return {"awards": None, "honours": None, "institutions": None, "equity_rounds": None}
    data = dossier.data("direct")

    def rows(tick: str, key: str) -> list[dict]:
        return data.get(key) or [] if data.get(tick) is True else []

    return {
        "awards": tuple(
            Award(row.get("name", ""), _level(row), _day(row, "awarded_on"))
            for row in rows("has_award", "awards")
        ),
        "honours": tuple(
            Honour(row.get("name", ""), _one(HonourKind, row, "kind"), None, _day(row, "valid_until"))
            for row in rows("has_honour", "honours")
        ),
        "institutions": tuple(
            Institution(row.get("name", ""), _level(row), _day(row, "recognised_on"))
            for row in rows("has_institution", "institutions")
        ),
        "equity_rounds": tuple(
            EquityRound(
                investor=row.get("investor", ""),
                received_on=_day(row, "received_on"),
                paid_in=decimal_or_none(row.get("paid_in")),
                share_given_up=_ratio(row.get("share_given_up")),
                qualified_investor=row.get("qualified_investor") is True,
            )
            for row in rows("has_equity", "equity_rounds")
        ),
    }


def _level(row: dict) -> Level | None:
    return _one(Level, row, "level")


def _one(kind, row: dict, name: str):
    return kind(row[name]) if row.get(name) else None


def _day(row: dict, name: str) -> dt.date | None:
    return dt.date.fromisoformat(row[name]) if row.get(name) else None


def _ratio(percentage: str | None) -> Decimal | None:
    number = decimal_or_none(percentage)
    return None if number is None else number / 100
