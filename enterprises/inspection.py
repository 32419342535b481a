"""Whether a file may be kept as evidence.

Limits are this platform's own choice (standards 8.6: no official limit is known).
"""

import hashlib
from dataclasses import dataclass
from typing import BinaryIO

from django.conf import settings

from enterprises.archives import archive_faults
from enterprises.uploads import (
    NAME_LIMIT,
    ZIP,
    content_fault,
    expected_type,
    megabytes,
    name_faults,
    visible,
)

_CHUNK = 1024 * 1024


class UploadRefused(Exception):
    """The file cannot be taken. ``messages`` are complete sentences with the file's name."""

    def __init__(self, *messages: str):
        super().__init__(" ".join(messages))
        self.messages = list(messages)


@dataclass(frozen=True)
class Inspected:
    """A file that was found good. ``size`` in bytes."""

    content_type: str
    size: int
    sha256: str


def inspect(file: BinaryIO, name: str, size: int, *, archive: bool) -> Inspected:
    """Judge one uploaded file. ``archive``: a ZIP is taken too.

    Raises:
        UploadRefused: with every fault found, each naming the file.
    """
    shown = f"“{visible(name)}”"
    wanted = expected_type(name)
    accepted = "PDF、JPG、PNG、ZIP" if archive else "PDF、JPG、PNG"
    if len(name) > NAME_LIMIT:
        raise UploadRefused(f"{shown}的文件名超过{NAME_LIMIT}个字，请缩短后重新上传。")
    faults = name_faults(name, shown)
    if wanted is None or wanted == ZIP and not archive:
        raise UploadRefused(*faults, f"{shown}不是可以接收的类型，此项只接收 {accepted}。")
    limit = settings.EVIDENCE_ARCHIVE_MAX_BYTES if wanted == ZIP else settings.EVIDENCE_MAX_BYTES
    if size == 0:
        raise UploadRefused(*faults, f"{shown}是空文件，请重新选择。")
    if size > limit:
        raise UploadRefused(
            *faults, f"{shown}有{megabytes(size)}，超过本平台{megabytes(limit)}的上限，请压缩或拆分后上传。"
        )
    if wanted == ZIP:
        faults += archive_faults(file, shown)
    elif fault := content_fault(file, name, shown):
        faults.append(fault)
    if faults:
        raise UploadRefused(*faults)
    return Inspected(wanted, size, _digest(file))


def _digest(file: BinaryIO) -> str:
    file.seek(0)
    digest = hashlib.sha256()
    while chunk := file.read(_CHUNK):
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()
