"""The platform's main job in one story: from registration to a public certification (issue: end to end).

Registers an enterprise, completes its information, takes the assessment, declares 创新型, is returned and corrected,
recommended twice, approved, publicised, certified, and found by the public. Every page of the story is checked with
axe, and no browser may log an error.
"""

import datetime as dt
import io
import re

import pypdf
import pytest
import time_machine
from django.contrib.auth.hashers import make_password
from django.utils import timezone
from playwright.sync_api import expect

from assessments.services.questionnaires import load_questionnaires
from cultivation.demo.notices import create_notices
from declarations.services.checklists import load_checklists
from enterprises.kit.times.dates import last_day
from enterprises.models import Authority, Certification, User
from enterprises.reference import load_reference_data
from tests import factories
from tests.browser.conftest import follow
from tests.browser.declaring import NAME, PASSWORD, Declaring

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

OFFICIALS = {"county": "440106", "city": "440100", "province": "440000", "ministry": "000000"}


@pytest.fixture
def country(transactional_db):
    """The real regions, industries and authorities, the questionnaires, notices, and four officials."""
    load_reference_data()
    load_checklists()
    load_questionnaires()
    create_notices()
    for username, code in OFFICIALS.items():
        User.objects.create_official(
            username=username,
            full_name=f"{username} 经办",
            authority=Authority.objects.get(code=code),
            password=make_password(PASSWORD),
        )


class Story(Declaring):
    """What follows: the authorities decide, the enterprise answers and reads, the public asks."""

    def official(self, username: str):
        """An official's browser, logged in to the administrators' side."""
        person = self.visitor()
        page = person.open("/admin/")
        page.locator("#id_username").fill(username)
        page.locator("#id_password").fill(PASSWORD)
        follow(page.get_by_role("button", name="登录"))
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        return person

    # --- 6: the authorities -------------------------------------------------------------------------------------
    def opens_the_inbox(self, username: str):
        person = self.official(username)
        self.check(person, f"30-admin-{username}")
        page = person.open("/admin/declarations/filing/")
        self.check(person, f"31-inbox-{username}")
        follow(page.get_by_role("link", name=NAME).first)
        return person

    def decides(self, username: str, button: str, comment: str = "") -> None:
        """One official takes one decision on the filing: first its page, then the page that asks to confirm."""
        person = self.opens_the_inbox(username)
        page = person.page
        expect(page.locator(".review__actions")).to_be_visible()
        self.check(person, f"32-review-{username}-{button}")
        follow(page.locator(".review__actions").get_by_role("link", name=button))
        page.locator("#id_comment").fill(comment)
        if button == "退回企业修改":
            page.get_by_label("专业化").fill("请说明产品用在什么地方。")
        self.check(person, f"33-decide-{username}-{button}")
        follow(page.get_by_role("button", name=f"确认{button}"))
        expect(page.locator(".messagelist")).to_be_visible()
        person.context.close()

    def corrects_and_resubmits(self) -> None:
        page = self.clerk.open(self.filing_url)
        expect(page.locator("main")).to_contain_text("退回修改")
        expect(page.locator("main")).to_contain_text("请说明产品用在什么地方。")
        self.check(self.clerk, "40-returned")
        page = self.clerk.open(f"{self.filing_url}product/")
        expect(page.locator(".comment")).to_contain_text("请说明产品用在什么地方。")
        page.get_by_label("主导产品所属领域说明").fill("高精度传动装置，用于五轴数控机床的转台。")
        self.check(self.clerk, "41-correcting")
        follow(page.get_by_role("button", name="暂存", exact=True))
        page = self.clerk.open(f"{self.filing_url}submit/")
        page.locator("textarea[name^=answer-]").fill("已写明用于五轴数控机床转台。")
        page.get_by_label("我已阅读并代表企业作出").check()
        self.check(self.clerk, "42-resubmitting")
        follow(page.get_by_role("button", name=re.compile("提交")).last)
        page.wait_for_url(f"**{self.filing_url}")
        expect(page.locator("main")).to_contain_text("待区县审核")

    def publicises(self, starts: dt.datetime, ends: dt.datetime) -> None:
        """The province gathers the approved filing into a batch and publicises it."""
        person = self.official("province")
        page = person.open("/admin/declarations/batch/add/")
        page.get_by_label("批次名称").fill("广东省第一批创新型中小企业")
        page.get_by_label("称号").select_option(label="创新型中小企业")
        self.check(person, "50-batch-add")
        follow(page.get_by_role("button", name="保存").first)
        follow(page.locator(".review__actions").get_by_role("link", name="加入企业"))
        page.get_by_label(re.compile(NAME)).check()
        self.check(person, "51-batch-gather")
        follow(page.get_by_role("button", name="加入所选企业"))
        follow(page.locator(".review__actions").get_by_role("link", name="公示"))
        for field, moment in (("starts_at", starts), ("ends_at", ends)):
            page.locator(f"#id_{field}_0").fill(f"{moment:%Y-%m-%d}")
            page.locator(f"#id_{field}_1").fill(f"{moment:%H:%M:%S}")
        page.get_by_label("异议受理方式").fill("广东省中小企业主管部门，电话020-00000000")
        self.check(person, "52-publicise")
        follow(page.get_by_role("button", name=re.compile("预览")))
        expect(page.get_by_role("heading", name=re.compile("预览："))).to_be_visible()
        self.check(person, "52-publicise-preview")
        follow(page.get_by_role("button", name="确认公示"))
        expect(page.locator("#content-main")).to_contain_text("公示到")
        self.check(person, "53-publicity")
        person.context.close()

    def certifies(self) -> None:
        person = self.official("province")
        page = person.open("/admin/declarations/batch/")
        self.check(person, "54-batches")
        follow(page.get_by_role("link", name="广东省第一批创新型中小企业"))
        follow(page.locator(".review__actions").get_by_role("link", name="认定"))
        page.get_by_label("文号").fill("粤中小企示〔2026〕1号")
        today = timezone.localdate()
        page.get_by_label("认定日期").fill(f"{today}")
        page.get_by_label("有效期起").fill(f"{today}")
        page.get_by_label("有效期止").fill(f"{last_day(today, 3)}")
        self.check(person, "55-certify")
        follow(page.get_by_role("button", name=re.compile("预览")))
        expect(page.get_by_role("heading", name=re.compile("预览："))).to_be_visible()
        self.check(person, "55-certify-preview")
        follow(page.get_by_role("button", name="确认认定"))
        expect(page.locator("#content-main")).to_contain_text("粤中小企示〔2026〕1号")
        self.check(person, "56-certified")
        person.context.close()

    # --- 7 and 8: messages, PDF, the public query ---------------------------------------------------------------
    def reads_its_messages(self) -> None:
        page = self.clerk.open("/messages/")
        for text in (
            "被广东省广州市天河区中小企业主管部门退回",
            "推荐上报",
            "审核通过",
            "进入公示",
            "已认定",
        ):
            expect(page.locator("main")).to_contain_text(text)
        self.check(self.clerk, "60-messages")
        follow(page.locator("main .lines a").first)
        self.check(self.clerk, "61-message")

    def downloads_its_declaration(self) -> None:
        page = self.clerk.open("/declarations/")
        self.check(self.clerk, "62-history")
        with page.expect_download() as download:
            page.get_by_role("link", name=re.compile("下载")).first.click()
        content = download.value.path().read_bytes()
        reader = pypdf.PdfReader(io.BytesIO(content))
        text = "".join(each.extract_text() for each in reader.pages)
        assert NAME in text and self.credit_code in text
        fonts = [font for each in reader.pages for font in each["/Resources"]["/Font"].values()]
        assert fonts
        for font in fonts:
            descendant = font.get_object()["/DescendantFonts"][0].get_object()
            assert (
                "/FontFile2" in descendant["/FontDescriptor"] or "/FontFile3" in descendant["/FontDescriptor"]
            )

    def is_found_by_the_public(self) -> None:
        citizen = self.visitor()
        page = citizen.open("/certifications/")
        self.check(citizen, "70-query")
        answers = []
        for name, code, right_captcha in (
            (NAME, self.credit_code, False),
            ("别的企业有限公司", self.credit_code, True),
            (NAME, factories.credit_code(), True),
            (NAME, self.credit_code, True),
        ):
            page = citizen.open("/certifications/")
            page.get_by_label("企业名称").fill(name)
            page.get_by_label("统一社会信用代码").fill(code)
            if right_captcha:
                self.captcha(page)
            else:
                page.get_by_label("图形验证码").fill("0000")
            follow(page.get_by_role("button", name="查询"))
            self.check(citizen, f"71-answer-{len(answers)}")
            answers.append(page.locator("main").inner_text())
        wrong_captcha, wrong_name, unknown_code, found = answers
        assert "验证码" in wrong_captcha and "粤中小企示" not in wrong_captcha
        assert "没有查询到" in wrong_name or "未查询到" in wrong_name
        assert wrong_name.replace("别的企业有限公司", "") == unknown_code.replace(NAME, "")
        for text in ("创新型中小企业", "粤中小企示〔2026〕1号", "有效"):
            assert text in found


@pytest.mark.slow
def test_from_registration_to_a_public_certification(country, visitor):
    factories.make_window(Authority.objects.get(code="440000"))
    story = Story(visitor)
    story.reads_the_portal()
    story.registers()
    story.logs_out_and_in()
    story.completes_the_profile()
    story.fills_in_two_years()
    story.takes_the_assessment()
    story.declares()
    story.submits("26-submitted")
    story.decides("county", "退回企业修改", "材料需要补充说明。")
    story.corrects_and_resubmits()
    story.decides("county", "推荐上报", "已补充，同意推荐。")
    story.decides("city", "推荐上报")
    story.decides("province", "审核通过")
    now = timezone.localtime()
    # The shortest publicity of this platform's default is five working days.
    story.publicises(now, now + dt.timedelta(days=8))
    with time_machine.travel(now + dt.timedelta(days=9)):
        story.certifies()
    assert Certification.objects.get().enterprise.credit_code == story.credit_code
    story.reads_its_messages()
    story.downloads_its_declaration()
    story.is_found_by_the_public()
