"""所属行业 decides the table (M1.3, M3.1): confirmed where it is mixed, taken anew where it changed."""

import pytest
from django.urls import reverse

from assessments.effects import OUTDATED
from assessments.enums import Category
from assessments.models import Assessment, CategoryChoice, CategoryRule
from assessments.services import matching, taking
from declarations.dossier.facts import facts_from
from declarations.dossier.loading import load
from declarations.models import Filing
from declarations.services.filings import start_filing
from enterprises.enums import IndustryLevel
from enterprises.models import Industry
from enterprises.services.profile import save_profile
from notices.models import Message
from tests import factories
from tests.assessments.conftest import fill, submitted
from tests.assessments.sheets import highest_sheet, lowest_sheet

LIST = reverse("assessments:list")
CHOOSE = reverse("assessments:category")


@pytest.fixture
def service_firm(enterprise, questionnaires):
    """An enterprise of 72 商务服务业, where producer services and others mix."""
    Industry.objects.create(code="72", name="商务服务业", level=IndustryLevel.DIVISION, parent_id="I")
    enterprise.industry_id, enterprise.industry_class = "72", ""
    enterprise.save()
    return enterprise


def move(enterprise, industry: str, industry_class: str = ""):
    changes = {"industry_id": industry, "industry_class": industry_class}
    return save_profile(enterprise.pk, changes, version=enterprise.version)


def choose(client, category: str, reason: str):
    return client.post(CHOOSE, {"category": category, "reason": reason})


# --- Three tables ---------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("industry", "title"),
    [("34", "（2024年版）· 制造业"), ("65", "（2022年版框架）· 生产性服务业")],
)
def test_the_table_follows_the_industry(owner_client, enterprise, questionnaires, industry, title):
    enterprise.industry_id, enterprise.industry_class = industry, ""
    enterprise.save()
    page = owner_client.get(LIST).text
    assert title in page
    assert ("题目与权重为本平台自拟，参考评测指标公开框架" in page) == (industry == "65")
    assert ("不是官方目录" in page) == (industry == "65")
    owner_client.post(reverse("assessments:start"))
    assert title in str(Assessment.objects.get().questionnaire)


def test_own_weights_are_said_on_every_page_and_paper(owner_client, enterprise, questionnaires):
    enterprise.industry_id, enterprise.industry_class = "65", ""
    enterprise.save()
    draft = taking.start(enterprise)
    steps = [dimension.code for dimension in draft.questionnaire.parsed.dimensions]
    pages = [reverse("assessments:take", args=[draft.pk, step]) for step in [*steps, "review"]]
    done = factories.make_assessment(enterprise, table=("2022", "producer_service"))
    pages += [reverse("assessments:detail", args=[done.pk]), reverse("assessments:verify", args=[done.code])]
    for page in pages:
        assert "题目与权重为本平台自拟，参考评测指标公开框架" in owner_client.get(page).text, page


# --- Mixed industries -----------------------------------------------------------------------------------------------
def test_a_mixed_industry_is_confirmed_first(owner_client, service_firm):
    page = owner_client.get(LIST).text
    assert "确认评测类别" in page and "待确认" in page and "去自评" not in page
    response = owner_client.post(reverse("assessments:start"), follow=True)
    assert "请先确认适用的评测类别" in response.text
    assert not Assessment.objects.exists()


def test_the_choice_and_its_reason_are_kept_and_shown(owner_client, service_firm, owner):
    choose(owner_client, "other", "主要从事会展服务")
    choice = CategoryChoice.objects.get()
    assert (choice.category, choice.reason, choice.industry_code) == ("other", "主要从事会展服务", "72")
    assert choice.chosen_by == owner
    page = owner_client.get(LIST).text
    assert "主要从事会展服务" in page and "· 其他行业" in page and "去自评" in page
    owner_client.post(reverse("assessments:start"))
    assert Assessment.objects.get().choice == choice


def test_confirming_again_keeps_both_and_the_latest_counts(owner_client, service_firm):
    for _ in range(2):
        choose(owner_client, "other", "主要从事会展服务")
    assert CategoryChoice.objects.count() == 1
    choose(owner_client, "producer_service", "转为供应链管理")
    assert [row.category for row in CategoryChoice.objects.all()] == ["producer_service", "other"]
    assert matching.match_for(service_firm).category == Category.PRODUCER_SERVICE


@pytest.mark.parametrize(
    ("category", "reason", "messages"),
    [
        ("", "", ["请选择一个适用的类别。", "请说明理由"]),
        ("manufacturing", "有工厂", ["请选择一个适用的类别。"]),
        ("other", "   ", ["请说明理由"]),
        ("other", "长" * 201, ["200"]),
        ("x\0", "a\0", ["请选择一个适用的类别。"]),
    ],
)
def test_a_choice_that_cannot_be_is_refused_at_its_place(
    owner_client, service_firm, category, reason, messages
):
    response = choose(owner_client, category, reason)
    assert response.status_code == 422
    for message in messages:
        assert message in response.text
    if reason.strip() and "\0" not in reason:
        assert reason[:100] in response.text
    assert not CategoryChoice.objects.exists()


def test_a_settled_industry_needs_no_choice(owner_client, enterprise, questionnaires):
    assert "确认评测类别" not in owner_client.get(LIST).text
    response = choose(owner_client, "other", "想换一张表")
    assert response.status_code == 422
    assert not CategoryChoice.objects.exists()


def test_a_choice_holds_for_its_industry_only(service_firm, owner):
    matching.confirm_category(service_firm, "other", "会展服务", owner)
    Industry.objects.create(code="71", name="租赁业", level=IndustryLevel.DIVISION, parent_id="I")
    move(service_firm, "71")
    service_firm.refresh_from_db()
    assert matching.match_for(service_firm).needs_confirmation


@pytest.mark.parametrize(
    ("rules", "category"),
    [
        ({"72": "other"}, "other"),
        ({"72": "other", "729": "producer_service"}, "producer_service"),
        ({"729": "producer_service", "7292": "manufacturing"}, "manufacturing"),
    ],
)
def test_administrators_rules_come_first(owner_client, service_firm, rules, category):
    service_firm.industry_class = "7292"
    service_firm.save()
    for code, value in rules.items():
        CategoryRule.objects.create(code=code, category=value, reason="统计分类")
    assert matching.match_for(service_firm).category == category
    page = owner_client.get(LIST).text
    assert f"由主管部门按行业代码 {max(rules, key=len)} 设定" in page
    assert "确认评测类别" not in page


# --- 所属行业 changes ------------------------------------------------------------------------------------------------
def test_another_category_needs_another_assessment_and_says_so_everywhere(
    owner_client, enterprise, questionnaire
):
    submitted(enterprise, highest_sheet())
    assert matching.counting(enterprise).level == 4
    enterprise = move(enterprise, "65")
    assert matching.counting(enterprise) is None
    assert matching.latest_submitted(enterprise).level == 4
    assert "所属行业已变更，需要重新评测" in owner_client.get(LIST).text
    assert "不再适用" in owner_client.get(LIST).text
    assert "需要重新评测" in owner_client.get(reverse("enterprise_home")).text
    assert "需要重新评测" in owner_client.get(reverse("enterprises:profile")).text
    assert (
        "所属行业已变更"
        in owner_client.get(reverse("assessments:detail", args=[Assessment.objects.get().pk])).text
    )
    message = Message.objects.get()
    assert (message.title, message.link) == (OUTDATED, LIST)
    assert "不再用于申报" in message.body


def test_the_message_comes_once(enterprise, questionnaire):
    submitted(enterprise, highest_sheet())
    for industry in ("65", "34", "65"):
        enterprise = move(enterprise, industry)
    assert Message.objects.count() == 1


def test_nothing_is_said_where_the_category_stays(enterprise, questionnaire):
    Industry.objects.create(code="35", name="专用设备制造业", level=IndustryLevel.DIVISION, parent_id="C")
    submitted(enterprise, highest_sheet())
    enterprise = move(enterprise, "35")
    assert matching.counting(enterprise) is not None
    assert not Message.objects.exists()


def test_no_message_without_an_assessment(enterprise, questionnaires):
    move(enterprise, "65")
    assert not Message.objects.exists()


def test_a_new_assessment_counts_again(enterprise, questionnaires):
    submitted(enterprise, highest_sheet())
    enterprise = move(enterprise, "65")
    new = factories.make_assessment(enterprise, 3, table=("2022", "producer_service"))
    assert matching.counting(enterprise) == new


def test_moving_back_makes_the_old_result_count_again(enterprise, questionnaire):
    submitted(enterprise, highest_sheet())
    enterprise = move(move(enterprise, "65"), "34", "3421")
    assert matching.counting(enterprise) is not None


def test_a_rule_changed_later_outdates_nothing(enterprise, questionnaire):
    submitted(enterprise, highest_sheet())
    CategoryRule.objects.create(code="34", category="other", reason="统计分类")
    assert matching.match_for(enterprise).category == Category.OTHER
    assert matching.counting(enterprise) is not None


def test_a_draft_of_the_wrong_table_is_not_submitted_and_can_be_given_up(
    owner_client, enterprise, questionnaires
):
    draft = fill(taking.start(enterprise), highest_sheet())
    review = reverse("assessments:take", args=[draft.pk, "review"])
    seen = taking.fingerprint(draft)
    move(enterprise, "65")
    page = owner_client.get(review).text
    assert "所属行业现在适用生产性服务业评测表" in page and 'name="pledge"' not in page
    response = owner_client.post(review, {"seen": seen, "pledge": "on"}, follow=True)
    assert "请放弃这次评测后重新开始" in response.text
    assert Assessment.objects.get().is_draft
    owner_client.post(reverse("assessments:discard", args=[draft.pk]))
    owner_client.post(reverse("assessments:start"))
    assert Assessment.objects.get().questionnaire.category == "producer_service"


def test_a_draft_is_not_submitted_while_its_category_is_to_be_confirmed(
    owner_client, service_firm, owner, questionnaires
):
    """Begun as a manufacturer, moved to a mixed industry: neither the old table counts nor any, until confirmed."""
    service_firm = move(service_firm, "34")
    draft = fill(taking.start(service_firm), highest_sheet())
    review = reverse("assessments:take", args=[draft.pk, "review"])
    service_firm = move(service_firm, "72")
    page = owner_client.get(review).text
    assert "请先确认适用的评测类别" in page and 'name="pledge"' not in page
    response = owner_client.post(review, {"seen": taking.fingerprint(draft), "pledge": "on"}, follow=True)
    assert "请先在“数字化水平评测”页面确认适用的评测类别" in response.text
    assert Assessment.objects.get().is_draft
    assert "确认评测类别" in owner_client.get(LIST).text
    choose(owner_client, "producer_service", "供应链管理")
    assert "所属行业现在适用生产性服务业评测表" in owner_client.get(review).text


def test_a_category_confirmed_anew_outdates_the_result_of_the_other(owner_client, service_firm):
    choose(owner_client, "other", "会展服务")
    result = factories.make_assessment(service_firm, table=("2022", "other"))
    assert matching.counting(service_firm) == result
    choose(owner_client, "producer_service", "转为供应链管理")
    assert matching.counting(service_firm) is None
    assert "需要重新评测" in owner_client.get(LIST).text
    choose(owner_client, "other", "还是会展服务")
    assert matching.counting(service_firm) == result


# --- Declarations ---------------------------------------------------------------------------------------------------
def test_the_latest_result_counts_in_every_draft_by_itself(
    owner_client, owner, enterprise, places, questionnaire
):
    """M4.6, synchronised automatically: nothing is to be done in the draft."""
    filing, _ = start_filing(enterprise, factories.make_window(places.guangdong), owner)
    address = reverse("declarations:filing", args=[filing.pk])
    assert facts_from(load(filing)).digital_level is None
    assert "评测提交时间" not in owner_client.get(address).text
    submitted(enterprise, highest_sheet())
    assert facts_from(load(filing)).digital_level == 4
    submitted(enterprise, lowest_sheet())
    assert facts_from(load(filing)).digital_level == 0
    page = owner_client.get(address).text
    assert "评测提交时间" in page and "未达一级" in page
    move(enterprise, "65")
    assert facts_from(load(Filing.objects.get())).digital_level is None
    assert "评测提交时间" not in owner_client.get(address).text


def test_only_a_result_that_counts_is_a_completed_assessment(owner_client, enterprise, questionnaires):
    """M3.4, M4.5: 专精特新 needs a completed assessment, by the table of the industry."""
    submitted(enterprise, highest_sheet())
    assert "所属行业或评测类别已变更" not in owner_client.get(reverse("declarations:check_up")).text
    move(enterprise, "65")
    assert "所属行业或评测类别已变更" in owner_client.get(reverse("declarations:check_up")).text


def test_queries_do_not_grow(owner_client, service_firm, owner, query_count):
    matching.confirm_category(service_firm, "other", "会展服务", owner)
    few = query_count(owner_client, LIST)
    for number in range(20):
        matching.confirm_category(service_firm, "other", f"第{number}条理由", owner)
    assert query_count(owner_client, LIST) == few
