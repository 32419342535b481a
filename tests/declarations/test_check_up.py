"""申报体检: where an enterprise stands, for its own account alone."""

import datetime as dt
import re
import uuid
from html.parser import HTMLParser

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assessments.models import Assessment
from declarations.models import Filing
from declarations.services.filings import start_filing
from declarations.standards import get_standard
from enterprises.models import Certification, IntellectualProperty
from tests import factories
from tests.declarations.conftest import YEAR

PAGE = reverse("declarations:check_up")
PRINT = reverse("declarations:check_up_print")
LISTS = ("awards", "contests", "honours", "institutions", "equity_rounds", "quality_evidence", "technical_standards", "titles")  # fmt: skip


def text_of(html: str) -> str:
    """The visible words of a page."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", html))


def page(client: Client, address: str = PAGE) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def card(html: str, key: str) -> str:
    """The words of one tier's card."""
    start = html.index(f'id="{key}-card"')
    return text_of(html[html.rindex("<section", 0, start) : html.index("</section>", start)])


def goal(html: str, number: int = 0) -> str:
    """The words of the next tier's panel, or of the one above."""
    start = [each.start() for each in re.finditer('id="goal-', html)][number]
    return text_of(html[html.rindex("<section", 0, start) : html.index("</section>", start)])


def make_right(enterprise, number: int = 1, **fields) -> IntellectualProperty:
    values = {
        "kind": "invention",
        "number": f"ZL2019{number:07d}.1",
        "name": f"一种主轴冷却结构{number}",
        "granted_on": dt.date(YEAR - 4, 3, 1),
        "acquisition": "own",
        "owner_rank": 1,
        "produces_benefit": True,
    }
    return IntellectualProperty.objects.create(enterprise=enterprise, **(values | fields))


def make_title(enterprise, tier: str, **fields) -> Certification:
    today = timezone.localdate()
    values = {
        "enterprise_name": enterprise.name,
        "document_number": f"粤工信〔{today.year}〕1号-{tier}",
        "authority": enterprise.authority,
        "certified_on": today - dt.timedelta(days=100),
        "valid_from": today - dt.timedelta(days=100),
        "valid_until": today + dt.timedelta(days=900),
    }
    return Certification.objects.create(enterprise=enterprise, tier=tier, **(values | fields))


def whole_assets(enterprise):
    """The assets of the last year."""
    return enterprise.figures.get(year=YEAR).total_assets


def make_assessment(enterprise, level: int, *, days_ago: int = 1) -> Assessment:
    at = timezone.now() - dt.timedelta(days=days_ago)
    return factories.make_assessment(enterprise, level, at=at)


def fill_in(enterprise) -> None:
    """Everything the three standards ask for."""
    for back, revenue in ((1, "6000.00"), (2, "5000.00"), (3, "4200.00")):
        factories.make_figures(
            enterprise,
            timezone.localdate().year - back,
            revenue=revenue,
            main_revenue=f"{float(revenue) * 0.95:.2f}",
            rd_expense="700.00",
            total_cost="4000.00",
            tech_staff=40,
        )
    factories.make_product(enterprise)
    factories.make_development_score(enterprise, timezone.localdate().year)
    for kind in LISTS:
        factories.make_record(enterprise, kind, **_LASTING.get(kind, {}))
    for number in range(4):
        make_right(enterprise, number)
    make_assessment(enterprise, 2)


_LASTING = {
    "titles": {"valid_from": dt.date(2020, 1, 1), "valid_until": dt.date(2099, 12, 31)},
    "honours": {"valid_until": dt.date(2099, 12, 31)},
}


@pytest.fixture
def whole(enterprise):
    fill_in(enterprise)
    return enterprise


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


def test_notes_on_sources_are_folded_on_the_page_and_open_on_paper(whole, owner_client):
    html = page(owner_client)
    fold = html.rindex("<details", 0, html.index("reading-heading"))
    assert html.index("</details>", fold) > html.index("未经正式文本核实", fold)
    assert "<details" not in page(owner_client, PRINT)


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


# --- filings, the assessment, what authorities enter ----------------------------------------------------------------


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


def test_points_are_a_picture_with_words(whole, owner_client):
    html = page(owner_client)
    picture = html[html.index('<svg class="points-bars"') :]
    picture = picture[: picture.index("</svg>")]
    assert 'role="img"' in picture and "<title" in picture
    assert "上年度研发费用总额占营业收入总额比重 20 分，满分 20 分" in picture
    assert "style=" not in picture


def test_open_points_are_hatched(enterprise, owner_client):
    html = page(owner_client)
    assert "待补充，可得 0–20 分，满分 20 分" in html
    assert 'fill="url(#bars-R2022-INNOVATIVE-hatch)"' in html
    ids = re.findall(r' id="([^"]+)"', html)
    assert len(set(ids)) == len(ids)


def test_full_marks_fill_the_track_whatever_the_maximum(whole, owner_client):
    html = page(owner_client)
    picture = html[html.index('<svg class="points-bars"') :]
    picture = picture[: picture.index("</svg>")]
    tracks = re.findall(r'class="points-bars__whole"[^>]* width="([^"]+)"', picture)
    filled = re.findall(r'class="points-bars__sure"[^>]* width="([^"]+)"', picture)
    maxima = re.findall(r'class="points-bars__points"[^>]*>([^<]+)<', picture)
    assert len(set(tracks)) == 1
    full = [width for width, points in zip(filled, maxima, strict=True) if len(set(points.split(" / "))) == 1]
    assert len(full) > 1 and {float(width) for width in full} == {float(tracks[0])}


def test_direct_conditions_that_decide_are_named(whole, owner_client):
    assert "满足直通条件 D1" in card(page(owner_client), "innovative")
    assert "满足直通条件 D1" in text_of(page(owner_client, PRINT))
    for kind in ("awards", "honours", "institutions", "equity_rounds"):
        getattr(whole, kind).all().delete()
    assert "满足直通条件" not in page(owner_client)


def test_every_mark_leads_to_its_row(whole, owner_client):
    html = page(owner_client)
    marks = re.findall(r'<a class="mark [^"]*" href="#([^"]+)"', html)
    ids = re.findall(r' id="([^"]+)"', html)
    assert "specialized-1.1" in marks and len(marks) == 28
    assert all(ids.count(each) == 1 for each in marks)


def test_a_tier_that_lacks_only_the_lower_title_says_so(whole, owner_client):
    html = page(owner_client)
    assert "须先取得专精特新中小企业称号" in card(html, "little_giant")
    assert "未达到标准" not in card(html, "little_giant")
    whole.figures.filter(year=YEAR).update(main_revenue="100.00")
    assert "未达到标准" in card(page(owner_client), "little_giant")


@pytest.mark.parametrize("address", [PAGE, PRINT])
def test_what_is_not_confirmed_is_said_of_each_standard(whole, owner_client, address):
    words = text_of(page(owner_client, address))
    notes = get_standard("R2026-LITTLE-GIANT").notes
    assert notes
    for note in notes:
        assert note in words


def test_on_paper_each_missing_fact_says_where_it_is_filled_in(owner_client):
    words = text_of(page(owner_client, PRINT))
    for each in ("在哪里填写", "企业信息 → 经营数据", "奖励与资质企业信息", "未填写的资料"):
        assert each in words


def test_facts_are_called_as_on_their_pages(enterprise, owner_client):
    html = page(owner_client)
    assert ">属于《战略性新兴产业分类》</a>" in html
    assert ">科技型中小企业</a>" in html


def test_printed_it_says_the_same(whole, owner_client):
    words = text_of(page(owner_client, PRINT))
    for each in (whole.name, "10项条件：满足10", "口径说明", "仅供参考", "须先取得", "科技型中小企业"):
        assert each in words


def test_printed_empty(owner_client):
    assert "补充资料" in page(owner_client, PRINT)


# --- ways in and out --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["enterprise_home", "declarations:list", "enterprises:profile"])
def test_ways_in(owner_client, name):
    assert f'href="{PAGE}"' in page(owner_client, reverse(name))


class Links(HTMLParser):
    """Addresses and ids of a page; links of the main part only."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: set[str] = set()
        self.ids: set[str] = set()
        self.in_main = False
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        self.in_main = self.in_main or tag == "main"
        self.ids.add(found.get("id") or "")
        if tag == "a" and self.in_main and found.get("href"):
            self.links.add(found["href"])

    def handle_endtag(self, tag):
        self.in_main = self.in_main and tag != "main"


@pytest.mark.parametrize("filled", ["nothing", "half", "rights"])
def test_every_link_leads_to_a_place_that_exists(enterprise, owner_client, places, filled):
    if filled == "half":
        factories.make_figures(enterprise, YEAR, main_revenue=None)
        factories.make_figures(enterprise, YEAR - 2)
        factories.make_product(enterprise, leading_position=None, fields=None, in_strategic_emerging=None)
    if filled == "rights":
        make_right(enterprise, owner_rank=None, produces_benefit=None)
        make_title(enterprise, "innovative")
        # With a title, what it leads to can be changed while a filing is open.
        window = factories.make_window(enterprise.authority.parent.parent)
        Filing.objects.create(enterprise=enterprise, kind=window.kind, tier=window.tier, window=window)
    html = page(owner_client)
    own = Links(html)
    pages: dict[str, Links] = {"": own}
    for link in own.links:
        address, _, anchor = link.partition("#")
        if address not in pages:
            pages[address] = Links(page(owner_client, address))
        assert not anchor or anchor in pages[address].ids, link
    if filled == "rights":
        assert any("owner_rank" in link for link in own.links)


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


def test_a_right_listed_twice_is_named_with_the_way_to_the_list(enterprise, owner_client):
    for serial, number in enumerate(("ZL201910000001.1", "ZL201910000001")):
        right = make_right(enterprise, serial)
        IntellectualProperty.objects.filter(pk=right.pk).update(number=number)
    html = page(owner_client)
    told = re.search(r'<a href="([^"]+)">知识产权“[^”]+”的编号</a>：([^<]+)', html)
    assert told and told[2].startswith("与第1项是同一项，只计一次")
    assert told[1].partition("#")[0] == reverse("enterprises:intellectual_property")
