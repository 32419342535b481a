"""The tables of this room."""

from assessments.models.assessment import Assessment
from assessments.models.category import CategoryChoice, CategoryRule
from assessments.models.evidence import Evidence
from assessments.models.questionnaire import Questionnaire, Release

__all__ = ["Assessment", "CategoryChoice", "CategoryRule", "Evidence", "Questionnaire", "Release"]
