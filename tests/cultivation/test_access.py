"""Default deny: every address of the platform, walked, and who may open it."""

import re
import uuid
from collections.abc import Iterator
from functools import partial

from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

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
