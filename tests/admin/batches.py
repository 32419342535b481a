"""A batch of 广东省 with one approved filing, and what its pages are sent."""

import datetime as dt
import html

import pytest
from django.urls import reverse
from django.utils import timezone

from declarations.enums import Action
from declarations.models import Batch
from declarations.services.batches import add_filings, publicise
from declarations.workflow import transition
from enterprises.enums import Tier
from tests.admin import filings


def text(response) -> str:
    return html.unescape(response.content.decode())


def batch_page(batch, page="change"):
    return reverse(f"admin:declarations_batch_{page}", args=[batch.pk])


@pytest.fixture
def approved(enterprise, window, officials):
    filing = filings.make_submitted(enterprise, window)
    filings.pass_on(filing, officials.tianhe, officials.guangzhou)
    transition(filing, Action.APPROVE, officials.guangdong)
    return filing


@pytest.fixture
def batch(places):
    return Batch.objects.create(name="2026年第一批", tier=Tier.INNOVATIVE, authority=places.guangdong)


@pytest.fixture
def filled(batch, approved, officials):
    add_filings(batch, [approved], officials.guangdong)
    return batch


def publicity(**changes) -> dict[str, str]:
    today = timezone.localdate()
    return {
        "starts_at_0": str(today),
        "starts_at_1": "00:00:00",
        "ends_at_0": str(today + dt.timedelta(days=10)),
        "ends_at_1": "00:00:00",
        "objection_channel": "广东省中小企业主管部门，020-12345678",
    } | changes


def certification(**changes) -> dict[str, str]:
    return {
        "document_number": "粤工信〔2026〕9号",
        "certified_on": str(timezone.localdate()),
        "valid_from": "2026-12-01",
        "valid_until": "2029-11-30",
    } | changes


def confirm(client, address: str, data: dict):
    """Preview, then confirm what is seen; the answer of the first that was refused."""
    preview = client.post(address, data)
    if preview.context is None or "seal" not in preview.context:
        return preview
    return client.post(address, data | {"confirmed": preview.context["seal"]}, follow=True)


def put_into_publicity(batch, official, over: bool):
    now = timezone.now()
    publicise(
        batch,
        official,
        starts_at=now - dt.timedelta(days=1),
        ends_at=now + dt.timedelta(days=14),
        objection_channel="电话",
    )
    if over:
        Batch.objects.filter(pk=batch.pk).update(
            publicity_starts_at=now - dt.timedelta(days=20), publicity_ends_at=now - dt.timedelta(days=1)
        )
    batch.refresh_from_db()
