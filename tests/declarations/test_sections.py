"""Sections of the form: drafts keep whatever is readable, and bad input gets a clear answer at its place."""

import datetime as dt
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from declarations.dossier.facts import facts_from
from declarations.dossier.loading import load
from declarations.models import FilingSection
from declarations.standards import Verdict
from declarations.standards.contradictions import consistent
from declarations.standards.intellectual_property import assess_r2022
from enterprises.enums import RecordKind
from enterprises.models import IntellectualProperty, ProductProfile, YearlyFigures
from tests import factories
from tests.declarations.conftest import (
    YEAR,
    direct_data,
    entry_url,
    operations_data,
    product_data,
    right_data,
    save,
    section_url,
    seen_of,
    url,
)


def stored(filing, key) -> dict:
    return FilingSection.objects.get(filing=filing, key=key).data


# --- What is readable is kept ------------------------------------------------------------------------------------
def test_unreadable_number_is_named_and_the_rest_kept(filing, owner_client, enterprise):
    """The typed text is still there, the error stands at the field, the other fields are saved."""
    data = operations_data(**{f"y{YEAR}-rd_expense": "三百万"})
    response = save(owner_client, filing, "operations", data)
    page = response.content.decode()
    assert response.status_code == 200
    assert "请填写数字，例如 1234.56" in page
    assert 'value="三百万"' in page
    assert f"{YEAR}年研发费用" in page and "其余内容已暂存" in page
    assert f'href="#id_y{YEAR}-rd_expense"' in page
    row = YearlyFigures.objects.get(enterprise=enterprise, year=YEAR)
    assert row.revenue == 5000 and row.rd_expense is None


def test_unreadable_number_keeps_the_saved_value(filing, owner_client, enterprise):
    save(owner_client, filing, "operations", operations_data())
    save(owner_client, filing, "operations", operations_data(**{f"y{YEAR}-revenue": "五千"}))
    assert YearlyFigures.objects.get(enterprise=enterprise, year=YEAR).revenue == 5000


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("-1", "不能为负数"),
        ("abc", "请填写数字"),
        ("1.234", "小数最多 2 位"),
        ("9" * 20, "数字过大"),
        ("NaN", "请填写数字"),
        ("Infinity", "请填写数字"),
    ],
)
def test_bad_amounts(filing, owner_client, enterprise, typed, message):
    response = save(owner_client, filing, "operations", operations_data(**{f"y{YEAR}-revenue": typed}))
    assert message in response.content.decode()
    row = YearlyFigures.objects.get(enterprise=enterprise, year=YEAR)
    assert row.revenue is None and row.total_assets == 6000


def test_amounts_are_read_as_people_type_them(filing, owner_client, enterprise):
    data = operations_data(**{f"y{YEAR}-revenue": " 5,000.50 ", f"y{YEAR}-rd_expense": "３００"})
    assert save(owner_client, filing, "operations", data).status_code == 302
    row = YearlyFigures.objects.get(enterprise=enterprise, year=YEAR)
    assert (row.revenue, row.rd_expense) == (Decimal("5000.50"), 300)


def test_a_part_larger_than_its_whole_is_not_stored(filing, owner_client, enterprise):
    data = operations_data(**{f"y{YEAR}-main_revenue": "5000.01"})
    page = save(owner_client, filing, "operations", data).content.decode()
    assert "不能大于同年的营业收入" in page
    row = YearlyFigures.objects.get(enterprise=enterprise, year=YEAR)
    assert row.revenue is None and row.main_revenue is None and row.total_assets == 6000


def test_fewer_staff_than_the_profile_has_researchers(filing, owner_client, enterprise):
    factories.make_figures(enterprise, YEAR, rd_staff=50)
    data = operations_data(seen_of(owner_client, filing, "operations"), **{f"y{YEAR}-employees": "49"})
    page = save(owner_client, filing, "operations", data).content.decode()
    assert "不能少于企业信息中该年的研发人员（50人）" in page
    assert YearlyFigures.objects.get(enterprise=enterprise, year=YEAR).employees == 120


@pytest.mark.parametrize("key", ["direct", "operations", "product"])
def test_an_empty_page_can_be_saved(filing, owner_client, key):
    """No field is required in a draft."""
    assert save(owner_client, filing, key, {}).status_code == 302


def test_long_text_is_refused_at_its_field(filing, owner_client):
    response = save(owner_client, filing, "product", product_data(description="长" * 501))
    page = response.content.decode()
    assert "最多填写500个字，现在是501个字" in page
    assert "长" * 501 in page
    assert stored(filing, "product")["description"] == ""
    assert ProductProfile.objects.get().name == "精密主轴"


def test_line_ends_count_once(filing, owner_client):
    """A browser counts a line end as one character and sends two."""
    text = "行" * 249 + "\r\n" + "行" * 250
    assert save(owner_client, filing, "product", product_data(description=text)).status_code == 302
    assert len(stored(filing, "product")["description"]) == 500


@pytest.mark.filterwarnings("ignore")
def test_ten_megabytes_of_text_are_refused_politely(filing, owner_client):
    """The page names the limit and where the text still is."""
    response = save(owner_client, filing, "product", product_data(description="a" * 10_000_000))
    page = response.content.decode()
    assert response.status_code == 413
    assert "没有被保存" in page and "不能超过 2 MB" in page and "后退" in page
    assert not FilingSection.objects.filter(filing=filing).exists()


@pytest.mark.parametrize("code", ["一二三", "2..1", "2.1.1.1.1.1", "2"])
def test_bad_classification_code(filing, owner_client, code):
    page = save(owner_client, filing, "product", product_data(strategic_code=code)).content.decode()
    assert "请填写分类代码，例如 2.1.1" in page
    assert stored(filing, "product")["strategic_code"] == ""


def test_nul_bytes_and_made_up_choices_are_refused(filing, owner_client):
    response = save(
        owner_client, filing, "product", product_data(name="a\x00b", in_strategic_emerging="perhaps")
    )
    assert response.status_code == 200
    kept = ProductProfile.objects.get()
    assert (kept.name, kept.in_strategic_emerging, kept.segment_years) == ("", None, 8)


@pytest.mark.parametrize(
    "number", ["1e9999999", "1e999999", "9" * 5000, "NaN", "-sNaN1", "Infinity", "0x1F", "1_000", "1\x00"]
)
def test_made_up_numbers_are_refused_at_their_fields(filing, owner_client, number):
    data = operations_data(**{f"y{YEAR}-revenue": number, f"y{YEAR}-employees": number})
    response = save(owner_client, filing, "operations", data)
    assert response.status_code == 200 and len(response.content) < 100_000
    assert save(owner_client, filing, "product", product_data(segment_years=number)).status_code == 200


# --- Two tabs ----------------------------------------------------------------------------------------------------
def test_stale_tab_shows_both_values(filing, owner_client):
    """Refused with both values, nothing lost; saving again is then a decision."""
    save(owner_client, filing, "product", product_data())
    response = save(owner_client, filing, "product", product_data(name="另一种产品"))
    page = response.content.decode()
    assert response.status_code == 409
    assert "精密主轴" in page and page.count("另一种产品") == 2
    assert ProductProfile.objects.get().name == "精密主轴"
    again = product_data(response.context["seen"], name="另一种产品")
    assert save(owner_client, filing, "product", again).status_code == 302
    assert ProductProfile.objects.get().name == "另一种产品"


def test_stale_figures_show_both_values(filing, owner_client, enterprise):
    """The profile page writes the same figures."""
    save(owner_client, filing, "operations", operations_data())
    response = save(owner_client, filing, "operations", operations_data(**{f"y{YEAR}-revenue": "5100"}))
    page = response.content.decode()
    assert response.status_code == 409
    assert "5,000.00" in page and "5,100.00" in page
    assert YearlyFigures.objects.get(enterprise=enterprise, year=YEAR).revenue == 5000


@pytest.mark.parametrize("key", ["direct", "operations", "product"])
def test_saving_twice_is_saving_once(filing, owner_client, key):
    data = {"direct": direct_data, "operations": operations_data, "product": product_data}[key]()
    assert save(owner_client, filing, key, data).status_code == 302
    assert save(owner_client, filing, key, data).status_code == 302


def test_made_up_marks_are_stale(filing, owner_client):
    save(owner_client, filing, "product", product_data())
    save(owner_client, filing, "operations", operations_data())
    wrong = []
    for seen in (
        "",
        "x",
        "name:",
        ":",
        "name:x revenue:y",
        "9" * 5000,
        "²-²",
        "1\x00",
        "name:" + "1" * 200_000,
    ):
        answers = (
            save(owner_client, filing, "product", product_data(seen, name="别的")),
            save(owner_client, filing, "operations", operations_data(seen, **{f"y{YEAR}-revenue": "5100"})),
        )
        wrong += [(seen[:20], each.status_code) for each in answers if each.status_code != 409]
    assert wrong == []


# --- 知识产权 ----------------------------------------------------------------------------------------------------
def test_class_of_a_right_is_derived(filing, owner_client):
    """63号 附件4 第3、5项: the class follows from kind and dates and is never typed in."""
    recent = (timezone.localdate() - dt.timedelta(days=30)).isoformat()
    owner_client.post(entry_url(filing), right_data())
    owner_client.post(entry_url(filing), right_data(kind="software", number="2021SR0001", name="软件一"))
    owner_client.post(
        entry_url(filing),
        right_data(number="ZL2", name="受让专利", acquisition="transferred", transferred_on=recent),
    )
    page = owner_client.get(section_url(filing, "ip")).content.decode()
    assert "Ⅰ类，自主研发" in page and "Ⅱ类" in page and "受让未满1年" in page
    assert 'name="class' not in owner_client.get(entry_url(filing)).content.decode()


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"granted_on": "2999-01-01"}, "日期不能晚于今天"),
        ({"granted_on": "去年"}, "请填写日期"),
        ({"number": ""}, "必填"),
        ({"kind": "magic"}, "magic"),
        ({"acquisition": "transferred"}, "请填写受让日期"),
        ({"name": "长" * 121}, "120"),
        ({"number": "x" * 1000}, "40"),
    ],
)
def test_bad_rights(filing, owner_client, changes, message):
    response = owner_client.post(entry_url(filing), right_data(**changes))
    assert response.status_code == 200
    assert message in response.content.decode()
    assert not IntellectualProperty.objects.exists()


def test_the_same_right_twice(filing, owner_client):
    """A double click lists it once; the same number with other content is refused."""
    assert owner_client.post(entry_url(filing), right_data()).status_code == 302
    assert owner_client.post(entry_url(filing), right_data()).status_code == 302
    response = owner_client.post(entry_url(filing), right_data(name="另一名称"))
    assert "已经填写过" in response.content.decode()
    assert IntellectualProperty.objects.count() == 1


def test_stale_right_is_refused(filing, owner_client, enterprise):
    owner_client.post(entry_url(filing), right_data())
    right = enterprise.intellectual_property.get()
    address = entry_url(filing, right)
    seen = owner_client.get(address).context["seen"]
    IntellectualProperty.objects.filter(pk=right.pk).update(name="别处改的名称")
    response = owner_client.post(address, right_data(seen=seen, name="我的名称"))
    assert response.status_code == 409
    assert "别处改的名称" in response.text and "我的名称" in response.text
    again = right_data(seen=response.context["seen"], name="我的名称")
    assert owner_client.post(address, again).status_code == 302
    right.refresh_from_db()
    assert right.name == "我的名称"


def test_right_deleted_elsewhere(filing, owner_client, enterprise):
    owner_client.post(entry_url(filing), right_data())
    right = enterprise.intellectual_property.get()
    assert (
        "将从企业的知识产权清单中删除"
        in owner_client.get(entry_url(filing, right, delete=True)).content.decode()
    )
    for _ in range(2):
        assert owner_client.post(entry_url(filing, right, delete=True)).status_code == 302
    assert "已不在清单中" in owner_client.get(section_url(filing, "ip")).content.decode()
    assert owner_client.get(entry_url(filing, right)).status_code == 404
    response = owner_client.post(entry_url(filing, right), right_data(name="白写的名称"))
    assert response.status_code == 409
    assert "已在另一个页面删除" in response.content.decode() and "白写的名称" in response.content.decode()
    assert not IntellectualProperty.objects.exists()


def test_no_rights_must_be_said(filing, owner_client):
    """An empty list is unknown until the enterprise says that it has none."""
    assert "知识产权清单" in owner_client.get(section_url(filing, "score")).content.decode()
    assert save(owner_client, filing, "ip", {"none": "on"}).status_code == 302
    assert "知识产权清单" not in owner_client.get(section_url(filing, "score")).content.decode()
    assert filing.enterprise.declared_none.get().kind == RecordKind.INTELLECTUAL_PROPERTY
    taken_back = {"seen": seen_of(owner_client, filing, "ip")}
    assert save(owner_client, filing, "ip", taken_back).status_code == 302
    assert not filing.enterprise.declared_none.exists()


def test_saying_none_in_an_old_tab_beside_a_right_changes_nothing(filing, owner_client, enterprise):
    owner_client.post(entry_url(filing), right_data())
    assert save(owner_client, filing, "ip", {"none": "on"}).status_code == 302
    assert not enterprise.declared_none.exists()


# --- 自评得分 ----------------------------------------------------------------------------------------------------
def test_score_names_what_is_missing_and_where(filing, owner_client):
    page = owner_client.get(section_url(filing, "score")).content.decode()
    assert "尚不能判断" in page
    assert f"{section_url(filing, 'operations')}#id_y{YEAR}-revenue" in page
    assert f"{section_url(filing, 'product')}#div_id_in_strategic_emerging" in page
    assert section_url(filing, "ip") in page


def test_score_is_shown_line_by_line(complete, owner_client):
    page = owner_client.get(section_url(complete, "score")).content.decode()
    for text in ("63号 附件1 第1项", "12.50%", "6.00%", "40.00%", "90.00%", "再增加 100.00 万元", "直通条件"):
        assert text in page, text


# --- The page ----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("key", ["basic", "direct", "operations", "product", "ip", "evidence", "score"])
def test_every_section_says_not_submitted_and_until_when(filing, owner_client, key):
    page = owner_client.get(section_url(filing, key)).content.decode()
    assert "尚未提交" in page and "前提交" in page
    assert page.count('aria-current="step"') == 1
    assert page.count("steps__item ") == 8
    # A form laid out by crispy brings no second one.
    assert page.count('name="csrfmiddlewaretoken"') == page.count('method="post"')


def test_unknown_section_is_not_found(filing, owner_client):
    assert owner_client.get(section_url(filing, "nothing")).status_code == 404


def test_incomplete_profile_is_named_with_its_link(filing, owner_client, enterprise):
    enterprise.address = ""
    enterprise.save()
    page = owner_client.get(section_url(filing, "basic")).content.decode()
    assert "通讯地址" in page and "/enterprise/profile/edit/#id_address" in page


def test_moved_out_of_the_window(complete, owner_client, enterprise, places):
    """注册地 changed after the draft began: the window no longer covers it."""
    enterprise.region, enterprise.authority = places.yuelu.region, places.yuelu
    enterprise.save()
    assert "不在“创新型中小企业申报”的范围内" in owner_client.get(url(complete, "submit")).content.decode()


def test_a_right_listed_twice_counts_once_in_a_filing_and_says_so(owner_client, complete):
    enterprise = complete.enterprise
    enterprise.intellectual_property.all().delete()
    for number in ("ZL201910000001.1", "ZL201910000001"):
        enterprise.intellectual_property.create(
            kind="invention",
            number=number,
            name="一种主轴",
            granted_on=dt.date(2020, 1, 1),
            acquisition="own",
        )
    page = owner_client.get(reverse("declarations:section", args=[complete.pk, "ip"])).content.decode()
    assert page.count("不计（与第1项是同一项）") == 1
    facts = facts_from(load(complete))
    assert len(facts.intellectual_property) == 2, "the places of the facts stay those of the rows"
    assert [each.class_one for each in assess_r2022(facts)] == [Verdict.MET, Verdict.NOT_MET]
    assert "只计一次" in [each.message for each in consistent(facts).problems][0]
