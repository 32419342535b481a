"""Evidence as a clerk sends it: chosen files go at once and show in place, packages are assigned, 删除 asks."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from cultivation.demo.filings import one_page_pdf
from declarations.models import ArchiveEntry, Attachment
from declarations.services.filings import start_filing
from tests import factories
from tests.browser.conftest import follow
from tests.declarations.conftest import archive

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def owner(transactional_db):
    return factories.make_legal_user(factories.make_enterprise(factories.make_places().tianhe))


@pytest.fixture
def address(owner) -> str:
    window = factories.make_window(owner.enterprise.authority.parent.parent)
    filing, _ = start_filing(owner.enterprise, window, owner)
    return reverse("declarations:section", args=[filing.pk, "evidence"])


def chosen(name: str, content: bytes | None = None) -> dict:
    return {
        "name": name,
        "mimeType": "application/octet-stream",
        "buffer": content or one_page_pdf(name.encode().hex()),
    }


def test_files_are_sent_as_they_are_chosen(visitor, owner, address):
    clerk = visitor().log_in(owner)
    page = clerk.open(address)
    expect(page.get_by_role("button", name="上传所选文件并保存")).to_be_hidden()
    page.evaluate("window.stays = true")
    licence = page.locator("#item-licence")
    licence.locator("input").set_input_files([chosen("坏.pdf", b"%PDF-1.4"), chosen("执照.pdf")])
    expect(licence.get_by_role("link", name="执照.pdf", exact=True)).to_be_visible()
    expect(licence.get_by_role("alert")).to_contain_text("“坏.pdf”无法打开")
    expect(licence).to_contain_text("已上传")
    licence.locator("input").evaluate("one => { one.dataset.maxBytes = 1000 }")
    licence.locator("input").set_input_files(chosen("大.pdf", b"%PDF-1.4" + b"0" * 2000))
    expect(licence).to_contain_text("“大.pdf”（2 KB）超过 1 KB 的上限")
    assert Attachment.objects.count() == 1, "nothing was sent"
    package = page.locator("#item-package")
    content = archive(**{"3社保.pdf": one_page_pdf("3"), "甲.pdf": one_page_pdf("a")})
    package.locator("input").set_input_files(chosen("整套.zip", content))
    expect(page.locator("#item-headcount")).to_contain_text("3社保.pdf")
    expect(package).to_contain_text("其中1个没有归入")
    package.get_by_label("甲.pdf", exact=True).select_option(label="1. 签字盖章的自评表")
    expect(page.locator("#item-sealed_form")).to_contain_text("甲.pdf")
    expect(page.locator("[data-evidence-status]")).to_have_text("已保存归入。")
    assert page.evaluate("window.stays"), "no new page"
    assert list(ArchiveEntry.objects.values_list("item", flat=True)) == ["headcount", "sealed_form"]
    clerk.screenshot("evidence")
    assert clerk.violations() == []


def test_deleting_asks_first(visitor, owner, address):
    page = visitor().log_in(owner).open(address)
    page.locator("#item-licence input").set_input_files(chosen("执照.pdf"))
    page.get_by_role("link", name=re.compile("删除.*执照")).click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("将删除“执照.pdf”")
    assert Attachment.objects.exists()
    follow(dialog.get_by_role("button", name="删除"))
    expect(page.locator("main")).to_contain_text("已删除：执照.pdf。")
    assert not Attachment.objects.exists()


def test_without_scripts_one_button_sends_everything(visitor, owner, address):
    page = visitor(java_script_enabled=False).log_in(owner).open(address)
    page.locator("#file-licence").set_input_files(chosen("执照.pdf"))
    page.locator("#file-headcount").set_input_files(chosen("社保.pdf"))
    follow(page.get_by_role("button", name="上传所选文件并保存"))
    expect(page.locator("#item-licence")).to_contain_text("执照.pdf")
    expect(page.locator("#item-headcount")).to_contain_text("社保.pdf")
    follow(page.get_by_role("link", name=re.compile("删除.*执照")))
    follow(page.get_by_role("button", name="删除"))
    expect(page.locator("#item-licence")).not_to_contain_text("执照.pdf")
