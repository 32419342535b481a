"""公示 and 认定 of a batch: under the reviewed name, for as long as the public can see it, in constant queries."""

import datetime as dt

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from declarations.enums import Action, FilingState
from declarations.models import Batch, Filing, Window
from declarations.services.batches import add_filings, certify, publicise, working_days
from declarations.workflow import TransitionRefused
from enterprises.kit.times.dates import last_day
from enterprises.models import Certification
from notices.models import Message, Notice
from tests import factories
from tests.admin import filings as made

MONDAY = dt.datetime(2026, 11, 23, 9, tzinfo=dt.timezone(dt.timedelta(hours=8)))


@pytest.fixture
def province(places):
    return factories.make_official(places.guangdong)


@pytest.fixture
def gather(places, province):
    """``gather(n)``: a batch of n approved filings."""

    def build(count: int) -> Batch:
        window = Window.objects.first() or factories.make_window(places.guangdong)
        county, city = factories.make_official(places.tianhe), factories.make_official(places.guangzhou)
        filings = []
        for _ in range(count):
            filing = made.make_submitted(factories.make_enterprise(places.tianhe), window)
            made.pass_on(filing, county, city)
            made.transition(filing, Action.APPROVE, province)
            filings.append(filing)
        batch = Batch.objects.create(
            name=f"第{Batch.objects.count() + 1}批", tier=window.tier, authority=places.guangdong
        )
        assert add_filings(batch, filings, province) == count
        return batch

    return build


def start_publicity(batch, province, *, starts=MONDAY, days=5, at=MONDAY):
    return publicise(
        batch,
        province,
        starts_at=starts,
        ends_at=starts + dt.timedelta(days=days),
        objection_channel="电话",
        at=at,
    )


def grant(batch, province, at):
    day = timezone.localdate(at)
    return certify(
        batch,
        province,
        document_number="粤示〔2026〕1号",
        certified_on=day,
        valid_from=day,
        valid_until=last_day(day, 3),
        at=at,
    )


def test_the_title_goes_to_the_name_that_was_reviewed(gather, province):
    batch = gather(1)
    enterprise = batch.filings.get().enterprise
    reviewed = enterprise.name
    start_publicity(batch, province)
    type(enterprise).objects.filter(pk=enterprise.pk).update(name="别人的名字有限公司")
    grant(batch, province, MONDAY + dt.timedelta(days=6))
    assert Certification.objects.get().enterprise_name == reviewed
    for notice in Notice.objects.all():
        assert reviewed in notice.body and "别人的名字" not in notice.body


def test_days_nobody_could_see_the_list_do_not_count(gather, province):
    batch = gather(1)
    with pytest.raises(TransitionRefused, match="公示期只有1个工作日"):
        start_publicity(
            batch, province, starts=MONDAY - dt.timedelta(days=20), days=20, at=MONDAY - dt.timedelta(hours=1)
        )
    with pytest.raises(TransitionRefused, match="已经过去"):
        start_publicity(batch, province, starts=MONDAY - dt.timedelta(days=20), days=10)
    assert Filing.objects.get().state == FilingState.APPROVED


def test_certifying_waits_for_the_last_instant_of_the_publicity(gather, province):
    batch = gather(1)
    start_publicity(batch, province)
    ends = MONDAY + dt.timedelta(days=5)
    with pytest.raises(TransitionRefused, match="此后才能认定"):
        grant(batch, province, ends - dt.timedelta(microseconds=1))
    grant(batch, province, ends)
    assert Filing.objects.get().state == FilingState.COMPLETED


@pytest.mark.parametrize(
    ("days", "words"), [(-1, "不能早于公示结束"), (7, "不能晚于今天")], ids=["before the end", "tomorrow"]
)
def test_the_date_of_a_certification_is_a_day_it_could_have_been(gather, province, days, words):
    batch = gather(1)
    start_publicity(batch, province)
    with pytest.raises(TransitionRefused, match=words):
        certify(
            batch,
            province,
            document_number="粤示〔2026〕1号",
            certified_on=(MONDAY + dt.timedelta(days=days)).date(),
            valid_from=MONDAY.date(),
            valid_until=dt.date(2029, 11, 22),
            at=MONDAY + dt.timedelta(days=6),
        )


def test_another_office_cannot_touch_the_batch(gather, places):
    batch = gather(1)
    with pytest.raises(TransitionRefused, match="只有组批部门"):
        start_publicity(batch, factories.make_official(places.hunan))


def test_one_refused_enterprise_stops_the_whole_batch(gather, province):
    batch = gather(2)
    first = batch.filings.order_by("id").first()
    start_publicity(batch, province)
    Certification.objects.create(
        enterprise=first.enterprise,
        tier=first.tier,
        authority=batch.authority,
        enterprise_name=first.enterprise.name,
        document_number="粤示〔2026〕1号",
        certified_on=MONDAY.date(),
        valid_from=MONDAY.date(),
        valid_until=dt.date(2029, 11, 22),
    )
    with pytest.raises(TransitionRefused, match="下已有认定"):
        grant(batch, province, MONDAY + dt.timedelta(days=6))
    assert set(batch.filings.values_list("state", flat=True)) == {FilingState.PUBLICITY}
    assert Certification.objects.count() == 1


@pytest.mark.slow
def test_a_batch_takes_the_same_queries_for_three_and_thirty(gather, province):
    counts = []
    for size in (3, 30):
        batch = gather(size)
        Message.objects.all().delete()
        with CaptureQueriesContext(connection) as queries:
            start_publicity(batch, province)
            with time_machine.travel(MONDAY + dt.timedelta(days=6)):
                certify(
                    batch,
                    province,
                    document_number=f"粤示〔2026〕{size}号",
                    certified_on=MONDAY.date() + dt.timedelta(days=6),
                    valid_from=MONDAY.date(),
                    valid_until=dt.date(2029, 11, 22),
                )
        counts.append(len(queries))
        assert Message.objects.count() == 2 * size
        assert set(batch.filings.values_list("state", flat=True)) == {FilingState.COMPLETED}
    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    ("first", "last", "days"),
    [
        (dt.date(2026, 11, 23), dt.date(2026, 11, 27), 5),
        (dt.date(2026, 11, 23), dt.date(2026, 11, 29), 5),
        (dt.date(2026, 11, 28), dt.date(2026, 11, 29), 0),
        (dt.date(2026, 11, 27), dt.date(2026, 11, 30), 2),
    ],
)
def test_working_days_are_monday_to_friday(first, last, days):
    assert working_days(first, last) == days
