"""Archives made to break the checker: a refusal that names the file, never an error, never more memory than allowed."""

import io
import struct
import time
import tracemalloc
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given
from hypothesis import strategies as st

from declarations.models import Attachment
from enterprises.kit.files.archives import MOST_ENTRIES, archive_faults
from enterprises.kit.files.inspection import UploadRefused, inspect
from enterprises.kit.files.reader import Reader
from tests.declarations.conftest import PDF, png, section_url
from tests.declarations.test_evidence import raw_archive

MEGABYTE = 1024 * 1024
END = 22  # bytes of the end record of an archive without a comment


def packed(method: int = zipfile.ZIP_DEFLATED, **entries: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def faults(content: bytes) -> list[str]:
    with Reader(MEGABYTE) as reader:
        return archive_faults(io.BytesIO(content), "“包.zip”", reader)


def folders(count: int) -> bytes:
    """A list of empty folders that all point to the first."""
    name = b"a/"
    shared = struct.pack("<HHHHHIIIHH", 20, 0, 0, 0, 33, 0, 0, 0, len(name), 0)
    local = b"PK\x03\x04" + shared + name
    listed = b"PK\x01\x02" + struct.pack("<H", 20) + shared + struct.pack("<HHHII", 0, 0, 0, 16, 0) + name
    directory = listed * count
    stated = min(count, 0xFFFF)
    end = struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, stated, stated, len(directory), len(local), 0)
    return local + directory + end


def stating(content: bytes, count: int) -> bytes:
    """The archive with another number of entries in its end record."""
    end = bytearray(content)
    struct.pack_into("<HH", end, len(end) - END + 8, count, count)
    return bytes(end)


@pytest.mark.parametrize("method", [zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2])
@pytest.mark.parametrize("damaged", [False, True])
def test_other_compression_methods_are_refused_unopened(filing, owner_client, method, damaged):
    content = bytearray(packed(method, **{"审计报告.pdf": PDF * 50}))
    if damaged:
        content[60:90] = b"\xff" * 30
    file = SimpleUploadedFile("包.zip", bytes(content))
    response = owner_client.post(section_url(filing, "evidence"), {"item": "package", "file": file})
    assert response.status_code == 200
    assert "“包.zip”内的“审计报告.pdf”使用了不支持的压缩方法" in response.content.decode()
    assert not Attachment.objects.exists()


@pytest.mark.parametrize(
    "state", [lambda content: content, lambda content: stating(content, 1)], ids=["", "lie"]
)
def test_endless_lists_of_folders_are_refused_before_they_are_read(monkeypatch, state):
    """9 MB of folders, also when the archive claims to have one."""
    content = state(folders(200_000))
    monkeypatch.setattr(zipfile, "ZipFile", None)
    tracemalloc.start()
    begun = time.perf_counter()
    [fault] = faults(content)
    took, (_, most) = time.perf_counter() - begun, tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert f"个文件或文件夹，最多{MOST_ENTRIES}个" in fault
    assert took < 0.5 and most < len(content) + MEGABYTE


def test_the_most_entries_are_taken():
    assert faults(packed(**{f"{number}.pdf": PDF for number in range(MOST_ENTRIES)})) == []


def test_a_folder_is_no_file():
    assert faults(packed(**{"材料/": b"", "材料/审计.pdf": PDF})) == []


def test_two_files_of_one_name_are_told():
    """Also where a computer would write one over the other."""
    assert faults(packed(**{"审计.pdf": PDF, "审计.PDF": PDF})) == [
        "“包.zip”内的“审计.PDF”重名，请改名后重新压缩。"
    ]


def test_comment_behind_the_list_is_no_hindrance():
    buffer = io.BytesIO(packed(**{"a.pdf": PDF}))
    with zipfile.ZipFile(buffer, "a") as archive:
        archive.comment = "年度材料".encode()
    assert faults(buffer.getvalue()) == []


def test_long_archives_with_wide_numbers_are_read(monkeypatch):
    """ZIP64, which some programs write whatever the size."""
    monkeypatch.setattr(zipfile, "ZIP_FILECOUNT_LIMIT", 0)
    assert faults(packed(**{"a.pdf": PDF})) == []


def test_every_file_in_an_archive_has_the_limit_of_a_file(settings):
    settings.EVIDENCE_MAX_BYTES = MEGABYTE
    fits, too_large = PDF.ljust(MEGABYTE, b"0"), PDF.ljust(MEGABYTE + 1, b"0")
    assert faults(packed(**{"a.pdf": fits})) == []
    assert faults(packed(**{"a.pdf": fits, "大.pdf": too_large})) == [
        "“包.zip”内的“大.pdf”有1.0 MB，超过本平台单个文件1 MB的上限，请压缩或拆分。"
    ]


def test_files_are_in_memory_one_at_a_time(settings):
    settings.EVIDENCE_MAX_BYTES = 4 * MEGABYTE
    content = packed(zipfile.ZIP_STORED, **{f"{n}.pdf": PDF.ljust(4 * MEGABYTE, b"%d" % n) for n in range(8)})
    file = io.BytesIO(content)
    tracemalloc.start()
    with Reader(MEGABYTE) as reader:
        assert archive_faults(file, "“包.zip”", reader) == []
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 16 * MEGABYTE


def test_size_that_is_a_lie_is_found_before_all_is_unpacked():
    content = bytearray(packed(**{"a.pdf": PDF.ljust(8 * MEGABYTE, b"0")}))
    for place in (content.index(b"PK\x03\x04") + 22, content.index(b"PK\x01\x02") + 24):
        struct.pack_into("<I", content, place, len(PDF))
    [fault] = faults(bytes(content))
    assert "“a.pdf”" in fault


@pytest.mark.parametrize("name", [b"", b"\0a.pdf"], ids=["none", "nul"])
def test_files_without_a_name_are_refused(name):
    assert faults(raw_archive([name]))[0].startswith("“包.zip”内的“")


# --- Whatever comes ----------------------------------------------------------------------------------------------
SEEDS = [
    packed(**{"材料/营业执照.pdf": PDF, "b.png": png()}),
    packed(zipfile.ZIP_STORED, **{"a.pdf": PDF, "b.png": png()}),
    packed(zipfile.ZIP_LZMA, **{"a.pdf": PDF}),
    folders(3),
]
WORDS = st.sampled_from(
    [b"PK\x01\x02", b"PK\x03\x04", b"PK\x05\x06", b"PK\x06\x06", b"PK\x06\x07", b"\x00" * 8]
)
LONG_WORDS = st.sampled_from([b"\xff" * 4, b"\xff" * 8, b"\x01\x00\x18\x00", b"up"])


@st.composite
def damaged(draw) -> bytes:
    """An archive with a few bytes changed, cut out, put in or taken twice."""
    content = bytearray(draw(st.sampled_from(SEEDS)))
    for _ in range(draw(st.integers(1, 6))):
        # Many of the interesting places are at the end.
        place = draw(st.integers(0, len(content)) | st.integers(max(0, len(content) - 120), len(content)))
        piece = draw(st.binary(max_size=8) | WORDS | LONG_WORDS)
        match draw(st.sampled_from(["over", "in", "out", "twice"])):
            case "over":
                content[place : place + len(piece)] = piece
            case "in":
                content[place:place] = piece
            case "out":
                del content[place : place + len(piece)]
            case "twice":
                content[place:place] = content[place : place + 60]
    return bytes(content)


@given(damaged() | st.binary(max_size=200))
def test_damaged_archives_are_taken_or_refused(content):
    try:
        inspect(io.BytesIO(content), "包.zip", len(content), archive=True)
    except UploadRefused as refused:
        assert all("“包.zip”" in message for message in refused.messages)


@given(st.data())
def test_damaged_pictures_are_taken_or_refused(data):
    picture = bytearray(png())
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(8, len(picture)))
        piece = data.draw(st.binary(max_size=6))
        picture[place : place + len(piece)] = piece
    try:
        inspect(io.BytesIO(bytes(picture)), "图.png", len(picture), archive=False)
    except UploadRefused as refused:
        assert all("“图.png”" in message for message in refused.messages)
