"""Fixtures of the enterprise's side of declarations."""

import datetime as dt
import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Model
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from cultivation.demo.filings import one_page_pdf
from declarations.dossier.checklist import lacking
from declarations.dossier.loading import load
from declarations.models import Filing, Window
from enterprises.enums import RecordKind
from enterprises.models import Enterprise
from tests import factories
from tests.admin.filings import make_draft
from tests.conftest import client_of
from tests.declarations.filled import Filled, put_into, taken_from

YEAR = timezone.localdate().year - 1
PDF = one_page_pdf("Test")


@pytest.fixture
def window(places) -> Window:
    return factories.make_window(places.guangdong)


@pytest.fixture
def filing(enterprise, window, owner) -> Filing:
    """A draft without any content, as ``start_filing`` stores it."""
    return make_draft(enterprise, window)


@pytest.fixture
def stranger(places) -> Client:
    """A browser of another enterprise."""
    return client_of(factories.make_legal_user(factories.make_enterprise(places.tianhe)))


# What the pages store, once in each process that runs tests.
_filled: list[Filled] = []


@pytest.fixture
def complete(filing, owner, owner_client) -> Filing:
    """A draft that is ready to be submitted on the scoring route: as the pages fill it in, which they do once."""
    if _filled:
        put_into(filing, _filled[0], owner)
    else:
        before = Enterprise.objects.get(pk=filing.enterprise_id)
        fill(owner_client, filing)
        _filled.append(taken_from(filing, before))
    return filing


def url(filing: Filing, name: str, *args) -> str:
    return reverse(f"declarations:{name}", args=[filing.pk, *args])


def section_url(filing: Filing, key: str) -> str:
    return url(filing, "section", key)


def entry_url(
    filing: Filing,
    entry: Model | None = None,
    kind: RecordKind = RecordKind.INTELLECTUAL_PROPERTY,
    *,
    delete: bool = False,
) -> str:
    """The page within the filing of an entry of a list, a new one unless it is given."""
    key = "ip" if kind == RecordKind.INTELLECTUAL_PROPERTY else "direct"
    name = "entry_delete" if delete else "entry_new" if entry is None else "entry_edit"
    return url(filing, name, key, kind.slug, *([] if entry is None else [entry.pk]))


def pdf_file(name: str = "材料.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "application/pdf")


def png(size=(8, 8)) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", size, "white").save(buffer, "PNG")
    return buffer.getvalue()


def archive(**entries: bytes) -> bytes:
    """A ZIP of entries by name."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in entries.items():
            packed.writestr(name, content)
    return buffer.getvalue()


def seen_of(client: Client, filing: Filing, key: str) -> str:
    """The marks of a page opened now, which it sends back."""
    return client.get(section_url(filing, key)).context["seen"]


def operations_data(seen: str = "", **changes) -> dict:
    """The figures of a good enterprise: R&D 6 %, main revenue 90 % and 12.5 % more than before, debt 40 %."""
    data = {
        "seen": seen,
        f"y{YEAR}-employees": "120",
        f"y{YEAR}-revenue": "5000.00",
        f"y{YEAR}-main_revenue": "4500.00",
        f"y{YEAR}-rd_expense": "300.00",
        f"y{YEAR}-total_assets": "6000.00",
        f"y{YEAR}-total_liabilities": "2400.00",
        f"y{YEAR - 1}-revenue": "4400.00",
        f"y{YEAR - 1}-main_revenue": "4000.00",
        f"y{YEAR - 1}-rd_expense": "200.00",
        f"y{YEAR - 1}-total_assets": "5000.00",
        f"y{YEAR - 1}-total_liabilities": "2500.00",
    }
    return data | changes


def direct_data(seen: str = "", **ticks) -> dict:
    """The page 直通条件 as a browser sends it: ``has_award="on"`` for a tick."""
    return {"seen": seen} | ticks


def product_data(seen: str = "", **changes) -> dict:
    data = {
        "seen": seen,
        "name": "精密主轴",
        "description": "用于数控机床的精密主轴单元。",
        "in_strategic_emerging": "yes",
        "strategic_code": "2.1.1",
        "segment_years": "8",
    }
    return data | changes


def right_data(**changes) -> dict:
    data = {
        "kind": "invention",
        "number": "ZL201910000001.1",
        "name": "一种主轴冷却结构",
        "granted_on": dt.date(YEAR - 4, 3, 1).isoformat(),
        "acquisition": "own",
        "transferred_on": "",
        "high_value_reason": "",
        "related_to_main_product": "on",
    }
    return data | changes


def save(client: Client, filing: Filing, key: str, data: dict):
    return client.post(section_url(filing, key), data)


def fill(client: Client, filing: Filing) -> None:
    """Every section of the scoring route, through the pages."""
    for key, data in (
        ("direct", direct_data()),
        ("operations", operations_data()),
        ("product", product_data()),
    ):
        response = save(client, filing, key, data)
        assert response.status_code == 302, response.content.decode()
    assert client.post(entry_url(filing), right_data()).status_code == 302
    for item in lacking(load(Filing.objects.get(pk=filing.pk))):
        data = {"item": item.key, "file": pdf_file(f"{item.title}.pdf", PDF + item.key.encode())}
        assert client.post(section_url(filing, "evidence"), data).status_code == 302


def submit(client: Client, filing: Filing, **data):
    return client.post(url(filing, "submit"), {"pledge": "on"} | data)
