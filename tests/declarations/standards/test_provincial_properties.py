"""Whatever a province asks for and whatever is answered: no point too many, none lost, nothing raises."""

import json
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from declarations.standards import Evaluation, Facts, LineStatus, evaluate
from declarations.standards.corrections import Correction, corrected, possible_points
from declarations.standards.engine import Indicator
from declarations.standards.points import exact
from declarations.standards.provincial import ProvincialIndicator, ProvincialKind, ProvincialOption
from declarations.standards.provincial_text import UnreadableOptions, read_options
from tests.declarations.standards.provincial import SPECIALIZED, score

ANSWERS = st.none() | st.text(max_size=6) | st.lists(st.sampled_from(["a", "b", "c", "d", "x"])).map(tuple)


@st.composite
def indicators(draw):
    kind = draw(st.sampled_from(ProvincialKind))
    tenths = draw(st.lists(st.integers(10, 150), min_size=1, max_size=5, unique=True).map(sorted))[::-1]
    points = [exact(Decimal(each) / 10) for each in tenths]
    borders = draw(
        st.lists(st.decimals(-100, 100, places=2), min_size=len(points), max_size=len(points), unique=True)
    )
    options = tuple(
        ProvincialOption(key, key, each, border if kind is ProvincialKind.BANDS else None)
        for key, each, border in zip("abcde", points, sorted(borders)[::-1], strict=False)
    )
    most = sum(tenths) if kind is ProvincialKind.SEVERAL else tenths[0]
    maximum = Decimal(draw(st.integers(tenths[0], most))) / 10
    return ProvincialIndicator("9.1", "指标", kind, maximum, options)


@given(indicators(), ANSWERS | st.decimals(-200, 200, places=3).map(str))
def test_points_never_exceed_the_maximum_and_nothing_raises(indicator, answer):
    found = score(indicator, answer)
    assert 0 <= found.at_least <= found.at_most <= indicator.maximum
    assert indicator.scoring.choices[0] == indicator.maximum
    assert indicator.scoring.choices[-1] == 0
    if found.status is LineStatus.COMPUTED:
        assert found.points in indicator.scoring.choices
        gain = found.next_step.gain if found.next_step else 0
        assert gain >= 0
        assert found.points + gain <= indicator.maximum
        assert (gain == 0) == (found.points == indicator.maximum)
    else:
        assert found.missing


@given(indicators(), st.decimals(-200, 200, places=3), st.decimals(0, 50, places=3))
def test_a_higher_number_never_gives_fewer_points(indicator, number, more):
    if indicator.kind is ProvincialKind.BANDS:
        assert score(indicator, str(number + more)).points >= score(indicator, str(number)).points


@given(indicators())
def test_every_indicator_goes_to_json_and_back(indicator):
    assert ProvincialIndicator.from_dict(json.loads(json.dumps(indicator.to_dict()))) == indicator


@given(st.lists(indicators(), min_size=1, max_size=4), st.data())
def test_totals_are_exact_sums(drawn, data):
    """Whatever halves and tenths a province gives: no point is lost in a subtotal, a total, a correction or JSON."""
    parts = tuple(replace(each, code=f"9.{number}") for number, each in enumerate(drawn, start=1))
    group = next(each for each in SPECIALIZED.groups if each.code == "distinctive")
    lines = tuple(Indicator(each.code, each.name, each.maximum, "", each.scoring) for each in parts)
    others = [each for each in SPECIALIZED.groups if each.code != "distinctive"]
    standard = replace(SPECIALIZED, groups=(*others, replace(group, indicators=lines)))
    answers = {each.code: data.draw(ANSWERS | st.decimals(-200, 200, places=2).map(str)) for each in parts}
    evaluation = evaluate(standard, Facts(provincial=answers))
    assert exact_sums(evaluation)
    assert Fraction(standard.maximum) == sum(Fraction(each.maximum) for each in standard.groups)
    chosen = [
        Correction(each.code, points=data.draw(st.sampled_from(possible_points(standard, each.code))))
        for each in parts
    ]
    after = corrected(standard, evaluation, chosen)
    assert exact_sums(after)
    for found in (evaluation, after):
        assert Evaluation.from_dict(json.loads(json.dumps(found.to_dict()))) == found
        assert Evaluation.from_dict(found.to_dict()).to_dict() == found.to_dict()


def exact_sums(evaluation: Evaluation) -> bool:
    sums = [
        (evaluation.total, [group.at_least for group in evaluation.groups]),
        (evaluation.total_at_most, [group.at_most for group in evaluation.groups]),
        *((group.at_least, [line.at_least for line in group.lines]) for group in evaluation.groups),
        *((group.at_most, [line.at_most for line in group.lines]) for group in evaluation.groups),
    ]
    return all(
        Fraction(whole) == sum(map(Fraction, parts)) and str(exact(whole)) == str(whole)
        for whole, parts in sums
    )


@given(st.text(max_size=40), st.sampled_from(ProvincialKind), st.integers(1, 15))
def test_any_text_is_read_or_refused_line_by_line(text, kind, maximum):
    try:
        options = read_options(text, kind, maximum)
    except UnreadableOptions as refusal:
        assert refusal.messages
    else:
        assert all(0 <= option.points <= maximum for option in options)
