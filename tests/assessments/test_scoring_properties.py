"""Properties that hold for any answers."""

import json
from decimal import Decimal

from hypothesis import example, given
from hypothesis import strategies as st

from assessments.enums import ItemKind
from assessments.results import AssessmentResult
from assessments.scoring import score
from tests.assessments.sheets import COUNTED, LEAST_NUMBERS, answer, manufacturing_2024

Q = manufacturing_2024()


@st.composite
def sheets(draw):
    """Complete, consistent answers; the counted bands come from device counts."""
    total = draw(st.integers(0, 500))
    sheet = {
        "Q02": answer(total=str(total), digital=str(draw(st.integers(0, total)))),
        "Q03": answer(connected=str(draw(st.integers(0, total)))),
    }
    for item in Q.items:
        if item.code in COUNTED:
            continue
        positive = [option.code for option in item.options if not option.exclusive]
        if item.kind is ItemKind.MULTI:
            codes = draw(st.lists(st.sampled_from(positive), unique=True)) or ["A"]
        else:
            codes = [draw(st.sampled_from(positive))]
        sheet[item.code] = answer(*codes, **LEAST_NUMBERS.get(item.code, {}))
    for scene in Q.scenes:
        sheet[scene.code] = {"level": draw(st.integers(0, 4))}
    return sheet


@given(sheets())
def test_complete_sheets_have_no_problems_and_sums_agree(sheet):
    result = score(Q, sheet)
    assert result.problems == ()
    assert 0 <= result.total <= 100
    assert result.total == sum(item.points for item in result.items)
    assert result.total == sum(dimension.points for dimension in result.dimensions)
    assert result.level == min(result.level_by_score, result.level_by_scenes)
    assert (result.lift is None) == (result.level == 4)
    if result.lift:
        assert result.lift.points or result.lift.scenes or result.lift.starred
        assert result.lift.advice


@given(sheets(), st.sampled_from(Q.scenes))
def test_raising_a_scene_never_lowers_the_level(sheet, scene):
    raised = sheet | {scene.code: {"level": min(sheet[scene.code]["level"] + 1, 4)}}
    before, after = score(Q, sheet), score(Q, raised)
    assert after.level >= before.level
    assert after.total == before.total


@given(sheets(), st.sampled_from([item for item in Q.items if item.kind is ItemKind.MULTI]), st.data())
def test_one_more_measure_never_lowers_the_score(sheet, item, data):
    more = data.draw(st.sampled_from([option for option in item.options if not option.exclusive]))
    codes = {code for code in sheet[item.code]["options"] if not item.option(code).exclusive} | {more.code}
    assert score(Q, sheet | {item.code: answer(*codes)}).total >= score(Q, sheet).total


NASTY = [
    None,
    True,
    0,
    3,
    -1,
    10**30,
    1.5,
    float("nan"),
    Decimal("sNaN"),
    Decimal("-Infinity"),
    "",
    "A",
    "B",
    "130",
    "1e9",
    "NaN",
]
SCALARS = st.sampled_from(NASTY) | st.text(max_size=4)
ANYTHING = (
    SCALARS
    | st.lists(SCALARS, max_size=3)
    | st.dictionaries(st.sampled_from(["A", "level"]), SCALARS, max_size=2)
)
PARTS = st.fixed_dictionaries({}, optional={"options": ANYTHING, "numbers": ANYTHING, "level": ANYTHING})
NUMBERS = st.builds(
    lambda code, value: {"options": [], "numbers": {code: value}},
    st.sampled_from(["rate", "total", "digital", "connected", "staff_now", "revenue_now"]),
    ANYTHING,
)


@given(st.dictionaries(st.sampled_from([*Q.by_code, "Q99", ""]), ANYTHING | PARTS | NUMBERS, max_size=6))
def test_no_answers_whatever_raise_and_every_result_survives_json(answers):
    result = score(Q, answers)
    assert not result.submittable
    assert AssessmentResult.from_dict(json.loads(json.dumps(result.as_dict()))) == result


@given(st.integers(1, 10**6), st.data())
def test_band_of_a_share_is_exact_at_its_borders(total, data):
    digital = data.draw(st.integers(0, total))
    item = Q.by_code["Q02"]
    scored = score(Q, {"Q02": answer(total=str(total), digital=str(digital))}).items[1]
    bound = item.option(scored.options[0]).to
    lower = max((option.to for option in item.options if option.to < bound), default=Decimal(-1))
    assert lower * total < digital * 100 <= bound * total


@given(
    st.sampled_from([(item.code, field.code) for item in Q.items for field in item.numbers]),
    st.text("0123456789０９.．,，+-eE%％_xNaInfs \x00\u0661", max_size=40) | st.text(max_size=40),
)
@example(("Q02", "rate"), "1e9999999")
@example(("Q13", "rate"), "1e999999")
def test_no_number_however_written_breaks_the_scoring(place, text):
    question, number = place
    result = score(Q, {question: {"options": [], "numbers": {number: text}}})
    assert all(len(problem.message) < 200 for problem in result.problems)
    json.dumps(result.as_dict())
