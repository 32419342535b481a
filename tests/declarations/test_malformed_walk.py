"""Every address of the platform, with objects that exist, asked crookedly by everybody: answered, never with a 5xx.

Generated from the addresses: a new page is walked without being named here.
"""

import random

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from cultivation.demo.filings import one_page_pdf
from declarations.services.attaching import attach
from notices.services import publish_notice
from tests import factories
from tests.cultivation.test_access import ADDRESSES

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]

LONG = "9" * 5000
# Texts that broke a page somewhere: keys that are none, numbers of other scripts, halves of characters, markup.
JUNK = [
    "",
    "\0",
    "x\0y",
    LONG,
    "-1",
    "1e999",
    "NaN",
    "٣",
    "²",
    "%00",
    "' OR 1=1",
    "<b>",
    "𠮷\u202e",
    "2026-02-30",
    "[]",
    "{}",
]
NAMES = (
    "item version seen token q p page o scope action _selected_action window place tier year level code name number "
    "username password password_again captcha_0 captcha_1 credit_code kind comment internal corrected file "
    "fields none answer-1 awards-TOTAL_FORMS awards-INITIAL_FORMS form-TOTAL_FORMS attachments-TOTAL_FORMS y2025-revenue "
    "starts_at_0 starts_at_1 document_number certified_on next pledge add province city county"
).split()
BODIES = [
    (b"", "application/x-www-form-urlencoded"),
    (b"a=%ff%fe&b=%", "application/x-www-form-urlencoded"),
    (b"&".join(b"f%d=1" % n for n in range(2500)), "application/x-www-form-urlencoded"),
    (b"--b\r\nnot a part", "multipart/form-data; boundary=b"),
    (b"x", "multipart/form-data"),
    (b'{"a": ', "application/json"),
    (b"\x00\xff" * 40, "application/octet-stream"),
]


def crooked(rng: random.Random) -> dict[str, str]:
    return {name: rng.choice(JUNK) for name in rng.sample(NAMES, 14)}


@pytest.fixture
def objects(complete, owner, places, login, client):
    """One of each thing an address may name, by the names of the arguments; and everybody who may ask for it."""
    attachment = attach(complete, "other", SimpleUploadedFile("材料.pdf", one_page_pdf("x")), owner)
    notice = publish_notice(places.ministry, "notice", "通知", "<p>文</p>")
    right = complete.enterprise.intellectual_property.get()
    assessment = factories.make_assessment(complete.enterprise)
    keys = {
        "filing_id": complete.pk, "attachment_id": attachment.pk, "right_id": right.pk, "notice_id": notice.pk,
        "assessment_id": assessment.pk, "window_id": complete.window_id, "object_id": complete.pk, "key": "product",
    }  # fmt: skip
    actors = {
        "anonymous": client,
        "owner": login(owner),
        "other": login(factories.make_legal_user(factories.make_enterprise(places.hunan))),
        "person": login(factories.make_natural_user()),
        **{
            name: login(factories.make_official(getattr(places, name)))
            for name in ("tianhe", "guangzhou", "guangdong", "hunan", "ministry")
        },
    }
    return {name: str(key) for name, key in keys.items()}, actors


def named(path: str, keys: dict[str, str], rng: random.Random) -> str:
    """A sample address with an object that exists in the place of the sample's UUID."""
    empty = "00000000-0000-0000-0000-000000000000"
    while empty in path:
        path = path.replace(empty, rng.choice(list(keys.values())), 1)
    return path


def test_no_crooked_request_is_answered_with_a_server_error(objects):
    keys, actors = objects
    rng = random.Random(20261201)
    failed, asked = [], 0
    for name, path in ADDRESSES:
        if name in ("enterprises:logout", "admin:logout"):
            continue
        for who, browser in actors.items():
            address = named(path, keys, rng)
            body, kind = rng.choice(BODIES)
            tries = [
                lambda browser=browser, address=address: browser.get(address, crooked(rng)),
                lambda browser=browser, address=address: browser.post(address, crooked(rng)),
                lambda browser=browser, address=address, body=body, kind=kind: browser.generic(
                    "POST", address, body, kind
                ),
            ]
            for number, request in enumerate(tries):
                asked += 1
                try:
                    status = request().status_code
                except Exception as error:
                    status = repr(error)[:200]
                if not isinstance(status, int) or status >= 500:
                    failed.append((who, name, number, status))
    assert not failed
    assert asked > 2500


def test_no_crooked_file_is_answered_with_a_server_error(complete, owner_client, places, login):
    """Good files, cut, turned and mixed up, at every door that takes one."""
    rng = random.Random(20261201)
    pdf = one_page_pdf("x")
    province = login(factories.make_official(places.guangdong))
    ministry = login(factories.make_official(places.ministry))
    evidence = reverse("declarations:section", args=[complete.pk, "evidence"])
    doors = [
        (owner_client, evidence, "file-other", ("材料.pdf", "材料.zip", "图.png", "图.jpg", "x.jfif")),
        (province, reverse("admin:enterprises_developmentscore_import"), "file", ("a.xlsx",)),
        (ministry, reverse("admin:assessments_questionnaire_upload"), "file", ("a.xlsx", "a.toml")),
    ]
    heads = [
        pdf[:5],
        b"PK\x03\x04",
        b"\x89PNG\r\n\x1a\n",
        b"\xff\xd8\xff\xe0",
        b"Rar!\x1a\x07",
        b"\xd0\xcf\x11\xe0",
        b"",
    ]
    failed = []
    for _number in range(120):
        start, end = sorted(rng.sample(range(len(pdf)), 2))
        content = bytearray(rng.choice(heads) + pdf[start:end] + rng.randbytes(rng.choice([0, 7, 300])))
        if content:
            content[rng.randrange(len(content))] ^= 0xFF
        for browser, address, field, names in doors:
            name = rng.choice(names)
            data = {field: SimpleUploadedFile(name, bytes(content))}
            try:
                status = browser.post(address, data).status_code
            except Exception as error:
                status = repr(error)[:200]
            if not isinstance(status, int) or status >= 500:
                failed.append((address, name, status))
    assert not failed
