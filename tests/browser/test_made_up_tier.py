"""A title nobody has heard of, declared here and nowhere else, goes from its window to a public certification.

A form of four sections, a list of evidence of two items, a standard of three lines, the rules of the title: no other file
knows them. Whatever of the platform lists titles, forms, sections or standards by name fails here, or where the same
title is asked without a browser (tests/declarations/test_made_up_tier_parts.py).
"""

import datetime as dt
import re
from pathlib import Path
from types import SimpleNamespace

import pytest
import time_machine
from captcha.models import CaptchaStore
from django.apps import apps
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from cultivation.demo.filings import one_page_pdf
from declarations import forms
from declarations.enums import FilingKind, FilingState
from declarations.forms.declared import Asked, Checklist, Figure, OfficialForm, YearlyFigures
from declarations.forms.rows import Choice, Line, Number, Option
from declarations.models import Filing, Window
from declarations.services import delivered_checklists
from declarations.services.checklists import load_checklists
from declarations.standards import registry
from declarations.standards.bands import band_ge
from declarations.standards.conditions import Condition, stated
from declarations.standards.engine import Group, Indicator, Standard
from declarations.standards.measures import share
from declarations.standards.pass_rules import SCORE, all_of
from declarations.standards.scoring import choice
from declarations.tiers import TIERS, TierRules
from enterprises.enums import AuthorityLevel, Tier
from enterprises.kit.times.dates import last_day
from enterprises.models import Certification
from tests import factories

VALUE, LABEL = "pioneer", "先行试验企业"
LAST_YEAR = timezone.localdate().year - 1

STANDARD = Standard(
    id="TRIAL-PIONEER",
    version=1,
    title="先行试验企业评价标准（试验）",
    tier=VALUE,
    kind="new",
    source="试验办法 附件",
    in_force_from=dt.date(2020, 1, 1),
    in_force_until=None,
    groups=(
        Group(
            code="trial",
            name="试验指标",
            minimum=0,
            indicators=(
                Indicator(
                    code="T1",
                    name="研发费用占营业收入比重",
                    maximum=60,
                    source="试验办法 附件第1项",
                    scoring=band_ge(share("rd_expense", of="revenue"), ("5%", 60), ("3%", 30)),
                ),
                Indicator(
                    code="T2",
                    name="产品所属领域",
                    maximum=40,
                    source="试验办法 附件第2项",
                    scoring=choice(
                        "main_product.in_strategic_emerging",
                        "产品是否属于战略性新兴产业",
                        {True: ("属于", 40), False: ("不属于", 10)},
                    ),
                ),
            ),
        ),
    ),
    conditions=(
        Condition(
            code="T3",
            name="公司治理规范",
            source="试验办法 附件第3项",
            test=stated("sound_governance"),
            part="条件",
        ),
    ),
    passes=all_of(SCORE, "T3"),
    pass_mark=60,
)

YES_OR_NO = (Option("yes", "是", True), Option("no", "否", False))

SECTIONS = (
    YearlyFigures(
        key="amounts",
        title="上年度金额",
        lead="与审计报告一致。",
        years=1,
        rows=(Figure("revenue"), Figure("rd_expense")),
    ),
    Asked(
        key="goods",
        title="产品情况",
        rows=(
            Line(name="goods_name", label="产品叫什么", most=50, kept="name"),
            Choice(
                name="is_emerging",
                label="属于战略性新兴产业",
                options=YES_OR_NO,
                kept="in_strategic_emerging",
            ),
        ),
    ),
    Asked(
        key="plans",
        title="治理与打算",
        rows=(
            Choice(
                name="is_governed",
                label="治理规范",
                options=YES_OR_NO,
                kept="sound_governance",
            ),
            Number(name="next_budget", label="明年研发预算", unit="万元"),
        ),
    ),
    Checklist(key="papers", title="证明文件"),
)

LIST = f"""
[items.plan_book]
title = "先行计划书"
required = "always"

[items.ledger]
key = "ledger_{{year}}"
title = "{{year}}年研发台账"
required = "always"
of_year = true

[[checklists]]
tier = "{VALUE}"
kinds = ["declaration"]
standards = ["{STANDARD.id}"]
basis = "试验办法"
items = ["plan_book", "ledger"]

[checklists.proves]
ledger = "T1"
plan_book = "T2 T3"
"""


def one_more_word(patch: pytest.MonkeyPatch) -> Tier:
    """A word more in ``Tier``, as a line more in its class would make it; models that choose among titles offer it."""
    among = [
        field
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if field.choices and list(field.choices) == Tier.choices
    ]
    tier = str.__new__(Tier, VALUE)
    tier._name_, tier._value_, tier._label_, tier._sort_order_ = VALUE.upper(), VALUE, LABEL, len(Tier)
    patch.setattr(Tier, "_member_names_", [*Tier._member_names_, tier.name])
    patch.setitem(Tier._member_map_, tier.name, tier)
    patch.setitem(Tier._value2member_map_, VALUE, tier)
    for field in among:
        patch.setattr(field, "choices", Tier.choices)
    return tier


@pytest.fixture
def pioneer(monkeypatch, tmp_path) -> Tier:
    """The title with all it declares, entered where every title is."""
    tier = one_more_word(monkeypatch)
    rules = TierRules(
        tier=tier,
        blurb="试验称号。由省级主管部门认定。",
        advice="三项都符合的可以申报。",
        lowest_deciding=AuthorityLevel.PROVINCE,
    )
    form = OfficialForm(
        tier=tier,
        kind=FilingKind.DECLARATION,
        title="先行试验企业申请书",
        source="试验办法 附件",
        sections=SECTIONS,
    )
    listed = Path(tmp_path) / "pioneer.toml"
    listed.write_text(LIST, encoding="utf-8")
    monkeypatch.setitem(TIERS, tier, rules)
    monkeypatch.setattr(forms, "FORMS", [*forms.FORMS, form])
    monkeypatch.setattr(registry, "STANDARDS", (*registry.STANDARDS, STANDARD))
    monkeypatch.setattr(delivered_checklists, "FILES", (*delivered_checklists.FILES, listed))
    return tier


class Trial:
    """The steps, each by who takes it."""

    def __init__(self, visitor, places) -> None:
        self.visitor = visitor
        self.enterprise = factories.make_enterprise(places.tianhe)
        self.owner = factories.make_legal_user(self.enterprise)
        self.clerk = visitor().log_in(self.owner)
        self.offices = SimpleNamespace(
            county=factories.make_official(places.tianhe),
            city=factories.make_official(places.guangzhou),
            province=factories.make_official(places.guangdong),
        )
        self.address = ""

    def official(self, name: str):
        return self.visitor().log_in(getattr(self.offices, name))

    # --- The province opens its window ------------------------------------------------------------------------------
    def opens_a_window(self) -> None:
        today = timezone.localdate()
        person = self.official("province")
        page = person.open(reverse("admin:declarations_window_add"))
        page.locator("#id_name").fill("广东省先行试验企业申报")
        page.locator("#id_kind").select_option("declaration")
        page.locator("#id_tier").select_option(label=LABEL)
        page.locator("#id_standard").select_option(STANDARD.id)
        page.locator("#id_final_level").select_option("province")
        for field, day in (("opens_at", today), ("closes_at", today + dt.timedelta(days=20))):
            page.locator(f"#id_{field}_0").fill(f"{day:%Y-%m-%d}")
            page.locator(f"#id_{field}_1").fill("00:00")
        page.get_by_role("button", name="保存").first.click()
        expect(page.locator(".messagelist")).to_contain_text("广东省先行试验企业申报")
        person.context.close()

    # --- The enterprise declares ------------------------------------------------------------------------------------
    def begins(self) -> None:
        page = self.clerk.open("/enterprise/")
        expect(page.locator("main")).to_contain_text(f"{LABEL}正在申报")
        expect(page.locator("main")).to_contain_text("试验称号。由省级主管部门认定。")
        page = self.clerk.open("/declarations/")
        expect(page.locator("main")).to_contain_text("三项都符合的可以申报。")
        page.locator(f"a[href$='tier={VALUE}']").first.click()
        dialog = page.locator("dialog[open]")
        expect(dialog).to_contain_text(LABEL)
        dialog.get_by_role("link", name=re.compile("申报：\\s*广州市")).click()
        page.get_by_role("button", name="开始填写").click()
        page.wait_for_url("**/filings/**")
        self.address = re.search(r"/filings/[0-9a-f-]+/", page.url)[0]

    def fills_its_sections(self) -> None:
        for key, fill in (
            ("amounts", self._amounts),
            ("goods", self._goods),
            ("plans", self._plans),
        ):
            page = self.clerk.open(f"{self.address}{key}/")
            fill(page)
            assert self.clerk.violations() == []
            self.clerk.screenshot(f"made-up-{key}")
            page.get_by_role("button", name="暂存", exact=True).click()
            expect(page.get_by_text("已暂存。").first).to_be_visible()
        page = self.clerk.open(f"{self.address}papers/")
        items = page.locator("section[id^=item-]").evaluate_all("all => all.map((one) => one.id)")
        assert items == ["item-plan_book", f"item-ledger_{LAST_YEAR}"]
        for one in items:
            page.locator(f"#{one} input[type=file]").set_input_files(
                {"name": f"{one}.pdf", "mimeType": "application/pdf", "buffer": one_page_pdf(one)}
            )
            expect(page.locator(f"#{one}")).to_contain_text("已上传")
        assert self.clerk.violations() == []

    @staticmethod
    def _amounts(page: Page) -> None:
        page.locator(f"#id_y{LAST_YEAR}-revenue").fill("5000")
        page.locator(f"#id_y{LAST_YEAR}-rd_expense").fill("300")

    @staticmethod
    def _goods(page: Page) -> None:
        page.get_by_label("产品叫什么").fill("先行泵")
        page.get_by_label("是", exact=True).check()

    @staticmethod
    def _plans(page: Page) -> None:
        page.get_by_label("是", exact=True).check()
        page.get_by_label("明年研发预算").fill("400")

    def submits(self) -> None:
        page = self.clerk.open(f"{self.address}submit/")
        expect(page.locator("main")).to_contain_text("100")
        self.clerk.screenshot("made-up-submit")
        page.get_by_label("我已阅读并代表企业作出").check()
        page.get_by_role("button", name=re.compile("提交")).last.click()
        page.wait_for_url(f"**{self.address}")
        expect(page.locator("main")).to_contain_text("待区县审核")

    # --- The authorities decide -------------------------------------------------------------------------------------
    def decides(self, name: str, button: str) -> None:
        person = self.official(name)
        page = person.open(reverse("admin:declarations_filing_changelist"))
        page.get_by_role("link", name=self.enterprise.name).first.click()
        for text in ("研发费用占营业收入比重", "产品所属领域", "公司治理规范", "先行计划书", "先行泵"):
            expect(page.locator("#content-main")).to_contain_text(text)
        person.screenshot(f"made-up-{name}")
        page.locator(".review__actions").get_by_role("link", name=button).click()
        page.get_by_role("button", name=f"确认{button}").click()
        expect(page.locator(".messagelist")).to_be_visible()
        person.context.close()

    def publicises(self, starts: dt.datetime, ends: dt.datetime) -> None:
        person = self.official("province")
        page = person.open(reverse("admin:declarations_batch_add"))
        page.get_by_label("批次名称").fill("第一批先行试验企业")
        page.get_by_label("称号").select_option(label=LABEL)
        page.get_by_role("button", name="保存").first.click()
        page.locator(".review__actions").get_by_role("link", name="加入企业").click()
        page.get_by_label(re.compile(self.enterprise.name)).check()
        page.get_by_role("button", name="加入所选企业").click()
        page.locator(".review__actions").get_by_role("link", name="公示").click()
        for field, moment in (("starts_at", starts), ("ends_at", ends)):
            page.locator(f"#id_{field}_0").fill(f"{moment:%Y-%m-%d}")
            page.locator(f"#id_{field}_1").fill(f"{moment:%H:%M:%S}")
        page.get_by_label("异议受理方式").fill("广东省中小企业主管部门，电话020-00000000")
        page.get_by_role("button", name=re.compile("预览")).click()
        page.get_by_role("button", name="确认公示").click()
        expect(page.locator("#content-main")).to_contain_text("公示到")
        person.context.close()

    def certifies(self, number: str) -> None:
        person = self.official("province")
        page = person.open(reverse("admin:declarations_batch_changelist"))
        page.get_by_role("link", name="第一批先行试验企业").click()
        page.locator(".review__actions").get_by_role("link", name="认定").click()
        today = timezone.localdate()
        page.get_by_label("文号").fill(number)
        for label, day in (("认定日期", today), ("有效期起", today), ("有效期止", last_day(today, 3))):
            page.get_by_label(label).fill(f"{day}")
        page.get_by_role("button", name=re.compile("预览")).click()
        page.get_by_role("button", name="确认认定").click()
        expect(page.locator("#content-main")).to_contain_text(number)
        person.context.close()

    def is_found_by_the_public(self, number: str) -> None:
        citizen = self.visitor()
        page = citizen.open("/certifications/")
        page.get_by_label("企业名称").fill(self.enterprise.name)
        page.get_by_label("统一社会信用代码").fill(self.enterprise.credit_code)
        key = page.locator("input[name=captcha_0]").get_attribute("value")
        page.get_by_label("图形验证码").fill(CaptchaStore.objects.get(hashkey=key).response)
        page.get_by_role("button", name="查询").click()
        for text in (LABEL, number, "有效"):
            expect(page.locator("main")).to_contain_text(text)
        citizen.screenshot("made-up-query")

    def looks_back(self) -> None:
        """What it holds now stands on its pages, and none of them stumbles over a title no other standard knows."""
        # Days later: the first login has ended.
        self.clerk.log_in(self.owner)
        for path in ("/enterprise/", "/renewals/", self.address):
            expect(self.clerk.open(path).locator("main")).to_contain_text(LABEL)
        expect(self.clerk.open("/declarations/check-up/").locator("main")).to_contain_text("已持有")
        paper = self.clerk.context.request.get(f"{self.clerk.base_url}{self.address}pdf/")
        assert (paper.status, paper.headers["content-type"]) == (200, "application/pdf")


@pytest.mark.slow
@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_from_its_window_to_a_public_certification(pioneer, visitor):
    places = factories.make_places()
    load_checklists()
    trial = Trial(visitor, places)
    trial.opens_a_window()
    assert Window.objects.get().tier == pioneer
    trial.begins()
    trial.fills_its_sections()
    trial.submits()
    trial.decides("county", "推荐上报")
    trial.decides("city", "推荐上报")
    trial.decides("province", "审核通过")
    now, number = timezone.localtime(), "粤试认〔2026〕1号"
    trial.publicises(now, now + dt.timedelta(days=8))
    with time_machine.travel(now + dt.timedelta(days=9)):
        trial.certifies(number)
        trial.is_found_by_the_public(number)
        trial.looks_back()
    filing = Filing.objects.get()
    assert (filing.state, filing.score) == (FilingState.COMPLETED, 100)
    assert Certification.objects.get().tier == pioneer
