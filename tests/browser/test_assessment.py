"""Taking an assessment as a person does: answers that save themselves, two tabs, a login that ends, a network that fails."""

import re

import pytest
from captcha.models import CaptchaStore
from django.contrib.sessions.models import Session
from django.urls import reverse
from playwright.sync_api import Page, expect

from assessments.models import Assessment
from assessments.services import taking
from assessments.services.questionnaires import load_questionnaires
from cultivation.demo.assessments import answers_of
from tests import factories
from tests.browser.conftest import follow

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def owner(transactional_db):
    load_questionnaires()
    return factories.make_legal_user(factories.make_enterprise(factories.make_places().tianhe))


@pytest.fixture
def draft(owner) -> Assessment:
    return taking.start(owner.enterprise)


def address(draft: Assessment, step: str = "foundation") -> str:
    return reverse("assessments:take", args=[draft.pk, step])


def saved(page: Page) -> None:
    expect(page.locator("[data-autosave-status]")).to_contain_text("已自动保存")


def stored(draft: Assessment) -> dict:
    return Assessment.objects.get(pk=draft.pk).answers


def labelled(page: Page, code: str, option: str):
    return page.locator(f"#id_{code}_{option}")


def test_answers_save_themselves_and_are_there_on_another_device(visitor, owner, draft):
    page = visitor().log_in(owner).open(address(draft))
    labelled(page, "Q05", "D").check()
    saved(page)
    assert stored(draft) == {"Q05": {"options": ["D"], "numbers": {}}}
    expect(page.locator(".steps__item--current")).to_contain_text("1/7")
    page.get_by_label("生产设备数量", exact=True).fill("100")
    page.get_by_label("数字化生产设备数量").fill("35")
    expect(page.locator("#Q02_notes")).to_have_text("按所填数据计算为 35%，取“超过 20%，至 40%”，得 3 分。")
    expect(page.locator(".steps__item--current")).to_contain_text("2/7")
    elsewhere = visitor(viewport={"width": 390, "height": 800}).log_in(owner).open(address(draft))
    expect(labelled(elsewhere, "Q05", "D")).to_be_checked()
    expect(elsewhere.get_by_label("数字化生产设备数量")).to_have_value("35")


def test_none_excludes_the_rest_as_it_is_ticked(visitor, owner, draft):
    page = visitor().log_in(owner).open(address(draft))
    labelled(page, "Q01", "B").check()
    labelled(page, "Q01", "C").check()
    labelled(page, "Q01", "A").check()
    expect(labelled(page, "Q01", "B")).not_to_be_checked()
    labelled(page, "Q01", "D").check()
    expect(labelled(page, "Q01", "A")).not_to_be_checked()
    saved(page)
    follow(page.get_by_role("button", name="暂存"))
    assert stored(draft)["Q01"]["options"] == ["D"]


def test_an_unreadable_number_is_named_at_its_place_and_nothing_is_lost(visitor, owner, draft):
    page = visitor().log_in(owner).open(address(draft))
    rate = page.get_by_label("生产设备数字化率")
    rate.fill("130")
    notes = page.locator("#Q02_notes")
    expect(notes).to_contain_text("生产设备数字化率应在 0 到 100 之间，现为 130。")
    expect(rate).to_have_attribute("aria-invalid", "true")
    expect(rate).to_have_value("130")
    assert stored(draft) == {}
    rate.fill("30")
    expect(notes).not_to_contain_text("130")
    expect(rate).not_to_have_attribute("aria-invalid", "true")
    page.get_by_label("生产设备数量", exact=True).fill("100")
    page.get_by_label("数字化生产设备数量").fill("80")
    expect(notes).to_contain_text("填写的生产设备数字化率为 30%，按所填数量计算为 80%，请核对。")


def test_two_tabs_are_told_of_each_other(visitor, owner, draft):
    one, two = (visitor().log_in(owner).open(address(draft)) for _ in range(2))
    labelled(one, "Q05", "B").check()
    saved(one)
    labelled(two, "Q06", "C").check()
    saved(two)
    labelled(two, "Q05", "E").check()
    expect(two.locator("#Q05_notes")).to_contain_text("已保存的内容：B 覆盖单个业务环节")
    assert stored(draft)["Q05"]["options"] == ["B"]
    labelled(two, "Q05", "D").check()
    expect(two.locator("#Q05_notes")).to_be_empty()
    follow(two.get_by_role("button", name="暂存"))
    assert {code: answer["options"] for code, answer in stored(draft).items()} == {"Q05": ["D"], "Q06": ["C"]}


def test_nothing_is_lost_when_the_login_ends(visitor, owner, draft):
    person = visitor().log_in(owner)
    page = person.open(address(draft))
    Session.objects.all().delete()
    labelled(page, "Q07", "B").check()
    alert = page.locator("[data-autosave-alert]")
    expect(alert).to_contain_text("登录已失效")
    page.get_by_role("button", name="保存，继续下一部分").click()
    expect(labelled(page, "Q07", "B")).to_be_checked()
    assert page.url.endswith(address(draft)) and stored(draft) == {}
    with person.context.expect_page() as opened:
        alert.get_by_role("link", name="在新标签页登录").click()
    login = opened.value
    login.locator("#id_username").fill(owner.username)
    login.locator("#id_password").fill(factories.PASSWORD)
    if login.locator("input[name=captcha_0]").count():
        key = login.locator("input[name=captcha_0]").get_attribute("value")
        login.get_by_label("图形验证码").fill(CaptchaStore.objects.get(hashkey=key).response)
    follow(login.locator("main").get_by_role("button", name="登录"))
    login.wait_for_url("**/enterprise/")
    page.bring_to_front()
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    saved(page)
    expect(alert).to_be_hidden()
    assert stored(draft)["Q07"]["options"] == ["B"]
    follow(page.get_by_role("button", name="保存，继续下一部分"))
    page.wait_for_url(f"**{address(draft, 'operation')}")


def test_a_network_that_fails_is_said_and_tried_again(visitor, owner, draft):
    person = visitor().log_in(owner)
    page = person.open(address(draft))
    with person.deaf():
        person.context.set_offline(True)
        labelled(page, "Q05", "C").check()
        expect(page.locator("[data-autosave-alert]")).to_contain_text("已填内容保留在本页")
    person.context.set_offline(False)
    saved(page)
    assert stored(draft)["Q05"]["options"] == ["C"]


def test_leaving_right_after_an_answer_loses_nothing(visitor, owner, draft):
    page = visitor().log_in(owner).open(address(draft))
    page.get_by_label("生产设备数量", exact=True).fill("77")
    follow(page.get_by_role("button", name="保存，继续下一部分"))
    page.wait_for_url(f"**{address(draft, 'operation')}")
    assert stored(draft)["Q02"]["numbers"] == {"total": "77"}


def test_without_a_script_the_buttons_do_the_same(visitor, owner, draft):
    page = visitor(java_script_enabled=False).log_in(owner).open(address(draft))
    labelled(page, "Q05", "D").check()
    page.get_by_label("生产设备数量", exact=True).fill("80")
    follow(page.get_by_role("button", name="暂存"))
    expect(page.locator("main")).to_contain_text("其中 1 题还没有填完")
    assert stored(draft)["Q02"]["numbers"] == {"total": "80"}
    Session.objects.all().delete()
    labelled(page, "Q05", "B").check()
    follow(page.get_by_role("button", name="暂存"))
    page.locator("#id_username").fill(owner.username)
    page.locator("#id_password").fill(factories.PASSWORD)
    if page.locator("input[name=captcha_0]").count():
        key = page.locator("input[name=captcha_0]").get_attribute("value")
        page.get_by_label("图形验证码").fill(CaptchaStore.objects.get(hashkey=key).response)
    follow(page.locator("main").get_by_role("button", name="登录"))
    expect(page.locator("main")).to_contain_text("登录失效前填写的内容已经恢复")
    expect(labelled(page, "Q05", "B")).to_be_checked()
    assert stored(draft)["Q05"]["options"] == ["D"]
    follow(page.get_by_role("button", name="暂存"))
    assert stored(draft)["Q05"]["options"] == ["B"]


@pytest.mark.parametrize("table", [("2024", "manufacturing"), ("2022", "producer_service")])
def test_pages_have_no_barrier(visitor, owner, table):
    """axe on every page of the way, with notes and errors showing."""
    enterprise = owner.enterprise
    if table[1] != "manufacturing":
        enterprise.industry_id, enterprise.industry_class = "65", ""
        enterprise.save()
    person = visitor().log_in(owner)
    draft = taking.start(enterprise)
    taking.save_answers(draft, answers_of(draft.questionnaire.parsed, 2), {})
    done = factories.make_assessment(enterprise, table=table)
    steps = [dimension.code for dimension in draft.questionnaire.parsed.dimensions]
    pages = [reverse("assessments:list"), *(address(draft, step) for step in [*steps, "review"])]
    pages += [reverse("assessments:detail", args=[done.pk]), reverse("assessments:verify", args=[done.code])]
    pages += [
        reverse("assessments:evidence", args=[draft.pk, "Q01"]),
        reverse("assessments:discard", args=[draft.pk]),
    ]
    for path in pages:
        page = person.open(path)
        if re.search("foundation", path):
            page.get_by_role("textbox").first.fill("130")
            expect(page.locator(".question__error").first).to_be_visible()
        assert person.violations() == [], path
        # The page asks before it is left with an unsaved answer; here nothing is to be kept.
        page.evaluate(
            "document.querySelector('form[data-autosave]')?.dispatchEvent(new CustomEvent('saved'))"
        )
