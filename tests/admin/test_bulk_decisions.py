"""Many filings at once from the inbox: into a batch, recommended, approved; asked first, each by itself."""

import datetime as dt
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from declarations.admin import bulk
from declarations.enums import Action, FilingState
from declarations.models import Batch, Filing, FilingEvent
from declarations.workflow import transition
from enterprises.enums import Tier
from notices.models import Message
from tests import factories
from tests.admin import filings
from tests.admin.batches import approved, batch, text

__all__ = ["approved", "batch"]
INBOX = reverse("admin:declarations_filing_changelist")


def test_others_batches_are_not_offered(browse, batch, approved, places):
    other = Batch.objects.create(name="湖南第一批", tier=Tier.INNOVATIVE, authority=places.hunan)
    response = browse("guangdong").post(
        INBOX + "?scope=approved", {"action": "add_to_batch", "_selected_action": [str(approved.pk)]}
    )
    assert "2026年第一批" in text(response)
    assert "湖南第一批" not in text(response)
    forged = {
        "action": "add_to_batch",
        "_selected_action": [str(approved.pk)],
        "confirm": "yes",
        "batch": str(other.pk),
    }
    assert "已将" not in text(browse("guangdong").post(INBOX + "?scope=approved", forged, follow=True))
    assert other.filings.count() == 0


def test_adding_from_the_inbox(browse, batch, approved):
    data = {
        "action": "add_to_batch",
        "_selected_action": [str(approved.pk)],
        "confirm": "yes",
        "batch": str(batch.pk),
    }
    response = browse("guangdong").post(INBOX + "?scope=approved", data, follow=True)
    assert "已将1份申报加入" in text(response)
    again = browse("guangdong").post(INBOX + "?scope=approved", data, follow=True)
    assert "没有重复执行" in text(again)


# --- Bulk decisions ------------------------------------------------------------------------------------------------
@pytest.fixture
def three(places, window):
    return [filings.make_submitted(factories.make_enterprise(places.tianhe), window) for _ in range(3)]


def chosen(filings_, **more) -> dict:
    return {"action": "recommend_selected", "_selected_action": [str(each.pk) for each in filings_], **more}


def seen(filings_) -> list[str]:
    return [f"{each.pk}:{each.events.order_by('-id').first().pk}:0" for each in filings_]


def test_bulk_asks_first_then_decides_each(browse, three):
    client = browse("tianhe")
    asked = text(client.post(INBOX, chosen(three)))
    assert "确认推荐上报" in asked
    assert all(each.enterprise.name in asked for each in three)
    assert {each.state for each in Filing.objects.all()} == {FilingState.IN_REVIEW}
    assert Filing.objects.filter(current_authority__code="440100").count() == 0
    done = client.post(INBOX, chosen(three, confirm="yes", seen=seen(three)), follow=True)
    assert "已推荐上报3份" in text(done)
    assert Filing.objects.filter(current_authority__code="440100").count() == 3


def test_bulk_twice_is_once(browse, three):
    client = browse("tianhe")
    data = chosen(three, confirm="yes", seen=seen(three))
    client.post(INBOX, data)
    again = client.post(INBOX, data, follow=True)
    assert "没有重复执行" in text(again)
    assert Filing.objects.filter(current_authority__code="440100").count() == 3


def test_bulk_counts_done_and_refused_with_reasons(browse, three, officials):
    """One was returned and filed again behind the page: it is left out, the others go on."""
    data = chosen(three, confirm="yes", seen=seen(three))
    transition(three[0], Action.RETURN, officials.tianhe, comment="请更正。")
    filings.resubmit(three[0], product="另一产品")
    done = text(browse("tianhe").post(INBOX, data, follow=True))
    assert "已推荐上报2份" in done
    assert "1份没有办理" in done and three[0].enterprise.name in done and "已有新的办理记录" in done


def queries_of(work) -> int:
    with CaptureQueriesContext(connection) as captured:
        work()
    return len(captured)


@pytest.mark.parametrize("deed", ["recommend_selected", "approve_selected", "add_to_batch"])
@pytest.mark.slow
def test_a_bulk_decision_on_thirty_asks_no_more_than_on_three(deed, browse, places, window, officials, batch):
    """Issue 9, 23b: some eleven queries a filing, in a transaction each."""
    office, tab = ("tianhe", "mine") if deed == "recommend_selected" else ("guangdong", "mine")
    made = [filings.make_submitted(factories.make_enterprise(places.tianhe), window) for _ in range(33)]
    if office == "guangdong":
        for each in made:
            filings.pass_on(each, officials.tianhe, officials.guangzhou)
    if deed == "add_to_batch":
        tab = "approved"
        for each in made:
            transition(each, Action.APPROVE, officials.guangdong)
    client, address = browse(office), f"{INBOX}?scope={tab}"
    client.get(address)
    asked, decided = [], []
    for part in (made[:3], made[3:]):
        data = chosen(part) | {"action": deed}
        asked.append(queries_of(lambda data=data: client.post(address, data)))
        data |= {"confirm": "yes", "batch": str(batch.pk), "seen": seen(part)}
        decided.append(queries_of(lambda data=data: client.post(address, data)))
    assert asked[0] == asked[1]
    assert decided[0] == decided[1]
    told = {
        "recommend_selected": Filing.objects.filter(current_authority=places.guangzhou),
        "approve_selected": Filing.objects.filter(state=FilingState.APPROVED),
        "add_to_batch": Filing.objects.filter(batch=batch),
    }
    assert told[deed].count() == 33
    if deed != "add_to_batch":
        news = Message.objects.filter(key__startswith="filing-event-")
        assert (
            news.filter(title__contains="推荐上报" if deed == "recommend_selected" else "审核通过").count()
            >= 33
        )
        assert (
            FilingEvent.objects.filter(filing=made[-1]).latest("id").number
            == FilingEvent.objects.filter(filing=made[-1]).count()
        )


def test_bulk_without_the_confirmation_s_events_decides_nothing(browse, three):
    done = text(browse("tianhe").post(INBOX, chosen(three, confirm="yes", seen=["x", "y:z"]), follow=True))
    assert "3份没有办理" in done
    assert Filing.objects.filter(current_authority__code="440106").count() == 3


def test_bulk_shows_what_cannot_be_done(browse, three, officials):
    filings.pass_on(three[0], officials.tianhe)
    asked = text(browse("tianhe").post(INBOX + "?scope=all", chosen(three)))
    assert "将被略过" in asked
    assert "确认推荐上报" in asked


def test_more_than_the_limit_is_decided_part_by_part(browse, three, monkeypatch):
    """20: thirty or all 5,461 could be selected, and 500 decided."""
    monkeypatch.setattr(bulk, "LIMIT", 2)
    client = browse("tianhe")
    asked = text(client.post(INBOX, chosen(three[:1], select_across="1")))
    assert "共选择3份，一次最多办理2份" in asked and "其余1份留在列表中" in asked
    shown = re.findall(r'name="_selected_action" value="([^"]+)"', asked)
    assert shown == [str(each.pk) for each in three[:2]]
    data = {
        "action": "recommend_selected",
        "_selected_action": shown,
        "confirm": "yes",
        "seen": seen(three[:2]),
    }
    assert "已推荐上报2份" in text(client.post(INBOX, data, follow=True))
    assert Filing.objects.filter(current_authority__code="440106").get() == three[2]


def test_the_size_of_a_page_is_chosen(browse, three):
    client = browse("tianhe")
    page = text(client.get(f"{INBOX}?size=500&scope=all"))
    assert re.search(r'href="[^"]*scope=all[^"]*size=200|href="[^"]*size=200[^"]*scope=all', page)
    assert re.search(r'aria-current="true">500<', page)
    assert re.search(r'aria-current="true">50<', text(client.get(f"{INBOX}?size=99999")))


def test_county_and_city_are_offered_what_can_apply(browse, three, places, window):
    """20: 审核通过, 待加入批次 only where the office decides; 推荐上报 only where somebody is above."""
    offered = {
        office: re.findall(r'<option value="(\w+_\w+)"', text(browse(office).get(f"{INBOX}?scope=all")))
        for office in ("tianhe", "guangzhou", "guangdong", "ministry")
    }
    assert offered == {
        "tianhe": ["recommend_selected"],
        "guangzhou": ["recommend_selected"],
        "guangdong": ["recommend_selected", "approve_selected", "add_to_batch"],
        "ministry": ["approve_selected", "add_to_batch"],
    }
    assert "待加入批次" not in text(browse("tianhe").get(INBOX))
    # Delegated, it is.
    factories.make_window(
        places.guangdong, final_level="county", opens_at=window.closes_at, closes_at=later()
    )
    assert "待加入批次" in text(browse("tianhe").get(INBOX))
    assert "approve_selected" in text(browse("tianhe").get(INBOX))


def later() -> dt.datetime:
    return timezone.now() + dt.timedelta(days=99)


def test_bulk_reaches_nothing_outside_the_jurisdiction(browse, three):
    for office in ("liwan", "hunan"):
        browse(office).post(INBOX + "?scope=all", chosen(three, confirm="yes", seen=seen(three)))
    assert Filing.objects.filter(current_authority__code="440106").count() == 3
