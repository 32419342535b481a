"""Reviewing through the admin: the whole chain, returns with comments, stale pages, refusals (M4.7, M5.1)."""

import datetime as dt
import html
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from declarations.enums import Action, FilingState
from declarations.models import Filing, FilingEvent, ReviewComment
from declarations.services.review import Remark, StalePage, review
from declarations.workflow import TransitionRefused, transition
from notices.models import Message
from tests import factories
from tests.admin import filings

INBOX = reverse("admin:declarations_filing_changelist")


def page_of(filing):
    return reverse("admin:declarations_filing_change", args=[filing.pk])


def decision_page(filing, action):
    return reverse("admin:declarations_filing_review", args=[filing.pk, action])


def text(response) -> str:
    return html.unescape(response.content.decode())


def seen_on(client, filing, action) -> str:
    shown = text(client.get(decision_page(filing, action)))
    return re.search(r'name="seen" value="(\d+)"', shown)[1]


def decide(client, filing, action, **fields):
    fields.setdefault("seen", seen_on(client, filing, action))
    return client.post(decision_page(filing, action), fields)


def state_of(filing):
    fresh = Filing.objects.select_related("current_authority").get(pk=filing.pk)
    return fresh.state, fresh.current_authority and fresh.current_authority.code


def test_the_whole_chain_from_county_to_approval(filing, browse, places, officials):
    """M5.1: county and city recommend, the province approves; each sees it in its inbox only while it is there."""
    county, city, province = browse("tianhe"), browse("guangzhou"), browse("guangdong")
    assert page_of(filing) in text(county.get(INBOX))
    assert page_of(filing) not in text(city.get(INBOX))
    response = decide(county, filing, "recommend", comment="材料齐全，同意推荐。")
    assert response.status_code == 302
    assert state_of(filing) == (FilingState.IN_REVIEW, "440100")
    assert page_of(filing) not in text(county.get(INBOX))
    assert page_of(filing) in text(county.get(INBOX + "?scope=all"))
    assert decide(city, filing, "recommend").status_code == 302
    response = decide(province, filing, "approve", comment="通过")
    assert response.status_code == 302
    assert state_of(filing) == (FilingState.APPROVED, "440000")
    assert page_of(filing) in text(province.get(INBOX + "?scope=approved"))
    assert Message.objects.filter(title__contains="推荐上报").count() == 2
    shown = text(county.get(page_of(filing)))
    assert "材料齐全，同意推荐。" in shown
    assert "审核通过" in shown


def test_the_review_page_shows_what_was_filed(filing, browse):
    shown = text(browse("tianhe").get(page_of(filing)))
    assert "待区县审核" in shown
    assert "五轴数控机床" in shown
    assert "2025年审计报告.pdf" in shown
    assert filing.enterprise.credit_code in shown
    assert "推荐上报" in shown and "退回企业修改" in shown and "不通过" in shown
    assert "退回下级" not in shown, "the first reviewer has nobody below"
    assert "<textarea" not in shown and 'name="state"' not in shown


def test_a_return_carries_comments_and_the_correction_is_compared(filing, browse):
    """M4.7: the level that has it returns it; the enterprise answers; old and new stand beside the comment."""
    county = browse("tianhe")
    response = decide(
        county,
        filing,
        "return",
        comment="请更正主导产品名称。",
        section_product="名称与营业执照不一致",
        section_ip="",
    )
    assert response.status_code == 302
    assert state_of(filing) == (FilingState.RETURNED, None)
    comment = ReviewComment.objects.get(filing=filing)
    assert (comment.section, comment.text, comment.event.action) == (
        "product",
        "名称与营业执照不一致",
        Action.RETURN,
    )
    assert "名称与营业执照不一致" in text(county.get(page_of(filing)))
    filings.resubmit(filing, product="六轴数控机床")
    assert state_of(filing) == (FilingState.IN_REVIEW, "440106")
    shown = text(county.get(page_of(filing)))
    assert "<del>五轴数控机床</del>" in shown
    assert "<ins>六轴数控机床</ins>" in shown
    assert "已更正，详见佐证材料。" in shown


@pytest.mark.parametrize("action", ["return", "reject"])
def test_returning_or_rejecting_needs_a_reason(filing, browse, action):
    response = decide(browse("tianhe"), filing, action, comment="   ")
    assert response.status_code == 200
    assert "请写明理由" in text(response)
    assert state_of(filing) == (FilingState.IN_REVIEW, "440106")


def test_return_down_goes_to_the_level_below(filing, browse, officials):
    filings.pass_on(filing, officials.tianhe)
    response = decide(browse("guangzhou"), filing, "return_down", internal="请核实研发费用。")
    assert response.status_code == 302
    assert state_of(filing) == (FilingState.IN_REVIEW, "440106")


def test_what_authorities_tell_one_another_never_reaches_the_enterprise(filing, browse, login):
    """Every decision carries both voices; the enterprise's pages, messages and papers have its own only."""
    ours, theirs = "内部核实情况", "给企业的说明"
    words = {"internal": ours, "comment": theirs}
    assert decide(browse("tianhe"), filing, "recommend", **words).status_code == 302
    assert decide(browse("guangzhou"), filing, "return_down", **words).status_code == 302
    assert decide(browse("tianhe"), filing, "return", **words).status_code == 302
    client = login(filings.owner_of(filing.enterprise))
    pages = [reverse(f"declarations:{name}", args=[filing.pk]) for name in ("filing", "submit")]
    pages += [reverse("enterprise_home"), reverse("notices:messages"), reverse("declarations:list")]
    pages += [reverse("notices:message", args=[message.pk]) for message in Message.objects.all()]
    for page in pages:
        response = client.get(page)
        assert response.status_code == 200, page
        assert ours not in text(response), page
    assert theirs in text(client.get(pages[0]))
    assert Message.objects.filter(body__contains=theirs).count() == 3
    assert not Message.objects.filter(body__contains=ours).exists()
    shown = text(browse("tianhe").get(page_of(filing)))
    assert f"内部意见：{ours}" in shown and f"给企业：{theirs}" in shown


def test_returning_down_needs_a_reason_for_colleagues(filing, browse, officials):
    filings.pass_on(filing, officials.tianhe)
    response = decide(browse("guangzhou"), filing, "return_down", comment="给企业的说明")
    assert "请写明退回下级的理由" in text(response)
    assert state_of(filing) == (FilingState.IN_REVIEW, "440100")


def test_reject_is_final_and_says_why(filing, browse):
    decide(browse("tianhe"), filing, "reject", comment="不符合基本条件。")
    assert state_of(filing) == (FilingState.REJECTED, None)
    assert "不符合基本条件。" in text(browse("tianhe").get(page_of(filing)))


def test_a_double_click_decides_once(filing, browse):
    county = browse("tianhe")
    seen = seen_on(county, filing, "recommend")
    assert decide(county, filing, "recommend", seen=seen).status_code == 302
    before = FilingEvent.objects.count()
    second = county.post(decision_page(filing, "recommend"), {"seen": seen}, follow=True)
    assert second.status_code == 200
    assert "已经办理，没有重复执行" in text(second)
    assert FilingEvent.objects.count() == before


def test_a_stale_page_decides_nothing_and_keeps_the_text(filing, browse):
    """The filing was returned and filed again while the old page lay open: what was not read is not decided on."""
    county = browse("tianhe")
    seen = seen_on(county, filing, "recommend")
    decide(county, filing, "return", comment="请更正。")
    filings.resubmit(filing, product="六轴数控机床")
    before = FilingEvent.objects.count()
    response = county.post(decision_page(filing, "recommend"), {"seen": seen, "comment": "同意推荐该企业。"})
    assert response.status_code == 409
    assert "已有新的办理记录" in text(response)
    assert "同意推荐该企业。" in text(response)
    assert FilingEvent.objects.count() == before


@pytest.mark.parametrize("seen", ["", "abc", "-1", "99999999999999999999", "999999"])
def test_a_forged_event_number_decides_nothing(filing, browse, seen):
    before = FilingEvent.objects.count()
    response = browse("tianhe").post(decision_page(filing, "recommend"), {"seen": seen})
    assert response.status_code in (200, 409)
    assert FilingEvent.objects.count() == before


def test_colleagues_racing_the_second_is_refused(filing, officials, places, browse):
    colleague = factories.make_official(places.tianhe)
    seen = filing.events.order_by("-id").first().pk
    review(filing, Action.RECOMMEND, colleague, seen_event_id=seen)
    response = browse("tianhe").post(decision_page(filing, "reject"), {"seen": seen, "comment": "不同意。"})
    assert response.status_code == 409
    assert "不同意。" in text(response)
    assert state_of(filing) == (FilingState.IN_REVIEW, "440100")


def test_an_office_that_does_not_have_it_is_told_so(filing, browse):
    response = browse("guangzhou").get(decision_page(filing, "recommend"), follow=True)
    assert "您不能办理【推荐上报】" in text(response)
    refused = browse("guangzhou").post(
        decision_page(filing, "recommend"), {"seen": filing.events.get().pk, "comment": "抢先"}
    )
    assert refused.status_code == 409
    assert state_of(filing) == (FilingState.IN_REVIEW, "440106")


def test_after_the_level_s_deadline_the_page_says_why(filing, browse, window):
    window.county_closes_at = timezone.now() + dt.timedelta(days=21)
    window.save()
    assert "审核已于" not in text(browse("tianhe").get(page_of(filing)))
    window.opens_at = timezone.now() - dt.timedelta(days=30)
    window.closes_at = window.county_closes_at = timezone.now() - dt.timedelta(days=1)
    window.save()
    shown = text(browse("tianhe").get(page_of(filing)))
    assert "区县级审核已于" in shown
    assert decision_page(filing, "recommend") not in shown
    assert decision_page(filing, "reject") in shown


@pytest.mark.parametrize("action", ["submit", "certify", "publicise", "nonsense", "lapse"])
def test_only_decisions_of_reviewers_have_a_page(filing, browse, action):
    assert browse("tianhe").get(decision_page(filing, action)).status_code == 404
    assert browse("tianhe").post(decision_page(filing, action), {"seen": "1"}).status_code == 404


def test_the_review_page_takes_no_post(filing, browse):
    assert browse("tianhe").post(page_of(filing), {"state": "completed"}).status_code == 405
    assert browse("superuser").post(page_of(filing), {"state": "completed"}).status_code == 405
    assert state_of(filing)[0] == FilingState.IN_REVIEW


def test_ten_megabytes_of_comment_are_refused_in_words(filing, browse, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 50 * 1024 * 1024
    response = decide(browse("tianhe"), filing, "return", comment="长" * 3_400_000)
    assert response.status_code == 200
    assert (
        "最多" in text(response)
        or "不超过" in text(response)
        or "至多" in text(response)
        or "2000" in text(response)
    )
    assert state_of(filing)[0] == FilingState.IN_REVIEW


def test_the_service_refuses_what_no_page_offers(filing, officials):
    with pytest.raises(TransitionRefused, match="不在审核页面"):
        review(filing, Action.CERTIFY, officials.tianhe)
    with pytest.raises(TransitionRefused, match="逐栏意见"):
        review(filing, Action.RECOMMEND, officials.tianhe, remarks=[Remark("product", "多余")])
    with pytest.raises(StalePage):
        review(filing, Action.RECOMMEND, officials.tianhe, seen_event_id=0)
    assert ReviewComment.objects.count() == 0


def test_a_comment_that_fails_takes_the_decision_back(filing, officials, monkeypatch):
    """Decision and comments are one transaction."""

    def fail(*args, **kwargs):
        raise RuntimeError("disk full")

    monkeypatch.setattr(ReviewComment.objects, "bulk_create", fail)
    with pytest.raises(RuntimeError):
        review(filing, Action.RETURN, officials.tianhe, "请更正。", [Remark("product", "名称")])
    assert state_of(filing) == (FilingState.IN_REVIEW, "440106")
    assert FilingEvent.objects.filter(filing=filing).count() == 1


def test_withdrawn_while_reading(filing, browse):
    county = browse("tianhe")
    seen = seen_on(county, filing, "recommend")
    transition(filing, Action.WITHDRAW, filings.owner_of(filing.enterprise))
    response = county.post(decision_page(filing, "recommend"), {"seen": seen, "comment": "同意"})
    assert response.status_code == 409
    assert state_of(filing) == (FilingState.WITHDRAWN, None)


def test_officials_read_who_decided_and_where_it_went(browse, filing, officials, login):
    """The enterprise reads the office only."""
    filings.pass_on(filing, officials.tianhe)
    shown = text(browse("tianhe").get(page_of(filing)))
    person = officials.tianhe.full_name
    assert f"{person}（{officials.tianhe.authority.name}）" in shown
    assert f"推荐上报 → {officials.guangzhou.authority.name}" in shown
    owner = login(filings.owner_of(filing.enterprise))
    assert person not in text(owner.get(reverse("declarations:filing", args=[filing.pk])))
