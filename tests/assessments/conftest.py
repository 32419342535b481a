"""A published questionnaire and assessments taken with it."""

import re

import pytest

from assessments.models import Assessment, Questionnaire
from assessments.services import taking
from assessments.services.questionnaires import load_questionnaires
from tests import factories
from tests.assessments.sheets import manufacturing_2024


@pytest.fixture
def questionnaires(db) -> dict[tuple[str, str], Questionnaire]:
    """Every delivered questionnaire by edition and category."""
    return {(row.edition, row.category): row for row in load_questionnaires()}


@pytest.fixture
def questionnaire(questionnaires) -> Questionnaire:
    return questionnaires["2024", "manufacturing"]


@pytest.fixture
def draft(questionnaire, enterprise) -> Assessment:
    return taking.start(enterprise)


def fill(assessment: Assessment, answers: dict) -> Assessment:
    """Put `answers` into a draft without the pages."""
    assessment.answers = answers
    assessment.save(update_fields=["answers"])
    return assessment


def submitted(enterprise, answers: dict) -> Assessment:
    draft = fill(taking.start(enterprise), answers)
    owner = enterprise.users.first() or factories.make_legal_user(enterprise)
    return taking.submit(draft, owner, pledged=True, seen=taking.fingerprint(draft))


def seen_on(html: str) -> str:
    return re.search(r'name="seen" value="([^"]*)"', html)[1]


def elsewhere(html: str) -> list[str]:
    """What is said to be saved by another page, beside the questions."""
    return re.findall("已保存的内容：<strong>(.*?)</strong>", html)


def posted(dimension: str, answers: dict) -> dict:
    """What a browser posts for the answers to one page."""
    data = {}
    for question in manufacturing_2024().questions_of(dimension):
        answer = answers.get(question.code)
        if not answer:
            continue
        if "level" in answer:
            data[question.code] = [str(answer["level"])]
            continue
        data[question.code] = answer["options"]
        data |= {f"{question.code}-{name}": value for name, value in answer["numbers"].items()}
    return data
