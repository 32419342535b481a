"""Names and contents of single files: judged by their bytes, not by what the file says it is."""

import unicodedata
import warnings
from typing import BinaryIO

from PIL import Image, UnidentifiedImageError

PDF, JPEG, PNG, ZIP = "application/pdf", "image/jpeg", "image/png", "application/zip"
EXTENSIONS = {".pdf": PDF, ".jpg": JPEG, ".jpeg": JPEG, ".png": PNG, ".zip": ZIP}
TYPE_NAMES = {PDF: "PDF", JPEG: "JPG", PNG: "PNG", ZIP: "ZIP"}
MOST_PIXELS = 80_000_000
NAME_LIMIT = 150
_FORBIDDEN = set('\\/:*?"<>|')
# Bidirectional controls make a name read as another; the rest cannot be seen or typed.
_UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def forbidden_characters(name: str) -> list[str]:
    """Characters of a file's name that are not allowed, each once, as they are named to people (M4.8)."""
    found = []
    for character in name:
        if character in _FORBIDDEN:
            shown = character
        elif unicodedata.category(character) in _UNSEEN or character == "\N{REPLACEMENT CHARACTER}":
            shown = f"U+{ord(character):04X}（不可见字符）"
        else:
            continue
        if shown not in found:
            found.append(shown)
    return found


def name_faults(name: str, shown: str) -> list[str]:
    """What is wrong with a file's name, in sentences. ``shown`` is how the file is called in them."""
    faults = []
    characters = forbidden_characters(name)
    if characters:
        faults.append(f"{shown}的文件名含有不允许的字符：{'  '.join(characters)} 。请改名后重新上传。")
    if name != name.strip() or name.endswith("."):
        faults.append(f"{shown}的文件名首尾有空格或句点，请改名后重新上传。")
    return faults


def visible(name: str) -> str:
    """A name fit to be shown: what cannot be seen becomes □, and a long one is shortened."""
    shown = "".join("□" if unicodedata.category(each) in _UNSEEN else each for each in name)
    return shown if len(shown) <= 80 else f"{shown[:60]}…{shown[-15:]}"


def expected_type(name: str) -> str | None:
    """The type a file's extension promises; ``None`` for one that is not taken."""
    dot = name.rfind(".")
    return EXTENSIONS.get(name[dot:].lower()) if dot > 0 else None


def signature_type(head: bytes) -> str | None:
    """The type a file's first bytes show."""
    if head.startswith(b"%PDF-"):
        return PDF
    if head.startswith(b"\xff\xd8\xff"):
        return JPEG
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return ZIP
    return None


def content_fault(file: BinaryIO, name: str, shown: str) -> str:
    """Why a single file (not an archive) is not what its name promises; empty when it is. Leaves ``file`` anywhere."""
    wanted = expected_type(name)
    if wanted in (None, ZIP):
        return f"{shown}不是可以接收的类型，只接收 PDF、JPG、PNG。"
    file.seek(0)
    actual = signature_type(file.read(16))
    if actual != wanted:
        is_called = TYPE_NAMES.get(actual, "无法识别的类型") if actual else "无法识别的类型"
        return f"{shown}的内容不是{TYPE_NAMES[wanted]}（{is_called}）。请用原程序重新导出为PDF、JPG或PNG。"
    return _image_fault(file, shown) if wanted in (JPEG, PNG) else ""


def _image_fault(file: BinaryIO, shown: str) -> str:
    file.seek(0)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(file, formats=["JPEG", "PNG"]) as picture:
                if picture.width * picture.height > MOST_PIXELS:
                    return f"{shown}有{picture.width}×{picture.height}像素，超过{MOST_PIXELS // 10_000}万像素，请缩小后上传。"
                picture.verify()
    except Image.DecompressionBombError:
        return f"{shown}的像素过多，请缩小后上传。"
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError):
        return f"{shown}已损坏，无法打开。请重新扫描或导出。"
    return ""


def megabytes(size: int) -> str:
    """A size in bytes as ``20 MB`` or ``1.5 MB``."""
    value = size / (1024 * 1024)
    return f"{value:.0f} MB" if value == int(value) else f"{value:.1f} MB"
