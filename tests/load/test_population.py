"""What the generator of the bench writes is what the pages can show."""

import pytest
from django.urls import reverse

from declarations.enums import FilingState
from declarations.models import Filing
from tests import factories
from tests.admin.filings import make_submitted
from tests.conftest import client_of
from tests.load import population

pytestmark = pytest.mark.slow


@pytest.fixture
def generated(places, monkeypatch) -> None:
    """A small country, copied from one filing."""
    for name, size in {"ENTERPRISES": 60, "NOTICES": 20, "HOME_ENTERPRISES": 30}.items():
        monkeypatch.setattr(population, name, size)
    window = factories.make_window(places.guangdong, standard=population.STANDARD)
    make_submitted(factories.make_enterprise(places.yuelu), window)
    population.Population().write()


def test_every_page_of_generated_filings_opens(generated, places):
    county = client_of(factories.make_official(places.tianhe))
    province = client_of(factories.make_official(places.guangdong))
    inbox = reverse("admin:declarations_filing_changelist")
    assert county.get(inbox).status_code == 200
    filings = Filing.objects.filter(first_authority=places.tianhe)
    for state in set(filings.values_list("state", flat=True)):
        filing = filings.filter(state=state).first()
        page = province.get(reverse("admin:declarations_filing_change", args=[filing.pk]))
        assert page.status_code == 200 and filing.enterprise.name in page.text, state
        owner = client_of(filing.enterprise.users.get())
        for path in (reverse("enterprise_home"), reverse("declarations:filing", args=[filing.pk])):
            assert owner.get(path).status_code == 200, (state, path)
    waiting = list(filings.filter(state=FilingState.IN_REVIEW).values_list("pk", flat=True)[:5])
    assert len(waiting) == 5
    chosen = {"action": "recommend_selected", "_selected_action": waiting}
    confirmation = county.post(inbox, chosen, follow=True)
    assert confirmation.status_code == 200
    assert "admin/declarations/filing/bulk.html" in {each.name for each in confirmation.templates}
