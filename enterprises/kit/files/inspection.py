"""The one door for files: whether an upload may be kept, and under which name.

Limits are this platform's own choice (standards 8.6: no official limit is known).
"""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from typing import BinaryIO

from django.conf import settings

from enterprises.kit.files import uploads
from enterprises.kit.files.archives import archive_faults, packed_kind
from enterprises.kit.files.reader import Reader
from enterprises.kit.files.signatures import (
    DOCX,
    OFFICE_NAMES,
    PROGRAM,
    TYPE_NAMES,
    XLSX,
    ZIP,
    Foreign,
    is_zip,
    recognised,
    type_by_name,
    with_extension,
)
from enterprises.kit.files.uploads import (
    NAME_LIMIT,
    SINGLE,
    clean_name,
    content_fault,
    foreign_fault,
    listed,
    megabytes,
    name_faults,
    visible,
)

EVIDENCE = SINGLE
EVIDENCE_OR_ARCHIVE = (*SINGLE, ZIP)
# Lists are published as tables, forms to fill in as documents.
PUBLISHED = (*SINGLE, ZIP, DOCX, XLSX)
_CHUNK = 1024 * 1024


class UploadRefused(Exception):
    """The file cannot be taken. ``messages`` are complete sentences with the file's name."""

    def __init__(self, *messages: str):
        super().__init__(" ".join(messages))
        self.messages = list(messages)


@dataclass(frozen=True)
class Inspected:
    """A file that was found good. ``name``: as it is kept, with the extension of what it is. ``size`` in bytes."""

    name: str
    content_type: str
    size: int
    sha256: str


def inspect(file: BinaryIO, name: str, size: int, *, archive: bool) -> Inspected:
    """Judge one uploaded file as evidence. ``archive``: a ZIP is taken too. Raises as ``judged``."""
    return judged(file, name, size, EVIDENCE_OR_ARCHIVE if archive else EVIDENCE)


def judged(file: BinaryIO, name: str, size: int, accepted: Collection[str]) -> Inspected:
    """Open an uploaded file to its end. What it is decides, not what its name says; the name is mended to say it.

    Raises:
        UploadRefused: with every fault found, each naming the file.
    """
    name = clean_name(name)
    shown = f"“{visible(name)}”"
    faults = name_faults(name, shown)
    if size == 0:
        raise UploadRefused(*faults, f"{shown}是空文件，请重新选择。")
    kind = _kind(file, name)
    if not isinstance(kind, str) or kind not in accepted:
        foreign = _not_here(kind, accepted) if isinstance(kind, str) else kind
        raise UploadRefused(*faults, foreign_fault(foreign, shown, accepted))
    name = with_extension(name, kind)
    if len(name) > NAME_LIMIT:
        raise UploadRefused(*faults, f"{shown}的文件名超过{NAME_LIMIT}个字，请缩短后重新上传。")
    limit = settings.EVIDENCE_ARCHIVE_MAX_BYTES if is_zip(kind) else settings.EVIDENCE_MAX_BYTES
    if size > limit:
        raise UploadRefused(
            *faults, f"{shown}有{megabytes(size)}，超过本平台{megabytes(limit)}的上限，请压缩或拆分后上传。"
        )
    faults += _faults_inside(file, kind, shown, accepted)
    if faults:
        raise UploadRefused(*faults)
    return Inspected(name, kind, size, _digest(file))


def faults_of_stored(file: BinaryIO, name: str) -> list[str]:
    """Why a file that was stored as ``name`` does not open to its end; empty when it does. Of any kind taken anywhere."""
    shown = f"“{visible(name)}”"
    kind = _kind(file, name)
    if not isinstance(kind, str) or kind not in PUBLISHED:
        return [foreign_fault(kind if isinstance(kind, Foreign) else None, shown, PUBLISHED)]
    return _faults_inside(file, kind, shown, PUBLISHED)


def _faults_inside(file: BinaryIO, kind: str, shown: str, accepted: Collection[str]) -> list[str]:
    with Reader(uploads.MOST_PIXELS) as reader:
        if is_zip(kind):
            inside = [each for each in dict.fromkeys((*SINGLE, *accepted)) if each != ZIP]
            return archive_faults(file, shown, reader, inside)
        fault = content_fault(file, kind, shown, reader)
    return [fault] if fault else []


# Kinds that are taken elsewhere.
_NOT_HERE = {
    ZIP: Foreign("ZIP压缩包", "请解压后逐个上传其中的PDF和图片。"),
    **{kind: Foreign(TYPE_NAMES[kind], "单个文件请上传到它对应的材料项。") for kind in SINGLE},
    **OFFICE_NAMES,
}


def _not_here(kind: str, accepted: Collection[str]) -> Foreign | None:
    """What a kind is called that is taken elsewhere, and what to do with it here."""
    if kind in SINGLE and not set(accepted).isdisjoint(SINGLE):
        return Foreign(
            TYPE_NAMES[kind], f"请另存为{listed([each for each in accepted if each in SINGLE])}后上传。"
        )
    return _NOT_HERE.get(kind)


def _kind(file: BinaryIO, name: str) -> str | Foreign | None:
    kind = recognised(file)
    # An archive is read from its end: before it there may be anything, a program that unpacks it included.
    if kind in (None, PROGRAM) and type_by_name(name) == ZIP:
        return ZIP
    return packed_kind(file) if is_zip(kind) else kind


def _digest(file: BinaryIO) -> str:
    file.seek(0)
    digest = hashlib.sha256()
    while chunk := file.read(_CHUNK):
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()
