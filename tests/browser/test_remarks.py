"""A remark on its way: written without a script, read at the field on a phone, compared by the reviewer."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from declarations.enums import FilingState
from declarations.models import Filing
from tests import factories
from tests.admin import filings
from tests.browser.conftest import follow

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_remark_from_the_official_to_the_field_and_back(visitor, transactional_db):
    places = factories.make_places()
    owner = factories.make_legal_user(factories.make_enterprise(places.tianhe))
    filing = filings.make_submitted(owner.enterprise, factories.make_window(places.guangdong))
    county = factories.make_official(places.tianhe)
    official = visitor(java_script_enabled=False).log_in(county)
    page = official.open(reverse("admin:declarations_filing_review", args=[filing.pk, "return"]))
    page.get_by_label("总体意见").fill("请按逐条意见修改。")
    page.get_by_label("第1条所指的项目").select_option(label="主导产品名称")
    page.get_by_label("第1条意见").fill("与营业执照不一致。")
    follow(page.get_by_role("button", name="再加一条"))
    expect(page).to_have_url(re.compile("#id_place_2$"))
    expect(page.get_by_label("总体意见")).to_have_value("请按逐条意见修改。")
    page.get_by_label("第2条所指的项目").select_option(label="营业执照")
    page.get_by_label("第2条意见").fill("看不清。")
    official.screenshot("remarks-written")
    follow(page.get_by_role("button", name="确认退回企业修改"))
    assert Filing.objects.get(pk=filing.pk).state == FilingState.RETURNED

    clerk = visitor(viewport={"width": 390, "height": 844}).log_in(owner)
    page = clerk.open(reverse("declarations:submit", args=[filing.pk]))
    assert not clerk.violations()
    follow(page.get_by_role("link", name=re.compile("去修改.*主导产品名称")))
    field = page.locator("#div_id_name")
    expect(field).to_contain_text("审核意见：与营业执照不一致。")
    expect(field).to_be_in_viewport()
    expect(page.get_by_label("主导产品名称")).to_have_accessible_description(re.compile("与营业执照不一致。"))
    assert not clerk.violations()
    clerk.screenshot("remarks-at-the-field")

    filings.resubmit(filing, product="六轴数控机床")
    reviewer = visitor().log_in(county)
    page = reviewer.open(reverse("admin:declarations_filing_change", args=[filing.pk]))
    remark = page.locator(".comment", has_text="与营业执照不一致。")
    expect(remark.locator("del")).to_have_text("五轴数控机床")
    expect(remark.locator("ins")).to_have_text("六轴数控机床")
    expect(page.locator(".comment", has_text="看不清。")).to_contain_text("未修改")
    assert not reviewer.violations()
    page = reviewer.open(reverse("admin:declarations_filing_review", args=[filing.pk, "return"]))
    assert not reviewer.violations()
