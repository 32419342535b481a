"""What a file is, by its first bytes: the kinds that are taken, and those people send instead, with the way out."""

import re
from dataclasses import dataclass
from typing import BinaryIO

PDF, JPEG, PNG, ZIP = "application/pdf", "image/jpeg", "image/png", "application/zip"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TYPE_NAMES = {PDF: "PDF", JPEG: "JPG", PNG: "PNG", ZIP: "ZIP", DOCX: "DOCX", XLSX: "XLSX"}
# The first is the one a name gets that has none of them.
EXTENSIONS = {
    PDF: (".pdf",),
    JPEG: (".jpg", ".jpeg", ".jpe", ".jfif"),
    PNG: (".png",),
    ZIP: (".zip",),
    DOCX: (".docx",),
    XLSX: (".xlsx",),
}
# PDF readers look for the header this far (ISO 32000-1, Annex H, note 13): printers and mail write before it.
_PDF_HEADER_WITHIN = 1024
_HEAD = _PDF_HEADER_WITHIN + 8
_REPACK = "请解压后用系统自带的压缩功能重新压缩为ZIP，或逐个上传其中的PDF和图片。"
_EXPORT = "请用WPS或Office打开，输出（另存）为PDF后上传。"
_PICTURE = "请用看图软件或手机相册打开，另存为JPG或PNG后上传。"


@dataclass(frozen=True)
class Foreign:
    """A kind that is not taken: its name, and what to do."""

    name: str
    advice: str


OFD = Foreign("OFD版式文件", "请用OFD阅读器打开，导出或打印为PDF后上传。")
OFFICE = Foreign("Office文档", _EXPORT)
OFFICE_NAMES = {DOCX: Foreign("Word文档（DOCX）", _EXPORT), XLSX: Foreign("Excel表格（XLSX）", _EXPORT)}
LOCKED_OFFICE = Foreign("有密码的Office文档", "请去掉密码，另存为PDF后上传。")
PROGRAM = Foreign("程序", "请上传文件的扫描件或照片。")
_FOREIGN = [
    (rb"Rar!\x1a\x07", Foreign("RAR压缩包", _REPACK)),
    (rb"7z\xbc\xaf\x27\x1c", Foreign("7z压缩包", _REPACK)),
    (rb"\x1f\x8b\x08|BZh[1-9]|\xfd7zXZ\0|.{257}ustar", Foreign("其他格式的压缩包", _REPACK)),
    (rb"RIFF.{4}WEBP", Foreign("WebP图片", _PICTURE)),
    (
        rb".{4}ftyp(?:hei|hev|mif1|msf1)",
        Foreign(
            "HEIC图片（苹果手机的高效格式）",
            "请在手机上另存或导出为JPG后上传；也可在相机设置中选“兼容性最佳”后重拍。",
        ),
    ),
    (rb".{4}ftypavi", Foreign("AVIF图片", _PICTURE)),
    (rb".{4}ftyp|\x1a\x45\xdf\xa3|RIFF.{4}AVI ", Foreign("视频", "请上传文件的扫描件或照片。")),
    (rb"GIF8[79]a", Foreign("GIF图片", _PICTURE)),
    (rb"BM.{4}\0\0\0\0", Foreign("BMP图片", _PICTURE)),
    (rb"II\*\0|MM\0\*", Foreign("TIFF图片", "请在扫描软件中改选PDF或JPG，或用看图软件另存为JPG、PNG。")),
    (rb"\0\0\0\x0cjP  \r\n|\xff\x4f\xff\x51", Foreign("JPEG 2000图片", _PICTURE)),
    (rb"8BPS", Foreign("Photoshop文件", _PICTURE)),
    (rb"AC10\d\d", Foreign("CAD图纸（DWG）", "请在CAD软件中打印为PDF后上传。")),
    (rb"\{\\rtf", Foreign("RTF文档", _EXPORT)),
    (rb"%!PS", Foreign("PostScript文件", "请转换为PDF后上传。")),
    (rb"MZ|\x7fELF", PROGRAM),
    (
        rb"(?:\xef\xbb\xbf)?\s*(?i:<!doctype html|<html|<script|<head|<body)",
        Foreign("网页", "请在浏览器中打印为PDF后上传。"),
    ),
]
_OLD_OFFICE = Foreign("旧格式的Office或WPS文档（DOC、XLS、WPS）", _EXPORT)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# How far the list of a locked document's parts is looked for.
_OLE_READ = 1024 * 1024


def is_zip(found: str | Foreign | None) -> bool:
    """Whether what was recognised is a ZIP; what is packed in it may make it an Office document."""
    return found == ZIP


def recognised(file: BinaryIO) -> str | Foreign | None:
    """The media type or the foreign kind of ``file``; ``None`` when its first bytes say nothing. Leaves it anywhere."""
    file.seek(0)
    head = file.read(_HEAD)
    if head.startswith(b"\xff\xd8\xff"):
        return JPEG
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return ZIP
    if head.startswith(_OLE):
        return LOCKED_OFFICE if _is_locked(head + file.read(_OLE_READ)) else _OLD_OFFICE
    for pattern, kind in _FOREIGN:
        if re.match(pattern, head, re.DOTALL):
            return kind
    return PDF if 0 <= head.find(b"%PDF-") < _PDF_HEADER_WITHIN else None


def _is_locked(content: bytes) -> bool:
    return "EncryptedPackage".encode("utf-16-le") in content


def type_by_name(name: str) -> str | None:
    """The media type a name's extension promises; ``None`` for one of no kind that is taken anywhere."""
    lowered = name.lower()
    for kind, extensions in EXTENSIONS.items():
        if lowered.endswith(extensions):
            return kind
    return None


def with_extension(name: str, kind: str) -> str:
    """``name`` with an extension of ``kind``: another kind's is replaced, any other ending stays in the name."""
    said = type_by_name(name)
    if said == kind:
        return name
    return (name[: name.rfind(".")] if said else name) + EXTENSIONS[kind][0]
