"""数字化水平评测 in the admin: listed, counted and exported within the jurisdiction; categories set by the ministry."""

import datetime as dt
import io
import re
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import escape, strip_tags
from openpyxl import load_workbook

from assessments.models import Assessment, CategoryChoice, CategoryRule, Evidence, Questionnaire
from assessments.services import taking
from enterprises.enums import IndustryLevel
from enterprises.models import Enterprise, Industry
from tests import factories
from tests.assessments.conftest import submitted
from tests.assessments.sheets import scenes_at, sheet_worth

LIST = reverse("admin:assessments_assessment_changelist")
STATISTICS = reverse("admin:assessments_assessment_statistics")
EXPORT = reverse("admin:assessments_assessment_export")
RULES = reverse("admin:assessments_categoryrule_changelist")
ADD_RULE = reverse("admin:assessments_categoryrule_add")
CHOICES = reverse("admin:assessments_categorychoice_changelist")
SHANGHAI = ZoneInfo("Asia/Shanghai")
SERVICE = ("2022", "producer_service")


@pytest.fixture
def country(places) -> SimpleNamespace:
    """Enterprises of two provinces and a city of its own; 荔湾's was assessed twice, 天河's ``idle`` never to the end."""

    def enterprise(office, name, **fields):
        return factories.make_enterprise(office, name=name, **fields)

    made = SimpleNamespace(
        lathe=enterprise(places.tianhe, "天河机床"),
        cloud=enterprise(places.tianhe, "天河云服务", industry_id="65", industry_class="6510"),
        gear=enterprise(places.liwan, "荔湾齿轮"),
        mould=enterprise(places.dongguan, "东莞模具"),
        chip=enterprise(places.nanshan, "南山芯片"),
        pump=enterprise(places.yuelu, "岳麓水泵"),
        trust=enterprise(places.guangdong, "省属重机"),
        idle=enterprise(places.tianhe, "天河观望"),
    )
    factories.make_assessment(made.gear, 1, total="25")
    factories.make_assessment(made.lathe, 3, total="62.5", code="LATHE2345678")
    factories.make_assessment(made.cloud, 1, total="30", table=SERVICE)
    factories.make_assessment(made.gear, 2, total="41.5")
    factories.make_assessment(made.mould, 0, total="10")
    factories.make_assessment(made.chip, 4, total="90")
    factories.make_assessment(made.pump, 2, total="50")
    factories.make_assessment(made.trust, 2, total="40.5")
    taking.start(made.idle)
    return made


def listed(client, query: str = "") -> list[str]:
    """The enterprises of the list, in its order."""
    response = client.get(f"{LIST}?{query}")
    assert response.status_code == 200, response
    cells = re.findall(r'<th class="field-enterprise.*?</th>', response.content.decode(), re.S)
    return [strip_tags(cell) for cell in cells]


# --- The list -----------------------------------------------------------------------------------------------------
GUANGZHOU = {"天河机床", "天河云服务", "荔湾齿轮"}
GUANGDONG = GUANGZHOU | {"东莞模具", "省属重机"}
EVERYWHERE = GUANGDONG | {"南山芯片", "岳麓水泵"}


@pytest.mark.parametrize(
    ("office", "names"),
    [
        ("tianhe", {"天河机床", "天河云服务"}),
        ("liwan", {"荔湾齿轮"}),
        ("guangzhou", GUANGZHOU),
        ("dongguan", {"东莞模具"}),
        ("guangdong", GUANGDONG),
        ("shenzhen", {"南山芯片"}),
        ("hunan", {"岳麓水泵"}),
        ("ministry", EVERYWHERE),
        ("superuser", EVERYWHERE),
    ],
)
def test_an_office_lists_exports_and_counts_its_own(browse, country, office, names):
    """An attempt that was not handed in is nobody's but the enterprise's."""
    client = browse(office)
    found = listed(client)
    assert set(found) == names
    assert found.count("荔湾齿轮") == (2 if "荔湾齿轮" in names else 0)
    assert sorted(row[0] for row in exported(client)) == sorted(found)
    total = tables(client)[0][-1]
    assert int(total[2]) == len(names)


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("office=440100", GUANGZHOU),
        ("office=441900", {"东莞模具"}),
        ("office=440106", set()),  # two levels down
        ("office=430000", set()),  # outside
        ("category=manufacturing", GUANGDONG - {"天河云服务"}),
        ("category=producer_service", {"天河云服务"}),
        ("category=other", set()),
        ("level__exact=2", {"荔湾齿轮", "省属重机"}),
        ("level__exact=0", {"东莞模具"}),
        ("latest=yes", GUANGDONG),
        ("latest=no", {"荔湾齿轮"}),
        ("section=C", GUANGDONG - {"天河云服务"}),
        ("section=I", {"天河云服务"}),
        ("latest=yes&office=440100&level__exact=2", {"荔湾齿轮"}),
        ("latest=no&level__exact=2", set()),
        ("q=天河", {"天河机床", "天河云服务"}),
        ("q=LATHE2345678", {"天河机床"}),
        ("q=lathe2345678", {"天河机床"}),
        ("q=91440106MA", GUANGDONG),
        ("q=440106MA", set()),  # a credit code from its beginning only
    ],
)
def test_filters_and_searches_narrow_the_list_and_the_export(browse, country, query, names):
    client = browse("guangdong")
    found = listed(client, query)
    assert set(found) == names
    assert sorted(row[0] for row in exported(client, query)) == sorted(found)


def test_the_list_is_narrowed_to_a_table_and_a_credit_code(browse, country):
    client = browse("guangdong")
    for edition, category, names in (
        ("2024", "manufacturing", 5),
        ("2022", "manufacturing", 0),
        (*SERVICE, 1),
    ):
        key = Questionnaire.objects.get(edition=edition, category=category).pk
        assert len(listed(client, f"edition={key}")) == names
    assert listed(client, f"q={country.mould.credit_code}") == ["东莞模具"]


@pytest.mark.parametrize(
    ("at", "periods"),
    [
        ((2026, 3, 10), {"week", "month", "year"}),
        ((2026, 3, 4), {"week", "month", "year"}),
        ((2026, 3, 3, 23, 59, 59, 999999), {"month", "year"}),
        ((2026, 2, 9), {"month", "year"}),
        ((2026, 2, 8, 23, 59, 59, 999999), {"year"}),
        ((2026, 1, 1), {"year"}),
        ((2025, 12, 31, 23, 59, 59, 999999), {"before"}),
    ],
)  # fmt: skip
def test_the_periods_of_the_filter_are_days_of_shanghai(browse, enterprise, at, periods):
    factories.make_assessment(enterprise, at=dt.datetime(*at, tzinfo=SHANGHAI))
    for hour in (0, 23):
        with time_machine.travel(dt.datetime(2026, 3, 10, hour, 30, tzinfo=SHANGHAI), tick=False):
            client = browse("tianhe")
            found = {
                each for each in ("week", "month", "year", "before") if listed(client, f"submitted={each}")
            }
        assert found == periods


@pytest.mark.parametrize(
    "value", ["abc", "-1", "1.5", "٣", "9" * 20, "9" * 5000, "%00", "' OR 1=1", "", "x" * 3000]
)
def test_crooked_filters_are_answered(browse, country, value):
    client = browse("guangdong")
    names = "office category level__exact latest section submitted edition p q o".split()
    for name in names:
        for page in (LIST, EXPORT):
            response = client.get(f"{page}?{name}={value}", follow=True)
            assert response.status_code in (200, 400), (page, name)
            # A download is somebody's turn until it is read to its end.
            b"".join(response)
    for name in ("category", "office"):
        assert client.get(f"{STATISTICS}?{name}={value}").status_code == 200


def test_an_export_of_a_page_that_is_none_leads_back_to_the_list(browse, places):
    for _ in range(31):
        factories.make_assessment(factories.make_enterprise(places.tianhe))
    assert len(exported(browse("tianhe"), "p=2")) == 31
    assert browse("tianhe").get(f"{EXPORT}?p=99").url == LIST


# --- One assessment -----------------------------------------------------------------------------------------------
def test_the_page_of_an_assessment_shows_points_answers_scenes_and_files(browse, enterprise, places):
    factories.load_questionnaires()
    assessment = submitted(enterprise, sheet_worth("56") | scenes_at(3))
    evidence = Evidence(assessment=assessment, question="Q04", name="采集清单.pdf", content_type="application/pdf", size=4, sha256="0" * 64, uploaded_by=enterprise.users.get())  # fmt: skip
    evidence.file.save("x", ContentFile(b"%PDF"))
    page = reverse("admin:assessments_assessment_change", args=[assessment.pk])
    file = reverse("assessments:evidence_file", args=[evidence.pk])
    client = browse("guangzhou")
    html = client.get(page).content.decode()
    text = re.sub(r"\s+", " ", strip_tags(html))
    assert assessment.code in text and enterprise.name in text
    assert "二级（规范级）" in text
    assert "按评分为二级（规范级），按场景为三级（集成级），取较低的等级。" in text
    assert "按所属行业确定，企业没有另行确认" in text
    result = assessment.parsed_result
    for dimension in result.dimensions:
        cells = f'<th scope="row">{dimension.name}</th><td class="num">{dimension.points.normalize():f}</td>'
        assert f'{cells}<td class="num">{dimension.maximum:f}</td>' in html
    questionnaire = assessment.questionnaire.parsed
    for code, answer in assessment.answers.items():
        question = questionnaire.by_code[code]
        for option in answer.get("options", ()):
            assert f"{option} {escape(question.option(option).text)}" in html
    assert "生产设备数量 100台；数字化生产设备数量 5台" in text
    assert "A 10% 及以下（5%）" in text
    for scene in questionnaire.scenes:
        star = "★" if scene.starred else ""
        assert (
            f'<th scope="row">{star}{escape(scene.name)}</th><td>{escape(scene.group)}</td><td>三级</td>'
            in html
        )
    assert f'Q04 <a href="{file}">采集清单.pdf</a>' in html
    assert 'name="_save"' not in html
    assert b"".join(client.get(file).streaming_content) == b"%PDF"
    for office in ("liwan", "hunan", "shenzhen"):
        outside = browse(office)
        assert outside.get(page).status_code == 302
        assert enterprise.name not in outside.get(page, follow=True).content.decode()
        assert outside.get(file).status_code == 404


def test_what_an_enterprise_confirmed_stands_beside_its_result(browse, country, officials):
    assessment = Assessment.objects.get(enterprise=country.cloud)
    assessment.choice = CategoryChoice.objects.create(
        enterprise=country.cloud, industry_code="7299", category="other", reason="主要卖<b>软件</b>", chosen_by=officials.tianhe
    )  # fmt: skip
    assessment.save()
    html = (
        browse("tianhe")
        .get(reverse("admin:assessments_assessment_change", args=[assessment.pk]))
        .content.decode()
    )
    assert "其他行业（" in html and "：主要卖&lt;b&gt;软件&lt;/b&gt;" in html


def test_neither_visitors_nor_enterprises_come_in(client, owner_client, enterprise):
    page = reverse("admin:assessments_assessment_change", args=[factories.make_assessment(enterprise).pk])
    for address in (LIST, STATISTICS, EXPORT, page, RULES, ADD_RULE, CHOICES):
        for browser in (client, owner_client):
            response = browser.get(address)
            assert response.status_code == 302
            assert response.url.startswith(reverse("admin:login"))


# --- Statistics ---------------------------------------------------------------------------------------------------
def tables(client, query: str = "") -> list[list[list[str]]]:
    """The two tables of the statistics, offices and industries, as texts; the last row is the sum."""
    html = client.get(f"{STATISTICS}?{query}").content.decode()
    return [
        [
            [strip_tags(cell).strip() for cell in re.findall(r"<t[hd].*?</t[hd]>", row, re.S)]
            for row in re.findall(r"<tr>(.*?)</tr>", table.partition("<tbody>")[2], re.S)
        ]
        for table in re.findall(r"<table.*?</table>", html.split('id="content-main"')[1], re.S)
    ]


MACHINES, SOFTWARE = "34 通用设备制造业", "65 软件和信息技术服务业"


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
HEADINGS = (
    "企业名称 统一社会信用代码 主管部门 注册地 所属行业 行业名称 行业小类 评测类别 评测表版本 提交时间 总分 等级 现用结果 验证码"
    " 数字化基础得分 数字化经营得分 数字化管理得分 数字化成效得分"
).split()


def book_of(client, query: str = "") -> bytes:
    response = client.get(f"{EXPORT}?{query}")
    assert response.status_code == 200
    assert response.streaming
    return b"".join(response.streaming_content)


def exported(client, query: str = "") -> list[tuple]:
    """The rows below the head, read in the normal way and as a stream; both are the same."""
    content = book_of(client, query)
    sheet = load_workbook(io.BytesIO(content)).active
    rows = list(sheet.iter_rows(values_only=True))
    book = load_workbook(io.BytesIO(content), read_only=True)
    assert [
        tuple(row) + (None,) * (len(HEADINGS) - len(row)) for row in book.active.iter_rows(values_only=True)
    ] == rows
    book.close()
    assert list(rows[0]) == HEADINGS
    return rows[1:]


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
