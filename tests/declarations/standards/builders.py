"""Facts for the tests of the standards: one enterprise that has everything, changed by each test where it matters."""

from datetime import date
from decimal import Decimal

from declarations.standards import evaluate, get_standard
from declarations.standards.facts import Facts, IntellectualProperty, MainProduct, YearFigures
from enterprises.enums import Acquisition, IntellectualPropertyKind

INNOVATIVE = get_standard("R2022-INNOVATIVE")
AS_OF = date(2026, 7, 1)


def right(kind=IntellectualPropertyKind.INVENTION, **changes):
    """An own invention patent of 2020, related to the main product, for which no high value is claimed."""
    values = {
        "kind": kind,
        "name": "一种阀门",
        "granted_on": date(2020, 1, 1),
        "acquisition": Acquisition.OWN,
        "related_to_main_product": True,
        "high_value_reasons": (),
    }
    return IntellectualProperty(**{**values, **changes})


def facts(*, last=None, before=None, **changes):
    """Facts of 2025 (Y1) and 2024 (Y2); ``last`` and ``before`` change single figures of those years.

    As they stand: no right 0, R&D 10/1000 = 1% 5, growth 800/800 − 1 = 0% 5, debt 75% 5, other field 5,
    main revenue 800/1000 = 80% 20. No direct condition.
    """
    figures = {
        2025: YearFigures(**_decimals({**_LAST, **(last or {})})),
        2024: YearFigures(**_decimals({**_BEFORE, **(before or {})})),
    }
    values = {
        "year": 2025,
        "as_of": AS_OF,
        "figures": figures,
        "main_product": MainProduct("阀门", in_strategic_emerging=False),
        "intellectual_property": (),
        "awards": (),
        "honours": (),
        "institutions": (),
        "equity_rounds": (),
    }
    return Facts(**{**values, **changes})


_LAST = {
    "revenue": "1000",
    "main_revenue": "800",
    "rd_expense": "10",
    "total_assets": "1000",
    "total_liabilities": "750",
}
_BEFORE = {"main_revenue": "800"}


def _decimals(values):
    return {name: None if value is None else Decimal(value) for name, value in values.items()}


def judged(**changes):
    """The evaluation of ``facts(**changes)`` by annex 1 of R2022."""
    return evaluate(INNOVATIVE, facts(**changes))


def line(evaluation, code):
    return next(each for each in evaluation.lines if each.code == code)


def condition(evaluation, code):
    return next(each for each in evaluation.conditions if each.code == code)
