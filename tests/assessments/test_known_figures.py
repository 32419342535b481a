"""Staff and revenue the enterprise filled in once: they stand in the sheet, and answers are compared with them."""

import re
from dataclasses import dataclass
from decimal import Decimal

import pytest
from django.urls import reverse

from assessments.enums import ProblemKind
from assessments.known import Years, known_numbers, with_known
from assessments.models import Assessment
from assessments.questionnaire_files import DATA_FOLDER, load
from assessments.scoring import UNANSWERED, score
from assessments.services import taking
from enterprises.models import YearlyFigures
from enterprises.years import complete_years
from tests.assessments.conftest import fill
from tests.assessments.sheets import answer, lowest_sheet, manufacturing_2024

FIGURES = Years((2025, 2024, 2023), (120, 100, None), (Decimal(5200), Decimal("4999.5"), Decimal(4800)))


def take_url(assessment, step):
    return reverse("assessments:take", args=[assessment.pk, step])


@pytest.fixture
def figures(enterprise) -> list[int]:
    """5,000 万元 and 120 staff in each of the last three years."""
    enterprise.figures.all().delete()
    years = complete_years()
    for year in years:
        YearlyFigures.objects.create(enterprise=enterprise, year=year, employees=120, revenue="5000.00")
    return years


@dataclass
class Case:
    """An answer, and what the known figures make of it."""

    code: str
    answer: dict
    kind: ProblemKind | None
    words: tuple[str, ...] = ()


WRONG, NOTICE = ProblemKind.WRONG, ProblemKind.NOTICE
CASES = [
    Case("Q14", answer("C", staff_now="120", revenue_now="5200.00"), None),
    Case("Q14", answer("C", staff_now="125"), NOTICE, ("125人", "2025年度经营数据的从业人员数量为 120人")),
    Case("Q14", answer("C", revenue_now="52000000"), WRONG, ("2025年度", "5200万元", "10 倍以上", "单位")),
    Case("Q14", answer("C", revenue_before="499.95"), WRONG, ("2024年度", "4999.5万元")),
    Case("Q11", answer("C", yearly="1"), WRONG, ("1 万元", "0.02%", "10% 及以下", "2023—2025年度")),
    Case("Q11", answer("A", yearly="1"), None),
    Case("Q11", answer("C", yearly="1500"), None),
    Case("Q11", answer("A", yearly="1500"), WRONG, ("30%", "超过 20%，至 40%")),
    # 10% of one year's revenue and less than 10% of another's: either option may be meant.
    Case("Q11", answer("A", yearly="500"), None),
    Case("Q11", answer("B", yearly="500"), None),
    Case("Q11", answer("C"), None),
]


def test_what_known_figures_say_of_answers():
    questionnaire = manufacturing_2024()
    failures = []
    for case in CASES:
        sheet = {case.code: case.answer}
        bare = score(questionnaire, sheet)
        judged = with_known(bare, questionnaire, sheet, FIGURES)
        new = [each for each in judged.problems if each not in bare.problems]
        kinds = [each.kind for each in new]
        if kinds != ([case.kind] if case.kind else []):
            failures.append(f"{case}: {new}")
        failures += [f"{case}: {word} not in {new}" for word in case.words if word not in new[0].message]
    assert failures == []


def test_nothing_known_says_nothing():
    questionnaire = manufacturing_2024()
    nothing = Years((2025, 2024, 2023), (None,) * 3, (None,) * 3)
    sheet = lowest_sheet()
    bare = score(questionnaire, sheet)
    assert with_known(bare, questionnaire, sheet, nothing) == bare
    assert known_numbers(questionnaire.by_code["Q14"], nothing) == {}


def test_mean_of_the_years_known():
    """The tables of 2022 ask for 近三年年均营业收入."""
    item = next(
        item
        for item in load(DATA_FOLDER / "2022-other.toml").items
        if any(number.code == "revenue" for number in item.numbers)
    )
    known = known_numbers(item, FIGURES)["revenue"]
    assert (known.text, known.source) == ("4999.83", "2023—2025年度经营数据的年均营业收入")


def test_an_unanswered_question_begins_with_what_is_known(owner_client, draft, figures):
    html = owner_client.get(take_url(draft, "outcome")).content.decode()
    assert 'name="Q14-staff_now" id="id_Q14-staff_now" value="120"' in html
    assert 'name="Q14-revenue_before" id="id_Q14-revenue_before" value="5000"' in html
    assert f"已按{figures[0]}年度经营数据的从业人员数量、{figures[0]}年度经营数据的营业收入" in html
    # Looking saves nothing; what the enterprise changed itself is not overwritten.
    assert Assessment.objects.get(pk=draft.pk).answers == {}
    fill(draft, {"Q14": answer("C", staff_now="118")})
    html = owner_client.get(take_url(draft, "outcome")).content.decode()
    assert 'id="id_Q14-staff_now" value="118"' in html and "已按" not in html
    assert "两处不一致" in html


def test_a_question_that_begins_with_what_is_known_says_so_until_it_is_answered(owner_client, draft, figures):
    """Also when another question of the page is saved: the script sends the whole page."""
    html = owner_client.get(take_url(draft, "outcome")).text
    page = {"seen": ""} | dict(re.findall(r'name="(Q\d+-\w+)" id="[^"]*" value="([^"]*)"', html))
    other = next(q.code for q in draft.questionnaire.parsed.questions_of("outcome") if q.code != "Q14")
    saved = owner_client.post(take_url(draft, "outcome"), page | {other: "A", "part": other})
    assert saved.status_code == 200 and f"已按{figures[0]}年度" in saved.json()["notes"]["Q14"]
    saved = owner_client.post(take_url(draft, "outcome"), page | {"Q14-staff_now": "118", "part": "Q14"})
    assert saved.status_code == 200 and "已按" not in saved.json()["notes"]["Q14"]


def test_a_share_the_revenue_excludes_cannot_be_submitted(owner_client, draft, figures, enterprise):
    """1 万元 of 5,000 万元 passed as 20–40 %."""
    sheet = lowest_sheet() | {"Q11": answer("C", yearly="1")}
    fill(draft, sheet)
    page = owner_client.get(take_url(draft, "review")).content.decode()
    assert "请更正投入数额或选项" in page
    with pytest.raises(taking.NotSubmittable):
        taking.submit(draft, enterprise.users.first(), pledged=True, seen=taking.fingerprint(draft))
    fill(draft, sheet | {"Q11": answer("A", yearly="1")})
    assert taking.submit(draft, enterprise.users.first(), pledged=True, seen=taking.fingerprint(draft))


def test_an_empty_sheet_is_unanswered():
    questionnaire = manufacturing_2024()
    for sheet in ({}, {"Q01": {"options": [], "numbers": {}}}, {"S01": {"level": None}}):
        assert score(questionnaire, sheet).label == UNANSWERED
    assert score(questionnaire, {"S01": {"level": 0}}).label == "未达一级"
    assert score(questionnaire, {"Q01": answer("A")}).label == "未达一级"
