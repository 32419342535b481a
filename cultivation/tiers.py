"""The three titles as cards with an entry to declaring (M1.5, M2.3)."""

from dataclasses import dataclass

from django.urls import reverse

from declarations.tiers import TIERS
from enterprises.enums import Tier


@dataclass(frozen=True)
class TierCard:
    """``href`` opens in a dialog when ``is_dialog``; without JavaScript it is an ordinary page."""

    number: str
    title: str
    text: str
    href: str
    is_dialog: bool


def tier_cards(*, first: str = "") -> list[TierCard]:
    """Cards 01, 02, 03. 【申报】 leads to the cities where the title can be declared now, or to ``first`` while
    something must be done there before (M2.3).
    """
    cities = reverse("declarations:cities")
    return [
        TierCard(
            f"{number:02}", tier.label, TIERS[tier].blurb, first or f"{cities}?tier={tier.value}", not first
        )
        for number, tier in enumerate(Tier, start=1)
    ]
