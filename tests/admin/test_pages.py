"""What every admin page keeps to: a number of queries that does not grow, nothing inline that the CSP forbids."""

import datetime as dt
import re
from itertools import count

import pytest
from django.contrib import admin
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from assessments.models import Assessment, CategoryChoice, CategoryRule, Questionnaire, Release
from declarations.enums import Action
from declarations.models import Batch, Checklist, Filing, ProvincialIndicator, ProvincialStandard, Window
from declarations.services.batches import add_filings
from declarations.services.review import Remark, review
from declarations.workflow import transition
from enterprises.enums import Acquisition, IndustryLevel, IntellectualPropertyKind, RegionLevel, Tier
from enterprises.kit.work.turns import turn
from enterprises.models import (
    Authority,
    Certification,
    DevelopmentScore,
    Enterprise,
    Industry,
    IntellectualProperty,
    Region,
    User,
)
from notices.enums import MessageKind, NoticeLevel
from notices.models import Message, Notice, NoticeAttachment
from tests import factories
from tests.admin import filings

_number = count(1)


def add_rows(places, officials, window, rows: int) -> None:
    """``rows`` more of every model, all within 天河区's or 广东省's jurisdiction."""
    for _ in range(rows):
        n = next(_number)
        enterprise = factories.make_enterprise(places.tianhe)
        filing = filings.make_submitted(enterprise, window)
        filings.pass_on(filing, officials.tianhe, officials.guangzhou)
        certified = {"certified_on": "2026-01-05", "valid_from": "2026-01-05", "valid_until": "2029-01-04"}
        Certification.objects.create(
            enterprise=enterprise, tier=Tier.INNOVATIVE, authority=places.guangdong, enterprise_name=enterprise.name,
            document_number=f"第{n}号", **certified,
        )  # fmt: skip
        factories.make_development_score(enterprise, 2025)
        assessment = factories.make_assessment(enterprise)
        questionnaire = Questionnaire.objects.create(
            edition=f"第{n}版", category="other", title=f"评测表{n}", content=assessment.questionnaire.content, digest=f"{n:064d}"
        )  # fmt: skip
        Release.objects.create(
            category="other",
            questionnaire=questionnaire,
            valid_from=dt.date(2030, 1, 1) + dt.timedelta(days=n),
        )
        CategoryRule.objects.create(code=f"{1000 + n}", category="other", reason="统计分类")
        CategoryChoice.objects.create(
            enterprise=enterprise, industry_code="7299", category="other", reason="主营业务", chosen_by=officials.tianhe
        )  # fmt: skip
        Message.objects.create(
            enterprise=enterprise,
            kind=MessageKind.DECLARATION,
            title="已提交",
            body="已提交。",
            key=f"key-{n}",
        )
        Notice.objects.create(
            level=NoticeLevel.PROVINCE, authority=places.guangdong, title=f"通知{n}", body="<p>一</p>"
        )
        Batch.objects.create(name=f"第{n}批", tier=Tier.INNOVATIVE, authority=places.guangdong)
        Checklist.objects.create(
            tier=Tier.INNOVATIVE, kind="declaration", authority=places.guangdong, year=2000 + n
        )
        local = ProvincialStandard.objects.create(authority=places.guangdong, year=2000 + n)
        ProvincialIndicator.objects.create(
            standard=local, number=1, name="指标", kind="choice", maximum=1,
            options=[{"key": "a", "words": "甲", "points": 1, "border": None}],
        )  # fmt: skip
        zone = Authority.objects.create(
            code=f"45{n:04d}", name=f"开发区{n}", level="county", parent=places.guangzhou,
            path=f"{places.guangzhou.path}45{n:04d}",
        )  # fmt: skip
        factories.make_official(zone)
        factories.make_window(zone, name=f"申报时间{n}")
        Region.objects.create(
            code=f"99{n:04d}", name=f"区{n}", full_name=f"区{n}", level=RegionLevel.COUNTY, parent_id="440100"
        )
        Industry.objects.create(code=f"X{n}", name=f"行业{n}", level=IndustryLevel.DIVISION, parent_id="C")


def lists() -> list[str]:
    models = [
        Filing, Enterprise, Certification, DevelopmentScore, Assessment, CategoryChoice, CategoryRule, Questionnaire, Release, Message, Notice, Batch, Authority, User, Window, Region, Industry,
        ProvincialStandard, Checklist,
    ]  # fmt: skip
    return [reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist") for model in models]


@pytest.mark.parametrize("office", ["guangdong", "superuser"])
@pytest.mark.slow
def test_no_list_asks_more_for_thirty_rows_than_for_three(
    office, browse, places, officials, window, query_count
):
    client = browse(office)
    pages = [*lists(), reverse("admin:declarations_filing_changelist") + "?scope=all", reverse("admin:index")]
    add_rows(places, officials, window, 3)
    few = {page: query_count(client, page) for page in pages}
    add_rows(places, officials, window, 27)
    many = {page: query_count(client, page) for page in pages}
    assert many == few
    assert max(many.values()) <= 12, many
    thirty = client.get(reverse("admin:declarations_filing_changelist")).content.decode()
    assert thirty.count('class="action-select"') in (0, 30)
    assert thirty.count("广州示例精密机械") >= 30


@pytest.mark.slow
def test_a_batch_of_thirty_asks_no_more_than_one_of_three(browse, places, officials, window, query_count):
    batch = Batch.objects.create(name="第一批", tier=Tier.INNOVATIVE, authority=places.guangdong)
    page = reverse("admin:declarations_batch_change", args=[batch.pk])
    offers = reverse("admin:declarations_batch_add_filings", args=[batch.pk])

    def approve(rows: int) -> list[Filing]:
        made = []
        for _ in range(rows):
            filing = filings.make_submitted(factories.make_enterprise(places.tianhe), window)
            filings.pass_on(filing, officials.tianhe, officials.guangzhou)
            transition(filing, Action.APPROVE, officials.guangdong)
            made.append(filing)
        return made

    client = browse("guangdong")
    approve(3)
    add_filings(batch, approve(3), officials.guangdong)
    few = query_count(client, page), query_count(client, offers)
    approve(27)
    add_filings(batch, approve(27), officials.guangdong)
    assert (query_count(client, page), query_count(client, offers)) == few
    assert "企业名单（30家）" in client.get(page).content.decode()


def test_a_long_history_asks_no_more_than_a_short_one(browse, filing, officials, query_count):
    page = reverse("admin:declarations_filing_change", args=[filing.pk])
    client = browse("tianhe")

    def back_and_forth(times: int) -> None:
        for n in range(times):
            review(
                filing,
                Action.RETURN,
                officials.tianhe,
                "请更正。",
                [
                    Remark("product", f"意见{n}"),
                    Remark("operations", "数字", f"y{filing.window.year - 1}-revenue"),
                    Remark("evidence", "看不清", "licence"),
                ],
            )
            filings.resubmit(filing, product=f"产品{next(_number)}")

    back_and_forth(2)
    few = query_count(client, page)
    back_and_forth(6)
    assert query_count(client, page) == few
    assert few <= 15


def test_an_enterprise_with_many_rights_asks_no_more(browse, enterprise, query_count):
    page = reverse("admin:enterprises_enterprise_change", args=[enterprise.pk])

    def add(rows: int) -> None:
        for _ in range(rows):
            n = next(_number)
            IntellectualProperty.objects.create(
                enterprise=enterprise, kind=IntellectualPropertyKind.INVENTION, number=f"ZL{n}", name=f"发明{n}",
                granted_on="2020-01-01", acquisition=Acquisition.OWN,
            )  # fmt: skip
            factories.make_figures(enterprise, 1990 + n % 100)
            factories.make_record(enterprise, "awards")
            factories.make_development_score(enterprise, 1990 + n % 100)

    client = browse("tianhe")
    add(3)
    few = query_count(client, page)
    add(27)
    assert query_count(client, page) == few


# --- Content security policy ---------------------------------------------------------------------------------------
@pytest.fixture
def every_page(browse, places, officials, window, filing, enterprise):
    """An address of every kind of page, with something on it."""
    add_rows(places, officials, window, 1)
    factories.make_figures(enterprise, 2025)
    pages = [reverse("admin:index"), reverse("admin:password_change"), *lists()]
    pages += [reverse("admin:app_list", args=[label]) for label in ("declarations", "enterprises")]
    for model in admin.site._registry:
        meta = model._meta
        obj = model._default_manager.exclude(first_authority=None).first() if model is Filing else None
        obj = obj or model._default_manager.order_by("-pk").first()
        pages.append(reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[obj.pk]))
        pages.append(reverse(f"admin:{meta.app_label}_{meta.model_name}_history", args=[obj.pk]))
    pages += [
        reverse(f"admin:{each}_add")
        for each in (
            "notices_notice",
            "declarations_window",
            "declarations_batch",
            "declarations_checklist",
            "declarations_provincialstandard",
        )
    ]
    pages += [
        reverse(f"admin:enterprises_{each}")
        for each in ("authority_add", "user_add", "developmentscore_add", "developmentscore_import")
    ]
    batch = Batch.objects.get()
    pages += [
        reverse(f"admin:declarations_batch_{name}", args=[batch.pk])
        for name in ("add_filings", "publicise", "certify")
    ]
    pages.append(reverse("admin:auth_user_password_change", args=[officials.tianhe.pk]))
    return pages


INLINE = re.compile(
    r"<style(?![^>]*nonce=)|\sstyle=|\son(?:click|change|submit|load|input|error)=|javascript:"
    r"|<script(?![^>]*\bsrc=)(?![^>]*nonce=)(?![^>]*application/json)",
    re.I,
)


@pytest.mark.parametrize("office", ["guangdong", "superuser", "ministry"])
@pytest.mark.slow
def test_no_page_carries_inline_script_or_style(office, every_page, browse):
    client = browse(office)
    opened = 0
    for page in every_page:
        response = client.get(page)
        assert response.status_code in (200, 302, 403, 405), page
        if response.status_code == 200:
            opened += 1
            found = INLINE.search(response.content.decode())
            assert found is None, (page, found)
            assert "unsafe" not in response.headers["Content-Security-Policy"]
            assert len(re.findall(r"<h1", response.content.decode())) == 1, page
    assert opened > 25


@pytest.mark.parametrize("action", ["recommend", "return", "reject"])
def test_the_decision_pages_carry_nothing_inline(action, filing, browse):
    page = (
        browse("tianhe")
        .get(reverse("admin:declarations_filing_review", args=[filing.pk, action]))
        .content.decode()
    )
    assert INLINE.search(page) is None
    assert (
        INLINE.search('<p style="x">')
        and INLINE.search("<script>x</script>")
        and INLINE.search('<a onclick="x">')
    )


@pytest.mark.parametrize(
    "address", ["admin:enterprises_developmentscore_import", "admin:assessments_questionnaire_upload"]
)
def test_an_account_has_one_uploaded_table_read_at_a_time(browse, officials, address):
    client = browse("ministry")
    file = SimpleUploadedFile("table.xlsx", b"PK")
    with turn(officials.ministry.pk):
        response = client.post(reverse(address), {"file": file})
        assert client.get(reverse(address)).status_code == 200
    assert response.status_code == 429 and "Refresh" not in response
    assert "重新选择文件再提交" in response.text


@pytest.mark.parametrize(
    ("office", "page"),
    [
        ("guangdong", "notices_notice_add"),
        ("ministry", "assessments_questionnaire_upload"),
        ("guangdong", "enterprises_developmentscore_import"),
    ],
)
def test_a_file_is_chosen_with_a_chinese_button(browse, office, page):
    """The browser's own button speaks the browser's language: the label beside it is the button (js/filesize.js)."""
    html = browse(office).get(reverse(f"admin:{page}")).content.decode()
    inputs = re.findall(r'<input type="file"[^>]*\bid="([^"]+)"', html)
    assert inputs and "js/filesize" in html
    for each in inputs:
        assert re.search(rf'<div class="upload"><label for="{each}">选择文件</label><input type="file"', html)


def test_a_file_that_cannot_be_replaced_offers_no_button(browse, places):
    notice = Notice.objects.create(
        kind="notice",
        level="province",
        authority=places.guangdong,
        title="甲",
        body="乙",
        published_at=timezone.now(),
    )
    NoticeAttachment.objects.create(notice=notice, name="名单.pdf", file=ContentFile(b"x", "x"))
    html = browse("guangdong").get(reverse("admin:notices_notice_change", args=[notice.pk])).content.decode()
    assert "名单.pdf" in html and 'name="attachments-0-file"' not in html
