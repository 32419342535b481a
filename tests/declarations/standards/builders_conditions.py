"""One enterprise that meets every condition of every standard, to be broken by each test where it matters.

Its last accounting year is 2025, the day of application 2026-07-01.
"""

from datetime import date
from decimal import Decimal

from declarations.standards import Evaluation, Facts, Verdict, evaluate, get_standard
from declarations.standards.facts import (
    Award,
    ContestResult,
    EquityRound,
    Institution,
    IntellectualProperty,
    MainProduct,
    QualityEvidence,
    Statements,
    Title,
    YearFigures,
)
from declarations.standards.reading import read_facts
from enterprises.enums import (
    Acquisition,
    IntellectualPropertyKind,
    ProductField,
    QualityKind,
    RecognitionLevel,
    TitleKind,
)

AS_OF = date(2026, 7, 1)
MET, NOT_MET, UNKNOWN = Verdict.MET, Verdict.NOT_MET, Verdict.UNKNOWN

# Revenue +9.1% and +10%, main revenue 95% of it, R&D 700/12000 = 5.8% and 650/11000 = 5.9%, together 1350.
_LAST = {
    "revenue": "12000",
    "main_revenue": "11400",
    "rd_expense": "700",
    "net_profit": "1200",
    "total_cost": "10000",
    "total_assets": "10000",
    "total_liabilities": "5000",
    "employees": 300,
    "rd_staff": 60,
    "tech_staff": 90,
}
_BEFORE = {**_LAST, "revenue": "11000", "main_revenue": "10450", "rd_expense": "650"}
_FIRST = {**_LAST, "revenue": "10000", "main_revenue": "9500", "rd_expense": "600"}
_PRODUCT = {
    "name": "阀门",
    "in_strategic_emerging": True,
    "segment_years": "8",
    "chain_role": True,
    "fields": (ProductField.SIX_BASES,),
    "domestic_share": "0.12",
    "international_share": "0.02",
    "domestic_rank": 5,
}
_DECIMAL = {"segment_years", "domestic_share", "international_share"}
_STAFF = {"employees", "rd_staff", "tech_staff"}


def right(kind=IntellectualPropertyKind.INVENTION, **changes):
    """An own invention patent of 2020, first owner, related to the main product and really applied."""
    values = {
        "kind": kind,
        "name": "一种阀门",
        "granted_on": date(2020, 1, 1),
        "acquisition": Acquisition.OWN,
        "related_to_main_product": True,
        "high_value_reasons": (),
        "owner_rank": 1,
        "produces_benefit": True,
    }
    return IntellectualProperty(**{**values, **changes})


def rights(count, **changes):
    return (right(**changes),) * count


def award(**changes):
    """A national award of 2024 in which the enterprise is first."""
    values = {"name": "科技奖", "level": RecognitionLevel.NATIONAL, "awarded_on": date(2024, 5, 1), "rank": 1}
    return Award(**{**values, **changes})


def contest(**changes):
    return ContestResult(**{"name": "创客中国", "rank": 1, "announced_on": date(2024, 11, 1), **changes})


def institution(level=RecognitionLevel.SELF, **changes):
    return Institution(**{"name": "研究院", "level": level, "recognised_on": date(2022, 1, 1), **changes})


def equity(paid_in, **changes):
    """A round of a qualified investor, received in the last accounting year for 20% of the shares."""
    values = {
        "investor": "甲基金",
        "received_on": date(2025, 6, 1),
        "paid_in": None if paid_in is None else Decimal(paid_in),
        "share_given_up": Decimal("0.2"),
        "qualified_investor": True,
    }
    return EquityRound(**{**values, **changes})


def evidence(kind=QualityKind.MANAGEMENT_SYSTEM, **changes):
    values = {"name": "证明", "valid_from": date(2024, 1, 1), "valid_until": date(2026, 12, 31)}
    return QualityEvidence(kind=kind, **{**values, **changes})


def title(kind, **changes):
    return Title(kind=kind, **{"valid_from": date(2024, 1, 1), "valid_until": date(2026, 12, 31), **changes})


def enterprise(*, last=None, before=None, first=None, product=None, statements=None, scores=None, **changes):
    """The facts. ``last``, ``before``, ``first`` change figures of 2025, 2024, 2023; the others parts of theirs."""
    stated = dict.fromkeys(Statements.__dataclass_fields__, True)
    wanted = {**_PRODUCT, **(product or {})}
    values = {
        "year": 2025,
        "as_of": AS_OF,
        "figures": {
            2025: _figures({**_LAST, **(last or {})}),
            2024: _figures({**_BEFORE, **(before or {})}),
            2023: _figures({**_FIRST, **(first or {})}),
        },
        "main_product": MainProduct(
            **{name: _decimal(value) if name in _DECIMAL else value for name, value in wanted.items()}
        ),
        "statements": Statements(**{**stated, **(statements or {})}),
        "digital_level": 3,
        "development_scores": {
            year: Decimal(score)
            for year, score in ({2025: 70, 2026: 70} if scores is None else scores).items()
        },
        "intellectual_property": rights(4),
        "awards": (),
        "contests": (),
        "honours": (),
        "institutions": (institution(),),
        "equity_rounds": (),
        "quality_evidence": (evidence(), evidence(QualityKind.OWN_BRAND)),
        "technical_standards": (),
        "titles": (title(TitleKind.INNOVATIVE), title(TitleKind.SPECIALIZED)),
    }
    return Facts(**{**values, **changes})


def _figures(values):
    return YearFigures(
        **{name: value if name in _STAFF else _decimal(value) for name, value in values.items()}
    )


def _decimal(value):
    return None if value is None else Decimal(value)


def judge(standard_id, facts: Facts) -> Evaluation:
    return evaluate(get_standard(standard_id), facts)


def found(standard_id, code, facts: Facts):
    """What the standard finds of one condition."""
    return next(each for each in judge(standard_id, facts).conditions if each.code == code)


def unmet(evaluation: Evaluation):
    """The codes of the conditions that are not met, whether known to be or not, with their verdicts."""
    return {each.code: each.verdict for each in evaluation.conditions if each.verdict is not MET}


def missing_keys(result):
    return {gap.key for gap in result.missing}


def without(facts: Facts, key: str) -> Facts:
    """The facts with the one of this path unknown."""
    return changed(facts, key, lambda value: None)


def moved(facts: Facts, key: str, amount: Decimal) -> Facts:
    """The facts with the number of this path larger by ``amount``."""
    return changed(facts, key, lambda value: str(Decimal(value) + amount))


def changed(facts: Facts, key: str, change) -> Facts:
    data = facts.to_dict()
    *path, name = key.split(".")
    place = data
    for each in path:
        place = place[int(each)] if isinstance(place, list) else place[each]
    name = int(name) if isinstance(place, list) else name
    place[name] = change(place[name])
    made = read_facts(data)
    assert not made.problems
    return made


def none_of(*ways):
    """The reason a failure gives where one of ``ways``, each of some reasons, would have been enough."""
    numbered = [f"（{number}）{'，且'.join(way)}" for number, way in enumerate(ways, start=1)]
    return f"以下满足其一即可，目前均未满足：{'；'.join(numbered)}"


def reasons_of(standard_id, *codes):
    """The reasons a failure by these conditions has to give."""
    names = {each.code: each.name for each in get_standard(standard_id).conditions}
    return tuple(f"不满足条件 {code}：{names[code]}" for code in codes)
