"""A filing with corrections, where it is decided, listed and returned, and what its enterprise reads of them."""

import re

from django.urls import reverse

from declarations.enums import Action, FilingState
from declarations.review.correcting import reviewed_verdicts
from declarations.services.review import review
from declarations.standards import Verdict
from tests import factories
from tests.admin import filings
from tests.admin.corrections import correct, filed_line, filing, line_page, page_of, summary, text

__all__ = ["filing"]
INBOX = reverse("admin:declarations_filing_changelist")


def test_the_lists_show_the_reviewed_score_beside_the_filed_one(filing, browse):
    county = browse("tianhe")
    assert "→ 审核" not in text(county.get(INBOX))
    correct(county, filing, "2", "5")
    assert f"{filing.score:.0f} → 审核 {filing.score - 15:.0f}" in text(county.get(INBOX))


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
