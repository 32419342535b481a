"""A title nobody has heard of, asked without a browser: each part it declares is missed, and found by every page."""

import io
import re
from dataclasses import replace

import pypdf
import pytest
from django.core import checks
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from cultivation.demo.filings import one_page_pdf
from declarations import forms, models
from declarations.enums import Action, FilingKind
from declarations.models import Filing
from declarations.services import delivered_checklists
from declarations.services.checklists import load_checklists
from declarations.services.filings import FilingRefused, start_filing
from declarations.services.review import Remark, review
from declarations.standards import registry
from declarations.tiers import TIERS
from tests import factories
from tests.browser.test_made_up_tier import LABEL, LAST_YEAR, SECTIONS, STANDARD, pioneer

__all__ = ["pioneer"]


def test_system_checks_have_nothing_to_say(pioneer):
    assert [str(each) for each in checks.run_checks()] == []


def test_system_checks_name_what_it_lacks(pioneer, monkeypatch):
    """They look at it as at every other title: each part taken away is missed."""
    found = {}
    for part in ("a section", "the list", "the rules"):
        with monkeypatch.context() as patch:
            if part == "a section":
                patch.setattr(forms, "FORMS", [replace(forms.FORMS[-1], sections=SECTIONS[:2])])
            if part == "the list":
                patch.setattr(delivered_checklists, "FILES", delivered_checklists.FILES[:-1])
            if part == "the rules":
                patch.delitem(TIERS, pioneer)
            found[part] = {each.id for each in checks.run_checks()}
    assert found == {
        "a section": {"declarations.E001", "declarations.E002"},
        "the list": {"declarations.E022"},
        "the rules": {"declarations.E006"},
    }


@pytest.mark.parametrize(
    ("lacks", "words"),
    [("form", "尚未开放"), ("standard", "没有适用的标准"), ("list", "清单还没有发布")],
)
def test_without_one_of_its_parts_it_is_refused(pioneer, lacks, words, places, owner, monkeypatch):
    load_checklists()
    window = factories.make_window(places.guangdong, tier=pioneer, standard=STANDARD.id)
    if lacks == "form":
        monkeypatch.setattr(forms, "FORMS", forms.FORMS[:-1])
    if lacks == "standard":
        monkeypatch.setattr(registry, "STANDARDS", registry.STANDARDS[:-1])
    if lacks == "list":
        models.Checklist.objects.filter(tier=pioneer).delete()
    with pytest.raises(FilingRefused, match=words):
        start_filing(owner.enterprise, window, owner)
    assert not Filing.objects.exists()


def test_what_it_declares_of_itself_is_said_where_such_things_are_said(
    pioneer, places, login, client, monkeypatch
):
    monkeypatch.setitem(TIERS, pioneer, replace(TIERS[pioneer], assessed=frozenset({FilingKind.DECLARATION})))
    load_checklists()
    window = factories.make_window(places.guangdong, tier=pioneer, standard=STANDARD.id)
    owner = factories.make_legal_user(factories.make_enterprise(places.tianhe))
    duty, clerk = f"申报专精特新中小企业、{LABEL}前须完成", login(owner)
    assert duty in client.get("/").text and f"、{LABEL}的申报、审核" in client.get("/").text
    for path in (reverse("assessments:list"), reverse("declarations:check_up"), reverse("enterprise_home")):
        assert duty in clerk.get(path).text, path
    assert f"{LABEL}正在申报，请先完成数字化水平评测" in clerk.get(reverse("enterprise_home")).text
    with pytest.raises(FilingRefused, match=f"申报{LABEL}须先完成数字化水平评测"):
        start_filing(owner.enterprise, window, owner)
    province = login(factories.make_official(places.guangdong))
    assert f"{LABEL}由省级或部级" in province.get(reverse("admin:declarations_window_add")).text


def test_what_officials_say_of_it_finds_its_place(pioneer, places, login):
    """Remarks, corrections, the form to be stamped, what is missing and what is carried over know its sections."""
    owner = factories.make_legal_user(factories.make_enterprise(places.tianhe))
    load_checklists()
    window = factories.make_window(places.guangdong, tier=pioneer, standard=STANDARD.id)
    filing, _ = start_filing(owner.enterprise, window, owner)
    clerk = login(owner)

    def page(name: str, *args) -> str:
        return reverse(f"declarations:{name}", args=[filing.pk, *args])

    missing = clerk.post(page("submit"), {"pledge": "on"}).text
    for href in (
        f"{page('section', 'amounts')}#id_y{LAST_YEAR}-revenue",
        f"{page('section', 'goods')}#div_id_is_emerging",
        f"{page('section', 'plans')}#id_next_budget",
        f"{page('section', 'papers')}#item-plan_book",
    ):
        assert href in missing, href
    amounts = {f"y{LAST_YEAR}-revenue": "5000", f"y{LAST_YEAR}-rd_expense": "300", "version": "0"}
    goods = {"goods_name": "先行泵", "is_emerging": "yes", "version": "0"}
    plans = {"is_governed": "yes", "next_budget": "400", "version": "0"}
    for key, data in (("amounts", amounts), ("goods", goods), ("plans", plans)):
        assert clerk.post(page("section", key), data).status_code == 302, key
    for item in ("plan_book", f"ledger_{LAST_YEAR}"):
        paper = SimpleUploadedFile(f"{item}.pdf", one_page_pdf(item), "application/pdf")
        assert clerk.post(page("section", "papers"), {"item": item, "file": paper}).status_code == 302
    attachment = filing.attachments.get(item="plan_book")
    assert page("section", "papers") in clerk.get(page("attachment_remove", attachment.pk)).text
    stamped = clerk.get(page("pdf"), {"stamp": ""})
    said = "".join(each.extract_text() for each in pypdf.PdfReader(io.BytesIO(stamped.content)).pages)
    assert "先行泵" in said and "先行计划书" not in said
    assert clerk.post(page("submit"), {"pledge": "on"}).status_code == 302
    county = factories.make_official(places.tianhe)
    official = login(county)
    correcting = reverse("admin:declarations_filing_correct", args=[filing.pk, "T1"])
    asked = official.get(correcting).text
    for text in ("上年度金额", "300.00", f"ledger_{LAST_YEAR}.pdf"):
        assert text in asked, text
    assert "plan_book.pdf" not in asked
    seen = re.search(r'name="seen" value="([^"]+)"', asked)[1]
    corrected = official.post(
        correcting, {"value": "30", "reason": "研发台账不全。", "seen": seen}, follow=True
    )
    assert re.search(r"自评 100 分 → 审核 70 分", corrected.text)
    filing.refresh_from_db()
    review(filing, Action.RETURN, county, "请修改。", [Remark("goods", "说明产品用途。", "goods_name")])
    assert clerk.get(page("section", "goods")).text.count("说明产品用途。") == 2, "above, and at the field"
    assert "说明产品用途。" not in clerk.get(page("section", "plans")).text
