"""Questionnaires in the database, and what the database itself forbids."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from assessments.enums import AssessmentState, Category
from assessments.models import Assessment, Questionnaire, Release
from assessments.questionnaire_files import load_all
from assessments.scoring import score
from assessments.services import matching, taking
from assessments.services.questionnaires import QuestionnaireRefused, load_questionnaires
from tests.assessments.conftest import submitted
from tests.assessments.sheets import highest_sheet, lowest_sheet, manufacturing_2024


def test_loading_twice_changes_nothing(questionnaires):
    assert {row.pk for row in load_questionnaires()} == {row.pk for row in questionnaires.values()}
    assert Questionnaire.objects.count() == Release.objects.count() == 4
    assert questionnaires["2024", "manufacturing"].digest == manufacturing_2024().digest


def test_what_comes_back_from_the_database_is_the_same_questionnaire(questionnaires):
    delivered = {(each.edition, each.category): each for each in load_all()}
    assert {name: row.parsed for name, row in questionnaires.items()} == delivered


def test_a_corrected_file_replaces_a_row_nobody_used(questionnaire):
    Release.objects.all().delete()
    Questionnaire.objects.update(title="旧")
    Questionnaire.objects.filter(pk=questionnaire.pk).update(digest="0" * 64)
    load_questionnaires()
    questionnaire.refresh_from_db()
    assert questionnaire.title == manufacturing_2024().title


def test_a_corrected_file_of_a_published_edition_is_refused_loudly(questionnaire):
    Questionnaire.objects.filter(pk=questionnaire.pk).update(digest="0" * 64)
    with pytest.raises(QuestionnaireRefused, match="2024/manufacturing differs .* never changes"):
        load_questionnaires()
    questionnaire.refresh_from_db()
    assert questionnaire.digest == "0" * 64


@pytest.mark.parametrize("field", ["content", "title", "edition", "category", "digest"])
def test_a_used_questionnaire_cannot_be_changed(draft, field):
    row = draft.questionnaire
    setattr(row, field, {} if field == "content" else "x")
    with pytest.raises(ValidationError, match="内容不能再修改"):
        row.save()


@pytest.mark.parametrize("field", ["content", "title", "edition", "category", "digest"])
def test_a_published_questionnaire_nobody_began_cannot_be_changed_either(questionnaire, field):
    setattr(questionnaire, field, {} if field == "content" else "x")
    with pytest.raises(ValidationError, match="已经发布，内容不能再修改"):
        questionnaire.save()


def test_a_questionnaire_serves_from_its_date_on(questionnaire, enterprise):
    for day, edition in (
        (dt.date(2022, 8, 1), "2022"),
        (dt.date(2024, 9, 3), "2022"),
        (dt.date(2024, 9, 4), "2024"),
    ):
        assert matching.match_for(enterprise, day).questionnaire.edition == edition
    before = matching.match_for(enterprise, dt.date(2022, 7, 31))
    assert (before.category, before.questionnaire) == (Category.MANUFACTURING, None)
    assert "目前没有适用于制造业的评测表" in before.reason


def test_one_draft_an_enterprise(draft, enterprise):
    with pytest.raises(IntegrityError), transaction.atomic():
        Assessment.objects.create(enterprise=enterprise, questionnaire=draft.questionnaire)


def test_starting_twice_gives_the_same_draft(questionnaire, enterprise):
    assert taking.start(enterprise) == taking.start(enterprise)


@pytest.mark.parametrize(
    "change",
    [
        {"state": AssessmentState.SUBMITTED},
        {"submitted_at": timezone.now},
        {"level": 2},
        {"result": {}},
        {"total": "50"},
    ],
)
def test_submitted_goes_with_a_result_and_only_with_it(draft, change):
    values = {name: value() if callable(value) else value for name, value in change.items()}
    with pytest.raises(IntegrityError), transaction.atomic():
        Assessment.objects.filter(pk=draft.pk).update(**values)


@pytest.mark.parametrize("total", ["-0.1", "100.1"])
def test_totals_are_within_a_hundred(questionnaire, enterprise, total):
    assessment = submitted(enterprise, highest_sheet())
    with pytest.raises(IntegrityError), transaction.atomic():
        Assessment.objects.filter(pk=assessment.pk).update(total=total)


def test_result_is_kept_as_scored(questionnaire, enterprise):
    assessment = Assessment.objects.get(pk=submitted(enterprise, lowest_sheet()).pk)
    assert assessment.parsed_result == score(manufacturing_2024(), lowest_sheet())
    assert assessment.parsed_result.digest == questionnaire.digest


def test_submitting_without_pledge_or_answers_is_refused(draft, owner):
    with pytest.raises(taking.AssessmentRefused, match="请勾选真实性承诺"):
        taking.submit(draft, owner, pledged=False, seen=taking.fingerprint(draft))
    with pytest.raises(taking.NotSubmittable) as caught:
        taking.submit(draft, owner, pledged=True, seen=taking.fingerprint(draft))
    assert len(caught.value.result.problems) == 31


def test_texts(draft):
    assert str(draft.questionnaire) == "中小企业数字化水平评测表（2024年版）· 制造业"
    assert "未提交" in str(draft)
    assert draft.level_label == ""
