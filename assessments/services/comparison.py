"""Where a result stands: beside the enterprise's earlier attempts, and beside the medians of its peers."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from statistics import median

from django.core.cache import cache

from assessments.models import Assessment
from enterprises.models import Region

# A median of few says too much about each: it is shown only of more than ten enterprises.
FEWEST_PEERS = 11
EARLIER_SHOWN = 5
_SECONDS = 10 * 60


@dataclass(frozen=True)
class Medians:
    """``dimensions``: median points by code of dimension; of ``count`` enterprises."""

    count: int
    total: Decimal
    dimensions: dict[str, Decimal]


@dataclass(frozen=True)
class Peers:
    """Whom an enterprise is compared with. ``medians`` is None where they are too few to show."""

    industry: str
    province: str
    medians: Medians | None


def earlier_attempts(assessment: Assessment) -> list[Assessment]:
    """The attempts of the same enterprise submitted before this one, newest first; at most ``EARLIER_SHOWN``."""
    earlier = (
        Assessment.objects.submitted()
        .filter(enterprise=assessment.enterprise_id, number__lt=assessment.number)
        .with_questionnaire()
        .defer("answers", "result")
    )
    return list(earlier.order_by("-number")[:EARLIER_SHOWN])


def peers_of(assessment: Assessment) -> Peers | None:
    """The enterprises of the same industry (大类) and province whose latest result is by the same questionnaire.

    None while industry or region are not known. Their medians are the same for everybody and kept for ten minutes.
    """
    if assessment.industry_id is None or assessment.region_id is None:
        return None
    province = assessment.region_id[:2]
    key = f"assessment-medians:{assessment.questionnaire_id}:{assessment.industry_id}:{province}"
    found = cache.get(key)
    if found is None:
        found = _medians(_latest_results(assessment, province)) or "too few"
        cache.set(key, found, _SECONDS)
    name = Region.objects.filter(code=f"{province}0000").values_list("name", flat=True).first() or ""
    return Peers(assessment.industry.name, name, found if isinstance(found, Medians) else None)


def _latest_results(assessment: Assessment, province: str) -> list[tuple[Decimal, dict[str, str]]]:
    rows = Assessment.objects.most_recent().filter(
        questionnaire=assessment.questionnaire_id,
        industry=assessment.industry_id,
        region__gte=f"{province}0000",
        region__lte=f"{province}9999",
    )
    return list(rows.order_by().values_list("total", "dimension_points"))


def _medians(results: Iterable[tuple[Decimal, dict[str, str]]]) -> Medians | None:
    results = list(results)
    if len(results) < FEWEST_PEERS:
        return None
    codes = results[0][1]
    return Medians(
        len(results),
        median(total for total, _ in results),
        {code: median(Decimal(points[code]) for _, points in results) for code in codes},
    )
