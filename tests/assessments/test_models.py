"""Questionnaires in the database, and what the database itself forbids."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from assessments import services
from assessments.enums import AssessmentState, Category
from assessments.matching import category_of
from assessments.models import Assessment, Questionnaire
from assessments.scoring import score
from tests.assessments.conftest import submitted
from tests.assessments.sheets import highest_sheet, lowest_sheet, manufacturing_2024


def test_loading_twice_changes_nothing(questionnaire):
    assert services.load_questionnaires() == [questionnaire]
    assert Questionnaire.objects.count() == 1
    assert questionnaire.digest == manufacturing_2024().digest
    assert questionnaire.published_from == dt.date(2024, 9, 4)


def test_what_comes_back_from_the_database_is_the_same_questionnaire(questionnaire):
    assert Questionnaire.objects.get().parsed == manufacturing_2024()


def test_a_corrected_file_replaces_a_row_nobody_used(questionnaire):
    Questionnaire.objects.update(digest="0" * 64, title="旧")
    [loaded] = services.load_questionnaires()
    assert loaded.pk == questionnaire.pk
    assert Questionnaire.objects.get().title == manufacturing_2024().title


def test_a_corrected_file_leaves_a_used_row_alone(draft, enterprise):
    Questionnaire.objects.update(digest="0" * 64)
    [loaded] = services.load_questionnaires()
    assert loaded.pk != draft.questionnaire_id
    assert Questionnaire.objects.count() == 2
    assert services.questionnaire_for(enterprise).questionnaire == loaded
    assert services.start(enterprise).questionnaire_id == draft.questionnaire_id


@pytest.mark.parametrize("field", ["content", "title", "edition", "category", "digest"])
def test_a_used_questionnaire_cannot_be_changed(draft, field):
    row = draft.questionnaire
    setattr(row, field, {} if field == "content" else "x")
    with pytest.raises(ValidationError, match="内容不能再修改"):
        row.save()
    row.refresh_from_db()
    row.published_from = dt.date(2025, 1, 1)
    row.save()


def test_a_questionnaire_serves_from_its_date_on(questionnaire, enterprise):
    before = services.questionnaire_for(enterprise, dt.date(2024, 9, 3))
    assert (before.category, before.questionnaire) == (Category.MANUFACTURING, None)
    assert services.questionnaire_for(enterprise, dt.date(2024, 9, 4)).questionnaire == questionnaire


@pytest.mark.parametrize(
    ("code", "category"),
    [
        ("12", Category.OTHER), ("13", Category.MANUFACTURING), ("43", Category.MANUFACTURING), ("44", Category.OTHER),
        ("65", Category.PRODUCER_SERVICE), ("3421", Category.MANUFACTURING), ("05", Category.PRODUCER_SERVICE),
        ("C", None), ("", None),
    ],
)  # fmt: skip
def test_category_follows_the_division(code, category):
    assert category_of(code) == category


def test_one_draft_an_enterprise(draft, enterprise):
    with pytest.raises(IntegrityError), transaction.atomic():
        Assessment.objects.create(enterprise=enterprise, questionnaire=draft.questionnaire)


def test_starting_twice_gives_the_same_draft(questionnaire, enterprise):
    assert services.start(enterprise) == services.start(enterprise)


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


def test_submitting_without_pledge_or_answers_is_refused(draft):
    with pytest.raises(services.AssessmentRefused, match="请勾选真实性承诺"):
        services.submit(draft, pledged=False, seen=services.fingerprint(draft))
    with pytest.raises(services.NotSubmittable) as caught:
        services.submit(draft, pledged=True, seen=services.fingerprint(draft))
    assert len(caught.value.result.problems) == 31


def test_texts(draft):
    assert str(draft.questionnaire) == "中小企业数字化水平评测表（2024年版）· 制造业"
    assert "未提交" in str(draft)
    assert draft.level_label == ""
