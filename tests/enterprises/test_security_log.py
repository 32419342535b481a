"""What happens at the doors is one line each; what a visitor sends wrong is one line and no traceback."""

import io
import logging
import re

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from enterprises.kit.doors.security_log import masked, one_line
from tests import factories

LOGIN = reverse("enterprises:login")
_BEGIN = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} (INFO|WARNING) cultivation\.security:? ")


class Lines:
    """What was written since it was last asked."""

    def __init__(self, stream: io.StringIO) -> None:
        self.stream = stream

    def take(self) -> list[str]:
        written = self.stream.getvalue().splitlines()
        self.stream.seek(0)
        self.stream.truncate()
        return written


@pytest.fixture
def lines():
    """The log as the site writes it, in place of standard error."""
    stream, before = io.StringIO(), {}
    for name in ("cultivation.security", "django.security", "django.request"):
        for handler in logging.getLogger(name).handlers:
            if type(handler) is logging.StreamHandler:
                before[handler] = handler.setStream(stream)
    yield Lines(stream)
    for handler, own in before.items():
        handler.setStream(own)


def test_who_comes_and_goes_is_written(lines, owner, places):
    client = Client(REMOTE_ADDR="203.0.113.9")
    client.post(LOGIN, {"username": owner.username, "password": "wrong-secret"})
    client.post(LOGIN, {"username": owner.username, "password": factories.PASSWORD})
    client.post(
        reverse("enterprises:password"),
        {
            "old_password": factories.PASSWORD,
            "new_password1": "another-horse-battery",
            "new_password2": "another-horse-battery",
        },
    )
    client.post(reverse("enterprises:logout"))
    told = lines.take()
    events = ["wrong password", "logged in", "password changed", "logged out"]
    assert [_BEGIN.sub("", line).split(" account=")[0] for line in told] == events
    for line in told:
        assert f"account={owner.username} address=203.0.113.9 request=" in line
        assert factories.PASSWORD not in line and "wrong-secret" not in line


def test_a_slowed_try_is_written(lines, owner):
    client = Client()
    for _ in range(3):
        client.post(reverse("admin:login"), {"username": "nobody-here", "password": "wrong-secret"})
    assert all("wrong password account=nobody-here" in line for line in lines.take())


def test_a_name_cannot_begin_a_line_of_its_own():
    cases = {
        "a\nb": "a\\u000ab",
        "a b": '"a b"',
        "\u2028": "\\u2028",
        "企业": "企业",
        'a"b': '"a"b"',
        "": '""',
        "x" * 500: "x" * 200,
    }
    assert {text: one_line(text) for text in cases} == cases
    assert masked("11010519491231002X") == "110105********002X"


def _crooked() -> dict:
    """Name → what to send, given a client."""
    many = {f"f{number}": "1" for number in range(settings.DATA_UPLOAD_MAX_NUMBER_FIELDS + 1)}
    files = {f"f{number}": SimpleUploadedFile("a.pdf", b"x") for number in range(101)}
    broken = "multipart/form-data; boundary="
    return {
        "a foreign host": lambda c: c.get("/", HTTP_HOST="evil.example"),
        "no host name": lambda c: c.get("/", HTTP_HOST="a b\r\nc"),
        "too many fields": lambda c: c.post(LOGIN, many),
        "too many files": lambda c: c.post(LOGIN, files),
        "too much text": lambda c: c.post(LOGIN, {"username": "x" * 3_000_000}),
        "another encoding": lambda c: c.generic(
            "POST", LOGIN, b"a=b", content_type="application/x-www-form-urlencoded; charset=utf-16"
        ),
        "an encoding that is none": lambda c: c.generic(
            "POST", LOGIN, b"a=b", content_type="application/x-www-form-urlencoded; charset=none"
        ),
        "no boundary": lambda c: c.post(LOGIN, b"abc", content_type=broken),
        "half a part": lambda c: c.post(
            LOGIN, b'--x\r\nContent-Disposition: form-data; name="', content_type=f"{broken}x"
        ),
        "broken base64": lambda c: c.post(
            LOGIN,
            b'--x\r\nContent-Disposition: form-data; name="a"\r\nContent-Transfer-Encoding: base64\r\n\r\n!\r\n--x--',
            content_type=f"{broken}x",
        ),
        "broken cookies": lambda c: c.get("/", HTTP_COOKIE="cultivation_session=\x01;;=;\xff=%00"),
        "no token": lambda c: Client(enforce_csrf_checks=True).post(LOGIN, {"username": "a"}),
        "NUL in the address": lambda c: c.get("/enterprise/%00"),
        "NUL in a query": lambda c: c.get("/notices/?q=%00%ff&level=%0a"),
        "a line break in the address": lambda c: c.get("/x%0a2026-01-01 00:00:00,000 INFO forged"),
        "another's page": lambda c: c.get(reverse("enterprises:profile")),
        "no number": lambda c: c.post(LOGIN, b"a", content_type="text/plain", CONTENT_LENGTH="abc"),
    }


def test_crooked_requests_write_one_line_and_no_traceback(lines, db):
    client = Client()
    client.force_login(factories.make_natural_user())
    lines.take()
    problems = {}
    for name, send in _crooked().items():
        answer, told = send(client), lines.take()
        if answer.status_code >= 500:
            problems[name] = f"status {answer.status_code}"
        if not all(_BEGIN.match(line) for line in told):
            problems[name] = told
        expected = 1 if answer.status_code in {400, 403, 413} else 0
        if len(told) != expected:
            problems[name] = (answer.status_code, told)
    assert not problems


def test_a_refusal_names_account_address_and_page(lines, db):
    person = factories.make_natural_user()
    client = Client(REMOTE_ADDR="203.0.113.9")
    client.force_login(person)
    lines.take()
    client.get(reverse("enterprises:profile"))
    (line,) = lines.take()
    assert "refused status=403" in line
    assert f"account={masked(person.username)} address=203.0.113.9" in line
    assert 'request="GET /enterprise/profile/"' in line


def test_a_fault_of_ours_keeps_its_traceback(lines):
    logger = logging.getLogger("django.request")
    try:
        raise ZeroDivisionError
    except ZeroDivisionError as error:
        logger.error("Internal Server Error: /", exc_info=error, extra={"status_code": 500, "request": None})
    assert "ZeroDivisionError" in "\n".join(lines.take())
