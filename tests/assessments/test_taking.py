"""Taking an assessment in the browser's way: M1.3, M2.2, M4.6."""

import re

from django.contrib.messages import get_messages
from django.urls import reverse

from assessments.enums import AssessmentState
from assessments.models import Assessment
from assessments.services import matching, taking
from tests import factories
from tests.assessments.conftest import fill, posted, seen_on, submitted
from tests.assessments.sheets import answer, highest_sheet, lowest_sheet, scenes_at, sheet_worth

STEPS = ["foundation", "operation", "management", "outcome"]


def take_url(assessment, step="foundation"):
    return reverse("assessments:take", args=[assessment.pk, step])


def save(client, assessment, step, data, **extra):
    """Open a page and post it, as a browser does."""
    seen = seen_on(client.get(take_url(assessment, step)).content.decode())
    return client.post(take_url(assessment, step), data | {"seen": seen} | extra)


def answers_of(assessment):
    return Assessment.objects.get(pk=assessment.pk).answers


def test_anonymous_visitors_are_led_to_the_login_page(client, db):
    """M1.3: not logged in → the login page."""
    response = client.get(reverse("assessments:list"))
    assert response.status_code == 302
    assert response.url.startswith(reverse("enterprises:login"))


def test_a_natural_person_is_turned_away(login, db):
    response = login(factories.make_natural_user()).get(reverse("assessments:list"))
    assert "法人账户" in response.content.decode()
    assert "去自评" not in response.content.decode()


def test_an_official_is_turned_away(login, places):
    response = login(factories.make_official(places.tianhe)).get(reverse("assessments:list"))
    assert "评测记录" not in response.content.decode()


def test_taken_from_start_to_result(owner_client, enterprise, questionnaire):
    """M1.3, M2.2: 【去自评】, one page per dimension, review, pledge, the result at once."""
    front = owner_client.get(reverse("assessments:list")).content.decode()
    assert "去自评" in front
    assert "34 通用设备制造业" in front
    response = owner_client.post(reverse("assessments:start"))
    assessment = Assessment.objects.get(enterprise=enterprise)
    assert response.url == take_url(assessment)
    sheet = sheet_worth("56") | scenes_at(3)
    for step, following in zip(STEPS, [*STEPS[1:], "review"], strict=True):
        response = save(owner_client, assessment, step, posted(step, sheet))
        assert response.url == take_url(assessment, following)
    review = owner_client.get(take_url(assessment, "review")).content.decode()
    assert "全部题目已完成" in review
    response = owner_client.post(take_url(assessment, "review"), {"seen": seen_on(review), "pledge": "on"})
    assert response.url == reverse("assessments:detail", args=[assessment.pk])
    page = owner_client.get(response.url).content.decode()
    assert "二级（规范级）" in page
    assert "<strong>56</strong> 分" in page
    assert "评分还差 4 分（现为 56 分，三级需 60 分）" in page
    assert '<svg class="radar"' in page
    assert page.count('class="bar__value"') == 3
    assessment.refresh_from_db()
    assert (assessment.state, assessment.level, assessment.total) == (AssessmentState.SUBMITTED, 2, 56)
    assert assessment.parsed_result.level_by_scenes == 3


def test_pages_contain_no_inline_style_or_script(owner_client, draft):
    for step in [*STEPS, "review"]:
        html = owner_client.get(take_url(draft, step)).content.decode()
        assert "style=" not in html
        assert not re.search(r"<script(?![^>]*\bsrc=)", html)


def test_every_question_and_option_is_on_its_page(owner_client, draft):
    for dimension in STEPS:
        html = owner_client.get(take_url(draft, dimension)).content.decode()
        for question in draft.questionnaire.parsed.questions_of(dimension):
            count = len(question.options) if hasattr(question, "options") else len(question.levels) + 1
            assert len(re.findall(f'name="{question.code}"', html)) == count
            assert f'<fieldset class="question" id="{question.code}"' in html


def test_partial_answers_are_kept_and_shown_again(owner_client, draft):
    """Resume later: half a page is kept, on any device."""
    data = {"Q01": ["B", "C"], "Q02-total": "80", "Q05": ["D"], "stay": "1"}
    response = save(owner_client, draft, "foundation", data)
    assert response.url == take_url(draft)
    assert answers_of(draft) == {
        "Q01": answer("B", "C"),
        "Q02": answer(total="80"),
        "Q05": answer("D"),
    }
    page = owner_client.get(take_url(draft)).content.decode()
    assert len(re.findall(r" checked>", page)) == 3
    assert 'name="Q02-total" id="id_Q02-total" value="80"' in page
    assert "数字化基础 2/7" in page


def test_starting_again_continues_the_draft(owner_client, draft):
    response = owner_client.post(reverse("assessments:start"))
    assert response.url == take_url(draft)
    assert Assessment.objects.count() == 1
    assert "有一次评测尚未提交" in owner_client.get(reverse("assessments:list")).content.decode()


def test_answers_can_be_taken_back(owner_client, draft):
    fill(draft, {"Q05": answer("D"), "S01": {"level": 2}})
    save(owner_client, draft, "foundation", {})
    assert answers_of(draft) == {"S01": {"level": 2}}


def test_steps_show_what_is_done_and_what_is_wrong(owner_client, draft):
    fill(draft, highest_sheet() | {"Q02": answer("E", total="100", digital="35"), "S16": None})
    page = owner_client.get(take_url(draft, "review")).content.decode()
    assert re.search(r'steps__item--error">\s*<span><a href="[^"]*foundation/">数字化基础 6/7', page)
    assert re.search(r'steps__item--todo">\s*<span><a href="[^"]*operation/">数字化经营 15/16', page)
    assert re.search(r'steps__item--done">\s*<span><a href="[^"]*management/">数字化管理 4/4', page)


def test_review_links_every_problem_to_its_question_and_offers_no_submit(owner_client, draft):
    fill(draft, highest_sheet() | {"Q02": answer("E", total="100", digital="35"), "Q09": None})
    page = owner_client.get(take_url(draft, "review")).content.decode()
    assert f'Q09 管理机制：<a href="{take_url(draft, "management")}#Q09">尚未作答</a>' in page
    assert f'<a href="{take_url(draft)}#Q02">按所填数量计算为 35%' in page
    assert 'name="pledge"' not in page


def test_unfinished_assessment_is_not_submitted(owner_client, draft):
    seen = taking.fingerprint(draft)
    response = owner_client.post(take_url(draft, "review"), {"seen": seen, "pledge": "on"})
    assert "提交前还需完成（31）" in response.content.decode()
    draft.refresh_from_db()
    assert draft.is_draft


def test_pledge_is_needed(owner_client, draft):
    fill(draft, highest_sheet())
    page = owner_client.get(take_url(draft, "review")).content.decode()
    response = owner_client.post(take_url(draft, "review"), {"seen": seen_on(page)})
    assert "请勾选真实性承诺后再提交" in response.content.decode()
    assert Assessment.objects.get().is_draft


def test_double_submit_is_one_submission(owner_client, draft):
    fill(draft, highest_sheet())
    data = {"seen": taking.fingerprint(draft), "pledge": "on"}
    first = owner_client.post(take_url(draft, "review"), data)
    submitted_at = Assessment.objects.get().submitted_at
    second = owner_client.post(take_url(draft, "review"), data)
    assert first.url == second.url == reverse("assessments:detail", args=[draft.pk])
    assert Assessment.objects.get().submitted_at == submitted_at


def test_submitted_assessment_cannot_be_changed(owner_client, enterprise, questionnaire):
    assessment = submitted(enterprise, highest_sheet())
    response = owner_client.post(take_url(assessment), {"Q05": ["A"]})
    assert response.url == reverse("assessments:detail", args=[assessment.pk])
    assert "不能再修改" in str(next(iter(get_messages(response.wsgi_request))))
    assert answers_of(assessment) == highest_sheet()
    assert owner_client.get(take_url(assessment)).status_code == 302


def test_detail_of_a_draft_leads_to_where_it_is_taken(owner_client, draft):
    assert owner_client.get(reverse("assessments:detail", args=[draft.pk])).url == take_url(draft)


def test_level_below_the_first_has_a_page_of_its_own(owner_client, enterprise, questionnaire):
    assessment = submitted(enterprise, lowest_sheet())
    page = owner_client.get(reverse("assessments:detail", args=[assessment.pk])).content.decode()
    assert "未达一级" in page
    assert "评分还差 20 分" in page


def test_latest_submitted_counts(owner_client, enterprise, questionnaire):
    """M4.6: again and again; the latest result counts."""
    assert matching.latest_submitted(enterprise) is None
    submitted(enterprise, highest_sheet())
    second = submitted(enterprise, lowest_sheet())
    taking.start(enterprise)
    latest = matching.latest_submitted(enterprise)
    assert latest == second
    assert latest.level_label == "未达一级"
    page = owner_client.get(reverse("assessments:list")).content.decode()
    assert page.count("现用结果") == 1
    assert page.index("现用结果") < page.index("四级")


def test_history_is_paged(owner_client, enterprise, questionnaire):
    for _ in range(21):
        submitted(enterprise, highest_sheet())
    page = owner_client.get(reverse("assessments:list")).content.decode()
    assert page.count(">详情</a>") == 20
    assert owner_client.get(reverse("assessments:list") + "?page=2").content.decode().count(">详情</a>") == 1


def test_queries_of_the_list_do_not_grow(owner_client, enterprise, questionnaire, query_count):
    for _ in range(3):
        submitted(enterprise, highest_sheet())
    few = query_count(owner_client, reverse("assessments:list"))
    for _ in range(12):
        submitted(enterprise, highest_sheet())
    assert query_count(owner_client, reverse("assessments:list")) == few


def test_queries_of_the_pages_are_few(owner_client, draft, query_count):
    fill(draft, highest_sheet())
    for step in [*STEPS, "review"]:
        assert query_count(owner_client, take_url(draft, step)) <= 9


def test_without_an_industry_the_reason_is_told(owner_client, enterprise, questionnaire):
    """M3.1: 所属行业 decides the table."""
    enterprise.industry = None
    enterprise.industry_class = ""
    enterprise.save()
    page = owner_client.get(reverse("assessments:list")).content.decode()
    assert "请先在“企业信息”中填写所属行业" in page
    assert "去自评" not in page
    response = owner_client.post(reverse("assessments:start"))
    assert response.url == reverse("assessments:list")
    assert "请先在“企业信息”中填写所属行业" in owner_client.get(response.url).content.decode()
    assert not Assessment.objects.exists()
