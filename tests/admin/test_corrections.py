"""A reviewer corrects lines of the evaluation: with evidence, a reason, both values, and a total that follows."""

import re

from django.urls import reverse

from declarations.enums import Action
from declarations.models import Attachment, LineCorrection
from declarations.review.correcting import correct_line, seen_token
from declarations.services.review import review
from declarations.workflow import transition
from tests import factories
from tests.admin import filings
from tests.admin.corrections import (
    correct,
    filed_line,
    filing,
    line_page,
    page_of,
    scores,
    seen_on,
    summary,
    text,
)

__all__ = ["filing"]


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
