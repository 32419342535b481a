"""An attempt scored, and compared with what its enterprise filled in elsewhere."""

from assessments.known import Years, with_known
from assessments.models import Assessment
from assessments.results import AssessmentResult
from assessments.scoring import score
from enterprises.models import Enterprise
from enterprises.years import complete_years


def known_years(enterprise: Enterprise) -> Years:
    """Staff and revenue of the last complete years. One query."""
    years = complete_years()
    rows = {row.year: row for row in enterprise.figures.filter(year__in=years)}
    stored = [rows.get(year) for year in years]
    return Years(
        tuple(years),
        tuple(row and row.employees for row in stored),
        tuple(row and row.revenue for row in stored),
    )


def judged(assessment: Assessment, figures: Years | None = None) -> AssessmentResult:
    """The result of the answers saved so far. One query, none when ``figures`` are given."""
    questionnaire = assessment.questionnaire.parsed
    result = score(questionnaire, assessment.answers)
    figures = figures or known_years(assessment.enterprise)
    return with_known(result, questionnaire, assessment.answers, figures)
