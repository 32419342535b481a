"""What only a browser shows: pages without JavaScript, the style guide, small enhancements."""

import re
from types import SimpleNamespace

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from assessments.services.questionnaires import load_questionnaires
from enterprises.models import Authority, Enterprise
from enterprises.reference import load_reference_data
from notices.enums import MessageKind
from notices.models import Message
from notices.services import News, tell
from tests import factories
from tests.admin.filings import make_draft
from tests.admin.test_pages import add_rows, lists
from tests.browser.conftest import follow

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def logged_in(visitor, user, **options):
    """``user``'s browser."""
    return visitor(**options).log_in(user)


@pytest.fixture
def clerk(transactional_db):
    """The account of an enterprise that has filled in nothing yet, in the real country."""
    load_reference_data()
    return factories.make_legal_user(factories.make_enterprise(complete=False))


def test_the_region_picker_works_without_javascript(visitor, clerk):
    """Cities without counties end the path: 东莞."""
    person = logged_in(visitor, clerk, java_script_enabled=False)
    page = person.open("/enterprise/profile/edit/")
    page.get_by_label("通讯地址").fill("示例大道1号")
    page.get_by_label("省级").select_option(label="广东省")
    follow(page.get_by_role("button", name="更新下级地区"))
    page.get_by_label("市级", exact=True).select_option(label="东莞市")
    follow(page.get_by_role("button", name="更新下级地区"))
    # What was typed came along, and nothing below 东莞 is asked for.
    expect(page.get_by_label("通讯地址")).to_have_value("示例大道1号")
    follow(page.get_by_role("button", name="保存").last)
    page.wait_for_url("**/enterprise/profile/")
    expect(page.locator("main")).to_contain_text("广东省东莞市")
    clerk.enterprise.refresh_from_db()
    assert clerk.enterprise.authority.code == "441900"


def test_the_cities_are_a_page_without_javascript(visitor, places):
    factories.make_window(places.guangdong)
    page = visitor(java_script_enabled=False).open("/")
    follow(page.get_by_role("link", name=re.compile("^申报.*创新型")))
    page.wait_for_url(lambda url: url.endswith("/declarations/cities/?tier=innovative"))
    expect(page.get_by_role("heading", level=1)).to_have_text("选择申报城市")


def test_leaving_a_changed_form_asks_first(visitor, clerk):
    page = logged_in(visitor, clerk).open("/enterprise/profile/edit/")
    page.get_by_label("通讯地址").fill("示例大道2号")
    expect(page.get_by_text("有未保存的修改")).to_be_visible()
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.goto("about:blank")
    assert asked == ["beforeunload"]


def test_opening_a_message_marks_it_read(visitor, clerk):
    tell([News(clerk.enterprise_id, MessageKind.EXPIRY, "即将到期", "请复核。", key="k", at=timezone.now())])
    page = logged_in(visitor, clerk).open("/messages/")
    with page.expect_response(
        lambda response: response.request.method == "POST" and "/messages/" in response.url
    ):
        page.get_by_role("link", name="即将到期").click()
    assert Message.objects.get().read_at is not None


@pytest.mark.parametrize("filled", [False, True])
def test_the_check_up_is_accessible(visitor, clerk, filled):
    """Also with every fold open; the link of a card opens its fold without a script."""
    if filled:
        year = timezone.localdate().year - 1
        factories.make_figures(clerk.enterprise, year)
        factories.make_product(clerk.enterprise, leading_position=None)
        factories.make_record(clerk.enterprise, "awards")
    person = logged_in(visitor, clerk)
    for width in person.at_widths():
        page = person.open("/declarations/check-up/")
        expect(page.get_by_role("heading", level=1)).to_have_text("申报体检")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.locator('a[href="#lines-specialized"]').click()
        expect(page.locator("#lines-specialized")).to_contain_text("2号 附件1 第1项")
        expect(page.locator("#lines-specialized .evaluation")).to_be_visible()
        row = page.locator('[id="little_giant-2.1"]')
        expect(row).not_to_be_visible()
        page.locator('a[href="#little_giant-2.1"]').click()
        expect(row).to_be_in_viewport()
        page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
        assert person.violations() == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_check_up_of_who_cannot_apply_is_accessible(visitor, clerk):
    """A large enterprise: what stands before every standard comes first."""
    year = timezone.localdate().year - 1
    large = {"employees": 5000, "revenue": "900000.00", "total_assets": "900000.00"}
    factories.make_figures(clerk.enterprise, year, **large)
    Enterprise.objects.filter(pk=clerk.enterprise_id).update(industry_id="34", industry_class="3421")
    person = logged_in(visitor, clerk)
    for width in person.at_widths():
        page = person.open("/declarations/check-up/")
        expect(page.locator(".goal .callout--danger")).to_be_in_viewport()
        assert person.violations() == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_check_up_on_paper_is_accessible(visitor, clerk):
    person = logged_in(visitor, clerk)
    follow(person.open("/declarations/check-up/").get_by_role("link", name="打印"))
    person.page.wait_for_url("**/declarations/check-up/print/")
    assert person.violations() == []


@pytest.mark.parametrize("shell", ["portal", "enterprise"])
def test_the_style_guide_is_accessible(visitor, db, shell):
    person = visitor()
    page = person.open(f"/styleguide/?shell={shell}")
    for width in person.at_widths():
        assert person.violations() == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.slow
def test_the_lists_of_the_admin_are_accessible(visitor, places):
    load_questionnaires()
    factories.make_industries()
    officials = SimpleNamespace(
        **{name: factories.make_official(office) for name, office in vars(places).items()}
    )
    add_rows(places, officials, factories.make_window(places.guangdong), 2)
    root = factories.make_official(places.ministry, is_superuser=True)
    person = visitor().log_in(root)
    found = {}
    for path in lists():
        person.open(path)
        for width in person.at_widths():
            found[path, width] = person.violations()
    assert {where: faults for where, faults in found.items() if faults} == {}


def test_the_menus_of_a_phone_open_without_javascript(visitor, clerk):
    person = logged_in(visitor, clerk, java_script_enabled=False, viewport={"width": 390, "height": 844})
    page = person.open("/enterprise/profile/")
    for button, link in (("菜单", "通知公告"), ("企业信息管理", "我的消息")):
        entry = page.get_by_role("link", name=re.compile(f"^{link}"))
        expect(entry).not_to_be_visible()
        page.get_by_role("button", name=re.compile(f"^{button}")).press("Enter")
        expect(entry).to_be_visible()
        page.keyboard.press("Escape")
        expect(entry).not_to_be_visible()


def test_folds_of_a_phone_stand_open_on_a_wide_screen_and_on_paper(visitor, clerk):
    folds = "details[data-open-when-wide]"
    filing = make_draft(clerk.enterprise, factories.make_window(Authority.objects.get(code="440000")))
    for width, is_open in ((1280, True), (390, False)):
        person = logged_in(visitor, clerk, viewport={"width": width, "height": 844})
        page = person.open(f"/filings/{filing.pk}/")
        assert page.locator(folds).count() > 4
        assert page.locator(f"{folds}[open]").count() == (page.locator(folds).count() if is_open else 0)
    page.locator("summary").first.press("Enter")
    assert page.locator(f"{folds}[open]").count() == 1
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert page.locator(f"{folds}:not([open])").count() == 0
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert page.locator(f"{folds}[open]").count() == 1
