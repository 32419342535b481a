"""Class Ⅰ/Ⅱ, own and of high value by 63号 附件4 第3、4、5项. The day of application is 2026-07-01."""

from datetime import date

import pytest

from declarations.standards import LineStatus, Verdict
from declarations.standards.contradictions import consistent
from declarations.standards.intellectual_property import (
    assess_r2022,
    assess_r2026,
    assess_right_r2022,
)
from declarations.standards.reading import read_facts
from enterprises.enums import Acquisition, HighValueReason, IntellectualPropertyKind
from tests.declarations.standards.builders import AS_OF, facts, judged, line, right
from tests.tables import table

CLASS_ONE = [
    "invention",
    "defence_invention",
    "plant_variety",
    "crop_variety",
    "new_drug",
    "tcm_protection",
    "ic_layout",
]
CLASS_TWO = ["software", "utility_model", "design"]
TRANSFERRED = Acquisition.TRANSFERRED


def points(*rights):
    result = line(judged(intellectual_property=rights), "1")
    assert result.status is LineStatus.COMPUTED
    return result.points


@table("kind", CLASS_ONE)
def test_own_class_one_gives_15(kind):
    assert points(right(IntellectualPropertyKind(kind))) == 15


@table("kind", CLASS_TWO)
def test_class_two_gives_5(kind):
    assert points(right(IntellectualPropertyKind(kind))) == 5


def test_no_right_gives_0():
    assert points() == 0


def test_every_kind_is_class_one_or_two():
    assert sorted(CLASS_ONE + CLASS_TWO) == sorted(IntellectualPropertyKind)


@table(
    ("transferred_on", "expected"),
    [
        pytest.param(date(2025, 6, 30), 10, id="2025-06-30+1y<2026-07-01"),
        pytest.param(date(2025, 7, 1), 10, id="2025-07-01+1y=2026-07-01-full-year"),
        pytest.param(date(2025, 7, 2), 0, id="2025-07-02+1y>2026-07-01-not-yet"),
        pytest.param(date(2026, 12, 1), 0, id="transferred-in-the-future"),
    ],
)
def test_transferred_class_one_gives_10_after_a_full_year(transferred_on, expected):
    assert points(right(acquisition=TRANSFERRED, transferred_on=transferred_on)) == expected


def test_transfer_on_29_february_is_a_year_old_on_28_february():
    bought = right(acquisition=TRANSFERRED, transferred_on=date(2024, 2, 29))
    assert assess_right_r2022(bought, 0, date(2025, 2, 27)).class_one is Verdict.NOT_MET
    assert assess_right_r2022(bought, 0, date(2025, 2, 28)).class_one is Verdict.MET


@table("kind", ["utility_model", "design"])
@table(
    ("granted_on", "expected"),
    [
        pytest.param(date(2024, 6, 30), 5, id="2y+1day"),
        pytest.param(date(2024, 7, 1), 0, id="exactly-2y-is-not-more-than-2y"),
        pytest.param(date(2024, 7, 2), 0, id="2y-1day"),
    ],
)
def test_utility_model_and_design_count_after_more_than_two_years(kind, granted_on, expected):
    assert points(right(IntellectualPropertyKind(kind), granted_on=granted_on)) == expected


def test_software_counts_at_once():
    assert points(right(IntellectualPropertyKind.SOFTWARE, granted_on=AS_OF)) == 5


@table(
    ("granted_on", "expected"),
    [
        pytest.param(date(2016, 6, 30), 20, id="10y+1day"),
        pytest.param(date(2016, 7, 1), 15, id="exactly-10y-is-not-more-than-10y"),
        pytest.param(date(2016, 7, 2), 15, id="10y-1day"),
    ],
)
def test_class_one_kept_for_more_than_ten_years_is_of_high_value(granted_on, expected):
    assert points(right(granted_on=granted_on)) == expected


@table("reason", ["overseas", "pledged", "awarded"])
def test_high_value_by_evidence_gives_20_even_when_transferred(reason):
    bought = right(
        acquisition=TRANSFERRED,
        transferred_on=date(2024, 1, 1),
        high_value_reasons=(HighValueReason(reason),),
    )
    assert points(bought) == 20


def test_ten_years_follow_from_the_date_not_from_a_claim():
    assert points(right(high_value_reasons=(HighValueReason.MAINTAINED,))) == 15


def test_class_two_is_never_of_high_value():
    assert (
        points(right(IntellectualPropertyKind.SOFTWARE, high_value_reasons=(HighValueReason.AWARDED,))) == 5
    )


@table(
    ("changes", "words"),
    [
        ({"related_to_main_product": False}, "与主导产品无关"),
        ({"in_force": False}, "已失效"),
        ({"granted_on": date(2026, 7, 2)}, "尚未授权"),
        ({"acquisition": TRANSFERRED, "transferred_on": date(2026, 1, 1)}, "受让未满1年"),
    ],
)
def test_right_that_does_not_count_says_why(changes, words):
    result = line(judged(intellectual_property=(right(**changes),)), "1")
    assert (result.points, result.working) == (0, f"一种阀门：不计（{words}）")


@table(
    ("changes", "field", "at_least", "at_most"),
    [
        ({"kind": None}, "kind", 0, 20),
        ({"granted_on": None}, "granted_on", 0, 20),
        ({"acquisition": None}, "acquisition", 0, 15),
        ({"acquisition": TRANSFERRED}, "transferred_on", 0, 10),
        ({"related_to_main_product": None}, "related_to_main_product", 0, 15),
        ({"high_value_reasons": None}, "high_value_reasons", 15, 20),
        ({"kind": IntellectualPropertyKind.DESIGN, "granted_on": None}, "granted_on", 0, 5),
    ],
)
def test_unknown_about_a_right_bounds_the_points_and_is_named(changes, field, at_least, at_most):
    result = line(judged(intellectual_property=(right(**changes),)), "1")
    assert (result.status, result.points) == (LineStatus.UNKNOWN, None)
    assert (result.at_least, result.at_most) == (at_least, at_most)
    assert [gap.key for gap in result.missing] == [f"intellectual_property.0.{field}"]


def test_unknown_right_does_not_matter_below_a_certain_better_one():
    open_design = right(IntellectualPropertyKind.DESIGN, granted_on=None)
    assert points(open_design, right()) == 15


def test_unknown_list_is_not_an_empty_one():
    result = line(judged(intellectual_property=None), "1")
    assert (result.status, result.at_least, result.at_most) == (LineStatus.UNKNOWN, 0, 20)
    assert [gap.key for gap in result.missing] == ["intellectual_property"]


def test_line_counts_each_right_once_and_names_the_next_rung():
    result = line(
        judged(
            intellectual_property=(
                right(),
                right(IntellectualPropertyKind.SOFTWARE),
                right(IntellectualPropertyKind.DESIGN),
            )
        ),
        "1",
    )
    assert result.display == "自主研发的Ⅰ类知识产权 1 项，Ⅱ类知识产权 2 项"
    assert str(result.next_step) == (
        "再取得 1 项Ⅰ类高价值知识产权"
        "（有海外同族专利或海外收入、较高质押融资金额，或获国家科学技术奖、中国专利奖） → +5 分"
    )


def test_without_the_day_dates_stay_open():
    result = line(judged(as_of=None, intellectual_property=(right(),)), "1")
    assert (result.status, [gap.key for gap in result.missing]) == (LineStatus.UNKNOWN, ["as_of"])


NOTATIONS = (
    "ZL202010123456.7",
    "ZL 202010123456.7",
    "zl2020101234567",
    "CN202010123456.7",
    "202010123456",
    "ＺＬ２０２０１０１２３４５６．７",
    "专利号：ZL2020 1 0123456.7",
)


def test_one_number_is_one_right_however_often_it_is_listed():
    """Facts come from rows stored before numbers had one form, and from files that never had it."""
    evaluation = judged(
        intellectual_property=[right(IntellectualPropertyKind.SOFTWARE, number=each) for each in NOTATIONS]
    )
    assert [problem.key for problem in evaluation.problems] == [
        f"intellectual_property.{index}.number" for index in range(1, len(NOTATIONS))
    ]
    assert evaluation.problems[0].message.startswith("与第1项是同一项，只计一次")
    for assess in (assess_r2022, assess_r2026):
        found = assess(
            facts(intellectual_property=tuple(right(number=each, owner_rank=1) for each in NOTATIONS))
        )
        assert [each.class_one for each in found] == [Verdict.MET] + [Verdict.NOT_MET] * 6
        assert found[1].words == "一种阀门：不计（与第1项是同一项）"


def test_rights_without_a_number_and_other_kinds_under_one_number_are_several():
    listed = (
        right(),
        right(),
        right(IntellectualPropertyKind.SOFTWARE, number="2020SR1"),
        right(IntellectualPropertyKind.IC_LAYOUT, number="2020SR1"),
    )
    assert not judged(intellectual_property=listed).problems
    assert all("同一项" not in each.words for each in assess_r2022(facts(intellectual_property=listed)))


def test_facts_read_back_name_a_repeated_right_once():
    stored = consistent(facts(intellectual_property=(right(number=NOTATIONS[0]), right(number=NOTATIONS[1]))))
    again = read_facts(stored.to_dict())
    assert len(again.problems) == 1 and consistent(again) is again
