"""整套材料压缩包: its entries count for the items they are assigned to, by their names, then by hand."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from declarations.dossier.checklist import checklist, item_by_name, lacking
from declarations.dossier.loading import load
from declarations.enums import Action
from declarations.models import ArchiveEntry, Attachment, Filing
from declarations.review.proofs import files_by_item
from declarations.sections.presentation import revision_sections
from declarations.words.blocks import Block, FileLine, from_plain, to_plain
from declarations.workflow import transition
from tests import factories
from tests.declarations.conftest import (
    PDF,
    YEAR,
    archive,
    fill,
    pdf_file,
    png,
    section_url,
    submit,
    url,
)

NAMES = {
    "营业执照.pdf": "licence",
    "02 营业执照/扫描件001.pdf": "licence",
    "材料/3、社保证明.pdf": "headcount",
    f"{YEAR}年度审计报告.pdf": f"audit_{YEAR}",
    f"审计报告（{YEAR - 1}）.pdf": f"audit_{YEAR - 1}",
    "审计报告.pdf": "",
    f"审计报告{YEAR}1231.pdf": "",
    "专利证书/1.jpg": "ip_certificates",
    "软著.pdf": "ip_certificates",
    "签字的自评表.pdf": "sealed_form",
    "１．自评.pdf": "sealed_form",
    "01.pdf": "sealed_form",
    "（7）.png": "ip_certificates",
    "第2项/a.pdf": "licence",
    "2/营业收入.pdf": "licence",
    "9.pdf": "",
    "11.pdf": "",
    "2025.pdf": "",
    "a.pdf": "",
    "社保和营业执照.pdf": "",
    "执照与社保.pdf": "",
    "其他材料/执照.pdf": "licence",
    "10其他.pdf": "other",
}


def test_what_an_entry_s_name_says(filing):
    items = checklist(load(filing))
    assert {name: item_by_name(name, items) for name in NAMES} == NAMES


def upload(client, filing, **entries: bytes):
    file = SimpleUploadedFile("整套.zip", archive(**entries))
    return client.post(section_url(filing, "evidence"), {"file-package": file})


def needed(filing) -> list[str]:
    return [item.key for item in lacking(load(Filing.objects.get(pk=filing.pk)))]


def assign(client, filing, **items: str):
    """Items by the end of an entry's path."""
    chosen = {f"entry-{ArchiveEntry.objects.get(path__endswith=end).pk}": item for end, item in items.items()}
    return client.post(section_url(filing, "evidence"), chosen)


def test_two_entries_are_two_items_and_not_everything(filing, owner_client):
    before = needed(filing)
    assert upload(owner_client, filing, **{"1.pdf": PDF, "甲.pdf": PDF + b"2"}).status_code == 302
    assert needed(filing) == [each for each in before if each != "sealed_form"]
    page = owner_client.get(section_url(filing, "evidence")).content.decode()
    assert "“整套.zip”内有2个文件，其中1个没有归入，不计" in page
    assert "营业执照" in owner_client.get(url(filing, "submit")).content.decode()
    assign(owner_client, filing, **{"甲.pdf": "licence"})
    assert needed(filing) == [each for each in before if each not in ("sealed_form", "licence")]
    assign(owner_client, filing, **{"1.pdf": ""})
    assert "sealed_form" in needed(filing)


def test_only_items_there_are_and_entries_of_one_s_own(filing, owner_client, stranger):
    upload(owner_client, filing, **{"甲.pdf": PDF})
    for item in ("package", "made-up", "licence" * 9):
        assign(owner_client, filing, **{"甲.pdf": item})
    assert stranger.post(section_url(filing, "evidence"), {}).status_code == 404
    for name in ("entry-99999", "entry-x", f"entry-{'9' * 40}", "entry-"):
        assert owner_client.post(section_url(filing, "evidence"), {name: "licence"}).status_code in (200, 302)
    assert ArchiveEntry.objects.get().item == ""


def test_one_file_is_no_package(filing, owner_client):
    response = owner_client.post(section_url(filing, "evidence"), {"file-package": pdf_file("合并.pdf")})
    assert "“合并.pdf”实际是PDF，只接收 ZIP。单个文件请上传到它对应的材料项。" in response.content.decode()


def test_one_form_takes_files_of_many_items_and_says_which_were_refused(filing, owner_client):
    files = {
        "file-licence": pdf_file("执照.pdf"),
        "file-headcount": [SimpleUploadedFile("社保.png", png()), SimpleUploadedFile("坏.pdf", b"%PDF-1.4")],
    }
    page = owner_client.post(section_url(filing, "evidence"), files).content.decode()
    assert "已上传：执照.pdf、社保.png" in page
    assert page.count("“坏.pdf”无法打开") == 2, "in the summary and at its item"
    assert sorted(Attachment.objects.values_list("item", "name")) == [
        ("headcount", "社保.png"),
        ("licence", "执照.pdf"),
    ]
    assert (
        page.count("<form")
        == owner_client.get(section_url(filing, "basic")).content.decode().count("<form") + 1
    )


@pytest.fixture
def filed(filing, owner_client) -> Filing:
    """Submitted with a package for what is scored, assigned by names and by hand."""
    upload(owner_client, filing, **{f"{YEAR}审计报告.pdf": PDF, "乙.pdf": PDF + b"b"})
    assign(owner_client, filing, **{"乙.pdf": "licence"})
    fill(owner_client, filing)
    assert submit(owner_client, filing).status_code == 302
    return Filing.objects.get(pk=filing.pk)


def test_a_revision_freezes_the_assignment_and_reviewers_see_it(filed, owner_client, places, login, stranger):
    revision = filed.revisions.get()
    files = files_by_item(revision, revision_sections(revision))
    assert [line.entry for line in files["licence"]] == ["乙.pdf"]
    official = factories.make_official(places.tianhe)
    client = login(official)
    page = client.get(f"/admin/declarations/filing/{filed.pk}/change/").content.decode()
    assert "乙.pdf（在“整套.zip”内）" in page and f"{YEAR}审计报告.pdf（在“整套.zip”内）" in page
    [line] = files["licence"]
    address = url(filed, "attachment", line.id)
    assert f'href="{address}{line.query}"' in page
    entry = client.get(address + line.query)
    assert (entry.content, entry["Content-Type"]) == (PDF + b"b", "application/pdf")
    assert "%E4%B9%99.pdf" in entry["Content-Disposition"] and "sandbox" in entry["Content-Security-Policy"]
    for path in ("", "丙.pdf", "../乙.pdf", "乙.pdf\0"):
        assert client.get(address, {"entry": path}).status_code == 404
    assert stranger.get(address + line.query).status_code == 404
    assert assign(owner_client, filed, **{"乙.pdf": "other"}).status_code == 409
    transition(filed, Action.RETURN, official, comment="请核对")
    assign(owner_client, filed, **{"乙.pdf": "other"})
    assert needed(filed) == ["licence"]
    revision.refresh_from_db()
    assert [line.entry for line in files_by_item(revision, revision_sections(revision))["licence"]] == [
        "乙.pdf"
    ]


def test_revisions_of_before_read_as_they_were():
    line = FileLine("1", "2", "整套材料压缩包", "整套.zip", 9, "ab", "2026-01-01 00:00:00")
    [block] = to_plain([Block("evidence", "佐证材料", files=[line])])
    for name in ("key", "entry"):
        del block["files"][0][name]
    [read] = from_plain([block])
    assert read.files == [line] and line.shown == "整套.zip"
