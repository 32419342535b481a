"""申报体检: what an enterprise is told to do next, and what others have to do first."""

import datetime as dt
import re
import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from assessments.models import Assessment
from declarations.models import Filing
from declarations.services.filings import start_filing
from tests import factories
from tests.declarations.check_up import PRINT, card, goal, make_title, page, text_of, whole
from tests.declarations.conftest import YEAR

__all__ = ["whole"]


def whole_assets(enterprise):
    """The assets of the last year."""
    return enterprise.figures.get(year=YEAR).total_assets


def test_gaps_stand_in_the_order_of_effort(whole, owner_client):
    make_title(whole, "innovative")
    whole.figures.filter(year=YEAR).update(main_revenue="4500.00")
    whole.product_profile.segment_years = "2.0"
    whole.product_profile.leading_position = None
    whole.product_profile.save()
    words = goal(page(owner_client))
    stages = ("补充资料 ", "下一年度需达到 ", "等待年限 ")
    assert [words.index(each) for each in stages] == sorted(words.index(each) for each in stages)
    assert f"{YEAR + 1}年度主营业务收入达到 4,800.00 万元以上" in words
    assert "变动约 6.7%" in words
    assert "从事特定细分市场年限再增加 1 年" in words


def test_no_step_leads_to_an_audited_figure_of_a_year_that_is_over(whole, owner_client):
    make_title(whole, "innovative")
    whole.figures.filter(year=YEAR).update(main_revenue="4500.00", total_liabilities=whole_assets(whole))
    html = page(owner_client)
    stages = html[html.index('class="stages"') : html.index("</ol>", html.index('class="stages"'))]
    assert f"{YEAR + 1}年度负债总额不超过" in stages
    assert "figures" not in stages
    assert "以审计报告为准，不能更改" in page(owner_client, PRINT)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"industry_id": None, "industry_class": ""}, "所属行业"),
        ({"region": None, "authority": None}, "注册地"),
        ({"founded_on": None}, "注册时间"),
    ],
    ids=["size unknown", "no region", "no date"],
)
def test_what_a_declaration_needs_first_is_the_first_thing_to_do(whole, owner_client, fields, words):
    whole.titles.all().delete()
    type(whole).objects.filter(pk=whole.pk).update(**fields)
    html = page(owner_client)
    assert "申报前须完成" in goal(html) and "完善企业信息" in goal(html)
    assert words in goal(html)
    assert "没有待办事项" not in html and "已达到标准" not in html and "去申报" not in html
    assert "标准需要的资料都已填写" not in html
    assert f"{reverse('enterprises:profile_edit')}#id_" in html
    paper = text_of(page(owner_client, PRINT))
    assert "完善企业信息" in paper and "没有待办事项" not in paper


def test_figures_the_size_follows_from_are_asked_for_once(whole, owner_client):
    whole.figures.filter(year=YEAR).update(employees=None)
    html = page(owner_client)
    address = f'href="{reverse("enterprises:figures_edit", args=[YEAR])}#id_employees"'
    assert "申报前须完成" in goal(html) and "没有待办事项" not in html
    assert address in html
    assert "企业规模尚不能判断" in card(html, "specialized")


def test_a_locked_enterprise_is_sent_to_the_page_that_opens(whole, owner_client):
    make_title(whole, "innovative")
    type(whole).objects.filter(pk=whole.pk).update(email="")
    html = page(owner_client)
    assert "完善企业信息" in goal(html)
    assert reverse("enterprises:profile_edit") not in html


def test_the_assessment_is_a_thing_to_do_before_the_second_tier(whole, owner_client):
    """M3.4, M4.5: the platform's manual asks for it, no standard in force does."""
    assert "去自评" not in goal(page(owner_client))
    Assessment.objects.all().delete()
    html = page(owner_client)
    assert "下一步：专精特新中小企业" in goal(html)
    assert "按平台手册，申报专精特新中小企业前须完成一次评测" in goal(html)
    assert "去自评" in goal(html) and "没有待办事项" not in html
    assert "按平台手册，申报专精特新中小企业前须完成一次评测" in page(owner_client, PRINT)


def test_the_assessment_is_not_asked_for_before_the_first_tier(whole, owner_client):
    whole.titles.all().delete()
    Assessment.objects.all().delete()
    assert "去自评" not in goal(page(owner_client))


def test_a_draft_is_carried_on(whole, owner_client, window, owner):
    whole.titles.all().delete()
    filing, _new = start_filing(whole, window, owner)
    html = page(owner_client)
    assert "已有申报草稿" in goal(html) and "前提交" in goal(html)
    assert f'href="{reverse("declarations:filing", args=[filing.pk])}"' in html
    assert "没有待办事项" not in goal(html) and "去申报" not in html
    assert "申报：暂存" in card(html, "innovative")
    assert "已有申报草稿" in page(owner_client, PRINT)


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("in_review", ["已有申报：待省级审核", "查看申报"]),
        ("returned", ["申报已被退回", "前修改并重新提交", "查看意见并修改"]),
        ("approved", ["已有申报：审核通过", "查看申报"]),
        ("withdrawn", ["去申报"]),
    ],
)
def test_a_filing_is_shown_where_it_stands(whole, owner_client, window, owner, places, state, words):
    whole.titles.all().delete()
    filing, _new = start_filing(whole, window, owner)
    with_authority = state in ("in_review", "approved")
    Filing.objects.filter(pk=filing.pk).update(
        state=state,
        submitted_at=timezone.now(),
        first_authority=places.guangdong,
        chain=[places.guangdong.code],
        current_authority=places.guangdong if with_authority else None,
        returned_by=places.guangdong if state == "returned" else None,
    )
    html = page(owner_client)
    for each in words:
        assert each in goal(html)
    if state != "withdrawn":
        assert "去申报" not in html and "没有待办事项" not in goal(html)


def test_a_deadline_that_has_passed_is_said(whole, owner_client, window, owner):
    whole.titles.all().delete()
    start_filing(whole, window, owner)
    type(window).objects.update(closes_at=timezone.now() - dt.timedelta(hours=1))
    assert "截止，内容不能再修改" in goal(page(owner_client))


def test_a_score_of_the_authorities_is_waited_for(whole, owner_client):
    whole.development_scores.all().delete()
    html = page(owner_client)
    assert "等待主管部门登记或公布" in goal(html)
    assert "补充资料" not in goal(html)
    assert re.search(r"\d 项待主管部门登记", card(html, "specialized"))
    assert "项资料未填写" not in card(html, "specialized")
    assert "标准需要的资料都已填写" in html
    assert "等待主管部门登记或公布" in page(owner_client, PRINT)


def test_a_low_score_is_no_number_to_adjust(whole, owner_client):
    whole.development_scores.all().update(score="40")
    words = goal(page(owner_client))
    assert "等待主管部门登记或公布" in words and "提高指标" not in words and "变动约" not in words


def test_the_filing_underway_is_the_one_begun_last_whatever_the_clock_said(enterprise, owner_client, places):
    windows = [
        factories.make_window(places.guangdong, year=YEAR + 1 + number, **factories.period(number))
        for number in range(2)
    ]
    first, later = (
        Filing.objects.create(
            id=uuid.UUID(int=2 - number),
            enterprise=enterprise,
            kind=window.kind,
            tier=window.tier,
            window=window,
            created_at=timezone.now() - dt.timedelta(hours=number),
        )
        for number, window in enumerate(windows)
    )
    html = page(owner_client)
    assert str(later.pk) in html and str(first.pk) not in html
