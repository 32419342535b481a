"""The door for files: what real readers open is taken, whatever wrote it; the rest is named with the way out."""

import io
import os
import signal
import struct
import zipfile
import zlib
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db.models import FileField
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook
from PIL import Image
from pypdf import PdfWriter
from pypdf.generic import ArrayObject, BooleanObject, DecodedStreamObject, DictionaryObject, NameObject

from enterprises.kit.files import reader as readers
from enterprises.kit.files.archives import entries_of
from enterprises.kit.files.inspection import PUBLISHED, UploadRefused, inspect, judged
from enterprises.kit.files.signatures import EXTENSIONS, type_by_name, with_extension
from enterprises.kit.files.uploads import clean_name, forbidden_characters

CASES = Path(__file__).parents[1] / "cases" / "evidence"
PDF, JPEG, PNG, ZIP = "application/pdf", "image/jpeg", "image/png", "application/zip"


def pdf(pages: int = 2, **encryption: str) -> bytes:
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(100, 100)
    if encryption:
        writer.encrypt(encryption["user"], encryption["owner"], algorithm="RC4-128")
    content = io.BytesIO()
    writer.write(content)
    return content.getvalue()


def xfa() -> bytes:
    """A form whose only page says "please wait"."""
    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    stream = DecodedStreamObject()
    stream.set_data(b'<xdp:xdp xmlns:xdp="http://ns.adobe.com/xdp/"/>')
    form = {"/XFA": writer._add_object(stream), "/Fields": ArrayObject()}
    writer.root_object[NameObject("/AcroForm")] = DictionaryObject(
        {NameObject(key): value for key, value in form.items()}
    )
    writer.root_object[NameObject("/NeedsRendering")] = BooleanObject(True)
    content = io.BytesIO()
    writer.write(content)
    return content.getvalue()


def picture(kind: str, mode: str = "RGB", **options) -> bytes:
    content = io.BytesIO()
    made = Image.effect_noise((64, 64), 80).convert(mode)
    made.save(content, kind, **options)
    return content.getvalue()


def packed(**entries: bytes) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    return content.getvalue()


def table() -> bytes:
    content = io.BytesIO()
    Workbook().save(content)
    return content.getvalue()


def document(**more: bytes) -> bytes:
    types = b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
    return packed(**{"[Content_Types].xml": types, "word/document.xml": b"<w/>"} | more)


def found(name: str, content: bytes, accepted=None):
    """(name it is kept by, type) of what is taken, else the messages as one text."""
    file = io.BytesIO(content)
    try:
        if accepted:
            taken = judged(file, name, len(content), accepted)
        else:
            taken = inspect(file, name, len(content), archive=True)
    except UploadRefused as refused:
        return " ".join(refused.messages)
    return taken.name, taken.content_type


def chunk(kind: bytes, data: bytes, wrong: int = 0) -> bytes:
    """A part of a PNG, whose checksum is off by ``wrong``."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data) ^ wrong)


def damaged() -> list[tuple[str, bytes, object]]:
    """Pictures a strict reader stumbles over, and whether a browser shows all of them."""
    jpeg, progressive, png = picture("JPEG"), picture("JPEG", progressive=True), picture("PNG")
    white = io.BytesIO()
    Image.new("RGB", (640, 480), "white").save(white, "JPEG")
    head, zeros, end = 8 + 25, b"\0" * 5000, png[-12:]
    late = progressive.rindex(b"\xff\xda") + 20
    cut = "不完整，图片后面的部分缺失"
    return [
        ("无结束.jpg", jpeg[:-2], ("无结束.jpg", JPEG)),
        ("半个结束.jpg", jpeg[:-1], ("半个结束.jpg", JPEG)),
        ("无结束补零.jpg", jpeg[:-2] + zeros, ("无结束补零.jpg", JPEG)),
        ("后.jpg", jpeg + b"junk" * 100, ("后.jpg", JPEG)),
        ("补零.jpg", jpeg + zeros, ("补零.jpg", JPEG)),
        ("CMYK.jpg", picture("JPEG", "CMYK")[:-2], ("CMYK.jpg", JPEG)),
        ("重启.jpg", picture("JPEG", restart_marker_rows=1)[:-2], ("重启.jpg", JPEG)),
        ("渐进.jpg", progressive[:-2], ("渐进.jpg", JPEG)),
        # What lacks is the last bit of brightness, which nobody sees.
        ("渐进末遍.jpg", progressive[:late], ("渐进末遍.jpg", JPEG)),
        ("渐进半.jpg", progressive[: len(progressive) // 2], cut),
        ("断.jpg", jpeg[: len(jpeg) * 9 // 10], cut),
        ("断补零.jpg", jpeg[: len(jpeg) // 3] + zeros, cut),
        ("白纸断.jpg", white.getvalue()[: len(white.getvalue()) * 3 // 4], cut),
        ("只有头.jpg", jpeg[:300], "已损坏"),
        ("文字.png", png[:head] + chunk(b"tEXt", b"a\0b", 1) + png[head:], ("文字.png", PNG)),
        ("文字在后.png", png[:-12] + chunk(b"tEXt", b"a\0b", 1) + end, ("文字在后.png", PNG)),
        ("色彩.png", png[:head] + chunk(b"iCCP", b"a\0\0no", 1) + png[head:], ("色彩.png", PNG)),
        ("无结束.png", png[:-12], ("无结束.png", PNG)),
        ("后.png", png + b"junk" * 100, ("后.png", PNG)),
        ("断.png", png[:head] + chunk(b"tEXt", b"a\0b", 1) + png[head : len(png) // 2], cut),
        ("头坏.png", png[:29] + b"\0\0\0\0" + png[33:], "已损坏"),
    ]


def test_a_picture_is_taken_when_a_browser_shows_all_of_it():
    judgements = [(name, found(name, content), wanted) for name, content, wanted in damaged()]
    assert [each for each in judgements if differs(*each[1:])] == []


# A text: a part of the refusal. A pair: taken under this name as this type.
STORED = {
    "appledouble-outside.zip": ZIP,
    "backslash-dotnet.zip": ZIP,
    "backslash-utf8.zip": ZIP,
    "bom-before-header.pdf": PDF,
    "colon-mac.zip": "内的“材料:1.pdf”的文件名含有不允许的字符",
    "data-descriptor.zip": ZIP,
    "ext-i-name.zip": ZIP,
    "garbage-before.zip": ZIP,
    "gbk-explorer.zip": ZIP,
    "needs-password.pdf": "需要密码才能打开",
    "no-pages.pdf": "没有任何一页",
    "only-header.pdf": "无法打开",
    "pjl-before-header.pdf": PDF,
    "rar-called-zip.zip": "“rar-called-zip.zip”实际是RAR压缩包，只接收 PDF、JPG、PNG、ZIP。请解压后",
}


def made() -> list[tuple[str, bytes, object]]:
    good, jpeg = pdf(), picture("JPEG")
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
    animation = picture("PNG", save_all=True, append_images=[Image.new("RGB", (64, 64))])
    return [
        ("a.pdf", pdf(user="秘密", owner="主"), "需要密码才能打开。请去掉密码"),
        ("只禁打印.pdf", pdf(user="", owner="主"), ("只禁打印.pdf", PDF)),
        ("半个.pdf", good[: len(good) // 2], "文件不完整"),
        ("前.pdf", b"\n" * 1000 + good, ("前.pdf", PDF)),
        ("远.pdf", b"\n" * 1100 + good, "无法识别"),
        ("后.pdf", good + b"\0" * 4096, ("后.pdf", PDF)),
        ("网页在后.pdf", good + b"<html>404</html>" * 200, ("网页在后.pdf", PDF)),
        ("没有EOF.pdf", good[: good.rindex(b"%%EOF")], ("没有EOF.pdf", PDF)),
        ("2.0.pdf", b"%PDF-2.0" + good[8:], ("2.0.pdf", PDF)),
        ("混合表.pdf", good.replace(b"trailer\n<<", b"trailer\n<<\n/XRefStm 20"), ("混合表.pdf", PDF)),
        ("错表.pdf", good.replace(b"startxref\n", b"startxref\n9"), ("错表.pdf", PDF)),
        ("多.pdf", pdf(5001), "有5001页，超过5000页"),
        ("动态表单.pdf", xfa(), "是只有Adobe Reader能显示的动态表单"),
        ("没有扩展名", good, ("没有扩展名.pdf", PDF)),
        ("2026.1报告", good, ("2026.1报告.pdf", PDF)),
        ("照片.jpg", picture("PNG"), ("照片.png", PNG)),
        ("照片.png", jpeg, ("照片.jpg", JPEG)),
        ("网页.html", good, ("网页.html.pdf", PDF)),
        (" 执照 .pdf. ", good, ("执照 .pdf", PDF)),
        ("𮯰公司.pdf", good, ("𮯰公司.pdf", PDF)),
        *((f"a{end}", jpeg, (f"a{end}", JPEG)) for end in (".jfif", ".jpe", ".jpeg", ".JPG")),
        ("cmyk.jpg", picture("JPEG", "CMYK"), ("cmyk.jpg", JPEG)),
        ("渐进.jpg", picture("JPEG", progressive=True), ("渐进.jpg", JPEG)),
        (
            "两张.jpg",
            picture("MPO", save_all=True, append_images=[Image.new("RGB", (8, 8))]),
            ("两张.jpg", JPEG),
        ),
        ("灰.png", picture("PNG", "I;16"), ("灰.png", PNG)),
        ("动.png", animation, ("动.png", PNG)),
        ("断.jpg", jpeg[: len(jpeg) // 3], "不完整，图片后面的部分缺失"),
        ("断.png", picture("PNG")[:2000], "不完整，图片后面的部分缺失"),
        ("微信.jpg", picture("WEBP"), "“微信.jpg”实际是WebP图片"),
        ("a.png", picture("GIF"), "实际是GIF图片"),
        ("a.jpg", picture("BMP"), "实际是BMP图片"),
        ("扫描.tif", picture("TIFF"), "实际是TIFF图片"),
        ("IMG.HEIC", b"\0\0\0\x18ftypheic" + b"\0" * 99, "实际是HEIC图片"),
        ("视频.mp4", b"\0\0\0\x18ftypisom" + b"\0" * 99, "实际是视频"),
        ("旧.doc", ole, "实际是旧格式的Office或WPS文档"),
        ("锁.docx", ole + "EncryptedPackage".encode("utf-16-le"), "实际是有密码的Office文档"),
        ("合同.docx", document(), "实际是Word文档（DOCX），只接收 PDF、JPG、PNG、ZIP。请用WPS或Office打开"),
        ("合同.zip", table(), "实际是Excel表格（XLSX）"),
        ("发票.ofd", packed(**{"OFD.xml": b"<o/>"}), "实际是OFD版式文件"),
        ("a.zip", b"7z\xbc\xaf\x27\x1c" + b"\0" * 99, "实际是7z压缩包"),
        ("a.zip", b"\x1f\x8b\x08" + b"\0" * 99, "实际是其他格式的压缩包"),
        ("a.zip", b"nothing" * 20, "不是完整的ZIP压缩包"),
        ("a.pdf", packed(**{"1.pdf": good}), ("a.zip", ZIP)),
        ("a.zip", packed(**{"图.jpg": picture("PNG"), " 1.pdf ": good}), ("a.zip", ZIP)),
        ("a.zip", packed(**{"._图.jpg": b"x", "~$1.docx": b"x"}), "内没有文件"),
        ("a.zip", packed(**{"表/锁.pdf": pdf(user="密", owner="主")}), "内的“表/锁.pdf”需要密码才能打开"),
        ("a.zip", packed(**{"断.jpg": jpeg[:900]}), "内的“断.jpg”不完整"),
        ("a.zip", packed(**{"内.rar": b"Rar!\x1a\x07\0" + b"\0" * 99}), "内的“内.rar”实际是RAR压缩包"),
    ]


def differs(got, wanted) -> bool:
    return got != wanted if isinstance(wanted, tuple) else not isinstance(got, str) or wanted not in got


def test_every_case_is_judged_as_its_readers_would():
    cases = [
        (name, (CASES / name).read_bytes(), (name, wanted) if "/" in wanted else wanted)
        for name, wanted in STORED.items()
    ]
    assert {each.name for each in CASES.iterdir()} == set(STORED)
    judgements = [(name, found(name, content), wanted) for name, content, wanted in (*cases, *made())]
    assert [each for each in judgements if differs(*each[1:])] == []


def test_what_is_published_may_be_a_table_or_a_document_as_well():
    broken = table()
    at = broken.index(b"xl/workbook.xml")
    cases = [
        ("名单.xlsx", table(), True),
        ("名单.pdf", table(), True),
        ("申请表.docx", document(), True),
        ("附件.zip", packed(**{"名单.xlsx": table(), "表.docx": document(), "1.pdf": pdf()}), True),
        ("宏.docx", document(**{"word/vbaProject.bin": b"x"}), "含有宏"),
        ("坏.xlsx", broken[: at + 60] + b"\xff" * 40 + broken[at + 100 :], "已损坏"),
        ("不是.docx", document(**{"word/document.xml": b"<w>"}), "已损坏"),
        ("假.pdf", b"%PDF-1.4" + b"x" * 52, "无法打开"),
        ("报告.html", b"<!doctype html>", "实际是网页"),
    ]
    judgements = [(name, found(name, content, PUBLISHED), wanted) for name, content, wanted in cases]
    wrong = [
        (name, got)
        for name, got, wanted in judgements
        if (isinstance(got, tuple) if wanted is True else wanted in got) is False
    ]
    assert wrong == []
    assert judgements[1][1][0] == "名单.xlsx", "the public name says what it is"


def test_entries_are_called_as_their_authors_saw_them():
    entries = {
        name: [each.path for each in entries_of(io.BytesIO((CASES / name).read_bytes()))]
        for name in STORED
        if STORED[name] == ZIP
    }
    assert entries["backslash-dotnet.zip"] == entries["backslash-utf8.zip"] == ["材料/1.pdf"]
    assert entries["appledouble-outside.zip"] == ["材料/1.pdf"]
    assert "申报材料/审计报告（2025）.pdf" in entries["gbk-explorer.zip"]


def test_younger_characters_are_seen_and_those_that_are_none_are_not():
    assert forbidden_characters("𮯰\U000323b0㛃😀") == []
    for each in "\ufdd0\uffff\U0001fffe\u2065\U000e0001\u200b\u202e\ue000":
        assert forbidden_characters(each), f"U+{ord(each):04X}"


def test_a_picture_is_measured_before_it_is_decoded():
    """A PNG that claims 100,000 × 100,000."""
    content = bytearray(picture("PNG"))
    content[16:24] = struct.pack(">II", 100_000, 100_000)
    header = bytes(content[12:29])
    content[29:33] = struct.pack(">I", zipfile.crc32(header))
    assert "有100000×100000像素" in found("大.png", bytes(content))


def test_a_file_that_breaks_its_reader_is_refused_and_the_next_is_read(monkeypatch):
    good = pdf()
    with readers.Reader(1000) as reader:
        with pytest.raises(readers.ReaderFailed):
            reader.read("no such kind", b"")
        with pytest.raises(readers.ReaderFailed):
            reader.read("pdf", good)
    assert isinstance(found("好.pdf", good), tuple)
    monkeypatch.setattr("enterprises.kit.files.uploads._READERS", {PDF: "no such kind"})
    assert "检查没有在限定的时间和内存内完成" in found("坏.pdf", good)
    two = packed(**{"1.pdf": good, "2.pdf": good})
    assert "“1.pdf”" in found("两.zip", two) and "“2.pdf”" not in found("两.zip", two)


def test_the_reading_program_is_started_again_when_it_was_killed():
    assert isinstance(found("好.pdf", pdf()), tuple)
    process = readers._program.process
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    assert isinstance(found("好.pdf", pdf()), tuple)
    assert readers._program.process is not process


@given(st.text(max_size=40), st.sampled_from(list(EXTENSIONS)))
def test_a_kept_name_says_what_the_file_is_and_is_cleaned_once(name, kind):
    kept = with_extension(clean_name(name), kind)
    assert type_by_name(kept) == kind
    assert with_extension(clean_name(kept), kind) == kept


def test_every_place_that_takes_files_is_known():
    """A new one goes through ``judged``, or is a table that a bounded reader reads, and is written down here."""
    takes = {
        "assessments/admin/questionnaire.py",  # at most 512 KB, read by spreadsheets or the TOML reader
        "assessments/views/evidence.py",
        "declarations/views/evidence.py",
        "enterprises/admin/scoping.py",  # only asks whether there are any
        "enterprises/admin/score.py",  # bounded bytes, read by spreadsheets
        "enterprises/kit/forms/kept.py",  # the names of what was chosen
    }
    rooms = ("assessments", "cultivation", "declarations", "enterprises", "notices")
    sources = [path for room in rooms for path in (settings.BASE_DIR / room).rglob("*.py")]
    found = {path for path in sources if ".FILES" in path.read_text(encoding="utf-8")}
    assert {str(path.relative_to(settings.BASE_DIR)) for path in found} == takes
    stored = {
        str(model._meta.label)
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if isinstance(field, FileField) and model.__module__.split(".")[0] in rooms
    }
    assert stored == {
        "assessments.Evidence",
        "declarations.Attachment",
        "declarations.Revision",  # written by ourselves
        "notices.NoticeAttachment",  # by notices.admin.attachment
    }
