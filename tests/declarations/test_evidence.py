"""Evidence: type by content, archives opened, every refusal names the file (M4.8; standards 8.6)."""

import datetime as dt
import errno
import hashlib
import io
import os
import struct
import zipfile
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import ProtectedError
from django.utils import timezone

from declarations.enums import Action
from declarations.models import Attachment, Filing
from declarations.workflow import transition
from enterprises.models import NotedFile
from tests import factories
from tests.declarations.conftest import (
    PDF,
    archive,
    direct_data,
    pdf_file,
    png,
    save,
    section_url,
    submit,
    url,
)


def upload(client, filing, file, item="licence"):
    return client.post(section_url(filing, "evidence"), {"item": item, "file": file})


def named(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def refused(client, filing, file, item="package") -> str:
    """The page that answers a refused upload."""
    response = upload(client, filing, file, item)
    assert response.status_code == 200
    assert not Attachment.objects.exists()
    return response.content.decode()


def status(client, address: str) -> int:
    response = client.get(address)
    if response.streaming:
        # Reading to the end closes the file.
        list(response.streaming_content)
    return response.status_code


def raw_archive(names: list[bytes], content: bytes = PDF, flags: int = 0) -> bytes:
    """A ZIP whose names are these bytes, as Chinese Windows writes them: without the UTF-8 flag."""
    buffer, central = io.BytesIO(), b""
    for name in names:
        offset = buffer.tell()
        crc = zipfile.crc32(content)
        shared = struct.pack(
            "<HHHHHIIIHH", 20, flags, 0, 0, 33, crc, len(content), len(content), len(name), 0
        )
        buffer.write(b"PK\x03\x04" + shared + name + content)
        central += b"PK\x01\x02" + struct.pack("<H", 20) + shared
        central += struct.pack("<HHHII", 0, 0, 0, 0, offset) + name
    start = buffer.tell()
    buffer.write(central)
    buffer.write(
        b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, len(names), len(names), len(central), start, 0)
    )
    return buffer.getvalue()


# --- Single files ------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("营业执照.pdf", PDF, "application/pdf"),
        ("LICENCE.PDF", PDF, "application/pdf"),
        ("扫描件.png", png(), "image/png"),
    ],
)
def test_accepted_files(filing, owner_client, owner, name, content, kind):
    assert upload(owner_client, filing, named(name, content)).status_code == 302
    attachment = Attachment.objects.get()
    assert (attachment.name, attachment.content_type, attachment.size) == (name, kind, len(content))
    assert attachment.sha256 == hashlib.sha256(content).hexdigest()
    assert attachment.uploaded_by == owner
    with attachment.file.open() as stored:
        assert stored.read() == content
    assert name not in attachment.file.name


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("空.pdf", b"", "是空文件"),
        ("程序.exe", b"MZ" + PDF, "实际是程序"),
        ("坏.png", png()[:40], "已损坏"),
        ("网页.pdf", b"<html><script>", "实际是网页"),
        ("表格.zip", archive(**{"a.pdf": PDF}), "实际是ZIP压缩包，只接收 PDF、JPG、PNG。"),
        ("a?b*.pdf", PDF, "不允许的字符：?  *"),
        ("长" * 148 + ".pdf", PDF, "超过150个字"),
    ],
)
def test_refused_files_are_named(filing, owner_client, name, content, message):
    page = refused(owner_client, filing, named(name, content), "licence")
    assert message in page
    assert 'id="item-licence"' in page and "以下文件没有上传" in page


@pytest.mark.parametrize(
    "disposition",
    [
        b'filename="a\x00b.pdf"',
        b'filename="a\r\n b.pdf"',
        b'filename="\xff\xfe.pdf"',
        b"filename*=UTF-8''a%00%0D%0A%ED%A0%80b.pdf",
        b"filename*=bogus''a.pdf",
        b'filename="&#xD800;a&#0;.pdf"',
        b'filename=".pdf"',
        b'filename="\xe2\x80\xaefdp.exe"',
        b'filename="' + b"x" * 900 + b'.pdf"',
    ],
)
@pytest.mark.parametrize(
    "item",
    [b"licence", b"a\x00b", b"\r\nLocation: /", b"\xed\xa0\x80"],
    ids="known nul line surrogate".split(),
)
@pytest.mark.slow
def test_made_up_file_names_and_items(filing, owner_client, disposition, item):
    """Bytes as no browser sends them: kept under a clean name, or refused; never an error."""
    body = b'--b\r\nContent-Disposition: form-data; name="item"\r\n\r\n' + item
    body += b'\r\n--b\r\nContent-Disposition: form-data; name="file"; ' + disposition
    body += b"\r\nContent-Type: application/pdf\r\n\r\n" + PDF + b"\r\n--b--\r\n"
    response = owner_client.post(section_url(filing, "evidence"), body, "multipart/form-data; boundary=b")
    assert response.status_code in (200, 302, 400)
    assert Attachment.objects.exists() == (response.status_code == 302)
    assert all(each.name.isprintable() and len(each.name) <= 150 for each in Attachment.objects.all())


def test_too_large_names_size_and_limit(filing, owner_client, settings):
    """The limit is the platform's own and shown before a file is chosen."""
    settings.EVIDENCE_MAX_BYTES = 1024 * 1024
    page = owner_client.get(section_url(filing, "evidence")).content.decode()
    assert (
        "不超过 1 MB" in page and "本平台的限制，不是政策规定" in page and 'data-max-bytes="1048576"' in page
    )
    page = refused(owner_client, filing, pdf_file("大.pdf", PDF + b"0" * 1024 * 1024), "licence")
    assert "“大.pdf”有1.0 MB，超过本平台1 MB的上限" in page


def test_exactly_the_limit_is_taken(filing, owner_client, settings):
    settings.EVIDENCE_MAX_BYTES = len(PDF)
    assert upload(owner_client, filing, pdf_file()).status_code == 302


def test_picture_with_too_many_pixels(filing, owner_client, monkeypatch):
    monkeypatch.setattr("enterprises.kit.files.uploads.MOST_PIXELS", 99)
    assert "10×10像素" in refused(owner_client, filing, named("图.png", png((10, 10))), "licence")


def test_good_files_are_kept_beside_bad_ones(filing, owner_client):
    files = [pdf_file("好.pdf"), named("坏.exe", b"MZ")]
    response = owner_client.post(section_url(filing, "evidence"), {"item": "licence", "file": files})
    page = response.content.decode()
    assert "已上传：好.pdf" in page and "坏.exe" in page
    assert [each.name for each in Attachment.objects.all()] == ["好.pdf"]


def test_the_same_file_twice(filing, owner_client):
    """A double click keeps one; the same content under another name is told so."""
    for _ in range(2):
        assert upload(owner_client, filing, pdf_file()).status_code == 302
    page = upload(owner_client, filing, pdf_file("别名.pdf")).content.decode()
    assert "“别名.pdf”与已上传的“材料.pdf”内容相同" in page
    assert Attachment.objects.count() == 1


def test_no_file_and_no_such_item(filing, owner_client):
    assert "请先选择文件" in upload(owner_client, filing, "").content.decode()
    assert "没有这一项材料" in upload(owner_client, filing, pdf_file(), "made-up").content.decode()


def test_number_of_files_is_limited(filing, owner_client, monkeypatch):
    monkeypatch.setattr("declarations.dossier.checklist.MOST_FILES_PER_ITEM", 1)
    upload(owner_client, filing, pdf_file())
    page = upload(owner_client, filing, pdf_file("二.pdf", PDF + b"2")).content.decode()
    assert "最多1个文件" in page


def test_a_failed_row_leaves_no_bytes_behind(filing, owner_client, monkeypatch):
    def fail(self, *args, **kwargs):
        raise RuntimeError("database gone")

    monkeypatch.setattr(Attachment, "save", fail)
    owner_client.raise_request_exception = False
    assert upload(owner_client, filing, pdf_file()).status_code == 500
    assert not default_storage.exists("evidence") or not list(_all_files())


def _all_files():
    return [path for path in Path(default_storage.location).rglob("*") if path.is_file()]


# --- Archives ----------------------------------------------------------------------------------------------------
def test_archive_with_gbk_names_is_taken(filing, owner_client):
    """Made on Chinese Windows: GBK without a flag."""
    content = raw_archive(["材料/营业执照.pdf".encode("gbk"), "目录.pdf".encode("gbk")])
    assert upload(owner_client, filing, named("整套材料.zip", content), "package").status_code == 302
    assert Attachment.objects.get().content_type == "application/zip"


def test_forbidden_characters_in_gbk_names_are_named(filing, owner_client):
    """M4.8: the file and the character, not "服务器忙"."""
    content = raw_archive(
        ["审计报告*2025?.pdf".encode("gbk"), "执照\\副本.pdf".encode("gbk"), "好.pdf".encode("gbk")]
    )
    page = refused(owner_client, filing, named("包.zip", content))
    assert "“包.zip”内的“审计报告*2025?.pdf”的文件名含有不允许的字符：*  ?" in page
    assert "副本.pdf”" not in page and "“好.pdf”" not in page


def test_invisible_characters_in_archives_are_named(filing, owner_client):
    content = raw_archive([b"a\x07b.pdf", "c\u200bd.pdf".encode()], flags=0x800)
    page = refused(owner_client, filing, named("包.zip", content))
    assert "“a□b.pdf”" in page and "U+0007" in page and "U+200B" in page


def test_gbk_second_byte_is_not_a_backslash(filing, owner_client):
    """The second byte of some GBK characters is that of a backslash."""
    assert b"\\" in "乗.pdf".encode("gbk")
    content = raw_archive(["乗.pdf".encode("gbk")])
    assert upload(owner_client, filing, named("包.zip", content), "package").status_code == 302


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (archive(**{"../../etc/passwd.pdf": PDF}), "路径指向压缩包之外"),
        (archive(**{"/abs.pdf": PDF}), "路径指向压缩包之外"),
        (archive(**{"内.zip": archive(a=b"1")}), "压缩包内不能再有压缩包"),
        (archive(**{"宏.docx": b"PK"}), "只接收 PDF、JPG、PNG"),
        (archive(**{"假.pdf": b"MZ"}), "”实际是程序"),
        (archive(**{"空.pdf": b""}), "是空文件"),
        (archive(), "内没有文件"),
        (archive(**{"__MACOSX/._a.pdf": b"x", ".DS_Store": b"x"}), "内没有文件"),
        (archive(**{"A.pdf": PDF, "a.pdf": PDF}), "重名"),
        (b"PK\x03\x04" + b"0" * 200, "不是完整的ZIP压缩包"),
        (archive(**{"a.pdf": PDF})[:-30], "不是完整的ZIP压缩包"),
        (raw_archive([b"locked.pdf"], flags=1), "有密码"),
        (archive(**{f"{n}.pdf": PDF for n in range(501)}), "内有501个文件"),
        (archive(**{f"{n}/": b"" for n in range(501)}), "内有501个文件或文件夹"),
    ],
)
def test_bad_archives(filing, owner_client, content, message):
    page = refused(owner_client, filing, named("包.zip", content))
    assert message in page and "“包.zip”" in page


def test_damaged_entry_is_named(filing, owner_client):
    """A wrong checksum."""
    content = bytearray(raw_archive([b"a.pdf"]))
    content[content.index(PDF) + 10] ^= 0xFF
    assert "“a.pdf”已损坏" in refused(owner_client, filing, named("包.zip", bytes(content)))


def test_bombs_are_refused_before_unpacking(filing, owner_client, monkeypatch):
    """20 MB of zeroes in 20 KB."""
    content, opened = archive(**{"0.pdf": b"\0" * 20_000_000}), []
    monkeypatch.setattr(zipfile.ZipFile, "open", lambda self, *args, **kwargs: opened.append(args))
    page = refused(owner_client, filing, named("包.zip", content))
    assert "过大或压缩比异常" in page and not opened


def test_symbolic_link_is_refused(filing, owner_client):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as packed:
        info = zipfile.ZipInfo("link.pdf")
        info.external_attr = 0o120777 << 16
        packed.writestr(info, "/etc/passwd")
    assert "是链接" in refused(owner_client, filing, named("包.zip", buffer.getvalue()))


def test_litter_of_operating_systems_is_passed_over(filing, owner_client):
    content = archive(**{"a.pdf": PDF, "__MACOSX/._a.pdf": b"x", "Thumbs.db": b"x"})
    assert upload(owner_client, filing, named("包.zip", content), "package").status_code == 302


# --- Removing ----------------------------------------------------------------------------------------------------
def test_removed_from_a_draft_the_bytes_go(filing, owner_client, django_capture_on_commit_callbacks):
    upload(owner_client, filing, pdf_file())
    attachment = Attachment.objects.get()
    page = owner_client.get(url(filing, "attachment_remove", attachment.pk)).content.decode()
    assert "将删除“材料.pdf”" in page and Attachment.objects.exists(), "it asks"
    for _ in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            assert owner_client.post(url(filing, "attachment_remove", attachment.pk)).status_code == 302
    assert not Attachment.objects.exists()
    assert not default_storage.exists(attachment.file.name)


def test_what_a_revision_names_is_kept(complete, owner_client, places, login):
    """Removed after a return, the file stays readable for the reviewers of the old revision."""
    submit(owner_client, complete)
    official = factories.make_official(places.tianhe)
    transition(complete, Action.RETURN, official, comment="请更换执照")
    attachment = Attachment.objects.get(item="licence")
    assert owner_client.post(url(complete, "attachment_remove", attachment.pk)).status_code == 302
    attachment.refresh_from_db()
    assert attachment.removed_at
    assert status(login(official), url(complete, "attachment", attachment.pk)) == 200
    assert "营业执照" in owner_client.get(url(complete, "submit")).content.decode()


def test_what_a_revision_names_is_kept_whatever_the_clock_said(complete, owner_client, places):
    """The file was uploaded by a server whose clock is ahead of the one that took the submission."""
    Attachment.objects.update(uploaded_at=timezone.now() + dt.timedelta(seconds=30))
    submit(owner_client, complete)
    transition(complete, Action.RETURN, factories.make_official(places.tianhe), comment="请更换执照")
    attachment = Attachment.objects.get(item="licence")
    owner_client.post(url(complete, "attachment_remove", attachment.pk))
    attachment.refresh_from_db()
    assert attachment.removed_at and default_storage.exists(attachment.file.name)
    with pytest.raises(ProtectedError):
        attachment.delete()


def test_officials_read_what_was_submitted_and_nothing_else(complete, owner_client, places, login):
    submit(owner_client, complete)
    official = factories.make_official(places.tianhe)
    transition(complete, Action.RETURN, official, comment="请更换执照")
    # Attached since, by a clock that runs behind.
    upload(owner_client, complete, pdf_file("新.pdf", PDF + b"new"), "other")
    added = Attachment.objects.get(item="other")
    Attachment.objects.filter(pk=added.pk).update(uploaded_at="2020-01-01T00:00Z")
    assert status(login(official), url(complete, "attachment", added.pk)) == 404
    licence = Attachment.objects.get(item="licence")
    assert status(login(official), url(complete, "attachment", licence.pk)) == 200


def test_nothing_is_attached_after_submission(complete, owner_client):
    submit(owner_client, complete)
    count = Attachment.objects.count()
    response = upload(owner_client, complete, pdf_file("新.pdf", PDF + b"new"), "other")
    assert response.status_code == 409 and "不能修改" in response.content.decode()
    first = Attachment.objects.first()
    owner_client.post(url(complete, "attachment_remove", first.pk))
    assert Attachment.objects.filter(removed_at=None).count() == count


# --- Downloading -------------------------------------------------------------------------------------------------
def test_download_headers(filing, owner_client):
    """Nosniff, attachment with a UTF-8 name, private, sandboxed."""
    upload(owner_client, filing, pdf_file('合同 "正本".pdf'.replace('"', "“")))
    attachment = Attachment.objects.get()
    response = owner_client.get(url(filing, "attachment", attachment.pk))
    assert b"".join(response.streaming_content) == PDF
    assert response["Content-Type"] == "application/pdf"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "private, no-store"
    assert "sandbox" in response["Content-Security-Policy"]
    assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''%E5%90%88%E5%90%8C")


def test_who_may_download(complete, owner_client, stranger, places, login, client):
    """Its enterprise always; the authorities above it once submitted; nobody else ever (M5.1)."""
    attachment = Attachment.objects.get(item="licence")
    address = url(complete, "attachment", attachment.pk)
    officials = {name: login(factories.make_official(getattr(places, name))) for name in vars(places)}
    natural = login(factories.make_natural_user())
    assert status(owner_client, address) == 200
    for name, browser in officials.items():
        assert status(browser, address) == 404, name
    submit(owner_client, complete)
    inside = {"tianhe", "guangzhou", "guangdong", "ministry"}
    for name, browser in officials.items():
        assert status(browser, address) == (200 if name in inside else 404), name
    assert status(stranger, address) == 404
    assert status(natural, address) == 404
    assert status(client, address) == 302


def test_attachment_of_another_filing(complete, owner_client, enterprise, places):
    other_window = factories.make_window(places.guangzhou)
    other = Filing.objects.create(
        enterprise=enterprise, kind="declaration", tier="innovative", window=other_window
    )
    attachment = Attachment.objects.filter(filing=complete).first()
    assert owner_client.get(url(other, "attachment", attachment.pk)).status_code == 404


def test_route_decides_what_is_required(filing, owner_client):
    page = owner_client.get(url(filing, "submit")).content.decode()
    assert "直通条件证明" not in page
    save(owner_client, filing, "direct", direct_data(has_award="on"))
    page = owner_client.get(url(filing, "submit")).content.decode()
    assert "直通条件证明" in page


def test_a_full_disk_keeps_no_half_file_and_answers_unavailable(filing, owner_client, settings, monkeypatch):
    opened = os.fdopen

    def until_full(*args, **kwargs):
        file = opened(*args, **kwargs)
        return SimpleNamespace(write=lambda content: fill(file, content), close=file.close)

    def fill(file, content: bytes) -> None:
        file.write(content[: len(content) // 2])
        assert NotedFile.objects.count() == 1, "the name is noted before the first byte"
        raise OSError(errno.ENOSPC, "No space left on device")

    owner_client.raise_request_exception = False
    with monkeypatch.context() as patched:
        patched.setattr(os, "fdopen", until_full)
        response = upload(owner_client, filing, pdf_file())
    assert (response.status_code, response.has_header("Retry-After")) == (503, True)
    assert [path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()] == []
    assert not NotedFile.objects.exists()
    assert not Attachment.objects.exists()
    assert upload(owner_client, filing, pdf_file()).status_code == 302
    assert not NotedFile.objects.exists()
