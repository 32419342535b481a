"""A reviewer corrects lines of the evaluation: with evidence, a reason, both values, and a total that follows."""

import datetime as dt
import html
import re

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from declarations.enums import Action, FilingState
from declarations.models import Attachment, Filing, LineCorrection
from declarations.review.correcting import (
    CorrectionRefused,
    correct_line,
    reviewed_verdicts,
    seen_token,
)
from declarations.services.review import StalePage, review
from declarations.standards import Verdict
from declarations.workflow import transition
from tests import factories
from tests.admin import filings

INBOX = reverse("admin:declarations_filing_changelist")


@pytest.fixture
def filing(enterprise, window):
    """On the county's desk, with figures of two years: line 2 has 20 points."""
    factories.make_figures(enterprise, window.year - 1)
    factories.make_figures(enterprise, window.year - 2, main_revenue="4000.00")
    return filings.make_submitted(enterprise, window)


def page_of(filing):
    return reverse("admin:declarations_filing_change", args=[filing.pk])


def line_page(filing, code):
    return reverse("admin:declarations_filing_correct", args=[filing.pk, code])


def text(response) -> str:
    return html.unescape(response.content.decode())


def seen_on(client, filing, code) -> str:
    return re.search(r'name="seen" value="([^"]+)"', text(client.get(line_page(filing, code))))[1]


def correct(client, filing, code, value, reason="审计报告第12页为50万元。", **fields):
    seen = fields["seen"] if "seen" in fields else seen_on(client, filing, code)
    return client.post(line_page(filing, code), {"value": value, "reason": reason, "seen": seen})


def summary(score, reviewed) -> str:
    """The total before and after as a pattern; lines still unknown leave a range."""
    return rf"自评 {score:.0f}(–\d+)? 分 → 审核 {reviewed:.0f}(–\d+)? 分"


def scores(filing):
    fresh = Filing.objects.get(pk=filing.pk)
    return fresh.score, fresh.review_score


def filed_line(filing, code):
    groups = filing.revisions.get().evaluation["groups"]
    return next(line for group in groups for line in group["lines"] if line["code"] == code)


def attach(filing, item, name):
    """A file of the checklist that the latest revision was submitted with."""
    revision = filing.revisions.order_by("-number").first()
    kept = Attachment.objects.create(
        filing=filing,
        item=item,
        file="evidence/none",
        name=name,
        content_type="application/pdf",
        size=1234,
        sha256=name.encode().hex()[:64],
        uploaded_by=filings.owner_of(filing.enterprise),
    )
    block = next(each for each in revision.content["blocks"] if each["key"] == "evidence")
    line = {"id": str(kept.pk), "filing_id": str(filing.pk), "item": "材料", "name": name, "size": 1234}
    block["files"].append({**line, "sha256": kept.sha256, "uploaded_at": "2026-05-02 10:00:00"})
    revision.save()
    return kept


def test_a_correction_keeps_both_values_and_the_total_follows(filing, browse, officials):
    before = filing.score
    assert filed_line(filing, "2")["points"] == 20
    response = correct(browse("tianhe"), filing, "2", "5")
    assert response.status_code == 302
    row = LineCorrection.objects.get()
    assert (row.code, row.filed_points, row.points, row.filed_verdict, row.verdict) == ("2", 20, 5, "", "")
    assert (row.actor, row.authority) == (officials.tianhe, officials.tianhe.authority)
    assert scores(filing) == (before, before - 15)
    assert filed_line(filing, "2")["points"] == 20, "what was filed stays"
    shown = text(browse("tianhe").get(page_of(filing)))
    assert re.search(summary(before, before - 15), shown)
    assert "<del>20</del> → <ins>5</ins>" in shown
    assert "审计报告第12页为50万元。" in shown
    assert f"{officials.tianhe.full_name}（{officials.tianhe.authority.name}）" in shown


def test_the_evidence_stands_beside_each_line(filing, browse, window):
    kept = attach(filing, f"audit_{window.year - 1}", "上年审计.pdf")
    before = attach(filing, f"audit_{window.year - 2}", "前年审计.pdf")
    whole = attach(filing, "package", "整套.zip")
    licence = attach(filing, "licence", "执照.pdf")

    def links(code):
        shown = text(browse("tianhe").get(line_page(filing, code)))
        return {
            each.name
            for each in (kept, before, whole, licence)
            if reverse("declarations:attachment", args=[filing.pk, each.pk]) in shown
        }

    assert links("2") == links("4") == links("6") == {"上年审计.pdf", "整套.zip"}
    assert links("3") == {"上年审计.pdf", "前年审计.pdf", "整套.zip"}
    assert links("1") == links("5") == links("D2") == {"整套.zip"}
    shown = text(browse("tianhe").get(page_of(filing)))
    assert shown.count(reverse("declarations:attachment", args=[filing.pk, kept.pk])) == 5
    assert '<a href="#content-operations">' in shown and 'id="content-operations"' in shown


def test_the_page_of_a_line_shows_how_it_was_computed(filing, browse):
    shown = text(browse("tianhe").get(line_page(filing, "2")))
    line = filed_line(filing, "2")
    for part in (line["formula"], line["working"], line["display"], line["band"], "经济效益"):
        assert part in shown
    assert re.findall(r'<option value="(\d+)"', shown) == ["20", "15", "10", "5", "0"]
    assert "20 分（自评）" in shown


def test_the_verdict_follows_points_and_conditions(filing, browse):
    county = browse("tianhe")
    for code in ("D1", "D2", "D3", "D4"):
        correct(county, filing, code, "not_met", reason="没有证明。")
    assert "结论由" not in text(county.get(page_of(filing))), "the score still decides"
    correct(county, filing, "1", "0")
    correct(county, filing, "2", "0")
    assert "结论由“达到标准”变为“未达到标准”" in text(county.get(page_of(filing)))
    assert correct(county, filing, "D2", "met", reason="高新技术企业证书有效。").status_code == 302
    assert "结论由" not in text(county.get(page_of(filing)))
    row = LineCorrection.objects.filter(code="D2").last()
    assert (row.filed_verdict, row.verdict, row.filed_points, row.points) == ("unknown", "met", None, None)


def test_a_condition_gives_no_points(filing, browse):
    correct(browse("tianhe"), filing, "D2", "met")
    score, reviewed = scores(filing)
    assert score == reviewed, "no points, but something was corrected"


def test_corrected_again_and_taken_back(filing, browse, officials):
    county = browse("tianhe")
    correct(county, filing, "2", "5")
    correct(county, filing, "2", "10", reason="补充核对。")
    assert scores(filing)[1] == filing.score - 10
    assert correct(county, filing, "2", "20", reason="企业说明属实。").status_code == 302
    assert [row.points for row in LineCorrection.objects.order_by("id")] == [5, 10, None]
    assert scores(filing) == (filing.score, None)
    shown = text(county.get(line_page(filing, "2")))
    for part in ("自评 20 分 → 5 分", "自评 20 分 → 10 分", "自评 20 分 → 恢复自评", "企业说明属实。"):
        assert part in shown
    shown = text(county.get(page_of(filing)))
    assert "→ 审核" not in shown.replace("自评 → 审核", "")


def test_a_line_that_was_not_computed_can_be_given_points_and_back(enterprise, window, browse):
    filing = filings.make_submitted(enterprise, window)
    county = browse("tianhe")
    assert "未算出（自评）" in text(county.get(line_page(filing, "2")))
    correct(county, filing, "2", "15")
    assert (LineCorrection.objects.get().filed_points, scores(filing)[1]) == (None, filing.score + 15)
    correct(county, filing, "2", "filed", reason="看错了。")
    assert scores(filing)[1] is None


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


def test_what_was_done_is_said_beside_the_lines(filing, browse):
    county = browse("tianhe")

    def panel_after(code, value):
        response = correct(county, filing, code, value)
        assert response.url == page_of(filing) + "#evaluation-heading"
        shown = text(county.get(page_of(filing)))
        assert "messagelist" not in shown
        return shown.split('id="evaluation-heading"')[1].split("适用标准")[0]

    assert "第2项已更正为5分。" in panel_after("2", "5")
    assert "第2项已恢复为自评的20分。" in panel_after("2", "20")
    assert "第D2项已更正为“满足”。" in panel_after("D2", "met")
    assert "第D2项已恢复为自评的“尚不能判断”。" in panel_after("D2", "filed")
    assert "已更正" not in text(county.get(page_of(filing))), "said once"


def test_a_message_that_is_not_about_lines_stands_at_the_top(filing, browse):
    county = browse("tianhe")
    shown = text(
        county.get(reverse("admin:declarations_filing_review", args=[filing.pk, "approve"]), follow=True)
    )
    assert "您不能办理【审核通过】" in shown.split("<h1>")[0]


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


def test_after_the_next_level_took_over_the_old_page_is_stale(filing, browse, officials):
    city = browse("guangzhou")
    filings.pass_on(filing, officials.tianhe)
    correct(city, filing, "2", "5")
    assert scores(filing)[1] == filing.score - 15
    assert LineCorrection.objects.get().authority == officials.guangzhou.authority
    seen = seen_on(city, filing, "4")
    transition(filing, Action.RETURN_DOWN, officials.guangzhou, internal="请复审。")
    assert correct(browse("tianhe"), filing, "4", "5", seen=seen).status_code == 409
    assert correct(browse("tianhe"), filing, "2", "10").status_code == 302
    assert scores(filing)[1] == filing.score - 10


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


def test_a_resubmission_starts_from_what_is_filed(filing, browse, officials):
    county = browse("tianhe")
    correct(county, filing, "2", "5")
    correct(county, filing, "4", "5", reason="负债更正。")
    correct(county, filing, "4", "10", reason="恢复。")
    review(filing, Action.RETURN, officials.tianhe, "请补充。")
    assert scores(filing)[1] == filing.score - 15, "a return keeps what was corrected"
    filings.resubmit(filing)
    assert scores(filing) == (filing.score, None)
    shown = text(county.get(page_of(filing)))
    assert shown.count("上一版曾更正") == 1
    assert "上一版曾更正：20 分 → 5 分，审计报告第12页为50万元。" in shown
    assert "上一版曾更正" in text(county.get(line_page(filing, "2")))
    assert LineCorrection.objects.count() == 3
    correct(county, filing, "2", "10", reason="仍不相符。")
    assert scores(filing)[1] == filing.score - 10


def test_the_lists_show_the_reviewed_score_beside_the_filed_one(filing, browse):
    county = browse("tianhe")
    assert "→ 审核" not in text(county.get(INBOX))
    correct(county, filing, "2", "5")
    assert f"{filing.score:.0f} → 审核 {filing.score - 15:.0f}" in text(county.get(INBOX))


def test_queries_do_not_grow_with_corrections(filing, browse, officials, query_count):
    county = browse("tianhe")
    pages = [page_of(filing), line_page(filing, "2")]
    correct(county, filing, "2", "5")
    few = [query_count(county, page) for page in pages]
    colleagues = [factories.make_official(officials.tianhe.authority) for _ in range(5)]
    for number, colleague in enumerate(colleagues):
        for code in ("2", "3", "4", "6"):
            correct_line(filing, colleague, code, (0, 5)[number % 2], "核对。", seen_token(filing))
    assert [query_count(county, page) for page in pages] == few


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


def test_the_enterprise_reads_corrections_once_the_review_is_over(filing, browse, officials, login):
    """The office and its reason, never the person; nothing while the review goes on."""
    owner = login(filings.owner_of(filing.enterprise))
    address = reverse("declarations:filing", args=[filing.pk])
    correct(browse("tianhe"), filing, "2", "5")
    correct(browse("tianhe"), filing, "D2", "met", reason="证书有效。")
    assert "审计报告第12页" not in text(owner.get(address))
    review(filing, Action.RETURN, officials.tianhe, "请补充。")
    filing.refresh_from_db()
    assert filing.state == FilingState.RETURNED
    shown = text(owner.get(address))
    assert "20 分 → <strong>5 分</strong>" in shown and "<strong>满足</strong>" in shown
    assert "审计报告第12页为50万元。" in shown and "证书有效。" in shown
    assert officials.tianhe.authority.name in shown
    assert officials.tianhe.full_name not in shown
    assert re.search(summary(filing.score, filing.review_score), shown)
    filings.resubmit(filing)
    assert "审计报告第12页" not in text(owner.get(address))


def test_an_enterprise_without_corrections_reads_nothing_of_them(filing, officials, login):
    owner = login(filings.owner_of(filing.enterprise))
    review(filing, Action.RETURN, officials.tianhe, "请补充。")
    assert "审核更正的得分" not in text(owner.get(reverse("declarations:filing", args=[filing.pk])))


def test_a_standard_without_points_is_reviewed_by_its_conditions(enterprise, window, browse):
    """Little giants of 2026 (2号 附件3) have conditions alone: verdicts are corrected, no points are spoken of."""
    window.standard, window.standard_version = "R2026-LITTLE-GIANT", 1
    window.save()
    filing = filings.make_submitted(enterprise, window)
    county = browse("tianhe")
    assert "满分" not in text(county.get(page_of(filing)))
    for line in filing.revisions.get().evaluation["conditions"]:
        correct(county, filing, line["code"], "met", reason="已核对。")
    shown = text(county.get(page_of(filing)))
    assert "→ 审核达到标准" in shown and "变为“达到标准”" in shown and "满分" not in shown


def test_a_decision_is_not_made_on_points_a_colleague_has_just_corrected(filing, browse, officials):
    page = reverse("admin:declarations_filing_review", args=[filing.pk, "recommend"])
    opened = browse("tianhe").get(page).content.decode()
    fields = {name: re.search(rf'name="{name}" value="(\d+)"', opened)[1] for name in ("seen", "corrected")}
    correct(browse("tianhe"), filing, "2", "5")
    response = browse("tianhe").post(page, {**fields, "comment": "同意推荐。"})
    assert response.status_code == 409
    assert "有了新的更正" in response.content.decode() and "同意推荐。" in response.content.decode()
    filing.refresh_from_db()
    assert filing.current_authority == officials.tianhe.authority


def test_a_bulk_decision_leaves_out_what_was_corrected_meanwhile(filing, browse, officials):
    address = reverse("admin:declarations_filing_changelist")
    chosen = {"action": "recommend_selected", "_selected_action": str(filing.pk)}
    asked = browse("tianhe").post(address, chosen).content.decode()
    seen = re.search(r'name="seen" value="([^"]+)"', asked)[1]
    correct(browse("tianhe"), filing, "2", "5")
    done = browse("tianhe").post(address, {**chosen, "confirm": "yes", "seen": seen}, follow=True)
    assert "有了新的更正" in done.content.decode()
    filing.refresh_from_db()
    assert filing.current_authority == officials.tianhe.authority


# --- The verdict where the decision is made ------------------------------------------------------------------------
def decision_page(filing, action):
    return reverse("admin:declarations_filing_review", args=[filing.pk, action])


def fail(client, filing):
    """Corrected below the pass mark, and every direct way closed."""
    for code in ("D1", "D2", "D3", "D4"):
        correct(client, filing, code, "not_met", reason="没有证明。")
    for code in ("1", "2", "4", "6"):
        if filed_line(filing, code)["points"] != 0:
            correct(client, filing, code, "0", reason="与材料不符。")


def head(shown: str) -> str:
    return shown.split('class="review__head"')[1].split("</section>")[0]


def test_the_reviewed_verdict_stands_at_the_head_and_warns_of_passing_it_on(filing, browse):
    county = browse("tianhe")
    shown = text(county.get(decision_page(filing, "recommend")))
    assert "自评结论" in head(shown) and ">达到标准</span>" in head(shown)
    assert "请核对后再推荐上报" not in shown
    fail(county, filing)
    for address in (page_of(filing), line_page(filing, "2"), decision_page(filing, "recommend")):
        shown = head(text(county.get(address)))
        assert "审核结论" in shown and ">未达到标准</span>" in shown
    shown = text(county.get(decision_page(filing, "recommend")))
    assert "更正后的审核结论是“未达到标准”。请核对后再推荐上报。" in shown
    assert "请核对后再" not in text(county.get(decision_page(filing, "return")))


def test_a_verdict_that_is_open_warns_too(enterprise, window, browse):
    filing = filings.make_submitted(enterprise, window)
    shown = text(browse("tianhe").get(decision_page(filing, "recommend")))
    assert "自评结论是“尚不能判断”。请核对后再推荐上报。" in shown


def test_the_bulk_page_marks_what_does_not_reach_the_standard(filing, browse, places, window):
    county = browse("tianhe")
    good = factories.make_enterprise(places.tianhe)
    factories.make_figures(good, window.year - 1)
    factories.make_figures(good, window.year - 2, main_revenue="4000.00")
    second = filings.make_submitted(good, window)
    fail(county, filing)

    def asked(*chosen):
        data = {"action": "recommend_selected", "_selected_action": [str(each.pk) for each in chosen]}
        return text(county.post(INBOX, data))

    shown = asked(filing, second)
    assert shown.count(">未达到标准</span>") == 1 and shown.count(">达到标准</span>") == 1
    assert "其中 1 份按自评和更正的结果未达到标准或尚不能判断" in shown
    assert "其中" not in asked(second)


def test_the_verdicts_of_a_list_take_two_queries(filing, browse, places, window, django_assert_num_queries):
    fail(browse("tianhe"), filing)
    others = [filings.make_submitted(factories.make_enterprise(places.tianhe), window) for _ in range(3)]
    draft = filings.make_draft(factories.make_enterprise(places.tianhe), window)
    with django_assert_num_queries(2):
        found = reviewed_verdicts([each.pk for each in (filing, *others, draft)])
    assert found == {filing.pk: Verdict.NOT_MET, **{each.pk: Verdict.UNKNOWN for each in others}}


# --- A return names what was corrected -----------------------------------------------------------------------------
def test_the_return_form_starts_with_the_reasons_of_the_sections(filing, browse):
    county = browse("tianhe")
    before = text(county.get(decision_page(filing, "return")))
    assert "更正理由" not in before
    correct(county, filing, "2", "5")
    correct(county, filing, "6", "0", reason="补充理由。")
    shown = text(county.get(decision_page(filing, "return")))
    assert "已更正的得分和条件会连同更正理由、部门名称一并给企业看。" in shown
    assert "更正理由已填入相应栏目，可以修改或删去。" in shown
    area = re.search(r'<textarea name="section_operations".*?</textarea>', shown, re.S)[0]
    assert "第2项：20 分 → 5 分，审计报告第12页为50万元。\n第6项" in area
    assert "第2项" not in re.search(r'<textarea name="section_product".*?</textarea>', shown, re.S)[0]
    posted = text(
        county.post(
            decision_page(filing, "return"), {"comment": "", "seen": "1", "section_operations": "我的话"}
        )
    )
    area = re.search(r'<textarea name="section_operations".*?</textarea>', posted, re.S)[0]
    assert "我的话" in area and "第2项" not in area, "only as first words"


def test_reasons_longer_than_a_remark_are_cut(filing, browse):
    county = browse("tianhe")
    for code in ("2", "4", "6"):
        correct(county, filing, code, "0", reason="长" * 490)
    shown = text(county.get(decision_page(filing, "return")))
    area = re.search(r'<textarea name="section_operations"[^>]*>(.*?)</textarea>', shown, re.S)[1]
    assert 900 < len(area.strip()) <= 1000


def test_the_frozen_evaluation_is_named_and_folded_below_a_correction(filing, browse, officials, login):
    owner = login(filings.owner_of(filing.enterprise))
    address = reverse("declarations:filing", args=[filing.pk])
    assert "<h2>提交时的自评</h2>" in text(owner.get(address))
    fail(browse("tianhe"), filing)
    review(filing, Action.RETURN, officials.tianhe, "请补充。")
    shown = text(owner.get(address))
    assert "<summary><h2>提交时的自评</h2></summary>" in shown
    before = shown.split("<summary>")[0]
    assert ">未达到标准</span>" in before and ">达到标准</span>" not in before
