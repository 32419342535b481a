"""数字化水平评测 in the admin: listed, counted and exported within the jurisdiction; categories set by the ministry."""

import datetime as dt
import re

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils.html import escape, strip_tags

from assessments.models import Assessment, CategoryChoice, Evidence, Questionnaire
from tests import factories
from tests.admin.assessments import (
    ADD_RULE,
    CHOICES,
    EXPORT,
    LIST,
    RULES,
    SERVICE,
    SHANGHAI,
    STATISTICS,
    exported,
    tables,
)
from tests.assessments.conftest import submitted
from tests.assessments.sheets import scenes_at, sheet_worth


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
@pytest.mark.slow
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
