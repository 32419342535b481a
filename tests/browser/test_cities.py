"""The cities of the whole country, in the dialog and without a script (M1.5)."""

import datetime as dt

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from enterprises.models import Authority
from enterprises.reference import load_reference_data
from tests import factories
from tests.browser.conftest import follow

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ADDRESS = "/declarations/cities/?tier=innovative"
HIGHEST = 8000


def test_every_city_of_the_country(visitor):
    """Each province with an end of its own, one of them in the hour to come: folded, but for one's own."""
    load_reference_data()
    now = timezone.now()
    for number, office in enumerate(Authority.objects.filter(level="province").exclude(code="430000")):
        factories.make_window(office, closes_at=now + dt.timedelta(days=number, hours=1))
    person = visitor().log_in(
        factories.make_legal_user(factories.make_enterprise(Authority.objects.get(code="440106")))
    )
    for width in person.at_widths():
        page = person.open(ADDRESS)
        expect(page.get_by_role("link", name="申报： 广州市（本企业注册地）")).to_be_visible()
        expect(page.get_by_role("link", name="申报： 杭州市")).to_be_hidden()
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.evaluate("document.documentElement.scrollHeight") <= HIGHEST
        assert person.violations() == []
    person.screenshot("cities")
    # In the dialog: what is searched for stays in it, and the focus with it.
    page = person.open("/enterprise/")
    page.locator(f'a[data-dialog][href="{ADDRESS}"]').first.click()
    dialog = page.locator("dialog[open]")
    dialog.get_by_role("searchbox").fill("西湖区")
    page.keyboard.press("Enter")
    expect(dialog.get_by_role("link", name="申报： 杭州市（含西湖区）")).to_be_visible()
    expect(dialog.get_by_role("searchbox")).to_be_focused()
    dialog.get_by_role("link", name="全部地区").click()
    expect(dialog.get_by_role("heading", name="选择申报城市")).to_be_focused()
    # Without a script the same is a page.
    page = visitor(java_script_enabled=False).open(ADDRESS)
    page.get_by_role("searchbox").fill("长沙")
    follow(page.get_by_role("button", name="查找"))
    expect(page.get_by_role("status")).to_have_text("找到1个地区。")
    expect(page.locator("main")).to_contain_text("还没有设置申报时间")
