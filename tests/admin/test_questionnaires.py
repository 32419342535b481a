"""评测表 in the admin: uploaded as a file, checked, previewed, published from a day."""

import datetime as dt
import io

import pytest
from django.contrib.admin.models import LogEntry
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.html import escape
from openpyxl import load_workbook

from assessments.models import Assessment, Questionnaire, Release
from assessments.questionnaire_files import loads
from assessments.questionnaire_sheets import read_workbook, workbook
from tests.admin.questionnaires import (
    LIST,
    MINE,
    NEW,
    OLD,
    PUBLISH,
    RELEASES,
    START,
    UPLOAD,
    edition,
    messages_of,
    page_of,
    publish,
    upload,
    uploaded,
)

EVERYBODY = ["superuser", "ministry", "guangdong", "shenzhen", "guangzhou", "tianhe"]
PUBLISHERS = {"superuser", "ministry"}


# --- Who may ------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("office", EVERYBODY)
def test_the_ministry_uploads_and_publishes_all_others_read(browse, tables, office):
    may = office in PUBLISHERS
    client, row = browse(office), tables["2024"]
    spare = Questionnaire.objects.get(category="other")
    assert client.get(UPLOAD).status_code == (200 if may else 403)
    assert ("上传新版本" in client.get(LIST).content.decode()) is may
    page = client.get(page_of(row)).content.decode()
    assert (f'{PUBLISH}?questionnaire={row.pk}"' in page) is may
    assert 'name="_save"' not in page
    assert client.get(page_of(row, "preview", "foundation")).status_code == 200
    assert client.get(page_of(row, "download")).status_code == 200
    assert client.get(RELEASES).status_code == 200
    assert upload(client, edition()).status_code == (302 if may else 403)
    assert Questionnaire.objects.filter(edition="2027").exists() is may
    assert client.get(PUBLISH).status_code == (200 if may else 403)
    assert publish(client, spare, dt.date(2099, 1, 1)).status_code == (302 if may else 403)
    assert Release.objects.filter(valid_from="2099-01-01").exists() is may


def test_visitors_and_enterprises_see_none_of_it(client, owner_client, tables):
    row = tables["2024"]
    for page in (UPLOAD, PUBLISH, page_of(row, "preview", "foundation"), page_of(row, "download")):
        for browser in (client, owner_client):
            response = browser.get(page)
            assert response.status_code == 302
            assert response.url.startswith(reverse("admin:login"))
    assert upload(owner_client, edition()).status_code == 302
    assert not Questionnaire.objects.filter(edition="2027").exists()


# --- Uploading ----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", ["评测表.toml", "评测表.xlsx", "TABLE.TOML", "Table.XLSX"])
def test_an_uploaded_edition_is_kept_unpublished_and_offered_to_nobody(
    browse, officials, owner_client, tables, name
):
    client = browse("ministry")
    assert "评测表文件" in client.get(UPLOAD).content.decode()
    parsed = loads(edition())
    response = upload(client, edition() if name.lower().endswith("toml") else workbook(parsed), name)
    row = Questionnaire.objects.get(edition="2027")
    assert response.url == page_of(row)
    page = client.get(response.url)
    assert messages_of(page) == f"“{NEW}”已上传，尚未发布。请预览核对后再发布。"
    assert "未发布" in page.content.decode()
    assert (row.parsed, row.digest, row.title, row.category) == (parsed, parsed.digest, NEW, "manufacturing")
    assert row.added_by == officials.ministry
    assert LogEntry.objects.filter(object_id=row.pk, user=officials.ministry).exists()
    assert not row.is_in_use
    assert OLD in owner_client.get(MINE).content.decode()
    owner_client.post(START)
    assert Assessment.objects.get().questionnaire == tables["2024"]


def test_every_fault_is_listed_and_nothing_kept(browse, tables):
    content = edition("2027", ("weight = 50", "weight = 49"), ('code = "O", text = "人力资源", points = 0.9', 'code = "O", text = "人力资源", points = 0.8'))  # fmt: skip
    response = upload(browse("ministry"), content)
    assert response.status_code == 200
    html = response.content.decode()
    assert len(response.context["faults"]) == 2
    assert "没有保存：文件中有2处错误，请改正后重新上传" in html
    line = content[: content.index(b'code = "Q04"')].count(b"\n")
    assert f"<li>第 {line} 行 Q04 数据采集：各选项分值之和为 9.9，应等于满分 10</li>" in html
    assert Questionnaire.objects.count() == 4
    assert not LogEntry.objects.exists()


def test_faults_of_a_workbook_name_its_rows(browse, tables):
    book = load_workbook(io.BytesIO(workbook(loads(edition()))))
    book["选项"]["D7"] = "很多"
    book["题目"]["E3"] = "<b>多选</b>"
    out = io.BytesIO()
    book.save(out)
    html = upload(browse("ministry"), out.getvalue(), "a.xlsx").content.decode()
    assert "<li>“题目”第 3 行：题型 应是 单选、多选 之一，现为“&lt;b&gt;多选&lt;/b&gt;”</li>" in html
    assert Questionnaire.objects.count() == 4


def test_very_many_faults_are_counted(browse, tables):
    broken = edition().replace(b"{ code = ", b"{ cod = ")
    response = upload(browse("ministry"), broken)
    total = 2 * broken.count(b"{ cod = ")
    assert total > 100 == len(response.context["faults"])
    assert f"文件中有{total}处错误，" in response.content.decode()
    assert "下面列出前100处。" in response.content.decode()


LARGEST = edition() + b"#" * (512 * 1024 - len(edition()))


@pytest.mark.parametrize(
    ("content", "name", "told"),
    [
        (edition(), "评测表.xls", "只接收 .xlsx 或 .toml 文件。"),
        (edition(), "评测表.toml.exe", "只接收 .xlsx 或 .toml 文件。"),
        (edition(), "toml", "只接收 .xlsx 或 .toml 文件。"),
        (b"", "评测表.toml", "文件是空的，请重新选择。"),
        (b"", "评测表.xlsx", "文件是空的，请重新选择。"),
        (LARGEST + b"#", "评测表.toml", "文件不能大于 512 KB。"),
        (b"x" * (512 * 1024 + 1), "评测表.xlsx", "文件不能大于 512 KB。"),
    ],
)
def test_files_of_the_wrong_kind_or_size_are_refused(browse, tables, content, name, told):
    response = upload(browse("ministry"), content, name)
    assert response.status_code == 200
    assert response.context["form"].errors["file"] == [told]
    assert Questionnaire.objects.count() == 4


def test_no_file_and_the_largest_file(browse, tables):
    client = browse("ministry")
    assert client.post(UPLOAD, {"csrfmiddlewaretoken": "x"}).context["form"].errors["file"] == [
        "请选择文件。"
    ]
    assert uploaded(client, LARGEST).edition == "2027"


@pytest.mark.parametrize(
    ("content", "name", "told"),
    [
        (edition(), "评测表.xlsx", "文件无法读取。请上传 .xlsx 格式的表格"),
        (workbook(loads(edition())), "评测表.toml", "不是 UTF-8 编码"),
        (edition("2027" * 6), "评测表.toml", "版本（edition）最多 20 个字"),
        (edition("2027", (NEW, "长" * 101)), "评测表.toml", "名称（title）最多 100 个字"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_or_kept_is_said(browse, tables, content, name, told):
    assert told in str(upload(browse("ministry"), content, name).context["faults"])
    assert Questionnaire.objects.count() == 4


def test_an_unpublished_edition_is_replaced_by_the_next_upload(browse, officials, tables):
    first = uploaded(browse("ministry"))
    again = uploaded(browse("superuser"), edition("2027", ("以上均无", "都没有")))
    assert again.pk == first.pk
    assert again.parsed.items[0].options[0].text == "都没有"
    assert again.digest != first.digest
    assert again.added_by == officials.superuser
    assert Questionnaire.objects.count() == 5


def test_uploading_twice_is_one_row_in_either_format(browse, tables):
    client = browse("ministry")
    row = uploaded(client)
    for content, name in ((edition(), "a.toml"), (workbook(row.parsed), "a.xlsx")):
        assert upload(client, content, name).url == page_of(row)
    assert Questionnaire.objects.count() == 5
    assert Questionnaire.objects.get(pk=row.pk).digest == row.digest


@pytest.mark.parametrize("use", ["published", "begun"])
def test_an_edition_in_use_is_not_replaced(browse, enterprise, tables, use):
    client = browse("ministry")
    row = uploaded(client)
    if use == "published":
        publish(client, row, dt.date(2099, 1, 1))
    else:
        Assessment.objects.create(enterprise=enterprise, questionnaire=row)
    response = upload(client, edition("2027", ("以上均无", "都没有")))
    assert response.status_code == 200
    assert response.context["form"].errors["file"] == [
        f"“{NEW}”（2027 · 制造业）已经发布，不能再修改。请在文件的 edition（版本）中写一个新的版本号后重新上传。"
    ]
    assert Questionnaire.objects.get(pk=row.pk).digest == row.digest
    row.content = {}
    with pytest.raises(ValidationError, match="内容不能再修改"):
        row.save()


# --- Preview and download -----------------------------------------------------------------------------------------
@pytest.mark.parametrize("category", ["manufacturing", "other"])
def test_a_preview_shows_every_question_and_saves_nothing(browse, tables, category):
    row = Questionnaire.objects.filter(category=category).order_by("-edition").first()
    client = browse("guangdong")
    for dimension in row.parsed.dimensions:
        html = client.get(page_of(row, "preview", dimension.code)).content.decode()
        for question in row.parsed.questions_of(dimension.code):
            texts = (
                [each.text for each in question.options] if hasattr(question, "options") else question.levels
            )
            assert all(escape(text) in html for text in (question.name, *texts))
            assert html.count(f'name="{question.code}"') == len(texts) + (not hasattr(question, "options"))
        assert all(page_of(row, "preview", each.code) in html for each in row.parsed.dimensions)
        assert "仅供核对，在这里填写的内容不会保存" in html
        assert ("本平台自拟的评测表" in html) is row.parsed.own_weights
        assert 'type="submit"' not in html.split('id="content-main"')[1]
        client.post(page_of(row, "preview", dimension.code), {"Q01": ["B"]})
    assert not Assessment.objects.exists()


@pytest.mark.parametrize("step", ["review", "nothing", "Foundation"])
def test_a_preview_of_no_dimension_is_not_found(browse, tables, step):
    assert browse("ministry").get(page_of(tables["2024"], "preview", step)).status_code == 404


@pytest.mark.parametrize("key", ["0", "999999", "9" * 18, "9" * 19, "9" * 4000])
def test_tables_that_are_none_are_not_found(browse, tables, key):
    client = browse("ministry")
    for page in (f"{LIST}{key}/preview/foundation/", f"{LIST}{key}/xlsx/"):
        assert client.get(page).status_code == 404


@pytest.mark.parametrize("key", ["9" * 5000, "-1", "1.5", "%00", "_00", "٣", "abc"])
def test_keys_that_are_none_lead_to_no_table(browse, tables, key):
    client = browse("ministry")
    for page in (f"{LIST}{key}/preview/foundation/", f"{LIST}{key}/xlsx/"):
        response = client.get(page, follow=True)
        assert response.request["PATH_INFO"] == reverse("admin:index")


def test_a_download_is_the_same_content_and_a_beginning_for_the_next_edition(browse, tables):
    client, row = browse("ministry"), tables["2024"]
    response = client.get(page_of(row, "download"))
    assert response["Content-Type"].endswith("spreadsheetml.sheet")
    assert response["Content-Disposition"].startswith("attachment; filename")
    assert response["Cache-Control"].startswith("private, no-store")
    assert read_workbook(io.BytesIO(response.content)).digest == row.digest
    again = upload(client, response.content, "a.xlsx")
    assert again.url == page_of(row)
    assert messages_of(client.get(again.url)) == f"“{OLD}”已经发布，内容与上传的文件相同，没有改动。"
    assert not LogEntry.objects.exists()
    book = load_workbook(io.BytesIO(response.content))
    assert (book["基本信息"]["A2"].value, book["基本信息"]["B2"].value) == ("版本", "2024")
    book["基本信息"]["B2"] = 2027
    out = io.BytesIO()
    book.save(out)
    assert upload(client, out.getvalue(), "a.xlsx").status_code == 302
    made = Questionnaire.objects.get(edition="2027")
    assert made.content == row.content | {"edition": "2027"}
    assert Questionnaire.objects.count() == 5
