"""ZIP archives: opened, and every entry checked.

Names in archives made on Chinese Windows are GBK without saying so; ``zipfile`` reads them as cp437, which loses
nothing, so the raw bytes can be had back and judged.
"""

import io
import os
import stat
import struct
import zipfile
import zlib
from collections.abc import Collection
from dataclasses import dataclass
from typing import BinaryIO

from django.conf import settings

from enterprises.kit.files.reader import Reader
from enterprises.kit.files.signatures import (
    DOCX,
    OFD,
    OFFICE,
    OFFICE_NAMES,
    XLSX,
    ZIP,
    Foreign,
    is_zip,
    recognised,
)
from enterprises.kit.files.uploads import (
    SINGLE,
    content_fault,
    foreign_fault,
    megabytes,
    name_faults,
    visible,
)

MOST_ENTRIES = 500
MOST_UNPACKED = 600 * 1024 * 1024
MOST_RATIO = 100
# A small file may compress far better than any real document set; only big ones can be bombs.
RATIO_COUNTS_FROM = 10 * 1024 * 1024
MOST_MESSAGES = 20
_UTF8_FLAG, _ENCRYPTED_FLAG = 0x800, 0x1
_UNICODE_PATH = 0x7075
# What every system packs with. Others unpack slowly or into unbounded memory, or are not everywhere readable.
_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
_CHUNK = 1024 * 1024
_END, _END_SIGN, _LONGEST_COMMENT = struct.Struct("<4s4H2LH"), b"PK\x05\x06", 0xFFFF
_LOCATOR, _LOCATOR_SIGN = struct.Struct("<4sLQL"), b"PK\x06\x07"
_END64 = struct.Struct("<4sQ2H2L4Q")
_ENTRY, _ENTRY_SIGN = struct.Struct("<4s6H3L5H2L"), b"PK\x01\x02"
# What ``zipfile`` and zlib say of a file that is not what it claims to be.
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    NotImplementedError,
    OSError,
    OverflowError,
    RuntimeError,
    ValueError,
)
_LITTER_FOLDERS = {"__macosx", ".spotlight-v100", ".trashes", ".fseventsd", "$recycle.bin"}
_LITTER_FILES = {".ds_store", "thumbs.db", "ehthumbs.db", "desktop.ini", ".localized", "icon\r"}
# The part an Office file keeps its content in, below which nothing is looked at here.
_OFFICE_PARTS = {"word/": DOCX, "xl/": XLSX}


def packed_kind(file: BinaryIO) -> str | Foreign:
    """What a file that begins as a ZIP is: documents of several programs are archives themselves."""
    try:
        if _number_of_entries(file) > MOST_ENTRIES:
            return ZIP
        file.seek(0)
        with zipfile.ZipFile(file) as archive:
            names = archive.namelist()
    except _BROKEN:
        return ZIP
    if "OFD.xml" in names:
        return OFD
    if "[Content_Types].xml" not in names:
        return ZIP
    return next((kind for start, kind in _OFFICE_PARTS.items() if any(map(_below(start), names))), OFFICE)


def _below(start: str):
    return lambda name: name.startswith(start)


@dataclass(frozen=True)
class Packed:
    """A file in an archive. ``size`` in bytes, unpacked."""

    path: str
    size: int


def entries_of(file: BinaryIO) -> list[Packed]:
    """The files in an archive that was found good, in its order, without litter and folders."""
    file.seek(0)
    with zipfile.ZipFile(file) as archive:
        entries = [Packed(entry_name(entry), entry.file_size) for entry in archive.infolist()]
    return [each for each in entries if not each.path.endswith("/") and not _is_litter(each.path)]


def entry_content(file: BinaryIO, path: str) -> io.BytesIO | None:
    """One file of an archive that was found good; ``None`` when it has none of that path that can be read."""
    try:
        with zipfile.ZipFile(file) as archive:
            entry = next((each for each in archive.infolist() if entry_name(each) == path), None)
            if entry is None or entry.file_size > settings.EVIDENCE_MAX_BYTES:
                return None
            return _unpacked(archive, entry)
    except _BROKEN:
        return None


def archive_faults(file: BinaryIO, shown: str, reader: Reader, inside: Collection[str] = SINGLE) -> list[str]:
    """What is wrong with an archive, in sentences; empty when it can be taken.

    ``shown`` is how it is called, ``inside`` the media types its entries may have.
    """
    try:
        count = _number_of_entries(file)
        if count > MOST_ENTRIES:
            return [f"{shown}内有{count}个文件或文件夹，最多{MOST_ENTRIES}个。请分成几个压缩包。"]
        file.seek(0)
        with zipfile.ZipFile(file) as archive:
            return _faults(archive, shown, reader, inside)
    except _BROKEN:
        return [f"{shown}不是完整的ZIP压缩包，无法打开。请重新压缩后上传。"]


def _number_of_entries(file: BinaryIO) -> int:
    """How many entries the list at the end of an archive has. ``zipfile`` would make an object of each first.

    The number the archive states may be a lie: the list itself is counted, until it is longer than can be taken.

    Raises:
        zipfile.BadZipFile, struct.error, ValueError: there is no such list.
    """
    length = file.seek(0, os.SEEK_END)
    tail_start = file.seek(max(0, length - _END.size - _LONGEST_COMMENT))
    tail = file.read()
    # As zipfile looks for it: at the very end when there is no comment, else the last one.
    at = len(tail) - _END.size
    if not (tail[max(at, 0) :].startswith(_END_SIGN) and tail.endswith(b"\0\0")):
        at = tail.rfind(_END_SIGN)
    if at < 0:
        raise zipfile.BadZipFile("no end record")
    *_, stated, size, _, _ = _END.unpack_from(tail, at)
    end = tail_start + at
    if end >= _LOCATOR.size + _END64.size:
        file.seek(end - _LOCATOR.size - _END64.size)
        record, locator = file.read(_END64.size), file.read(_LOCATOR.size)
        if locator.startswith(_LOCATOR_SIGN) and record.startswith(b"PK\x06\x06"):
            *_, stated, size, _ = _END64.unpack(record)
            end -= _LOCATOR.size + _END64.size
    return max(stated, _counted(file, end - size, end))


def _counted(file: BinaryIO, start: int, end: int) -> int:
    """The entries listed between two places of a file, counted no further than one too many."""
    count, place = 0, start
    while place < end and count <= MOST_ENTRIES:
        file.seek(place)
        sign, *fields = _ENTRY.unpack(file.read(_ENTRY.size))
        if sign != _ENTRY_SIGN:
            raise zipfile.BadZipFile("not an entry")
        place += _ENTRY.size + sum(fields[9:12])
        count += 1
    return count


def _faults(archive: zipfile.ZipFile, shown: str, reader: Reader, inside: Collection[str]) -> list[str]:
    entries = [(entry, entry_name(entry)) for entry in archive.infolist()]
    unpacked = sum(entry.file_size for entry, _ in entries)
    packed = max(1, sum(entry.compress_size for entry, _ in entries))
    if unpacked > MOST_UNPACKED or unpacked > RATIO_COUNTS_FROM and unpacked / packed > MOST_RATIO:
        return [f"{shown}解压后有{unpacked // (1024 * 1024)} MB，过大或压缩比异常，不能接收。"]
    faults: list[str] = []
    seen: set[str] = set()
    wanted = 0
    for entry, name in entries:
        if _is_litter(name):
            continue
        label = f"{shown}内的“{visible(name)}”"
        faults += _name_faults(entry, name, label)
        if name.endswith("/"):
            continue
        wanted += 1
        if name.lower() in seen:
            faults.append(f"{label}重名，请改名后重新压缩。")
        seen.add(name.lower())
        faults += _entry_faults(archive, entry, label, reader, inside)
        if reader.failed:
            return faults
        if len(faults) > MOST_MESSAGES:
            return [*faults[:MOST_MESSAGES], f"{shown}还有更多问题，请先处理以上各项。"]
    if not wanted:
        faults.append(f"{shown}内没有文件，请检查后重新压缩。")
    return faults


def entry_name(entry: zipfile.ZipInfo) -> str:
    """The path of an entry as its author saw it: UTF-8 when flagged, else UTF-8 or GBK, whichever fits.

    ``orig_filename`` is not cut at a NUL, which ``filename`` is. Some programs of Windows separate by backslashes.
    """
    parts = _decoded_name(entry).replace("\\", "/").split("/")
    return "/".join(part.strip(" \u3000") for part in parts)


def _decoded_name(entry: zipfile.ZipInfo) -> str:
    if entry.flag_bits & _UTF8_FLAG:
        return entry.orig_filename
    try:
        raw = entry.orig_filename.encode("cp437")
    except UnicodeEncodeError:
        return entry.orig_filename
    return _from_extra(entry.extra, raw) or _decoded(raw)


def _from_extra(extra: bytes, raw: bytes) -> str | None:
    """The Unicode Path field, when it belongs to this very name (its CRC matches)."""
    while len(extra) >= 4:
        tag, length = struct.unpack("<HH", extra[:4])
        body, extra = extra[4 : 4 + length], extra[4 + length :]
        if tag == _UNICODE_PATH and len(body) > 5 and body[0] == 1:
            if struct.unpack("<I", body[1:5])[0] != zlib.crc32(raw):
                return None
            try:
                return body[5:].decode("utf-8")
            except UnicodeDecodeError:
                return None
    return None


def _decoded(raw: bytes) -> str:
    candidates = {}
    for encoding in ("utf-8", "gb18030"):
        try:
            candidates[encoding] = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    utf8, gbk = candidates.get("utf-8"), candidates.get("gb18030")
    if utf8 is None or gbk is None:
        return utf8 or gbk or raw.decode("utf-8", "replace")
    if any(map(_is_cjk, utf8)):
        return utf8
    foreign = [character for character in gbk if not character.isascii()]
    return gbk if foreign and all(map(_is_cjk, foreign)) else utf8


def _is_cjk(character: str) -> bool:
    return "\u3400" <= character <= "\u9fff" or "\uf900" <= character <= "\ufaff" or character >= "\U00020000"


def _is_litter(name: str) -> bool:
    """What operating systems add by themselves. ``._x`` beside x is its resource fork (AppleDouble)."""
    *folders, last = name.lower().split("/")
    return last in _LITTER_FILES or last.startswith(("._", "~$")) or not _LITTER_FOLDERS.isdisjoint(folders)


def _name_faults(entry: zipfile.ZipInfo, name: str, label: str) -> list[str]:
    if stat.S_ISLNK(entry.external_attr >> 16):
        return [f"{label}是链接，不能接收。请放入文件本身。"]
    if not name.strip("/"):
        return [f"{label}没有文件名，请改名后重新压缩。"]
    parts = name.rstrip("/").split("/")
    if name.startswith("/") or ".." in parts:
        return [f"{label}的路径指向压缩包之外，不能接收。请重新压缩。"]
    faults = [fault for part in parts for fault in name_faults(part, label)]
    return list(dict.fromkeys(faults))


def _entry_faults(
    archive: zipfile.ZipFile, entry: zipfile.ZipInfo, label: str, reader: Reader, inside: Collection[str]
) -> list[str]:
    """Faults of one file in the archive. It is unpacked, never further than it says, so its checksum is proven.

    At most one file of ``EVIDENCE_MAX_BYTES`` is in memory at a time.
    """
    if entry.flag_bits & _ENCRYPTED_FLAG:
        return [f"{label}有密码，请去掉密码后重新压缩。"]
    if not entry.file_size:
        return [f"{label}是空文件。"]
    if entry.compress_type not in _METHODS:
        return [f"{label}使用了不支持的压缩方法。请用系统自带的压缩功能重新压缩。"]
    limit = settings.EVIDENCE_MAX_BYTES
    if entry.file_size > limit:
        return [
            f"{label}有{megabytes(entry.file_size)}，超过本平台单个文件{megabytes(limit)}的上限，请压缩或拆分。"
        ]
    try:
        content = _unpacked(archive, entry)
    except _BROKEN:
        return [f"{label}已损坏，无法打开。请用系统自带的压缩功能重新压缩。"]
    if content.tell() != entry.file_size:
        return [f"{label}的大小与压缩包记录不符，不能接收。"]
    kind = recognised(content)
    if is_zip(kind):
        kind = packed_kind(content)
    if is_zip(kind):
        return [f"{label}是压缩包，压缩包内不能再有压缩包。请把其中的文件放到外层。"]
    if not isinstance(kind, str) or kind not in inside:
        foreign = OFFICE_NAMES.get(kind) if isinstance(kind, str) else kind
        return [foreign_fault(foreign, label, inside)]
    fault = content_fault(content, kind, label, reader)
    return [fault] if fault else []


def _unpacked(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> io.BytesIO:
    """The content of an entry, read to its end: that is where its checksum is compared."""
    content = io.BytesIO()
    with archive.open(entry) as packed:
        while chunk := packed.read(_CHUNK):
            content.write(chunk)
            if content.tell() > entry.file_size:
                break
    return content
