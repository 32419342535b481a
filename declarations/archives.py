"""ZIP archives: opened, and every entry checked.

Names in archives made on Chinese Windows are GBK without saying so; ``zipfile`` reads them as cp437, which loses
nothing, so the raw bytes can be had back and judged.
"""

import io
import stat
import struct
import zipfile
import zlib
from typing import BinaryIO

from declarations.uploads import content_fault, name_faults, visible

MOST_ENTRIES = 500
MOST_UNPACKED = 600 * 1024 * 1024
MOST_RATIO = 100
# A small file may compress far better than any real document set; only big ones can be bombs.
RATIO_COUNTS_FROM = 10 * 1024 * 1024
MOST_MESSAGES = 20
_UTF8_FLAG, _ENCRYPTED_FLAG = 0x800, 0x1
_UNICODE_PATH = 0x7075
_LITTER = ("__MACOSX/",)
_LITTER_FILES = {".ds_store", "thumbs.db", "desktop.ini"}


def archive_faults(file: BinaryIO, shown: str) -> list[str]:
    """What is wrong with an archive, in sentences; empty when it can be taken. ``shown`` is how it is called."""
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as archive:
            return _faults(archive, shown)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, struct.error, ValueError, OSError, RuntimeError):
        return [f"{shown}不是完整的ZIP压缩包，无法打开。请重新压缩后上传。"]


def _faults(archive: zipfile.ZipFile, shown: str) -> list[str]:
    entries = [(entry, entry_name(entry)) for entry in archive.infolist()]
    if len(entries) > MOST_ENTRIES:
        return [f"{shown}内有{len(entries)}个文件，最多{MOST_ENTRIES}个。请分成几个压缩包。"]
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
        if entry.is_dir() or name.endswith("/"):
            continue
        wanted += 1
        if name.lower() in seen:
            faults.append(f"{label}重名，请改名后重新压缩。")
        seen.add(name.lower())
        faults += _entry_faults(archive, entry, name, label)
        if len(faults) > MOST_MESSAGES:
            return [*faults[:MOST_MESSAGES], f"{shown}还有更多问题，请先处理以上各项。"]
    if not wanted:
        faults.append(f"{shown}内没有文件，请检查后重新压缩。")
    return faults


def entry_name(entry: zipfile.ZipInfo) -> str:
    """The name of an entry as its author saw it: UTF-8 when flagged, else UTF-8 or GBK, whichever fits.

    ``orig_filename`` is not cut at a NUL, which ``filename`` is.
    """
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
        kind, length = struct.unpack("<HH", extra[:4])
        body, extra = extra[4 : 4 + length], extra[4 + length :]
        if kind == _UNICODE_PATH and len(body) > 5 and body[0] == 1:
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
    """What operating systems add by themselves."""
    return name.startswith(_LITTER) or name.rpartition("/")[2].lower() in _LITTER_FILES


def _name_faults(entry: zipfile.ZipInfo, name: str, label: str) -> list[str]:
    if stat.S_ISLNK(entry.external_attr >> 16):
        return [f"{label}是链接，不能接收。请放入文件本身。"]
    parts = name.rstrip("/").split("/")
    if name.startswith("/") or ".." in parts:
        return [f"{label}的路径指向压缩包之外，不能接收。请重新压缩。"]
    faults = [fault for part in parts for fault in name_faults(part, label)]
    return list(dict.fromkeys(faults))


def _entry_faults(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, name: str, label: str) -> list[str]:
    """Faults of one file in the archive. It is unpacked, never further than it says, so its checksum is proven."""
    if entry.flag_bits & _ENCRYPTED_FLAG:
        return [f"{label}有密码，请去掉密码后重新压缩。"]
    if name.lower().endswith((".zip", ".rar", ".7z", ".gz", ".tar")):
        return [f"{label}是压缩包，压缩包内不能再有压缩包。"]
    if not entry.file_size:
        return [f"{label}是空文件。"]
    try:
        with archive.open(entry) as packed:
            content = packed.read(entry.file_size + 1)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, RuntimeError):
        return [f"{label}已损坏或使用了不支持的压缩方法。请用系统自带的压缩功能重新压缩。"]
    if len(content) != entry.file_size:
        return [f"{label}的大小与压缩包记录不符，不能接收。"]
    fault = content_fault(io.BytesIO(content), name.rpartition("/")[2], label)
    return [fault] if fault else []
