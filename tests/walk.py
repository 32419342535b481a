"""Every page that links lead to, for whoever may come: who walks, and the walk."""

import re
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

from django.urls import Resolver404, resolve
from django.utils import timezone

from assessments.services.questionnaires import load_questionnaires
from enterprises.models import User
from enterprises.years import complete_years
from notices.enums import MessageKind
from notices.models import Notice
from notices.services import News, tell
from tests import factories
from tests.admin.filings import make_draft, make_submitted
from tests.admin.test_pages import add_rows

FILES = {"declarations:pdf", "assessments:certificate"}
# Where a list is to be opened again: no other page.
_FILTERS = re.compile(r"\?_changelist_filters=.*")
_LINK = re.compile(r'<a [^>]*?href="([^"#]+)')


def pages(get: Callable[[str], Any], start: str) -> Iterator[tuple[str, str]]:
    """(path, HTML) of a page per address pattern, following links from ``start``; ``get`` answers as Django's client.

    From the admin the walk does not leave it: an official sees the public pages as everybody does.
    """
    waiting, seen = [start], set()
    inside = "/admin/" if start.startswith("/admin/") else "/"
    while waiting:
        path = waiting.pop(0)
        if not path.startswith(inside):
            continue
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
        response = get(path)
        if response.status_code != 200 or "text/html" not in response.headers["Content-Type"]:
            continue
        html = response.content.decode()
        yield path, html
        links = [_FILTERS.sub("", link.replace("&amp;", "&")) for link in _LINK.findall(html)]
        waiting += [
            path.partition("?")[0] + link if link[0] == "?" else link for link in links if link[0] in "/?"
        ]


def populate(places: SimpleNamespace) -> dict[str, tuple[User | None, str]]:
    """A small lively platform: by name whoever comes, with the page the walk starts from."""
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
    return {
        "a visitor": (None, "/"),
        "an official to be": (None, "/admin/login/"),
        "an enterprise": (factories.make_legal_user(busy), "/enterprise/"),
        "a new enterprise": (
            factories.make_legal_user(factories.make_enterprise(complete=False)),
            "/enterprise/",
        ),
        "an enterprise in review": (reviewed.users.get(), "/declarations/"),
        "the county": (officials.tianhe, "/admin/"),
        "the city": (officials.guangzhou, "/admin/"),
        "the province": (officials.guangdong, "/admin/"),
        "the ministry": (officials.ministry, "/admin/"),
        "the administrator": (root, "/admin/"),
    }
