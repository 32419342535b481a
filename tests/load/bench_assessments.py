"""What assessments cost: ``make bench-assessments``.

Scores generated sheets of every delivered questionnaire on one core, then fills a throw-away SQLite database with
results of enterprises of one province and times what grows with them: statistics, medians, the export.
"""

import argparse
import os
import random
import tempfile
import time
from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import partial

_FOLDER = tempfile.TemporaryDirectory(prefix="bench-assessments-")
os.environ |= {"DATA_DIR": _FOLDER.name, "DATABASE_URL": "", "CULTIVATION_ENV": "development"}
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cultivation.settings")
del os.environ["DATABASE_URL"]

import django  # noqa: E402

django.setup()

from django.core.management import call_command  # noqa: E402
from django.utils import timezone  # noqa: E402

from assessments.admin.assessment import export_columns, exported  # noqa: E402
from assessments.models import Assessment, Questionnaire  # noqa: E402
from assessments.questionnaire_files import load_all  # noqa: E402
from assessments.scoring import score  # noqa: E402
from assessments.services.comparison import peers_of  # noqa: E402
from assessments.services.questionnaires import load_questionnaires  # noqa: E402
from assessments.services.statistics import by_industry, by_office  # noqa: E402
from cultivation.demo.assessments import STRONGEST, answers_of  # noqa: E402
from enterprises.kit.sheets.exports import xlsx_stream  # noqa: E402
from enterprises.models import Authority, Enterprise  # noqa: E402
from enterprises.models.certification import verification_code  # noqa: E402
from tests.load.population import credit_code  # noqa: E402

COUNTY, PORTION = "440106", 2000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sheets", type=int, default=5_000, help="scored by each questionnaire")
    parser.add_argument("--enterprises", type=int, default=20_000, help="with one result each")
    options = parser.parse_args()
    print("| scoring with texts and next steps | sheets/s and core |\n|---|--:|")
    for questionnaire in load_all():
        seconds = timed(partial(score_all, questionnaire, options.sheets))
        print(f"| {questionnaire.title} | {options.sheets / seconds:,.0f} |")
    fill(options.enterprises)
    authority = Authority.objects.get(code="440000")
    results = Assessment.objects.most_recent()
    one = results.select_related("industry").first()
    print(f"\n| {options.enterprises:,} results of one province | ms |\n|---|--:|")
    for name, work in {
        "statistics by city": lambda: by_office(results, authority),
        "statistics by industry": lambda: by_industry(results),
        "medians of an industry, not yet kept": lambda: peers_of(one),
        "export, first bytes": lambda: next(export(results)),
        "export, all": lambda: sum(map(len, export(results))),
    }.items():
        print(f"| {name} | {timed(work) * 1000:,.0f} |")


def score_all(questionnaire, count: int) -> None:
    sheets = [answers_of(questionnaire, strength) for strength in range(STRONGEST + 1)]
    for number in range(count):
        score(questionnaire, sheets[number % len(sheets)])


def timed(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def export(results) -> Iterator[bytes]:
    return xlsx_stream("评测", export_columns(), exported(results))


def fill(count: int) -> None:
    """Enterprises of ten manufacturing divisions in one county, each with a result."""
    call_command("migrate", verbosity=0)
    call_command("load_reference_data", verbosity=0)
    load_questionnaires()
    dice = random.Random(1)
    authority = Authority.objects.get(code=COUNTY)
    questionnaire = Questionnaire.objects.get(edition="2024", category="manufacturing")
    sheets = [
        score(questionnaire.parsed, answers_of(questionnaire.parsed, strength))
        for strength in range(STRONGEST + 1)
    ]
    now = timezone.now()
    for start in range(0, count, PORTION):
        numbers = range(start, min(count, start + PORTION))
        enterprises = Enterprise.objects.bulk_create(
            Enterprise(
                name=f"负载测试{number}有限公司",
                credit_code=credit_code(COUNTY, number),
                legal_representative="陈",
                contact_name="李",
                contact_mobile="13800138000",
                email="load@example.com",
                region=authority.region,
                authority=authority,
                industry_id=str(30 + number % 10),
            )
            for number in numbers
        )
        Assessment.objects.bulk_create(
            Assessment(
                enterprise=enterprise,
                questionnaire=questionnaire,
                industry_id=enterprise.industry_id,
                region=authority.region,
                state="submitted",
                result=(result := dice.choice(sheets)).as_dict(),
                level=result.level,
                total=result.total,
                dimension_points={
                    each.code: str(each.points - Decimal(dice.randrange(10)) / 10 if each.points else 0)
                    for each in result.dimensions
                },
                is_latest=True,
                code=verification_code(),
                enterprise_name=enterprise.name,
                submitted_at=now,
            )
            for enterprise in enterprises
        )


if __name__ == "__main__":
    main()
    _FOLDER.cleanup()
