"""A program of its own that opens files from anybody, so that a file made to break a reader breaks nothing else.

Started by ``enterprises.kit.files.reader``. It loads the readers once and forks for every upload: the fork has bounds on
time and memory, and ends with the upload. Imports nothing of ours.
"""

import io
import json
import os
import resource
import signal
import socket
import struct
import sys
import warnings
import zipfile
import zlib
from multiprocessing.connection import Connection
from xml.parsers import expat

import pypdfium2
from PIL import Image, JpegImagePlugin, PngImagePlugin  # noqa: F401  (the two that are used, loaded before forking)

MEMORY = 1536 * 1024 * 1024
MOST_PAGES = 5_000
MOST_PART = 32 * 1024 * 1024
MOST_PARTS = 5_000
PNG = b"\x89PNG\r\n\x1a\n"
END_OF_IMAGE = b"\xff\xd9"
# So many zeros at the end are what a download that broke off left of the file it had reserved.
PADDING = 512
# Marks of a JPEG: without a length (fill, stuffed, restarts, start, end), frames by how they are coded, a scan.
_STANDALONE = {0xFF, 0x00, 0x01, *range(0xD0, 0xDA)}
_FRAMES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}
_PROGRESSIVE = {0xC2, 0xC6, 0xCA, 0xCE}
_SCAN = 0xDA
# No program writes more than a dozen.
MOST_SCANS = 200
_NEVER = 99
# What readers say of a file that is not what it claims to be.
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    expat.ExpatError,
    OSError,
    EOFError,
    ValueError,
    SyntaxError,
    RuntimeError,
    LookupError,
    TypeError,
    OverflowError,
)


def pdf(content: bytes, _bounds: dict) -> dict:
    """Open every page of a PDF as a browser would."""
    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        is_locked = getattr(error, "err_code", 0) == pypdfium2.raw.FPDF_ERR_PASSWORD
        return {"fault": "password" if is_locked else "broken_pdf"}
    if document.get_formtype() == pypdfium2.raw.FORMTYPE_XFA_FULL:
        # Its one page asks to wait for a program of Adobe's; nothing else shows what is in it.
        return {"fault": "xfa"}
    pages = len(document)
    if not pages:
        return {"fault": "no_pages"}
    if pages > MOST_PAGES:
        return {"fault": "too_many_pages", "pages": pages, "most": MOST_PAGES}
    for number in range(pages):
        try:
            document.get_page_size(number)
        except pypdfium2.PdfiumError:
            return {"fault": "page", "page": number + 1, "pages": pages}
    return {"pages": pages}


def image(content: bytes, bounds: dict) -> dict:
    """Decode a picture to its end, and take what browsers show whole although a strict reader stumbles over it."""
    found = _decoded(content, bounds)
    if content.startswith(PNG):
        # Texts, times and profiles that do not match their checksums are passed over by whoever shows a picture.
        return _decoded(_critical(content), bounds) if found.get("fault") == "broken" else found
    bare = content.rstrip(b"\0")
    is_padded = len(content) - len(bare) >= PADDING and not bare.endswith(END_OF_IMAGE)
    if found.get("fault") == "truncated" or not found and is_padded:
        # The last pixels may end in a zero of their own.
        return {} if _is_whole(bare + b"\0\0" if is_padded else content) else {"fault": "truncated"}
    return found


def _decoded(content: bytes, bounds: dict) -> dict:
    try:
        with Image.open(io.BytesIO(content), formats=["JPEG", "PNG"]) as picture:
            width, height = picture.size
            if width * height > bounds["pixels"]:
                return {"fault": "pixels", "width": width, "height": height}
            _load(picture)
    except OSError as error:
        return {"fault": "truncated" if "truncated" in str(error) else "broken"}
    except _BROKEN:
        return {"fault": "broken"}
    return {}


def _load(picture: Image.Image) -> None:
    """A JPEG is decoded small: all of it is read, little of it is computed."""
    if picture.format != "PNG":
        width, height = picture.size
        picture.draft(None, (width // 8, height // 8))
    picture.load()


def _critical(content: bytes) -> bytes:
    """A PNG without its ancillary chunks (names with a small first letter): size, palette, pixels, end."""
    kept, at = [PNG], len(PNG)
    while at + 12 <= len(content):
        end = at + 12 + int.from_bytes(content[at : at + 4], "big")
        if content[at + 4 : at + 5].isupper():
            kept.append(content[at:end])
        at = end
    return b"".join(kept)


def _is_whole(content: bytes) -> bool:
    """Whether a JPEG without its end has all a reader shows: every line, of a progressive one all but the last bit.

    What lacks is put there twice, once with nothing and once with noise before the mark of the end: a decoder that
    still waited for pixels makes others of the two.
    """
    if content.endswith(b"\xff"):
        # Half the mark of the end: a byte of pixels after the last one, which is passed over.
        content += b"\0"
    depths, is_progressive = _depths(content)
    if not depths or max(depths) > is_progressive:
        return False
    if is_progressive:
        return True
    try:
        shown = []
        for noise in (b"", bytes(range(1, 255)) * 16):
            with Image.open(io.BytesIO(content + noise + END_OF_IMAGE), formats=["JPEG"]) as picture:
                _load(picture)
                shown.append(zlib.crc32(picture.tobytes()))
    except _BROKEN:
        return False
    return shown[0] == shown[1]


def _depths(content: bytes) -> tuple[list[int], bool]:
    """How many low bits each coefficient of each component still lacks by the scans of a JPEG, and if it is progressive.

    The scan that was cut counts for a sequential picture, whose pixels tell the rest, and not for a progressive one.
    Nothing where the headers cannot be read. ITU-T T.81, B.2.2, B.2.3 and G.1.1.
    """
    lacking: dict[int, list[int]] = {}
    scans, is_progressive, at = [], False, 2
    while (at := content.find(b"\xff", at)) >= 0 and at + 4 <= len(content):
        mark = content[at + 1]
        if mark in _STANDALONE:
            at += 1 if mark == 0xFF else 2
            continue
        end = at + 2 + int.from_bytes(content[at + 2 : at + 4], "big")
        segment, at = content[at + 4 : end], end
        if mark in _FRAMES and len(segment) >= 6:
            is_progressive = mark in _PROGRESSIVE
            lacking = {each: [_NEVER] * 64 for each in segment[6::3]}
        elif mark == _SCAN and len(segment) >= 6:
            scans.append(segment)
    if len(scans) > MOST_SCANS:
        return [], is_progressive
    for segment in scans[:-1] if is_progressive else scans:
        first, last, low = segment[-3], segment[-2], segment[-1] & 15
        for component in segment[1 : 1 + 2 * segment[0] : 2]:
            for place in range(first, min(last, 63) + 1):
                lacking.get(component, [_NEVER] * 64)[place] = low
    return [bits for each in lacking.values() for bits in each], is_progressive


def office(content: bytes, main: str) -> dict:
    """Walk through the parts of an Office file; the main one has to be there and to be XML."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = set(archive.namelist())
            if "[Content_Types].xml" not in names or main not in names:
                return {"fault": "broken"}
            if any(each.file_size > MOST_PART for each in archive.infolist()) or len(names) > MOST_PARTS:
                return {"fault": "large"}
            if any(each.lower().endswith("vbaproject.bin") for each in names):
                return {"fault": "macros"}
            for entry in archive.infolist():
                _read_part(archive, entry, entry.filename in (main, "[Content_Types].xml"))
    except _BROKEN:
        return {"fault": "broken"}
    return {}


def _read_part(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, is_xml: bool) -> None:
    parser = expat.ParserCreate() if is_xml else None
    if parser:
        parser.StartDoctypeDeclHandler = _refuse_doctype
    with archive.open(entry) as part:
        while chunk := part.read(1024 * 1024):
            if parser:
                parser.Parse(chunk, False)
    if parser:
        parser.Parse(b"", True)


def _refuse_doctype(*_declaration: object) -> None:
    # Entities declared in one could unfold without end; no program writes one.
    raise ValueError("a doctype")


JUDGES = {
    "pdf": pdf,
    "image": image,
    "docx": lambda content, _bounds: office(content, "word/document.xml"),
    "xlsx": lambda content, _bounds: office(content, "xl/workbook.xml"),
}


def serve(connection: Connection, bounds: dict) -> None:
    """Judge the files of one upload, until there are no more. ``bounds``: CPU seconds, seconds, pixels."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (bounds["cpu"], bounds["cpu"]))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    signal.alarm(bounds["seconds"])
    os.nice(5)
    while True:
        try:
            kind, content = connection.recv_bytes().decode(), connection.recv_bytes()
        except EOFError:
            return
        try:
            found = JUDGES[kind](content, bounds)
        except MemoryError:
            found = {"fault": "large"}
        connection.send_bytes(json.dumps(found).encode())


def main(control: socket.socket) -> None:
    """Fork for every connection that is handed over; end with whoever started this."""
    warnings.simplefilter("ignore")
    # Ours is asked before anything is decoded.
    Image.MAX_IMAGE_PIXELS = None
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    while True:
        message, handed, *_ = socket.recv_fds(control, 512, 1)
        if not message:
            return
        if os.fork() == 0:
            control.close()
            # Whatever happens in here, the loop above is not this process's.
            try:
                serve(Connection(handed[0]), json.loads(message))
            finally:
                os._exit(0)
        os.close(handed[0])


if __name__ == "__main__":
    main(socket.socket(fileno=int(sys.argv[1])))
