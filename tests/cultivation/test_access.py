"""Default deny: every address of the platform, walked, and who may open it."""

import re
import uuid
from collections.abc import Iterator
from functools import partial

from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, resolve, reverse

from assessments.services import taking
from assessments.services.questionnaires import load_questionnaires
from declarations.services.filings import start_filing
from enterprises import acting
from enterprises.enums import Capability
from tests import factories
from tests.tables import check_every

# The only pages for everybody. A new public page is a decision: it is added here.
PUBLIC = {
    "home",
    "faq",
    "healthz",
    "readyz",
    "styleguide",
    "captcha-image",
    "captcha-refresh",
    "admin:login",
    "notices:list",
    "notices:detail",
    "notices:attachment",
    "enterprises:login",
    "enterprises:register",
    "enterprises:register_person",
    "enterprises:recover",
    "enterprises:phone_change",
    "enterprises:regions",
    "enterprises:certification_query",
    "enterprises:certification_verify",
    "assessments:verify",
    "verify",
    "verify_moved",
    "declarations:cities",
}
# Whoever has an account has these.
FOR_EVERY_ACCOUNT = {"enterprises:account", "enterprises:here", "enterprises:password"}
# Opens nothing itself: the admin's own answers for addresses it does not know or that only redirect.
ADMIN_PLUMBING = {"admin:jsi18n", "admin:view_on_site", "admin:None"}
_SAMPLES = {"uuid": uuid.UUID(int=0), "int": 1, "slug": "x", "str": "x", "path": "x", "year": 2025}


def addresses(resolver=None, prefix: str = "", namespace: str = "") -> Iterator[tuple[str, str]]:
    """(name, path) of every pattern, with sample values in the place of arguments."""
    for pattern in (resolver or get_resolver()).url_patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from addresses(pattern, route, inner)
        elif isinstance(pattern, URLPattern):
            yield f"{namespace}{pattern.name}", "/" + _fill(route, pattern)


def _fill(route: str, pattern: URLPattern) -> str:
    route = re.sub(r"<(\w+):\w+>", lambda match: str(_SAMPLES[match[1]]), route)
    route = re.sub(r"<\w+>", "x", route)
    return re.sub(r"\(\?P<\w+>[^)]*\)|\^|\$|\\Z", "", route)


ADDRESSES = sorted(set(addresses()))
ENTERPRISE_ROOMS = ("enterprise_home", "notices:", "enterprises:", "assessments:", "declarations:")


def test_the_walk_finds_the_platform():
    names = {name for name, _path in ADDRESSES}
    assert PUBLIC <= names
    assert len(ADDRESSES) > 60


def walk(check, wanted) -> None:
    """``check`` every address whose name is ``wanted``; each that fails is told, and what one wrote is no other's."""
    cases = {f"{name} {path}": partial(check, name, path) for name, path in ADDRESSES if wanted(name)}
    assert cases
    check_every(cases, in_database=True)


def test_anonymous_is_sent_to_the_login(db):
    def check(name, path):
        for method in ("get", "post"):
            response = getattr(Client(), method)(path)
            if name in ADMIN_PLUMBING and response.status_code == 404:
                continue
            assert response.status_code == 302, (method, response.status_code)
            logins = (reverse("enterprises:login"), reverse("admin:login"))
            assert response.url.startswith(logins), response.url

    walk(check, lambda name: name not in PUBLIC)


def test_public_pages_open_for_everybody(places):
    def check(name, path):
        assert Client().get(path).status_code in {200, 301, 404, 410}

    walk(check, lambda name: name in PUBLIC)


def test_an_enterprise_never_enters_the_administrators_side(owner_client):
    def check(name, path):
        response = owner_client.get(path)
        assert response.status_code in {302, 403, 404}
        assert b"changelist" not in response.content

    outside = {"admin:login", "admin:logout"} | ADMIN_PLUMBING
    walk(check, lambda name: name.startswith("admin:") and name not in outside)


def test_natural_persons_and_officials_are_told_why_not(places, login):
    """M4.2: only a legal account declares."""
    users = (factories.make_natural_user(), factories.make_official(places.guangdong))
    browsers = [(user.kind, login(user)) for user in users]

    def check(name, path):
        for kind, browser in browsers:
            for method in ("get", "post"):
                status = getattr(browser, method)(path).status_code
                # An official may open evidence of its own jurisdiction; this one does not exist.
                assert status in {302, 403, 404, 405}, (kind, method, status)

    open_to_them = PUBLIC | FOR_EVERY_ACCOUNT | {"enterprises:logout"}
    walk(check, lambda name: name.startswith(ENTERPRISE_ROOMS) and name not in open_to_them)


# --- What members of an enterprise may do ------------------------------------------------------------------------------
# Files are shown to whom they belong, officials among them; the account is its person's.
FOR_WHOM_IT_BELONGS = {
    "assessments:evidence_file",
    "declarations:pdf",
    "declarations:attachment",
    "enterprises:logout",
}
MEMBERS_PAGES = {
    name: resolve(path).func.member_may
    for name, path in ADDRESSES
    if name.startswith(ENTERPRISE_ROOMS) and hasattr(resolve(path).func, "member_may")
}


def test_every_page_of_an_enterprise_says_what_it_asks_of_a_member():
    others = {name for name, _path in ADDRESSES if name.startswith(ENTERPRISE_ROOMS)} - MEMBERS_PAGES.keys()
    assert others == (PUBLIC | FOR_EVERY_ACCOUNT | FOR_WHOM_IT_BELONGS) & others
    depending = {name for name, asks in MEMBERS_PAGES.items() for each in asks if callable(each)}
    assert depending == {"assessments:take", "declarations:submit"}, "looked at below"


def test_a_page_opens_and_takes_what_it_declares_and_nothing_else(owner, login, monkeypatch):
    """Of a member who only looks, only fills in or only hands in."""
    opened: dict[tuple[str, str], set[Capability]] = {}
    for held in Capability.READ, Capability.FILL, Capability.SUBMIT:
        monkeypatch.setattr(acting, "OF_MEMBERS", frozenset({held}))
        browser = login(owner)
        for name, path in ADDRESSES:
            for method in ("get", "post") if name in MEMBERS_PAGES else ():
                if getattr(browser, method)(path).status_code not in (403, 405):
                    opened.setdefault((name, method), set()).add(held)
    faults = {
        (name, method): found
        for (name, method), found in opened.items()
        if len(found) != 1
        or not callable(declared := MEMBERS_PAGES[name][method == "post"])
        and found != {declared}
    }
    assert faults == {} and {name for name, _method in opened} == set(MEMBERS_PAGES)


def test_looking_filling_in_and_handing_in_are_three_things(owner, login, monkeypatch):
    """The two pages that do two things, and what a member without the duty is told."""
    load_questionnaires()
    draft = taking.start(owner.enterprise)
    window = factories.make_window(owner.enterprise.authority.parent.parent)
    filing, _ = start_filing(owner.enterprise, window, owner)
    page, review = (reverse("assessments:take", args=[draft.pk, step]) for step in ("foundation", "review"))
    submit = reverse("declarations:submit", args=[filing.pk])
    found = {}
    for held in Capability.READ, Capability.FILL, Capability.SUBMIT:
        monkeypatch.setattr(acting, "OF_MEMBERS", frozenset({Capability.READ, held}))
        browser = login(owner)
        sent = [
            browser.get(page),
            browser.post(page, {"seen": ""}),
            browser.get(review),
            browser.post(review),
            browser.get(submit),
            browser.post(submit, {"save": "1"}),
            browser.post(submit),
        ]
        found[held] = [response.status_code != 403 for response in sent]
        told = next((each.text for each in sent if each.status_code == 403), "")
        assert "您的账户没有这项职责" in told and "企业中心" in told
    assert found == {
        Capability.READ: [False, False, True, False, True, False, False],
        Capability.FILL: [True, True, True, False, True, True, False],
        Capability.SUBMIT: [False, False, True, True, True, False, True],
    }
