"""A published questionnaire and assessments taken with it."""

import re

import pytest

from assessments import services
from assessments.models import Assessment
from tests.assessments.sheets import manufacturing_2024


@pytest.fixture
def questionnaire(db):
    return services.load_questionnaires()[0]


@pytest.fixture
def draft(questionnaire, enterprise) -> Assessment:
    return services.start(enterprise)


def fill(assessment: Assessment, answers: dict) -> Assessment:
    """Put `answers` into a draft without the pages."""
    assessment.answers = answers
    assessment.save(update_fields=["answers"])
    return assessment


def submitted(enterprise, answers: dict) -> Assessment:
    draft = fill(services.start(enterprise), answers)
    return services.submit(draft, pledged=True, seen=services.fingerprint(draft))


def seen_on(html: str) -> str:
    return re.search(r'name="seen" value="([0-9a-f]*)"', html)[1]


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
