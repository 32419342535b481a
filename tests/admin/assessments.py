"""The lists of assessments in the admin, and a country of assessed enterprises."""

import io
import re
from types import SimpleNamespace
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.html import strip_tags
from openpyxl import load_workbook

from assessments.services import taking
from tests import factories

LIST = reverse("admin:assessments_assessment_changelist")
STATISTICS = reverse("admin:assessments_assessment_statistics")
EXPORT = reverse("admin:assessments_assessment_export")
RULES = reverse("admin:assessments_categoryrule_changelist")
ADD_RULE = reverse("admin:assessments_categoryrule_add")
CHOICES = reverse("admin:assessments_categorychoice_changelist")
SHANGHAI = ZoneInfo("Asia/Shanghai")
SERVICE = ("2022", "producer_service")


def assessed_country(places) -> SimpleNamespace:
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
