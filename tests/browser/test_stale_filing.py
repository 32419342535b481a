"""A tab in which a filing was open while another one submitted it."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from declarations.enums import Action
from declarations.services.filings import start_filing
from declarations.workflow import transition
from tests import factories
from tests.browser.conftest import follow

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_page_shown_again_says_that_the_filing_is_closed(visitor, transactional_db):
    owner = factories.make_legal_user(factories.make_enterprise(factories.make_places().tianhe))
    window = factories.make_window(owner.enterprise.authority.parent.parent)
    filing, _ = start_filing(owner.enterprise, window, owner)
    clerk = visitor().log_in(owner)
    page = clerk.open(reverse("declarations:section", args=[filing.pk, "product"]))
    page.get_by_label("主导产品名称").fill("写了一半的名称")
    expect(page.locator("[data-filing-bar]")).to_contain_text("尚未提交")
    transition(filing, Action.LAPSE, None, at=window.closes_at)
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    bar = page.locator("[data-filing-bar]")
    expect(bar).to_contain_text("内容不能修改")
    expect(bar).not_to_contain_text("尚未提交")
    expect(page.get_by_role("button", name="暂存", exact=True)).to_be_disabled()
    expect(page.get_by_label("主导产品名称")).to_have_value("写了一半的名称")
    clerk.screenshot("stale-filing")
    follow(bar.get_by_role("link", name="查看申报"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("申报")
    page.go_back()
    expect(page.get_by_text("尚未提交")).to_have_count(0)
