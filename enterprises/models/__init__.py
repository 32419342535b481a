"""Who there is: places, industries, authorities, accounts, enterprises, what they state, and their titles."""

from enterprises.kit.doors.remembered import KnownPlace, Tally
from enterprises.kit.files.noted import NotedFile
from enterprises.models.account import HeldRole, User
from enterprises.models.authority import Authority
from enterprises.models.certification import Certification
from enterprises.models.enterprise import Enterprise, IntellectualProperty, YearlyFigures
from enterprises.models.records import (
    Award,
    ContestResult,
    DeclaredNone,
    DevelopmentScore,
    EquityRound,
    HeldTitle,
    Honour,
    Institution,
    ProductProfile,
    QualityEvidence,
    Record,
    TechnicalStandard,
)
from enterprises.models.reference import Industry, Region

__all__ = [
    "Authority",
    "Award",
    "Certification",
    "ContestResult",
    "DeclaredNone",
    "DevelopmentScore",
    "Enterprise",
    "EquityRound",
    "HeldRole",
    "HeldTitle",
    "Honour",
    "Industry",
    "Institution",
    "IntellectualProperty",
    "KnownPlace",
    "NotedFile",
    "ProductProfile",
    "QualityEvidence",
    "Record",
    "Region",
    "Tally",
    "TechnicalStandard",
    "User",
    "YearlyFigures",
]
