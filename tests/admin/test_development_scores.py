"""专精特新发展评价得分 in the admin: entered one by one, or imported from a table."""

import datetime as dt
import io
import zipfile
from decimal import Decimal

import pytest
from django.contrib.admin.models import LogEntry
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from openpyxl import Workbook

from enterprises.kit.sheets import spreadsheets, workbooks
from enterprises.models import DevelopmentScore
from enterprises.services.scores import save_score
from tests import factories

LIST = reverse("admin:enterprises_developmentscore_changelist")
ADD = reverse("admin:enterprises_developmentscore_add")
IMPORT = reverse("admin:enterprises_developmentscore_import")
HEAD = ["统一社会信用代码", "年度", "得分", "公布日期", "来源"]


def table(*rows, head=HEAD) -> SimpleUploadedFile:
    book = Workbook()
    for row in (head, *rows):
        book.active.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return SimpleUploadedFile("scores.xlsx", out.getvalue())


def upload(client, *rows, head=HEAD):
    return client.post(IMPORT, {"file": table(*rows, head=head)})


def faults(response) -> list[tuple[int, str]]:
    assert response.status_code == 200
    assert not DevelopmentScore.objects.exists(), "one fault, and nothing is imported"
    return [(fault.row, fault.message) for fault in response.context["faults"]]


def good(enterprise, **changed) -> list:
    values = {
        "code": enterprise.credit_code,
        "year": 2025,
        "score": 61.35,
        "on": dt.date(2025, 12, 1),
        "source": "平台",
    }
    return list((values | changed).values())


# --- one by one ---------------------------------------------------------------------------------------------------


def test_a_score_is_entered_changed_and_deleted(browse, enterprise):
    client = browse("guangdong")
    values = {
        "enterprise": str(enterprise.pk),
        "year": "2025",
        "score": "61.35",
        "source": "平台",
        "published_on": "2025-12-01",
    }
    assert client.get(ADD).status_code == 200
    assert client.post(ADD, values).url == LIST
    score = DevelopmentScore.objects.get()
    assert (score.enterprise, score.year, score.score) == (enterprise, 2025, Decimal("61.35"))
    response = client.post(ADD, values)
    assert "已经登记过" in response.content.decode()
    page = reverse("admin:enterprises_developmentscore_change", args=[score.pk])
    assert client.post(page, values | {"score": "70", "year": "2024"}).url == LIST
    score.refresh_from_db()
    assert (score.score, score.year) == (70, 2025)
    client.post(reverse("admin:enterprises_developmentscore_delete", args=[score.pk]), {"post": "yes"})
    assert not DevelopmentScore.objects.exists()


@pytest.mark.parametrize(
    ("field", "typed", "told"),
    [
        ("score", "-0.01", "不能为负数"),
        ("score", "100.01", "得分应在0到100之间（按百分制登记，本平台自定）"),
        ("score", "635", "得分应在0到100之间"),
        ("score", "61.355", "2"),
        ("year", "2021", "年度应在"),
        ("year", "2099", "年度应在"),
        ("published_on", "2099-01-01", "不能晚于今天"),
        ("published_on", "2024-12-31", "不能早于该年度"),
        ("source", "", ""),
    ],
)
def test_what_cannot_be_is_refused(browse, enterprise, field, typed, told):
    values = {
        "enterprise": str(enterprise.pk),
        "year": "2025",
        "score": "61.35",
        "source": "平台",
        "published_on": "2025-12-01",
    }
    response = browse("guangdong").post(ADD, values | {field: typed})
    assert response.status_code == 200
    errors = response.context["adminform"].form.errors
    assert list(errors) == [field]
    assert told in "".join(errors[field])
    assert not DevelopmentScore.objects.exists()


def test_enterprises_elsewhere_are_not_offered(browse, enterprise, places):
    values = {"enterprise": str(enterprise.pk), "year": "2025", "score": "61", "source": "平台"}
    response = browse("hunan").post(ADD, values | {"published_on": "2025-12-01"})
    assert list(response.context["adminform"].form.errors) == ["enterprise"]
    assert not DevelopmentScore.objects.exists()


@pytest.mark.parametrize("office", ["tianhe", "guangzhou"])
def test_below_the_province_scores_are_read(browse, enterprise, office):
    score = factories.make_development_score(enterprise, 2025)
    client = browse(office)
    assert "63.50" in client.get(LIST).content.decode()
    assert IMPORT not in client.get(LIST).content.decode()
    for address in (ADD, IMPORT, reverse("admin:enterprises_developmentscore_delete", args=[score.pk])):
        assert client.get(address).status_code == 403
        assert client.post(address).status_code == 403
    assert DevelopmentScore.objects.exists()


def test_the_other_half_of_a_double_click_writes_the_same_row(enterprise):
    """Both requests passed validation before either had written."""
    values = {"year": 2025, "score": "61.00", "source": "平台", "published_on": dt.date(2025, 12, 1)}
    for _ in range(2):
        save_score(DevelopmentScore(enterprise=enterprise, **values))
    assert DevelopmentScore.objects.count() == 1


@pytest.mark.parametrize("wrong", [{"score": "-0.01"}, {"year": 2025}])
def test_the_database_refuses_what_cannot_be(enterprise, wrong):
    factories.make_development_score(enterprise, 2025)
    with pytest.raises(IntegrityError), transaction.atomic():
        factories.make_development_score(enterprise, **({"year": 2024} | wrong))


# --- a table ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("office", ["guangdong", "ministry", "superuser"])
def test_a_table_is_imported_and_imported_again(browse, enterprise, places, office):
    other = factories.make_enterprise(places.liwan)
    client = browse(office)
    assert client.get(IMPORT).status_code == 200
    rows = good(enterprise), good(other, year="2024年度", score="70", on="2024年6月3日"), good(other)
    assert IMPORT in client.get(LIST).content.decode()
    assert upload(client, *rows).url == LIST
    assert DevelopmentScore.objects.count() == 3
    row = DevelopmentScore.objects.get(enterprise=other, year=2024)
    assert (row.score, row.published_on, row.source) == (70, dt.date(2024, 6, 3), "平台")
    assert upload(client, *rows).url == LIST
    assert "新增0条，更新0条，3条没有变化" in client.get(LIST).content.decode()
    again = upload(client, good(enterprise, score=88.5, source="更正"), rows[1])
    assert again.url == LIST
    assert "新增0条，更新1条，1条没有变化" in client.get(LIST).content.decode()
    row = DevelopmentScore.objects.get(enterprise=enterprise)
    assert (row.score, row.source) == (Decimal("88.50"), "更正")
    assert DevelopmentScore.objects.count() == 3
    assert LogEntry.objects.count() == 4


def test_columns_in_any_order_and_empty_rows(browse, enterprise):
    row = dict(zip(HEAD, good(enterprise), strict=True))
    head = ["企业名称", *reversed(HEAD)]
    rows = [""] * 6, ["名", *(row[name] for name in reversed(HEAD))], [None] * 6
    assert upload(browse("guangdong"), *rows, head=head).url == LIST
    assert DevelopmentScore.objects.get().score == Decimal("61.35")


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"code": "9144"}, "统一社会信用代码：统一社会信用代码为18位"),
        ({"code": ""}, "统一社会信用代码：请填写"),
        ({"year": ""}, "年度：请填写年度"),
        ({"year": "去年"}, "年度：请填写四位年度"),
        ({"year": 2025.5}, "年度：请填写四位年度"),
        ({"year": 1999}, "年度：年度应在"),
        ({"score": ""}, "得分：请填写得分"),
        ({"score": "优"}, "得分：请填写数字"),
        ({"score": "50%"}, "得分：请填写数字，例如 61.35。表格中是“50%”。"),
        (
            {"on": 46082},
            "公布日期：请填写日期，例如 2015-05-01。表格中是“46082”，可能是没有设为日期格式的日期。",
        ),
        ({"score": -1}, "得分：不能为负数"),
        ({"score": "61.355"}, "得分：小数最多 2 位"),
        ({"score": 123456}, "得分：得分应在0到100之间（按百分制登记，本平台自定）"),
        ({"score": "100.01"}, "得分：得分应在0到100之间"),
        ({"score": True}, "得分：请填写数字"),
        ({"on": ""}, "公布日期：请填写公布日期"),
        ({"on": "2025-13-01"}, "公布日期：请填写日期"),
        ({"on": dt.date(2099, 1, 1)}, "公布日期：日期不能晚于今天"),
        ({"on": dt.date(2024, 1, 1)}, "公布日期：公布日期不能早于该年度"),
        ({"source": None}, "来源：请填写来源"),
        ({"source": "长" * 201}, "来源："),
        ({"source": "=1+1"}, "来源：请填写来源"),
    ],
)
def test_every_fault_is_named_with_its_row(browse, enterprise, places, changed, told):
    other = factories.make_enterprise(places.liwan)
    response = upload(browse("guangdong"), good(other), [], good(enterprise, **changed))
    [(row, message)] = faults(response)
    assert row == 4
    assert message.startswith(told)
    assert "第4行" in response.content.decode()


def test_every_row_is_checked_before_anything_is_told(browse, enterprise, places):
    foreign = factories.make_enterprise(places.yuelu)
    unknown = factories.credit_code(9_999_999)
    response = upload(
        browse("guangdong"),
        good(enterprise),
        good(foreign),
        good(enterprise, score=1),
        [unknown, 2025, 1, dt.date(2025, 1, 1), "平台"],
        [enterprise.credit_code, 2025, "x", "y", "平台"],
    )
    told = faults(response)
    assert [row for row, _ in told] == [3, 4, 5, 6, 6, 6]
    assert told[0][1].replace(foreign.credit_code, "") == told[2][1].replace(unknown, "")
    assert "与第2行重复" in told[1][1]


def test_the_highest_score_is_taken(browse, enterprise):
    assert upload(browse("guangdong"), good(enterprise, score=100)).url == LIST
    assert DevelopmentScore.objects.get().score == 100


def test_faults_of_a_row_stand_in_the_order_of_its_columns(browse, enterprise):
    unknown = factories.credit_code(9_999_999)
    response = upload(browse("guangdong"), [unknown, "x", "x", "x", ""])
    assert [message.partition("：")[0] for _, message in faults(response)] == HEAD


def test_many_faults_are_counted(browse, enterprise):
    response = upload(browse("guangdong"), *[["x"]] * 100)
    assert len(faults(response)) == 50
    assert f"有{response.context['fault_count']}处错误" in response.content.decode()


@pytest.mark.parametrize(
    ("file", "told"),
    [
        (SimpleUploadedFile("a.xlsx", b"not a table"), "文件无法读取"),
        (SimpleUploadedFile("a.xlsx", b""), "文件是空的"),
        (SimpleUploadedFile("a.xlsx", b"x" * (2 * 1024 * 1024 + 1)), "不能大于2 MB"),
        (table(), "没有内容"),
        (table(head=[]), "是空的"),
        (table(head=HEAD[1:]), "表头缺少：统一社会信用代码"),
        (table(head=[*HEAD, "得分"]), "不止一次"),
    ],
)
def test_a_file_that_is_no_table(browse, places, file, told):
    file.seek(0)
    response = browse("guangdong").post(IMPORT, {"file": file})
    assert response.status_code == 200
    assert told in "".join(response.context["form"].errors["file"])


def test_no_file_at_all(browse):
    assert "请选择文件" in browse("guangdong").post(IMPORT, {}).content.decode()


def test_a_zip_that_is_no_workbook(browse):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("xl/workbook.xml", "<x>")
    response = browse("guangdong").post(IMPORT, {"file": SimpleUploadedFile("a.xlsx", out.getvalue())})
    assert "文件无法读取" in response.content.decode()


def test_a_table_has_an_end(browse, enterprise, monkeypatch):
    monkeypatch.setattr(spreadsheets, "MOST_ROWS", 2)
    response = upload(browse("guangdong"), *[good(enterprise, year=year) for year in (2023, 2024, 2025)])
    assert "最多导入2行" in response.content.decode()
    assert not DevelopmentScore.objects.exists()


def rebuilt(part: str, content: bytes) -> SimpleUploadedFile:
    """A workbook with one of its parts replaced."""
    out = io.BytesIO()
    with zipfile.ZipFile(table()) as good, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name in good.namelist():
            packed.writestr(name, content if name == part else good.read(name))
    return SimpleUploadedFile("scores.xlsx", out.getvalue())


SHEET, STYLES = "xl/worksheets/sheet1.xml", "xl/styles.xml"
NAMESPACE = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def sheet(rows: bytes, before: bytes = b"") -> bytes:
    return before + b"<worksheet " + NAMESPACE + b"><sheetData>" + rows + b"</sheetData></worksheet>"


@pytest.mark.parametrize(
    ("part", "content", "told"),
    [
        (SHEET, lambda: sheet(b"<row>" + b"<c/>" * 11_000_000 + b"</row>"), "解压后过大"),
        (SHEET, lambda: sheet(b"<row>" + b"<c/>" * 1001 + b"</row>"), "有一行超过1000格"),
        (SHEET, lambda: sheet(b"<row></row>" * 300_001), "内容过多"),
        (
            STYLES,
            lambda: b"<styleSheet " + NAMESPACE + b">" + b"<x/>" * 300_001 + b"</styleSheet>",
            "内容过多",
        ),
        (SHEET, lambda: sheet(b"<row/>", b'<!DOCTYPE x [<!ENTITY a "b">]>'), "另存为 .xlsx"),
        (SHEET, lambda: sheet(b"<row>" + b"<c/>" * 1001).decode().encode("utf-16"), "有一行超过1000格"),
    ],
    ids=["unpacked", "row", "rows", "styles", "entities", "utf-16"],
)
def test_a_bomb_is_refused_before_the_workbook_is_read(browse, places, monkeypatch, part, content, told):
    file = rebuilt(part, content())
    assert file.size < 100_000
    monkeypatch.setattr(workbooks._Package, "sheets", lambda self: pytest.fail("the workbook was opened"))
    response = browse("guangdong").post(IMPORT, {"file": file})
    assert told in "".join(response.context["form"].errors["file"])
    assert not DevelopmentScore.objects.exists()


def test_an_import_of_thirty_asks_as_much_as_one_of_three(browse, places, django_assert_max_num_queries):
    rows = [good(factories.make_enterprise(places.tianhe)) for _ in range(30)]
    client = browse("guangdong")
    with django_assert_max_num_queries(20):
        assert upload(client, *rows[:3]).status_code == 302
    with django_assert_max_num_queries(20):
        assert upload(client, *rows).status_code == 302
    assert DevelopmentScore.objects.count() == 30
