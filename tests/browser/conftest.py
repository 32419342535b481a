"""A real browser (Debian's Chromium) on a live server. Runs in a process of its own: ``pytest -m browser``."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, sync_playwright

from tests.conftest import client_of

# Playwright keeps an event loop running in this thread; Django would refuse the database there.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

WIDTHS = (1280, 390)
SCREENSHOTS = Path("test-results")
# The machine's network is none of the tests' business.
_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
_AXE = Axe()
_AXE_OPTIONS = {"rules": {"target-size": {"enabled": True}}, "resultTypes": ["violations"]}
_CSP_AND_ERRORS = ("error", "warning")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The long ones begin, for a process that begins one last lets the others wait."""
    if all(item.get_closest_marker("browser") for item in items):
        items.sort(key=lambda item: item.get_closest_marker("slow") is None)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    executable = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if executable is None:
        pytest.fail("Chromium is missing: make test installs Debian's package chromium.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=_ARGUMENTS)
        yield browser
        browser.close()


def follow(control: Locator) -> None:
    """Click what leads to a page, and be there.

    A click returns before its request is answered: who opens another page then cuts off what was sent, and who asks
    the database or the page asks too early.
    """
    with control.page.expect_navigation():
        control.click()


class Visitor:
    """One person's browser: pages that fail the test on any console message and any answer above 499."""

    def __init__(self, context: BrowserContext, base_url: str):
        self.context = context
        self.base_url = base_url
        self.faults: list[str] = []
        self._deaf = False
        self.page: Page = context.new_page()
        self.page.on("console", self._on_console)
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on("response", self._on_response)

    @contextmanager
    def deaf(self) -> Iterator[None]:
        """While a tool (axe, the camera) works on the page: it adds styles, which the policy rightly reports."""
        self._deaf = True
        yield
        # What the tool caused is reported before this answer comes back.
        self.page.evaluate("1")
        self._deaf = False

    def _on_console(self, message: ConsoleMessage) -> None:
        if self._deaf or message.type not in _CSP_AND_ERRORS:
            return
        # A page that answers 4xx on purpose is logged by the browser itself.
        if "Failed to load resource" in message.text and " 4" in message.text:
            return
        self.faults.append(f"{message.type}: {message.text}")

    def _on_response(self, response) -> None:
        if response.status >= 500:
            self.faults.append(f"{response.status} {response.url}")

    def log_in(self, user) -> "Visitor":
        """Let this browser be the one in which ``user`` is logged in."""
        cookie = client_of(user).cookies[settings.SESSION_COOKIE_NAME]
        self.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": self.base_url}])
        return self

    def open(self, path: str) -> Page:
        self.page.goto(self.base_url + path)
        return self.page

    def at_widths(self) -> Iterator[int]:
        """The page on a desk and on a phone, one after the other, by its width in pixels."""
        for width in WIDTHS:
            self.page.set_viewport_size({"width": width, "height": 900})
            yield width

    def violations(self) -> list[tuple[str, list[str]]]:
        """What axe finds on the page: its usual rules and WCAG 2.2's size of targets, which it leaves out by itself."""
        self.page.evaluate("document.fonts.ready.then(() => true)")
        with self.deaf():
            report = _AXE.run(self.page, options=_AXE_OPTIONS).response
        return [(each["id"], [node["html"] for node in each["nodes"]][:3]) for each in report["violations"]]

    def screenshot(self, name: str) -> None:
        """The page as a picture at 1280 and 390 px, when SCREENSHOTS is set in the environment."""
        if not os.environ.get("SCREENSHOTS"):
            return
        for width in self.at_widths():
            with self.deaf():
                self.page.screenshot(path=str(SCREENSHOTS / f"{name}-{width}.png"), full_page=True)
        self.page.set_viewport_size({"width": WIDTHS[0], "height": 900})


@pytest.fixture
def visitor(browser, live_server) -> Iterator:
    """``visitor()`` opens one more person's browser; closing checks that none of them met a fault."""
    opened: list[Visitor] = []

    def open_browser(**options) -> Visitor:
        options = {
            "viewport": {"width": WIDTHS[0], "height": 900},
            "locale": "zh-CN",
            "timezone_id": "Asia/Shanghai",
        } | options
        context = browser.new_context(**options)
        context.set_default_timeout(10_000)
        opened.append(Visitor(context, live_server.url))
        return opened[-1]

    yield open_browser
    faults = [fault for one in opened for fault in one.faults]
    for one in opened:
        one.context.close()
    assert faults == []
