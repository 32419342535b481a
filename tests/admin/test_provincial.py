"""省级特色化指标 through the admin: each province its own, line-precise, published whole, then fixed."""

import datetime as dt
import html
import re

import pytest
from django.urls import reverse

from declarations.models import ProvincialStandard
from enterprises.kit.forms.rows import MOST_ROWS
from tests.admin.provincial import ADD, LIST, ROWS, change, errors, form, open_window


# --- Who may -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("office", ["guangdong", "shenzhen", "hunan"])
def test_a_province_level_office_sets_its_own(office, browse, places):
    response = browse(office).post(ADD, form(*ROWS))
    assert response.status_code == 302, errors(response)
    standard = ProvincialStandard.objects.get()
    assert standard.authority == getattr(places, office)
    assert standard.published_at is not None
    assert (standard.year, standard.pass_mark, standard.scheme.maximum) == (2026, 70, 15)
    assert [each.code for each in standard.scheme.indicators] == ["9.1", "9.2", "9.3"]
    assert standard.scheme.province == getattr(places, office).region.name


@pytest.mark.parametrize("office", ["ministry", "guangzhou", "tianhe"])
def test_no_other_level_sets_any(office, browse):
    client = browse(office)
    assert client.get(ADD).status_code == 403
    assert client.post(ADD, form(*ROWS)).status_code == 403
    assert not ProvincialStandard.objects.exists()


@pytest.mark.parametrize("office", ["ministry", "guangzhou", "tianhe"])
def test_ministry_and_offices_below_read_it(office, scheme, browse):
    client = browse(office)
    assert str(scheme) in client.get(LIST).content.decode()
    page = html.unescape(client.get(change(scheme)).content.decode())
    assert 'name="_save"' not in page
    assert "省级 | 6" in page
    assert "10%以上 4分；5%（含）至10% 2分；低于5% 0分" in page
    assert client.post(change(scheme), form(*ROWS, pass_mark="60")).status_code == 403
    scheme.refresh_from_db()
    assert scheme.pass_mark == 70


@pytest.mark.parametrize("office", ["hunan", "shenzhen", "yuelu"])
def test_another_province_does_not_see_it(office, scheme, browse):
    client = browse(office)
    assert change(scheme) not in client.get(LIST).content.decode()
    assert client.get(change(scheme)).status_code == 302
    client.post(change(scheme), form(*ROWS, pass_mark="60"))
    scheme.refresh_from_db()
    assert scheme.pass_mark == 70


def test_a_draft_is_not_read_below_the_province(browse):
    browse("guangdong").post(ADD, form(ROWS[0], publish=None))
    draft = ProvincialStandard.objects.get()
    assert change(draft) not in browse("tianhe").get(LIST).content.decode()
    assert change(draft) in browse("ministry").get(LIST).content.decode()


def test_the_authority_cannot_be_posted(browse, places):
    browse("guangdong").post(ADD, form(*ROWS, authority=str(places.hunan.pk)))
    assert ProvincialStandard.objects.get().authority == places.guangdong


def test_a_superuser_names_a_province(browse, places):
    client = browse("superuser")
    assert "请选择省级主管部门。" in errors(client.post(ADD, form(*ROWS)))
    assert errors(client.post(ADD, form(*ROWS, authority=str(places.tianhe.pk))))
    assert client.post(ADD, form(*ROWS, authority=str(places.hunan.pk))).status_code == 302
    assert ProvincialStandard.objects.get().authority == places.hunan


def test_nothing_is_deleted(scheme, browse):
    address = reverse("admin:declarations_provincialstandard_delete", args=[scheme.pk])
    assert browse("guangdong").post(address, {"post": "yes"}).status_code == 403


# --- What the page says ------------------------------------------------------------------------------------------
def test_the_page_says_what_the_indicators_are_for(browse):
    page = browse("guangdong").get(ADD).content.decode()
    assert "2026年4月1日起施行的新办法（工信部企业〔2026〕2号）已取消这些指标" in page
    assert "附件2" in page


def test_the_preview_shows_how_each_reads(scheme, browse):
    page = html.unescape(browse("guangdong").get(change(scheme)).content.decode())
    assert "合计15分（应为15分）" in page
    assert "按所属情形计分：省级 6分；市级 3分；以上都不是 0分" in page
    assert "符合的各项分值相加，最高5分：获奖 2分；首台套 2分；展会 2分" in page
    assert "10 | 4\n5 | 2" in page


def test_the_preview_of_a_draft_says_what_an_indicator_lacks(browse):
    client = browse("guangdong")
    client.post(ADD, form(ROWS[0], ROWS[1] | {"options": ""}, publish=None))
    page = client.get(change(ProvincialStandard.objects.get())).content.decode()
    assert "合计11分（应为15分）" in page
    assert "创新活动：没有选项。" in page


# --- Wrong input -------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ((), "合计0分，应为15分，还缺15分"),
        (ROWS[:2], "合计11分，应为15分，还缺4分"),
        ((*ROWS, ROWS[2]), "合计19分，应为15分，多出4分"),
    ],
)
def test_what_is_published_shares_out_15_points(rows, words, browse):
    client = browse("guangdong")
    assert words in errors(client.post(ADD, form(*rows)))
    assert not ProvincialStandard.objects.exists()
    assert client.post(ADD, form(*rows, publish=None)).status_code == 302
    draft = ProvincialStandard.objects.get()
    assert (draft.published_at, draft.indicators.count()) == (None, len(rows))


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ({"options": "省级 | 6\n市级"}, "第2行：应写成“选项文字 | 分值”。"),
        ({"options": "省级 | 7"}, "第1行：7分超过了最高分6分。"),
        ({"options": "省级 | 六"}, "第1行：分值“六”应为不小于0、最多一位小数的数字，例如 8 或 8.5。"),
        ({"options": "省级 | 5.55"}, "第1行：分值“5.55”应为不小于0、最多一位小数的数字，例如 8 或 8.5。"),
        ({"options": "省级 | 6.5"}, "第1行：6.5分超过了最高分6分。"),
        ({"options": "省级 | 6\n\n省级 | 3"}, "第3行：与第1行重复。"),
        ({"kind": "bands"}, "第1行：“省级”应为数字，不带单位。"),
        (
            {"kind": "bands", "options": "5 | 6\n10 | 3"},
            "第1行：5以上的分值（6分）须低于10以上的分值（3分）。",
        ),
        ({"options": "省级 | 4"}, "最多只能得4分，达不到最高分6分"),
        ({"options": ""}, "没有选项"),
        ({"options": "长" * 4001}, "4000"),
        ({"options": "\x00 | 6"}, "不允许"),
        ({"kind": "dice"}, "请从列出的选项中选择。"),
        ({"kind": ""}, "请选择计分方式。"),
        ({"maximum": "16"}, "不能大于15。"),
        ({"maximum": "0"}, "不能小于1。"),
        ({"maximum": "六"}, "请填写分值，例如 8 或 8.5。"),
        ({"maximum": "1e1"}, "请填写分值，例如 8 或 8.5。"),
        ({"maximum": "NaN"}, "请填写分值，例如 8 或 8.5。"),
        ({"maximum": "6.05"}, "小数最多 1 位。"),
        ({"maximum": "15.5"}, "不能大于15。"),
        ({"maximum": "-1"}, "不能小于0。"),
        ({"maximum": "14.9999999"}, "应为1至15的数字，最多一位小数。"),
        ({"maximum": "99999999999999999999"}, "应为1至15的数字，最多一位小数。"),
        ({"number": "2"}, "各项指标的序号不能重复"),
        ({"number": "0"}, "不能小于1。"),
        ({"name": ""}, "请填写指标名称。"),
        ({"name": "长" * 81}, "最多填写80个字，现在是81个字。"),
    ],
)
@pytest.mark.slow
def test_a_row_that_is_wrong_is_answered_in_the_form(row, words, browse):
    response = browse("guangdong").post(ADD, form(ROWS[0] | row, *ROWS[1:]))
    assert response.status_code == 200
    assert words in errors(response)
    assert not ProvincialStandard.objects.exists()


@pytest.mark.parametrize(
    "fields",
    [
        {"year": "1999"}, {"year": "2101"}, {"year": "今年"}, {"year": "99999999999999999999"}, {"year": ""},
        {"pass_mark": "59"}, {"pass_mark": "101"}, {"pass_mark": ""}, {"basis": "\x00"}, {"basis": "长" * 201},
        {"indicators-TOTAL_FORMS": "abc"},
    ],
)  # fmt: skip
def test_unreadable_input_is_answered_in_the_form(fields, browse):
    response = browse("guangdong").post(ADD, form(*ROWS, **fields))
    assert response.status_code == 200
    assert errors(response)
    assert not ProvincialStandard.objects.exists()


def test_a_claim_of_endless_rows_builds_no_more_than_a_page_takes(browse):
    response = browse("guangdong").post(ADD, form(*ROWS, **{"indicators-TOTAL_FORMS": "99999999"}))
    assert response.status_code == 200
    assert f"最多{MOST_ROWS}项" in errors(response)
    assert len(response.context["inline_admin_formsets"][0].formset.forms) == MOST_ROWS
    assert "产业集群" in response.content.decode(), "what was typed stays"


OF_NO_USE = "已发布，但不会用于任何申报"


def warning(response) -> str:
    page = html.unescape(response.content.decode())
    return "".join(re.findall(r'<li class="warning">(.*?)</li>', page, re.S))


@pytest.mark.parametrize(
    ("today", "year", "warned"),
    [
        (dt.date(2026, 3, 31), "2026", False),
        (dt.date(2026, 4, 1), "2026", True),
        (dt.date(2026, 3, 31), "2027", True),
        (dt.date(2026, 3, 31), "2025", True),
        (dt.date(2025, 6, 1), "2026", False),
        (dt.date(2022, 1, 1), "2021", True),
    ],
)
def test_publishing_what_no_filing_reads_warns(today, year, warned, browse, monkeypatch):
    monkeypatch.setattr("declarations.admin.provincial.timezone.localdate", lambda *args: today)
    response = browse("guangdong").post(ADD, form(*ROWS, year=year), follow=True)
    assert ProvincialStandard.objects.get().published_at is not None
    assert (OF_NO_USE in warning(response)) == warned
    assert not warned or f"{year}年度的特色化指标" in warning(response)


def test_a_draft_warns_of_nothing_and_a_window_that_reads_it_is_use_enough(browse, places):
    client = browse("guangdong")
    assert OF_NO_USE not in warning(client.post(ADD, form(*ROWS, year="2027", publish=None), follow=True))
    open_window(places.guangdong)
    assert OF_NO_USE not in warning(client.post(ADD, form(*ROWS), follow=True))
    open_window(places.hunan, year=2028)
    assert OF_NO_USE in warning(client.post(ADD, form(*ROWS, year="2028"), follow=True))


@pytest.mark.parametrize(
    ("today", "year"), [((2025, 5, 1), 2025), ((2026, 11, 23), 2026), ((2027, 2, 1), 2026)]
)
def test_the_year_offered_is_one_in_which_it_can_be_read(today, year, browse, monkeypatch):
    monkeypatch.setattr("declarations.admin.provincial.timezone.localdate", lambda *args: dt.date(*today))
    page = browse("guangdong").get(ADD).content.decode()
    assert re.search(rf'name="year" value="{year}"', page)
    assert "---------" not in page


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"year": ""}, "请填写申报年度。"),
        ({"year": "1999"}, "不能小于2000。"),
        ({"pass_mark": "59"}, "不能小于60。"),
        ({"pass_mark": "101"}, "不能大于100。"),
        ({"basis": "长" * 201}, "最多填写200个字，现在是201个字。"),
    ],
)
def test_what_is_wrong_is_said_in_our_own_words(fields, words, browse):
    assert errors(browse("guangdong").post(ADD, form(*ROWS, **fields))).strip() == words


def test_one_scheme_a_year(scheme, browse):
    response = browse("guangdong").post(ADD, form(*ROWS))
    assert "该年度的特色化指标已经存在" in errors(response)
    assert browse("hunan").post(ADD, form(*ROWS)).status_code == 302
    assert browse("guangdong").post(ADD, form(*ROWS, year="2027")).status_code == 302
