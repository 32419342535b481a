"""申报体检 as it is read, and an enterprise that has everything the three standards ask for."""

import datetime as dt
import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assessments.models import Assessment
from enterprises.models import Certification, IntellectualProperty
from tests import factories
from tests.declarations.conftest import YEAR

PAGE = reverse("declarations:check_up")
PRINT = reverse("declarations:check_up_print")
LISTS = ("awards", "contests", "honours", "institutions", "equity_rounds", "quality_evidence", "technical_standards", "titles")  # fmt: skip


def text_of(html: str) -> str:
    """The visible words of a page."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", html))


def page(client: Client, address: str = PAGE) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def card(html: str, key: str) -> str:
    """The words of one tier's card."""
    start = html.index(f'id="{key}-card"')
    return text_of(html[html.rindex("<section", 0, start) : html.index("</section>", start)])


def goal(html: str, number: int = 0) -> str:
    """The words of the next tier's panel, or of the one above."""
    start = [each.start() for each in re.finditer('id="goal-', html)][number]
    return text_of(html[html.rindex("<section", 0, start) : html.index("</section>", start)])


def make_right(enterprise, number: int = 1, **fields) -> IntellectualProperty:
    values = {
        "kind": "invention",
        "number": f"ZL2019{number:07d}.1",
        "name": f"一种主轴冷却结构{number}",
        "granted_on": dt.date(YEAR - 4, 3, 1),
        "acquisition": "own",
        "owner_rank": 1,
        "produces_benefit": True,
    }
    return IntellectualProperty.objects.create(enterprise=enterprise, **(values | fields))


def make_title(enterprise, tier: str, **fields) -> Certification:
    today = timezone.localdate()
    values = {
        "enterprise_name": enterprise.name,
        "document_number": f"粤工信〔{today.year}〕1号-{tier}",
        "authority": enterprise.authority,
        "certified_on": today - dt.timedelta(days=100),
        "valid_from": today - dt.timedelta(days=100),
        "valid_until": today + dt.timedelta(days=900),
    }
    return Certification.objects.create(enterprise=enterprise, tier=tier, **(values | fields))


def make_assessment(enterprise, level: int, *, days_ago: int = 1) -> Assessment:
    at = timezone.now() - dt.timedelta(days=days_ago)
    return factories.make_assessment(enterprise, level, at=at)


def fill_in(enterprise) -> None:
    """Everything the three standards ask for."""
    for back, revenue in ((1, "6000.00"), (2, "5000.00"), (3, "4200.00")):
        factories.make_figures(
            enterprise,
            timezone.localdate().year - back,
            revenue=revenue,
            main_revenue=f"{float(revenue) * 0.95:.2f}",
            rd_expense="700.00",
            total_cost="4000.00",
            tech_staff=40,
        )
    factories.make_product(enterprise)
    factories.make_development_score(enterprise, timezone.localdate().year)
    for kind in LISTS:
        factories.make_record(enterprise, kind, **_LASTING.get(kind, {}))
    for number in range(4):
        make_right(enterprise, number)
    make_assessment(enterprise, 2)


_LASTING = {
    "titles": {"valid_from": dt.date(2020, 1, 1), "valid_until": dt.date(2099, 12, 31)},
    "honours": {"valid_until": dt.date(2099, 12, 31)},
}


@pytest.fixture
def whole(enterprise):
    fill_in(enterprise)
    return enterprise
