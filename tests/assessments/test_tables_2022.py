"""The three delivered 2022-frame tables against the facts; at the end, what holds for all four tables."""

import json
import re
from copy import deepcopy
from decimal import Decimal
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.enums import ItemKind, ProblemKind
from assessments.questionnaire_files import DATA_FOLDER, load
from assessments.questionnaires import ChangeBand, ShareBand
from assessments.results import AssessmentResult
from assessments.scoring import score
from tests.assessments.tables_2022 import (
    BORDERS,
    CHANGES,
    DIMENSIONS,
    NAMED_BORDERS,
    STATED_BESIDE_30,
    TABLES,
    Change,
    Share,
    choose,
    lowest,
    put,
    worth,
)
from tests.examples import tried
from tests.tables import table

QUESTIONNAIRES = {table: load(DATA_FOLDER / f"2022-{table}.toml") for table in TABLES}
ALL_FOUR = [*QUESTIONNAIRES.values(), load(DATA_FOLDER / "2024-manufacturing.toml")]


def every(wanted=lambda row: True):
    """Parametrizes with (table, row) for the wanted rows of all tables."""
    rows = [(table, row) for table, rows in TABLES.items() for row in rows if wanted(row)]
    return pytest.mark.parametrize(
        ("table", "row"), [pytest.param(*both, id=f"{both[0]}-{both[1].code}") for both in rows]
    )


each_table = pytest.mark.parametrize("table", TABLES)
each_item = every()
each_single = every(lambda row: row.kind == "single")
each_multi = every(lambda row: row.kind == "multi")
each_share = every(lambda row: isinstance(row.band, Share))
each_closed_share = every(lambda row: isinstance(row.band, Share) and not row.band.open)
each_open_share = every(lambda row: isinstance(row.band, Share) and row.band.open)
each_stated_share = every(lambda row: isinstance(row.band, Share) and row.band.stated)
each_change = every(lambda row: isinstance(row.band, Change))


def scored(table, row, sheet):
    """The item's score and the problems of the whole sheet, as (where, kind)."""
    result = score(QUESTIONNAIRES[table], sheet)
    item = next(item for item in result.items if item.code == row.code)
    return item, [(problem.where, problem.kind) for problem in result.problems], result


def assert_earns(table, row, sheet, letters):
    item, problems, result = scored(table, row, sheet)
    assert problems == []
    assert "".join(item.options) == letters
    assert item.points == result.total == sum(row.points[letter] for letter in letters)
    assert isinstance(item.points, Decimal)
    earned = {dimension.code: dimension.points for dimension in result.dimensions}
    assert earned == dict.fromkeys(DIMENSIONS, 0) | {row.dimension: item.points}


def assert_refused(table, row, sheet, *words, kind=ProblemKind.WRONG):
    item, problems, result = scored(table, row, sheet)
    assert problems == [(row.code, kind)]
    assert not result.submittable
    assert item.points == result.total == 0
    assert all(word in result.problems[0].message for word in words), result.problems[0].message


# ---------------------------------------------------------------- structure


@each_table
def test_items_have_the_place_kind_and_points_of_the_facts(table):
    for item, row in zip(QUESTIONNAIRES[table].items, TABLES[table], strict=True):
        assert (item.code, item.dimension, item.name) == (row.code, row.dimension, row.name)
        assert (item.kind, item.points) == (row.kind, row.maximum)
        assert {option.code: option.points for option in item.options} == row.points


@each_table
def test_four_dimensions_weigh_25_40_20_15_and_their_items_fill_them(table):
    questionnaire = QUESTIONNAIRES[table]
    found = {entry.code: (entry.name, entry.weight) for entry in questionnaire.dimensions}
    assert list(found.items()) == list(DIMENSIONS.items())
    for code, (_, weight) in DIMENSIONS.items():
        assert sum(item.points for item in questionnaire.items if item.dimension == code) == weight
    assert sum(item.points for item in questionnaire.items) == 100


@each_table
def test_levels_begin_at_20_40_60_80_and_ask_for_no_scenes(table):
    rules = [(rule.level, rule.full_label, rule.score, rule.scenes) for rule in QUESTIONNAIRES[table].levels]
    assert rules == [(1, "一级", 20, 0), (2, "二级", 40, 0), (3, "三级", 60, 0), (4, "四级", 80, 0)]
    assert QUESTIONNAIRES[table].scenes == ()


@each_table
def test_the_table_says_that_questions_and_weights_are_this_platforms_own(table):
    questionnaire = QUESTIONNAIRES[table]
    assert (questionnaire.edition, questionnaire.category, questionnaire.own_weights) == ("2022", table, True)
    assert "题目与权重为本平台自拟，参考评测指标公开框架" in questionnaire.note


# ---------------------------------------------------------------- options


@each_item
def test_each_option_alone_earns_exactly_its_points(table, row):
    for letter in row.points:
        assert_earns(table, row, choose(lowest(table), row, letter), letter)


@each_multi
def test_all_measures_together_earn_the_maximum_and_any_two_add_up(table, row):
    assert sum(row.points.values()) == row.maximum
    for letters in [row.positive, *combinations(row.positive, 2)]:
        assert_earns(table, row, put(lowest(table), row, letters), "".join(letters))


@each_multi
def test_none_excludes_every_other_option(table, row):
    for letter in row.positive:
        assert_refused(table, row, put(lowest(table), row, "A" + letter), "就不能再选其他项", letter)


@each_single
def test_a_single_choice_takes_no_two(table, row):
    for letters in combinations(row.points, 2):
        assert_refused(table, row, put(lowest(table), row, letters), "只能选择一项", *letters)


@each_table
def test_the_heaviest_place_of_data_collection_is_human_resources(table):
    (places,) = (item for item in QUESTIONNAIRES[table].items if item.name == "数据自动采集环节")
    assert max(places.options, key=lambda option: option.points).text == "人力资源"


# ---------------------------------------------------------------- percentage bands


@each_share
def test_each_band_names_its_borders(table, row):
    options = QUESTIONNAIRES[table].by_code[row.code].options
    assert {option.code: re.findall(r"\d+", option.text) for option in options} == NAMED_BORDERS


@each_share
@pytest.mark.parametrize(("rate", "band"), BORDERS)
def test_numbers_decide_the_band_on_both_sides_of_each_border(table, row, rate, band):
    for chosen in ("", band):
        sheet = put(lowest(table), row, chosen, row.band.counts(rate))
        assert_earns(table, row, sheet, band)
        item = scored(table, row, sheet)[0]
        assert (item.rate, item.computed) == (Decimal(rate), not chosen)


@each_stated_share
@pytest.mark.parametrize(("rate", "band"), BORDERS)
def test_a_stated_rate_alone_decides_the_band_but_the_numbers_are_still_asked_for(table, row, rate, band):
    unknown = {row.band.numerator: "", row.band.stated: rate}
    for chosen in ("", band):
        item, problems, _ = scored(table, row, put(lowest(table), row, chosen, unknown))
        assert (item.options, item.points) == ((band,), row.points[band])
        assert problems == [(row.code, ProblemKind.MISSING)]


@each_share
@pytest.mark.parametrize(("rate", "band"), BORDERS)
def test_a_band_that_contradicts_the_numbers_is_a_problem_naming_both(table, row, rate, band):
    item = QUESTIONNAIRES[table].by_code[row.code]
    for chosen in set(row.points) - {band}:
        sheet = put(lowest(table), row, chosen, row.band.counts(rate))
        assert_refused(table, row, sheet, item.option(chosen).text, item.option(band).text)


@each_stated_share
@pytest.mark.parametrize(("stated", "agrees"), STATED_BESIDE_30)
def test_a_stated_rate_may_differ_from_the_numbers_by_half_a_point(table, row, stated, agrees):
    sheet = put(lowest(table), row, "C", row.band.counts("30") | {row.band.stated: stated})
    if agrees:
        assert_earns(table, row, sheet, "C")
    else:
        assert_refused(table, row, sheet, f"{stated}%", "30%")


@each_stated_share
def test_the_numbers_outweigh_a_stated_rate_across_a_border(table, row):
    for rate, stated, band in [("10.1", "10", "B"), ("9.9", "10.1", "A"), ("60.1", "60", "E")]:
        numbers = row.band.counts(rate) | {row.band.stated: stated}
        assert_earns(table, row, put(lowest(table), row, "", numbers), band)


@each_closed_share
def test_a_part_above_the_whole_is_a_problem(table, row):
    for part, whole in [("101", "100"), ("1", "0")]:
        for chosen in ("", *row.points):
            sheet = put(lowest(table), row, chosen, {row.band.numerator: part, row.band.denominator: whole})
            assert_refused(table, row, sheet, f"（{part}）多于总数（{whole}）")


@each_open_share
def test_investment_above_revenue_is_in_the_highest_band(table, row):
    for invested in ("100.01", "250"):
        numbers = {row.band.numerator: invested, row.band.denominator: "100"}
        assert_earns(table, row, put(lowest(table), row, "", numbers), "E")
        assert_refused(table, row, put(lowest(table), row, "D", numbers), "超过 60%")


@each_open_share
def test_without_revenue_the_enterprise_chooses(table, row):
    for invested in ("0", "50"):
        numbers = {row.band.numerator: invested, row.band.denominator: "0"}
        for letter in row.points:
            assert_earns(table, row, put(lowest(table), row, letter, numbers), letter)
        assert_refused(table, row, put(lowest(table), row, "", numbers), kind=ProblemKind.MISSING)


# ---------------------------------------------------------------- changes


@each_change
@pytest.mark.parametrize(("now", "before", "trend", "accepted"), CHANGES)
def test_a_change_is_computed_and_must_agree_with_the_choice(table, row, now, before, trend, accepted):
    letters, numbers = row.band.letters, row.band.numbers(now, before)
    item = QUESTIONNAIRES[table].by_code[row.code]
    assert_earns(table, row, put(lowest(table), row, "", numbers), letters[trend])
    for chosen, letter in letters.items():
        sheet = put(lowest(table), row, letter, numbers)
        if chosen in accepted.split():
            assert_earns(table, row, sheet, letter)
        else:
            assert_refused(table, row, sheet, item.option(letter).text, item.option(letters[trend]).text)


@each_change
def test_a_missing_number_or_a_ratio_to_nothing_leaves_the_change_to_the_enterprise(table, row):
    numbers = row.band.numbers("100", "50")
    gaps = [numbers | {name: ""} for name in numbers] + [{}]
    gaps += [numbers | {name: "0"} for names in (row.band.now, row.band.before) for name in names[1:]]
    for known in gaps:
        for letter in row.points:
            assert_earns(table, row, put(lowest(table), row, letter, known), letter)
        assert_refused(table, row, put(lowest(table), row, "", known), kind=ProblemKind.MISSING)


@each_change
def test_which_change_earns_the_points(table, row):
    words = {"down": "降低", "same": "持平", "up": "增加"}
    options = {option.code: option.text for option in QUESTIONNAIRES[table].by_code[row.code].options}
    assert options == {letter: words[trend] for trend, letter in row.band.letters.items()}


# ---------------------------------------------------------------- levels


@table(("table", "hundredths"), [("manufacturing", "95"), ("producer_service", "95"), ("other", "99")])
def test_a_level_begins_exactly_at_its_border(table, hundredths):
    """`hundredths`: the highest total below a border that the table's points allow."""
    labels = ("未达一级", "一级", "二级", "三级", "四级")
    for level, border in enumerate((20, 40, 60, 80), start=1):
        for points, reached in [(f"{border - 1}.{hundredths}", level - 1), (str(border), level)]:
            result = score(QUESTIONNAIRES[table], worth(table, points))
            assert (result.problems, result.total) == ((), Decimal(points))
            assert (result.level, result.level_by_score, result.label) == (reached, reached, labels[reached])
            assert (result.level_by_scenes, result.scenes, result.scene_counts) == (None, (), ())


# ---------------------------------------------------------------- all four tables


@st.composite
def complete_sheets(draw, questionnaire):
    """Complete and valid: shares and, where the history is known, changes are left to be computed."""
    history, sheet = draw(st.booleans()), {}
    for item in questionnaire.items:
        positive = [option.code for option in item.options if not option.exclusive]
        history_only = isinstance(item.band, ChangeBand)
        if item.kind is ItemKind.MULTI:
            options = draw(st.lists(st.sampled_from(positive), unique=True)) or ["A"]
        else:
            options = [draw(st.sampled_from(positive))]
        if isinstance(item.band, ShareBand) or (history_only and history and item.band.binding):
            options = []
        asked = [number for number in item.numbers if number.required or (history_only and history)]
        numbers = {number.code: str(draw(st.integers(1, 100))) for number in asked}
        sheet[item.code] = {"options": options, "numbers": numbers}
        if isinstance(item.band, ShareBand) and not item.band.open:
            code, name = item.path(item.band.denominator).split(".")
            whole = int(sheet[code]["numbers"][name])
            numbers[item.band.numerator] = str(draw(st.integers(0, whole)))
    return sheet | {scene.code: {"level": draw(st.integers(0, 4))} for scene in questionnaire.scenes}


@pytest.mark.parametrize("questionnaire", ALL_FOUR, ids=lambda table: f"{table.edition}-{table.category}")
@tried(60)
@given(st.data())
def test_any_complete_sheet_adds_up_and_no_measure_lowers_it(questionnaire, data):
    sheet = data.draw(complete_sheets(questionnaire))
    kept = deepcopy(sheet)
    result = score(questionnaire, sheet)
    assert result.submittable
    assert 0 <= result.total == sum(item.points for item in result.items) <= 100
    weights = {dimension.code: dimension.weight for dimension in questionnaire.dimensions}
    assert all(0 <= dimension.points <= weights[dimension.code] for dimension in result.dimensions)
    assert score(questionnaire, sheet) == result and sheet == kept
    assert AssessmentResult.from_dict(json.loads(json.dumps(result.as_dict()))) == result

    item = data.draw(st.sampled_from([item for item in questionnaire.items if item.kind is ItemKind.MULTI]))
    more = data.draw(st.sampled_from([option.code for option in item.options if option.points]))
    chosen = {*sheet[item.code]["options"], more} - {"A"}
    raised = score(questionnaire, sheet | {item.code: {"options": sorted(chosen), "numbers": {}}})
    assert raised.submittable and result.total <= raised.total <= 100


@each_table
def test_scoring_is_pure_for_empty_and_wrong_sheets_too(table):
    wrong = put(lowest(table), TABLES[table][0], "AB") | {"Q99": {"options": ["A"]}}
    for sheet in ({}, wrong, worth(table, "80")):
        result, again = score(QUESTIONNAIRES[table], sheet), score(QUESTIONNAIRES[table], deepcopy(sheet))
        assert result == again == AssessmentResult.from_dict(json.loads(json.dumps(result.as_dict())))
