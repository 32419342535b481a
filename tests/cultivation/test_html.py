"""Every page that links lead to, for a visitor, an enterprise and an official: valid HTML, in this platform's words."""

import re
from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from django.test import Client
from django.urls import Resolver404, resolve
from django.utils import timezone

from assessments.services.questionnaires import load_questionnaires
from enterprises.years import complete_years
from notices.enums import MessageKind
from notices.models import Notice
from notices.services import News, tell
from tests import factories
from tests.admin.filings import make_draft, make_submitted
from tests.admin.test_pages import add_rows
from tests.conftest import client_of
from tests.cultivation.test_access import PUBLIC
from tests.html_checks import problems

# Words only the framework uses; its messages are in test_words.py.
FOREIGN = ("Email", "选中", "个中", "目前:", "输入一个", ">注销<", "当前：")
FILES = {"declarations:pdf", "assessments:certificate"}
# Pages that are open to everybody or ask for passwords; what is typed elsewhere survives the end of a login.
FORGETS = PUBLIC | {"enterprises:password", "enterprises:certification_query", "admin:password_change"}
FORGETS |= {"admin:auth_user_password_change"}
_WRITTEN = re.compile(r"<textarea|<input[^>]* type=\"(?:text|number|file|email|tel|url)\"")
_LINK = re.compile(r'<a [^>]*?href="([^"#]+)')


def pages(client: Client, start: str) -> Iterator[tuple[str, str]]:
    """(path, HTML) of a page per address pattern, following links from ``start``."""
    waiting, seen = [start], set()
    while waiting:
        path = waiting.pop(0)
        try:
            match = resolve(path.partition("?")[0])
        except Resolver404:
            continue
        # Sections, lists and lists' forms share an address, not a page.
        words = tuple(str(value) for value in match.kwargs.values() if re.fullmatch(r"[a-z_-]+", str(value)))
        key = (match.view_name, words, "?" in path)
        if key in seen or match.view_name in FILES:
            continue
        seen.add(key)
        response = client.get(path)
        if response.status_code != 200 or "text/html" not in response.headers["Content-Type"]:
            continue
        html = response.content.decode()
        yield path, html
        links = [link.replace("&amp;", "&") for link in _LINK.findall(html)]
        waiting += [
            path.partition("?")[0] + link if link[0] == "?" else link for link in links if link[0] in "/?"
        ]


@pytest.fixture
def visitors(places) -> dict[tuple[str, str], Client]:
    """Who walks, from which page, on a small lively platform."""
    load_questionnaires()
    factories.make_industries()
    busy = factories.make_enterprise(places.tianhe)
    for year in complete_years():
        factories.make_figures(busy, year)
    factories.make_product(busy)
    for kind in ("awards", "honours", "institutions"):
        factories.make_record(busy, kind)
    factories.make_assessment(busy)
    tell([News(busy.pk, MessageKind.EXPIRY, "即将到期", "请复核。", key="k", at=timezone.now())])
    window = factories.make_window(places.guangdong)
    make_draft(busy, window)
    offices = ("tianhe", "guangzhou", "guangdong", "ministry")
    officials = SimpleNamespace(**{name: factories.make_official(getattr(places, name)) for name in offices})
    add_rows(places, officials, window, 2)
    Notice.objects.update(published_at=timezone.now())
    reviewed = factories.make_enterprise(places.tianhe)
    make_submitted(reviewed, window)
    root = factories.make_official(places.ministry, is_superuser=True)
    people = {
        "an enterprise": (factories.make_legal_user(busy), "/enterprise/"),
        "a new enterprise": (
            factories.make_legal_user(factories.make_enterprise(complete=False)),
            "/enterprise/",
        ),
        "an enterprise in review": (reviewed.users.get(), "/declarations/"),
        "the county": (officials.tianhe, "/admin/"),
        "the province": (officials.guangdong, "/admin/"),
        "the administrator": (root, "/admin/"),
    }
    walks = {(name, start): client_of(user) for name, (user, start) in people.items()}
    return {("a visitor", "/"): Client(), ("an official to be", "/admin/login/"): Client()} | walks


def forgets(name: str, html: str) -> list[str]:
    """The forms of a private page that lose what was written when the login has ended."""
    forms = re.findall(r'<form(?=[^>]* method="post").*?</form>', html, re.DOTALL)
    written = [each for each in forms if _WRITTEN.search(each) and name not in FORGETS]
    # The assessment has its own way.
    lost = [each for each in written if 'name="made_for"' not in each and name != "assessments:take"]
    return [f"forgets what was written: {each[:120]}" for each in lost]


@pytest.mark.slow
def test_every_page_is_valid_html_in_our_words(visitors):
    found: dict[str, str] = {}
    walked = set()
    for (who, start), client in visitors.items():
        for path, html in pages(client, start):
            name = resolve(path.partition("?")[0]).view_name
            if name in walked and name in PUBLIC:
                continue
            walked.add(name)
            for problem in [
                *problems(html),
                *forgets(name, html),
                *(f"{words} on a page" for words in FOREIGN if words in html),
            ]:
                found.setdefault(problem, f"{who} at {path}")

    assert [f"{where}: {problem}" for problem, where in found.items()] == []
    assert len(walked) > 80
