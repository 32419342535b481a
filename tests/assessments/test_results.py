"""The result: what it says, whom it is compared with, and the paper anybody can check."""

import datetime as dt
import io
from decimal import Decimal

import pytest
from django.core.cache import cache
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from assessments.models import Assessment
from assessments.services import taking
from assessments.services.comparison import FEWEST_PEERS, peers_of
from enterprises.kit.papers import pdf
from tests import factories
from tests.assessments.conftest import fill, submitted
from tests.assessments.sheets import answer, highest_sheet, lowest_sheet, scenes_at, sheet_worth

POINTS = {"foundation": "10", "management": "6", "outcome": "4"}


def detail(assessment: Assessment) -> str:
    return reverse("assessments:detail", args=[assessment.pk])


def make_peers(authority, count: int, **fields) -> list[Assessment]:
    """Results of other enterprises of 34 in the region of ``authority``, the n-th with n points of each dimension."""
    return [
        factories.make_assessment(
            factories.make_enterprise(authority),
            total=str(3 * number),
            dimension_points=dict.fromkeys(POINTS, str(number)),
            **fields,
        )
        for number in range(1, count + 1)
    ]


# --- What it says ---------------------------------------------------------------------------------------------------
def test_the_page_says_level_meaning_points_and_what_would_lift_it(owner_client, enterprise, questionnaire):
    assessment = submitted(enterprise, sheet_worth("56") | scenes_at(3))
    page = owner_client.get(detail(assessment)).text
    assert "二级（规范级）" in page
    assert "能够用信息系统和管理工具规范地管理单项业务" in page
    assert "评分还差 4 分" in page and "可以先从这些题目入手" in page
    assert assessment.code in page
    for dimension in assessment.parsed_result.dimensions:
        assert f'<td data-label="维度">{dimension.name}</td>' in page
    assert '<svg class="radar"' in page and "数据见下方表格" in page


def test_without_scenes_the_radar_shows_the_dimensions(owner_client, enterprise, questionnaires):
    assessment = factories.make_assessment(enterprise, table=("2022", "producer_service"))
    page = owner_client.get(detail(assessment)).text
    assert page.count('class="radar__label"') == 4
    assert "各维度得分占满分的比例；数据见下方表格" in page
    assert "经营场景等级" not in page


def test_the_highest_level_needs_no_lift(owner_client, enterprise, questionnaire):
    page = owner_client.get(detail(submitted(enterprise, highest_sheet()))).text
    assert "还需要" not in page


# --- Earlier attempts -----------------------------------------------------------------------------------------------
def test_the_attempt_before_is_compared_dimension_by_dimension(owner_client, enterprise, questionnaire):
    first = submitted(enterprise, lowest_sheet())
    second = submitted(enterprise, lowest_sheet() | {"Q05": answer("D"), "Q08": answer("B")})
    page = owner_client.get(detail(second)).text
    assert '<td class="num" data-label="较上次">+7.5</td>' in page
    assert '<td class="num" data-label="较上次">+1.5</td>' in page
    assert '<td class="num" data-label="较上次">0</td>' in page
    assert detail(first) in page
    before = owner_client.get(detail(first)).text
    assert "这是较早的一次评测" in before and "与以前的评测比较" not in before


def test_worse_is_said_with_a_minus(owner_client, enterprise, questionnaire):
    submitted(enterprise, lowest_sheet() | {"Q05": answer("D")})
    page = owner_client.get(detail(submitted(enterprise, lowest_sheet()))).text
    assert '<td class="num" data-label="较上次">−7.5</td>' in page


def test_another_edition_is_compared_by_total_and_level_only(owner_client, enterprise, questionnaires):
    factories.make_assessment(enterprise, 3, total="61.25", table=("2022", "manufacturing"))
    page = owner_client.get(detail(submitted(enterprise, highest_sheet()))).text
    assert "2022年版框架" in page and "61.25" in page
    assert "+" not in page.split("各维度得分")[1].split("与以前的评测比较")[0]


def test_five_earlier_attempts_are_enough(owner_client, enterprise, questionnaire, query_count):
    for number in range(3):
        last = factories.make_assessment(enterprise, at=timezone.now() - dt.timedelta(days=90 - number))
    few = query_count(owner_client, detail(last))
    for number in range(8):
        last = factories.make_assessment(enterprise, at=timezone.now() - dt.timedelta(days=30 - number))
    assert query_count(owner_client, detail(last)) == few
    assert owner_client.get(detail(last)).text.count("2024年版）· 制造业</td>") == 6


# --- Peers ----------------------------------------------------------------------------------------------------------
def test_medians_of_more_than_ten_enterprises_are_shown(owner_client, enterprise, places, questionnaire):
    make_peers(places.guangzhou, FEWEST_PEERS - 1)
    mine = factories.make_assessment(enterprise, dimension_points=POINTS, total="20")
    medians = peers_of(mine).medians
    assert (medians.count, medians.total) == (11, Decimal(18))
    assert medians.dimensions == {"foundation": 6, "management": 6, "outcome": Decimal(5)}
    page = owner_client.get(detail(mine)).text
    assert "广东省“通用设备制造业”11家企业" in page
    assert '<td class="num" data-label="同行业中位数">6</td>' in page


def test_ten_are_too_few(owner_client, enterprise, places, questionnaire):
    make_peers(places.guangzhou, FEWEST_PEERS - 2)
    mine = factories.make_assessment(enterprise, dimension_points=POINTS)
    assert peers_of(mine).medians is None
    page = owner_client.get(detail(mine)).text
    assert "超过 10 家企业完成同一张评测表后，才显示中位数" in page
    assert '<td class="num" data-label="同行业中位数">—</td>' in page


def test_an_even_number_has_its_median_between(enterprise, places, questionnaire):
    make_peers(places.guangzhou, 12)
    assert peers_of(Assessment.objects.first()).medians.total == Decimal("19.5")


@pytest.mark.parametrize("elsewhere", ["province", "industry", "edition", "earlier"])
def test_others_are_no_peers(enterprise, places, questionnaires, elsewhere):
    if elsewhere == "province":
        make_peers(places.changsha, 12)
    elif elsewhere == "edition":
        make_peers(places.guangzhou, 12, table=("2022", "manufacturing"))
    elif elsewhere == "industry":
        make_peers(places.guangzhou, 12, industry_id="65")
    else:
        for peer in make_peers(places.guangzhou, 12):
            factories.make_assessment(peer.enterprise, table=("2022", "manufacturing"))
    assert peers_of(factories.make_assessment(enterprise, dimension_points=POINTS)).medians is None


def test_depending_on_nobody_medians_are_kept_a_while(enterprise, places, questionnaire):
    make_peers(places.guangzhou, 11)
    mine = factories.make_assessment(enterprise, dimension_points=POINTS)
    assert peers_of(mine).medians.count == 12
    make_peers(places.guangzhou, 1)
    assert peers_of(mine).medians.count == 12
    cache.clear()
    assert peers_of(mine).medians.count == 13


def test_without_region_or_industry_there_are_no_peers(owner_client, enterprise, questionnaire):
    mine = factories.make_assessment(enterprise, region_id=None)
    assert peers_of(mine) is None
    assert owner_client.get(detail(mine)).status_code == 200


# --- Certificate ----------------------------------------------------------------------------------------------------
def test_the_certificate_is_one_page_with_a_code_anybody_can_check(
    owner_client, client, enterprise, questionnaire
):
    assessment = submitted(enterprise, sheet_worth("56") | scenes_at(3))
    response = owner_client.get(reverse("assessments:certificate", args=[assessment.pk]))
    assert response["Content-Type"] == "application/pdf"
    assert response["Cache-Control"] == "private, no-store"
    reader = PdfReader(io.BytesIO(response.content))
    assert len(reader.pages) == 1
    text = reader.pages[0].extract_text().replace("\n", "")
    address = reverse("assessments:verify", args=[assessment.code])
    for words in (
        enterprise.name,
        enterprise.credit_code,
        "二级（规范级）",
        "56 分",
        assessment.code,
        address,
    ):
        assert words in text, words
    page = client.get(address)
    assert page.status_code == 200
    assert enterprise.name in page.text and "二级（规范级）" in page.text and "最近一次提交" in page.text


def test_the_certificate_says_what_is_not_official(owner_client, enterprise, questionnaires):
    assessment = factories.make_assessment(enterprise, table=("2022", "other"))
    document = owner_client.get(reverse("assessments:certificate", args=[assessment.pk])).content
    text = PdfReader(io.BytesIO(document)).pages[0].extract_text().replace("\n", "")
    assert "题目与权重为本平台自拟" in text


def test_the_certificate_is_rendered_once(owner_client, enterprise, questionnaire, monkeypatch):
    address = reverse("assessments:certificate", args=[submitted(enterprise, highest_sheet()).pk])
    first = owner_client.get(address).content
    monkeypatch.setattr(pdf, "rendered", lambda *_: pytest.fail("rendered again"))
    assert owner_client.get(address).content == first
    assert default_storage.exists("assessments/certificates")


def test_without_the_font_the_page_says_what_to_install(owner_client, enterprise, questionnaire, settings):
    assessment = submitted(enterprise, highest_sheet())
    settings.PDF_FONT_FAMILY = "No Such Font"
    pdf._prepared.cache_clear()
    try:
        response = owner_client.get(reverse("assessments:certificate", args=[assessment.pk]))
    finally:
        pdf._prepared.cache_clear()
    assert response.status_code == 503 and "fonts-wqy-microhei" in response.text


def test_a_newer_result_is_said_and_a_new_name_changes_nothing(client, enterprise, questionnaire):
    first = submitted(enterprise, highest_sheet())
    submitted(enterprise, lowest_sheet())
    old_name = enterprise.name
    enterprise.name = "改名后的有限公司"
    enterprise.save()
    page = client.get(reverse("assessments:verify", args=[first.code.lower()])).text
    assert "已有更新的评测" in page and old_name in page and "改名后" not in page


@pytest.mark.parametrize("code", ["ABCDEFGHJKLM", "x", "%00", "' or 1=1", "A" * 500, "验证码"])
def test_an_unknown_code_is_told(client, enterprise, questionnaire, code):
    taking.start(enterprise)
    response = client.get(f"/assessments/verify/{code}/")
    assert response.status_code == 404
    assert "没有这个验证码" in response.text


def test_checking_codes_is_limited(client, db):
    address = reverse("assessments:verify", args=["ABCDEFGHJKLM"])
    answers = [client.get(address).status_code for _ in range(61)]
    assert answers[59] == 404 and answers[60] == 429


def test_a_draft_has_no_certificate(owner_client, enterprise, questionnaire):
    draft = fill(taking.start(enterprise), highest_sheet())
    response = owner_client.get(reverse("assessments:certificate", args=[draft.pk]))
    assert response.url == reverse("assessments:take", args=[draft.pk, "foundation"])


@pytest.mark.parametrize("name", ["detail", "certificate"])
def test_results_are_the_enterprise_s_own(login, places, enterprise, questionnaire, name):
    assessment = submitted(enterprise, highest_sheet())
    stranger = login(factories.make_legal_user(factories.make_enterprise(places.tianhe)))
    assert stranger.get(reverse(f"assessments:{name}", args=[assessment.pk])).status_code == 404


# --- Again ----------------------------------------------------------------------------------------------------------
def test_a_new_attempt_may_begin_with_the_last_answers(owner_client, enterprise, questionnaire):
    submitted(enterprise, sheet_worth("56") | scenes_at(3))
    assert "沿用上次答案重新评测" in owner_client.get(reverse("assessments:list")).text
    owner_client.post(reverse("assessments:start"), {"from_latest": "1"})
    draft = taking.current_draft(enterprise)
    assert draft.answers == sheet_worth("56") | scenes_at(3)
    assert draft.code is None and not draft.is_latest


def test_answers_to_another_table_are_not_carried_over(owner_client, enterprise, questionnaires):
    factories.make_assessment(enterprise, table=("2022", "manufacturing"), answers={"Q01": answer("B")})
    assert "沿用上次答案" not in owner_client.get(reverse("assessments:list")).text
    owner_client.post(reverse("assessments:start"), {"from_latest": "1"})
    assert taking.current_draft(enterprise).answers == {}
