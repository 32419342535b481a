"""The 复核 of 创新型 and of 专精特新 under R2022: nothing in 63号 sets them apart from annex 1 and annex 2."""

from dataclasses import replace
from decimal import Decimal

import pytest

from declarations.standards.facts import Facts, YearFigures
from enterprises.enums import RecognitionLevel
from tests.declarations.standards.builders_conditions import (
    MET,
    NOT_MET,
    UNKNOWN,
    award,
    contest,
    enterprise,
    equity,
    institution,
    judge,
    rights,
)
from tests.tables import table

EMPTY = Facts(
    year=2025,
    as_of=enterprise().as_of,
    figures={
        2025: YearFigures(revenue=Decimal(1000), main_revenue=Decimal(0), rd_expense=Decimal(0)),
        2024: YearFigures(main_revenue=Decimal(1), rd_expense=Decimal(0)),
    },
)
CASES = {
    "all-strong": enterprise(),
    "no-right": enterprise(intellectual_property=()),
    "no-R&D": enterprise(last={"rd_expense": "0"}, before={"rd_expense": "0"}),
    "national-award": enterprise(awards=(award(),)),
    "contest": enterprise(contests=(contest(rank=500),)),
    "institution": enterprise(institutions=(institution(RecognitionLevel.PROVINCIAL),)),
    "equity-2000": enterprise(
        last={"revenue": "999", "main_revenue": "900"}, equity_rounds=(equity("2000"),)
    ),
    "equity-500": enterprise(equity_rounds=(equity("500"),)),
    "transferred": enterprise(intellectual_property=rights(1, acquisition=None)),
    "nothing-known": Facts(),
    "little-known": EMPTY,
}


@table("tier", ["INNOVATIVE", "SPECIALIZED"])
@table("facts", CASES.values(), ids=CASES)
def test_renewal_is_judged_as_a_new_recognition(tier, facts):
    new, renewal = judge(f"R2022-{tier}", facts), judge(f"R2022-{tier}-RENEWAL", facts)
    assert replace(renewal, standard_id=new.standard_id, standard_title=new.standard_title) == new
    assert renewal.standard_id == f"R2022-{tier}-RENEWAL"


@table(
    ("facts", "verdict"),
    [
        pytest.param(CASES["all-strong"], MET, id="15+20+5+10+10+20=80"),
        pytest.param(Facts(), UNKNOWN, id="nothing-known"),
        pytest.param(
            enterprise(
                intellectual_property=(),
                last={"rd_expense": "0"},
            ),
            NOT_MET,
            id="0+0-innovation<20",
        ),
        pytest.param(
            enterprise(intellectual_property=(), last={"rd_expense": "0"}, equity_rounds=(equity("500"),)),
            MET,
            id="0+0-innovation-but-500-equity",
        ),
        pytest.param(
            enterprise(intellectual_property=(), last={"rd_expense": "0"}, equity_rounds=(equity("499.99"),)),
            NOT_MET,
            id="0+0-innovation-and-499.99-equity",
        ),
    ],
)
def test_innovative_renewal(facts, verdict):
    assert judge("R2022-INNOVATIVE-RENEWAL", facts).verdict is verdict


@table(
    ("facts", "verdict"),
    [
        pytest.param(enterprise(product={"segment_years": "1.99"}), NOT_MET, id="C1-1.99<2"),
        pytest.param(enterprise(last={"rd_expense": "359.99"}), NOT_MET, id="C2-359.99<3%x12000"),
        pytest.param(
            enterprise(last={"revenue": "999.99", "main_revenue": "999.99"}), NOT_MET, id="C3-999.99<1000"
        ),
        pytest.param(enterprise(awards=(award(rank=5),)), MET, id="ALT-1-national-5"),
        pytest.param(
            enterprise(last={"rd_expense": "1000"}, before={"rd_expense": "1000"}),
            MET,
            id="ALT-2-(1000+1000)/2=1000",
        ),
        pytest.param(enterprise(equity_rounds=(equity("6000"),)), MET, id="ALT-3-6000"),
        pytest.param(enterprise(contests=(contest(rank=500),)), MET, id="ALT-4-500"),
        pytest.param(Facts(), UNKNOWN, id="nothing-known"),
    ],
)
def test_specialized_renewal(facts, verdict):
    assert judge("R2022-SPECIALIZED-RENEWAL", facts).verdict is verdict
