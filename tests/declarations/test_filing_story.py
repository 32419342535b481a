"""The way of a declaration through the enterprise's pages, from the cities to the submission (M1.5, M2.3, M3.4)."""

import pytest
from django.urls import reverse

from declarations.enums import FilingState
from declarations.models import Filing, FilingEvent, Revision
from notices.models import Message
from tests.declarations.conftest import fill, save, section_url, submit, url


@pytest.mark.dated
def test_from_the_cities_to_the_submission(owner_client, enterprise, window):
    cities = owner_client.get(reverse("declarations:cities"), {"tier": "innovative"}).content.decode()
    assert "广东省" in cities and "广州市" in cities and "本企业注册地" in cities
    new = reverse("declarations:new")
    assert f"{new}?window={window.pk}&amp;place=440100" in cities
    assert enterprise.name in owner_client.get(new, {"window": window.pk}).content.decode()

    response = owner_client.post(new, {"window": window.pk})
    filing = Filing.objects.get(enterprise=enterprise)
    assert response.url == section_url(filing, "basic")
    assert filing.state == FilingState.DRAFT

    fill(owner_client, filing)
    score = owner_client.get(section_url(filing, "score")).content.decode()
    assert "达到标准" in score
    page = owner_client.get(url(filing, "submit")).content.decode()
    assert "尚未提交" in page and "提交申报" in page and " disabled" not in page

    assert submit(owner_client, filing).status_code == 302
    filing.refresh_from_db()
    assert filing.state == FilingState.IN_REVIEW
    assert filing.chain == ["440106", "440100", "440000"]
    assert filing.current_authority.code == "440106"
    revision = Revision.objects.get(filing=filing)
    # 自主研发Ⅰ类 15 + 研发6% 20 + 增长12.5% 15 + 负债40% 10 + 战略性新兴 10 + 主营90% 20
    assert filing.score == revision.score == 90
    assert revision.standard == "R2022-INNOVATIVE" and revision.standard_version == 1
    assert Message.objects.filter(enterprise=enterprise, title__contains="已提交").count() == 1

    detail = owner_client.get(url(filing, "filing")).content.decode()
    assert "待区县审核" in detail and "天河区中小企业主管部门" in detail and "精密主轴" in detail
    listed = owner_client.get(reverse("declarations:list")).content.decode()
    assert "待区县审核" in listed and "详情" in listed and "下载" in listed


@pytest.mark.dated
def test_frozen_revision_keeps_what_was_said(complete, owner_client, enterprise):
    """The revision shows the submission, whatever the enterprise changes later."""
    submit(owner_client, complete)
    enterprise.figures.update(revenue="1.00", main_revenue="1.00")
    enterprise.intellectual_property.all().delete()
    page = owner_client.get(url(complete, "filing")).content.decode()
    assert "5,000.00" in page and "一种主轴冷却结构" in page
    assert "90" in page


def test_submitting_twice_is_submitting_once(complete, owner_client):
    """A double click: the second says so, and nothing is written twice."""
    submit(owner_client, complete)
    response = owner_client.post(url(complete, "submit"), {"pledge": "on"}, follow=True)
    assert "该申报已提交" in response.content.decode()
    assert FilingEvent.objects.filter(filing=complete).count() == 1
    assert Revision.objects.filter(filing=complete).count() == 1


def test_submitted_sections_are_closed(complete, owner_client):
    submit(owner_client, complete)
    for key in ("basic", "direct", "operations", "product", "ip", "evidence", "score"):
        assert owner_client.get(section_url(complete, key)).url == url(complete, "filing")
    response = save(owner_client, complete, "product", {"name": "别的产品"})
    assert response.status_code == 409
    assert "不能修改" in response.content.decode() and "别的产品" in response.content.decode()


@pytest.mark.parametrize("key", ["direct", "operations", "product", "ip", "evidence"])
def test_an_empty_section_says_what_is_missing(filing, owner_client, key):
    """Submit-valid: where, what, and the link that leads there."""
    page = owner_client.get(url(filing, "submit")).content.decode()
    assert section_url(filing, key) in page
    assert " disabled" in page
    response = submit(owner_client, filing)
    assert response.status_code == 422
    assert section_url(filing, key) in response.content.decode()
    assert not Revision.objects.exists()


def test_without_pledge_nothing_is_submitted(complete, owner_client):
    response = owner_client.post(url(complete, "submit"), {})
    assert response.status_code == 422
    assert "请阅读并勾选承诺" in response.content.decode()
    complete.refresh_from_db()
    assert complete.state == FilingState.DRAFT


@pytest.mark.dated
def test_a_shortfall_must_be_accepted(complete, owner_client, enterprise):
    """Below the standard an enterprise may still file, knowingly."""
    enterprise.intellectual_property.all().delete()
    enterprise.figures.update(rd_expense=0)
    save(owner_client, complete, "ip", {"none": "on"})
    assert "未达到标准" in owner_client.get(url(complete, "submit")).content.decode()
    assert submit(owner_client, complete).status_code == 422
    assert submit(owner_client, complete, accepts_shortfall="on").status_code == 302


@pytest.mark.dated
def test_a_pledge_covers_what_its_page_showed(complete, owner_client):
    """Another tab changes the profile between reading the submit page and submitting it."""
    page = owner_client.get(url(complete, "submit"))
    sent = {"pledge": "on", "accepts_shortfall": "on", "seen": page.context["seen"]}
    complete.enterprise.figures.update(revenue="4999.00")
    stale = owner_client.post(url(complete, "submit"), sent)
    assert stale.status_code == 409
    assert "在别的页面有了修改" in stale.content.decode()
    assert Filing.objects.get(pk=complete.pk).state == FilingState.DRAFT
    again = owner_client.post(url(complete, "submit"), sent | {"seen": stale.context["seen"]})
    assert again.status_code == 302
    assert Filing.objects.get(pk=complete.pk).state == FilingState.IN_REVIEW
