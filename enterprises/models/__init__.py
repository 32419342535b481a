"""Who there is: places, industries, authorities, accounts, enterprises and their titles."""

from enterprises.models.account import User
from enterprises.models.authority import Authority
from enterprises.models.certification import Certification
from enterprises.models.enterprise import Enterprise, IntellectualProperty, YearlyFigures
from enterprises.models.reference import Industry, Region

__all__ = [
    "Authority",
    "Certification",
    "Enterprise",
    "Industry",
    "IntellectualProperty",
    "Region",
    "User",
    "YearlyFigures",
]
