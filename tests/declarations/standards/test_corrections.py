"""A reviewer's lines in the place of the filed ones: sums, verdicts, and the way back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from declarations.standards import LineStatus, Verdict
from declarations.standards.corrections import Correction, corrected, possible_points
from tests.declarations.standards.builders import INNOVATIVE, condition, judged, line
from tests.tables import table

FILED = judged(last={"rd_expense": "30"})
CODES = tuple(each.code for each in FILED.lines)
CONDITIONS = tuple(each.code for each in FILED.conditions)


def points_of(code):
    return st.builds(
        Correction, st.just(code), st.none() | st.sampled_from(possible_points(INNOVATIVE, code))
    )


def verdict_of(code):
    verdicts = st.none() | st.sampled_from((Verdict.MET, Verdict.NOT_MET))
    return st.builds(lambda verdict: Correction(code, verdict=verdict), verdicts)


SOME = st.lists(st.sampled_from(CODES).flatmap(points_of) | st.sampled_from(CONDITIONS).flatmap(verdict_of))


def test_a_corrected_line_is_computed_and_the_total_follows():
    now = corrected(INNOVATIVE, FILED, [Correction("2", points=5, reason="审计报告为10万元")])
    was, is_ = line(FILED, "2"), line(now, "2")
    assert (was.points, is_.points) == (15, 5)
    assert (is_.at_least, is_.at_most, is_.status) == (5, 5, LineStatus.COMPUTED)
    assert (is_.working, is_.display) == (was.working, was.display)
    assert now.total == FILED.total - 10
    assert FILED == judged(last={"rd_expense": "30"}), "the filed evaluation is not touched"


def test_a_line_that_could_not_be_computed_gets_its_points():
    filed = judged(last={"total_liabilities": None})
    now = corrected(INNOVATIVE, filed, [Correction("4", points=10)])
    assert line(filed, "4").status is LineStatus.UNKNOWN
    assert line(now, "4").missing == ()
    assert now.total == filed.total + 10 and now.complete


def test_a_condition_decides_anew():
    filed = judged()
    assert filed.verdict is Verdict.NOT_MET
    now = corrected(INNOVATIVE, filed, [Correction("D2", verdict=Verdict.MET, reason="证书在有效期内")])
    assert now.verdict is Verdict.MET and now.total == filed.total
    assert "证书在有效期内" in condition(now, "D2").explanation
    assert any("D2" in reason for reason in now.reasons)


def test_a_group_s_minimum_follows():
    now = corrected(INNOVATIVE, FILED, [Correction("1", points=20), Correction("2", points=20)])
    assert now.groups[0].at_least == 40 and now.groups[0].verdict is Verdict.MET
    assert now.groups[1:] == FILED.groups[1:]


@given(SOME)
def test_the_total_is_the_sum_of_what_is_shown(corrections):
    now = corrected(INNOVATIVE, FILED, corrections)
    assert now.total == sum(each.points for each in now.lines) == sum(each.at_least for each in now.groups)
    assert now.total_at_most == now.total
    last = {each.code: each for each in corrections}
    for each in now.lines:
        wanted = last.get(each.code)
        filed = line(FILED, each.code)
        assert each.points == (filed.points if wanted is None or wanted.takes_back else wanted.points)


@given(SOME)
def test_taking_everything_back_restores_the_evaluation(corrections):
    back = [Correction(each.code) for each in corrections]
    assert corrected(INNOVATIVE, FILED, [*corrections, *back]) == FILED


@given(SOME)
def test_correcting_to_the_filed_values_restores_the_verdict(corrections):
    filed = [Correction(code, points=line(FILED, code).points) for code in CODES]
    filed += [Correction(code, verdict=condition(FILED, code).verdict) for code in CONDITIONS]
    now = corrected(INNOVATIVE, FILED, [*corrections, *filed])
    assert (now.total, now.verdict, now.reasons) == (FILED.total, FILED.verdict, FILED.reasons)


@table(
    "correction",
    [
        Correction("77", points=5),
        Correction("77"),
        Correction("2", points=7),
        Correction("2", points=-5),
        Correction("2", verdict=Verdict.MET),
        Correction("D1", points=5),
    ],
)
def test_what_a_standard_cannot_give_is_refused(correction):
    with pytest.raises(ValueError, match=r".+"):
        corrected(INNOVATIVE, FILED, [correction])


def test_a_correction_says_one_thing():
    with pytest.raises(ValueError, match="at once"):
        Correction("2", points=5, verdict=Verdict.MET)
    with pytest.raises(ValueError, match="decides"):
        Correction("D1", verdict=Verdict.UNKNOWN)


def test_possible_points_are_those_of_the_annex():
    assert possible_points(INNOVATIVE, "2") == (20, 15, 10, 5, 0)
    assert possible_points(INNOVATIVE, "5") == (10, 5)
    with pytest.raises(ValueError, match="no line"):
        possible_points(INNOVATIVE, "D1")
