"""Facts for the tests of 63号 附件2: an enterprise with next to no points, and one with points as wanted."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from math import ceil

from declarations.standards import evaluate, get_standard
from declarations.standards.facts import (
    Facts,
    Institution,
    MainProduct,
    QualityEvidence,
    TechnicalStandard,
    YearFigures,
)
from declarations.standards.provincial import (
    ProvincialIndicator,
    ProvincialKind,
    ProvincialOption,
    ProvincialScheme,
    localised,
)
from enterprises.enums import (
    Acquisition,
    IntellectualPropertyKind,
    ProductField,
    QualityKind,
    RecognitionLevel,
)
from tests.declarations.standards.builders import right

SPECIALIZED = get_standard("R2022-SPECIALIZED")
AS_OF = date(2026, 3, 1)
PRODUCT = MainProduct("阀门", segment_years=Decimal(0), chain_role=False, fields=())

_LAST = {
    "revenue": "1000",
    "main_revenue": "500",
    "rd_expense": "0",
    "net_profit": "0",
    "total_assets": "1000",
    "total_liabilities": "800",
    "employees": 100,
    "rd_staff": 0,
}
_BEFORE = {"main_revenue": "1000", "rd_expense": "0"}
_FIRST = {"main_revenue": "1000"}


def known(*, last=None, before=None, first=None, product=None, **changes):
    """Facts of 2025 (Y1), 2024 (Y2) and 2023 (Y3) of which every line of annex 2 but the province's gives 0 points.

    ``last``, ``before`` and ``first`` change figures of those years, ``product`` facts of the main product.
    """
    values = {
        "year": 2025,
        "as_of": AS_OF,
        "figures": {
            2025: _figures(_LAST, last),
            2024: _figures(_BEFORE, before),
            2023: _figures(_FIRST, first),
        },
        "main_product": replace(PRODUCT, **(product or {})),
        "digital_level": 1,
        "intellectual_property": (),
        "awards": (),
        "contests": (),
        "institutions": (),
        "equity_rounds": (),
        "quality_evidence": (),
        "technical_standards": (),
        "provincial": {"9": "none"},
    }
    return Facts(**{**values, **changes})


def _figures(base, changes):
    values = {**base, **(changes or {})}
    return YearFigures(
        **{name: Decimal(each) if isinstance(each, str) else each for name, each in values.items()}
    )


def judged(**changes):
    """The evaluation of ``known(**changes)`` by annex 2 of R2022, no province having set its 15 points."""
    return evaluate(SPECIALIZED, known(**changes))


def scheme(pass_mark=None):
    """One indicator of 15 points; the key of an option is its points."""
    options = tuple(ProvincialOption(str(points), f"{points} 分", points) for points in range(15, 0, -1))
    indicator = ProvincialIndicator("9", "特色", ProvincialKind.CHOICE, 15, options)
    return ProvincialScheme("某省", 2025, pass_mark, (indicator,))


LOCAL = localised(SPECIALIZED, scheme())

# What gives exactly these points, indicator by indicator; revenue 3000, assets 1000, 100 persons.
_MAIN = {5: 2400, 3: 2100, 1: 1800, 0: 1500}
# Y3 as a part of Y1 = Y2: (0 + 1/0.8 − 1)/2 = 12.5%, 8.8%, 7.1%, 5.6%, 0%, −25%.
_FIRST_PART = {10: "0.8", 8: "0.85", 6: "0.875", 4: "0.9", 2: "1", 0: "2"}
_YEARS = {points: Decimal(2 * points) for points in range(6)}
_FIELD = {
    5: {"chain_role": True, "fields": ()},
    3: {"chain_role": False, "fields": (ProductField.SIX_BASES,)},
    0: {"chain_role": False, "fields": ()},
}
_DIGITAL = {5: 3, 3: 2, 0: 1}
_BRAND = QualityEvidence(QualityKind.OWN_BRAND, "阀门牌")
_QUALITY = {
    5: ((_BRAND,), (TechnicalStandard("阀门标准", published_on=date(2015, 1, 1)),)),
    3: ((_BRAND,), ()),
    0: ((), ()),
}
_PROFIT = {10: "300", 8: "240", 6: "180", 4: "120", 2: "60", 0: "0"}
_DEBT = {5: "500", 3: "600", 1: "700", 0: "800"}
_RIGHTS = {
    10: (right(granted_on=date(2010, 1, 1)),),
    8: (right(),),
    6: (right(acquisition=Acquisition.TRANSFERRED, transferred_on=date(2024, 1, 1)),),
    2: (right(IntellectualPropertyKind.SOFTWARE),),
    0: (),
}
# Below 3000 × 10% no amount gives more than its share of the revenue does.
_RD = {10: "300", 8: "240", 6: "180", 4: "120", 2: "100", 0: "30"}
_STAFF = {5: 20, 3: 10, 1: 5, 0: 4}
_INSTITUTION = {
    10: RecognitionLevel.NATIONAL,
    8: RecognitionLevel.PROVINCIAL,
    4: RecognitionLevel.CITY,
    2: RecognitionLevel.SELF,
    0: None,
}
_LEAST = {1: 0, 2: 0, 3: 1, 4: 0, 5: 0, 6: 0, 7: 0, 8: 0, 9: 0, 10: 0, 11: 2, 12: 0, 13: 0}
MOST = {1: 5, 2: 10, 3: 5, 4: 5, 5: 5, 6: 5, 7: 10, 8: 5, 9: 15, 10: 10, 11: 10, 12: 5, 13: 10}


def scoring(points=None, /, *, last=None, before=None, **changes):
    """Facts that get exactly these points by ``LOCAL``; an indicator not named gets the least with which C1, C2 and
    C3 are met: 1 for 2 years, 2 for R&D of 100 in 3000 (3.33%), else 0."""
    wanted = {**_LEAST, **(points or {})}
    main = _MAIN[wanted[1]]
    evidence, standards = _QUALITY[wanted[6]]
    level = _INSTITUTION[wanted[13]]
    figures = {
        "revenue": "3000",
        "main_revenue": str(main),
        "rd_expense": _RD[wanted[11]],
        "net_profit": _PROFIT[wanted[7]],
        "total_liabilities": _DEBT[wanted[8]],
        "rd_staff": _STAFF[wanted[12]],
    }
    values = {
        "product": {"segment_years": _YEARS[wanted[3]], **_FIELD[wanted[4]]},
        "digital_level": _DIGITAL[wanted[5]],
        "quality_evidence": evidence,
        "technical_standards": standards,
        "provincial": {"9": str(wanted[9]) if wanted[9] else "none"},
        "intellectual_property": _RIGHTS[wanted[10]],
        "institutions": (Institution("技术中心", level),) if level else (),
        **changes,
    }
    return known(
        last={**figures, **(last or {})},
        before={"main_revenue": str(main), **(before or {})},
        first={"main_revenue": f"{main * Decimal(_FIRST_PART[wanted[2]]):f}"},
        **values,
    )


def moved(facts, key, amount):
    """``facts`` with the number at path ``key`` changed by ``amount``; persons and levels up to the next whole one."""
    place, _, name = key.rpartition(".")
    if place.startswith("figures."):
        year = int(place.partition(".")[2])
        row = facts.figures[year]
        changed = replace(row, **{name: _sum(getattr(row, name), amount)})
        return replace(facts, figures={**facts.figures, year: changed})
    if place:
        part = getattr(facts, place)
        return replace(facts, **{place: replace(part, **{name: _sum(getattr(part, name), amount)})})
    return replace(facts, **{name: _sum(getattr(facts, name), amount)})


def _sum(value, amount):
    total = value + amount
    return ceil(total) if isinstance(value, int) else total
