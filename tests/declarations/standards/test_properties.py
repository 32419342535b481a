"""What must hold of annex 1 of 63号 for every enterprise; what holds of all standards: test_all_standards_properties.py."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from declarations.standards import Verdict, evaluate
from tests.declarations.standards.builders import INNOVATIVE, facts, line
from tests.declarations.standards.strategies import FACTS, MONEY, THOROUGH


@THOROUGH
@given(FACTS)
def test_verdict_is_the_rule_of_the_annex(known):
    """standards.md 2.1, written once more and independently, for enterprises about which everything is decided."""
    result = evaluate(INNOVATIVE, known)
    direct = [each.verdict for each in result.conditions]
    if Verdict.MET in direct:
        assert result.verdict is Verdict.MET
    elif result.complete and Verdict.UNKNOWN not in direct:
        innovation, growth, special = (group.at_least for group in result.groups)
        passes = result.total >= 60 and innovation >= 20 and growth >= 15 and special >= 15
        assert result.verdict is (Verdict.MET if passes else Verdict.NOT_MET)


@given(
    st.sampled_from([("2", "rd_expense", 1), ("3", "main_revenue", 1), ("4", "total_liabilities", -1)]),
    MONEY,
    MONEY,
)
def test_points_are_monotone(rule, amount, more):
    code, name, direction = rule
    base = {"revenue": "300000", "total_assets": "100000"}
    low = line(
        evaluate(INNOVATIVE, facts(last={**base, name: amount}, before={"main_revenue": "50000"})), code
    )
    high = line(
        evaluate(INNOVATIVE, facts(last={**base, name: amount + more}, before={"main_revenue": "50000"})),
        code,
    )
    assert (high.points - low.points) * direction >= 0


CENT = Decimal("0.01")


@given(
    st.sampled_from(
        [("2", "rd_expense"), ("3", "main_revenue"), ("4", "total_liabilities"), ("6", "main_revenue")]
    ),
    st.decimals(1, 100000, places=2),
    st.decimals(1, 100000, places=2),
)
def test_going_the_next_step_reaches_the_better_band_and_less_does_not(rule, amount, whole):
    code, name = rule
    last = {"revenue": whole + 100000, "total_assets": whole, name: amount}
    before = {"main_revenue": whole}

    def points(value):
        return line(evaluate(INNOVATIVE, facts(last={**last, name: value}, before=before)), code)

    start = points(amount)
    step = start.next_step
    if step is None:
        assert start.points == start.maximum
        return
    sign = -1 if code == "4" else 1
    assert points(amount + sign * step.amount).points == start.points + step.gain
    assert points(amount + sign * (step.amount - Decimal("0.000001"))).points == start.points
    shown = Decimal(step.text.split("再")[1][2:].split(" ")[1].replace(",", ""))
    assert 0 <= shown - step.amount < CENT
