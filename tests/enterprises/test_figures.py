"""年度经营数据 (standards 8.2, section 二)."""

import datetime as dt
from decimal import Decimal

import pytest
import time_machine
from django.urls import reverse

from enterprises.derived import derived_lines, doubts
from enterprises.kit.forms.conflicts import Conflict
from enterprises.models import YearlyFigures
from enterprises.years import complete_years
from tests import factories
from tests.enterprises.pages import form_values, save_figures_page

INDEX = reverse("enterprises:figures")
Y1, Y2, Y3 = complete_years()


def url(year: int) -> str:
    return reverse("enterprises:figures_edit", args=[year])


@pytest.mark.parametrize(
    ("today", "years"),
    [
        (dt.datetime(2026, 12, 31, 15, 59, 59, tzinfo=dt.UTC), [2025, 2024, 2023]),
        (
            dt.datetime(2026, 12, 31, 16, 0, 0, tzinfo=dt.UTC),
            [2026, 2025, 2024],
        ),  # already new year in Shanghai
    ],
)
@pytest.mark.dated
def test_the_years_are_the_last_three_complete_ones(today, years):
    with time_machine.travel(today, tick=False):
        assert complete_years() == years


@pytest.mark.dated
def test_a_year_is_filled_in_and_shown(owner_client, enterprise):
    response = save_figures_page(
        owner_client,
        Y1,
        employees="120",
        rd_staff="24",
        revenue="5,000",
        main_revenue="４５００",
        net_profit="-12.5",
    )
    assert response.status_code == 302
    assert response.url == INDEX
    row = YearlyFigures.objects.get()
    assert (row.year, row.employees, row.revenue, row.net_profit) == (
        Y1,
        120,
        Decimal(5000),
        Decimal("-12.5"),
    )
    assert row.total_assets is None
    page = owner_client.get(INDEX).content.decode()
    assert "5,000.00" in page
    assert "90.00%" in page
    assert "无法计算" in page


@pytest.mark.parametrize("year", [Y1 + 1, Y1 + 2, Y3 - 11, 0, 1, 99999, 10**30])
@pytest.mark.dated
def test_other_years_do_not_exist(owner_client, year):
    assert owner_client.get(f"/enterprise/figures/{year}/").status_code == 404
    assert owner_client.post(f"/enterprise/figures/{year}/", {}).status_code == 404
    assert not YearlyFigures.objects.exists()


@pytest.mark.parametrize(
    ("field", "typed", "told"),
    [
        ("employees", "-1", "不能为负数"),
        ("employees", "12.5", "请填写整数"),
        ("employees", "十", "请填写整数"),
        ("employees", "9" * 20, "不能大于"),
        ("employees", "9" * 6000, "请填写整数"),
        ("revenue", "-0.01", "不能为负数"),
        ("revenue", "1.001", "小数最多 2 位"),
        ("revenue", "1" * 15, "数字过大"),
        ("revenue", "abc", "请填写数字"),
        ("net_assets", "--1", "请填写数字"),
        ("audit_report_code", "x" * 41, "40"),
    ],
)
def test_what_cannot_be_read_is_told_and_the_rest_is_saved(owner_client, enterprise, field, typed, told):
    response = save_figures_page(owner_client, Y1, **{field: typed, "taxes_paid": "7"})
    assert response.status_code == 200
    assert told in "".join(response.context["form"].errors[field])
    assert "其余内容已保存" in response.content.decode()
    row = YearlyFigures.objects.get()
    assert row.taxes_paid == 7
    assert not getattr(row, field)


@pytest.mark.parametrize(
    ("part", "whole"),
    [
        ("main_revenue", "revenue"),
        ("rd_staff", "employees"),
        ("tech_staff", "employees"),
        ("main_cost", "operating_cost"),
        ("product_cost", "operating_cost"),
    ],
)
def test_a_part_is_not_more_than_its_whole(owner_client, enterprise, part, whole):
    response = save_figures_page(owner_client, Y1, **{part: "101", whole: "100", "taxes_paid": "7"})
    errors = response.context["form"].errors
    assert set(errors) == {part, whole} and errors[part] == errors[whole], "both are marked"
    row = YearlyFigures.objects.get()
    assert (getattr(row, part), getattr(row, whole), row.taxes_paid) == (None, None, 7)
    assert save_figures_page(owner_client, Y1, **{part: "100", whole: "100"}).status_code == 302


def test_two_parts_larger_than_their_whole_are_both_refused(owner_client, enterprise):
    response = save_figures_page(owner_client, Y1, employees="10", rd_staff="11", tech_staff="12")
    assert {name: len(told) for name, told in response.context["form"].errors.items()} == {
        "rd_staff": 1,
        "tech_staff": 1,
        "employees": 2,
    }
    assert not YearlyFigures.objects.exists()


def test_a_part_is_compared_with_what_is_stored_when_its_whole_cannot_be_read(owner_client, enterprise):
    factories.make_figures(enterprise, Y1, revenue="100.00", main_revenue="90.00")
    response = save_figures_page(owner_client, Y1, revenue="?", main_revenue="101")
    assert set(response.context["form"].errors) == {"revenue", "main_revenue"}
    row = YearlyFigures.objects.get()
    assert (row.revenue, row.main_revenue) == (100, 90)


def test_a_new_whole_below_the_stored_part_is_refused_at_the_whole(owner_client, enterprise):
    factories.make_figures(enterprise, Y1, revenue="100.00", main_revenue="90.00")
    response = save_figures_page(owner_client, Y1, revenue="80", main_revenue="?")
    assert set(response.context["form"].errors) == {"revenue", "main_revenue"}
    assert YearlyFigures.objects.get().revenue == 100


def test_a_doubtful_sum_is_mentioned_and_kept(owner_client, enterprise):
    amounts = {"total_assets": "100", "total_liabilities": "40", "net_assets": "50"}
    assert save_figures_page(owner_client, Y1, **amounts).status_code == 302
    assert "不一致，请核对" in owner_client.get(url(Y1)).content.decode()
    assert (
        doubts(
            YearlyFigures(**{k: Decimal(v) for k, v in amounts.items()} | {"net_assets": Decimal("60.01")})
        )
        == []
    )


@pytest.mark.parametrize(("research", "told"), [("2000.01", True), ("2000", False), ("", False)])
def test_more_research_than_revenue_is_mentioned_and_kept(owner_client, enterprise, research, told):
    assert save_figures_page(owner_client, Y1, revenue="2000", rd_expense=research).status_code == 302
    for page in (INDEX, url(Y1)):
        shown = (
            "研发费用（2,000.01万元）大于营业收入（2,000.00万元），请核对。"
            in owner_client.get(page).content.decode()
        )
        assert shown is told


def test_yuan_typed_for_ten_thousands_of_yuan_is_asked_about(owner_client, enterprise):
    assert save_figures_page(owner_client, Y1 - 1, revenue="3,210.50").status_code == 302
    assert save_figures_page(owner_client, Y1, revenue="32,105,000", employees="120").status_code == 302
    page = owner_client.get(INDEX).content.decode()
    assert (
        "营业收入（32,105,000.00万元）是上一年度（3,210.50万元）的10,000倍，请核对单位是万元，不是元。"
        in page
    )
    assert "人均营业收入为267,542万元" in page
    assert save_figures_page(owner_client, Y1, revenue="3,500", employees="120").status_code == 302
    assert "请核对单位" not in owner_client.get(INDEX).content.decode()


def test_a_stale_tab_is_refused_and_shows_both(owner_client, enterprise):
    tab = form_values(owner_client, url(Y1))
    assert owner_client.post(url(Y1), tab | {"revenue": "100"}).status_code == 302
    response = owner_client.post(url(Y1), tab | {"revenue": "200"})
    assert response.status_code == 409
    assert response.context["conflicts"] == [Conflict("营业收入", "100.00", "200", "#div_id_revenue")]
    page = response.content.decode()
    assert 'value="200"' in page
    assert '<td data-label="已保存的">100.00</td>' in page
    assert YearlyFigures.objects.get().revenue == 100


def test_a_double_click_saves_once(owner_client, enterprise):
    values = form_values(owner_client, url(Y1)) | {"revenue": "100"}
    assert [owner_client.post(url(Y1), values).status_code for _ in range(2)] == [302, 302]
    assert YearlyFigures.objects.get().version == 1


def test_nothing_typed_makes_no_row(owner_client, enterprise):
    assert save_figures_page(owner_client, Y1).status_code == 302
    assert not YearlyFigures.objects.exists()


@pytest.mark.dated
def test_last_years_figures_decide_the_size(owner_client, enterprise):
    save_figures_page(owner_client, Y2, employees="2000", revenue="90000")
    enterprise.refresh_from_db()
    assert enterprise.size == "small", "only the last complete year counts"
    save_figures_page(owner_client, Y1, employees="300", revenue="2000")
    enterprise.refresh_from_db()
    assert (enterprise.size, enterprise.version) == ("medium", 1)


def test_figures_of_another_enterprise_are_neither_shown_nor_touched(owner_client, enterprise, places):
    other = factories.make_enterprise(places.tianhe)
    factories.make_figures(other, Y1, revenue="77777.00", main_revenue="1.00")
    assert "77,777" not in owner_client.get(INDEX).content.decode()
    save_figures_page(owner_client, Y1, revenue="1")
    assert YearlyFigures.objects.get(enterprise=other).revenue == 77777


def line(label: str, now: dict, before: dict | None = None):
    previous = None if before is None else YearlyFigures(**before)
    return next(line for line in derived_lines(YearlyFigures(**now), previous) if line.label == label)


def test_derived_lines_are_exact_or_say_why_not():
    third = line("资产负债率", {"total_liabilities": Decimal(1), "total_assets": Decimal(3)})
    assert third.value == Decimal(1) / Decimal(3)
    assert (
        line("资产负债率", {"total_liabilities": Decimal(1), "total_assets": Decimal(0)}).reason
        == "资产总额为0"
    )
    assert line("净利润率", {"net_profit": Decimal(1)}).reason == "营业收入未填写"
    growth = line("主营业务收入增长率", {"main_revenue": Decimal(90)}, {"main_revenue": Decimal(100)})
    assert growth.value == Decimal("-0.1")
    loss = line("净利润增长率", {"net_profit": Decimal(5)}, {"net_profit": Decimal(-5)})
    assert (loss.value, loss.reason) == (None, "上年净利润总额不是正数")
    assert line("净利润增长率", {"net_profit": Decimal(5)}).reason == "上年净利润总额未填写"
    assert line("研发人员占比", {"rd_staff": 1, "employees": 8}).value == Decimal("0.125")


def test_pages_take_few_queries_whatever_is_filled_in(owner_client, enterprise, query_count):
    before = query_count(owner_client, INDEX), query_count(owner_client, url(Y1))
    for year in (Y1, Y2, Y3, Y3 - 1):
        factories.make_figures(enterprise, year)
    assert (query_count(owner_client, INDEX), query_count(owner_client, url(Y1))) == before
    # One of them asks for a title, which would lock the page.
    assert max(before) <= 6


def test_what_only_technology_enterprises_need_is_kept(owner_client, enterprise):
    save_figures_page(owner_client, Y1, employees="100", tech_staff="40", total_cost="4,321.5")
    row = YearlyFigures.objects.get()
    assert (row.tech_staff, row.total_cost) == (40, Decimal("4321.50"))
    response = save_figures_page(owner_client, Y1, total_cost="-1")
    assert list(response.context["form"].errors) == ["total_cost"]
    assert "4,321.50" in owner_client.get(INDEX).content.decode()


# --- Over New Year -----------------------------------------------------------------------------------------------
@pytest.mark.dated
def test_what_was_opened_in_december_is_saved_in_january(owner, login, enterprise):
    """2022 is the oldest year until 31 December 2025."""
    day = "2025-12-31T23:50:00+08:00"
    with time_machine.travel(day, tick=False):
        browser = login(owner)
        url = "/enterprise/figures/2022/"
        values = form_values(browser, url)
    for day, revenue in (("2026-01-01T00:10:00+08:00", "100"), ("2026-01-31T23:59:00+08:00", "200")):
        with time_machine.travel(day, tick=False):
            browser = login(owner)
            assert browser.post(url, values | {"revenue": revenue}).status_code == 302
            values = form_values(browser, url)
            assert "1月31日前仍可保存" in browser.get(url).content.decode()
    assert enterprise.figures.get(year=2022).revenue == 200


@pytest.mark.dated
def test_a_page_older_than_that_is_explained_with_what_was_typed(owner, login, enterprise):
    with time_machine.travel("2026-02-01T00:10:00+08:00", tick=False):
        browser = login(owner)
        response = browser.post("/enterprise/figures/2022/", {"revenue": "1234.5", "employees": "八"})
        page = response.content.decode()
        assert response.status_code == 409
        assert "2022年度已经不再填写" in page and "2025、2024、2023年度" in page
        assert "1234.5" in page and "八" in page
        assert browser.get("/enterprise/figures/2022/").status_code == 404
    assert not enterprise.figures.exists()
