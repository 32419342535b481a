"""The three titles as cards with an entry to declaring (M1.5, M2.3)."""

from dataclasses import dataclass

from django.urls import reverse

from enterprises.enums import Tier

_TEXTS = {
    Tier.INNOVATIVE: "第一级称号。按六项指标自评，或满足任一直通条件，由省级主管部门组织评价并公告。",
    Tier.SPECIALIZED: "第二级称号。由省级主管部门认定；申报前须完成数字化水平评测。",
    Tier.LITTLE_GIANT: "第三级称号。由省级主管部门推荐，工业和信息化部认定。",
}


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
        TierCard(f"{number:02}", tier.label, _TEXTS[tier], first or f"{cities}?tier={tier.value}", not first)
        for number, tier in enumerate(Tier, start=1)
    ]
