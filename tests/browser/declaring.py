"""An enterprise on its way to a submitted declaration, in a browser: registers, fills in, is assessed, declares."""

import re

from captcha.models import CaptchaStore
from django.utils import timezone
from playwright.sync_api import Page, expect

from cultivation.demo.filings import one_page_pdf
from enterprises.models import Enterprise
from tests import factories
from tests.browser.conftest import follow

NAME = "广州星渚精密传动有限公司"
PASSWORD = "spring-water-2026"
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


class Declaring:
    """The steps of the enterprise. Each leaves its page checked and, when wanted, in pictures."""

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
