"""申报体检: where an enterprise stands in each tier, for its own account alone."""

import datetime as dt
import re

import pytest
from django.test import Client
from django.urls import reverse

from tests import factories
from tests.declarations.check_up import (
    LISTS,
    PAGE,
    PRINT,
    card,
    fill_in,
    goal,
    make_assessment,
    make_right,
    make_title,
    page,
    text_of,
    whole,
)
from tests.declarations.conftest import YEAR

__all__ = ["whole"]


# --- who may look -----------------------------------------------------------------------------------------------
@pytest.mark.parametrize("address", [PAGE, PRINT])
def test_anonymous_is_sent_to_the_login(db, address):
    response = Client().get(address)
    assert response.status_code == 302
    assert response.url.startswith(reverse("enterprises:login"))


@pytest.mark.parametrize("address", [PAGE, PRINT])
def test_a_natural_person_and_an_official_are_refused(places, login, address):
    for user in (factories.make_natural_user(), factories.make_official(places.tianhe)):
        assert login(user).get(address).status_code == 403


@pytest.mark.parametrize("address", [PAGE, PRINT])
def test_it_is_only_read(owner_client, address):
    assert owner_client.post(address).status_code == 405
    assert "private" in owner_client.get(address)["Cache-Control"]


@pytest.mark.parametrize("address", [PAGE, PRINT])
def test_another_enterprises_data_is_never_shown(enterprise, owner_client, places, address):
    other = factories.make_enterprise(places.tianhe, name="广州别家精密机械有限公司")
    before = page(owner_client, address)
    fill_in(other)
    make_title(other, "specialized")
    after = page(owner_client, address)
    assert text_of(after) == text_of(before)
    assert "别家" not in after


# --- what it says -----------------------------------------------------------------------------------------------
def test_an_empty_enterprise_is_told_what_to_fill_in(owner_client):
    html = page(owner_client)
    for key in ("innovative", "specialized", "little_giant"):
        assert "尚不能判断" in card(html, key) or "未达到标准" in card(html, key)
    assert "下一步：创新型中小企业" in goal(html)
    assert "补充资料" in goal(html)
    assert "5–100 / 100 分" in card(html, "innovative")
    assert re.search(r"目前有 \d\d 项资料未填写，结果会随补充而变化", html)
    assert "还没有评测" in html
    assert "体检结果仅供参考，以主管部门审核为准" in html
    assert "由本平台自定" in html


def test_a_complete_enterprise_meets_the_first_two_tiers(whole, owner_client):
    whole.titles.all().delete()
    factories.make_record(whole, "titles", valid_from=dt.date(2020, 1, 1), valid_until=dt.date(2021, 1, 1))
    html = page(owner_client)
    assert "达到标准" in card(html, "innovative") and "未达到" not in card(html, "innovative")
    assert "9 / 10 项条件满足" in card(html, "specialized")
    assert "标准需要的资料都已填写" in html
    assert "没有待办事项 按已保存的资料，已达到标准" in goal(html)
    assert "再往上：专精特新中小企业" in goal(html, 1)
    assert f"{reverse('declarations:cities')}?tier=innovative" in html
    assert "去申报" in goal(html)


def test_technology_in_term_counts_as_the_first_tier(whole, owner_client):
    """2号 附件1 第1项: the next tier is the second, which cannot be declared online yet."""
    html = page(owner_client)
    assert "达到标准" in card(html, "innovative") and "未达到" not in card(html, "innovative")
    assert "10 / 10 项条件满足" in card(html, "specialized")
    assert "以科技型中小企业计" in card(html, "innovative")
    assert "已持有" not in card(html, "innovative")
    assert "下一步：专精特新中小企业 达到标准" in goal(html)
    assert "在线申报表尚未开放" in goal(html)
    assert "去申报" not in html
    assert "13 / 14 项条件满足" in card(html, "little_giant")
    assert "再往上：专精特新“小巨人”企业" in goal(html, 1)


@pytest.mark.parametrize(
    "term",
    [
        {"valid_from": dt.date(2020, 1, 1), "valid_until": dt.date(2021, 1, 1)},
        {"valid_from": dt.date(2098, 1, 1), "valid_until": dt.date(2099, 1, 1)},
    ],
    ids=["over", "not yet"],
)
def test_technology_out_of_term_counts_for_nothing(whole, owner_client, term):
    whole.titles.update(**term)
    html = page(owner_client)
    assert "以科技型中小企业计" not in html
    assert "下一步：创新型中小企业" in goal(html)


def test_half_filled_data_are_judged_as_far_as_they_go(enterprise, owner_client):
    factories.make_figures(enterprise, YEAR)
    html = page(owner_client)
    assert "55–100 / 100 分" in card(html, "innovative")
    assert "4 / 10 项条件满足" in card(html, "specialized")
    assert "10项条件：满足4，不满足0，待补充6" in text_of(html)
    assert f'href="{reverse("enterprises:figures_edit", args=[YEAR - 1])}#id_main_revenue"' in html


def test_a_forgotten_year_is_a_contradiction_with_a_link(enterprise, owner_client):
    factories.make_figures(enterprise, YEAR)
    factories.make_figures(enterprise, YEAR - 2)
    html = page(owner_client)
    start = html.index('id="problems-heading"')
    box = html[start : html.index("</section>", start)]
    assert "有 1 处资料有误或不完整" in box
    assert f'href="{reverse("enterprises:figures_edit", args=[YEAR - 1])}"' in box
    assert "前后年度都已填写" in text_of(box)
    assert "资料有误或不完整" in page(owner_client, PRINT)


def test_a_title_held_is_checked_by_the_standard_of_its_renewal(whole, owner_client):
    title = make_title(whole, "innovative")
    html = page(owner_client)
    assert "已持有" in card(html, "innovative")
    assert title.valid_until.isoformat() in card(html, "innovative")
    assert "创新型中小企业评价标准（2022年）· 复核" in card(html, "innovative")
    assert "下一步：专精特新中小企业" in goal(html)


def test_the_next_tier_stands_above_the_highest_held(whole, owner_client):
    make_title(whole, "specialized")
    html = page(owner_client)
    assert "下一步：专精特新“小巨人”企业" in goal(html)
    assert "14 / 14 项条件满足" in card(html, "little_giant")


def test_above_the_highest_tier_the_title_is_kept(whole, owner_client):
    for tier in ("innovative", "specialized", "little_giant"):
        make_title(whole, tier)
    assert "保持：专精特新“小巨人”企业（复核）" in goal(page(owner_client))


@pytest.mark.parametrize(
    "fields",
    [
        {"state": "cancelled"},
        {"valid_from": dt.date(2020, 1, 1), "valid_until": dt.date(2023, 1, 1)},
    ],
    ids=["cancelled", "expired"],
)
def test_a_title_that_is_over_is_not_held(whole, owner_client, fields):
    whole.titles.all().delete()
    make_title(whole, "innovative", **fields)
    html = page(owner_client)
    assert "已持有" not in card(html, "innovative")
    assert "下一步：创新型中小企业" in goal(html)


def test_a_large_enterprise_is_told_that_it_is_none_of_the_small_ones(whole, owner_client):
    whole.figures.filter(year=YEAR).update(employees=5000, revenue="900000.00", total_assets="900000.00")
    assert "不属于中小企业" in page(owner_client)
    for html in (page(owner_client), page(owner_client, PRINT)):
        assert "没有待办事项" not in html
        assert "已达到标准" not in html
        assert "去申报" not in html
    html = page(owner_client)
    assert "不属于中小企业 " in goal(html) and "不能申报" in goal(html)
    for key in ("innovative", "specialized", "little_giant"):
        assert "达到标准" not in card(html, key)


def test_the_latest_assessment_counts(enterprise, owner_client):
    make_assessment(enterprise, 1, days_ago=20)
    assert "一级" in page(owner_client)
    newer = make_assessment(enterprise, 3, days_ago=1)
    html = page(owner_client)
    assert "三级" in html
    assert reverse("assessments:detail", args=[newer.pk]) in html


def test_technology_is_an_estimate_of_others(whole, owner_client):
    words = text_of(page(owner_client))
    assert "科技型中小企业（测算）" in words
    assert "由科技主管部门评价入库，这里只是测算" in words


def test_direct_conditions_that_decide_are_named(whole, owner_client):
    assert "满足直通条件 D1" in card(page(owner_client), "innovative")
    assert "满足直通条件 D1" in text_of(page(owner_client, PRINT))
    for kind in ("awards", "honours", "institutions", "equity_rounds"):
        getattr(whole, kind).all().delete()
    assert "满足直通条件" not in page(owner_client)


def test_a_tier_that_lacks_only_the_lower_title_says_so(whole, owner_client):
    html = page(owner_client)
    assert "须先取得专精特新中小企业称号" in card(html, "little_giant")
    assert "未达到标准" not in card(html, "little_giant")
    whole.figures.filter(year=YEAR).update(main_revenue="100.00")
    assert "未达到标准" in card(page(owner_client), "little_giant")


@pytest.mark.parametrize("address", [PAGE, PRINT])
def test_queries_do_not_grow(enterprise, owner_client, query_count, address):
    for number in range(3):
        make_right(enterprise, number)
    for kind in LISTS:
        factories.make_record(enterprise, kind)
    few = query_count(owner_client, address)
    for number in range(3, 30):
        make_right(enterprise, number)
    for kind in LISTS:
        for _ in range(9):
            factories.make_record(enterprise, kind)
    factories.make_figures(enterprise, YEAR)
    assert query_count(owner_client, address) == few <= 20
