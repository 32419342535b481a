"""The words of one step: what a part outgrows has to follow it (issue 9, line 8)."""

from decimal import Decimal

from declarations.standards import Facts
from declarations.standards.bands import band_ge
from declarations.standards.case import Case
from declarations.standards.conditions import reaches
from declarations.standards.facts import YearFigures
from declarations.standards.measures import Y2, amount, growth, share
from tests.tables import table


def case(**last) -> Case:
    before = YearFigures(main_revenue=Decimal(1000), revenue=Decimal(1000), rd_staff=3, employees=4)
    rows = {name: Decimal(value) if name.endswith("revenue") else value for name, value in last.items()}
    return Case(Facts(year=2025, figures={2025: YearFigures(**rows), 2024: before}), {})


@table(
    ("figures", "words"),
    [
        ({"main_revenue": "1000", "revenue": "2000"}, "主营业务收入再增加 100.00 万元"),
        ({"main_revenue": "1000", "revenue": "1100"}, "主营业务收入再增加 100.00 万元"),
        (
            {"main_revenue": "1000", "revenue": "1099.99"},
            "主营业务收入再增加 100.00 万元（同时营业收入再增加 0.01 万元）",
        ),
        (
            {"main_revenue": "1000", "revenue": "1000"},
            "主营业务收入再增加 100.00 万元（同时营业收入再增加 100.00 万元）",
        ),
        (
            {"main_revenue": "999.995", "revenue": "1000"},
            "主营业务收入再增加 100.01 万元（同时营业收入再增加 100.01 万元）",
        ),
        ({"main_revenue": "1000"}, "主营业务收入再增加 100.00 万元"),
    ],
)
def test_main_revenue_is_not_sent_beyond_revenue(figures, words):
    growing = growth("main_revenue")
    assert band_ge(growing, ("10%", 5)).score(case(**figures)).next_step.text == f"{words} → +5 分"
    finding = reaches(growing, "10%")(case(**figures))
    assert finding.next_steps[0].text == words
    assert finding.explanation.endswith(f"应为10%以上；{words}即可达到")


def test_neither_are_people_of_one_kind_beyond_all_of_them_in_whatever_year():
    finding = reaches(amount("rd_staff", year=Y2), "6")(case())
    assert finding.next_steps[0].text == "2024年研发人员数量再增加 3 人（同时2024年从业人员数量再增加 2 人）"


def test_a_share_of_the_whole_never_outgrows_it():
    finding = reaches(share("main_revenue", of="revenue"), "100%")(case(main_revenue="1", revenue="3"))
    assert finding.next_steps[0].text == "主营业务收入再增加 2.00 万元"
