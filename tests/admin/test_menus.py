"""What each level is offered: menu, tiles, actions. Nothing it can never use (issue 9, 20)."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from declarations.models import Batch, Window
from tests import factories

INDEX = reverse("admin:index")
READ = {
    "Filing", "Window", "Checklist", "ProvincialStandard", "Enterprise", "Certification", "DevelopmentScore", "Authority",
    "User", "Region", "Industry", "Assessment", "Questionnaire", "Release", "CategoryRule", "CategoryChoice",
    "Message",
}  # fmt: skip
DECIDES = {"Batch"}
PUBLISHES = {"Notice"}
# Office: menu, what it may add, tiles besides the two that everybody has, actions of the list of filings.
OFFERED = {
    "tianhe": (READ, {"Window"}, [], {"recommend_selected"}),
    "guangzhou": (READ, {"Window"}, [], {"recommend_selected"}),
    "guangdong": (
        READ | DECIDES | PUBLISHES,
        {"Window", "Batch", "Checklist", "Notice", "ProvincialStandard", "DevelopmentScore", "Authority"},
        ["公示期满待认定的批次"],
        {"recommend_selected", "approve_selected", "add_to_batch"},
    ),
    "ministry": (
        READ | DECIDES | PUBLISHES,
        {"Window", "Batch", "Checklist", "Notice", "DevelopmentScore", "Authority", "User", "Release", "CategoryRule"},
        ["公示期满待认定的批次"],
        {"approve_selected", "add_to_batch"},
    ),
}  # fmt: skip


def menu(page) -> dict[str, str]:
    """Model: address of its page for a new one, or empty."""
    return {
        model["object_name"]: model["add_url"] or ""
        for app in page.context["app_list"]
        for model in app["models"]
    }


def actions(client) -> set[str]:
    page = client.get(reverse("admin:declarations_filing_changelist") + "?scope=all").content.decode()
    offered = re.search(r'<select name="action".*?</select>', page, re.S)
    return set(re.findall(r'<option value="(\w+)"', offered[0])) if offered else set()


@pytest.mark.parametrize("office", OFFERED)
@pytest.mark.slow
def test_each_level_is_offered_what_it_can_use(office, browse, filing):
    entries, additions, tiles, deeds = OFFERED[office]
    client = browse(office)
    page = client.get(INDEX)
    found = menu(page)
    assert set(found) == entries
    assert {name for name, address in found.items() if address} == additions
    assert [tile["label"] for tile in page.context["workbench"]][2:] == tiles
    assert actions(client) == deeds
    # What is offered opens.
    addresses = [model["admin_url"] for app in page.context["app_list"] for model in app["models"]]
    refused = [
        each for each in [*addresses, *filter(None, found.values())] if client.get(each).status_code != 200
    ]
    assert refused == []


@pytest.mark.parametrize(("level", "office"), [("county", "tianhe"), ("city", "guangzhou")])
def test_who_is_left_the_decision_is_offered_its_batches(level, office, browse, places):
    window = factories.make_window(places.guangdong, final_level=level)
    for name in ("tianhe", "guangzhou"):
        page = browse(name).get(INDEX)
        assert bool(menu(page).get("Batch")) == (name == office), name
        assert ("公示期满待认定的批次" in page.content.decode()) == (name == office), name
    # What was gathered meanwhile stays to be read, when nobody leaves it the decision any more.
    Batch.objects.create(name="第一批", tier="innovative", authority=getattr(places, office))
    Window.objects.filter(pk=window.pk).update(final_level="province", closes_at=timezone.now())
    assert menu(browse(office).get(INDEX))["Batch"] == ""
