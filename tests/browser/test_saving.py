"""One way of saving, as a person meets it on a page of each room: nothing typed is lost, nothing overwritten unasked."""

import pytest
from captcha.models import CaptchaStore
from django.contrib.sessions.models import Session
from django.urls import reverse
from playwright.sync_api import Page, expect

from assessments.models import Assessment
from assessments.services import taking
from assessments.services.questionnaires import load_questionnaires
from declarations.models import FilingSection
from declarations.services.filings import start_filing
from enterprises.models import Enterprise, YearlyFigures
from enterprises.years import complete_years
from tests import factories
from tests.browser.conftest import follow

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


class Place:
    """A page that saves itself: its address, one text field of it, and what is stored there."""

    def __init__(self, owner, room: str):
        self.owner = owner
        make = {
            "profile": self._profile,
            "figures": self._figures,
            "record": self._record,
            "section": self._section,
        }
        make.get(room, self._assessment)()

    def _profile(self):
        self.url, self.field, self.texts = (
            reverse("enterprises:profile_edit"),
            "address",
            ["甲路1号", "乙路2号", "丙路3号", "丁路4号"],
        )
        self.stored = lambda: Enterprise.objects.get(pk=self.owner.enterprise_id).address

    def _figures(self):
        year = complete_years()[0]
        self.url, self.field, self.texts = (
            reverse("enterprises:figures_edit", args=[year]),
            "employees",
            ["11", "22", "33", "44"],
        )
        self.stored = lambda: str(
            YearlyFigures.objects.filter(year=year).values_list("employees", flat=True).first()
        )

    def _record(self):
        record = factories.make_record(self.owner.enterprise, "awards")
        self.url, self.field, self.texts = (
            reverse("enterprises:records_edit", args=[record.kind_of_record.slug, record.pk]),
            "name",
            ["甲奖", "乙奖", "丙奖", "丁奖"],
        )
        self.stored = lambda: type(record).objects.get().name

    def _section(self):
        window = factories.make_window(self.owner.enterprise.authority.parent.parent)
        filing, _ = start_filing(self.owner.enterprise, window, self.owner)
        self.url, self.field, self.texts = (
            reverse("declarations:section", args=[filing.pk, "product"]),
            "description",
            ["甲轴", "乙轴", "丙轴", "丁轴"],
        )
        self.stored = lambda: (
            FilingSection.objects.filter(filing=filing).values_list("data__description", flat=True).first()
        )

    def _assessment(self):
        load_questionnaires()
        draft = taking.start(self.owner.enterprise)
        self.url, self.field, self.texts = (
            reverse("assessments:take", args=[draft.pk, "foundation"]),
            "Q02-total",
            ["11", "22", "33", "44"],
        )
        self.stored = lambda: (
            Assessment.objects.get(pk=draft.pk).answers.get("Q02", {}).get("numbers", {}).get("total")
        )

    def box(self, page: Page):
        return page.locator(f"[name='{self.field}']")


@pytest.fixture
def owner(transactional_db):
    return factories.make_legal_user(factories.make_enterprise(factories.make_places().tianhe))


@pytest.fixture(params=["assessment", "profile", "figures", "record", "section"])
def place(request, owner) -> Place:
    return Place(owner, request.param)


def saved(page: Page) -> None:
    expect(page.locator("[data-autosave-status]")).to_contain_text("已自动保存")


def alert(page: Page):
    return page.locator("[data-autosave-alert]")


def log_in_again(login: Page, owner) -> None:
    login.locator("#id_username").fill(owner.username)
    login.locator("#id_password").fill(factories.PASSWORD)
    if login.locator("input[name=captcha_0]").count():
        key = login.locator("input[name=captcha_0]").get_attribute("value")
        login.get_by_label("图形验证码").fill(CaptchaStore.objects.get(hashkey=key).response)
    follow(login.locator("main").get_by_role("button", name="登录"))


def test_a_cut_line_and_a_closed_window_lose_nothing(visitor, owner, place):
    first, second, *_ = place.texts
    person = visitor().log_in(owner)
    page = person.open(place.url)
    before = place.stored()
    with person.deaf():
        person.context.set_offline(True)
        place.box(page).fill(first)
        expect(alert(page)).to_contain_text("已填内容保留在本页")
    page.close(run_before_unload=False)
    person.context.set_offline(False)
    assert place.stored() == before
    person.page = page = person.context.new_page()
    person.open(place.url)
    expect(place.box(page)).to_have_value(first)
    saved(page)
    assert place.stored() == first
    # A double click on the button, and the way back, change nothing.
    place.box(page).fill(second)
    page.locator("form[data-autosave] .form-actions .btn-primary").dblclick()
    page.wait_for_url(lambda url: not url.endswith(place.url))
    assert place.stored() == second
    page.go_back()
    expect(place.box(page)).to_have_value(second)
    page.reload()
    assert place.stored() == second


def test_two_tabs_and_an_ended_login(visitor, owner, place):
    first, second, third, _ = place.texts
    person, elsewhere = visitor().log_in(owner), visitor().log_in(owner)
    page, other = person.open(place.url), elsewhere.open(place.url)
    place.box(page).fill(first)
    saved(page)
    place.box(other).fill(second)
    expect(other.locator("[data-notes]").filter(has_text="已保存的")).to_contain_text(first)
    expect(place.box(other)).to_have_value(second)
    assert place.stored() == first
    elsewhere.screenshot(f"saving-{place.field}")
    follow(other.locator("form[data-autosave] .form-actions .btn-primary"))
    other.wait_for_url(lambda url: not url.endswith(place.url))
    assert place.stored() == second, "who has seen the other value decides"
    page.reload()
    Session.objects.all().delete()
    place.box(page).fill(third)
    expect(alert(page)).to_contain_text("登录已失效")
    with person.context.expect_page() as opened:
        alert(page).get_by_role("link", name="在新标签页登录").click()
    log_in_again(opened.value, owner)
    opened.value.wait_for_url("**/enterprise/")
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    saved(page)
    expect(alert(page)).to_be_hidden()
    assert place.stored() == third


def test_without_a_script_the_button_saves(visitor, owner, place):
    page = visitor(java_script_enabled=False).log_in(owner).open(place.url)
    place.box(page).fill(place.texts[0])
    follow(page.locator("form[method=post]:has([name=seen]) .form-actions .btn-primary"))
    assert place.stored() == place.texts[0]


def test_what_an_input_method_has_half_composed_is_not_sent(visitor, owner):
    place = Place(owner, "section")
    person = visitor().log_in(owner)
    page, sent = person.open(place.url), []
    page.on("request", lambda request: sent.append(request.post_data or ""))
    place.box(page).focus()
    keyboard = person.context.new_cdp_session(page)
    keyboard.send("Input.imeSetComposition", {"text": "zhuzhou", "selectionStart": 7, "selectionEnd": 7})
    expect(place.box(page)).to_have_value("zhuzhou")
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    keyboard.send("Input.insertText", {"text": "主轴"})
    saved(page)
    assert place.stored() == "主轴" and not [body for body in sent if "zhuzhou" in body]


def test_a_region_is_saved_when_it_is_chosen_to_its_end(visitor, owner):
    page = visitor().log_in(owner).open(reverse("enterprises:profile_edit"))
    before = owner.enterprise.region_id
    page.get_by_label("省级", exact=True).select_option(label="湖南省")
    page.get_by_label("市级", exact=True).select_option(label="长沙市")
    page.get_by_label("通讯地址").fill("新址")
    saved(page)
    assert Enterprise.objects.get().region_id == before
    page.get_by_label("区县级", exact=True).select_option(label="岳麓区")
    expect(page.locator("[data-autosave-status]")).to_contain_text("已自动保存")
    follow(page.get_by_role("link", name="取消"))
    page.wait_for_url("**/enterprise/profile/")
    assert str(Enterprise.objects.get().region) == "湖南省长沙市岳麓区"


def test_a_record_begun_comes_back_until_it_is_saved_or_somebody_logs_out(visitor, owner):
    person = visitor().log_in(owner)
    address = reverse("enterprises:records_add", args=["awards"])
    person.open(address).locator("[name=name]").fill("省科学技术奖")
    person.page.close(run_before_unload=False)
    person.page = page = person.context.new_page()
    person.open(address)
    expect(page.locator("[name=name]")).to_have_value("省科学技术奖")
    expect(page.locator("form[data-keeps-typing] [role=status]").first).to_contain_text(
        "已恢复上次没有保存的内容"
    )
    assert page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('typed ')).length") == 1
    page.on("dialog", lambda dialog: dialog.accept())
    follow(page.get_by_role("button", name="退出"))
    page.wait_for_url(lambda url: url == person.base_url + "/")
    assert page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('typed ')).length") == 0


def test_what_is_said_of_the_whole_follows_what_is_saved(visitor, owner):
    """Marks of the steps, and what is computed from figures; without a script the page made later says the same."""
    place, person = Place(owner, "section"), visitor().log_in(owner)
    page = person.open(place.url)
    current = page.locator(".steps__item--current")
    expect(current).not_to_contain_text("已完成")
    page.get_by_label("主导产品名称").fill("主轴")
    page.locator("[name=description]").fill("用于数控机床。")
    page.locator("[name=in_strategic_emerging][value=no]").check()
    page.locator("[name=segment_years]").fill("8")
    expect(current).to_contain_text("已完成")
    person.screenshot("saving-marks")
    assert person.violations() == []
    person.open(reverse("enterprises:figures_edit", args=[complete_years()[0]]))
    page.get_by_label("营业收入", exact=True).fill("100")
    page.get_by_label("研发费用", exact=True).fill("150")
    expect(page.locator("[data-shown=derived]")).to_contain_text("150.00%")
    expect(page.locator("[data-shown=doubts]")).to_contain_text("大于营业收入")
    person.screenshot("saving-derived")


def test_fields_of_an_entry_that_need_each_other_are_saved_together(visitor, owner):
    record = factories.make_record(owner.enterprise, "quality_evidence", kind="award", level="provincial")
    person = visitor().log_in(owner)
    page = person.open(reverse("enterprises:records_edit", args=[record.kind_of_record.slug, record.pk]))
    page.get_by_label("类型").select_option("management_system")
    expect(page.locator("[data-notes=kind]")).to_contain_text("一起改好后")
    expect(page.locator("[data-notes=level]")).to_contain_text("只有质量奖有级别")
    person.screenshot("saving-entry")
    page.get_by_label("级别").select_option("")
    saved(page)
    expect(page.locator(".field--invalid")).to_have_count(0)
    record.refresh_from_db()
    assert (record.kind, record.level) == ("management_system", "")
