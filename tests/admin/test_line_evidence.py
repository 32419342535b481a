"""What proves each line: every standard that can be filed has its map, and a province's words stand beside 9.x."""

import datetime as dt
import html

import pytest
from django.urls import reverse

from declarations.dossier.checklist import checklist
from declarations.dossier.facts import facts_from
from declarations.dossier.loading import load
from declarations.forms import form_of
from declarations.forms.innovative import INNOVATIVE
from declarations.forms.places import sections_of_lines
from declarations.models.window import kinds_of
from declarations.review.proofs import items_proving
from declarations.sections import sections_for
from declarations.standards import all_standards, evaluate, get_standard
from declarations.standards.provincial import (
    ProvincialIndicator,
    ProvincialKind,
    ProvincialOption,
    ProvincialScheme,
    localised,
)
from tests import factories
from tests.admin import filings

FILED = [each for each in all_standards() if any(sections_for(each.tier, kind) for kind in kinds_of(each))]
SPECIALIZED = get_standard("R2022-SPECIALIZED")


def test_there_are_standards_to_look_at():
    assert "R2022-INNOVATIVE" in [each.id for each in FILED]


@pytest.mark.parametrize("standard", FILED, ids=lambda each: f"{each.id}-{each.version}")
def test_every_line_of_a_standard_that_can_be_filed_has_its_proof(standard, enterprise, places):
    """The section it names exists in the form, and its items are on the checklist."""
    window = factories.make_window(places.guangdong, tier=standard.tier, standard=standard.id)
    dossier = load(filings.make_draft(enterprise, window))
    kind = next(kind for kind in kinds_of(standard) if sections_for(standard.tier, kind))
    found = sections_of_lines(form_of(standard.tier, kind), standard, dossier.year)
    listed = {item.key for item in checklist(dossier)}
    indicators = [each.code for group in standard.groups for each in group.indicators]
    for code in (*indicators, *(each.code for each in standard.conditions)):
        assert code in found, f"{code} is filled in nowhere"
        *proving, package = items_proving(dossier.checklist_rows, code, dossier.year)
        assert proving and {*proving, package} <= listed, code


def test_the_lines_of_annex_1_stand_in_the_sections_they_ask_in():
    found = sections_of_lines(INNOVATIVE, get_standard("R2022-INNOVATIVE"), 2025)
    assert found == {
        "1": "ip",
        **dict.fromkeys(("2", "3", "4", "6"), "operations"),
        "5": "product",
        **dict.fromkeys(("D1", "D2", "D3", "D4"), "direct"),
    }


def scheme(evidence: str) -> ProvincialScheme:
    options = (ProvincialOption("a", "省级", 15),)
    indicator = ProvincialIndicator("9.1", "产业集群", ProvincialKind.CHOICE, 15, options, evidence=evidence)
    return ProvincialScheme("广东省", 2026, 60, (indicator,))


@pytest.mark.parametrize(("evidence", "shown"), [("集群<认定>文件", True), ("", False)])
def test_what_a_province_asks_for_stands_beside_its_indicator(evidence, shown, enterprise, places, browse):
    opens = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)
    window = factories.make_window(
        places.guangdong, tier="specialized", standard=SPECIALIZED.id, opens_at=opens
    )
    filing = filings.make_submitted(enterprise, window)
    revision, own = filing.revisions.get(), scheme(evidence)
    revision.scheme = own.to_dict()
    revision.evaluation = evaluate(localised(SPECIALIZED, own), facts_from(load(filing))).to_dict()
    revision.save()
    county = browse("tianhe")
    for address in (
        reverse("admin:declarations_filing_change", args=[filing.pk]),
        reverse("admin:declarations_filing_correct", args=[filing.pk, "9.1"]),
    ):
        page = county.get(address).content.decode()
        assert page.count("需要的材料：") == shown
        assert (html.escape(f"需要的材料：{evidence}") in page) == shown
    other = county.get(reverse("admin:declarations_filing_correct", args=[filing.pk, "1"]))
    assert other.status_code == 200 and "需要的材料：" not in other.content.decode()
