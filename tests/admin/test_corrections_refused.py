"""What is no correction: wrong values, other offices, stale pages, after the deadline; by page, service and database."""

import datetime as dt
import re

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from declarations.enums import Action
from declarations.models import Filing, LineCorrection
from declarations.review.correcting import CorrectionRefused, correct_line, seen_token
from declarations.services.review import StalePage, review
from declarations.standards import Verdict
from tests import factories
from tests.admin import filings
from tests.admin.corrections import correct, filing, line_page, page_of, scores, seen_on, text

__all__ = ["filing"]


@pytest.mark.parametrize(
    ("code", "fields", "words"),
    [
        ("2", {"value": "7"}, "请从列出的值中选择。"),
        ("2", {"value": "met"}, "请从列出的值中选择。"),
        ("2", {"value": "filed"}, "请从列出的值中选择。"),
        ("D1", {"value": "5"}, "请从列出的值中选择。"),
        ("D1", {"value": "unknown"}, "请从列出的值中选择。"),
        ("2", {"value": ""}, "请选择更正后的值。"),
        ("2", {"value": "5", "reason": ""}, "请写明更正理由。"),
        ("2", {"value": "5", "reason": "  \n "}, "请写明更正理由。"),
        ("2", {"value": "5", "reason": "长" * 501}, "500"),
        ("2", {"value": "5\0"}, "请"),
    ],
)
def test_what_is_filled_in_wrong_is_said(filing, browse, code, fields, words):
    response = correct(browse("tianhe"), filing, code, **fields)
    assert response.status_code == 200
    assert words in text(response)
    assert not LineCorrection.objects.exists() and scores(filing)[1] is None


def test_errors_stand_under_the_title_and_lead_to_their_fields(filing, browse):
    shown = text(correct(browse("tianhe"), filing, "2", "", reason=""))
    head = shown.split('class="review__head"')[0]
    assert '<a href="#id_value">请选择更正后的值。</a>' in head
    assert '<a href="#id_reason">请写明更正理由。</a>' in head
    assert 'id="id_value"' in shown and 'id="id_reason"' in shown


@pytest.mark.parametrize("seen", ["", "0.0", "9" * 40, "1.x", "²", "\0"])
def test_crooked_tokens_correct_nothing(filing, browse, seen):
    response = correct(browse("tianhe"), filing, "2", "5", seen=seen)
    assert response.status_code in (200, 409)
    assert not LineCorrection.objects.exists()


def test_no_change_is_no_correction(filing, browse):
    response = correct(browse("tianhe"), filing, "2", "20")
    assert response.status_code == 409
    assert "没有需要更正的内容" in text(response)
    assert not LineCorrection.objects.exists()


@pytest.mark.parametrize("code", ["77", "x", "D9", "9.1", "²"])
def test_lines_that_are_none(filing, browse, code):
    client = browse("tianhe")
    assert client.get(line_page(filing, code)).status_code == 404
    assert (
        client.post(line_page(filing, code), {"value": "5", "reason": "理由", "seen": "1.0"}).status_code
        == 404
    )


@pytest.mark.parametrize("who", ["guangzhou", "guangdong", "superuser"])
def test_only_the_office_that_has_it_corrects(filing, browse, who):
    seen = seen_on(browse("tianhe"), filing, "2")
    client = browse(who)
    shown = text(client.get(line_page(filing, "2")))
    assert "<textarea" not in shown and "可以由当前处理层级更正得分" in shown
    assert "更正第2项" not in text(client.get(page_of(filing)))
    assert correct(client, filing, "2", "5", seen=seen).status_code == 409
    assert not LineCorrection.objects.exists()


@pytest.mark.parametrize("who", ["liwan", "hunan", "shenzhen"])
def test_outside_the_jurisdiction_there_is_no_such_filing(filing, browse, who):
    client = browse(who)
    elsewhere = client.get(page_of(filing))
    for response in (client.get(line_page(filing, "2")), correct(client, filing, "2", "5", seen="1.0")):
        assert (response.status_code, response.url) == (elsewhere.status_code, elsewhere.url)
    assert not LineCorrection.objects.exists()


def test_after_the_review_nothing_is_corrected(filing, browse, officials):
    county = browse("tianhe")
    seen = seen_on(county, filing, "2")
    review(filing, Action.REJECT, officials.tianhe, "不符合条件。")
    response = correct(county, filing, "2", "5", seen=seen)
    assert response.status_code == 409
    assert "现在的状态是“不通过”" in text(response)
    assert "<textarea" not in text(county.get(line_page(filing, "2")))
    assert not LineCorrection.objects.exists()


def test_a_stale_page_corrects_nothing_and_keeps_the_words(filing, browse, officials):
    county = browse("tianhe")
    seen = seen_on(county, filing, "2")
    colleague = factories.make_official(officials.tianhe.authority)
    correct_line(filing, colleague, "4", 5, "负债更正。", seen_token(filing))
    response = correct(county, filing, "2", "5", reason="我写的理由", seen=seen)
    assert response.status_code == 409
    assert "已有新的更正或办理记录" in text(response) and "我写的理由" in text(response)
    assert LineCorrection.objects.count() == 1


def test_a_double_click_corrects_once(filing, browse):
    county = browse("tianhe")
    seen = seen_on(county, filing, "2")
    for _ in range(3):
        assert correct(county, filing, "2", "5", seen=seen).status_code == 302
    assert "没有重复执行" in text(county.get(page_of(filing)))
    assert LineCorrection.objects.count() == 1
    assert correct(county, filing, "2", "10", seen=seen).status_code == 409
    assert LineCorrection.objects.count() == 1


def test_after_the_deadline_of_the_level_nothing_is_corrected(filing, browse, window):
    county = browse("tianhe")
    seen = seen_on(county, filing, "2")
    now = timezone.now()
    window.opens_at, window.closes_at = now - dt.timedelta(days=9), now - dt.timedelta(days=5)
    window.county_closes_at = now - dt.timedelta(days=1)
    window.save()
    response = correct(county, filing, "2", "5", seen=seen)
    assert response.status_code == 409
    assert re.search("区县级?审核已于.*截止。截止后不能更正得分。", text(response))
    shown = text(county.get(line_page(filing, "2")))
    assert "<textarea" not in shown and "截止后不能更正得分" in shown
    assert "更正第2项" not in text(county.get(page_of(filing)))
    assert not LineCorrection.objects.exists()


def test_the_service_refuses_what_no_page_offers(filing, officials):
    seen = seen_token(filing)
    for value in (7, Verdict.MET):
        with pytest.raises(ValueError, match="2"):
            correct_line(filing, officials.tianhe, "2", value, "理由", seen)
    with pytest.raises(CorrectionRefused, match="理由"):
        correct_line(filing, officials.tianhe, "2", 5, "  ", seen)
    with pytest.raises(CorrectionRefused):
        correct_line(filing, filings.owner_of(filing.enterprise), "2", 5, "理由", seen)
    with pytest.raises(StalePage):
        correct_line(filing, officials.tianhe, "2", 5, "理由", "0.0")
    assert not LineCorrection.objects.exists()


def test_the_score_and_the_row_are_one_transaction(filing, officials, monkeypatch):
    def fail(*args, **kwargs):
        raise RuntimeError("disk full")

    monkeypatch.setattr(Filing, "save", fail)
    with pytest.raises(RuntimeError):
        correct_line(filing, officials.tianhe, "2", 5, "理由", seen_token(filing))
    assert not LineCorrection.objects.exists()


@pytest.mark.parametrize(
    "values",
    [
        {"reason": ""},
        {"filed_verdict": "not_met", "points": 5},
        {"filed_verdict": "not_met", "verdict": "met", "filed_points": 5},
        {"verdict": "met"},
        {"filed_verdict": "not_met", "verdict": "unknown"},
        {"filed_verdict": "maybe"},
    ],
)
def test_the_database_keeps_points_and_verdicts_apart(filing, officials, values):
    official = officials.tianhe
    made = {"reason": "理由", "code": "2", "actor": official, "authority": official.authority}
    with pytest.raises(IntegrityError), transaction.atomic():
        LineCorrection.objects.create(revision=filing.revisions.get(), **(made | values))
