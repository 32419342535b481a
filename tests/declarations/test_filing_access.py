"""Other people's filings are not found, GET of every page is safe, and the number of queries is constant."""

import pytest
from django.urls import reverse

from declarations.models import Filing, Window
from enterprises.enums import RecordKind
from tests import factories
from tests.declarations.conftest import entry_url, right_data, save, section_url, submit, url

KEYS = ["basic", "direct", "operations", "product", "ip", "evidence", "score"]


def addresses(filing) -> list[str]:
    names = ["filing", "pdf", "submit", "withdraw", "delete"]
    own = [entry_url(filing), entry_url(filing, kind=RecordKind.AWARDS)]
    return [url(filing, name) for name in names] + own + [section_url(filing, key) for key in KEYS]


def test_other_peoples_filings_are_not_found(complete, stranger, places, login, client):
    official = login(factories.make_official(places.tianhe))
    natural = login(factories.make_natural_user())
    for address in addresses(complete):
        assert stranger.get(address).status_code == 404, address
        assert stranger.post(address, {}).status_code in (404, 405), address
        assert official.get(address).status_code in (403, 404), address
        assert natural.get(address).status_code in (403, 404), address
        assert client.get(address).status_code == 302, address
    assert Filing.objects.filter(pk=complete.pk).exists()


def test_other_peoples_rights_are_not_found(complete, enterprise, owner_client, places, login):
    other = factories.make_enterprise(places.tianhe)
    browser = login(factories.make_legal_user(other))
    foreign = enterprise.intellectual_property.get()
    own = Filing.objects.create(
        enterprise=other, kind="declaration", tier="innovative", window=complete.window
    )
    award = factories.make_record(enterprise, "awards")
    for entry, kind, data in (
        (foreign, RecordKind.INTELLECTUAL_PROPERTY, right_data(name="别人改的")),
        (award, RecordKind.AWARDS, {"name": "别人改的", "level": "national", "awarded_on": "2026-01-01"}),
    ):
        for is_deleted in (False, True):
            address = entry_url(own, entry, kind, delete=is_deleted)
            assert browser.post(address, data).status_code in (302, 409)
            assert browser.get(address).status_code in (302, 404)
        before = entry.name
        entry.refresh_from_db()
        assert entry.name == before


def test_pdf_for_the_authorities_above(complete, owner_client, places, login):
    """Once submitted; not the draft."""
    inside, outside = (login(factories.make_official(place)) for place in (places.guangzhou, places.hunan))
    assert inside.get(url(complete, "pdf")).status_code == 404
    submit(owner_client, complete)
    assert inside.get(url(complete, "pdf")).status_code == 200
    assert outside.get(url(complete, "pdf")).status_code == 404


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.slow
def test_section_queries_do_not_grow(complete, owner_client, enterprise, query_count, key):
    few = query_count(owner_client, section_url(complete, key))
    for number in range(30):
        owner_client.post(entry_url(complete), right_data(number=f"ZL-{number}", name=f"专利{number}"))
    assert query_count(owner_client, section_url(complete, key)) == few
    assert few <= 14


def test_overview_queries_do_not_grow(owner_client, enterprise, places, query_count):
    """3 and 30 filings."""

    def add(count: int) -> None:
        for _ in range(count):
            window = factories.make_window(places.guangdong, **factories.period(Window.objects.count()))
            Filing.objects.create(enterprise=enterprise, kind="declaration", tier="innovative", window=window)

    add(3)
    few = query_count(owner_client, reverse("declarations:list"))
    add(27)
    assert query_count(owner_client, reverse("declarations:list")) == few
    assert "第 1 / 2 页" in owner_client.get(reverse("declarations:list")).content.decode()


@pytest.mark.slow
def test_filing_and_submit_pages_queries_do_not_grow(complete, owner_client, query_count):
    names = ("filing", "submit")
    few = [query_count(owner_client, url(complete, name)) for name in names]
    for number in range(30):
        owner_client.post(entry_url(complete), right_data(number=f"ZL-{number}", name=f"专利{number}"))
    assert [query_count(owner_client, url(complete, name)) for name in names] == few


def test_cities_queries_do_not_grow(owner_client, places, query_count):
    window = factories.make_window(places.guangdong)
    address = reverse("declarations:cities")
    few = query_count(owner_client, address)
    for office in (places.hunan, places.shenzhen, places.guangzhou, places.tianhe, places.liwan):
        factories.make_window(office, closes_at=window.closes_at)
    assert query_count(owner_client, address) == few


def test_scripts_in_answers_are_shown_as_text(filing, owner_client):
    save(owner_client, filing, "product", {"name": "<script>alert(1)</script>"})
    page = owner_client.get(url(filing, "filing")).content.decode()
    assert "&lt;script&gt;" in page and "<script>alert" not in page
