"""Two requests at once, on real connections."""

import datetime as dt
import threading

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models.signals import pre_save
from django.urls import reverse
from django.utils import timezone

from declarations.enums import FilingState
from declarations.models import Attachment, Filing, FilingEvent, Revision, Window
from declarations.services.filings import start_filing
from declarations.services.windows_upkeep import hold_for_writing, save_window
from enterprises.kit.papers import pdf
from tests import factories
from tests.conftest import client_of
from tests.declarations.conftest import fill, pdf_file, section_url, submit, url

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def owned():
    """An enterprise's account and an open window, committed."""
    places = factories.make_places()
    enterprise = factories.make_enterprise(places.tianhe)
    return enterprise, factories.make_legal_user(enterprise), factories.make_window(places.guangdong)


def at_once(count: int, work) -> list:
    """Run ``work(index)`` in ``count`` threads that begin together; their results."""
    barrier = threading.Barrier(count)
    results: list = [None] * count

    def run(index: int) -> None:
        try:
            barrier.wait()
            results[index] = work(index)
        except Exception as error:  # the test reads it
            results[index] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(index,)) for index in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_submitting_at_once_is_submitting_once(owned):
    enterprise, owner, window = owned
    filing, _ = start_filing(enterprise, window, owner)
    fill(client_of(owner), filing)
    browsers = [client_of(owner) for _ in range(4)]
    answers = at_once(4, lambda index: submit(browsers[index], filing))
    assert [getattr(answer, "status_code", answer) for answer in answers] == [302] * 4
    filing.refresh_from_db()
    assert filing.state == FilingState.IN_REVIEW
    assert FilingEvent.objects.filter(filing=filing).count() == 1
    assert Revision.objects.filter(filing=filing).count() == 1


def test_starting_at_once_begins_one_filing(owned):
    enterprise, owner, window = owned
    results = at_once(4, lambda index: start_filing(enterprise, window, owner))
    assert Filing.objects.count() == 1
    assert sorted(created for _, created in results) == [False, False, False, True]


def test_uploading_at_once_keeps_one(owned):
    enterprise, owner, window = owned
    filing, _ = start_filing(enterprise, window, owner)
    browsers = [client_of(owner) for _ in range(3)]

    def upload(index: int):
        return browsers[index].post(section_url(filing, "evidence"), {"item": "licence", "file": pdf_file()})

    answers = at_once(3, upload)
    assert [getattr(answer, "status_code", answer) for answer in answers] == [302] * 3
    assert Attachment.objects.count() == 1


def test_pdf_at_once_is_rendered_once(owned, monkeypatch):
    enterprise, owner, window = owned
    filing, _ = start_filing(enterprise, window, owner)
    fill(client_of(owner), filing)
    submit(client_of(owner), filing)
    rendered = []
    monkeypatch.setattr(pdf, "rendered", lambda *_: rendered.append(1) or b"%PDF-1.7\n%%EOF")
    browsers = [client_of(owner) for _ in range(3)]
    answers = at_once(3, lambda index: browsers[index].get(url(filing, "pdf")))
    # Who asks while it is made is told to come back; nothing is made twice.
    assert {answer.status_code for answer in answers} <= {200, 429}
    assert b"%PDF-1.7\n%%EOF" in [answer.content for answer in answers]
    assert browsers[0].get(url(filing, "pdf")).content == b"%PDF-1.7\n%%EOF"
    assert len(rendered) == 1


def second_window(window: Window) -> dict[str, str]:
    """A form for one that begins when ``window`` is over."""
    opens = window.closes_at + dt.timedelta(days=2)
    return {
        "name": "第二次申报", "kind": "declaration", "tier": "innovative", "year": str(window.year),
        "standard": window.standard, "final_level": "province",
        "opens_at_0": f"{opens:%Y-%m-%d}", "closes_at_0": f"{opens + dt.timedelta(days=9):%Y-%m-%d}",
    }  # fmt: skip


def test_two_windows_at_once_do_not_overlap(owned):
    """Issue 9, 20: the check and the row it asked about are one transaction, whoever else writes."""
    window = owned[2]
    officials = [factories.make_official(window.authority) for _ in range(3)]
    browsers = [client_of(official) for official in officials]
    data = second_window(window)
    address = reverse("admin:declarations_window_add")
    answers = at_once(3, lambda index: browsers[index].post(address, data))
    assert sorted(getattr(answer, "status_code", answer) for answer in answers) == [200, 200, 302]
    assert Window.objects.filter(name="第二次申报").count() == 1


def test_a_lower_window_at_once_with_its_superior_s_earlier_closing(owned):
    """Whichever is first, the lower one never closes later."""
    enterprise, _, window = owned
    county, province = (
        factories.make_official(enterprise.authority),
        factories.make_official(window.authority),
    )
    closes = timezone.localtime(window.closes_at).replace(hour=0, minute=0, second=0, microsecond=0)
    earlier = closes - dt.timedelta(days=9)

    def open_below() -> None:
        client_of(county).post(
            reverse("admin:declarations_window_add"),
            {
                "name": "区申报", "kind": "declaration", "tier": "innovative",
                "opens_at_0": f"{timezone.localdate():%Y-%m-%d}", "closes_at_0": f"{closes:%Y-%m-%d}",
                "closes_at_1": "00:00",
            },
        )  # fmt: skip

    def close_earlier() -> None:
        with transaction.atomic():
            hold_for_writing(window.authority)
            mine = Window.objects.get(pk=window.pk)
            mine.closes_at = earlier
            save_window(mine, province, "提前")

    assert at_once(2, lambda index: (open_below, close_earlier)[index]()) == [None, None]
    below = Window.objects.filter(superior=window)
    assert all(each.closes_at <= earlier for each in below)


def test_windows_made_at_once_by_code_do_not_overlap(owned):
    """Issue 9, 20: two overlapping rows made without a form were stored."""
    window = owned[2]
    results = at_once(
        4,
        lambda index: factories.make_window(
            window.authority,
            opens_at=window.closes_at + dt.timedelta(days=index),
            closes_at=window.closes_at + dt.timedelta(days=9),
        ),
    )
    refused = [each for each in results if isinstance(each, IntegrityError)]
    assert len(refused) == 3
    assert all("window_periods_do_not_overlap" in str(each) for each in refused)
    assert Window.objects.count() == 2


@pytest.mark.skipif(connection.vendor == "sqlite", reason="Its writers are serial: nobody comes between")
def test_who_loses_the_race_reads_it_at_the_field(owned):
    window = owned[2]
    browser = client_of(factories.make_official(window.authority))
    made = []

    def come_between(sender, instance: Window, **kwargs) -> None:
        if not made and instance.name == "第二次申报":
            made.append(instance)
            period = {"opens_at": instance.opens_at, "closes_at": instance.closes_at}
            at_once(1, lambda _: factories.make_window(window.authority, name="先存的", **period))

    pre_save.connect(come_between, Window)
    try:
        answer = browser.post(reverse("admin:declarations_window_add"), second_window(window))
    finally:
        pre_save.disconnect(come_between, Window)
    assert answer.status_code == 200
    page = answer.content.decode()
    assert "“先存的”" in page.split('class="error-list"')[1].split("</ul>")[0]
    assert not Window.objects.filter(name="第二次申报").exists()
