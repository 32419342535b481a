"""Names and contents of single files: opened to their end, whatever their names say they are."""

import os
import unicodedata
from collections.abc import Collection
from typing import BinaryIO

from enterprises.kit.files.reader import Reader, ReaderFailed
from enterprises.kit.files.signatures import (
    DOCX,
    JPEG,
    PDF,
    PNG,
    TYPE_NAMES,
    XLSX,
    Foreign,
)

MOST_PIXELS = 80_000_000
NAME_LIMIT = 150
SINGLE = (PDF, JPEG, PNG)
_READERS = {PDF: "pdf", JPEG: "image", PNG: "image", DOCX: "docx", XLSX: "xlsx"}
_FORBIDDEN = set('\\/:*?"<>|')
# Bidirectional controls make a name read as another; the rest cannot be seen or typed.
_UNSEEN = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}


# What ``kit.opening`` found, after the file's name.
_SENTENCES = {
    "broken": "已损坏，无法打开。请用原程序重新导出。",
    "broken_pdf": "无法打开：文件不完整、已损坏，或没有任何一页。请重新扫描或导出为PDF。",
    "large": "过大，打开时需要的内存超过上限。请缩小或拆分后上传。",
    "password": "需要密码才能打开。请去掉密码（用密码打开后另存或打印为PDF）再上传。",
    "no_pages": "没有任何一页。请重新扫描或导出。",
    "xfa": "是只有Adobe Reader能显示的动态表单，别人打开看不到内容。请用Adobe Reader打开，打印为PDF后上传。",
    "too_many_pages": "有{pages}页，超过{most}页，请拆分后上传。",
    "page": "不完整：共{pages}页，第{page}页打不开。请重新扫描或导出。",
    "truncated": "不完整，图片后面的部分缺失（可能没有传完）。请重新拍摄、扫描或下载后上传。",
    "pixels": f"有{{width}}×{{height}}像素，超过{MOST_PIXELS // 10_000}万像素，请缩小后上传。",
    "macros": "含有宏，不能接收。请另存为不含宏的文件。",
}


def _is_unseen(character: str) -> bool:
    """Whether a character cannot be seen. One that Python's table does not know yet is a younger character."""
    category = unicodedata.category(character)
    if category != "Cn":
        return category in _UNSEEN or character == "\N{REPLACEMENT CHARACTER}"
    code = ord(character)
    is_no_character = 0xFDD0 <= code <= 0xFDEF or code & 0xFFFE == 0xFFFE
    # Default_Ignorable_Code_Point of what is not assigned (Unicode, DerivedCoreProperties).
    return is_no_character or code == 0x2065 or 0xFFF0 <= code <= 0xFFF8 or 0xE0000 <= code <= 0xE0FFF


def clean_name(name: str) -> str:
    """A file's name without what nobody means to say: blanks around it, full stops behind it, decomposed letters."""
    return unicodedata.normalize("NFC", name).strip().rstrip(". \u3000")


def forbidden_characters(name: str) -> list[str]:
    """Characters of a file's name that are not allowed, each once, as they are named to people (M4.8)."""
    found = []
    for character in name:
        if character in _FORBIDDEN:
            shown = character
        elif _is_unseen(character):
            shown = f"U+{ord(character):04X}（不可见字符）"
        else:
            continue
        if shown not in found:
            found.append(shown)
    return found


def name_faults(name: str, shown: str) -> list[str]:
    """What is wrong with a file's name, in sentences. ``shown`` is how the file is called in them."""
    characters = forbidden_characters(name)
    if not characters:
        return []
    return [f"{shown}的文件名含有不允许的字符：{'  '.join(characters)} 。请改名后重新上传。"]


def visible(name: str) -> str:
    """A name fit to be shown: what cannot be seen becomes □, and a long one is shortened."""
    shown = "".join("□" if _is_unseen(each) else each for each in name)
    return shown if len(shown) <= 80 else f"{shown[:60]}…{shown[-15:]}"


def listed(kinds: Collection[str]) -> str:
    """Kinds as they are named to people."""
    return "、".join(TYPE_NAMES[kind] for kind in kinds)


def foreign_fault(kind: Foreign | None, shown: str, accepted: Collection[str]) -> str:
    """That a file is of a kind that is not taken, and the way out."""
    if kind is None:
        return f"{shown}的内容无法识别，只接收 {listed(accepted)}。请用原程序重新导出。"
    return f"{shown}实际是{kind.name}，只接收 {listed(accepted)}。{kind.advice}"


def size_of(file: BinaryIO) -> int:
    """Bytes of a file. Leaves it anywhere."""
    return file.seek(0, os.SEEK_END)


def content_fault(file: BinaryIO, kind: str, shown: str, reader: Reader) -> str:
    """Why a file of ``kind`` cannot be opened to its end; empty when it can. Leaves ``file`` anywhere."""
    file.seek(0)
    try:
        found = reader.read(_READERS[kind], file.read())
    except ReaderFailed:
        return (
            f"{shown}过于复杂或已损坏，检查没有在限定的时间和内存内完成。请用原程序重新导出，或拆分后上传。"
        )
    if "fault" not in found:
        return ""
    return f"{shown}{_SENTENCES[found['fault']].format(**found)}"


def megabytes(size: int) -> str:
    """A size in bytes as ``20 MB`` or ``1.5 MB``."""
    value = size / (1024 * 1024)
    return f"{value:.0f} MB" if value == int(value) else f"{value:.1f} MB"
