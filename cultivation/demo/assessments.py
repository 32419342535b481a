"""Digital-maturity assessments of the demonstration: answered at different strengths, so that there is something to compare."""

import datetime as dt
from decimal import Decimal
from typing import Any

from assessments.enums import ItemKind
from assessments.known import Years, known_numbers
from assessments.models import Assessment
from assessments.questionnaire_checks import plain
from assessments.questionnaires import Item, Questionnaire, ShareBand
from assessments.services import taking
from assessments.services.judging import known_years
from cultivation.demo.people import Person

STRONGEST = 4
_SHARES = ("5", "15", "35", "55", "90")  # percent, one in each band
_INVESTED = "yearly"  # 近三年年均数字化投入 of the table of 2024
_CENT = Decimal("0.01")


def answers_of(questionnaire: Questionnaire, strength: int) -> dict[str, Any]:
    """A complete sheet, from 0 (nothing yet) to ``STRONGEST``."""
    answers: dict[str, Any] = {item.code: _answer(item, strength) for item in questionnaire.items}
    for place, scene in enumerate(questionnaire.scenes):
        level = strength if scene.starred or place % 2 else strength - 1
        answers[scene.code] = {"level": max(0, min(level, len(scene.levels)))}
    return answers


def _answer(item: Item, strength: int) -> dict[str, Any]:
    best_last = sorted(item.options, key=lambda option: option.points)
    if item.kind is ItemKind.MULTI:
        positive = [option.code for option in item.options if option.points]
        codes = positive[: len(positive) * strength // STRONGEST] or [best_last[0].code]
    else:
        codes = [best_last[(len(best_last) - 1) * strength // STRONGEST].code]
    band, numbers = item.band, {}
    for number in item.numbers:
        if number.required:
            numbers[number.code] = "100" if number.maximum is None else "98"
    if isinstance(band, ShareBand) and band.numerator in numbers:
        # The band follows from the counts.
        numbers[band.numerator], codes = _SHARES[strength], []
    return {"options": codes, "numbers": numbers}


def _fit(answers: dict[str, Any], questionnaire: Questionnaire, figures: Years, strength: int) -> None:
    """Let the sheet agree with the figures of its enterprise: revenue as it is, investment a share of it."""
    revenues = list(figures.revenues.values())
    if not revenues:
        return
    invested = plain((sum(revenues) / len(revenues) * Decimal(_SHARES[strength]) / 100).quantize(_CENT))
    for item in questionnaire.items:
        numbers = answers[item.code]["numbers"]
        known = {code: each.text for code, each in known_numbers(item, figures).items() if code in numbers}
        if isinstance(item.band, ShareBand) and item.band.denominator in known:
            numbers[item.band.numerator] = invested
        elif _INVESTED in numbers:
            numbers[_INVESTED] = invested
        numbers |= known


def assess(person: Person, strength: int, at: dt.datetime) -> Assessment:
    """One submitted attempt."""
    draft = taking.start(person.enterprise, at=at)
    questionnaire = draft.questionnaire.parsed
    answers = answers_of(questionnaire, strength)
    _fit(answers, questionnaire, known_years(person.enterprise), strength)
    draft = taking.save_answers(draft, answers, {}).assessment
    return taking.submit(draft, person.user, pledged=True, seen=taking.fingerprint(draft), at=at)
