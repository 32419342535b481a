"""导出: the filings of one window as a table, in the columns their form declares."""

import io

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from declarations.dossier.loading import load
from declarations.models import Filing
from declarations.papers.table import columns_of, rows_of
from declarations.sections import blocks_of, sections_for
from tests import factories
from tests.admin import filings
from tests.declarations.conftest import YEAR, fill, submit
from tests.tables import check_every

LIST = reverse("admin:declarations_filing_changelist")
EXPORT = reverse("admin:declarations_filing_export")


def table(client, query: str = "") -> list[dict]:
    """The rows below the head, by heading."""
    response = client.get(f"{EXPORT}?scope=all&{query}")
    assert response.status_code == 200, response
    head, *rows = load_workbook(io.BytesIO(b"".join(response))).active.iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in rows]


def test_what_was_submitted_stands_under_the_headings_of_its_form(
    enterprise, window, owner_client, places, login
):
    filing = filings.make_draft(enterprise, window)
    factories.make_record(enterprise, "honours")
    fill(owner_client, filing)
    submit(owner_client, filing, accepts_shortfall="on")
    [row] = table(login(factories.make_official(places.tianhe)), f"window={window.pk}")
    wanted = {
        "企业名称": enterprise.name,
        "统一社会信用代码": enterprise.credit_code,
        "状态": "待区县审核",
        "版次": 1,
        f"{YEAR}年营业收入（万元）": "5,000.00",
        f"{YEAR - 1}年营业收入（万元）": "4,400.00",
        f"从业人员（{YEAR}年末）（人）": "120",
        "主导产品名称": "精密主轴",
        "是否属于《战略性新兴产业分类》": "属于",
    }
    assert {heading: row[heading] for heading in wanted} == wanted
    assert "一种主轴冷却结构" in row["知识产权清单"]
    assert row["得分"] == Filing.objects.get(pk=filing.pk).score


def test_every_heading_of_a_form_is_said_by_its_filings(enterprise, window, owner_client):
    """And none stands twice, so that no value hides another one."""
    filing = filings.make_draft(enterprise, window)
    fill(owner_client, filing)
    dossier = load(filing)
    said = {heading for block in blocks_of(dossier) for heading in block.cells()}
    headings = [
        heading
        for section in sections_for(filing.tier, filing.kind)
        for heading in section.columns(dossier.year)
    ]
    assert len(set(headings)) == len(headings) > 40
    # Lists of conditions that are not claimed say nothing.
    assert {each for each in headings if not each.startswith("D")} <= said


def test_one_window_at_a_time_within_the_jurisdiction(enterprise, window, places, login):
    filings.make_submitted(enterprise, window)
    neighbour = factories.make_enterprise(places.liwan)
    filings.make_submitted(neighbour, window)
    other = factories.make_window(places.hunan)
    filings.make_submitted(factories.make_enterprise(places.yuelu), other)
    county, province = (login(factories.make_official(each)) for each in (places.tianhe, places.guangdong))
    query = f"window={window.pk}"

    def asks_for_a_window(query: str) -> None:
        answer = county.get(f"{EXPORT}?{query}", follow=True)
        assert answer.redirect_chain[0][0].startswith(LIST) and "请先按【申报时间】筛选" in answer.text

    def exports(client, names: set[str]) -> None:
        assert {row["企业名称"] for row in table(client, query)} == names

    check_every(
        {
            "a county its own": lambda: exports(county, {enterprise.name}),
            "a province all of it": lambda: exports(province, {enterprise.name, neighbour.name}),
            "without a window": lambda: asks_for_a_window(""),
            "another province's": lambda: asks_for_a_window(f"window={other.pk}"),
            "made up": lambda: asks_for_a_window("window=9999999999999999999999"),
            "no number": lambda: asks_for_a_window("window=²"),
        }
    )
    assert county.post(f"{EXPORT}?{query}").status_code == 405
    assert f"{EXPORT}?{query}" in county.get(f"{LIST}?{query}").text


def test_it_asks_as_much_for_thirty_filings_as_for_three(window, places):
    def count() -> int:
        with CaptureQueriesContext(connection) as asked:
            rows = list(rows_of(window, Filing.objects.order_by("number")))
        assert all(len(row) == len(columns_of(window)) for row in rows)
        return len(asked)

    for number in (3, 27):
        for _ in range(number):
            filings.make_submitted(factories.make_enterprise(places.tianhe), window)
        if number == 3:
            few = count()
    assert count() == few <= 3
