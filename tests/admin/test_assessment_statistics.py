"""Results of assessments counted by office and industry, and exported; categories set by the ministry."""

import datetime as dt
import io
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from assessments.models import CategoryChoice, CategoryRule
from enterprises.enums import IndustryLevel
from enterprises.models import Enterprise, Industry
from tests import factories
from tests.admin.assessments import (
    ADD_RULE,
    CHOICES,
    EXPORT,
    HEADINGS,
    LIST,
    RULES,
    SHANGHAI,
    STATISTICS,
    book_of,
    exported,
    tables,
)

MACHINES, SOFTWARE = "34 通用设备制造业", "65 软件和信息技术服务业"


# --- Statistics ---------------------------------------------------------------------------------------------------
def test_results_are_counted_by_office_and_industry(browse, country):
    """Enterprises, assessed, then 未达一级 to 四级; 荔湾's counts once, with its latest."""
    offices, industries = tables(browse("guangdong"))
    assert offices == [
        ["广州市中小企业主管部门", "4", "3", "0", "1", "1", "1", "0"],
        ["东莞市中小企业主管部门", "1", "1", "1", "0", "0", "0", "0"],
        ["直接管理的企业", "1", "1", "0", "0", "1", "0", "0"],
        ["合计", "6", "5", "1", "1", "2", "1", "0"],
    ]
    assert industries == [
        [MACHINES, "4", "1", "0", "2", "1", "0"],
        [SOFTWARE, "1", "0", "1", "0", "0", "0"],
        ["合计", "5", "1", "1", "2", "1", "0"],
    ]


@pytest.mark.parametrize("office", ["ministry", "superuser"])
def test_the_ministry_counts_provinces(browse, country, office):
    offices, industries = tables(browse(office))
    assert offices == [
        ["湖南省中小企业主管部门", "1", "1", "0", "0", "1", "0", "0"],
        ["广东省中小企业主管部门", "6", "5", "1", "1", "2", "1", "0"],
        ["深圳市中小企业主管部门", "1", "1", "0", "0", "0", "0", "1"],
        ["合计", "8", "7", "1", "1", "3", "1", "1"],
    ]
    assert industries[0] == [MACHINES, "6", "1", "0", "3", "1", "1"]


def test_a_county_has_no_office_below(browse, country):
    offices, _ = tables(browse("tianhe"))
    assert offices[0] == ["直接管理的企业", "3", "2", "0", "1", "0", "1", "0"]
    assert offices[-1][1:3] == ["3", "2"]
    assert len(offices) == 2


def test_a_category_has_an_average(browse, country):
    """Without a category there is none: the tables differ."""
    offices, industries = tables(browse("guangdong"), "category=manufacturing")
    assert [row[-1] for row in offices] == ["52.0", "10.0", "40.5", "38.6"]
    assert industries == [[MACHINES, "4", "1", "0", "2", "1", "0", "38.6"], ["合计", "4", "1", "0", "2", "1", "0", "38.6"]]  # fmt: skip
    offices, industries = tables(browse("guangdong"), "category=producer_service")
    assert [row[1] for row in offices] == ["1", "0", "0", "1"]
    assert [row[-1] for row in offices] == ["30.0", "—", "—", "30.0"]
    assert industries[0][0] == SOFTWARE
    html = browse("guangdong").get(STATISTICS).content.decode()
    assert "平均分</th>" not in html
    for category in ("manufacturing", "producer_service", "other"):
        assert f'href="{STATISTICS}?office=440000&amp;category={category}"' in html


@pytest.mark.parametrize("office", ["guangdong", "ministry", "superuser"])
@pytest.mark.parametrize("category", ["", "manufacturing", "producer_service"])
def test_an_office_of_the_statistics_leads_to_those_of_its_own(browse, country, office, category):
    client = browse(office)
    html = client.get(f"{STATISTICS}?category={category}").content.decode()
    links = re.findall(r'<th scope="row"><a href="[^"?]*\?([^"]*)">(.*?)</a></th>', html)
    rows = {row[0]: row[1:] for row in tables(client, f"category={category}")[0]}
    assert [name for _, name in links] == [name for name in rows if name not in ("直接管理的企业", "合计")]
    for query, name in links:
        query = query.replace("&amp;", "&")
        assert f"按主管部门：{name}" in client.get(f"{STATISTICS}?{query}").content.decode()
        assert tables(client, query)[0][-1][1:] == rows[name]


@pytest.mark.parametrize("code", ["430000", "440300", "000000", "999999"])
def test_the_statistics_of_an_office_outside_are_those_of_one_s_own(browse, country, code):
    client = browse("guangdong")
    assert tables(client, f"office={code}") == tables(client)


@pytest.mark.parametrize(
    ("category", "own"), [("", False), ("manufacturing", False), ("producer_service", True)]
)
def test_statistics_say_when_a_table_is_the_platform_s_own(browse, country, category, own):
    html = browse("guangdong").get(f"{STATISTICS}?category={category}").content.decode()
    assert ("本平台自拟题目与权重" in html) is own


def test_without_any_result_the_statistics_are_empty(browse, places):
    client = browse("guangdong")
    assert client.get(STATISTICS).status_code == 200
    for query in ("", "category=other"):
        offices, industries = tables(client, query)
        assert [row[:3] for row in offices] == [
            ["广州市中小企业主管部门", "0", "0"],
            ["东莞市中小企业主管部门", "0", "0"],
            ["合计", "0", "0"],
        ]
        assert industries[0] == ["还没有评测结果。"]


def test_an_enterprise_without_an_office_is_in_a_row_of_its_own(browse, places):
    factories.make_assessment(factories.make_enterprise(None), 1)
    assert tables(browse("superuser"))[0][-2] == ["主管部门未确定的企业", "1", "1", "0", "1", "0", "0", "0"]
    assert tables(browse("ministry"))[0][-1][1:3] == ["0", "0"]


def test_an_enterprise_without_an_industry_is_counted_too(browse, places):
    enterprise = factories.make_enterprise(places.tianhe)
    factories.make_assessment(enterprise, 1, industry_id=None)
    assert tables(browse("tianhe"))[1][0][:2] == ["未填写所属行业", "1"]


# --- Export -------------------------------------------------------------------------------------------------------
def test_an_export_says_what_is_known_of_an_assessment(browse, places):
    enterprise = factories.make_enterprise(places.tianhe, name="天河机床")
    at = dt.datetime(2026, 3, 9, 16, 30, 5, tzinfo=dt.UTC)
    points = {"foundation": "30.5", "management": "11.875", "outcome": "0"}
    factories.make_assessment(
        enterprise, 2, total="46.5", at=at, dimension_points=points, code="234567892345"
    )
    response = browse("tianhe").get(EXPORT)
    assert response["Content-Type"].endswith("spreadsheetml.sheet")
    assert re.search(r"attachment; filename.*\d{8}-\d{4}\.xlsx", response["Content-Disposition"])
    assert response["Cache-Control"].startswith("private, no-store")
    assert b"".join(response)
    [row] = exported(browse("tianhe"))
    assert dict(zip(HEADINGS, row, strict=True)) == {
        "企业名称": "天河机床", "统一社会信用代码": enterprise.credit_code, "主管部门": "天河区中小企业主管部门",
        "注册地": "广东省广州市天河区", "所属行业": "34", "行业名称": "通用设备制造业", "行业小类": "3421",
        "评测类别": "制造业", "评测表版本": "2024", "提交时间": "2026-03-10 00:30:05", "总分": 46.5, "等级": "二级",
        "现用结果": "是", "验证码": "234567892345", "数字化基础得分": 30.5, "数字化经营得分": None,
        "数字化管理得分": 11.875, "数字化成效得分": 0,
    }  # fmt: skip


def test_the_latest_come_first_and_say_whether_they_count(browse, enterprise):
    first = dt.datetime(2026, 3, 9, tzinfo=SHANGHAI)
    for days in (1, 0, 2):
        factories.make_assessment(enterprise, days, at=first + dt.timedelta(days=days))
    rows = exported(browse("tianhe"))
    assert [row[9][:10] for row in rows] == ["2026-03-11", "2026-03-10", "2026-03-09"]
    assert [row[11:13] for row in rows] == [("二级", "是"), ("一级", "否"), ("未达一级", "否")]


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("=1+1有限公司", None),
        ("=HYPERLINK(\"http://x\")", "=HYPERLINK（\"http://x\"）"),
        ("+86", None),
        ("@公司", None),
        ("-1", None),
        ("007", None),
        ("#N/A", None),
        ("<b>&amp;\"'公司", None),
        ("铃\x07\x1b\x0b公司", "铃公司"),
        ("𠮷野家\U0001f600", None),
        ("  两端空格  ", "两端空格"),
    ],
)  # fmt: skip
def test_texts_stay_texts_whatever_they_begin_with(browse, enterprise, name, shown):
    Enterprise.objects.filter(pk=enterprise.pk).update(name=name)
    factories.make_assessment(enterprise)
    content = book_of(browse("tianhe"))
    cell = load_workbook(io.BytesIO(content)).active["A2"]
    assert (cell.value, cell.data_type) == (shown or name, "s")


def test_an_enterprise_without_place_and_industry_has_empty_cells(browse, places):
    enterprise = factories.make_enterprise(None)
    factories.make_assessment(enterprise)
    [row] = exported(browse("superuser"))
    assert row[2:7] == (None,) * 5
    assert exported(browse("ministry")) == []


def test_thirty_rows_ask_no_more_than_three(browse, places, query_count):
    def queries() -> list[int]:
        asked = []
        for office in ("guangdong", "superuser"):
            client = browse(office)
            client.get(LIST)
            with CaptureQueriesContext(connection) as captured:
                book_of(client, "latest=yes")
            asked += [len(captured), query_count(client, STATISTICS), query_count(client, LIST)]
        return asked

    def add(count: int) -> None:
        for number in range(count):
            office = (places.tianhe, places.liwan, places.dongguan)[number % 3]
            factories.make_assessment(factories.make_enterprise(office))

    add(3)
    few = queries()
    assert max(few) <= 12
    add(27)
    assert queries() == few
    assert len(exported(browse("guangdong"))) == 30


# --- Categories ---------------------------------------------------------------------------------------------------
RULE = {"code": "34", "category": "other", "reason": "主要从事维修"}


def rule_page(rule: CategoryRule, page: str = "change") -> str:
    return reverse(f"admin:assessments_categoryrule_{page}", args=[rule.pk])


@pytest.mark.parametrize("office", ["ministry", "superuser"])
def test_the_ministry_sets_changes_and_takes_back_a_category(browse, owner_client, enterprise, office):
    """What it sets is what the enterprises of that industry are offered."""
    factories.load_questionnaires()
    mine = reverse("assessments:list")
    client = browse(office)
    assert client.post(ADD_RULE, RULE).url == RULES
    rule = CategoryRule.objects.get()
    html = client.get(RULES).content.decode()
    assert "通用设备制造业" in html and "其他行业" in html
    assert "适用类别：其他行业，由主管部门按行业代码 34 设定" in owner_client.get(mine).content.decode()
    changed = RULE | {"category": "producer_service", "confirm": "on"}
    assert client.post(rule_page(rule), changed).url == RULES
    assert "确认评测类别" in owner_client.get(mine).content.decode()
    assert client.post(rule_page(rule, "delete"), {"post": "yes"}).status_code == 302
    assert not CategoryRule.objects.exists()
    assert "适用类别：制造业，系统按企业信息中的所属行业" in owner_client.get(mine).content.decode()


@pytest.mark.parametrize("office", ["guangdong", "guangzhou", "tianhe"])
def test_all_others_read_the_categories(browse, enterprise, office):
    rule = CategoryRule.objects.create(**RULE)
    client = browse(office)
    assert "通用设备制造业" in client.get(RULES).content.decode()
    page = client.get(rule_page(rule))
    assert page.status_code == 200 and 'name="_save"' not in page.content.decode()
    assert client.get(ADD_RULE).status_code == 403
    assert client.post(ADD_RULE, RULE | {"code": "65"}).status_code == 403
    assert client.post(rule_page(rule), RULE | {"category": "manufacturing"}).status_code == 403
    assert client.post(rule_page(rule, "delete"), {"post": "yes"}).status_code == 403
    assert CategoryRule.objects.values("code", "category").get() == {"code": "34", "category": "other"}


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("", "请填写行业代码。"),
        ("99", "《国民经济行业分类》没有大类 99，请检查。"),
        ("3", "《国民经济行业分类》没有大类 3，请检查。"),
        ("C", "《国民经济行业分类》没有大类 C，请检查。"),
        ("３４", "《国民经济行业分类》没有大类 ３４，请检查。"),
        ("34x", "填写大类（2位）、中类（3位）或小类（4位）代码。"),
        ("34210", "最多填写4个字，现在是5个字。"),
        ("65", "这个行业代码已有一条调整"),
    ],
)
def test_codes_that_are_none_or_there_already_are_refused(browse, enterprise, code, told):
    CategoryRule.objects.create(code="65", category="other", reason="主营")
    response = browse("ministry").post(ADD_RULE, RULE | {"code": code})
    assert response.status_code == 200
    assert told in "".join(response.context["adminform"].form.errors["code"])
    assert CategoryRule.objects.count() == 1


@pytest.mark.parametrize(
    ("code", "fine"), [("342", True), ("343", False), ("3421", True), ("3422", False), ("651", True)]
)
def test_finer_codes_have_to_exist_where_they_were_imported(browse, enterprise, code, fine):
    group = Industry.objects.create(
        code="342", name="金属加工机械制造", level=IndustryLevel.GROUP, parent_id="34"
    )
    Industry.objects.create(code="3421", name="金属切削机床制造", level=IndustryLevel.CLASS, parent=group)
    response = browse("ministry").post(ADD_RULE, RULE | {"code": code})
    assert CategoryRule.objects.filter(code=code).exists() is fine
    if not fine:
        [told] = response.context["adminform"].form.errors["code"]
        assert re.fullmatch(rf"《国民经济行业分类》的大类 34 下没有[中小]类 {code}，请检查。", told)


def test_what_enterprises_confirmed_is_listed_in_the_jurisdiction(browse, country, officials):
    for enterprise in (country.cloud, country.pump):
        CategoryChoice.objects.create(
            enterprise=enterprise, industry_code="7299", category="other", reason="主营业务", chosen_by=officials.tianhe
        )  # fmt: skip
    seen = {}
    for office in ("tianhe", "liwan", "guangdong", "hunan", "ministry"):
        html = browse(office).get(CHOICES).content.decode()
        seen[office] = {each.name for each in (country.cloud, country.pump) if each.name in html}
    cloud, pump = country.cloud.name, country.pump.name
    assert seen == {
        "tianhe": {cloud},
        "liwan": set(),
        "guangdong": {cloud},
        "hunan": {pump},
        "ministry": {cloud, pump},
    }
    choice = CategoryChoice.objects.get(enterprise=country.pump)
    page = reverse("admin:assessments_categorychoice_change", args=[choice.pk])
    assert browse("hunan").get(page).status_code == 200
    assert browse("tianhe").get(page).status_code == 302
    assert browse("ministry").post(page, {"reason": "改"}).status_code == 403
