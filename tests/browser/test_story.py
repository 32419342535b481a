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
from captcha.models import CaptchaStore
from django.contrib.auth.hashers import make_password
from django.utils import timezone
from playwright.sync_api import Page, expect

from assessments.services.questionnaires import load_questionnaires
from cultivation.demo.filings import one_page_pdf
from cultivation.demo.notices import create_notices
from declarations.services.checklists import load_checklists
from enterprises.kit.times.dates import last_day
from enterprises.models import Authority, Certification, Enterprise, User
from enterprises.reference import load_reference_data
from tests import factories
from tests.browser.conftest import follow

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

NAME = "广州星渚精密传动有限公司"
PASSWORD = "spring-water-2026"
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


class Story:
    """The steps of the story. Each leaves its page checked and, when wanted, in pictures."""

    def __init__(self, visitor):
        self.visitor = visitor
        self.credit_code = factories.credit_code()
        self.clerk = visitor()

    def check(self, person, name: str) -> None:
        """Axe finds nothing on the page; its picture is kept when SCREENSHOTS is set."""
        assert person.violations() == []
        person.screenshot(name)

    def captcha(self, page: Page) -> None:
        key = page.locator("input[name=captcha_0]").get_attribute("value")
        page.get_by_label("图形验证码").fill(CaptchaStore.objects.get(hashkey=key).response)

    def official(self, username: str):
        """An official's browser, logged in to the administrators' side."""
        person = self.visitor()
        page = person.open("/admin/")
        page.locator("#id_username").fill(username)
        page.locator("#id_password").fill(PASSWORD)
        follow(page.get_by_role("button", name="登录"))
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        return person

    # --- 1 and 2: the portal, registration ----------------------------------------------------------------------
    def reads_the_portal(self) -> None:
        page = self.clerk.open("/")
        self.check(self.clerk, "01-portal")
        expect(page.get_by_role("link", name="部级公告", exact=True)).to_be_visible()
        follow(page.get_by_role("link", name="省级公告", exact=True))
        self.check(self.clerk, "02-portal-province")
        for text in ("企业认定查询", "创客大赛", "创新型中小企业", "专精特新中小企业", "去自评"):
            expect(page.get_by_text(text).first).to_be_visible()
        follow(page.get_by_role("link", name="更多").first)
        self.check(self.clerk, "03-notices")
        follow(page.locator("main .lines a").first)
        self.check(self.clerk, "04-notice")
        self.clerk.open("/faq/")
        self.check(self.clerk, "05-faq")

    def registers(self) -> None:
        page = self.clerk.open("/accounts/register/")
        self.check(self.clerk, "06-register")
        page.get_by_label("企业名称").fill(NAME)
        page.get_by_label("统一社会信用代码").fill(self.credit_code[:-1] + "0")
        page.get_by_label("法定代表人").fill("陈立诚")
        page.get_by_label("经办人", exact=False).first.fill("李经办")
        page.get_by_label("经办人手机").fill("13800138000")
        page.get_by_label("电子邮箱").fill("clerk@example.com")
        page.locator("#id_password1, #id_password").first.fill(PASSWORD)
        page.get_by_label("确认密码").fill(PASSWORD)
        page.get_by_role("checkbox").check()
        self.captcha(page)
        follow(page.get_by_role("button", name="注册"))
        expect(page.locator("main")).to_contain_text("校验")
        self.check(self.clerk, "07-register-wrong-code")
        page.get_by_label("统一社会信用代码").fill(self.credit_code)
        page.locator("#id_password1, #id_password").first.fill(PASSWORD)
        page.get_by_label("确认密码").fill(PASSWORD)
        page.get_by_role("checkbox").check()
        self.captcha(page)
        follow(page.get_by_role("button", name="注册"))
        page.wait_for_url("**/enterprise/**")
        assert Enterprise.objects.filter(credit_code=self.credit_code).exists()

    def logs_out_and_in(self) -> None:
        page = self.clerk.open("/enterprise/")
        follow(page.get_by_role("button", name="退出"))
        page = self.clerk.open("/accounts/login/?next=/enterprise/profile/")
        self.check(self.clerk, "08-login")
        page.get_by_label("登录名").fill(self.credit_code)
        page.get_by_label("密码").fill(PASSWORD)
        with page.expect_navigation():
            page.get_by_label("密码").press("Enter")
        assert page.url.endswith("/enterprise/profile/") and "login" not in page.url
        self.clerk.open("/enterprise/")
        self.check(self.clerk, "09-enterprise-home")

    # --- 3: basic information, yearly figures, rights -----------------------------------------------------------
    def completes_the_profile(self) -> None:
        page = self.clerk.open("/enterprise/profile/edit/")
        page.get_by_label("企业类型").select_option(label="民营")
        page.get_by_label("注册时间").fill("2015-05-06")
        page.get_by_label("注册资本").fill("一千万")
        page.get_by_label("上市情况").select_option(label="无上市计划")
        for label, value in PROFILE.items():
            page.get_by_label(label, exact=True).fill(value)
        page.get_by_label("省级").select_option(label="广东省")
        page.get_by_label("市级", exact=True).select_option(label="广州市")
        page.get_by_label("区县级").select_option(label="天河区")
        page.get_by_label("所属行业").select_option("34")
        page.get_by_label("4位小类代码").fill("3421")
        follow(page.get_by_role("button", name="保存").last)
        # What cannot be read is named at its place, and everything else is kept.
        expect(page.get_by_label("注册资本")).to_have_attribute("aria-invalid", "true")
        expect(page.get_by_label("注册资本")).to_have_value("一千万")
        self.check(self.clerk, "10-profile-unreadable")
        page.get_by_label("注册资本").fill("1000")
        follow(page.get_by_role("button", name="保存").last)
        page.wait_for_url("**/enterprise/profile/")
        expect(page.locator("main")).to_contain_text("天河区")
        self.check(self.clerk, "11-profile")

    def fills_in_two_years(self) -> None:
        last = timezone.localdate().year - 1
        for year, values in ((last, LAST_YEAR), (last - 1, YEAR_BEFORE)):
            page = self.clerk.open(f"/enterprise/figures/{year}/")
            for label, value in values.items():
                page.get_by_label(label, exact=True).fill(value)
            self.check(self.clerk, f"12-figures-{year - last}")
            follow(page.get_by_role("button", name="保存").last)
            page.wait_for_url("**/enterprise/figures/")
        self.check(self.clerk, "13-figures")
        self.clerk.open("/enterprise/profile/")
        expect(self.clerk.page.locator("main")).to_contain_text("小型")

    # --- 4: the assessment --------------------------------------------------------------------------------------
    def takes_the_assessment(self) -> None:
        page = self.clerk.open("/assessments/")
        self.check(self.clerk, "14-assessments")
        follow(page.get_by_role("button", name=re.compile("评测|自评")).first)
        for step in range(4):
            self.answer_everything(page)
            if step in (0, 1):
                self.check(self.clerk, f"15-assessment-{step}")
            follow(page.get_by_role("button", name=re.compile("^保存，")))
        self.check(self.clerk, "16-assessment-review")
        page.get_by_role("checkbox").check()
        follow(page.get_by_role("button", name="提交评测"))
        expect(page.locator("main")).to_contain_text("级")
        self.check(self.clerk, "17-assessment-result")

    @staticmethod
    def answer_everything(page: Page) -> None:
        """A middling enterprise: the third choice of each question, numbers that agree with it."""
        page.evaluate(
            """() => document.querySelectorAll('fieldset.question').forEach((question) => {
                const choices = question.querySelectorAll('input.form-check-input');
                choices[Math.min(2, choices.length - 1)].click();
            })"""
        )
        for label, value in ASSESSMENT_NUMBERS.items():
            box = page.get_by_label(label, exact=True)
            if box.count():
                box.fill(value)

    # --- 5: the declaration -------------------------------------------------------------------------------------
    def declares(self) -> None:
        page = self.clerk.open("/declarations/")
        self.check(self.clerk, "20-declarations")
        page.get_by_role("link", name=re.compile("申请|申报")).filter(
            has_not_text=re.compile("信息|体检")
        ).first.click()
        dialog = page.locator("dialog[open]")
        expect(dialog).to_contain_text("广州市")
        self.check(self.clerk, "21-cities-dialog")
        follow(dialog.get_by_role("link", name=re.compile("申报：\\s*广州市")))
        follow(page.get_by_role("button", name="开始填写"))
        page.wait_for_url("**/filings/**")
        self.filing_url = re.search(r"/filings/[0-9a-f-]+/", page.url)[0]
        self.fills_the_sections()

    def fills_the_sections(self) -> None:
        page = self.clerk.page
        for key, fill in (
            ("direct", lambda: None),
            ("operations", self.reads_its_figures),
            ("product", self.describes_the_product),
        ):
            self.clerk.open(f"{self.filing_url}{key}/")
            fill()
            self.check(self.clerk, f"22-{key}")
            follow(page.get_by_role("button", name="暂存", exact=True))
            # A page that saves itself has a status line from the start: only the answer says this.
            expect(page.get_by_text("已暂存。").first).to_be_visible()
        self.adds_a_patent()
        self.attaches_evidence()
        self.clerk.open(f"{self.filing_url}score/")
        expect(page.locator("main")).to_contain_text("63号 附件1")
        self.check(self.clerk, "25-score")

    def reads_its_figures(self) -> None:
        last = timezone.localdate().year - 1
        expect(self.clerk.page.locator(f"#id_y{last}-revenue")).to_have_value("6000.00")

    def describes_the_product(self) -> None:
        page = self.clerk.page
        page.get_by_label("主导产品名称").fill("高精度传动装置")
        page.get_by_label("主导产品所属领域说明").fill("面向数控机床的高精度传动装置。")
        page.get_by_label("属于", exact=True).check()
        page.get_by_label("分类代码").fill("2.1.3")

    def adds_a_patent(self) -> None:
        self.clerk.open(f"{self.filing_url}ip/")
        page = self.clerk.page
        follow(page.get_by_role("link", name="添加知识产权"))
        page.get_by_label("类型").select_option(label="发明专利")
        page.get_by_label("编号").fill("ZL202210000001.1")
        page.get_by_label("名称").fill("一种传动装置")
        page.get_by_label("授权日期").fill("2023-03-01")
        page.get_by_label("自主研发").check()
        self.check(self.clerk, "23-patent")
        follow(page.get_by_role("button", name="保存").last)
        page.wait_for_url(f"**{self.filing_url}ip/#*")
        expect(page.locator("main")).to_contain_text("Ⅰ类")

    def attaches_evidence(self) -> None:
        page = self.clerk.open(f"{self.filing_url}evidence/")
        item = page.locator("#item-licence")
        item.locator("input[type=file]").set_input_files(
            {"name": "营业执照.pdf", "mimeType": "application/pdf", "buffer": b"not a pdf"}
        )
        expect(page.locator("#item-licence").get_by_role("alert")).to_contain_text("营业执照.pdf")
        self.check(self.clerk, "24-evidence-refused")
        page = self.clerk.open(f"{self.filing_url}evidence/")
        required = page.locator("section[id^=item-]").filter(has_text="必须提供")
        expect(required.first).to_be_visible()
        items = required.evaluate_all("all => all.map((one) => one.id)")
        for one in items:
            page.locator(f"#{one} input[type=file]").set_input_files(
                {"name": f"{one}.pdf", "mimeType": "application/pdf", "buffer": one_page_pdf(one)}
            )
            expect(page.locator(f"#{one}")).to_contain_text("已上传")
        self.check(self.clerk, "24-evidence")

    def submits(self, name: str) -> None:
        page = self.clerk.open(f"{self.filing_url}submit/")
        self.check(self.clerk, f"{name}-before")
        page.get_by_label("我已阅读并代表企业作出").check()
        follow(page.get_by_role("button", name=re.compile("提交")).last)
        page.wait_for_url(f"**{self.filing_url}")
        expect(page.locator("main")).to_contain_text("待区县审核")
        self.check(self.clerk, name)

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


PROFILE = {
    "法定代表人手机": "13900139000",
    "控股股东": "陈立诚",
    "实际控制人": "陈立诚",
    "实际控制人国籍": "中国",
    "通讯地址": "示例大道1号",
    "邮编": "510000",
    "联系电话": "020-87650000",
}
LAST_YEAR = {
    "从业人员数量": "120",
    "其中研发人员": "20",
    "营业收入": "6000",
    "主营业务收入": "5700",
    "研发费用": "360",
    "资产总额": "7000",
    "负债总额": "2800",
}
YEAR_BEFORE = LAST_YEAR | {"营业收入": "5000", "主营业务收入": "4700", "研发费用": "280"}
# Agree with the third choice: more than 20 %, up to 40 %.
ASSESSMENT_NUMBERS = {
    "生产设备数量": "100",
    "数字化生产设备数量": "30",
    "联网生产设备数量": "30",
    "近三年年均数字化投入": "1500",
    "目前月均产品合格率": "99.2",
}


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
