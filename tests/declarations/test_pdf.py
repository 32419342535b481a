"""The PDF: Chinese, fonts embedded, rendered once per revision, and plain words when the machine lacks the means."""

import io
import re
import subprocess

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import reverse
from pypdf import PdfReader

from declarations.models import Revision
from declarations.services.attaching import attach
from enterprises.kit.papers import pdf
from enterprises.kit.papers.fonts import unshowable
from enterprises.kit.work.turns import turn
from tests import factories
from tests.declarations.conftest import PDF, pdf_file, product_data, save, seen_of, submit, url

pytestmark = pytest.mark.slow


def read(response) -> PdfReader:
    assert response.status_code == 200, response.content.decode()
    assert response["Content-Type"] == "application/pdf"
    return PdfReader(io.BytesIO(response.content))


def text_of(reader: PdfReader) -> str:
    return "".join(page.extract_text() for page in reader.pages).replace("\n", "")


def fonts_of(reader: PdfReader) -> list:
    found = {}
    for page in reader.pages:
        for font in page["/Resources"]["/Font"].values():
            font = font.get_object()
            found[font["/BaseFont"]] = font
    return list(found.values())


def test_submitted_pdf_is_chinese_with_embedded_fonts(complete, owner_client, enterprise):
    submit(owner_client, complete)
    response = owner_client.get(url(complete, "pdf"))
    reader = read(response)
    text = text_of(reader)
    for words in (
        enterprise.name,
        enterprise.credit_code,
        "精密主轴",
        "5,000.00",
        "一种主轴冷却结构",
        "自评得分",
        "63号 附件1 第1项",
        "法定代表人（签字）",
        "第1版",
        f"第 1 页 / 共 {len(reader.pages)} 页",
    ):
        assert words in text, words
    assert "草稿" not in text
    assert fonts_of(reader)
    for font in fonts_of(reader):
        assert "/ToUnicode" in font
        descriptor = font["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
        assert {"/FontFile2", "/FontFile3"} & set(descriptor), font["/BaseFont"]
    assert "%E5%B9%BF%E5%B7%9E" in response["Content-Disposition"]
    assert response["Cache-Control"] == "private, no-store"


def test_draft_says_that_it_is_one(filing, owner_client):
    save(owner_client, filing, "product", product_data())
    text = text_of(read(owner_client.get(url(filing, "pdf"))))
    assert "草稿" in text and "尚未提交" in text and "精密主轴" in text
    assert not default_storage.exists("revisions")


def test_the_form_to_stamp_says_what_is_then_submitted(complete, owner_client, owner, places, login):
    """The paper that is stamped, the submitted version and the reviewer's page carry one code; a change changes it."""
    paper = text_of(read(owner_client.get(url(complete, "pdf"), {"stamp": ""})))
    assert "供签字盖章" in paper and "草稿" not in paper and "法定代表人（签字）" in paper
    code = re.search(r"内容校验码 ([0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{4})", paper)[1]
    attach(complete, "other", pdf_file("另一份材料.pdf", PDF + b"other"), owner)
    submit(owner_client, complete)
    assert code in text_of(read(owner_client.get(url(complete, "pdf"))))
    afterwards = text_of(read(owner_client.get(url(complete, "pdf"), {"stamp": ""})))
    assert code in afterwards and "供签字盖章" in afterwards and "第1版" in afterwards
    desk = login(factories.make_official(places.tianhe))
    page = desk.get(reverse("admin:declarations_filing_change", args=[complete.pk]))
    assert code in page.content.decode()


def test_every_lawful_character_is_printed_or_named(filing, owner_client):
    """Characters of names beyond the first font come from the second; what no font has is named, not only a box."""
    rare, unknown = "\u4dae\u36c3\U0002cb4e\U00020bb7\U0002b4e7", "\U0002ebf0"
    save(owner_client, filing, "product", product_data(name=rare))
    assert "没有能显示下列字符的字体" not in text_of(read(owner_client.get(url(filing, "pdf"))))
    save(
        owner_client,
        filing,
        "product",
        product_data(seen_of(owner_client, filing, "product"), name=rare + unknown),
    )
    assert "代替：U+2EBF0。" in text_of(read(owner_client.get(url(filing, "pdf"))))
    assert unshowable("abc，" + rare + unknown) == [unknown]


def test_nothing_runs_off_the_paper(filing, owner_client):
    """Words without a place to break: every character stays between the margins."""
    word = "https://example.com/" + "x" * 400
    save(owner_client, filing, "product", product_data(name="W" * 100, description=word))
    paper = owner_client.get(url(filing, "pdf")).content
    boxes = subprocess.run(["pdftotext", "-bbox", "-", "-"], input=paper, capture_output=True, check=True)
    edges = re.findall(r'<word xMin="([\d.]+)" yMin="[\d.]+" xMax="([\d.]+)"', boxes.stdout.decode())
    margin = 18 / 25.4 * 72
    assert min(float(start) for start, _end in edges) >= margin - 1
    assert max(float(end) for _start, end in edges) <= 595.28 - margin + 1


def test_a_revision_is_rendered_once(complete, owner_client, monkeypatch):
    """A frozen revision always prints the same; a GET does not write the database (the guard watches)."""
    submit(owner_client, complete)
    first = owner_client.get(url(complete, "pdf")).content
    monkeypatch.setattr(pdf, "rendered", lambda *_: pytest.fail("rendered again"))
    assert owner_client.get(url(complete, "pdf")).content == first
    assert default_storage.exists(Revision.objects.get().pdf.name)


def test_a_half_written_file_is_not_served(complete, owner_client):
    submit(owner_client, complete)
    default_storage.save(Revision.objects.get().pdf.name, ContentFile(b"%PDF-1.7 half"))
    assert "精密主轴" in text_of(read(owner_client.get(url(complete, "pdf"))))


def test_without_the_font_the_page_names_the_packages(complete, owner_client, settings):
    settings.PDF_FONT_FAMILY = "No Such Font"
    pdf._prepared.cache_clear()
    try:
        response = owner_client.get(url(complete, "pdf"))
    finally:
        pdf._prepared.cache_clear()
    page = response.content.decode()
    assert response.status_code == 503 and "No Such Font" in page
    for package in ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0", "fonts-wqy-microhei"):
        assert package in page


def test_without_the_libraries_the_page_names_the_packages(complete, owner_client, monkeypatch):
    def missing():
        raise pdf.PdfUnavailable("系统缺少排版库（Pango）。")

    monkeypatch.setattr(pdf, "_weasyprint", missing)
    response = owner_client.get(url(complete, "pdf"))
    assert response.status_code == 503 and "libpango-1.0-0" in response.content.decode()


def test_nothing_is_fetched(complete, owner_client, monkeypatch):
    """An address in what an enterprise typed stays text."""
    asked = []
    refuse = pdf._refuse
    monkeypatch.setattr(pdf, "_refuse", lambda url, *args, **kwargs: asked.append(url) or refuse(url))
    save(
        owner_client,
        complete,
        "product",
        product_data(
            seen_of(owner_client, complete, "product"),
            description='<img src="http://192.0.2.1/x.png"><link rel=stylesheet href=//192.0.2.1/>',
        ),
    )
    text = text_of(read(owner_client.get(url(complete, "pdf"))))
    assert "192.0.2.1" in text and not asked


def test_who_has_a_document_in_the_making_is_told_to_come_back(filing, owner, owner_client):
    with turn(owner.pk):
        response = owner_client.get(url(filing, "pdf"))
    assert response.status_code == 429
    assert response["Retry-After"] == response["Refresh"] == "4"
    assert "正在生成，请稍候" in response.text


def test_a_draft_is_typeset_again_only_when_it_changed(filing, owner_client, monkeypatch):
    save(owner_client, filing, "product", product_data())
    typeset, papers = pdf.typeset, []
    monkeypatch.setattr(pdf, "typeset", lambda html: papers.append(html) or typeset(html))
    for _ in range(3):
        read(owner_client.get(url(filing, "pdf")))
    assert len(papers) == 1
    save(
        owner_client,
        filing,
        "product",
        product_data(seen_of(owner_client, filing, "product"), name="另一种主轴"),
    )
    assert "另一种主轴" in text_of(read(owner_client.get(url(filing, "pdf"))))
    assert len(papers) == 2


def test_a_process_beside_the_requests_makes_the_same_paper(filing, owner_client, settings):
    settings.PDF_BESIDE_REQUESTS = True
    save(owner_client, filing, "product", product_data())
    try:
        assert "精密主轴" in text_of(read(owner_client.get(url(filing, "pdf"))))
    finally:
        pdf._side.end()
