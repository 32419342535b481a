"""Remarks at the field: written on the official's page, read beside the field, compared at the place (M4.7)."""

import html
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from declarations.enums import Action, FilingState
from declarations.models import Attachment, Filing, ReviewComment
from declarations.sections import sections_for
from declarations.sections.remarks import places_of
from declarations.services.review import Remark, review
from declarations.workflow import TransitionRefused, transition
from notices.models import Message
from tests import factories
from tests.declarations.conftest import (
    PDF,
    YEAR,
    operations_data,
    pdf_file,
    product_data,
    save,
    section_url,
    seen_of,
    submit,
    url,
)

REVENUE = f"operations:y{YEAR}-revenue"


@pytest.fixture
def official(places):
    return factories.make_official(places.tianhe)


@pytest.fixture
def county(official, login):
    return login(official)


@pytest.fixture
def submitted(complete, owner_client):
    submit(owner_client, complete)
    return Filing.objects.get(pk=complete.pk)


def text(response) -> str:
    return html.unescape(response.content.decode())


def decision_url(filing):
    return reverse("admin:declarations_filing_review", args=[filing.pk, "return"])


def page_of(filing):
    return reverse("admin:declarations_filing_change", args=[filing.pk])


def send(county, filing, **fields):
    seen = county.get(decision_url(filing)).context["form"]["seen"].value()
    return county.post(decision_url(filing), {"seen": seen, "comment": "请修改后重新提交"} | fields)


def remarked(filing, official, *remarks: Remark) -> Filing:
    review(Filing.objects.get(pk=filing.pk), Action.RETURN, official, "请修改后重新提交", remarks)
    return Filing.objects.get(pk=filing.pk)


def answers(filing, said="已按意见修改"):
    return {f"answer-{comment.pk}": said for comment in filing.comments.all()}


def beside(page: str, anchor: str) -> str:
    """The page from an anchor on, as far as a field goes."""
    return page.partition(f'id="{anchor}"')[2][:2500]


# --- What a remark can be about ------------------------------------------------------------------------------------
def test_places_are_what_the_sections_are_called_in_a_table(submitted):
    """One set of labels: every heading of a place is a heading of the export, and no section but the score has none."""
    found = places_of(submitted)
    for section in sections_for(submitted.tier, submitted.kind):
        headings = {heading for place in found[section.key].values() for heading in place.headings}
        assert headings <= set(section.columns(YEAR)), section.key
        assert bool(found[section.key]) is not section.is_computed, section.key
    assert found["product"]["name"].label == "主导产品名称"
    assert found["operations"][f"y{YEAR}-revenue"].label == f"{YEAR}年营业收入（万元）"
    assert f"y{YEAR - 1}-employees" not in found["operations"], "asked for the last year alone"
    assert found["evidence"]["licence"].anchor == "#item-licence"


def test_every_place_is_where_its_anchor_leads(submitted, owner_client, official):
    filing = remarked(submitted, official)
    pages = {key: owner_client.get(section_url(filing, key)).content.decode() for key in places_of(filing)}
    missing = [
        place.anchor
        for key, places in places_of(filing).items()
        for place in places.values()
        if f'id="{place.anchor[1:]}"' not in pages[key]
    ]
    assert not missing


def test_every_place_shows_its_remark_where_it_is_filled_in(submitted, owner_client, official):
    said = {
        (section, key): f"意见-{section}-{key}。"
        for section, places in places_of(submitted).items()
        for key in places
    }
    filing = remarked(
        submitted, official, *(Remark(where[0], text_, where[1]) for where, text_ in said.items())
    )
    pages = {key: text(owner_client.get(section_url(filing, key))) for key, _ in said}
    once = [where for where, words in said.items() if pages[where[0]].count(words) != 2]
    assert not once, "in the list at the top, and beside the field"


# --- The official's page -------------------------------------------------------------------------------------------
def test_remarks_are_written_on_places_and_told(submitted, county, owner_client):
    response = send(
        county,
        submitted,
        place_1=REVENUE,
        remark_1="与审计报告不一致",
        place_2="product:name",
        remark_2="与营业执照不一致",
        place_3="",
        remark_3="",
        section_product="整栏再核对",
    )
    assert response.status_code == 302
    kept = list(submitted.comments.order_by("id").values_list("section", "place", "text"))
    assert kept == [
        ("operations", f"y{YEAR}-revenue", "与审计报告不一致"),
        ("product", "", "整栏再核对"),
        ("product", "name", "与营业执照不一致"),
    ]
    about = f"经营指标 · {YEAR}年营业收入（万元）；专业化；专业化 · 主导产品名称"
    assert f"修改意见涉及：{about}。" in Message.objects.get(title__contains="退回，请修改").body
    assert about in text(owner_client.get(url(submitted, "filing")))
    shown = text(county.get(page_of(submitted)))
    assert about in shown, "the timeline"
    assert f"<strong>经营指标 · {YEAR}年营业收入（万元）</strong>：与审计报告不一致" in shown


def test_one_more_remark_is_asked_for_without_a_script(submitted, county):
    response = send(
        county,
        submitted,
        place_1=REVENUE,
        remark_1="与审计报告不一致",
        section_ip="缺证书",
        comment="",
        more="1",
    )
    shown = text(response)
    assert response.status_code == 200 and "请写明理由" not in shown, "not judged yet"
    assert 'name="place_2"' in shown and 'name="place_3"' not in shown
    assert f'<option value="{REVENUE}" selected>' in shown
    assert "与审计报告不一致" in shown and "缺证书" in shown
    assert 'formaction="#id_place_3"' in shown
    assert str(response.context["form"]["seen"].value()) == str(submitted.events.order_by("id").last().pk)
    assert Filing.objects.get(pk=submitted.pk).state == FilingState.IN_REVIEW
    full = {f"remark_{number}": "" for number in range(1, 31)}
    shown = text(send(county, submitted, **full, more="1"))
    assert 'name="remark_30"' in shown and 'name="remark_31"' not in shown and "再加一条" not in shown


@pytest.mark.parametrize(
    ("place", "remark", "complaint"),
    [
        ("", "没有所指", "请选择这条意见所指的项目"),
        ("product:name", " ", "请填写意见"),
        ("product:nothing", "没有这一项", "这个项目不在这份申报的表中"),
        ("nothing:name", "没有这一栏", "这个项目不在这份申报的表中"),
        (f"operations:y{YEAR - 1}-employees", "不问这一年", "这个项目不在这份申报的表中"),
        ("product:name", "长" * 1001, "1000"),
    ],
)
def test_a_remark_that_points_nowhere_or_says_nothing_is_refused(submitted, county, place, remark, complaint):
    response = send(county, submitted, place_1=place, remark_1=remark)
    assert response.status_code == 200 and complaint in text(response)
    assert remark.strip() in text(response)
    assert Filing.objects.get(pk=submitted.pk).state == FilingState.IN_REVIEW
    assert not ReviewComment.objects.exists()


@pytest.mark.parametrize("remark", [Remark("nothing", "无"), Remark("product", "无", "nothing")])
def test_no_remark_is_kept_on_what_the_form_does_not_have(submitted, official, remark):
    with pytest.raises(TransitionRefused, match="不在这份申报的表中"):
        review(submitted, Action.RETURN, official, "请修改", [remark])
    assert Filing.objects.get(pk=submitted.pk).state == FilingState.IN_REVIEW


def test_other_decisions_ask_for_no_remarks(submitted, county):
    shown = text(county.get(decision_url(submitted).replace("return", "reject")))
    assert "place_1" not in shown and "再加一条" not in shown


# --- The enterprise's pages ----------------------------------------------------------------------------------------
def test_the_enterprise_reads_a_remark_at_its_field(submitted, official, owner_client):
    filing = remarked(
        submitted,
        official,
        Remark("product", "写<b>全称</b>\n并附说明", "name"),
        Remark("product", "整栏再核对"),
    )
    page = owner_client.get(section_url(filing, "product")).content.decode()
    field = beside(page, "div_id_name")
    assert "写&lt;b&gt;全称&lt;/b&gt;\n并附说明" in field and "id_name_remark" in field
    assert f'<a href="{section_url(filing, "product")}#id_name">主导产品名称</a>' in page
    assert "整栏再核对" not in beside(page, "div_id_name")
    assert "写" not in beside(page, "div_id_description").partition('class="comment"')[1]
    asked = owner_client.get(url(filing, "submit")).content.decode()
    assert "第1条（专业化 · 主导产品名称）" in asked and "第2条（专业化）" in asked
    assert f'href="{section_url(filing, "product")}#id_name"' in asked
    submit(owner_client, filing, **answers(filing), accepts_unchanged="on")
    assert "第1条（专业化 · 主导产品名称）" in text(owner_client.get(url(filing, "filing")))


def test_two_remarks_at_one_field_both_stand_there(submitted, official, owner_client):
    filing = remarked(
        submitted, official, Remark("product", "其一。", "name"), Remark("product", "其二。", "name")
    )
    field = beside(owner_client.get(section_url(filing, "product")).content.decode(), "id_name_remark")
    assert "其一。\n其二。" in field


def test_a_remark_on_what_is_asked_no_more_reads_as_one_on_its_section(
    submitted, official, owner_client, county
):
    """A province's item that is gone, a question another edition dropped."""
    event = transition(submitted, Action.RETURN, official, comment="请修改")
    event.comments.create(filing=submitted, section="product", place="dropped", text="旧的意见")
    assert "旧的意见" in text(owner_client.get(section_url(submitted, "product")))
    assert "第1条（专业化）" in text(owner_client.get(url(submitted, "submit")))
    assert "<strong>专业化</strong>：旧的意见" in text(county.get(page_of(submitted)))


# --- The reviewer, after the resubmission --------------------------------------------------------------------------
def compared(county, filing) -> dict[str, str]:
    """Remark → what stands beside it on the reviewer's page."""
    shown = text(county.get(page_of(filing)))
    found = re.findall(r'<div class="comment">(.*?)</div>', shown, re.S)
    return {re.search(r"</strong>：(.*?)</p>", each)[1]: re.sub(r"\s+", " ", each) for each in found}


def test_old_and_new_stand_beside_the_remark(submitted, official, owner_client, county):
    filing = remarked(
        submitted,
        official,
        Remark("basic", "核对地址", "address"),
        Remark("operations", "核对收入", f"y{YEAR}-revenue"),
        Remark("operations", "核对上年收入", f"y{YEAR - 1}-revenue"),
        Remark("product", "说明过于简单", "description"),
        Remark("product", "整栏再核对"),
        Remark("ip", "缺证书", "intellectual_property"),
        Remark("evidence", "换成新的", "licence"),
    )
    seen = seen_of(owner_client, filing, "operations")
    save(owner_client, filing, "operations", operations_data(seen, **{f"y{YEAR}-revenue": "5200.00"}))
    seen = seen_of(owner_client, filing, "product")
    save(owner_client, filing, "product", product_data(seen, description="用于机器人关节。"))
    right = filing.enterprise.intellectual_property.first()
    right.name = "改过的名称"
    right.save()
    Attachment.objects.filter(item="licence").update(removed_at=filing.created_at)
    owner_client.post(
        section_url(filing, "evidence"),
        {"item": "licence", "file": pdf_file("新营业执照.pdf", PDF + b"newer")},
    )
    assert submit(owner_client, filing, **answers(filing)).status_code == 302
    said = compared(county, filing)
    assert len(said) == 7 and all("已按意见修改" in each for each in said.values())
    assert "<del>5,000.00</del> → <ins>5,200.00</ins>" in said["核对收入"]
    assert "<ins>用于机器人关节。</ins>" in said["说明过于简单"]
    assert "改过的名称" in said["缺证书"] and "知识产权清单第1项" in said["缺证书"]
    assert "营业执照" in said["换成新的"] and "<ins>" in said["换成新的"] and "已删除" in said["换成新的"]
    assert "未修改" in said["核对地址"] and "未修改" in said["核对上年收入"]
    assert "修改情况" not in said["整栏再核对"], "the table of its section says it"


def test_any_number_of_remarks_costs_the_same(submitted, official, owner_client, county):
    """Three remarks and forty: the same queries on every page that shows them."""
    places = [(section, key) for section, each in places_of(submitted).items() for key in each]
    submit(owner_client, remarked(submitted, official), accepts_unchanged="on")
    used = []
    for some in (places[:2] + places[-1:], places[:39] + places[-1:]):
        filing = remarked(submitted, official, *(Remark(section, "请核对", key) for section, key in some))
        shown = [
            (owner_client, section_url(filing, "product")),
            (owner_client, section_url(filing, "evidence")),
            (owner_client, url(filing, "submit")),
            (owner_client, url(filing, "filing")),
            (county, page_of(filing)),
        ]
        counts = [_queries(*each) for each in shown]
        submit(owner_client, filing, **answers(filing), accepts_unchanged="on")
        used.append([*counts, _queries(county, page_of(filing)), _queries(county, decision_url(filing))])
    assert used[0] == used[1]


def _queries(client, address) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)
